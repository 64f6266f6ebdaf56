//! The support vector machine without slack.

use super::clamped_program::Program;
use super::piecewise_linear::{accept, solve};
use super::reduced_coordinates::Reduced;
use super::separability::{Separability, separability};
use super::{Fit, SolveError};
use crate::simulate::TrainingSet;

/// min ‖θ‖²/2 subject to y_i(θᵀx_i + b) ≥ m_{g_i} for every sample, by an interior-point
/// method; `margins` has one m_g a group.
///
/// Equal margins give the support vector machine, unequal ones its cost-sensitive form
/// (Kini et al. 2021). The residual is the relative duality gap, or the largest relative
/// violation of a constraint if that is more; or, if that is less, the largest violation of a
/// condition of optimality.
///
/// # Errors
/// [`SolveError::Infeasible`] for data that no hyperplane separates,
/// [`SolveError::Margins`] unless m₊ + m₋ > 0 for every two groups of opposite label
/// (otherwise θ = 0 may do), [`SolveError::MaxIterations`] when the gap stays open.
pub fn hard_margin(set: &TrainingSet, margins: &[f64]) -> Result<Fit, SolveError> {
    let least = |label: f64| {
        let groups = set.groups.iter().zip(margins);
        let own = groups.filter(move |(g, _)| g.label == label && g.features.ncols() > 0);
        own.map(|(_, m)| *m).fold(f64::INFINITY, f64::min)
    };
    let room = least(1.0) + least(-1.0);
    if room.is_nan() || room <= 0.0 {
        return Err(SolveError::Margins { sum: room });
    }
    match separability(set) {
        Separability::Separable(_) => {}
        Separability::Inseparable { .. } => return Err(SolveError::Infeasible),
        Separability::Undecided => {
            return Err(SolveError::MaxIterations {
                iterations: 0,
                residual: f64::NAN,
            });
        }
    }
    hard_margin_reduced(&Reduced::of(set), margins)
}

/// [`hard_margin`] on data reduced before, known to be separable, and for margins that
/// keep the classes apart.
pub(crate) fn hard_margin_reduced(reduced: &Reduced, margins: &[f64]) -> Result<Fit, SolveError> {
    let program = hard(reduced, margins, reduced.data.unknowns() - 1);
    accept(reduced, &solve(&program, |_| false))
}

/// The constraints z_i ≥ m_{g_i} with the norm of the first `penalised` unknowns.
pub(super) fn hard<'a>(reduced: &'a Reduced<'a>, margins: &[f64], penalised: usize) -> Program<'a> {
    let data = &reduced.data;
    Program {
        data,
        kinks: data.spread(margins),
        low: vec![f64::NEG_INFINITY; data.samples()],
        high: vec![0.0; data.samples()],
        compliance: vec![0.0; data.samples()],
        ridge: 1.0,
        penalised,
        length: data.mean_square().sqrt(),
    }
}
