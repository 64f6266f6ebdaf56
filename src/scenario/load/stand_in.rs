//! Values that are right, in place of those that are wrong.

use toml::de::DeTable;

use crate::scenario::plan::Parameter;

/// A value that a key may have. Keys that a scenario can do without have none; `unique` is
/// another number for every place.
pub(super) fn stand_in(path: &str, given: &str, text: &str, unique: usize) -> Option<String> {
    let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
    let table = table.split('[').next().unwrap_or(table);
    let own = |value: &str| Some(value.to_owned());
    match (table, key) {
        ("", "name" | "title" | "description") => own("\"stand-in\""),
        ("", "seed") => own("1"),
        ("method", "name") => Some(format!("\"stand-in {unique}\"")),
        ("method", "solver") => own("\"direct\""),
        ("method", "downsample") => own("false"),
        ("training" | "method", "loss") => own(loss(text)),
        ("training" | "method", "huber_threshold") => own("1.0"),
        ("training" | "method", "margin_scale" | "required_margin") => own("[1.0, 1.0]"),
        ("training" | "method", "margin_shift") => own("[0.0, 0.0]"),
        ("finite_size", "samples") => own("{ from = 250, doublings = 4 }"),
        ("simulation", "replicates") => own("4"),
        ("simulation", "method") => own("\"auto\""),
        ("model", "labels") => own("\"fixed\""),
        ("metrics", "test_prior") => own("0.5"),
        ("metrics", "costs") => own("[5.0, 1.0]"),
        ("metrics" | "finite_size" | "precision" | "paired", "quantities") => {
            own("[\"error_minority\"]")
        }
        ("paired", "reference") => reference(text),
        ("precision", key) => of_precision(key),
        ("verify", "finite_size" | "max_z" | "min_share") => own("0.5"),
        ("figure", key) => of_figure(key, text),
        ("map", key) => of_map(key, given, text),
        ("vary", name) => Some(axis(Parameter::from_name(name)?, given)),
        ("model" | "training" | "method" | "simulation", name) => {
            Some(fixed(Parameter::from_name(name)?))
        }
        _ => None,
    }
}

fn of_precision(key: &str) -> Option<String> {
    let value = match key {
        "standard_error" | "relative_standard_error" => "0.001",
        "first" => "10",
        "batch" => "1",
        _ => return None,
    };
    Some(value.to_owned())
}

fn of_figure(key: &str, text: &str) -> Option<String> {
    let value = match key {
        "x" => return varied(text),
        "y" => "[\"error_minority\"]",
        "kind" => "\"lines\"",
        "x_label" | "y_label" | "title" => "\"stand-in\"",
        "x_scale" | "y_scale" => "\"linear\"",
        "x_range" | "y_range" | "theory_range" => "[0.25, 0.5]",
        "theory_points" => "2",
        "mark" => "[]",
        "mark_worst_class_error" => "false",
        "width" => "\"page\"",
        "font_size" => "7",
        "svg_text" => "\"paths\"",
        _ => return None,
    };
    Some(value.to_owned())
}

/// What stands beside it says what the value can be.
fn of_map(key: &str, given: &str, text: &str) -> Option<String> {
    let value = match key {
        "x" | "y" => return map_axis(given, text),
        "panels" => return panels(given, text),
        "overlay" => return overlay(text),
        "value" => value_of_map(text)?,
        "quantity" => "\"worst_class_error\"",
        "rule" => "\"equal_error\"",
        "over" => "\"prior_ratio\"",
        "over_threshold" => "\"none\"",
        "rules" => "[\"unweighted\", \"prior_ratio\"]",
        "thresholds" => return thresholds(text),
        "tolerance" => "0.001",
        "boundaries" | "mark" => "[]",
        "refine" => "1",
        "x_label" | "y_label" | "value_label" => "\"stand-in\"",
        "colour_scale" => "\"linear\"",
        _ => return None,
    };
    Some(value.to_owned())
}

fn value_of_map(text: &str) -> Option<&'static str> {
    let (document, _) = DeTable::parse_recoverable(text);
    let map = document.get_ref().get("map")?.get_ref().as_table()?;
    let has = |key: &str| map.contains_key(key);
    Some(if has("rules") || has("thresholds") || has("tolerance") {
        "\"winner\""
    } else if has("over") || has("over_threshold") || has("over_threshold_from") {
        "\"gain\""
    } else if has("rule") || has("quantity") || has("contours") {
        "\"quantity\""
    } else {
        "\"feasibility\""
    })
}

/// Thresholds that are not alike, as many as there are rules.
fn thresholds(text: &str) -> Option<String> {
    let (document, _) = DeTable::parse_recoverable(text);
    let map = document.get_ref().get("map")?.get_ref().as_table()?;
    let rules = map.get("rules")?.get_ref().as_array()?.iter().count();
    let all: Vec<String> = (0..rules).map(|i| format!("{i}.0")).collect();
    Some(format!("[{}]", all.join(", ")))
}

/// A reference that cells have: the first method, or the first weight of the axis.
fn reference(text: &str) -> Option<String> {
    let (document, _) = DeTable::parse_recoverable(text);
    let document = document.get_ref();
    let methods = document.get("method").and_then(|m| m.get_ref().as_array());
    let first = methods.and_then(|m| m.iter().next()?.get_ref().as_table()?.get("name"));
    if let Some(name) = first.and_then(|name| name.get_ref().as_str()) {
        return Some(format!("{{ method = {name:?} }}"));
    }
    let vary = document.get("vary")?.get_ref().as_table()?;
    let weights = vary.get("weight_ratio")?;
    let weights = weights.get_ref();
    let number = match weights.as_array() {
        Some(list) => list.iter().next()?.clone(),
        None => weights.as_table()?.get("from")?.clone(),
    };
    let number = text.get(number.span())?;
    Some(format!("{{ weight_ratio = {number} }}"))
}

/// A value that goes with almost any others: as few samples as 2 have a member of each class
/// and a dimension.
fn fixed(parameter: Parameter) -> String {
    format!("{:?}", parameter.entry().usual.0)
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
    let list = given.starts_with('[');
    let words = given.split(|c: char| !(c.is_ascii_alphanumeric() || "+-._".contains(c)));
    let mut values: Vec<f64> = Vec::new();
    for value in words.filter(|_| list).filter_map(|word| word.parse().ok()) {
        if parameter.entry().range.contains(value) && !values.contains(&value) {
            values.push(value);
        }
    }
    if values.is_empty() {
        values = parameter.entry().usual.1.to_vec();
    }
    format!("{values:?}")
}

/// The axis that is named, or one that is named nowhere.
fn map_axis(given: &str, text: &str) -> Option<String> {
    let parameter = axis_parameter(given, text)?;
    let [low, high] = parameter.entry().usual.1;
    Some(format!(
        "{{ parameter = \"{}\", from = {low:?}, to = {high:?}, points = 3 }}",
        parameter.name()
    ))
}

fn panels(given: &str, text: &str) -> Option<String> {
    let parameter = axis_parameter(given, text)?;
    let [low, high] = parameter.entry().usual.1;
    Some(format!(
        "{{ parameter = \"{}\", values = [{low:?}, {high:?}] }}",
        parameter.name()
    ))
}

/// Whether a weight on an axis would matter: to what is trained with it, and to marked weights.
fn heeds_a_weight(text: &str) -> bool {
    let (document, _) = DeTable::parse_recoverable(text);
    let map = document.get_ref().get("map");
    let Some(map) = map.and_then(|map| map.get_ref().as_table()) else {
        return false;
    };
    let value = map.get("value").and_then(|value| value.get_ref().as_str());
    let trains = matches!(value, Some("quantity" | "gain" | "ratio"));
    map.contains_key("mark") || trains && !map.contains_key("rule")
}

/// The parameter that is named, or else one that has no value yet: the most needed first.
fn axis_parameter(given: &str, text: &str) -> Option<Parameter> {
    let quoted = |text: &str, p: &Parameter| text.contains(&format!("\"{}\"", p.name()));
    let fixed = |p: &Parameter| text.contains(&format!("\n{} =", p.name()));
    let mut all = Parameter::said();
    all.retain(|p| p.is_of_the_limit());
    let named = all.iter().find(|p| quoted(given, p)).copied();
    // A weight that no cell heeds would be one more mistake.
    all.retain(|p| *p != Parameter::WeightRatio || heeds_a_weight(text));
    // What has no default is needed most.
    all.sort_by_key(|p| p.entry().default.is_some());
    let needed = || all.iter().find(|p| !quoted(text, p) && !fixed(p));
    let unused = || all.iter().find(|p| !quoted(text, p));
    named.or_else(|| needed().or_else(unused).copied())
}

/// The lowest corner of the map.
fn overlay(text: &str) -> Option<String> {
    let (document, _) = DeTable::parse_recoverable(text);
    let map = document.get_ref().get("map")?.get_ref().as_table()?;
    let from = |axis: &str| {
        let from = map.get(axis)?.get_ref().as_table()?.get("from")?;
        text.get(from.span())
    };
    Some(format!("{{ x = [{}], y = [{}] }}", from("x")?, from("y")?))
}

/// A parameter that varies; marks need the weight.
fn varied(text: &str) -> Option<String> {
    let (document, _) = DeTable::parse_recoverable(text);
    let document = document.get_ref();
    if document.contains_key("finite_size") {
        return Some("\"n\"".to_owned());
    }
    let vary = document.get("vary")?.get_ref().as_table()?;
    let figure = document.get("figure").and_then(|f| f.get_ref().as_table());
    let marked = figure.is_some_and(|figure| figure.contains_key("mark"));
    let mut varied = Parameter::ALL
        .into_iter()
        .filter(|p| vary.contains_key(p.name()));
    let first = match marked {
        true => varied.next_back()?,
        false => varied.next()?,
    };
    Some(format!("\"{}\"", first.name()))
}
