//! The hard-margin limit on separable data.

use nalgebra::{Matrix2, Vector2};

use super::shortfall::Shortfall;
use super::{Prediction, Problem, Solution, Status};
use crate::model::{ClassErrors, TwoClass};
use crate::numerics::{Local, bracketed_root, minimize_convex};

/// Limit of the cost-sensitive support vector machine
///
/// min ‖θ‖ subject to y_i(θᵀx_i + b) ≥ m_{y_i},
///
/// for δ above the separability threshold: the smallest α for which some (γ, b) with
/// η² = α² − γ² has δη² ≥ Σ_y π_y E[(m_y − αG − sγ − yb)₊²] (docs/theory.md, section 6; Deng,
/// Kammoun & Thrampoulidis 2019, Kini et al. 2021). `margins` are (m₊, m₋).
///
/// For m₊ = m₋ it is where gradient descent on logistic, exponential or hinge-type
/// losses goes, **whatever the class weights**. The status is
/// [`Status::NotConverged`], without a solution, where no α suffices (δ ≤ δ*) or the
/// search fails. κ does not exist. Margins may be negative as long as their sum is
/// positive.
pub fn max_margin(delta: f64, two_class: TwoClass, margins: (f64, f64)) -> Prediction {
    let excess = Excess {
        delta,
        signal: two_class.signal_strength(),
        classes: [
            (1.0, two_class.minority_prior(), margins.0),
            (-1.0, two_class.majority_prior(), margins.1),
        ],
    };
    excess
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

/// Ψ(α) = min over (γ, b) of Σ π_y E[(m_y − αG − sγ − yb)₊²] − δ(α² − γ²): jointly
/// convex in (γ, b), falling in α where the data are separable.
struct Excess {
    delta: f64,
    signal: f64,
    /// (y, π_y, m_y).
    classes: [(f64, f64, f64); 2],
}

impl Excess {
    fn at(&self, alpha: f64, point: Vector2<f64>) -> Local {
        let (gamma, bias) = (point[0], point[1]);
        let (delta, s) = (self.delta, self.signal);
        let mut local = Local {
            value: delta * (gamma * gamma - alpha * alpha),
            gradient: Vector2::new(2.0 * delta * gamma, 0.0),
            hessian: Matrix2::new(2.0 * delta, 0.0, 0.0, 0.0),
        };
        for (y, prior, margin) in self.classes {
            let h = Shortfall::of(alpha, s * gamma + y * bias - margin);
            let direction = Vector2::new(s, y);
            local.value += prior * h.value;
            local.gradient += prior * h.mean * direction;
            local.hessian += prior * h.second[2] * direction * direction.transpose();
        }
        local
    }

    /// Ψ(α)/α² and where it is attained. The constant −δα² is left out of the
    /// minimisation, whose accuracy is relative.
    fn minimum(&self, alpha: f64, from: Vector2<f64>) -> Option<(f64, Vector2<f64>, usize)> {
        let lift = self.delta * alpha * alpha;
        let f = |point| {
            let mut local = self.at(alpha, point);
            local.value += lift;
            local
        };
        let found = minimize_convex(f, from)?;
        Some((
            (found.value - lift) / (alpha * alpha),
            found.at,
            found.iterations,
        ))
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
        let root = bracketed_root(&mut psi, low, high).ok()?;
        let alpha = root.at.exp();
        let (residual, point, _) = self.minimum(alpha, start)?;
        let (gamma, bias) = (point[0], point[1]);
        Some(Prediction {
            status: Status::Converged,
            solution: Some(Solution {
                alpha,
                gamma,
                bias,
                kappa: None,
                errors: ClassErrors::two_class(self.signal, alpha, gamma, bias),
            }),
            iterations: evaluations,
            residual: Some(residual.abs()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    struct Row {
        delta: f64,
        minority_prior: f64,
        signal: f64,
        margin_minority: f64,
        margin_majority: f64,
        alpha: f64,
        gamma: f64,
        bias: f64,
        error_minority: f64,
        error_majority: f64,
    }

    #[test]
    fn golden_values_to_1e_6() {
        let rows: Vec<Row> =
            serde_json::from_str(include_str!("../../tests/golden/max_margin.json")).unwrap();
        assert!(rows.len() >= 4);
        for row in rows {
            let two = TwoClass::new(row.minority_prior, row.signal).unwrap();
            let found = max_margin(row.delta, two, (row.margin_minority, row.margin_majority));
            let s = found
                .solution
                .unwrap_or_else(|| panic!("{row:?}: {found:?}"));
            for (value, expected) in [
                (s.alpha, row.alpha),
                (s.gamma, row.gamma),
                (s.bias, row.bias),
                (s.errors.minority, row.error_minority),
                (s.errors.majority, row.error_majority),
            ] {
                assert!(
                    (value - expected).abs() < 1e-6 * expected.abs(),
                    "{row:?}: {s:?}"
                );
            }
        }
    }

    /// Independent public value: errors .322801 and .023300 at δ = .5, π₊ = .118889,
    /// s = 1.75 (tests/golden/README).
    #[test]
    fn published_errors() {
        let two = TwoClass::new(0.118889, 1.75).unwrap();
        let e = max_margin(0.5, two, (1.0, 1.0)).solution.unwrap().errors;
        assert!((e.minority - 0.322_801).abs() < 1e-6 && (e.majority - 0.023_300).abs() < 1e-6);
    }

    #[test]
    fn none_below_the_threshold() {
        let two = TwoClass::new(0.2, 1.0).unwrap();
        assert!(max_margin(0.206, two, (1.0, 1.0)).solution.is_none());
        assert!(max_margin(0.21, two, (1.0, 1.0)).solution.is_some());
    }
}
