//! `[map] boundaries`: lines that the map can have.

use super::axes::MapAxes;
use super::plan::{Boundary, MapValue, Way};
use super::raw::RawMap;
use crate::loss::LossKind;
use crate::model::{Training, WeightRule};
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::plan::Parameter;

type Result<T> = std::result::Result<T, ScenarioError>;

/// What decides whether a line can be on the map.
pub(super) struct Ground<'a> {
    pub(super) source: &'a ScenarioText<'a>,
    pub(super) axes: &'a MapAxes,
    pub(super) value: &'a MapValue,
    pub(super) training: Training<WeightRule>,
}

/// Why a line cannot be on the map.
struct Refused {
    why: String,
    allowed: &'static str,
    help: &'static str,
}

impl Ground<'_> {
    /// The lines that are asked for; a line that nowhere is would be left out in silence.
    pub(super) fn boundaries(&self, raw: &RawMap) -> Result<Vec<Boundary>> {
        let asked: Vec<Boundary> = raw.boundaries.get_ref().iter().map(|b| b.0).collect();
        for boundary in &asked {
            if let Some(refused) = self.refused(*boundary) {
                let message = format!("names \"{}\", but {}", boundary.name(), refused.why);
                return Err(self
                    .source
                    .at(raw.boundaries.span(), message)
                    .allowed(refused.allowed)
                    .help(refused.help));
            }
        }
        Ok(asked)
    }

    fn refused(&self, boundary: Boundary) -> Option<Refused> {
        match boundary {
            Boundary::Category if !self.value.is_categorical() => Some(Refused {
                why: "the cells hold numbers".to_owned(),
                allowed: "\"category\" where the cells hold kinds",
                help: "contours = […] draws lines of equal value",
            }),
            Boundary::EqualErrorOptimal => self.equal_error_optimal(),
            Boundary::EqualErrors => self.equal_errors(),
            Boundary::Interpolation => self.interpolation(),
            Boundary::Separability if !self.along(&SEPARATES) => Some(Refused {
                why: "the threshold is the same all over the map".to_owned(),
                allowed: "\"separability\" with delta, minority_prior or signal as x or y",
                help: "remove it, or take another axis",
            }),
            Boundary::Feasibility if !self.along(&[Parameter::Delta, Parameter::MinorityPrior]) => {
                self.feasibility()
            }
            Boundary::Separability | Boundary::Feasibility | Boundary::Category => None,
        }
    }

    /// Whether x or y is one of these.
    fn along(&self, parameters: &[Parameter]) -> bool {
        let drawn = [&self.axes.x, &self.axes.y];
        drawn
            .iter()
            .any(|axis| parameters.contains(&axis.parameter))
    }

    /// With the given weight, and a threshold that does not make the errors equal anywhere.
    fn equal_errors(&self) -> Option<Refused> {
        let of_given = self.axes.has(Parameter::WeightRatio)
            || self.value.ways().first().map(|r| r.way) == Some(Way::Given);
        if !of_given {
            return Some(Refused {
                why: "the map is not of a given weight".to_owned(),
                allowed: "\"equal_errors\" with weight_ratio on an axis, or value = \"quantity\" \
                          without rule",
                help: "\"feasibility\" is the line up to which a weight equalises the errors",
            });
        }
        let equal = self.value.given().is_some_and(|r| r.threshold.equalises());
        equal.then(|| Refused {
            why: "the threshold equalises the errors all over the map".to_owned(),
            allowed: "\"equal_errors\" where the threshold is a number or of another rule",
            help: "remove it, or the threshold",
        })
    }

    /// Square loss without ridge knows one line, δ = 2π₊; others depend on all.
    fn feasibility(&self) -> Option<Refused> {
        let plain = self.training.loss == LossKind::Square.into() && self.training.ridge == 0.0;
        (plain && !self.axes.has(Parameter::Ridge)).then(|| Refused {
            why: "δ = 2π₊ does not depend on the map's axes".to_owned(),
            allowed: "\"feasibility\" of square loss without ridge with delta or minority_prior as \
                      x or y",
            help: "remove it, or take another axis",
        })
    }

    fn interpolation(&self) -> Option<Refused> {
        let mut drawn = [&self.axes.x, &self.axes.y].into_iter();
        let axis = drawn.find(|axis| axis.parameter == Parameter::Delta);
        let why = match axis.map(|axis| axis.values.as_slice()) {
            None => "delta is on neither axis".to_owned(),
            Some([first, .., last]) if !(*first..=*last).contains(&1.0) => {
                format!("delta goes from {first} to {last}")
            }
            Some(_) => return None,
        };
        Some(Refused {
            why,
            allowed: "\"interpolation\", which is delta = 1, where delta is x or y and passes 1",
            help: "remove it, or let delta pass 1",
        })
    }

    fn equal_error_optimal(&self) -> Option<Refused> {
        let square = self.training.loss == LossKind::Square.into();
        if square && self.training.ridge == 0.0 && !self.axes.has(Parameter::Ridge) {
            return None;
        }
        let found = match square {
            true => "a ridge".to_owned(),
            false if self.training.loss.is_plain() => format!("{} loss", self.training.loss.name()),
            false => format!("{} loss with margins of its own", self.training.loss.name()),
        };
        Some(Refused {
            why: format!("the map has {found}"),
            allowed: "\"equal_error_optimal\" for the plain square loss without ridge",
            help: "value = \"winner\" with \"category\" shows by search where each rule is best",
        })
    }
}

/// What δ and δ* depend on.
const SEPARATES: [Parameter; 3] = [
    Parameter::Delta,
    Parameter::MinorityPrior,
    Parameter::Signal,
];
