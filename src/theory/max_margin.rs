//! The hard-margin limit on separable data.

use nalgebra::{Matrix2, Matrix3, U2, Vector2, Vector3};

use super::margin_shortfall::Shortfall;
use super::{Prediction, Problem, Solution, Status};
use crate::model::{ClassErrors, TwoClass};
use crate::numerics::{Local, bracketed_root_to, minimize_convex};

/// Limit of the cost-sensitive support vector machine
///
/// min ‖θ‖ subject to y_i(θᵀx_i + b) ≥ m_{y_i},
///
/// for δ above the separability threshold: the smallest α for which some (γ, b) with
/// η² = α² − γ² has δη² ≥ Σ_y π_y E[(m_y − αG − sγ − yb)₊²] (docs/theory.md, section 6; Deng,
/// Kammoun & Thrampoulidis 2019, Kini et al. 2021). `margins` are (m₊, m₋).
///
/// For m₊ = m₋ it is where gradient descent on logistic, exponential or hinge-type
/// losses goes, **whatever the class weights**. Other margins lead to the same direction:
/// shifting b by (m₊ − m₋)/2 makes both margins M = (m₊ + m₋)/2, so that
/// (α, γ, b) = M·(α₁, γ₁, b₁) + (0, 0, (m₊ − m₋)/2) of the solution for unit margins.
/// Margins may be negative as long as their sum is positive.
///
/// The status is [`Status::NotConverged`], without a solution, where no α suffices (δ ≤ δ*)
/// or the conditions do not all hold to 1e-10 of their terms: the constraint with equality,
/// and stationarity in γ and in b. Their largest is the residual. κ does not exist.
pub fn max_margin(delta: f64, two_class: TwoClass, margins: (f64, f64)) -> Prediction {
    let none = Prediction::none(Status::NotConverged);
    let unit = unit_margins(delta, two_class);
    let Some(solution) = unit.solution else {
        return unit;
    };
    let (size, shift) = (0.5 * (margins.0 + margins.1), 0.5 * (margins.0 - margins.1));
    if !(size > 0.0 && size.is_finite() && shift.is_finite()) {
        return none;
    }
    Prediction {
        solution: Some(Margins { size, shift }.of(&solution, two_class)),
        ..unit
    }
}

/// Unequal margins in place of two that are 1.
pub(super) struct Margins {
    /// M.
    pub(super) size: f64,
    /// (m₊ − m₋)/2.
    pub(super) shift: f64,
}

impl Margins {
    /// m₊/m₋ = `ratio`, with M = 1: the direction is what matters.
    pub(super) fn of_ratio(ratio: f64) -> Self {
        Self {
            size: 1.0,
            shift: (ratio - 1.0) / (ratio + 1.0),
        }
    }

    /// The solution, from that for unit margins.
    pub(super) fn of(&self, unit: &Solution, two_class: TwoClass) -> Solution {
        let (alpha, gamma) = (self.size * unit.alpha, self.size * unit.gamma);
        let bias = self.size * unit.bias + self.shift;
        Solution {
            alpha,
            gamma,
            bias,
            kappa: None,
            errors: ClassErrors::two_class(two_class.signal_strength(), alpha, gamma, bias),
        }
    }
}

/// The hard-margin limit with both margins 1.
pub(super) fn unit_margins(delta: f64, two_class: TwoClass) -> Prediction {
    Excess::new(delta, two_class)
        .smallest_alpha()
        .unwrap_or_else(|| Prediction::none(Status::NotConverged))
}

/// The same for the classifier of a problem, scaled to α = 1 as a direction.
pub(super) fn separable(problem: &Problem) -> Prediction {
    let two_class = problem.two_class();
    let [plus, minus] = problem.loss().hard_margins();
    let mut found = max_margin(problem.delta(), two_class, (plus, minus));
    if let Some(solution) = &mut found.solution {
        solution.gamma /= solution.alpha;
        solution.bias /= solution.alpha;
        solution.alpha = 1.0;
        found.status = Status::Separable;
    }
    found
}

/// A solution leaves no more than this in any condition, relative to its terms.
const ACCEPTED: f64 = 1e-10;
/// Newton's method goes on to here where rounding lets it.
const SOUGHT: f64 = 1e-15;
/// From the minimum it has a square root of rounding to go.
const MOST_STEPS: usize = 20;
/// Of log α: close enough for Newton's method.
const ROUGHLY: f64 = 1e-6;

/// Ψ(α) = min over (γ, b) of Σ π_y E[(1 − αG − sγ − yb)₊²] − δ(α² − γ²): jointly
/// convex in (γ, b), falling in α where the data are separable.
struct Excess {
    delta: f64,
    signal: f64,
    /// (y, π_y).
    classes: [(f64, f64); 2],
}

/// The three conditions at (log α, γ, b), each relative to its terms, and their derivatives.
struct Conditions {
    residual: Vector3<f64>,
    jacobian: Matrix3<f64>,
}

impl Excess {
    fn new(delta: f64, two_class: TwoClass) -> Self {
        Self {
            delta,
            signal: two_class.signal_strength(),
            classes: [
                (1.0, two_class.minority_prior()),
                (-1.0, two_class.majority_prior()),
            ],
        }
    }

    fn at(&self, alpha: f64, point: &Vector2<f64>) -> Local<U2> {
        let (gamma, bias) = (point[0], point[1]);
        let (delta, s) = (self.delta, self.signal);
        let mut local = Local {
            value: delta * gamma * gamma,
            gradient: Vector2::new(2.0 * delta * gamma, 0.0),
            hessian: Matrix2::new(2.0 * delta, 0.0, 0.0, 0.0),
        };
        for (y, prior) in self.classes {
            let h = Shortfall::of(alpha, s * gamma + y * bias - 1.0);
            let direction = Vector2::new(s, y);
            local.value += prior * h.value;
            local.gradient += prior * h.mean * direction;
            local.hessian += prior * h.second[2] * direction * direction.transpose();
        }
        local
    }

    /// Ψ(α)/α² and where it is attained. The constant −δα² is left out of the
    /// minimisation, whose accuracy is relative.
    fn minimum(&self, alpha: f64, from: Vector2<f64>) -> Option<(f64, Vector2<f64>)> {
        let found = minimize_convex(|point| self.at(alpha, point), from)?;
        Some((found.value / (alpha * alpha) - self.delta, found.at))
    }

    /// The constraint with equality, and ∂Ψ/∂γ = ∂Ψ/∂b = 0.
    fn conditions(&self, at: &Vector3<f64>) -> Conditions {
        let (alpha, gamma, bias) = (at[0].exp(), at[1], at[2]);
        let (delta, s) = (self.delta, self.signal);
        let eta_square = (alpha - gamma) * (alpha + gamma);
        let mut residual = Vector3::new(-delta * eta_square, delta * gamma, 0.0);
        let mut jacobian = Matrix3::zeros();
        jacobian[(0, 0)] = -2.0 * delta * alpha * alpha;
        jacobian[(0, 1)] = 2.0 * delta * gamma;
        jacobian[(1, 1)] = delta;
        let mut pull = 0.0;
        for (y, prior) in self.classes {
            let h = Shortfall::of(alpha, s * gamma + y * bias - 1.0);
            let [_, cross, bend] = h.second;
            residual[0] += prior * h.value;
            jacobian[(0, 0)] += prior * alpha * h.scale;
            jacobian[(0, 1)] += prior * h.mean * s;
            jacobian[(0, 2)] += prior * h.mean * y;
            for (row, factor) in [(1, 0.5 * s), (2, 0.5 * y)] {
                residual[row] += factor * prior * h.mean;
                jacobian[(row, 0)] += factor * prior * cross * alpha;
                jacobian[(row, 1)] += factor * prior * bend * s;
                jacobian[(row, 2)] += factor * prior * bend * y;
            }
            pull += 0.5 * prior * h.mean.abs();
        }
        // s = 0 makes the second condition δγ = 0: measured against α then. Else γ ~ s, however
        // small.
        let along_mean = match s == 0.0 {
            true => delta * alpha,
            false => delta * gamma.abs() + s * pull,
        };
        for (row, size) in [delta * eta_square, along_mean, pull]
            .into_iter()
            .enumerate()
        {
            let size = size.max(f64::MIN_POSITIVE);
            residual[row] /= size;
            jacobian.row_mut(row).unscale_mut(size);
        }
        Conditions { residual, jacobian }
    }

    /// A minimum found by its value is exact to the square root of rounding, its gradient to
    /// rounding.
    fn polished(&self, from: Vector3<f64>) -> (Vector3<f64>, f64) {
        polished(
            from,
            |at| self.conditions(at),
            |here| here.residual.amax(),
            |at, here| Some(at - here.jacobian.lu().solve(&here.residual)?),
        )
    }

    fn smallest_alpha(&self) -> Option<Prediction> {
        let start = Vector2::zeros();
        let mut evaluations = 0;
        // In log α: the margin at the threshold is zero and α infinite there.
        let mut psi = |log_alpha: f64| {
            evaluations += 1;
            self.minimum(log_alpha.exp(), start)
                .map_or(f64::NAN, |m| m.0)
        };
        let (mut low, mut high) = (-1.0, 0.0);
        while psi(low) <= 0.0 {
            low -= 2.0;
            if low < -60.0 {
                return None;
            }
        }
        loop {
            if psi(high) <= 0.0 {
                break;
            }
            high += 1.0;
            if high > 25.0 {
                return None;
            }
        }
        let root = bracketed_root_to(&mut psi, (low, high), ROUGHLY).ok()?;
        let (_, point) = self.minimum(root.at.exp(), start)?;
        let (at, residual) = self.polished(Vector3::new(root.at, point[0], point[1]));
        let (alpha, gamma, bias) = (at[0].exp(), at[1], at[2]);
        let holds = residual <= ACCEPTED && alpha > gamma.abs();
        holds.then(|| Prediction {
            status: Status::Converged,
            solution: Some(Solution {
                alpha,
                gamma,
                bias,
                kappa: None,
                errors: ClassErrors::two_class(self.signal, alpha, gamma, bias),
            }),
            iterations: evaluations,
            residual: Some(residual),
        })
    }
}

/// Newton's method while the largest residual gets smaller: where it ends, and what it leaves.
pub(super) fn polished<P, C>(
    from: P,
    conditions: impl Fn(&P) -> C,
    largest: impl Fn(&C) -> f64,
    step: impl Fn(&P, &C) -> Option<P>,
) -> (P, f64) {
    let mut at = from;
    let mut here = conditions(&at);
    for _ in 0..MOST_STEPS {
        let norm = largest(&here);
        if norm <= SOUGHT {
            break;
        }
        let Some(next) = step(&at, &here) else {
            break;
        };
        let there = conditions(&next);
        // Also not where it is no number.
        if !largest(&there).lt(&norm) {
            break;
        }
        (at, here) = (next, there);
    }
    let left = largest(&here);
    (at, left)
}

#[cfg(test)]
mod tests;
