//! Values that are right, in place of those that are wrong, in scenarios about groups.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::stand_in::stand_in;
use crate::model::GroupParameter;

/// A value that a key may have; what groups share with two classes is as there.
pub(in crate::scenario) fn stand_in_of_groups(
    path: &str,
    given: &str,
    text: &str,
    unique: usize,
) -> Option<String> {
    let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
    let own = |value: &str| Some(value.to_owned());
    let shared = match table.starts_with("method[") {
        true => "training",
        false => table,
    };
    match (shared, key) {
        ("model", "kind") => own("\"spurious_correlation\""),
        ("model", "core_signal" | "spurious_signal") => own("1.0"),
        ("model", "positive_prior") => own("0.5"),
        ("training", "weights") => own("\"unweighted\""),
        ("simulation", "labels") => own("\"fixed\""),
        ("figure", "x") => varied(text),
        ("figure", "y") | ("precision", "quantities") => own("[\"worst_group_error\"]"),
        ("map", "quantity") => own("\"worst_group_error\""),
        ("map", "threshold" | "gain_over_threshold") => own("\"min_worst_group\""),
        ("map", "gain_over") => own("\"unweighted\""),
        ("map", "contours") => own("[0.1]"),
        ("map", "x" | "y") => map_axis(given, text),
        ("vary", key) => Some(format!("{:?}", parameter(key)?.entry().usual.1)),
        ("model" | "training", key) if parameter(key).is_some() => {
            Some(format!("{:?}", parameter(key)?.entry().usual.0))
        }
        _ => match table.strip_prefix("group[") {
            Some(place) => of_group(key, place.trim_end_matches(']').parse().ok()?, text, unique),
            None => stand_in(path, given, text, unique),
        },
    }
}

fn parameter(name: &str) -> Option<GroupParameter> {
    GroupParameter::ALL.into_iter().find(|p| p.name() == name)
}

/// A value that goes with those of the other groups.
fn of_group(key: &str, place: usize, text: &str, unique: usize) -> Option<String> {
    let (document, _) = DeTable::parse_recoverable(text);
    let document = document.get_ref();
    let groups: Vec<&DeTable<'_>> = tables(document.get("group"));
    match key {
        "name" => Some(format!("\"stand-in {unique}\"")),
        "label" => {
            let mut others = groups.iter().enumerate().filter(|(i, _)| *i != place);
            let negative = |group: &DeTable<'_>| text_of(group, "label", text) == Some("-1");
            let all_negative = others.all(|(_, group)| negative(group));
            Some(if all_negative { "1" } else { "-1" }.to_owned())
        }
        "prior" => Some(format!("{:?}", 1.0 / groups.len().max(2) as f64)),
        "mean" => {
            let length = |group: &&DeTable<'_>| {
                let mean = group.get("mean")?.get_ref().as_array()?;
                (1..=64).contains(&mean.len()).then_some(mean.len())
            };
            // Those before it have set how many coordinates there are.
            let before = groups.iter().take(place).find_map(length);
            let own = || groups.get(place).and_then(length);
            let after = || groups.iter().find_map(length);
            let length = before.or_else(own).or_else(after).unwrap_or(1);
            Some(format!("{:?}", vec![0.0; length]))
        }
        "noise" => Some("1.0".to_owned()),
        _ => None,
    }
}

fn tables<'a, 'i>(list: Option<&'a Spanned<DeValue<'i>>>) -> Vec<&'a DeTable<'i>> {
    let items = list.and_then(|list| list.get_ref().as_array());
    let items = items.into_iter().flat_map(|items| items.iter());
    items.filter_map(|item| item.get_ref().as_table()).collect()
}

fn text_of<'a>(table: &DeTable<'_>, key: &str, text: &'a str) -> Option<&'a str> {
    text.get(table.get(key)?.span())
}

/// A parameter that varies; marks need the strength of the weights.
fn varied(text: &str) -> Option<String> {
    let (document, _) = DeTable::parse_recoverable(text);
    let document = document.get_ref();
    let vary = document.get("vary")?.get_ref().as_table()?;
    let all = GroupParameter::ALL.into_iter();
    // It is the last of all.
    let last = all.rev().find(|p| vary.contains_key(p.name()))?;
    Some(format!("\"{}\"", last.name()))
}

/// The axis that is named, or one that is named nowhere: the most needed first.
fn map_axis(given: &str, text: &str) -> Option<String> {
    let quoted = |text: &str, p: &GroupParameter| text.contains(&format!("\"{}\"", p.name()));
    let fixed = |p: &GroupParameter| text.contains(&format!("\n{} =", p.name()));
    let of_kind = text.contains("\"spurious_correlation\"");
    let mut all = GroupParameter::ALL.to_vec();
    all.retain(|p| match p {
        GroupParameter::Correlation => of_kind,
        GroupParameter::NoiseRatio => false,
        GroupParameter::Delta | GroupParameter::Ridge | GroupParameter::WeightStrength => true,
    });
    let mut both = GroupParameter::ALL.into_iter();
    let named = both.find(|p| quoted(given, p));
    let free = || all.iter().copied().find(|p| !quoted(text, p) && !fixed(p));
    let parameter = named.or_else(free)?;
    let (_, [low, high]) = parameter.entry().usual;
    Some(format!(
        "{{ parameter = \"{}\", from = {low:?}, to = {high:?}, points = 3 }}",
        parameter.name()
    ))
}
