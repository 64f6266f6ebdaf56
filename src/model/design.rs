//! The finite training set: how many samples, how many dimensions, which labels.

use super::error::{ModelError, require};
use super::parameter::added_bytes;
use super::two_class::TwoClass;

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

/// A two-class training set of n samples in d dimensions.
///
/// With [`Labels::Fixed`] the class counts are whole numbers, so the prior that
/// the theory must be asked for is the realised n₊/n: it is what
/// [`Design::two_class`] returns. In the same way δ is the realised d/n.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Design {
    two_class: TwoClass,
    samples: usize,
    dimension: usize,
    labels: Labels,
}

impl Design {
    /// Rounds (δ, π₊) to what n samples can realise: d = round(δn) and, with
    /// fixed labels, n₊ = round(π₊n).
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] if that leaves no dimension, no minority
    /// sample or no majority sample, or δ is not positive.
    pub fn new(
        two_class: TwoClass,
        delta: f64,
        samples: usize,
        labels: Labels,
    ) -> Result<Self, ModelError> {
        super::error::check_delta(delta)?;
        let n = samples as f64;
        let dimension = (delta * n).round();
        require(
            "n",
            n,
            (1.0..1e9).contains(&dimension),
            "d = round(delta n) must be at least 1 (and below a billion)",
        )?;
        let minority = (two_class.minority_prior() * n).round();
        require(
            "n",
            n,
            minority >= 1.0 && minority < n,
            "both classes need at least one sample: raise n or minority_prior",
        )?;
        let realised = match labels {
            // An exact half stays exactly balanced for odd n too (n₊ rounds up past ½).
            Labels::Fixed => two_class.with_minority_prior((minority / n).min(0.5))?,
            Labels::Random => two_class,
        };
        Ok(Self {
            two_class: realised,
            samples,
            dimension: dimension as usize,
            labels,
        })
    }

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
            two_class: self.two_class.with_minority_prior(0.5)?,
            samples: 2 * kept,
            dimension: self.dimension,
            labels: Labels::Fixed,
        })
    }

    /// Bytes that stand for all that shapes the data: different for different designs.
    ///
    /// Streams and stored results are found by them, so that they stay as they are: what is
    /// added counts where it is not at its default.
    pub fn bytes(&self) -> Vec<u8> {
        let Self {
            two_class,
            samples,
            dimension,
            labels,
        } = self;
        let mut bytes = (*samples as u64).to_le_bytes().to_vec();
        bytes.extend((*dimension as u64).to_le_bytes());
        bytes.extend(two_class.signal_strength().to_bits().to_le_bytes());
        match labels {
            // Two nominal priors that round to the same counts are the same data.
            Labels::Fixed => {
                bytes.push(0);
                bytes.extend((self.minority_samples() as u64).to_le_bytes());
            }
            Labels::Random => {
                bytes.push(1);
                bytes.extend(two_class.minority_prior().to_bits().to_le_bytes());
            }
        }
        added_bytes(&two_class.numbers(), &mut bytes);
        bytes
    }

    /// The model, with the prior that this design realises.
    pub fn two_class(&self) -> TwoClass {
        self.two_class
    }

    /// n.
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// d.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// n₊, or its expectation rounded when the labels are random.
    pub fn minority_samples(&self) -> usize {
        ((self.two_class.minority_prior() * self.samples as f64).round() as usize)
            .clamp(1, self.samples - 1)
    }

    /// How labels arise.
    pub fn labels(&self) -> Labels {
        self.labels
    }

    /// δ = d/n as realised.
    pub fn delta(&self) -> f64 {
        self.dimension as f64 / self.samples as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(prior: f64, delta: f64, n: usize) -> Result<Design, ModelError> {
        Design::new(TwoClass::new(prior, 1.0).unwrap(), delta, n, Labels::Fixed)
    }

    #[test]
    fn rounds_to_whole_samples_and_says_what_it_realised() {
        let d = design(0.2004, 0.3333, 1000).unwrap();
        assert_eq!(
            (d.samples(), d.dimension(), d.minority_samples()),
            (1000, 333, 200)
        );
        assert_eq!((d.two_class().minority_prior(), d.delta()), (0.2, 0.333));
    }

    #[test]
    fn refuses_empty_classes_and_dimensions() {
        assert!(design(0.01, 0.5, 40).is_err());
        assert!(design(0.5, 0.5, 1).is_err());
        assert!(design(0.2, 1e-4, 100).is_err());
        assert!(design(0.2, -1.0, 100).is_err());
        assert!(design(0.5, 0.5, 0).is_err());
    }

    #[test]
    fn what_balancing_leaves() {
        let all = Design::new(TwoClass::new(0.2, 1.5).unwrap(), 0.3, 100, Labels::Random).unwrap();
        let left = all.balanced(17).unwrap();
        assert_eq!(
            (left.samples(), left.dimension(), left.minority_samples()),
            (34, 30, 17)
        );
        assert_eq!(left.two_class().signal_strength(), 1.5);
        assert!(all.balanced(0).is_err());
    }

    #[test]
    fn an_odd_balanced_sample_is_allowed() {
        let d = design(0.5, 1.0, 11).unwrap();
        assert_eq!(d.two_class().minority_prior(), 0.5);
    }
}
