//! Dropping majority samples until the classes are balanced.

use super::error_curve::badness;
use super::passed::{Beyond, Sieve};
use super::search::{Best, Reach, minimising_near};
use super::without_effect;
use crate::model::{ModelError, Objective, TwoClass};
use crate::numerics::grid_then_brent_to;
use crate::theory::weight_path::Trail;
use crate::theory::{Problem, predict};

/// Shares of the majority that are tried before the best is refined.
const SHARES: usize = 13;
/// Of log f: each value is a minimum over ρ itself.
const TOLERANCE: f64 = 1e-4;

/// The problem that training on a balanced subsample poses: n₊ samples of each
/// class, hence δ → δ/(2π₊), π₊ → ½ and equal weights (paper, Corollary 3;
/// docs/theory.md, section 7). Loss and ridge stay.
///
/// The average error of the result still has to be taken with the *original*
/// prior: the test distribution does not change.
///
/// # Errors
/// [`ModelError::OutOfRange`] if δ/(2π₊) overflows.
pub fn downsampled(problem: &Problem) -> Result<Problem, ModelError> {
    let two = problem.two_class();
    let delta = problem.delta() / (2.0 * two.minority_prior());
    Problem::new(delta, TwoClass::new(0.5, two.signal_strength())?)?
        .with_loss(problem.loss())
        .with_ridge(problem.ridge())
}

/// The problem that training on all minority samples and a fraction f of the majority
/// poses: δ/(π₊+fπ₋) and π₊/(π₊+fπ₋) (docs/theory.md, section 7). Loss, weight and ridge stay;
/// where f makes the minority the larger class, classes keep their names and π₊ > ½ is
/// not representable: f must be at least π₊/π₋.
///
/// # Errors
/// [`ModelError::OutOfRange`] unless π₊/π₋ ≤ f ≤ 1.
pub fn partly_downsampled(problem: &Problem, keep: f64) -> Result<Problem, ModelError> {
    let two = problem.two_class();
    let (p, q) = (two.minority_prior(), two.majority_prior());
    let rest = p + keep * q;
    if !(keep <= 1.0 && keep >= p / q * (1.0 - 1e-12)) {
        return Err(ModelError::OutOfRange {
            name: "keep",
            value: keep,
            allowed: "the share of majority samples that is kept, from π₊/π₋ to 1",
        });
    }
    let kept = TwoClass::new((p / rest).min(0.5), two.signal_strength())?;
    Problem::new(problem.delta() / rest, kept)?
        .with_loss(problem.loss())
        .with_weight_ratio(problem.weight_ratio())?
        .with_ridge(problem.ridge())
}

/// A share of the majority with its weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BestShare {
    pub(super) keep: f64,
    pub(super) weight_ratio: f64,
    /// Whether another share or weight is better still, by less than a thousandth of the error.
    pub(super) plateau: bool,
    /// What was passed over.
    pub(super) beyond: Beyond,
}

/// The share of the majority and the weight that reach the smallest worst-class error
/// together.
pub(super) fn best_share(problem: &Problem, trail: &mut Trail) -> Option<BestShare> {
    let least = problem.two_class().balanced_share();
    let mut sieve = Sieve::default();
    let mut at = |keep: f64| sieve.offered(keep, weight_for_share(problem, keep, trail)?);
    // From all samples down: each share begins at what is known of the one before.
    let all = at(1.0);
    let mut error = |dropped: f64| at((-dropped).exp()).map_or(f64::INFINITY, |best| best.value);
    let found = grid_then_brent_to(&mut error, (0.0, -least.ln()), SHARES, TOLERANCE);
    // All else equal every sample is kept.
    let fewer = found.filter(|found| all.is_none_or(|all| found.value < all.value));
    let keep = fewer.map_or(1.0, |found| (-found.at).exp().max(least));
    let best = match fewer {
        Some(_) => at(keep)?,
        None => all?,
    };
    let beyond = sieve.better_than(keep, best.value);
    Some(BestShare {
        keep,
        weight_ratio: best.weight_ratio,
        plateau: best.reach == Reach::Plateau || beyond == Beyond::Little,
        beyond,
    })
}

/// The weight for a share that is kept, and a number that grows with the error it reaches.
fn weight_for_share(problem: &Problem, keep: f64, trail: &mut Trail) -> Option<Best> {
    let kept = partly_downsampled(problem, keep).ok()?;
    if without_effect(&kept) {
        let s = kept.two_class().signal_strength();
        let found = predict(&kept).solution?;
        let order = [found.alpha, found.gamma, found.bias];
        return Some(Best {
            weight_ratio: 1.0,
            value: badness(Objective::WorstClass, 0.5, s, order),
            reach: Reach::Inside,
        });
    }
    minimising_near(&kept, Objective::WorstClass, trail)
}
