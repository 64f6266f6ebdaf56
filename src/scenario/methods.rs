//! The ways to train that a scenario names.

use std::collections::HashSet;

use toml::Spanned;

use super::diagnostic::{ScenarioError, ScenarioText};
use super::losses;
use super::plan::{Axis, Method, Parameter};
use super::raw::{RawMethod, RawScenario};
use super::section::Section;
use super::thresholds;
use super::value_ranges;
use super::word_values::W;
use crate::loss::MarginLoss;
use crate::model::{Solver, WeightRule};

type Result<T> = std::result::Result<T, ScenarioError>;

/// A method with its own settings, which outrank those of `[training]`.
pub(super) struct OwnMethod {
    pub(super) method: Method,
    pub(super) weight: Option<WeightRule>,
    /// Values of other parameters.
    pub(super) own: Vec<(Parameter, f64)>,
}

impl OwnMethod {
    /// Its own value of a parameter other than the weight.
    pub(super) fn number(&self, parameter: Parameter) -> Option<f64> {
        let mut own = self.own.iter();
        own.find(|(p, _)| *p == parameter).map(|(_, value)| *value)
    }
}

/// Checks every method; without any there is one, named after what it does.
pub(super) fn methods(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    axes: &[Axis],
) -> Result<Vec<OwnMethod>> {
    let mut found: Vec<OwnMethod> = Vec::new();
    let mut names = HashSet::new();
    for spanned in &raw.method {
        let m: &Section<RawMethod> = spanned.get_ref();
        let name = m.name.get_ref();
        tells_apart(source, &m.name, &mut names)?;
        for (parameter, at) in m.all_given() {
            if axes.iter().any(|a| a.parameter == parameter) {
                return Err(source
                    .at(at.span(), "is set by this method and varied in [vary]")
                    .help(format!(
                        "remove one of the two, or {} from [vary]",
                        parameter.name()
                    )));
            }
        }
        let given = m.given(Parameter::WeightRatio);
        let mut weight = given.and_then(|at| at.get_ref().weight());
        if m.downsample {
            match (weight, given) {
                (None | Some(WeightRule::Unweighted), _) => weight = Some(WeightRule::Unweighted),
                (Some(WeightRule::Fixed(1.0)), _) => {}
                (Some(_), Some(at)) => {
                    return Err(source
                        .at(at.span(), "weights classes that downsampling has balanced")
                        .allowed("1 or \"unweighted\" together with downsample = true"));
                }
                (Some(_), None) => {}
            }
        }
        let mut own = Vec::new();
        for (parameter, at) in m.all_given() {
            // A weight was checked when it was read.
            if let Some(value) = at
                .get_ref()
                .number()
                .filter(|_| parameter != Parameter::WeightRatio)
            {
                own.push((
                    parameter,
                    value_ranges::value(source, parameter, value, at.span())?,
                ));
            }
        }
        let loss = losses::own(source, raw.training.loss_keys(), m.loss_keys())?;
        trainable(source, raw, loss, &m.solver)?;
        found.push(OwnMethod {
            method: Method {
                name: name.clone(),
                loss,
                solver: m.solver.get_ref().0,
                downsample: m.downsample,
                threshold: thresholds::own(source, raw, m)?,
            },
            weight,
            own,
        });
    }
    if found.is_empty() {
        let loss = losses::common(source, raw.training.loss_keys())?;
        trainable(source, raw, loss, &Spanned::new(0..0, W::default()))?;
        found.push(OwnMethod {
            method: Method {
                name: "weighted".to_owned(),
                loss,
                solver: Default::default(),
                downsample: false,
                threshold: thresholds::common(source, raw)?,
            },
            weight: None,
            own: Vec::new(),
        });
    }
    let losses = found.iter().map(|m| m.method.loss);
    losses::threshold_used(source, &raw.training.huber_threshold, losses)?;
    Ok(found)
}

/// A method is known by its name, which no other before it has.
pub(super) fn tells_apart<'a>(
    source: &ScenarioText<'_>,
    name: &'a Spanned<String>,
    before: &mut HashSet<&'a str>,
) -> Result<()> {
    let text = name.get_ref();
    match !text.trim().is_empty() && before.insert(text) {
        true => Ok(()),
        false => Err(source
            .at(name.span(), format!("= {text:?} tells no method apart"))
            .allowed("a name that no other method has")),
    }
}

/// A scenario with simulation needs losses that can be simulated.
fn trainable(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    loss: MarginLoss,
    solver: &Spanned<W<Solver>>,
) -> Result<()> {
    if raw.simulation.is_none() || solver.get_ref().0.trains(loss) {
        return Ok(());
    }
    let adjusted = match loss.is_plain() {
        true => "",
        false => " with these margins",
    };
    Err(source
        .at(
            solver.span(),
            format!(
                "= \"sgd\" cannot train the loss `{}`{adjusted}",
                loss.name()
            ),
        )
        .allowed("\"direct\"; \"sgd\" for the plain square loss")
        .help(
            "solver = \"direct\" trains every loss; without [simulation] its theory alone is drawn",
        ))
}
