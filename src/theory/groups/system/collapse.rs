//! Losses with a kink can give a label up altogether.

use nalgebra::{DMatrix, DVector, Dyn};

use crate::loss::Loss;
use crate::numerics::{ConvexMinimum, Local, bracketed_root, minimize_convex};
use crate::theory::Status;
use crate::theory::groups::prediction::{Answer, Found};
use crate::theory::groups::problem::{FramedProblem, Member};
use crate::theory::scalar_system::{Clip, kink};

/// The minimiser θ = 0, if it is one: all groups of the *kept* label sit at their loss's kink, those
/// of the other are given up.
///
/// At θ = 0 the subgradient of a kept sample is free, −ψ_gU with U ∈ [l, 1] (l = 0 for hinge, −1 for
/// absolute loss) and ψ_g = ω_gΔ_yσ_g; U = 1 is given for all others. θ = 0 is optimal iff some U balances
/// all gradients, that is, by the same Gaussian comparison as the system, with U functions of
/// G ~ N(0, 1), v_g = (y_gμ_g, y_g)/σ_g and (V, V_b) = Σ_g π_gψ_g E[U_g] v_g:
///
/// ```text
/// V_b = 0   and   Σ_kept π_gψ_g E[U_g G] ≥ √(‖V‖² + δ Σ_g π_gψ_g² E[U_g²])
/// ```
///
/// The difference F of the sides is concave in U. With √A = min_τ A/2τ + τ/2 and
/// ‖V‖²/2τ = max_q q·V − τ‖q‖²/2 its maximum is that over τ of a minimum over (q, q_b), at which
/// U_g = clip((G − v_g·(q, q_b))τ/(δψ_g), l, 1): both are smooth and of one valley. For two classes it is the
/// criterion of the two-class engine. Ridge has no part in it, for its gradient vanishes at θ = 0.
pub(super) fn collapse(problem: &FramedProblem, loss: &dyn Loss) -> Option<Answer> {
    let test = Criterion::of(problem, loss)?;
    let (excess, residual, evaluations) = test.largest()?;
    (excess >= 0.0).then(|| {
        let mut position = DVector::zeros(problem.dimension() + 1);
        position[problem.dimension()] = test.bias;
        Answer {
            status: Status::Converged,
            found: Some(Found {
                alpha: 0.0,
                position,
                // κ vanishes with α.
                kappa: Some(0.0),
            }),
            iterations: evaluations,
            residual: Some(residual),
        }
    })
}

/// Of the balance of gradients, relative to their size.
const ACCEPTED: f64 = 1e-10;
const MOST_STEPS: usize = 20;

/// A group's part.
struct Part<'a> {
    member: &'a Member,
    /// ψ_g, relative to the largest.
    pull: f64,
    kept: bool,
}

struct Criterion<'a> {
    delta: f64,
    /// l.
    lowest: f64,
    parts: Vec<Part<'a>>,
    /// b at the kept label's kink.
    bias: f64,
}

impl<'a> Criterion<'a> {
    /// `None` for losses without a kink between two lines and for labels that pull alike.
    fn of(problem: &'a FramedProblem, loss: &dyn Loss) -> Option<Self> {
        let lowest = kink(&loss.pieces()?)?;
        let adjustment = problem.loss.adjustment();
        let [plus, minus] = problem.pulls();
        let targets = adjustment.targets();
        let (kept, bias) = if plus > minus {
            (0, targets[0])
        } else if minus > plus {
            (1, -targets[1])
        } else {
            return None;
        };
        let pull = |g: &Member| g.weight * adjustment.scale()[g.class()] * g.noise;
        let largest = problem.members.iter().map(pull).fold(0.0, f64::max);
        let part = |member: &'a Member| Part {
            member,
            pull: pull(member) / largest,
            kept: member.class() == kept,
        };
        Some(Self {
            delta: problem.delta,
            lowest,
            parts: problem.members.iter().map(part).collect(),
            bias,
        })
    }

    fn clip(&self, part: &Part<'_>, tau: f64, at: &DVector<f64>) -> Clip {
        Clip {
            lowest: self.lowest,
            shift: part.member.direction.dot(at),
            width: self.delta * part.pull / tau,
        }
    }

    /// What is minimised over (q, q_b) for a τ, without the terms that do not depend on it.
    fn local(&self, tau: f64, at: &DVector<f64>) -> Local<Dyn> {
        let size = at.len();
        let mut along = at.clone();
        along[size - 1] = 0.0;
        let mut hessian = DMatrix::identity(size, size) * tau;
        hessian[(size - 1, size - 1)] = 0.0;
        let mut local = Local {
            value: 0.5 * tau * along.norm_squared(),
            gradient: tau * along,
            hessian,
        };
        for part in &self.parts {
            let v = &part.member.direction;
            let pull = part.member.prior * part.pull;
            if !part.kept {
                local.value -= pull * v.dot(at);
                local.gradient -= pull * v;
                continue;
            }
            let clip = self.clip(part, tau, at);
            let (mean, inside) = clip.mean();
            let square = 0.5 * clip.width * clip.mean_square();
            local.value += pull * (inside / clip.width - clip.shift * mean - square);
            local.gradient -= pull * mean * v;
            local.hessian += pull * inside / clip.width * v * v.transpose();
        }
        local
    }

    fn minimum(&self, tau: f64) -> Option<ConvexMinimum<Dyn>> {
        let start = DVector::zeros(self.parts[0].member.direction.len());
        minimize_convex(|at| self.local(tau, at), start)
    }

    /// Σ_g π_gψ_g² E[U_g²].
    fn square(&self, tau: f64, at: &DVector<f64>) -> f64 {
        let of = |part: &Part<'_>| {
            let mean_square = match part.kept {
                true => self.clip(part, tau, at).mean_square(),
                false => 1.0,
            };
            part.member.prior * part.pull * part.pull * mean_square
        };
        self.parts.iter().map(of).sum()
    }

    /// F at its largest; what its U leaves of the balance along b; evaluations.
    fn largest(&self) -> Option<(f64, f64, usize)> {
        let mut evaluations = 0;
        // dF/dτ, which changes sign once: A/2τ² + (‖q‖² − 1)/2.
        let mut slope = |log_tau: f64| {
            evaluations += 1;
            let tau = log_tau.exp();
            let Some(found) = self.minimum(tau) else {
                return f64::NAN;
            };
            let along = found.at.rows(0, found.at.len() - 1).norm_squared();
            self.delta * self.square(tau, &found.at) / (tau * tau) + along - 1.0
        };
        let (mut low, mut high) = (-2.0, 0.0);
        while slope(low) < 0.0 && low > -40.0 {
            low -= 2.0;
        }
        while slope(high) > 0.0 && high < 40.0 {
            high += 1.0;
        }
        let tau = bracketed_root(&mut slope, low, high).ok()?.at.exp();
        let at = self.polished(tau, self.minimum(tau)?.at);
        let residual = self.imbalance(tau, &at);
        (residual <= ACCEPTED).then(|| (self.excess(tau, &at), residual, evaluations))
    }

    /// Newton's method on the gradient while it gets smaller: a minimum found by its value is exact to the
    /// square root of rounding.
    fn polished(&self, tau: f64, from: DVector<f64>) -> DVector<f64> {
        let mut at = from;
        let mut here = self.local(tau, &at);
        for _ in 0..MOST_STEPS {
            let Some(step) = here.hessian.clone().lu().solve(&here.gradient) else {
                break;
            };
            let next = &at - step;
            let there = self.local(tau, &next);
            // Also not where it is no number.
            if !there.gradient.norm().lt(&here.gradient.norm()) {
                break;
            }
            (at, here) = (next, there);
        }
        at
    }

    /// V_b, relative to its terms of groups given up.
    fn imbalance(&self, tau: f64, at: &DVector<f64>) -> f64 {
        let given_up = self.parts.iter().filter(|part| !part.kept);
        let own = given_up.map(|part| part.member.prior * part.pull / part.member.noise);
        self.local(tau, at).gradient[at.len() - 1].abs() / own.sum::<f64>()
    }

    /// F at the U of a point, relative to its first term: where U is balanced F ≥ 0 proves that θ = 0 is
    /// a minimiser, whether or not U is the best one.
    fn excess(&self, tau: f64, at: &DVector<f64>) -> f64 {
        let kept = self.parts.iter().filter(|part| part.kept);
        let correlation: f64 = kept
            .map(|part| {
                let clip = self.clip(part, tau, at);
                part.member.prior * part.pull * clip.inside() / clip.width
            })
            .sum();
        let mean = (tau * at - self.local(tau, at).gradient)
            .rows(0, at.len() - 1)
            .norm_squared();
        1.0 - (mean + self.delta * self.square(tau, at)).sqrt() / correlation
    }
}
