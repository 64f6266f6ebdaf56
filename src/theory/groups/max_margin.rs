//! The hard-margin limit on separable data of groups.

use nalgebra::{DMatrix, DVector, Dyn};

use super::prediction::{Answer, Found};
use super::problem::{FramedProblem, Member};
use crate::numerics::{Local, bracketed_root_to, minimize_convex};
use crate::theory::Status;
use crate::theory::margin_shortfall::Shortfall;
use crate::theory::max_margin::polished;

/// The maximum-margin classifier of a problem, where training goes on separable data whatever the
/// weights: min ‖θ‖ subject to y_i(θᵀx_i + b) ≥ t_{y_i}.
///
/// Divided by the noise a sample asks for αG + y_g(μ_g·m + b)/σ_g ≥ t/σ_g, so that α is the smallest for
/// which some (m, b) with η² = α² − ‖m‖² has (docs/theory.md, sections 6 and 8)
///
/// δη² ≥ Σ_g π_g E[(t_g/σ_g − αG − y_g(μ_g·m + b)/σ_g)₊²]
///
/// Unequal margins of the labels are margins 1 of another scale and intercept, as for two classes.
pub(super) fn separable(problem: &FramedProblem) -> Answer {
    let excess = Excess {
        delta: problem.delta,
        members: &problem.members,
    };
    let Some((alpha, position, residual, iterations)) = excess.smallest_alpha() else {
        return Answer::none(Status::NotConverged);
    };
    let [plus, minus] = problem.loss.hard_margins();
    let (size, shift) = (0.5 * (plus + minus), 0.5 * (plus - minus));
    let mut position = size * position;
    let last = position.len() - 1;
    position[last] += shift;
    Answer {
        status: Status::Separable,
        found: Some(Found {
            alpha: size * alpha,
            position,
            kappa: None,
        }),
        iterations,
        residual: Some(residual),
    }
}

/// A solution leaves no more than this in any condition, relative to its terms.
const ACCEPTED: f64 = 1e-10;
/// Of log α: close enough for Newton's method.
const ROUGHLY: f64 = 1e-6;

/// Ψ(α) = min over (m, b) of Σ π_g E[(1/σ_g − αG − y_g(μ_g·m + b)/σ_g)₊²] − δ(α² − ‖m‖²): jointly convex in
/// (m, b), falling in α where the data are separable.
struct Excess<'a> {
    delta: f64,
    members: &'a [Member],
}

/// The conditions at (log α, m, b), each relative to its terms, and their derivatives.
struct Conditions {
    residual: DVector<f64>,
    jacobian: DMatrix<f64>,
}

impl Excess<'_> {
    /// What a group lacks of its margin.
    fn lack(member: &Member, alpha: f64, position: &DVector<f64>) -> Shortfall {
        Shortfall::of(alpha, member.direction.dot(position) - 1.0 / member.noise)
    }

    fn at(&self, alpha: f64, position: &DVector<f64>) -> Local<Dyn> {
        let size = position.len();
        let mut along = position.clone();
        along[size - 1] = 0.0;
        let mut hessian = DMatrix::identity(size, size) * (2.0 * self.delta);
        hessian[(size - 1, size - 1)] = 0.0;
        let mut local = Local {
            value: self.delta * along.norm_squared(),
            gradient: 2.0 * self.delta * along,
            hessian,
        };
        for g in self.members {
            let h = Self::lack(g, alpha, position);
            let v = &g.direction;
            local.value += g.prior * h.value;
            local.gradient += g.prior * h.mean * v;
            local.hessian += g.prior * h.second[2] * v * v.transpose();
        }
        local
    }

    /// Ψ(α)/α² and where it is attained; the constant −δα² is left out of the minimisation, whose
    /// accuracy is relative.
    fn minimum(&self, alpha: f64) -> Option<(f64, DVector<f64>)> {
        let start = DVector::zeros(self.members[0].direction.len());
        let found = minimize_convex(|at| self.at(alpha, at), start)?;
        Some((found.value / (alpha * alpha) - self.delta, found.at))
    }

    /// The constraint with equality, and ∂Ψ/∂m = 0, ∂Ψ/∂b = 0.
    fn conditions(&self, at: &DVector<f64>) -> Conditions {
        let size = at.len() - 1;
        let position = at.rows(1, size).into_owned();
        let (alpha, delta) = (at[0].exp(), self.delta);
        let along = position.rows(0, size - 1);
        let eta_square = (alpha - along.norm()) * (alpha + along.norm());
        let mut residual = DVector::zeros(size + 1);
        let mut jacobian = DMatrix::zeros(size + 1, size + 1);
        let mut sizes = DVector::from_element(size + 1, 0.0);
        residual[0] = -delta * eta_square;
        jacobian[(0, 0)] = -2.0 * delta * alpha * alpha;
        sizes[0] = delta * eta_square;
        for j in 0..size - 1 {
            residual[1 + j] = delta * along[j];
            jacobian[(0, 1 + j)] = 2.0 * delta * along[j];
            jacobian[(1 + j, 1 + j)] = delta;
            sizes[1 + j] = delta * along[j].abs();
        }
        for g in self.members {
            let h = Self::lack(g, alpha, &position);
            let [_, cross, bend] = h.second;
            residual[0] += g.prior * h.value;
            jacobian[(0, 0)] += g.prior * alpha * h.scale;
            for (i, v) in g.direction.iter().enumerate() {
                let factor = 0.5 * g.prior * v;
                residual[1 + i] += factor * h.mean;
                sizes[1 + i] += (factor * h.mean).abs();
                jacobian[(0, 1 + i)] += 2.0 * factor * h.mean;
                jacobian[(1 + i, 0)] += factor * cross * alpha;
                for (j, w) in g.direction.iter().enumerate() {
                    jacobian[(1 + i, 1 + j)] += factor * bend * w;
                }
            }
        }
        for (row, &own) in sizes.iter().enumerate() {
            // Where no mean lies in a direction its condition is δm = 0: measured against α then.
            let floor = if (1..size).contains(&row) {
                1e-3 * delta * alpha
            } else {
                0.0
            };
            let own = own.max(floor).max(f64::MIN_POSITIVE);
            residual[row] /= own;
            jacobian.row_mut(row).unscale_mut(own);
        }
        Conditions { residual, jacobian }
    }

    /// As for two classes.
    fn polished(&self, from: DVector<f64>) -> (DVector<f64>, f64) {
        polished(
            from,
            |at| self.conditions(at),
            |here| here.residual.amax(),
            |at, here| Some(at - here.jacobian.clone().lu().solve(&here.residual)?),
        )
    }

    /// α, (m, b), the residual and evaluations of Ψ.
    fn smallest_alpha(&self) -> Option<(f64, DVector<f64>, f64, usize)> {
        let mut evaluations = 0;
        // In log α: the margin at the threshold is zero and α infinite there.
        let mut psi = |log_alpha: f64| {
            evaluations += 1;
            self.minimum(log_alpha.exp()).map_or(f64::NAN, |m| m.0)
        };
        let (mut low, mut high) = (-1.0, 0.0);
        while psi(low) <= 0.0 {
            low -= 2.0;
            if low < -60.0 {
                return None;
            }
        }
        // Also on where it is no number.
        while !psi(high).le(&0.0) {
            high += 1.0;
            if high > 25.0 {
                return None;
            }
        }
        let root = bracketed_root_to(&mut psi, (low, high), ROUGHLY).ok()?;
        let (_, position) = self.minimum(root.at.exp())?;
        let size = position.len();
        let (at, residual) = self.polished(position.insert_row(0, root.at));
        let (alpha, position) = (at[0].exp(), at.rows(1, size).into_owned());
        let holds = residual <= ACCEPTED && alpha > position.rows(0, size - 1).norm();
        holds.then_some((alpha, position, residual, evaluations))
    }
}
