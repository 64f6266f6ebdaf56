//! Where random variables come from: a generator, or a generator in a mirror.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, ChiSquared, Distribution, StandardNormal};

/// The random variables that the samplers are made of.
pub(in crate::simulate) trait RandomSource {
    /// N(0, 1).
    fn normal(&mut self) -> f64;
    /// χ² with k degrees of freedom; for k ≤ 0 zero.
    fn chi_squared(&mut self, k: f64) -> f64;
    /// Successes in n trials.
    fn binomial(&mut self, n: u64, p: f64) -> u64;
}

impl<R: Rng> RandomSource for R {
    fn normal(&mut self) -> f64 {
        StandardNormal.sample(self)
    }

    fn chi_squared(&mut self, k: f64) -> f64 {
        ChiSquared::new(k).map_or(0.0, |law| law.sample(self))
    }

    fn binomial(&mut self, n: u64, p: f64) -> u64 {
        Binomial::new(n, p).map_or(0, |law| law.sample(self))
    }
}

/// One of two draws that are each other's mirror image in every normal variate.
///
/// χ² variates are made of normal ones (Marsaglia and Tsang 2000, *A simple method for
/// generating gamma variables*). Both images take the same numbers from the generator in
/// the same order: an image that rejects a proposal goes on with a generator of its own.
/// Each has exactly the law of a plain draw. What is smooth in the variates has a mean over
/// both in which all odd terms about the centre cancel.
pub(super) struct MirroredSource<'a, R> {
    rng: &'a mut R,
    sign: f64,
}

impl<'a, R: Rng> MirroredSource<'a, R> {
    /// The image, or what it is the image of.
    pub(super) fn new(rng: &'a mut R, image: bool) -> Self {
        let sign = if image { -1.0 } else { 1.0 };
        Self { rng, sign }
    }
}

impl<R: Rng> RandomSource for MirroredSource<'_, R> {
    fn normal(&mut self) -> f64 {
        let x: f64 = StandardNormal.sample(self.rng);
        self.sign * x
    }

    fn chi_squared(&mut self, k: f64) -> f64 {
        if k.is_nan() || k <= 0.0 {
            return 0.0;
        }
        let first = proposal(self.rng, self.sign);
        let (boost, seed): (f64, u64) = (self.rng.random(), self.rng.random());
        let mut others = None;
        let mut next = first;
        // Γ(a) for a < 1 is Γ(a + 1)·U^{1/a}.
        let shape = 0.5 * k;
        let raised = if shape < 1.0 { shape + 1.0 } else { shape };
        let (d, c) = (raised - 1.0 / 3.0, 1.0 / (9.0 * raised - 3.0).sqrt());
        loop {
            if let Some(v) = accepted(next, c, d) {
                let uniform = if self.sign < 0.0 { 1.0 - boost } else { boost };
                let lowered = if shape < 1.0 {
                    uniform.powf(1.0 / shape)
                } else {
                    1.0
                };
                return 2.0 * d * v * lowered;
            }
            let own = others.get_or_insert_with(|| ChaCha8Rng::seed_from_u64(seed));
            next = proposal(own, self.sign);
        }
    }

    /// Counts are not mirrored.
    fn binomial(&mut self, n: u64, p: f64) -> u64 {
        self.rng.binomial(n, p)
    }
}

/// A normal variate and a uniform one.
fn proposal(rng: &mut impl Rng, sign: f64) -> (f64, f64) {
    let x: f64 = StandardNormal.sample(rng);
    (sign * x, rng.random())
}

fn accepted((x, u): (f64, f64), c: f64, d: f64) -> Option<f64> {
    let v = (1.0 + c * x).powi(3);
    let yes = v > 0.0 && u.ln() < 0.5 * x * x + d - d * v + d * v.ln();
    yes.then_some(v)
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ChiSquared as Law, ContinuousCDF};

    /// Each image has the law, by Kolmogorov's test at 1e-4.
    #[test]
    fn each_image_has_the_law() {
        let draws = 20_000;
        for k in [0.3, 1.0, 2.0, 7.0, 1e4] {
            let law = Law::new(k).unwrap();
            for image in [false, true] {
                let mut rng = ChaCha8Rng::seed_from_u64(5);
                let mut mirrored = MirroredSource::new(&mut rng, image);
                let mut shares: Vec<f64> = (0..draws)
                    .map(|_| law.cdf(mirrored.chi_squared(k)))
                    .collect();
                shares.sort_by(f64::total_cmp);
                let apart = shares
                    .iter()
                    .enumerate()
                    .map(|(i, s)| (s - (i as f64 + 0.5) / draws as f64).abs())
                    .fold(0.0, f64::max);
                assert!(apart * (draws as f64).sqrt() < 2.23, "{k} {image}: {apart}");
            }
        }
    }

    /// Pairs stay in step, and their mean varies by 1/k where each varies by 1/√k.
    #[test]
    fn a_pair_cancels_to_first_order() {
        for k in [1e2, 1e4, 1e6] {
            let (mut first, mut second) =
                (ChaCha8Rng::seed_from_u64(6), ChaCha8Rng::seed_from_u64(6));
            let (mut single, mut mean) = (0.0, 0.0);
            for _ in 0..2000 {
                let a = MirroredSource::new(&mut first, false).chi_squared(k) / k - 1.0;
                let b = MirroredSource::new(&mut second, true).chi_squared(k) / k - 1.0;
                single += a * a;
                mean += (0.5 * (a + b)).powi(2);
            }
            assert_eq!(first, second);
            // The variances are 2/k and about 1/k² (from the square of the normal variate).
            let ratio = mean / single * k;
            assert!(ratio < 3.0, "{k}: {ratio}");
        }
    }

    #[test]
    fn nothing_is_drawn_without_freedom() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        assert_eq!(MirroredSource::new(&mut rng, true).chi_squared(0.0), 0.0);
        assert_eq!(rng.chi_squared(-1.0), 0.0);
    }
}
