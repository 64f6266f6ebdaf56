//! Where the data come from: K labelled groups of Gaussian samples.

use std::sync::Arc;

use nalgebra::DVector;
use serde::{Deserialize, Serialize};

use super::error::{ModelError, require};
use super::two_class::TwoClass;

/// A class label y = ±1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "i8", into = "i8")]
pub enum Label {
    /// y = +1, the minority of the two-class model.
    Positive,
    /// y = −1.
    Negative,
}

impl Label {
    /// y as a number.
    pub fn sign(self) -> f64 {
        f64::from(i8::from(self))
    }
}

impl From<Label> for i8 {
    fn from(label: Label) -> i8 {
        match label {
            Label::Positive => 1,
            Label::Negative => -1,
        }
    }
}

impl TryFrom<i8> for Label {
    type Error = ModelError;

    fn try_from(value: i8) -> Result<Self, ModelError> {
        match value {
            1 => Ok(Label::Positive),
            -1 => Ok(Label::Negative),
            other => Err(ModelError::OutOfRange {
                name: "label",
                value: f64::from(other),
                allowed: "a label is 1 or -1",
            }),
        }
    }
}

/// One group g: x = μ_g + σ_g Z with label y_g, seen with probability π_g.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What results call it; no two groups share a name.
    pub name: String,
    /// y_g.
    pub label: Label,
    /// π_g, in (0, 1]: 1 only where the others' are lost in rounding.
    pub prior: f64,
    /// μ_g, in any orthonormal basis of a space that holds all groups' means.
    pub mean: Vec<f64>,
    /// σ_g > 0, the standard deviation of the noise in every direction.
    pub noise_scale: f64,
}

/// A population of K Gaussian groups (docs/theory.md, section 8; K = 2 is the paper's model).
///
/// The means live in k ≤ d coordinates; the other d − k coordinates of a sample
/// are pure noise. Priors are positive and sum to 1, both labels occur, names differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Group>", into = "Vec<Group>")]
pub struct Population {
    /// Shared by the many settings of a scenario that differ in other things.
    groups: Arc<[Group]>,
}

impl Population {
    /// Checks and keeps the groups, in the order given.
    ///
    /// # Errors
    /// [`ModelError`] for a prior outside (0, 1], priors that do not sum to 1
    /// (to 1e-9), means of unequal or zero length or not finite, a noise scale
    /// that is not positive, a label that no group carries, or two groups of one name.
    pub fn new(groups: Vec<Group>) -> Result<Self, ModelError> {
        let dimension = groups.first().map_or(0, |g| g.mean.len());
        for (i, group) in groups.iter().enumerate() {
            if groups[..i].iter().any(|other| other.name == group.name) {
                return Err(ModelError::SameName {
                    name: group.name.clone(),
                });
            }
            let p = group.prior;
            // Beside a prior below 1e-16 the other is rounded to 1.
            let allowed = "a prior is positive and at most 1";
            require("prior", p, p > 0.0 && p <= 1.0, allowed)?;
            let s = group.noise_scale;
            require(
                "noise_scale",
                s,
                s > 0.0 && s.is_finite(),
                "a noise scale is a positive number",
            )?;
            if group.mean.len() != dimension || dimension == 0 {
                return Err(ModelError::Length {
                    what: "coordinates of a group's mean",
                    expected: dimension.max(1),
                    found: group.mean.len(),
                });
            }
            for &m in &group.mean {
                require("mean", m, m.is_finite(), "a mean's coordinates are finite")?;
            }
        }
        let sum: f64 = groups.iter().map(|g| g.prior).sum();
        if (sum - 1.0).abs() > 1e-9 {
            return Err(ModelError::PriorSum { sum });
        }
        for label in [Label::Positive, Label::Negative] {
            if !groups.iter().any(|g| g.label == label) {
                return Err(ModelError::MissingLabel {
                    label: label.into(),
                });
            }
        }
        Ok(Self {
            groups: groups.into(),
        })
    }

    /// The groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Number of coordinates k that the means are given in.
    pub fn mean_dimension(&self) -> usize {
        self.groups[0].mean.len()
    }

    /// μ_g as a vector of k coordinates.
    pub fn mean(&self, group: usize) -> DVector<f64> {
        DVector::from_column_slice(&self.groups[group].mean)
    }

    /// Bytes that stand for how samples of each group are distributed; how often groups are seen
    /// is a design's to say, and names shape nothing.
    pub(super) fn law_within_groups(&self) -> Vec<u8> {
        let Self { groups } = self;
        let mut bytes = (groups.len() as u64).to_le_bytes().to_vec();
        for group in groups.iter() {
            let Group {
                name: _,
                label,
                prior: _,
                mean,
                noise_scale,
            } = group;
            bytes.extend(i8::from(*label).to_le_bytes());
            bytes.extend((mean.len() as u64).to_le_bytes());
            // −0 is 0.
            let numbers = mean.iter().chain([noise_scale]).map(|x| x + 0.0);
            bytes.extend(numbers.flat_map(|x| x.to_bits().to_le_bytes()));
        }
        bytes
    }

    /// The paper's two classes, if that is what this population is.
    pub fn as_two_class(&self) -> Option<TwoClass> {
        match &self.groups[..] {
            [plus, minus]
                if plus.label == Label::Positive
                    && minus.label == Label::Negative
                    && plus.mean.len() == 1
                    && plus.mean[0] >= 0.0
                    && plus.mean[0] == -minus.mean[0]
                    && plus.noise_scale == 1.0
                    && minus.noise_scale == 1.0 =>
            {
                TwoClass::new(plus.prior, plus.mean[0]).ok()
            }
            _ => None,
        }
    }
}

impl TryFrom<Vec<Group>> for Population {
    type Error = ModelError;

    fn try_from(groups: Vec<Group>) -> Result<Self, ModelError> {
        Self::new(groups)
    }
}

impl From<Population> for Vec<Group> {
    fn from(population: Population) -> Self {
        population.groups.to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(label: Label, prior: f64, mean: f64) -> Group {
        Group {
            name: format!("{label:?} at {mean}"),
            label,
            prior,
            mean: vec![mean],
            noise_scale: 1.0,
        }
    }

    #[test]
    fn a_file_cannot_build_an_invalid_population() {
        let bad = r#"[{"name":"a","label":1,"prior":0.3,"mean":[1.0],"noise_scale":1.0},
                      {"name":"b","label":-1,"prior":0.3,"mean":[-1.0],"noise_scale":1.0}]"#;
        let error = serde_json::from_str::<Population>(bad).unwrap_err();
        assert!(error.to_string().contains("sum to 0.6"), "{error}");
        assert!(serde_json::from_str::<Population>(&bad.replacen("0.3", "0.7", 1)).is_ok());
        assert!(serde_json::from_str::<Label>("0").is_err());
    }

    #[test]
    fn each_requirement_is_checked() {
        use Label::{Negative, Positive};
        let build = |a, b| Population::new(vec![a, b]);
        assert!(build(group(Positive, 0.5, 1.0), group(Negative, 0.5, 0.0)).is_ok());
        assert!(build(group(Positive, 0.5, 1.0), group(Positive, 0.5, 0.0)).is_err());
        assert!(build(group(Positive, 0.0, 1.0), group(Negative, 1.0, 0.0)).is_err());
        assert!(build(group(Positive, 0.5, f64::NAN), group(Negative, 0.5, 0.0)).is_err());
        let mut wide = group(Positive, 0.5, 1.0);
        wide.mean.push(0.0);
        assert!(build(wide, group(Negative, 0.5, 0.0)).is_err());
        let mut silent = group(Positive, 0.5, 1.0);
        silent.noise_scale = 0.0;
        assert!(build(silent, group(Negative, 0.5, 0.0)).is_err());
        assert!(Population::new(vec![]).is_err());
        let mut same = group(Negative, 0.5, 0.0);
        same.name = group(Positive, 0.5, 1.0).name;
        let error = build(group(Positive, 0.5, 1.0), same).unwrap_err();
        assert!(matches!(error, ModelError::SameName { .. }), "{error}");
    }

    #[test]
    fn two_classes_go_there_and_back() {
        let two = TwoClass::new(0.2, 1.5).unwrap();
        assert_eq!(two.population().as_two_class(), Some(two));
        let three = Population::new(vec![
            group(Label::Positive, 0.2, 1.0),
            group(Label::Negative, 0.3, -1.0),
            group(Label::Negative, 0.5, -2.0),
        ])
        .unwrap();
        assert_eq!(three.as_two_class(), None);
    }
}
