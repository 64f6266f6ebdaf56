//! When a hyperplane separates the training data of groups.

use nalgebra::{DMatrix, DVector, Dyn};

use super::problem::{Member, members};
use crate::model::Population;
use crate::numerics::{Local, minimize_convex};
use crate::theory::margin_shortfall::Shortfall;

/// The threshold δ* of a population: above it the training data are linearly separable (with an
/// intercept) with probability → 1, below it with probability → 0.
///
/// δ* = min over (m, b) of Σ_g π_g E[(√(1+‖m‖²)·G − y_g(μ_g·m + b)/σ_g)₊²]
///
/// A hyperplane separates iff y_i(θᵀx_i + b) ≥ 0 has a solution θ ≠ 0. Divided by σ_g that is
/// z_iᵀθ + y_g(μ_g·m + b)/σ_g ≥ 0 with z_i ~ N(0, I), and Gordon's comparison asks the part of θ
/// across the means, of length 1, for √δ ≥ ‖(√(1+‖m‖²)·G − y_g(μ_g·m + b)/σ_g)₊‖ (docs/theory.md,
/// sections 6 and 8). For means that are all equal and labels that are drawn by a fair coin it is Cover's ½
/// whatever the noise. Convex; `None` only if the minimisation does not reach working accuracy.
pub fn separability_threshold(population: &Population) -> Option<f64> {
    let weights = vec![1.0; population.groups().len()];
    threshold(&members(population, &weights).0)
}

pub(super) fn threshold(members: &[Member]) -> Option<f64> {
    let mut start = DVector::zeros(members[0].direction.len());
    for g in members {
        start += g.prior * &g.direction;
    }
    let last = start.len() - 1;
    start[last] = 0.0;
    let value = minimize_convex(|at| shortfall(members, at), start)?.value;
    value.is_finite().then_some(value)
}

/// The function to be minimised, at (m, b).
fn shortfall(members: &[Member], at: &DVector<f64>) -> Local<Dyn> {
    let size = at.len();
    let mut along = at.clone();
    along[size - 1] = 0.0;
    let scale = along.norm().hypot(1.0);
    // da/dm and d²a/dm² of a = √(1 + ‖m‖²).
    let slope = along / scale;
    let mut bend = -&slope * slope.transpose();
    for i in 0..size - 1 {
        bend[(i, i)] += 1.0;
    }
    bend /= scale;
    let mut local = Local {
        value: 0.0,
        gradient: DVector::zeros(size),
        hessian: DMatrix::zeros(size, size),
    };
    for g in members {
        let v = &g.direction;
        let h = Shortfall::of(scale, v.dot(at));
        let [aa, am, mm] = h.second;
        local.value += g.prior * h.value;
        local.gradient += g.prior * (h.scale * &slope + h.mean * v);
        let cross = &slope * v.transpose();
        local.hessian += g.prior
            * (aa * &slope * slope.transpose()
                + am * (&cross + cross.transpose())
                + mm * v * v.transpose()
                + h.scale * &bend);
    }
    local
}
