//! How a classifier is trained.

use super::Solver;
use super::parameter::{Parameter, added_bytes};
use crate::loss::{LossKind, MarginLoss};

/// One classifier to train.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training<W = f64> {
    /// ℓ, with its adjustments.
    pub loss: MarginLoss,
    /// ρ = ω₊/ω₋: a number, or the rule that will give it.
    pub weight_ratio: W,
    /// r.
    pub ridge: f64,
    /// Whether majority samples are first dropped at random until the classes balance.
    pub downsample: bool,
    /// How it is trained.
    pub solver: Solver,
}

impl<W> Training<W> {
    /// Without ridge, on all samples, by a direct solver.
    pub fn new(loss: impl Into<MarginLoss>, weight_ratio: W) -> Self {
        Self {
            loss: loss.into(),
            weight_ratio,
            ridge: 0.0,
            downsample: false,
            solver: Solver::Direct,
        }
    }

    /// The same with another weight, or another way to choose it.
    pub fn weighing<V>(self, weight_ratio: V) -> Training<V> {
        let Self {
            loss,
            weight_ratio: _,
            ridge,
            downsample,
            solver,
        } = self;
        Training {
            loss,
            weight_ratio,
            ridge,
            downsample,
            solver,
        }
    }

    /// Every number but the weight, with its parameter. A field that is not among them must be
    /// one that a method's name tells.
    pub fn numbers(&self) -> [(Parameter, f64); 1] {
        let Self {
            loss: _,
            weight_ratio: _,
            ridge,
            downsample: _,
            solver: _,
        } = self;
        [(Parameter::Ridge, *ridge)]
    }

    /// Bytes that stand for all but the weight: different for different trainings.
    ///
    /// Stored results are found by them, so that they stay as they are: what is added counts
    /// where it is not at its default.
    pub fn bytes(&self) -> Vec<u8> {
        let Self {
            loss,
            weight_ratio: _,
            ridge,
            downsample,
            solver,
        } = self;
        let mut bytes = (loss.name().len() as u64).to_le_bytes().to_vec();
        bytes.extend(loss.name().as_bytes());
        let [threshold, margins @ ..] = loss.numbers();
        for number in [threshold, *ridge].into_iter().chain(margins) {
            // −0 is 0.
            bytes.extend((number + 0.0).to_bits().to_le_bytes());
        }
        bytes.push(u8::from(*downsample));
        bytes.push(match solver {
            Solver::Direct => 0,
            Solver::Sgd => 1,
        });
        added_bytes(&self.numbers(), &mut bytes);
        bytes
    }
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
