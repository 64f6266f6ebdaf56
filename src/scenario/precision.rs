//! `[precision]`: when fewer replicates than `[simulation] replicates` are enough.

use std::ops::Range;

use toml::Spanned;

use super::allowed_values::LEAST_FIRST;
use super::diagnostic::{ScenarioError, ScenarioText};
use super::plan::Precision;
use super::raw::{At, RawPrecision, RawScenario};
use super::word_values::{W, Word};
use crate::model::Quantity;
use crate::stats::{Schedule, Target};

type Result<T> = std::result::Result<T, ScenarioError>;

/// Checks the section; `replicates` is the cap.
pub(super) fn precision(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    replicates: usize,
) -> Result<Option<Precision>> {
    let Some(section) = &raw.precision else {
        return Ok(None);
    };
    if raw.simulation.is_none() {
        return Err(of_simulated_means(source));
    }
    at_one_n(source, raw)?;
    asked(source, section, replicates, Quantity::WorstClassError).map(Some)
}

/// What a section asks for, of scenarios of either kind; `usual` is what it is of that names no
/// quantity.
pub(super) fn asked<Q: Word + PartialEq>(
    source: &ScenarioText<'_>,
    section: &RawPrecision<Q>,
    replicates: usize,
    usual: Q,
) -> Result<Precision<Q>> {
    let target = Target {
        absolute: bound(source, &section.standard_error)?,
        relative: bound(source, &section.relative_standard_error)?,
    };
    if target == Target::default() {
        return Err(source
            .in_table("precision", "does not say how precise the means shall be")
            .lacking("precision", "standard_error")
            .help("add standard_error = 0.0005, or relative_standard_error = 0.01, or both"));
    }
    Ok(Precision {
        quantities: quantities(source, &section.quantities, usual)?,
        target,
        schedule: schedule(source, section, replicates)?,
    })
}

/// Without a simulation there is nothing to be precise about.
pub(super) fn of_simulated_means(source: &ScenarioText<'_>) -> ScenarioError {
    source
        .in_table(
            "precision",
            "is of simulated means, but there is no [simulation]",
        )
        .help("add [simulation] with n and replicates, the most a cell may take")
}

/// A finite-size study has replicates of its own for every n.
fn at_one_n(source: &ScenarioText<'_>, raw: &RawScenario) -> Result<()> {
    match &raw.finite_size {
        Some(study) => Err(source
            .at(study.samples.span(), "stands beside [precision]")
            .help(
                "remove one of the two: a finite-size study fits means whose replicates are set \
                 by n, and stopping early would bias the fit",
            )),
        None => Ok(()),
    }
}

fn bound(source: &ScenarioText<'_>, given: &At<f64>) -> Result<Option<f64>> {
    let Some(at) = given else {
        return Ok(None);
    };
    let value = *at.get_ref();
    if value > 0.0 && value.is_finite() {
        return Ok(Some(value));
    }
    Err(source.not_allowed(at.span(), value))
}

fn schedule<Q>(
    source: &ScenarioText<'_>,
    section: &RawPrecision<Q>,
    replicates: usize,
) -> Result<Schedule> {
    let number = |given: &At<u64>, least: u64, default: usize| match given {
        None => Ok(default),
        Some(at) if *at.get_ref() >= least => {
            Ok(usize::try_from(*at.get_ref()).unwrap_or(usize::MAX))
        }
        Some(at) => Err(source.not_allowed(at.span(), at.get_ref())),
    };
    Ok(Schedule {
        first: number(&section.first, LEAST_FIRST, Schedule::FIRST)?,
        batch: number(&section.batch, 1, Schedule::BATCH)?,
        cap: replicates,
    })
}

/// Named quantities, each once; the usual one unless the file names some.
pub(super) fn quantities<Q: Word + PartialEq>(
    source: &ScenarioText<'_>,
    given: &At<Vec<W<Q>>>,
    usual: Q,
) -> Result<Vec<Q>> {
    let Some(at) = given else {
        return Ok(vec![usual]);
    };
    named_once(source, at)
}

/// Quantities that are listed, each once.
pub(super) fn named_once<Q: Word + PartialEq>(
    source: &ScenarioText<'_>,
    at: &Spanned<Vec<W<Q>>>,
) -> Result<Vec<Q>> {
    let named: Vec<Q> = at.get_ref().iter().map(|w| w.0).collect();
    let complaint = |wrong: &str, span: Range<usize>| {
        let all: Vec<&str> = Q::words().into_iter().map(|(word, _)| word).collect();
        source
            .at(span, wrong)
            .allowed(format!("some of {}, each once", all.join(", ")))
    };
    if named.is_empty() {
        return Err(complaint("is empty", at.span()));
    }
    if (1..named.len()).any(|i| named[..i].contains(&named[i])) {
        return Err(complaint("names a quantity twice", at.span()));
    }
    Ok(named)
}

#[cfg(test)]
mod tests;
