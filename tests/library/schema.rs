//! The JSON Schema takes what the program takes, and no key that it does not know.

use std::path::PathBuf;

use serde_json::{Value, json};
use thumbscale::scenario::{Overrides, schema};
use thumbscale::sweep::load_any;

/// What is wrong with a value, by the words that the schema uses; a word that is unknown here
/// fails the test.
fn wrong(root: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (word, wants) in schema.as_object().unwrap() {
        let bad = match word.as_str() {
            "$ref" => {
                let name = wants.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                found.extend(wrong(root, &root["$defs"][name], value, path));
                false
            }
            "type" => !is(value, wants.as_str().unwrap()),
            "enum" => !wants.as_array().unwrap().contains(value),
            "minimum" => value.as_f64().is_some_and(|v| v < wants.as_f64().unwrap()),
            "exclusiveMinimum" => value.as_f64().is_some_and(|v| v <= wants.as_f64().unwrap()),
            "maximum" => value.as_f64().is_some_and(|v| v > wants.as_f64().unwrap()),
            "minItems" => value.as_array().is_some_and(|v| v.len() < length(wants)),
            "maxItems" => value.as_array().is_some_and(|v| v.len() > length(wants)),
            "pattern" => {
                assert_eq!(wants, "^[^\\n\\r]*$");
                value.as_str().is_some_and(|v| v.contains(['\n', '\r']))
            }
            "items" => {
                let items = value.as_array().into_iter().flatten();
                found.extend(items.flat_map(|item| wrong(root, wants, item, path)));
                false
            }
            "anyOf" => {
                let mut all = wants.as_array().unwrap().iter();
                all.all(|one| !wrong(root, one, value, path).is_empty())
            }
            "required" => {
                let keys = wants.as_array().unwrap().iter();
                let object = value.as_object();
                let lacks =
                    |key: &Value| object.is_some_and(|o| !o.contains_key(key.as_str().unwrap()));
                keys.clone().any(lacks)
            }
            "properties" => {
                for (key, inner) in value.as_object().into_iter().flatten() {
                    match wants.get(key) {
                        Some(property) => {
                            let path = format!("{path}.{key}");
                            found.extend(wrong(root, property, inner, &path));
                        }
                        None if schema["additionalProperties"] == json!(false) => {
                            found.push(format!("{path}.{key} is unknown"));
                        }
                        None => {}
                    }
                }
                false
            }
            "additionalProperties" if wants.is_object() => {
                let all = value.as_object().into_iter().flatten();
                found.extend(all.flat_map(|(_, inner)| wrong(root, wants, inner, path)));
                false
            }
            "if" => {
                let holds = wrong(root, wants, value, path).is_empty();
                let branch = if holds { "then" } else { "else" };
                found.extend(wrong(root, &schema[branch], value, path));
                false
            }
            "additionalProperties"
            | "then"
            | "else"
            | "description"
            | "default"
            | "examples"
            | "title"
            | "$defs"
            | "$schema" => false,
            other => panic!("{path}: {other}"),
        };
        if bad {
            found.push(format!("{path}: {value} is against {word} = {wants}"));
        }
    }
    found
}

fn length(wants: &Value) -> usize {
    usize::try_from(wants.as_u64().unwrap()).unwrap()
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|v| v.fract() == 0.0),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other}"),
    }
}

fn complaints(text: &str) -> Vec<String> {
    let schema = schema();
    let read: toml::Table = text.parse().unwrap();
    wrong(&schema, &schema, &serde_json::to_value(read).unwrap(), "")
}

fn shipped() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let within = |folder: String| std::fs::read_dir(folder).unwrap();
    let files = within(folder.to_owned()).chain(within(format!("{folder}/groups")));
    let paths = files.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.is_file()).collect()
}

/// As they are written, and with every default filled in.
#[test]
fn every_shipped_scenario_is_valid() {
    for path in shipped() {
        let text = std::fs::read_to_string(&path).unwrap();
        let scenario = load_any(&path, Overrides::default()).unwrap();
        for text in [text, scenario.resolved().to_owned()] {
            let found = complaints(&text);
            assert!(found.is_empty(), "{}: {found:?}", path.display());
        }
    }
}

#[test]
fn what_no_scenario_may_hold_is_invalid() {
    let good = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n";
    assert!(complaints(good).is_empty());
    for bad in [
        "nam = \"t\"",
        "name = \"t\"\n[model]\nprior = 0.2",
        "name = \"t\"\n[model]\nminority_prior = 0.6",
        "name = \"t\"\n[model]\nlabels = \"both\"",
        "name = \"t\"\n[training]\nweight_ratio = \"equal_errors\"",
        "name = \"t\"\n[training]\nridge = -1",
        "name = \"t\"\n[training]\nmargin_scale = [1]",
        "name = \"t\"\n[simulation]\nn = 100",
        "name = \"t\"\n[simulation]\nn = 1.5\nreplicates = 4",
        "name = \"t\"\n[vary]\ndelta = { from = 1, to = 2 }",
        "name = \"t\"\n[vary]\ndelta = 0.1",
        "name = \"t\"\n[[method]]\nloss = \"hinge\"",
        "name = \"t\"\n[figure]\nx = \"deltas\"",
        "name = \"t\"\n[model]\nkind = \"spurious\"",
        "name = \"t\"\n[model]\nkind = \"spurious_correlation\"\nsignal = 1",
        "name = \"t\"\n[[group]]\nname = \"a\"\nlabel = 0\nprior = 0.5\nmean = [1]",
        "name = \"t\"\n[[group]]\nname = \"a\"\nlabel = 1\nprior = 0.5\nmean = 1",
        "name = \"t\"\ngroup = []\n[training]\nweights = { a = -1 }",
        "name = \"t\"\ngroup = []\n[training]\nweights = \"downsampled\"",
        "name = \"t\"\ngroup = []\n[vary]\nsignal = [1, 2]",
        "name = \"t\"\ngroup = []\n[[method]]\nloss = \"hinge\"",
        "name = \"t\"\ngroup = []\n[[method]]\nname = \"a\"\nsolver = \"sgd\"",
    ] {
        assert!(!complaints(bad).is_empty(), "{bad}");
    }
}

/// What an editor says of a key is what the reference says, and defaults are values.
#[test]
fn keys_are_described() {
    let schema = schema();
    let ridge = &schema["$defs"]["training"]["properties"]["ridge"];
    assert_eq!(ridge["default"], json!(0));
    assert!(ridge["description"].as_str().unwrap().contains("vanishing"));
    let loss = &schema["$defs"]["method"]["properties"]["loss"];
    assert!(
        loss["enum"]
            .as_array()
            .unwrap()
            .contains(&json!("squared-hinge"))
    );
    assert_eq!(
        schema["$defs"]["map"]["required"],
        json!(["value", "x", "y"])
    );
}
