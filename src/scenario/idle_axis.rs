//! A figure's axis along which nothing varies.

use std::ops::Range;

use toml::de::DeTable;

use super::diagnostic::{ScenarioError, ScenarioText};

/// Tables that fix a value.
const FIXING: [&str; 3] = ["model", "training", "simulation"];

/// What is said of it, where `varied` are the axes that there are.
pub(super) fn idle_axis(
    source: &ScenarioText<'_>,
    span: Range<usize>,
    name: &str,
    varied: &[&str],
) -> ScenarioError {
    let error = source.at(span, format!("= \"{name}\" does not vary"));
    if !varied.is_empty() {
        return error.allowed(format!("one of the axes in [vary]: {}", varied.join(", ")));
    }
    let range = format!("{name} = {{ from = …, to = …, points = … }}");
    error.help(match fixed_in(source, name) {
        Some(table) => {
            format!("nothing varies: move {name} from {table} to [vary], as {range}")
        }
        None => format!("nothing varies: add [vary] with {range}"),
    })
}

/// The heading under which a value is fixed.
fn fixed_in(source: &ScenarioText<'_>, name: &str) -> Option<String> {
    let mut tables = FIXING.into_iter();
    if let Some(table) = tables.find(|table| !source.value_in(table, name).is_empty()) {
        return Some(format!("[{table}]"));
    }
    let (file, _) = DeTable::parse_recoverable(source.text);
    let methods = file.get_ref().get("method")?.get_ref().as_array()?;
    let mut methods = methods.iter().filter_map(|m| m.get_ref().as_table());
    let fixes = methods.any(|method| method.contains_key(name));
    fixes.then(|| "[[method]]".to_owned())
}
