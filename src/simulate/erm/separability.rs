//! Whether a hyperplane separates the classes, with proof either way.

use super::Kernel;
use super::interior_point::{Steps, interior_point};
use super::piecewise_linear::{ACCEPTED_GAP, Clamped, program};
use super::polish::polish;
use super::reduced_coordinates::Reduced;
use super::signed_samples::SignedSamples;
use super::{Hyperplane, norm_squared};
use crate::loss::Hinge;
use crate::simulate::TrainingSet;

/// Strict linear separability of a training set, with a certificate that anyone can
/// check (Gordan's theorem: exactly one of the two exists).
#[derive(Clone, Debug, PartialEq)]
pub enum Separability {
    /// A hyperplane that leaves every margin y_i(θᵀx_i + b) positive.
    Separable(Hyperplane),
    /// Weights v ≥ 0, Σv_i = 1, one a sample in the order of the groups, with
    /// Σ v_i y_i x_i = 0 and Σ v_i y_i = 0: then no hyperplane has only positive margins.
    Inseparable {
        /// v.
        weights: Vec<f64>,
        /// Norm of what Σ v_i y_i(x_i, 1) leaves, against the root mean square of
        /// ‖(x_i, 1)‖.
        residual: f64,
    },
    /// Neither was found to working accuracy.
    Undecided,
}

/// Decides by least hinge loss without ridge, which is zero exactly if the data are
/// separable and whose dual solution is otherwise the proof of the contrary.
pub fn separability(set: &TrainingSet) -> Separability {
    if set.dimension() + 1 >= set.samples() {
        // In general position such few samples can be given any margins.
        let ones = vec![1.0; set.groups.len()];
        if let Ok(fit) = Kernel::of(set).interpolate(&ones) {
            let at = fit.hyperplane();
            if at.smallest_margin(set) > 0.0 {
                return Separability::Separable(at);
            }
        }
    }
    let reduced = Reduced::of(set);
    let hinge = Clamped::of(&Hinge).expect("the hinge has one kink");
    let groups = set.groups.len();
    let program = program(&reduced.data, &vec![hinge; groups], &vec![1.0; groups], 0.0);
    for steps in [Steps::Corrected, Steps::Centred] {
        let enough = |margins: &[f64]| margins.iter().all(|z| *z > 0.0);
        let interior = interior_point(&program, steps, enough);
        let at = Hyperplane::from(reduced.restore(&interior.pair.at));
        if at.smallest_margin(set) > 0.0 {
            return Separability::Separable(at);
        }
        let (pair, _) = polish(&program, &interior);
        if let Some(proof) = reverse(&reduced.data, &pair.dual) {
            return proof;
        }
    }
    Separability::Undecided
}

/// The certificate of inseparability, if the dual solution is one.
fn reverse(data: &SignedSamples, dual: &[f64]) -> Option<Separability> {
    let total: f64 = dual.iter().map(|u| -u).sum();
    let weights: Vec<f64> = dual.iter().map(|u| -u / total).collect();
    let left = norm_squared(&data.combine(&weights)).sqrt();
    let residual = left / data.mean_square().sqrt();
    let proof = weights.iter().all(|v| *v >= 0.0) && residual <= ACCEPTED_GAP;
    proof.then_some(Separability::Inseparable { weights, residual })
}
