//! How a classifier is trained.

use super::error::{ModelError, check_ridge};
use super::parameter::{Parameter, added_bytes};
use super::{Mixture, Solver, Threshold, Weighting};
use crate::loss::{LossKind, MarginLoss};

/// One classifier to train: (1/n) Σ_i ω_{g_i} ℓ_{y_i}(y_i(θᵀx_i + b)) + (r/2)‖θ‖².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training<W = f64> {
    /// ℓ, with its adjustments for the labels.
    pub loss: MarginLoss,
    /// How much each group counts: ρ = ω₊/ω₋ of two classes, ω_g of any groups, or the rule that
    /// will give them.
    pub weights: W,
    /// r.
    pub ridge: f64,
    /// Whether samples are first dropped at random until the classes balance.
    pub downsample: bool,
    /// How it is trained.
    pub solver: Solver,
    /// Which scores are then taken for the minority.
    pub threshold: Threshold,
}

/// One classifier to train on any groups: one ω_g each.
pub type GroupTraining = Training<Weighting>;

impl<W> Training<W> {
    /// Without ridge, on all samples, by a direct solver.
    pub fn new(loss: impl Into<MarginLoss>, weights: W) -> Self {
        Self {
            loss: loss.into(),
            weights,
            ridge: 0.0,
            downsample: false,
            solver: Solver::Direct,
            threshold: Threshold::NONE,
        }
    }

    /// The same with other weights, or another way to choose them.
    pub fn weighing<V>(self, weights: V) -> Training<V> {
        let Self {
            loss,
            weights: _,
            ridge,
            downsample,
            solver,
            threshold,
        } = self;
        Training {
            loss,
            weights,
            ridge,
            downsample,
            solver,
            threshold,
        }
    }

    /// The same with another threshold.
    pub fn deciding(self, threshold: Threshold) -> Self {
        Self { threshold, ..self }
    }

    /// What must be trained and looked at for it: trainings that differ only in what is then made of
    /// scores have it in common.
    pub fn measured(self) -> Self {
        let threshold = self.threshold.measured();
        self.deciding(threshold)
    }

    /// The same, if it is a training on these groups.
    ///
    /// # Errors
    /// [`ModelError`] for weights that are not of these groups, or r < 0.
    pub fn checked(self, population: &impl Mixture<Weights = W>) -> Result<Self, ModelError> {
        population.check_weights(&self.weights)?;
        check_ridge(self.ridge)?;
        Ok(self)
    }

    /// Every number but the weights, with its parameter. A field that is not among them must be
    /// one that a method's name tells.
    pub fn numbers(&self) -> [(Parameter, f64); 1] {
        let Self {
            loss: _,
            weights: _,
            ridge,
            downsample: _,
            solver: _,
            threshold: _,
        } = self;
        [(Parameter::Ridge, *ridge)]
    }

    /// Bytes that stand for all but the weights: different for different trainings, as far as they
    /// are [measured](Self::measured) differently.
    ///
    /// Stored results are found by them, so that they stay as they are: what is added counts
    /// where it is not at its default.
    pub fn bytes(&self) -> Vec<u8> {
        let Self {
            loss,
            weights: _,
            ridge,
            downsample,
            solver,
            threshold,
        } = self;
        let mut bytes = (loss.name().len() as u64).to_le_bytes().to_vec();
        bytes.extend(loss.name().as_bytes());
        let [kink, margins @ ..] = loss.numbers();
        for number in [kink, *ridge].into_iter().chain(margins) {
            // −0 is 0.
            bytes.extend((number + 0.0).to_bits().to_le_bytes());
        }
        bytes.extend(sampling(*downsample, *solver));
        added_bytes(&self.numbers(), &mut bytes);
        bytes.extend(threshold.measured_bytes());
        bytes
    }
}

impl Training<Weighting> {
    /// Bytes that stand for everything, the weights of the groups included. They stay as they are
    /// for the same reason.
    pub fn bytes_with_weights(&self) -> Vec<u8> {
        let Self {
            loss,
            weights,
            ridge,
            downsample,
            solver,
            threshold,
        } = self;
        let mut bytes = (loss.name().len() as u64).to_le_bytes().to_vec();
        bytes.extend(loss.name().as_bytes());
        let numbers = loss.numbers().into_iter().chain([*ridge]);
        for number in numbers.chain(weights.weights().iter().copied()) {
            // −0 is 0.
            bytes.extend((number + 0.0).to_bits().to_le_bytes());
        }
        let sampling = sampling(*downsample, *solver);
        if sampling != [0, 0] {
            bytes.extend(sampling);
        }
        added_bytes(&self.numbers(), &mut bytes);
        bytes.extend(threshold.measured_bytes());
        bytes
    }
}

fn sampling(downsample: bool, solver: Solver) -> [u8; 2] {
    let by = match solver {
        Solver::Direct => 0,
        Solver::Sgd => 1,
    };
    [u8::from(downsample), by]
}

impl Solver {
    /// Whether it trains with a loss: stochastic gradient descent has steps for the plain
    /// square loss alone.
    pub fn trains(self, loss: MarginLoss) -> bool {
        match self {
            Solver::Direct => true,
            Solver::Sgd => loss == LossKind::Square.into(),
        }
    }
}
