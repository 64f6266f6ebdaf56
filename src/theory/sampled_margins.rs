//! The margins of a classifier that was trained on n samples (docs/theory.md, section 12).

mod left_out;

pub(super) use left_out::left_out_bias;
pub use left_out::left_out_margins;

use super::Problem;
use super::square::{InverseMoments, Samples};
use crate::loss::LossKind;
use crate::model::{ClassErrors, Quantity};
use crate::numerics::{integral, upper_tail};

/// Of R_y = Q(t_y) over training sets with fixed class counts: the means of t₊ and t₋ to order 1/n,
/// and their variances and covariance to the same order, as if they were normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampledMargins {
    /// E t₊ and E t₋.
    pub mean: [f64; 2],
    /// Var t₊ and Var t₋.
    pub variance: [f64; 2],
    /// Cov(t₊, t₋).
    pub covariance: f64,
}

/// Of the square loss at τ = 0, for every weight and ridge and for every δ. `None` of other losses, and
/// where d is next to n without ridge.
///
/// With Δ̄ = x̄₊ − x̄₋, ō = (x̄₊ + x̄₋)/2, M = (ρW₊ + W₋)/n + rI, W_y the scatters of the classes, and V = M⁻¹Δ̄
/// training gives θ ∝ V, and
///
/// ```text
/// t± = (B ± (ε − F))/√C,   B = μᵀV,  C = VᵀV,  F = ōᵀV,   ε = (1/π₋ − 1/(ρπ₊))/2
/// ```
///
/// exactly. M does not depend on the means and has no preferred direction, so that first and second moments of
/// B, C and F follow from T₁ to T₄ and those of normal means; t± is expanded to second order in them.
pub fn sampled_margins(problem: &Problem, samples: &Samples) -> Option<SampledMargins> {
    if problem.loss() != LossKind::Square.into() {
        return None;
    }
    let moments = InverseMoments::new(problem.weight_ratio(), problem.ridge(), samples)?;
    let forms = Forms::new(&moments, samples, problem.two_class().signal_strength());
    let shares = [samples.majority, problem.weight_ratio() * samples.minority];
    let [light, heavy] = shares.map(|share| 0.5 * samples.total() / share);
    let offset = moments.kappa.map_or(0.0, |kappa| (light - heavy) / kappa);
    forms.margins(offset).known()
}

/// B, C, F and D = Δ̄ᵀV: their limits, what their means exceed them by, and their covariances.
struct Forms {
    limit: [f64; 4],
    excess: [f64; 4],
    covariance: [[f64; 4]; 4],
}

/// Which of μ, Δ̄ and ō stands on the left of a form; on the right of each is Δ̄.
const LEFT: [usize; 4] = [0, 1, 2, 1];

/// The power of M⁻¹ between them.
const POWERS: [usize; 4] = [1, 2, 1, 1];

impl Forms {
    fn new(moments: &InverseMoments, samples: &Samples, signal: f64) -> Self {
        let (s, n) = (signal * signal, samples.total());
        // Var of a coordinate of Δ̄, |E of the noise in Δ̄/2|² and π₋ − π₊.
        let noise = 1.0 / samples.minority + 1.0 / samples.majority;
        let share = 0.25 * samples.dimension * noise;
        let tilt = (samples.majority - samples.minority) / n;
        // Products of μ, Δ̄ and ō, on average.
        let products = [
            [s, 2.0 * s, 0.0],
            [2.0 * s, 4.0 * (s + share), 2.0 * tilt * share],
            [0.0, 2.0 * tilt * share, share],
        ];
        // Covariances of those with Δ̄.
        let (with_square, with_middle) = (4.0 * s * noise, tilt * s * noise);
        let between = 4.0 * tilt * noise * (s + share);
        let drawn = [
            [s * noise, with_square, with_middle],
            [with_square, 8.0 * noise * (2.0 * s + share), between],
            [
                with_middle,
                between,
                noise * (s + share * (1.0 + tilt * tilt)),
            ],
        ];
        let moment = |k: usize| moments.limit[k - 1];
        let covariance = std::array::from_fn(|i| {
            std::array::from_fn(|j| {
                let (k, l, u, v) = (POWERS[i], POWERS[j], LEFT[i], LEFT[j]);
                let apart = moment(k + l) - moment(k) * moment(l);
                let turned = products[u][v] * products[1][1] + products[u][1] * products[v][1];
                moment(k) * moment(l) * drawn[u][v] + apart * turned / samples.dimension
            })
        });
        Self {
            limit: std::array::from_fn(|i| moment(POWERS[i]) * products[LEFT[i]][1]),
            excess: std::array::from_fn(|i| moments.excess[POWERS[i] - 1] * products[LEFT[i]][1]),
            covariance,
        }
    }

    fn margins(&self, offset: f64) -> SampledMargins {
        let [signal, square, middle, _] = self.limit;
        let length = square.sqrt();
        let covariance = &self.covariance;
        let side = |sign: f64| {
            let top = signal + sign * (offset - middle);
            let margin = top / length;
            let with_square = covariance[0][1] - sign * covariance[2][1];
            let shift = (self.excess[0] - sign * self.excess[2]) / length
                - 0.5 * with_square / (square * length)
                + 0.375 * margin * covariance[1][1] / (square * square)
                - 0.5 * margin * self.excess[1] / square;
            let slope = [1.0 / length, -0.5 * margin / square, -sign / length, 0.0];
            (margin + shift, slope)
        };
        let [(plus, of_plus), (minus, of_minus)] = [1.0, -1.0].map(side);
        let along = |a: [f64; 4], b: [f64; 4]| -> f64 {
            let terms = (0..16).map(|k| a[k / 4] * covariance[k / 4][k % 4] * b[k % 4]);
            terms.sum()
        };
        SampledMargins {
            mean: [plus, minus],
            variance: [along(of_plus, of_plus), along(of_minus, of_minus)],
            covariance: along(of_plus, of_minus),
        }
    }
}

impl SampledMargins {
    /// `None` where a number is none.
    fn known(self) -> Option<Self> {
        let all = [self.mean, self.variance, [self.covariance; 2]].concat();
        all.into_iter().all(f64::is_finite).then_some(self)
    }

    /// E R₊ and E R₋: Q(h_y) with h_y = E t_y/√(1 + Var t_y).
    pub fn errors(&self) -> ClassErrors {
        let [minority, majority] = self.standardised().map(upper_tail);
        ClassErrors { minority, majority }
    }

    /// E max(R₊, R₋), which is larger than the larger of E R₊ and E R₋ by
    ///
    /// ```text
    /// (1/2π)∫₀^φ exp(−(h₊ − h₋)²/(2 sin²x) − h₊h₋/(1 + cos x)) dx
    /// ```
    ///
    /// with cos φ the correlation of N₊ − t₊ and N₋ − t₋, N₊ = N₋ standard normal.
    pub fn worst(&self) -> f64 {
        let [plus, minus] = self.standardised();
        let [first, second] = self.variance;
        let own = first + second - 2.0 * self.covariance;
        let determinant = own + first * second - self.covariance * self.covariance;
        let angle = libm::atan2(determinant.max(0.0).sqrt(), 1.0 + self.covariance);
        let density = |x: f64| {
            let apart = (plus - minus) / libm::sin(x);
            libm::exp(-0.5 * apart * apart - plus * minus / (1.0 + libm::cos(x)))
        };
        let more = match angle > 0.0 {
            true => integral(density, &[0.0, angle]) / std::f64::consts::TAU,
            false => 0.0,
        };
        upper_tail(plus.min(minus)) + more
    }

    fn standardised(&self) -> [f64; 2] {
        [0, 1].map(|k| self.mean[k] / (1.0 + self.variance[k]).sqrt())
    }

    /// The mean of a class error, or of one that is made of them; `None` of all other quantities.
    pub fn mean_of(&self, quantity: Quantity, test_prior: f64) -> Option<f64> {
        let errors = self.errors();
        [
            (Quantity::ErrorMinority, errors.minority),
            (Quantity::ErrorMajority, errors.majority),
            (Quantity::WorstClassError, self.worst()),
            (Quantity::BalancedError, errors.balanced()),
            (Quantity::AverageError, errors.average(test_prior)),
        ]
        .into_iter()
        .find_map(|(known, mean)| (known == quantity).then_some(mean))
    }
}

#[cfg(test)]
mod tests;
