//! Ranges of single values.

use std::ops::Range;

use super::diagnostic::{ScenarioError, Source};
use super::plan::{Axis, Parameter};
use super::raw::RawScenario;
use crate::compare::Tolerance;

/// Samples beyond which no simulation here can be meant.
const MOST_SAMPLES: f64 = 1e9;
/// More replicates than any error bar needs.
const MOST_REPLICATES: u64 = 10_000_000;

/// Checks one value of a parameter; `span` is where it stands.
pub(super) fn value(
    source: &Source<'_>,
    parameter: Parameter,
    value: f64,
    span: Range<usize>,
) -> Result<f64, ScenarioError> {
    let (ok, allowed) = match parameter {
        Parameter::Delta => (value > 0.0, "a positive number: δ = d/n"),
        Parameter::MinorityPrior => (
            value > 0.0 && value <= 0.5,
            "0 < minority_prior ≤ 0.5 (0.5 is the balanced case)",
        ),
        Parameter::Signal => (value >= 0.0, "zero or a positive number: s = ‖μ‖"),
        Parameter::WeightRatio => (value > 0.0, "a positive number: ρ = ω₊/ω₋"),
        Parameter::Ridge => (value >= 0.0, "zero or a positive number"),
        Parameter::N => (
            (2.0..=MOST_SAMPLES).contains(&value) && value.fract() == 0.0,
            "a whole number from 2 to 1000000000",
        ),
    };
    if ok && value.is_finite() {
        return Ok(value);
    }
    let mut error = source
        .at(span, format!("= {value} is not allowed"))
        .allowed(allowed);
    if parameter == Parameter::MinorityPrior && value > 0.5 && value < 1.0 {
        let other = format!("{:.6}", 1.0 - value);
        let other = other.trim_end_matches('0');
        error = error.help(format!(
            "the minority is the rarer class: use {other} and swap the classes"
        ));
    }
    Err(error)
}

/// Checks and expands every axis.
pub(super) fn axes(source: &Source<'_>, raw: &RawScenario) -> Result<Vec<Axis>, ScenarioError> {
    let mut axes: Vec<Axis> = super::finite_size::axis(source, raw)?.into_iter().collect();
    for parameter in Parameter::ALL {
        let Some(spec) = raw.vary.axis(parameter) else {
            continue;
        };
        let mut values = spec
            .get_ref()
            .values()
            .map_err(|(message, allowed)| source.at(spec.span(), message).allowed(allowed))?;
        if parameter == Parameter::N {
            // A logarithmic range rarely hits whole numbers.
            values.iter_mut().for_each(|v| *v = v.round());
            values.dedup();
        }
        for &v in &values {
            value(source, parameter, v, spec.span())?;
        }
        axes.push(Axis {
            parameter,
            values,
            scale: spec.get_ref().scale(),
        });
        not_fixed_too(source, raw, parameter)?;
    }
    Ok(axes)
}

/// A fixed value that [vary] replaces would be read by nobody. (In a map the values of
/// `[model]` and `[training]` are those of whatever the axes leave, which a base scenario may
/// hold in full.)
fn not_fixed_too(
    source: &Source<'_>,
    raw: &RawScenario,
    parameter: Parameter,
) -> Result<(), ScenarioError> {
    match raw.fixed_at(parameter) {
        Some(span) => Err(source
            .at(span, "is set here and varied in [vary]")
            .help(format!(
                "remove one of the two: this line, or {} from [vary]",
                parameter.name()
            ))),
        None => Ok(()),
    }
}

/// Checks an interval [low, high].
pub(super) fn interval(
    source: &Source<'_>,
    given: &super::raw::At<super::words::Pair>,
    log: bool,
) -> Result<Option<(f64, f64)>, ScenarioError> {
    let Some(spanned) = given else {
        return Ok(None);
    };
    let [low, high] = spanned.get_ref().0;
    if !(low < high && low.is_finite() && high.is_finite()) {
        return Err(source
            .at(
                spanned.span(),
                format!("= [{low}, {high}] is not an interval"),
            )
            .allowed("[low, high] with low < high"));
    }
    if log && low <= 0.0 {
        return Err(source
            .at(spanned.span(), format!("starts at {low} on a log scale"))
            .allowed("low > 0 on a log scale"));
    }
    Ok(Some((low, high)))
}

/// Text that is drawn has no control characters: no figure format takes them.
pub(super) fn drawn_text(source: &Source<'_>, raw: &RawScenario) -> Result<(), ScenarioError> {
    let figure = raw.figure().into_iter();
    let labels = figure.flat_map(|f| [&f.x_label, &f.y_label, &f.title]);
    let of_map = raw.map.iter();
    let of_map = of_map.flat_map(|m| [&m.x_label, &m.y_label, &m.value_label]);
    let texts = labels
        .chain(of_map)
        .flatten()
        .chain([&raw.title])
        .chain(raw.method.iter().map(|m| &m.get_ref().name));
    for method in &raw.method {
        let name = &method.get_ref().name;
        if name.chars().count() > LONGEST_NAME {
            return Err(source
                .overall(format!("the name {name:?} of a [[method]] is too long"))
                .allowed(format!(
                    "names of at most {LONGEST_NAME} characters: cells are named after them"
                )));
        }
    }
    for text in texts {
        let forbidden = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
        if let Some(c) = text.chars().find(|c| forbidden(*c)) {
            return Err(source
                .overall(format!("the text {text:?} contains the character {c:?}"))
                .allowed("titles, labels and names on one line, without control characters"));
        }
    }
    Ok(())
}

/// A method's name stands in those of its cells, which tables repeat in every row.
const LONGEST_NAME: usize = 80;

/// Names that mean something else: our own gallery, and what some systems take for devices.
fn is_reserved(name: &str) -> bool {
    let port = name.strip_prefix("com").or(name.strip_prefix("lpt"));
    ["gallery", "con", "prn", "aux", "nul"].contains(&name)
        || port.is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
}

/// The name becomes a folder: it must be harmless on every system.
pub(super) fn name(source: &Source<'_>, raw: &RawScenario) -> Result<(), ScenarioError> {
    let name = raw.name.get_ref();
    let harmless = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    let named = name.len() <= 80 && name.chars().all(harmless) && !name.starts_with('-');
    if name.is_empty() || !named || is_reserved(name) {
        return Err(source
            .at(
                raw.name.span(),
                format!("= {name:?} cannot name an output folder"),
            )
            .allowed("up to 80 of a–z, 0–9, _ and -, not beginning with -, and none of `gallery` and the devices of some systems (`con`, `nul`, `com1` …)"));
    }
    Ok(())
}

/// Replicates a cell; 0 without simulation.
pub(super) fn replicates(source: &Source<'_>, raw: &RawScenario) -> Result<usize, ScenarioError> {
    let Some(simulation) = &raw.simulation else {
        return Ok(0);
    };
    let given = *simulation.replicates.get_ref();
    if !(2..=MOST_REPLICATES).contains(&given) {
        let span = simulation.replicates.span();
        return Err(source
            .at(span, format!("= {given} is not allowed"))
            .allowed(format!(
                "2 to {MOST_REPLICATES} replicates: an error bar needs at least 2"
            )));
    }
    Ok(given as usize)
}

/// What `verify` demands.
pub(super) fn tolerance(
    source: &Source<'_>,
    raw: &RawScenario,
) -> Result<Tolerance, ScenarioError> {
    let v = &raw.verify;
    for (field, most) in [(&v.finite_size, 1e6), (&v.max_z, 1e6), (&v.min_share, 1.0)] {
        let value = *field.get_ref();
        if !(0.0..=most).contains(&value) {
            return Err(source
                .at(field.span(), format!("= {value} is not allowed"))
                .allowed(format!("a number from 0 to {most}")));
        }
    }
    Ok(Tolerance {
        finite_size: *v.finite_size.get_ref(),
        max_z: *v.max_z.get_ref(),
        min_share: *v.min_share.get_ref(),
    })
}
