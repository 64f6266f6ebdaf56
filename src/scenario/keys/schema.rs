//! The keys as a JSON Schema, for editors that complete and check TOML.

use serde_json::{Map, Value, json};

use super::of_groups::TOP_OF_GROUPS;
use super::{Holds, NEEDED, ScenarioKey, of, tables, tables_of_groups};
use crate::model::Range;

/// A JSON Schema (draft 2020-12) of scenario files: every key with its type, words, bounds and
/// default.
///
/// It knows each key alone. What keys say together, such as a δ that is fixed and varied,
/// `thumbscale check` finds.
pub fn schema() -> Value {
    let inner = tables().filter(|(name, ..)| !name.is_empty());
    let mut all: Map<String, Value> = inner
        .chain(tables_of_groups())
        .map(|(name, ..)| (name.to_owned(), table(name)))
        .collect();
    all.insert(TWO_CLASSES.to_owned(), table(""));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of thumbscale",
        "type": "object",
        "if": about_groups(),
        "then": reference(TOP_OF_GROUPS),
        "else": reference(TWO_CLASSES),
        "$defs": all,
    })
}

/// The top of a file about two classes.
const TWO_CLASSES: &str = "two_classes";

/// What tells a scenario about groups: `[[group]]`, or a kind of model.
fn about_groups() -> Value {
    let kind = json!({"required": ["model"], "properties": {"model": {"required": ["kind"]}}});
    json!({"anyOf": [{"required": ["group"]}, kind]})
}

fn table(name: &str) -> Value {
    let keys = of(name);
    let needed = keys.iter().filter(|key| key.default == NEEDED);
    let needed: Vec<&str> = needed.map(|key| key.name).collect();
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| (key.name.to_owned(), property(key)))
        .collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": needed,
        "additionalProperties": false,
    })
}

fn property(key: &ScenarioKey) -> Value {
    let mut property = of_kind(key.kind);
    let plain = |text: &str| text.replace('`', "");
    let allowed = match key.allowed.is_empty() {
        true => String::new(),
        false => format!(" ({})", plain(&key.allowed)),
    };
    property["description"] = json!(format!("{}{allowed}", plain(&key.meaning)));
    if let Some(default) = value(&key.default) {
        property["default"] = default;
    }
    if let Some(example) = example(key) {
        property["examples"] = json!([example]);
    }
    property
}

/// What stands in a document where it is a value.
fn value(text: &str) -> Option<Value> {
    let line = format!("value = {}", text.trim_matches('`'));
    let read: toml::Table = line.parse().ok()?;
    serde_json::to_value(read.get("value")?).ok()
}

fn example(key: &ScenarioKey) -> Option<Value> {
    let read: toml::Table = key.example.parse().ok()?;
    let value = read.get(key.name).filter(|_| !key.example.contains('…'))?;
    serde_json::to_value(value).ok()
}

fn of_kind(kind: Holds) -> Value {
    match kind {
        Holds::Text => json!({"type": "string"}),
        Holds::Line => json!({"type": "string", "pattern": "^[^\\n\\r]*$"}),
        Holds::Boolean => json!({"type": "boolean"}),
        Holds::Whole(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        Holds::OneOf(all) => json!({"enum": all}),
        Holds::Number(range) => number(range),
        Holds::Words(words) => json!({"enum": words()}),
        Holds::Pair => json!({
            "type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2,
        }),
        Holds::List(of) => json!({"type": "array", "items": of_kind(*of)}),
        Holds::Counted(of, least, most) => json!({
            "type": "array", "items": of_kind(*of), "minItems": least, "maxItems": most,
        }),
        Holds::Named(of) => json!({"type": "object", "additionalProperties": of_kind(*of)}),
        Holds::Any(kinds) => {
            let all: Vec<Value> = kinds.iter().map(|kind| of_kind(*kind)).collect();
            json!({"anyOf": all})
        }
        Holds::Table(name) => reference(name),
        Holds::Tables(name) => json!({"type": "array", "items": reference(name)}),
    }
}

fn reference(table: &str) -> Value {
    json!({"$ref": format!("#/$defs/{table}")})
}

fn number(range: Range) -> Value {
    let Range {
        low,
        closed,
        high,
        whole,
        or_zero,
    } = range;
    let mut number = json!({"type": if whole { "integer" } else { "number" }});
    // What is that small is told when the file is read.
    let low = if or_zero { 0.0 } else { low };
    if low.is_finite() {
        number[if closed || or_zero {
            "minimum"
        } else {
            "exclusiveMinimum"
        }] = json!(low);
    }
    if high.is_finite() {
        number["maximum"] = json!(high);
    }
    number
}
