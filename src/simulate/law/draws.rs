//! Random variables the samplers are made of.

use super::LawError;
use super::random_source::RandomSource;
use crate::model::{Design, GroupDesign, Label, Labels};

/// N(0, 1).
pub(super) fn normal(rng: &mut impl RandomSource) -> f64 {
    rng.normal()
}

/// χ² with k degrees of freedom; for k ≤ 0 zero, which draws nothing.
pub(super) fn chi_squared(k: f64, rng: &mut impl RandomSource) -> f64 {
    rng.chi_squared(k)
}

/// χ with k degrees of freedom.
pub(super) fn chi(k: f64, rng: &mut impl RandomSource) -> f64 {
    chi_squared(k, rng).sqrt()
}

/// (n₊, n₋) of one replicate.
///
/// # Errors
/// [`LawError::EmptyClass`] if random labels leave one empty.
pub(in crate::simulate) fn counts(
    design: &Design,
    rng: &mut impl RandomSource,
) -> Result<[f64; 2], LawError> {
    let n = design.samples() as u64;
    let plus = match design.labels() {
        Labels::Fixed => design.minority_samples() as u64,
        Labels::Random => rng.binomial(n, design.two_class().minority_prior()),
    };
    if plus == 0 || plus == n {
        return Err(LawError::EmptyClass);
    }
    Ok([plus as f64, (n - plus) as f64])
}

/// n_g of one replicate: random ones one group after the other, each given those before it.
///
/// # Errors
/// [`LawError::EmptyLabel`] if no group of a label has a sample; a group may have none.
pub(in crate::simulate) fn group_counts(
    design: &GroupDesign,
    rng: &mut impl RandomSource,
) -> Result<Vec<usize>, LawError> {
    let groups = design.population().groups();
    let counts: Vec<usize> = match design.labels() {
        Labels::Fixed => design.counts().to_vec(),
        Labels::Random => {
            let (mut left, mut share) = (design.samples() as u64, 1.0);
            let mut counts: Vec<usize> = Vec::with_capacity(groups.len());
            for group in &groups[1..] {
                let drawn = rng.binomial(left, (group.prior / share).clamp(0.0, 1.0));
                left -= drawn;
                share -= group.prior;
                counts.push(drawn as usize);
            }
            counts.insert(0, left as usize);
            counts
        }
    };
    let seen = |label: Label| {
        let mut each = groups.iter().zip(&counts);
        each.any(|(group, &count)| group.label == label && count > 0)
    };
    match seen(Label::Positive) && seen(Label::Negative) {
        true => Ok(counts),
        false => Err(LawError::EmptyLabel),
    }
}

/// A plane rotation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Angle {
    pub(super) cos: f64,
    pub(super) sin: f64,
}

impl Angle {
    /// cos² ~ Beta(a/2, b/2) in the first quadrant. A parameter that is not positive puts
    /// all mass on the other, and if neither is, the cosine is zero. Sine and cosine are
    /// each accurate however small.
    pub(super) fn beta(a: f64, b: f64, rng: &mut impl RandomSource) -> Self {
        let (x, y) = (chi_squared(a, rng), chi_squared(b, rng));
        Self::of(x.sqrt(), y.sqrt())
    }

    /// The first coordinate of a uniform direction in 1 + `rest` dimensions, and what is
    /// left for the others.
    pub(super) fn uniform(rest: f64, rng: &mut impl RandomSource) -> Self {
        let first = normal(rng);
        Self::of(first, chi(rest, rng))
    }

    fn of(x: f64, y: f64) -> Self {
        let norm = (x * x + y * y).sqrt();
        if norm > 0.0 {
            Self {
                cos: x / norm,
                sin: y / norm,
            }
        } else {
            Self { cos: 0.0, sin: 1.0 }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    /// Mean and variance against their standard errors, tiny and huge degrees of freedom.
    #[test]
    fn moments() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let draws = 20_000;
        for k in [1.0, 2.0, 7.0, 1e9] {
            let sum = (0..draws)
                .map(|_| chi_squared(k, &mut rng) - k)
                .sum::<f64>();
            let error = (2.0 * k / draws as f64).sqrt();
            assert!((sum / draws as f64).abs() < 4.0 * error, "{k}");
        }
        for (a, b) in [(1.0, 1.0), (3.0, 40.0), (1e9, 3e9)] {
            let mean = a / (a + b);
            let variance = 2.0 * mean * (1.0 - mean) / (a + b + 2.0);
            let sum = (0..draws)
                .map(|_| Angle::beta(a, b, &mut rng).cos.powi(2) - mean)
                .sum::<f64>();
            let error = (variance / draws as f64).sqrt();
            assert!((sum / draws as f64).abs() < 4.0 * error, "{a} {b}");
        }
    }

    /// Means, variances and covariances of multinomial counts, against their standard errors.
    #[test]
    fn counts_of_groups_are_multinomial() {
        use crate::model::SpuriousCorrelation;
        let model = SpuriousCorrelation::new(0.3, 1.0, 1.0, 0.5).unwrap();
        let population = model.population();
        let n = 200;
        let design = GroupDesign::new(population.clone(), 0.1, n, Labels::Random).unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let draws = 20_000;
        let mut sums = [[0.0; 4]; 4];
        let expected: Vec<f64> = population.groups().iter().map(|g| g.prior).collect();
        for _ in 0..draws {
            let counts = group_counts(&design, &mut rng).unwrap();
            assert_eq!(counts.iter().sum::<usize>(), n);
            let off = |g: usize| counts[g] as f64 - n as f64 * expected[g];
            for (g, row) in sums.iter_mut().enumerate() {
                for (h, sum) in row.iter_mut().enumerate() {
                    *sum += off(g) * off(h) / draws as f64;
                }
            }
        }
        for g in 0..4 {
            for h in 0..4 {
                let same = if g == h { 1.0 } else { 0.0 };
                let covariance = n as f64 * expected[g] * (same - expected[h]);
                let spread = |g: usize| n as f64 * expected[g] * (1.0 - expected[g]);
                let error = (2.0 * spread(g) * spread(h) / draws as f64).sqrt();
                assert!((sums[g][h] - covariance).abs() < 4.0 * error, "{g} {h}");
            }
        }
    }

    #[test]
    fn degenerate_angles() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let mut beta = |a, b| Angle::beta(a, b, &mut rng);
        assert_eq!(beta(0.0, 3.0), Angle { cos: 0.0, sin: 1.0 });
        assert_eq!(beta(3.0, -1.0), Angle { cos: 1.0, sin: 0.0 });
        assert_eq!(beta(0.0, 0.0), Angle { cos: 0.0, sin: 1.0 });
        let last = Angle::uniform(0.0, &mut rng);
        assert_eq!((last.cos.abs(), last.sin), (1.0, 0.0));
    }
}
