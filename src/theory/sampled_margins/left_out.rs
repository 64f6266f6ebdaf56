//! The same where the threshold is the midpoint of leave-one-out scores of the same samples.

use super::{Forms, SampledMargins};
use crate::loss::LossKind;
use crate::model::TwoClass;
use crate::theory::Problem;
use crate::theory::square::{InverseMoments, Samples, order};

/// Of the square loss at τ̂, for every weight and ridge and for every δ, with means to order 1/n. `None` of
/// other losses, where a class has fewer than two samples, and where d is next to n without ridge.
///
/// ```text
/// t± = (B ± (b − τ̂)/λ)/√C,   θ = λV,   λ = 2h/(1 + hD),   D = Δ̄ᵀV,   h = ρn₊n₋/((ρn₊ + n₋)n)
/// ```
///
/// where (b − τ̂)/λ is F's limit less F, and a constant of order 1/n. Means of scores give that of τ̂ − b, and
///
/// ```text
/// E (τ̂ − b)/α = (E τ̂ − b)/α − Cov(F, C)/(2C√C) + h Cov(F, D)/((1 + hD)√C)
/// ```
pub fn left_out_margins(problem: &Problem, samples: &Samples) -> Option<SampledMargins> {
    if problem.loss() != LossKind::Square.into() {
        return None;
    }
    let moments = InverseMoments::new(problem.weight_ratio(), problem.ridge(), samples)?;
    let forms = Forms::new(&moments, samples, problem.two_class().signal_strength());
    let bias = left_out_bias(problem, samples)?;
    let heavy = problem.weight_ratio() * samples.minority;
    let share = heavy * samples.majority / ((heavy + samples.majority) * samples.total());
    let distance = forms.limit[3];
    // −d log λ/dD in the units of T₁; κ → ∞ leaves 1/D.
    let pull = match moments.kappa {
        Some(kappa) => kappa * share / (1.0 + kappa * share * distance),
        None => 1.0 / distance,
    };
    forms.left_out(bias, pull).known()
}

impl Forms {
    /// First with the limit of τ̂ as threshold, which leaves (F − its limit)/√C of (τ̂ − b)/α; then the mean of
    /// that is made the mean of (τ̂ − b)/α.
    fn left_out(&self, bias: f64, pull: f64) -> SampledMargins {
        let length = self.limit[1].sqrt();
        let there = self.margins(self.limit[2]);
        let shift = bias + (pull * self.covariance[2][3] - self.excess[2]) / length;
        let [plus, minus] = there.mean;
        SampledMargins {
            mean: [plus - shift, minus + shift],
            ..there
        }
    }
}

/// (E τ̂ − b)/α of the midpoint τ̂ of leave-one-out scores, to order 1/n: each sample is scored by a classifier
/// that was trained with one fewer of its class, so that
///
/// ```text
/// E τ̂ − b = ½[(m + b) at (n₊ − 1, n₋) − (m + b)] + ½[(b − m) at (n₊, n₋ − 1) − (b − m)]
/// ```
///
/// exactly, of means over training sets: limits are off these by 1/n, and differences of limits by 1/n².
/// The ridge weighs as much beside fewer samples: r n/(n − 1).
pub(in crate::theory) fn left_out_bias(problem: &Problem, samples: &Samples) -> Option<f64> {
    let s = problem.two_class().signal_strength();
    let n = samples.total();
    let score = |of: Samples, sign: f64| {
        let [_, gamma, bias] = trained(problem, &of, n)?;
        Some(bias + sign * s * gamma)
    };
    let all = *samples;
    let [alpha, _, bias] = trained(problem, &all, n)?;
    let plus = score(
        Samples {
            minority: all.minority - 1.0,
            ..all
        },
        1.0,
    )?;
    let minus = score(
        Samples {
            majority: all.majority - 1.0,
            ..all
        },
        -1.0,
    )?;
    let left_out = (0.5 * (plus + minus) - bias) / alpha;
    left_out.is_finite().then_some(left_out)
}

/// (α, γ, b) in the limit with the shares of so many samples, where `whole` had the ridge. Where the
/// minority is the larger class the classes change places.
fn trained(problem: &Problem, samples: &Samples, whole: f64) -> Option<[f64; 3]> {
    let n = samples.total();
    let (ratio, ridge) = (problem.weight_ratio(), problem.ridge() * whole / n);
    let turned = samples.minority > samples.majority;
    let (share, weight, ridge) = match turned {
        true => (samples.majority / n, 1.0 / ratio, ridge / ratio),
        false => (samples.minority / n, ratio, ridge),
    };
    let two = TwoClass::new(share, problem.two_class().signal_strength()).ok()?;
    let there = Problem::new(samples.dimension / n, two).ok()?;
    let there = there.with_weight_ratio(weight).ok()?;
    let [alpha, gamma, bias] = order(&there.with_ridge(ridge).ok()?)?;
    Some([alpha, gamma, if turned { -bias } else { bias }])
}
