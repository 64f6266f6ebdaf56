use super::*;

/// Every table that a key leads to is there, and every example is a line of TOML with its key.
#[test]
fn tables_are_closed_and_examples_are_toml() {
    fn leads(kind: Holds) {
        match kind {
            Holds::Table(name) | Holds::Tables(name) => {
                let mut all = tables().chain(tables_of_groups());
                assert!(all.any(|(known, ..)| known == name), "{name}");
            }
            Holds::List(of) | Holds::Counted(of, ..) | Holds::Named(of) => leads(*of),
            Holds::Any(kinds) => kinds.iter().for_each(|kind| leads(*kind)),
            Holds::Text
            | Holds::Line
            | Holds::Boolean
            | Holds::Whole(..)
            | Holds::OneOf(_)
            | Holds::Number(_)
            | Holds::Words(_)
            | Holds::Pair => {}
        }
    }
    for (table, ..) in tables().chain(tables_of_groups()) {
        let keys = of(table);
        assert!(!keys.is_empty(), "{table}");
        for key in &keys {
            leads(key.kind);
            if !key.example.starts_with('[') && !key.example.contains('…') {
                let read: toml::Table = key.example.parse().unwrap();
                assert!(read.contains_key(key.name), "{table} {}", key.name);
            }
            assert_eq!(keys.iter().filter(|k| k.name == key.name).count(), 1);
        }
    }
}

#[test]
fn parameters_stand_where_their_entries_say() {
    // Those that were always there; others stand among them.
    let always =
        |name: &&str| Parameter::from_name(name).is_none_or(|p| p.entry().letters.is_none());
    let names = |table| {
        let names = of(table).into_iter().map(|key| key.name);
        names.filter(always).collect::<Vec<_>>()
    };
    assert_eq!(names("model"), ["minority_prior", "signal", "labels"]);
    assert_eq!(names("simulation"), ["n", "replicates", "method"]);
    assert_eq!(names("training")[7..], ["delta", "weight_ratio", "ridge"]);
    let all: Vec<&str> = of("vary").into_iter().map(|key| key.name).collect();
    assert_eq!(all, Parameter::ALL.map(Parameter::name));
    assert_eq!(tables_with("ridge"), ["training", "vary", "method"]);
}

/// What is refused for its number or its name is not offered by the schema.
#[test]
fn the_schema_offers_what_groups_take() {
    let schema = schema();
    let groups = &schema["$defs"]["groups"]["properties"]["group"];
    assert_eq!(
        (&groups["minItems"], &groups["maxItems"]),
        (&2.into(), &64.into())
    );
    let means = &schema["$defs"]["groups.group"]["properties"]["mean"];
    assert_eq!(
        (&means["minItems"], &means["maxItems"]),
        (&1.into(), &64.into())
    );
    let methods = &schema["$defs"]["groups.simulation"]["properties"]["method"]["enum"];
    assert_eq!(
        *methods,
        serde_json::json!(["auto", "dense", "sufficient", "lazy"])
    );
    let text = schema["$defs"]["groups.training"].to_string()
        + &schema["$defs"]["groups.figure"].to_string();
    assert!(
        text.contains("inverse_prior") && !text.contains("downsampled"),
        "{text}"
    );
}
