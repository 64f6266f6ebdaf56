//! What data come from, in either way of describing it.

use super::error::{ModelError, check_weight_ratio};
use super::population::{Group, Population};
use super::two_class::{MAJORITY, MINORITY, TwoClass};
use super::weighting::Weighting;

/// A mixture of labelled Gaussian groups: any number of them ([`Population`]), or the two of the
/// paper ([`TwoClass`]), which closed forms and fast samplers are made for.
///
/// One problem, one training and one design serve both; [`Population::as_two_class`] and
/// [`TwoClass::population`] lead from one to the other.
pub trait Mixture: Clone {
    /// How much each group counts in training: ρ = ω₊/ω₋ of two classes, else one ω_g a group.
    type Weights: Clone;

    /// How many samples each group has.
    type Counts: Clone + AsRef<[usize]>;

    /// All groups count the same.
    fn equal_weights(&self) -> Self::Weights;

    /// Checks that weights are weights of these groups.
    ///
    /// # Errors
    /// [`ModelError`] for weights of another number of groups, and for what is no positive number.
    fn check_weights(&self, weights: &Self::Weights) -> Result<(), ModelError>;

    /// Number of coordinates that the means are given in.
    fn mean_dimension(&self) -> usize;

    /// π_g n in whole numbers that add up to n: of two classes n₊ = round(π₊n), of any groups what
    /// rounding down leaves goes to the largest remainders, the first of equal ones first.
    ///
    /// # Errors
    /// [`ModelError`] if a group is left without a sample.
    fn counts(&self, samples: usize) -> Result<Self::Counts, ModelError>;

    /// The same groups in the shares of such counts.
    ///
    /// # Errors
    /// [`ModelError`] for a group without a sample.
    fn realised(&self, counts: &Self::Counts) -> Result<Self, ModelError>;
}

impl Mixture for TwoClass {
    type Weights = f64;
    type Counts = [usize; 2];

    fn equal_weights(&self) -> f64 {
        1.0
    }

    fn check_weights(&self, weight_ratio: &f64) -> Result<(), ModelError> {
        check_weight_ratio(*weight_ratio).map(|_| ())
    }

    fn mean_dimension(&self) -> usize {
        1
    }

    fn counts(&self, samples: usize) -> Result<[usize; 2], ModelError> {
        let n = samples as f64;
        let prior = self.minority_prior();
        let minority = (prior * n).round();
        let without = |name: &str, prior, enough| ModelError::EmptyGroup {
            name: name.to_owned(),
            prior,
            samples,
            enough,
        };
        if minority < 1.0 {
            let enough = (0.5 / prior).ceil().max(2.0);
            // Halves are rounded away from zero, but 0.5/π₊ itself is rounded.
            let short = f64::from((prior * enough).round() < 1.0);
            return Err(without(MINORITY, prior, enough + short));
        }
        if minority >= n {
            return Err(without(MAJORITY, 1.0 - prior, 2.0));
        }
        let minority = minority as usize;
        Ok([minority, samples - minority])
    }

    fn realised(&self, &[plus, minus]: &[usize; 2]) -> Result<Self, ModelError> {
        // An exact half stays exactly balanced for odd n too (n₊ rounds up past ½).
        let share = plus as f64 / (plus + minus) as f64;
        self.with_minority_prior(share.min(0.5))
    }
}

impl Mixture for Population {
    type Weights = Weighting;
    type Counts = Vec<usize>;

    fn equal_weights(&self) -> Weighting {
        Weighting::equal(self)
    }

    fn check_weights(&self, weighting: &Weighting) -> Result<(), ModelError> {
        weighting.check_length(self)
    }

    fn mean_dimension(&self) -> usize {
        self.mean_dimension()
    }

    fn counts(&self, samples: usize) -> Result<Vec<usize>, ModelError> {
        let counts = whole(self, samples);
        match counts.iter().position(|&count| count == 0) {
            None => Ok(counts),
            Some(empty) => {
                let Group { name, prior, .. } = &self.groups()[empty];
                Err(ModelError::EmptyGroup {
                    name: name.clone(),
                    prior: *prior,
                    samples,
                    enough: (1.0 / prior).ceil(),
                })
            }
        }
    }

    fn realised(&self, counts: &Vec<usize>) -> Result<Self, ModelError> {
        let n = counts.iter().sum::<usize>() as f64;
        let groups = self.groups().iter().zip(counts);
        let realised = groups.map(|(group, &count)| Group {
            prior: count as f64 / n,
            ..group.clone()
        });
        Population::new(realised.collect())
    }
}

/// A product this little below a whole number is that number.
const ROUNDING: f64 = 1e-9;

/// π_g n in whole numbers.
fn whole(population: &Population, samples: usize) -> Vec<usize> {
    let groups = population.groups();
    let shares: Vec<f64> = groups.iter().map(|g| g.prior * samples as f64).collect();
    let below = |share: f64| (share + ROUNDING).floor();
    let mut counts: Vec<usize> = shares.iter().map(|&share| below(share) as usize).collect();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    let remainder = |g: usize| shares[g] - below(shares[g]);
    order.sort_by(|&g, &h| remainder(h).total_cmp(&remainder(g)));
    // Priors sum to 1 but for rounding, so that fewer are left than there are groups; of so many
    // that a double has no fractions there may be a few too many.
    let total: usize = counts.iter().sum();
    let (left, over) = (samples.saturating_sub(total), total.saturating_sub(samples));
    for &g in order.iter().take(left) {
        counts[g] += 1;
    }
    for &g in order.iter().rev().take(over) {
        counts[g] = counts[g].saturating_sub(1);
    }
    counts
}
