//! Losses with a kink can give a class up altogether.

use super::clipped_line::Clip;
use crate::loss::{Loss, Piece};
use crate::model::ClassErrors;
use crate::numerics::bracketed_root;
use crate::theory::{Prediction, Problem, Solution, Status};

/// The minimiser θ = 0, if it is one: the *kept* class k sits at its loss's kink, and the
/// other, g, is given up.
///
/// At θ = 0 the kept class's subgradients are free in an interval, u = −ω_kΔ_kU with
/// U ∈ [l, 1] (l = 0 for hinge, −1 for absolute loss); the other's is fixed. θ = 0 is
/// optimal iff some U balances all gradients, that is, by the same Gaussian comparison
/// as the scalar system, with q = π_gω_gΔ_g/(π_kω_kΔ_k) < 1 and U a function of G ~ N(0, 1):
///
/// ```text
/// E U = q   and   (E UG)² − δ E U²/π_k ≥ 4s²q² + δq²/π_g
/// ```
///
/// The left side is largest for U = clip((G−v)/w, l, 1) with π_k P(l < (G−v)/w < 1) = δ:
/// as many kept samples lie on the kink as there are dimensions. Ridge has no part in it,
/// for its gradient vanishes at θ = 0.
pub(super) fn collapse(problem: &Problem, loss: &dyn Loss) -> Option<Prediction> {
    let test = Criterion::of(problem, loss)?;
    let signal = problem.two_class().signal_strength();
    (test.room >= test.need).then(|| Prediction {
        status: Status::Converged,
        solution: Some(Solution {
            alpha: 0.0,
            gamma: 0.0,
            bias: test.bias,
            // κ vanishes with α; their ratio is what the clip's width is.
            kappa: Some(0.0),
            errors: ClassErrors::two_class(signal, 0.0, 0.0, test.bias),
        }),
        iterations: test.balanced.evaluations,
        residual: Some(test.balanced.residual),
    })
}

/// Both sides of the criterion, and b at the kept class's kink.
struct Criterion {
    room: f64,
    need: f64,
    bias: f64,
    balanced: Balanced,
}

impl Criterion {
    /// `None` for losses without a kink between two lines, where no clip exists, and
    /// where a bound shows that the criterion fails.
    fn of(problem: &Problem, loss: &dyn Loss) -> Option<Self> {
        let lowest = kink(&loss.pieces()?)?;
        let adjustment = problem.loss().adjustment();
        let ([plus, minus], scale) = (adjustment.targets(), adjustment.scale());
        let two = problem.two_class();
        let (p, m) = (two.minority_prior(), two.majority_prior());
        let (pull_plus, pull_minus) = (p * problem.weight_ratio() * scale[0], m * scale[1]);
        if pull_plus == pull_minus {
            return None;
        }
        let (kept, given_up, q, bias) = if pull_minus > pull_plus {
            (m, p, pull_plus / pull_minus, -minus)
        } else {
            (p, m, pull_minus / pull_plus, plus)
        };
        let s = two.signal_strength();
        let delta = problem.delta();
        let need = q * q * (4.0 * s * s + delta / given_up);
        // E UG ≤ sd(U), (sd U)² ≤ (1−q)(q−l) and E U² ≥ q² often settle it at once.
        if (1.0 - q) * (q - lowest) - delta * q * q / kept < need {
            return None;
        }
        let balanced = Balanced::find(lowest, q, delta / kept)?;
        Some(Self {
            room: balanced.correlation.powi(2) - delta * balanced.square / kept,
            need,
            bias,
            balanced,
        })
    }
}

/// For a loss of two linear pieces, the slope right of the kink over that on the left,
/// with its sign: the lowest U, in units of the highest.
pub(in crate::theory) fn kink(pieces: &[Piece]) -> Option<f64> {
    match pieces {
        [left, right] if left.curvature == 0.0 && right.curvature == 0.0 && left.slope < 0.0 => {
            Some(right.slope / left.slope)
        }
        _ => None,
    }
}

/// What the criterion needs of it.
struct Balanced {
    /// E UG.
    correlation: f64,
    /// E U².
    square: f64,
    evaluations: usize,
    residual: f64,
}

impl Balanced {
    /// The clip with E U = `mean` and P(l < U < 1) = `share`; `None` where there is none
    /// (share ≥ 1) or a root is not found.
    fn find(lowest: f64, mean: f64, share: f64) -> Option<Self> {
        // Half of the least of numbers is none, and a width of none no clip.
        if !(f64::MIN_POSITIVE..1.0).contains(&share) {
            return None;
        }
        let mut evaluations = 0;
        let mut shift = 0.0;
        let mut clip = |log_width: f64| {
            evaluations += 1;
            let found = Clip::with_mean(lowest, mean, log_width.exp(), shift)?;
            shift = found.shift;
            Some(found)
        };
        let mut excess =
            |log_width: f64| clip(log_width).map_or(f64::NAN, |c| c.inside() / share - 1.0);
        // P(l < U < 1) ≤ 2wφ(0) < w.
        let low = (0.5 * share).ln();
        let mut high = low + 2.0;
        while excess(high) < 0.0 {
            high += 1.0;
            if high > 40.0 {
                return None;
            }
        }
        let root = bracketed_root(&mut excess, low, high).ok()?;
        let clip = clip(root.at)?;
        Some(Self {
            correlation: clip.inside() / clip.width,
            square: clip.mean_square(),
            evaluations,
            residual: root.residual.abs(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::TwoClass;

    fn problem(kind: LossKind, (delta, prior, s, rho): (f64, f64, f64, f64)) -> Problem {
        Problem::new(delta, TwoClass::new(prior, s).unwrap())
            .unwrap()
            .with_loss(kind)
            .with_weight_ratio(rho)
            .unwrap()
    }

    /// room/need by another code: SciPy's root finder and a sum over 400,001 values of G.
    ///
    /// The last column: in how many of three simulated training sets (n = 1200) the linear
    /// program's minimiser, found by HiGHS, had θ = 0.
    #[test]
    fn criterion_against_another_code_and_linear_programs() {
        let rows = [
            (
                LossKind::Hinge,
                (0.0322, 0.4369, 0.386, 0.4836),
                1.300_945_157,
                3,
            ),
            (
                LossKind::Hinge,
                (0.0468, 0.0726, 0.783, 0.8011),
                1.005_943_296,
                2,
            ),
            (
                LossKind::Hinge,
                (0.0655, 0.0305, 0.656, 0.2457),
                0.878_662_794,
                0,
            ),
            (
                LossKind::Absolute,
                (0.2626, 0.0710, 0.097, 3.4342),
                1.216_392_579,
                3,
            ),
            (
                LossKind::Absolute,
                (0.0491, 0.1121, 1.569, 1.8023),
                0.997_640_508,
                1,
            ),
            (
                LossKind::Absolute,
                (0.1656, 0.3618, 1.891, 11.0539),
                0.604_736_492,
                0,
            ),
        ];
        for (kind, at, ratio, collapsed) in rows {
            let problem = problem(kind, at);
            let loss = kind.build();
            let found = Criterion::of(&problem, loss.as_ref()).unwrap();
            assert!((found.room / found.need - ratio).abs() < 1e-6, "{at:?}");
            let given_up = collapse(&problem, loss.as_ref());
            if collapsed != 1 {
                assert_eq!(given_up.is_some(), collapsed > 1);
            }
            // The share of samples on the kink is δ to the last digits.
            assert!(found.balanced.residual < 1e-12);
        }
    }

    /// The search for the clip ends for every share that is a number.
    #[test]
    fn the_least_shares_have_an_end() {
        for share in [5e-324, 1e-310, f64::MIN_POSITIVE, 1e-300, 1e-20] {
            for lowest in [0.0, -1.0] {
                let found = Balanced::find(lowest, 0.3, share);
                assert!(found.is_none_or(|b| b.correlation.is_finite() && b.square.is_finite()));
            }
        }
    }

    /// The given-up class is always wrong, and no other loss gives one up.
    #[test]
    fn what_is_given_up() {
        let at = (0.0322, 0.4369, 0.386, 0.4836);
        let solution = collapse(
            &problem(LossKind::Hinge, at),
            LossKind::Hinge.build().as_ref(),
        )
        .unwrap()
        .solution
        .unwrap();
        assert_eq!((solution.alpha, solution.bias), (0.0, -1.0));
        assert_eq!(
            (solution.errors.minority, solution.errors.majority),
            (1.0, 0.0)
        );
        for kind in [LossKind::Huber, LossKind::SquaredHinge, LossKind::Logistic] {
            assert!(collapse(&problem(kind, at), kind.build().as_ref()).is_none());
        }
    }
}
