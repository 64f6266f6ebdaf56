//! Moments of the inverse of the weighted scatter within the classes.

use super::leverage::Leverages;

/// What a training set has of samples: numbers need not be whole where a map asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Samples {
    /// n₊.
    pub minority: f64,
    /// n₋.
    pub majority: f64,
    /// d.
    pub dimension: f64,
}

impl Samples {
    /// n.
    pub fn total(&self) -> f64 {
        self.minority + self.majority
    }

    /// δn features and π₊n minority samples.
    pub fn of_shares(delta: f64, minority_prior: f64, n: f64) -> Self {
        Self {
            minority: minority_prior * n,
            majority: (1.0 - minority_prior) * n,
            dimension: delta * n,
        }
    }

    /// As many of the majority as a share of it.
    pub fn keeping(self, share: f64) -> Self {
        Self {
            majority: share * self.majority,
            ..self
        }
    }

    /// Whether means over training sets are known: of two samples or more in each class, and without
    /// ridge where d is not next to n.
    pub(in crate::theory) fn are_enough(&self, ridge: f64) -> bool {
        let both = self.minority > 1.0 && self.majority > 1.0 && self.dimension > 0.0;
        both && (ridge > 0.0 || (self.total() - 2.0 - self.dimension).abs() >= CLEAR)
    }
}

/// Without ridge so many samples more, or fewer, than features: nearer to d = n the moments of an
/// inverse do not exist or are beyond an expansion.
const CLEAR: f64 = 4.0;

/// Of M = (ρW₊ + W₋)/n + rI, W_y the scatter of class y about its mean: T_k = (1/d) tr M⁻ᵏ in units
/// of κᵏ.
///
/// κ solves rκ + Σ a_y c_y = d/n, c_y = κω_y/(1 + κω_y), with as many degrees of freedom as a scatter
/// has, a_y = (n_y − 1)/n, and T₁ = κn/d for every r. The others are its derivatives along r, since
/// dM⁻¹/dr = −M⁻²: with V = d/n − Σ a_y c_y², U = Σ a_y c_y²(1 − c_y) and
/// U₁ = Σ a_y c_y²(1 − c_y)(2 − 3c_y) they are
///
/// ```text
/// T₂ = κ²/(δV),   T₃ = κ³(V + U)/(δV³),   T₄ = κ⁴((3V + U + U₁)V + 6U(V + U))/(3δV⁵)
/// ```
///
/// Means of T₁ and T₂ exceed them by κU/(dV²) and κ²((U + U₁)V + 4U²)/(dV⁴) (Bai and Silverstein
/// 2004, for real numbers).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::theory) struct InverseMoments {
    /// T₁ to T₄.
    pub(in crate::theory) limit: [f64; 4],
    /// By how much the means of T₁ and T₂ exceed them.
    pub(in crate::theory) excess: [f64; 2],
    /// κ; `None` where it is infinite.
    pub(in crate::theory) kappa: Option<f64>,
}

impl InverseMoments {
    /// `None` next to d = n without ridge, for fewer than two samples of a class, and where κ is
    /// not found.
    pub(in crate::theory) fn new(weight_ratio: f64, ridge: f64, samples: &Samples) -> Option<Self> {
        let (n, d) = (samples.total(), samples.dimension);
        let freedom = n - 2.0;
        let prior = (samples.minority - 1.0) / freedom;
        if !samples.are_enough(ridge) {
            return None;
        }
        let ratio = d / freedom;
        let leverages = if ridge > 0.0 {
            Leverages::with_ridge(ratio, prior, weight_ratio, ridge * n / freedom)?
        } else if ratio < 1.0 {
            Leverages::unregularised(ratio, prior, weight_ratio)
        } else {
            Leverages::minimum_norm(ratio)
        };
        let share = freedom / n;
        let delta = d / n;
        let classes = [
            (prior, leverages.minority, leverages.minority_complement),
            (
                1.0 - prior,
                leverages.majority,
                leverages.majority_complement,
            ),
        ];
        let sum = |of: fn(f64, f64) -> f64| -> f64 {
            let terms = classes.map(|(prior, c, rest)| prior * of(c, rest));
            share * (terms[0] + terms[1])
        };
        let v = share * leverages.ridge_share + sum(|c, rest| c * rest);
        let u = sum(|c, rest| c * c * rest);
        let bent = sum(|c, rest| c * c * rest * (2.0 - 3.0 * c));
        Some(Self {
            limit: [
                1.0 / delta,
                1.0 / (delta * v),
                (v + u) / (delta * v.powi(3)),
                ((3.0 * v + u + bent) * v + 6.0 * u * (v + u)) / (3.0 * delta * v.powi(5)),
            ],
            excess: [
                u / (d * v * v),
                ((u + bent) * v + 4.0 * u * u) / (d * v.powi(4)),
            ],
            kappa: leverages.kappa,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(minority: f64, majority: f64, dimension: f64, ridge: f64) -> InverseMoments {
        let samples = Samples {
            minority,
            majority,
            dimension,
        };
        InverseMoments::new(1.0, ridge, &samples).unwrap()
    }

    /// A Wishart matrix of N degrees of freedom has E tr W⁻¹ = d/(N − d − 1) and
    /// E tr W⁻² = d(N − 1)/((N − d)(N − d − 1)(N − d − 3)), and the inverse of the limiting law has third
    /// and fourth moments (1 + δ)/(1 − δ)⁵ and (1 + 3δ + δ²)/(1 − δ)⁷.
    #[test]
    fn unweighted_scatters_are_wishart() {
        for (n, d) in [(20_002.0, 6000.0), (20_002.0, 16_000.0), (40_002.0, 400.0)] {
            let found = moments(0.2 * n, 0.8 * n, d, 0.0);
            let (freedom, kappa): (f64, f64) = (n - 2.0, found.kappa.unwrap());
            let mean = |k: usize| (found.limit[k - 1] + found.excess[k - 1]) * kappa.powi(k as i32);
            let first = n / (freedom - d - 1.0);
            let second = n * n * (freedom - 1.0)
                / ((freedom - d) * (freedom - d - 1.0) * (freedom - d - 3.0));
            // What is left is of the order 1/n².
            assert!((mean(1) / first - 1.0).abs() < 1e-6, "{d}");
            assert!((mean(2) / second - 1.0).abs() < 1e-5, "{d}");
            assert!(found.excess[1] > 1e-6, "{d}");
            let ratio = d / freedom;
            let scale = n / freedom;
            for (k, known) in [
                (3, (1.0 + ratio) / (1.0 - ratio).powi(5)),
                (
                    4,
                    (1.0 + 3.0 * ratio + ratio * ratio) / (1.0 - ratio).powi(7),
                ),
            ] {
                let there = found.limit[k - 1] * (kappa / scale).powi(k as i32);
                assert!((there / known - 1.0).abs() < 1e-10, "T{k} {there} {known}");
            }
        }
    }

    /// T_{k+1} = −T_k'(r)/k, by differences; weights and ridge.
    #[test]
    fn moments_are_derivatives_along_the_ridge() {
        let samples = Samples::of_shares(0.7, 0.2, 500.0);
        let at = |ridge: f64| {
            let found = InverseMoments::new(6.0, ridge, &samples).unwrap();
            let kappa = found.kappa.unwrap();
            let power = |k: usize, value: f64| value * kappa.powi(k as i32);
            let moments = [0, 1, 2, 3].map(|k| power(k + 1, found.limit[k]));
            let excess = [0, 1].map(|k| power(k + 1, found.excess[k]));
            (moments, excess)
        };
        let (here, step) = (0.3, 1e-4);
        let ((moments, excess), (up, more), (down, less)) =
            (at(here), at(here + step), at(here - step));
        for k in 0..3 {
            let slope = (up[k] - down[k]) / (2.0 * step * (k + 1) as f64);
            assert!((-slope / moments[k + 1] - 1.0).abs() < 1e-6, "T{}", k + 2);
        }
        let slope = (more[0] - less[0]) / (2.0 * step);
        assert!((-slope / excess[1] - 1.0).abs() < 1e-6);
    }

    /// Where samples are interpolated the inverse is a projection: all its moments are the share of its rank.
    #[test]
    fn interpolation_leaves_a_projection() {
        let found = moments(20.0, 80.0, 150.0, 0.0);
        let rank = 150.0 - 98.0;
        let unit = rank / 100.0;
        for (k, value) in found.limit.into_iter().enumerate() {
            let known = rank / 150.0 / f64::powi(unit, k as i32 + 1);
            assert!((value / known - 1.0).abs() < 1e-12, "T{}", k + 1);
        }
        assert_eq!((found.excess, found.kappa), ([0.0; 2], None));
        let next = Samples::of_shares(0.97, 0.2, 100.0);
        assert_eq!(InverseMoments::new(1.0, 0.0, &next), None);
        assert!(InverseMoments::new(1.0, 0.1, &next).is_some());
    }
}
