//! How a classifier is trained.

use super::Solver;
use crate::loss::{LossKind, MarginLoss};

/// One classifier to train.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Training {
    /// ℓ, with its adjustments.
    pub loss: MarginLoss,
    /// ρ = ω₊/ω₋.
    pub weight_ratio: f64,
    /// r.
    pub ridge: f64,
    /// Whether majority samples are first dropped at random until the classes balance.
    pub downsample: bool,
    /// How it is trained.
    pub solver: Solver,
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
