//! A label, and an attribute that goes with it more often than not.

use super::error::{ModelError, require};
use super::population::{Group, Label, Population};

/// Labels y = ±1 and attributes a = ±1 with x = y·s_c·e₁ + a·s_a·e₂ + Z: what is to be learned
/// lies along e₁, and a spurious hint along e₂ (docs/theory.md, section 8).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpuriousCorrelation {
    positive_prior: f64,
    core_signal: f64,
    spurious_signal: f64,
    correlation: f64,
}

/// The least P(y = +1): whatever the correlation, no group's own prior is rounded to 0.
const LEAST_PRIOR: f64 = 1e-290;

impl SpuriousCorrelation {
    /// P(y = +1), s_c, s_a, and c with P(a = y | y) = (1 + c)/2: for P(y = +1) = ½ the
    /// correlation of y and a.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] for a prior outside (0, 1) or below 1e-290, a signal that is
    /// negative or not finite, or a correlation outside (−1, 1), where groups would be empty.
    pub fn new(
        positive_prior: f64,
        core_signal: f64,
        spurious_signal: f64,
        correlation: f64,
    ) -> Result<Self, ModelError> {
        let strength = |name, s: f64| {
            require(
                name,
                s,
                s >= 0.0 && s.is_finite(),
                "a signal strength is zero or a positive number",
            )
        };
        Ok(Self {
            positive_prior: require(
                "positive_prior",
                positive_prior,
                (LEAST_PRIOR..1.0).contains(&positive_prior),
                "a prior lies in (0, 1), and is at least 1e-290",
            )?,
            core_signal: strength("core_signal", core_signal)?,
            spurious_signal: strength("spurious_signal", spurious_signal)?,
            correlation: require(
                "correlation",
                correlation,
                correlation > -1.0 && correlation < 1.0,
                "the correlation of label and attribute lies in (-1, 1): at its ends groups are empty",
            )?,
        })
    }

    /// P(y = +1).
    pub fn positive_prior(self) -> f64 {
        self.positive_prior
    }

    /// s_c.
    pub fn core_signal(self) -> f64 {
        self.core_signal
    }

    /// s_a.
    pub fn spurious_signal(self) -> f64 {
        self.spurious_signal
    }

    /// c.
    pub fn correlation(self) -> f64 {
        self.correlation
    }

    /// The same with another c.
    ///
    /// # Errors
    /// [`ModelError::OutOfRange`] outside (−1, 1).
    pub fn with_correlation(self, correlation: f64) -> Result<Self, ModelError> {
        let Self {
            positive_prior,
            core_signal,
            spurious_signal,
            correlation: _,
        } = self;
        Self::new(positive_prior, core_signal, spurious_signal, correlation)
    }

    /// The four groups: `y+a+`, `y+a-`, `y-a+` and `y-a-`.
    pub fn population(self) -> Population {
        let group = |label: Label, attribute: Label| {
            let (y, a) = (label.sign(), attribute.sign());
            let of_label = match label {
                Label::Positive => self.positive_prior,
                Label::Negative => 1.0 - self.positive_prior,
            };
            let sign = |of: Label| match of {
                Label::Positive => '+',
                Label::Negative => '-',
            };
            Group {
                name: format!("y{}a{}", sign(label), sign(attribute)),
                label,
                prior: of_label * 0.5 * (1.0 + y * a * self.correlation),
                mean: vec![y * self.core_signal, a * self.spurious_signal],
                noise_scale: 1.0,
            }
        };
        let both = [Label::Positive, Label::Negative];
        let groups = both.iter().flat_map(|&y| both.map(|a| group(y, a)));
        Population::new(groups.collect()).expect("checked parameters make four groups")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// docs/theory.md, section 8: π = (.4, .1, .1, .4).
    #[test]
    fn the_groups_of_the_example() {
        let population = SpuriousCorrelation::new(0.5, 1.5, 1.0, 0.6)
            .unwrap()
            .population();
        let groups = population.groups();
        let names: Vec<&str> = groups.iter().map(|g| g.name.as_str()).collect();
        assert_eq!(names, ["y+a+", "y+a-", "y-a+", "y-a-"]);
        for (group, (prior, mean)) in groups.iter().zip([
            (0.4, [1.5, 1.0]),
            (0.1, [1.5, -1.0]),
            (0.1, [-1.5, 1.0]),
            (0.4, [-1.5, -1.0]),
        ]) {
            assert!((group.prior - prior).abs() < 1e-15);
            assert_eq!(group.mean, mean);
        }
    }

    #[test]
    fn ranges() {
        for (prior, core, spurious, correlation) in [
            (0.0, 1.0, 1.0, 0.5),
            (1.0, 1.0, 1.0, 0.5),
            (0.5, -1.0, 1.0, 0.5),
            (0.5, 1.0, f64::NAN, 0.5),
            (0.5, 1.0, 1.0, 1.0),
            (0.5, 1.0, 1.0, -1.0),
        ] {
            assert!(SpuriousCorrelation::new(prior, core, spurious, correlation).is_err());
        }
        assert!(SpuriousCorrelation::new(0.3, 0.0, 0.0, 0.0).is_ok());
        // The ends of what is allowed make groups.
        for prior in [LEAST_PRIOR, 1.0 - f64::EPSILON / 2.0] {
            for correlation in [-1.0 + f64::EPSILON / 2.0, 0.0, 1.0 - f64::EPSILON / 2.0] {
                let model = SpuriousCorrelation::new(prior, 1.0, 1.0, correlation).unwrap();
                assert_eq!(model.population().groups().len(), 4);
            }
        }
        assert!(SpuriousCorrelation::new(5e-324, 1.0, 1.0, 0.6).is_err());
    }
}
