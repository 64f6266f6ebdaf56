//! Values that are right, in place of those that are wrong.

use toml::de::DeTable;

use crate::scenario::plan::Parameter;

/// A value that a key may have. Keys that a scenario can do without have none; `unique` is
/// another number for every place.
pub(super) fn stand_in(path: &str, given: &str, text: &str, unique: usize) -> Option<String> {
    let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
    let table = table.split('[').next().unwrap_or(table);
    match (table, key) {
        ("", "name") => Some("\"stand-in\"".to_owned()),
        ("method", "name") => Some(format!("\"stand-in {unique}\"")),
        ("training" | "method", "loss") => Some(loss(text).to_owned()),
        ("finite_size", "samples") => Some("{ from = 250, doublings = 4 }".to_owned()),
        ("simulation", "replicates") => Some("4".to_owned()),
        ("figure", "x") => varied(text),
        ("figure", "y") => Some("[\"error_minority\"]".to_owned()),
        ("map", "x" | "y") => map_axis(given, text),
        ("vary", name) => Some(axis(named(name)?, given)),
        ("model" | "training" | "method" | "simulation", name) => fixed(named(name)?),
        _ => None,
    }
}

fn named(name: &str) -> Option<Parameter> {
    Parameter::ALL.into_iter().find(|p| p.name() == name)
}

/// Values that go with almost any others: as few samples as 2 have a member of each class and
/// a dimension. A ridge is 0 where there is none.
fn fixed(parameter: Parameter) -> Option<String> {
    match parameter {
        Parameter::Delta | Parameter::MinorityPrior => Some("0.5".to_owned()),
        Parameter::Signal | Parameter::WeightRatio => Some("1.0".to_owned()),
        Parameter::N => Some("1000000".to_owned()),
        Parameter::Ridge => None,
    }
}

/// A loss that what stands beside it goes with.
fn loss(text: &str) -> &'static str {
    if text.contains("huber_threshold") {
        "\"huber\""
    } else if text.contains("margin") {
        "\"logistic\""
    } else {
        "\"square\""
    }
}

/// What of a list is right, or else a list that is: other sections may name its values.
fn axis(parameter: Parameter, given: &str) -> String {
    let right = |v: &f64| match parameter {
        Parameter::Delta | Parameter::WeightRatio => *v > 0.0,
        Parameter::MinorityPrior => *v > 0.0 && *v <= 0.5,
        Parameter::Signal | Parameter::Ridge => *v >= 0.0,
        Parameter::N => (2.0..=1e9).contains(v),
    };
    let list = given.starts_with('[');
    let words = given.split(|c: char| !(c.is_ascii_alphanumeric() || "+-._".contains(c)));
    let mut values: Vec<f64> = Vec::new();
    for value in words.filter(|_| list).filter_map(|word| word.parse().ok()) {
        if right(&value) && value.is_finite() && !values.contains(&value) {
            values.push(value);
        }
    }
    if values.is_empty() {
        let (low, high) = range(parameter);
        values = vec![low, high];
    }
    format!("{values:?}")
}

fn range(parameter: Parameter) -> (f64, f64) {
    match parameter {
        Parameter::Delta => (0.25, 0.5),
        Parameter::MinorityPrior => (0.25, 0.5),
        Parameter::Signal | Parameter::WeightRatio => (1.0, 2.0),
        Parameter::Ridge => (0.0, 0.1),
        Parameter::N => (500_000.0, 1_000_000.0),
    }
}

/// The axis that is named, or one that is named nowhere.
fn map_axis(given: &str, text: &str) -> Option<String> {
    let quoted = |text: &str, p: &Parameter| text.contains(&format!("\"{}\"", p.name()));
    let mut all = Parameter::ALL.into_iter();
    let meant = all.clone().find(|p| quoted(given, p));
    let parameter = meant.or_else(|| all.find(|p| !quoted(text, p)))?;
    let (low, high) = range(parameter);
    Some(format!(
        "{{ parameter = \"{}\", from = {low:?}, to = {high:?}, points = 3 }}",
        parameter.name()
    ))
}

/// A parameter that varies.
fn varied(text: &str) -> Option<String> {
    let (document, _) = DeTable::parse_recoverable(text);
    let document = document.get_ref();
    if document.contains_key("finite_size") {
        return Some("\"n\"".to_owned());
    }
    let vary = document.get("vary")?.get_ref().as_table()?;
    let first = Parameter::ALL
        .into_iter()
        .find(|p| vary.contains_key(p.name()))?;
    Some(format!("\"{}\"", first.name()))
}
