//! `[simulation] method`: how replicates are simulated.

use std::ops::Range;

use super::diagnostic::{ScenarioError, ScenarioText};
use super::plan::{Cell, Method};
use super::raw::RawScenario;
use super::samplers::Samplers;
use super::thresholds;
use crate::model::{Labels, SimulationMethod};

/// The method that is named; it must be able to simulate every cell. Weights that a rule
/// will choose are not known yet.
pub(super) fn method(
    samplers: &dyn Samplers,
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    methods: &[Method],
    cells: &[Cell],
) -> Result<Option<SimulationMethod>, ScenarioError> {
    estimated(samplers, source, raw, cells)?;
    let given = raw.simulation.as_ref().and_then(|s| s.method.as_ref());
    let Some((at, method)) = given.and_then(|at| Some((at, at.get_ref().0.0?))) else {
        return Ok(None);
    };
    if method.in_pairs() {
        in_pairs(source, raw, at.span())?;
    }
    if raw.paired.is_some() || raw.map.is_some() {
        in_common(source, method, methods, at.span())?;
    }
    for cell in cells {
        let Some(design) = &cell.design else { continue };
        let training = cell.setting.training;
        // What a rule will choose is not known yet.
        let training = training.weighing(training.weights.given().unwrap_or(1.0));
        if let Some(why) = samplers.refusal(method, design, &training) {
            return Err(source
                .at(
                    at.span(),
                    format!(
                        "= \"{}\" cannot simulate cell `{}`: {why}",
                        method.name(),
                        cell.id
                    ),
                )
                .help(
                    "\"dense\" simulates everything; without the key the fastest method that can \
                     is taken",
                ));
        }
    }
    Ok(Some(method))
}

/// Thresholds are estimated by a method that can, if any.
fn estimated(
    samplers: &dyn Samplers,
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    cells: &[Cell],
) -> Result<(), ScenarioError> {
    let estimated = |cell: &&Cell| cell.setting.training.threshold.is_estimated();
    for cell in cells.iter().filter(estimated) {
        let Some(design) = &cell.design else { continue };
        let training = cell.setting.training.weighing(1.0);
        if let Some(why) = samplers.refusal(SimulationMethod::Dense, design, &training) {
            let span = thresholds::span_of_source(raw, cell.method);
            let name = training.threshold.source().name();
            let error = source.at(span, format!("= \"{name}\" in cell `{}`: {why}", cell.id));
            return Err(error.help("threshold_from = \"oracle\" goes by the classifier itself"));
        }
    }
    Ok(())
}

/// Cells that are compared replicate by replicate must see the same draws.
fn in_common(
    source: &ScenarioText<'_>,
    method: SimulationMethod,
    methods: &[Method],
    span: Range<usize>,
) -> Result<(), ScenarioError> {
    let dropped = methods.iter().filter(|m| m.downsample).count();
    let apart = 0 < dropped && dropped < methods.len() && method != SimulationMethod::Dense;
    let why = if method == SimulationMethod::Lazy {
        "draws nothing in common for cells that are compared in pairs"
    } else if apart {
        "draws what is downsampled apart from what it is compared with in pairs"
    } else {
        return Ok(());
    };
    Err(source
        .at(span, format!("= \"{}\" {why}", method.name()))
        .help("method = \"dense\" trains all of them on common data"))
}

/// Whether replicates mirror each other.
pub(super) fn is_mirrored(raw: &RawScenario) -> bool {
    let method = raw.simulation.as_ref().and_then(|s| s.method.as_ref());
    method
        .and_then(|at| at.get_ref().0.0)
        .is_some_and(SimulationMethod::in_pairs)
}

/// Pairs are whole, and what rests on independent replicates cannot use them.
fn in_pairs(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    span: Range<usize>,
) -> Result<(), ScenarioError> {
    let refused = |why: &str, help: &str| {
        let error = source.at(span.clone(), format!("= \"mirrored\" {why}"));
        Err(error.help(help))
    };
    let independent = "method = \"dense\" draws independent replicates, and so does the fastest \
                       method that can, without the key";
    if raw.precision.is_some() {
        return refused(
            "stands beside [precision], which counts independent replicates",
            independent,
        );
    }
    if raw.paired.is_some() || raw.map.is_some() {
        return refused("cannot be compared replicate by replicate", independent);
    }
    if raw.model.labels.0 == Labels::Random {
        return refused(
            "gains nothing with random labels, whose counts have no mirror image",
            independent,
        );
    }
    match &raw.simulation {
        Some(s) if s.replicates.get_ref() % 2 == 1 || *s.replicates.get_ref() < 4 => Err(source
            .at(
                s.replicates.span(),
                format!("= {} is not enough pairs", s.replicates.get_ref()),
            )
            .allowed("an even number from 4 on: with method = \"mirrored\" two make a pair")),
        _ => Ok(()),
    }
}
