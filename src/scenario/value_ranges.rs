//! Ranges of single values.

use std::ops::Range;

use toml::Spanned;

use super::allowed_values::{INTERVAL, MOST_GRANTED, MOST_REPLICATES, allowed};
use super::axis::{APART, is_wide};
use super::diagnostic::{ScenarioError, ScenarioText};
use super::plan::{Axis, Parameter};
use super::raw::{RawScenario, RawVerify};
use crate::model::Tolerance;
use crate::paper::Scale;
use crate::printable::steers;
use crate::written::brief;

/// Checks one value of a parameter; `span` is where it stands.
pub(super) fn value(
    source: &ScenarioText<'_>,
    parameter: Parameter,
    value: f64,
    span: Range<usize>,
) -> Result<f64, ScenarioError> {
    if parameter.entry().range.contains(value) {
        return Ok(value);
    }
    let error = source.at(span, format!("= {value} is not allowed"));
    // A key of its own may hold words too; a value of an axis is a number.
    let own = Some(&error.key).filter(|key| key.ends_with(parameter.name()) && !of_axis(key));
    let own = own.and_then(|key| allowed(key));
    let error = error.allowed(own.unwrap_or_else(|| parameter.entry().allowed.to_owned()));
    if parameter == Parameter::MinorityPrior && value > 0.5 && value < 1.0 {
        let other = format!("{:.12}", 1.0 - value);
        let other = other.trim_end_matches('0');
        if !other.ends_with('.') {
            return Err(error.help(format!(
                "the minority is the rarer class: use {other} and swap the classes"
            )));
        }
    }
    Err(error)
}

fn of_axis(key: &str) -> bool {
    ["vary", "map", "figure"].contains(&key.split('.').next().unwrap_or(key))
}

/// Checks and expands every axis.
pub(super) fn axes(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
) -> Result<Vec<Axis>, ScenarioError> {
    let mut axes: Vec<Axis> = super::kind::finite_size::axis(source, raw)?
        .into_iter()
        .collect();
    for parameter in Parameter::ALL {
        let Some((spec, span)) = raw.axis(parameter) else {
            continue;
        };
        let mut values = spec
            .values()
            .map_err(|(message, allowed)| source.at(span.clone(), message).allowed(allowed))?;
        if parameter.entry().range.whole {
            // A logarithmic range rarely hits whole numbers.
            values.iter_mut().for_each(|v| *v = v.round());
            values.dedup();
        }
        for &v in &values {
            value(source, parameter, v, span.clone())?;
        }
        axes.push(Axis {
            parameter,
            values,
            scale: spec.scale(),
        });
        not_fixed_too(source, raw, parameter)?;
    }
    Ok(axes)
}

/// A fixed value that [vary] replaces would be read by nobody. (In a map the values of
/// `[model]` and `[training]` are those of whatever the axes leave, which a base scenario may
/// hold in full.)
fn not_fixed_too(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    parameter: Parameter,
) -> Result<(), ScenarioError> {
    match raw.fixed(parameter) {
        Some(at) => Err(source
            .at(at.span(), "is set here and varied in [vary]")
            .help(format!(
                "remove one of the two: this line, or {} from [vary]",
                parameter.name()
            ))),
        None => Ok(()),
    }
}

/// Checks an interval [low, high].
pub(super) fn interval(
    source: &ScenarioText<'_>,
    given: &super::raw::At<super::word_values::TwoNumbers>,
    log: bool,
) -> Result<Option<(f64, f64)>, ScenarioError> {
    let Some(spanned) = given else {
        return Ok(None);
    };
    let [low, high] = spanned.get_ref().0;
    if !(low < high && (high - low).is_finite()) {
        return Err(source
            .at(
                spanned.span(),
                format!("= [{low}, {high}] is not an interval"),
            )
            .allowed(INTERVAL));
    }
    if !is_wide(low, high) {
        return Err(source
            .at(
                spanned.span(),
                format!("= [{low}, {high}] is so short that no axis shows it"),
            )
            .allowed(format!("ends at least {APART:e} of themselves apart")));
    }
    if log && low <= 0.0 {
        return Err(source
            .at(spanned.span(), format!("starts at {low} on a log scale"))
            .allowed("low > 0 on a log scale"));
    }
    Ok(Some((low, high)))
}

/// The visible part of an axis, in which some of these values must lie.
pub(super) fn visible(
    source: &ScenarioText<'_>,
    given: &super::raw::At<super::word_values::TwoNumbers>,
    scale: Scale,
    values: &[f64],
) -> Result<Option<(f64, f64)>, ScenarioError> {
    let range = interval(source, given, scale == Scale::Log)?;
    let (Some(spanned), Some((low, high))) = (given, range) else {
        return Ok(range);
    };
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    match least <= high && low <= most {
        true => Ok(range),
        false => Err(source
            .at(
                spanned.span(),
                format!("= [{}, {}] shows nothing", brief(low), brief(high)),
            )
            .allowed(format!(
                "a range that meets what is drawn, from {} to {}",
                brief(least),
                brief(most)
            ))),
    }
}

/// Every text that is drawn, and where it stands.
fn drawn<'a>(source: &ScenarioText<'_>, raw: &'a RawScenario) -> Vec<(Range<usize>, &'a String)> {
    let mut texts = vec![(source.value_in("", "title"), &raw.title)];
    let mut add = |table: &str, key: &str, text: &'a Option<String>| {
        texts.extend(text.iter().map(|text| (source.value_in(table, key), text)));
    };
    if let Some(figure) = raw.figure() {
        add("figure", "x_label", &figure.x_label);
        add("figure", "y_label", &figure.y_label);
        add("figure", "title", &figure.title);
    }
    if let Some(map) = &raw.map {
        add("map", "x_label", &map.x_label);
        add("map", "y_label", &map.y_label);
        add("map", "value_label", &map.value_label);
    }
    let methods = raw.method.iter();
    texts.extend(methods.map(|m| (m.get_ref().name.span(), m.get_ref().name.get_ref())));
    texts
}

/// Text that is drawn has no control characters: no figure format takes them.
pub(super) fn drawn_text(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
) -> Result<(), ScenarioError> {
    for method in &raw.method {
        name_in_tables(source, &method.get_ref().name)?;
    }
    all_drawable(source, drawn(source, raw))
}

/// The name of a method or of a group: tables repeat it in row after row.
pub(super) fn name_in_tables(
    source: &ScenarioText<'_>,
    name: &Spanned<String>,
) -> Result<(), ScenarioError> {
    let because = "tables repeat it in every row";
    at_most(source, name.span(), name.get_ref(), (LONGEST_NAME, because))
}

fn at_most(
    source: &ScenarioText<'_>,
    span: Range<usize>,
    text: &str,
    (most, because): (usize, &str),
) -> Result<(), ScenarioError> {
    match text.char_indices().nth(most) {
        None => Ok(()),
        Some(_) => Err(source
            .at(
                span,
                format!(
                    "= {:?}… is too long",
                    text.chars().take(20).collect::<String>()
                ),
            )
            .allowed(format!("at most {most} characters: {because}"))),
    }
}

/// The same of any texts and their places.
pub(super) fn all_drawable<'a>(
    source: &ScenarioText<'_>,
    texts: impl IntoIterator<Item = (Range<usize>, &'a String)>,
) -> Result<(), ScenarioError> {
    let forbidden = |c: char| steers(c) || matches!(c, '\u{fffe}' | '\u{ffff}');
    for (span, text) in texts {
        at_most(
            source,
            span.clone(),
            text,
            (LONGEST_TEXT, "it is drawn on one line"),
        )?;
        if let Some(c) = text.chars().find(|c| forbidden(*c)) {
            return Err(source
                .at(span, format!("= {text:?} contains the character {c:?}"))
                .allowed("titles, labels and names on one line, without control characters"));
        }
    }
    Ok(())
}

/// Characters of the name of a method or of a group.
const LONGEST_NAME: usize = 80;
/// Those of a title or of a label.
const LONGEST_TEXT: usize = 1000;

/// Names that mean something else: our own gallery, and what some systems take for devices.
fn is_reserved(name: &str) -> bool {
    let port = name.strip_prefix("com").or(name.strip_prefix("lpt"));
    ["gallery", "con", "prn", "aux", "nul"].contains(&name)
        || port.is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
}

/// The name becomes a folder: it must be harmless on every system.
pub(super) fn name(
    source: &ScenarioText<'_>,
    given: &Spanned<String>,
) -> Result<(), ScenarioError> {
    let name = given.get_ref();
    let harmless = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    let named = name.len() <= 80 && name.chars().all(harmless) && !name.starts_with('-');
    if name.is_empty() || !named || is_reserved(name) {
        return Err(source
            .at(
                given.span(),
                format!("= {name:?} cannot name an output folder"),
            )
            .allowed(
                "up to 80 of a–z, 0–9, _ and -, no - first (gallery, con, nul, com1 and the like \
                 are taken)",
            ));
    }
    Ok(())
}

/// Replicates a cell; 0 without simulation.
pub(super) fn replicates(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
) -> Result<usize, ScenarioError> {
    match &raw.simulation {
        Some(simulation) => replicates_given(source, &simulation.replicates),
        None => Ok(0),
    }
}

/// The number of replicates that stands in a file, or on the command line.
pub(super) fn replicates_given(
    source: &ScenarioText<'_>,
    given: &Spanned<u64>,
) -> Result<usize, ScenarioError> {
    let (span, given) = (given.span(), *given.get_ref());
    if !(2..=MOST_REPLICATES).contains(&given) {
        if span.is_empty() {
            let message = format!("cannot be run with {given} replicates a cell");
            let allowed = allowed("simulation.replicates").unwrap_or_default();
            return Err(source.overall(message).allowed(allowed));
        }
        return Err(source.not_allowed(span, given));
    }
    Ok(given as usize)
}

/// What `verify` demands.
pub(super) fn tolerance(
    source: &ScenarioText<'_>,
    v: &RawVerify,
) -> Result<Tolerance, ScenarioError> {
    for (field, most) in [
        (&v.finite_size, MOST_GRANTED),
        (&v.max_z, MOST_GRANTED),
        (&v.min_share, 1.0),
    ] {
        let value = *field.get_ref();
        if !(0.0..=most).contains(&value) {
            return Err(source.not_allowed(field.span(), value));
        }
    }
    Ok(Tolerance {
        finite_size: *v.finite_size.get_ref(),
        max_z: *v.max_z.get_ref(),
        min_share: *v.min_share.get_ref(),
    })
}
