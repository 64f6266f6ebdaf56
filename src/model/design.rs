//! The finite training set: how many samples, how many dimensions, which labels.

use super::error::{ModelError, TOO_MANY_DIMENSIONS, check_delta, require};
use super::parameter::added_bytes;
use super::{Mixture, Population, TwoClass};

named! {
    /// How the labels of a training set arise.
    #[derive(Default)]
    pub enum Labels {
        /// Exactly n₊ = round(π₊n) minority samples in every replicate.
        #[default]
        Fixed = "fixed",
        /// Each label drawn independently with P(y = +1) = π₊.
        Random = "random",
    }
}

named! {
    /// The algorithm that trains the classifier in the simulation.
    #[derive(Default)]
    pub enum Solver {
        /// A direct solve to rounding accuracy.
        #[default]
        Direct = "direct",
        /// Variance-reduced stochastic gradient descent, run until its gradient vanishes.
        Sgd = "sgd",
    }
}

/// A training set of n samples in d dimensions.
///
/// With [`Labels::Fixed`] the groups have whole numbers of samples, so that the priors to ask the
/// theory for are the realised n_g/n: they are those of [`Design::population`]. In the same way δ
/// is the realised d/n.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Design<M: Mixture = TwoClass> {
    population: M,
    counts: M::Counts,
    dimension: usize,
    labels: Labels,
}

/// A training set of any groups.
pub type GroupDesign = Design<Population>;

impl<M: Mixture> Design<M> {
    /// Rounds to what n samples can realise: d = round(δn), and [`Mixture::counts`] of each group.
    /// With random labels that is what to expect; every sample's group is then drawn by the priors
    /// given.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] if δ is not positive or a class has no sample;
    /// [`ModelError::EmptyGroup`] for a group without one, and [`ModelError::Dimensions`] where there
    /// is no dimension, fewer than the means have coordinates, or a billion.
    pub fn new(
        population: M,
        delta: f64,
        samples: usize,
        labels: Labels,
    ) -> Result<Self, ModelError> {
        let dimension = (check_delta(delta)? * samples as f64).round();
        let least = population.mean_dimension().max(1);
        if !(least as f64..TOO_MANY_DIMENSIONS).contains(&dimension) {
            return Err(ModelError::Dimensions {
                delta,
                samples,
                dimension,
                least,
            });
        }
        let counts = population.counts(samples)?;
        Ok(Self {
            population: match labels {
                Labels::Fixed => population.realised(&counts)?,
                Labels::Random => population,
            },
            counts,
            dimension: dimension as usize,
            labels,
        })
    }

    /// The model, with the priors that this design realises.
    pub fn population(&self) -> &M {
        &self.population
    }

    /// n_g, or its expectation rounded when the labels are random.
    pub fn counts(&self) -> &[usize] {
        self.counts.as_ref()
    }

    /// n.
    pub fn samples(&self) -> usize {
        self.counts().iter().sum()
    }

    /// d.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// How labels arise.
    pub fn labels(&self) -> Labels {
        self.labels
    }

    /// δ = d/n as realised.
    pub fn delta(&self) -> f64 {
        self.dimension as f64 / self.samples() as f64
    }
}

impl Design {
    /// What is left when each class keeps so many of its samples: fixed, balanced labels in
    /// as many dimensions.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] if none is kept.
    pub fn balanced(&self, kept: usize) -> Result<Self, ModelError> {
        require(
            "n",
            kept as f64,
            kept >= 1,
            "each class must keep at least one sample",
        )?;
        Ok(Self {
            population: self.population.with_minority_prior(0.5)?,
            counts: [kept; 2],
            dimension: self.dimension,
            labels: Labels::Fixed,
        })
    }

    /// The model, with the prior that this design realises.
    pub fn two_class(&self) -> TwoClass {
        self.population
    }

    /// n₊, or its expectation rounded when the labels are random.
    pub fn minority_samples(&self) -> usize {
        self.counts[0]
    }

    /// Bytes that stand for all that shapes the data: different for different designs.
    ///
    /// Streams and stored results are found by them, so that they stay as they are: what is
    /// added counts where it is not at its default.
    pub fn bytes(&self) -> Vec<u8> {
        let Self {
            population,
            counts: [minority, _],
            dimension,
            labels,
        } = self;
        let mut bytes = (self.samples() as u64).to_le_bytes().to_vec();
        bytes.extend((*dimension as u64).to_le_bytes());
        bytes.extend(population.signal_strength().to_bits().to_le_bytes());
        match labels {
            // Two nominal priors that round to the same counts are the same data.
            Labels::Fixed => {
                bytes.push(0);
                bytes.extend((*minority as u64).to_le_bytes());
            }
            Labels::Random => {
                bytes.push(1);
                bytes.extend(population.minority_prior().to_bits().to_le_bytes());
            }
        }
        added_bytes(&population.numbers(), &mut bytes);
        bytes
    }
}

impl GroupDesign {
    /// What is left when every group keeps as many of its samples as the smallest has: fixed
    /// counts, in as many dimensions. Which are kept does not matter in law.
    ///
    /// # Errors
    /// [`ModelError::RandomCounts`] for random labels, where as many as that is another number in
    /// every replicate.
    pub fn balanced(&self) -> Result<Self, ModelError> {
        if self.labels == Labels::Random {
            return Err(ModelError::RandomCounts);
        }
        let kept = self.counts.iter().copied().min().unwrap_or(0);
        let counts = vec![kept; self.counts.len()];
        Ok(Self {
            population: self.population.realised(&counts)?,
            counts,
            ..self.clone()
        })
    }

    /// Bytes that stand for everything that shapes the data, and for nothing else: designs with
    /// the same bytes have the same samples, whatever their groups are called.
    pub fn bytes(&self) -> Vec<u8> {
        let Self {
            population,
            counts,
            dimension,
            labels,
        } = self;
        let mut bytes = (*dimension as u64).to_le_bytes().to_vec();
        match labels {
            // Priors that round to the same counts are the same data.
            Labels::Fixed => {
                bytes.push(0);
                bytes.extend(counts.iter().flat_map(|&n| (n as u64).to_le_bytes()));
            }
            Labels::Random => {
                bytes.push(1);
                bytes.extend((self.samples() as u64).to_le_bytes());
                let priors = population.groups().iter().map(|g| g.prior.to_bits());
                bytes.extend(priors.flat_map(u64::to_le_bytes));
            }
        }
        bytes.extend(population.law_within_groups());
        bytes
    }
}

#[cfg(test)]
mod tests {
    mod of_groups;
    mod of_two_classes;
}
