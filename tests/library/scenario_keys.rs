//! docs/scenario.md names every key that the program reads, and no other.

use std::collections::BTreeSet;

use thumbscale::scenario::Overrides;
use thumbscale::sweep::parse;

/// (table, key); the tables that are alike have one name.
type Keys = BTreeSet<(String, String)>;

/// A key that no table has: the complaint about it lists those that it has.
const STRANGER: &str = "zzz_no_such_key";

/// The keys of the table that `text` opens around a statement.
fn keys_of(text: &dyn Fn(&str) -> String) -> Option<Vec<String>> {
    let refused = parse(
        &text(&format!("{STRANGER} = 1")),
        "s.toml",
        Overrides::default(),
    );
    let refused = refused.unwrap_err();
    if !refused
        .message
        .contains(&format!("{STRANGER}` is an unknown key"))
    {
        return None;
    }
    let allowed = refused.allowed.clone()?;
    let words = allowed.split('`').skip(1).step_by(2);
    Some(words.map(str::to_owned).collect())
}

/// Every axis may be a range, and both axes of a map are alike.
fn alike(table: &str) -> &str {
    match table {
        "map.y" => "map.x",
        "map.overlay.x" | "map.overlay.y" => "vary.range",
        _ if table.starts_with("vary.") => "vary.range",
        other => other,
    }
}

fn walk(table: &str, text: &dyn Fn(&str) -> String, found: &mut Keys) {
    for key in keys_of(text).unwrap_or_default() {
        found.insert((alike(table).to_owned(), key.clone()));
        let path = match table {
            "" => key.clone(),
            _ => format!("{table}.{key}"),
        };
        let inline = |inner: &str| text(&format!("{key} = {{ {inner} }}"));
        // [[method]] is a list of tables.
        let listed = |inner: &str| text(&format!("{key} = [{{ {inner} }}]"));
        match keys_of(&inline) {
            Some(_) => walk(&path, &inline, found),
            None => walk(&path, &listed, found),
        }
    }
}

/// One row of a table of the page.
struct Row {
    table: String,
    key: String,
    cells: Vec<String>,
}

fn rows() -> Vec<Row> {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scenario.md");
    let text = std::fs::read_to_string(page).unwrap();
    let mut table = String::new();
    let mut rows = Vec::new();
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("##") {
            table = match heading.trim_matches(['#', ' ']) {
                "Top of the file" => String::new(),
                "A range of vary" => "vary.range".to_owned(),
                name => name.to_owned(),
            };
        } else if let Some(row) = line.strip_prefix("| `") {
            let cells: Vec<String> = row
                .trim_end_matches('|')
                .split('|')
                .map(|c| c.trim().to_owned())
                .collect();
            rows.push(Row {
                table: table.clone(),
                key: cells[0].trim_end_matches('`').to_owned(),
                cells,
            });
        }
    }
    rows
}

#[test]
fn every_key_is_documented_and_every_documented_key_exists() {
    let mut known = Keys::new();
    walk("", &str::to_owned, &mut known);
    assert!(known.len() > 80, "{}", known.len());
    let documented: Keys = rows().into_iter().map(|row| (row.table, row.key)).collect();
    let missing: Vec<_> = known.difference(&documented).collect();
    let strange: Vec<_> = documented.difference(&known).collect();
    assert!(
        missing.is_empty() && strange.is_empty(),
        "docs/scenario.md lacks (table, key): {missing:?}; it names, but there is not: {strange:?}"
    );
}

/// Meaning, range, default and an example of that very key.
#[test]
fn every_row_is_whole_and_its_example_is_toml() {
    for row in rows() {
        let (table, key) = (&row.table, &row.key);
        assert_eq!(row.cells.len(), 5, "{table} {key}: {:?}", row.cells);
        assert!(
            row.cells.iter().all(|cell| !cell.is_empty()),
            "{table} {key}"
        );
        let example = row.cells[4].trim_matches('`');
        if example.contains('…') || example.starts_with('[') {
            continue;
        }
        let read: toml::Table = example
            .parse()
            .unwrap_or_else(|e| panic!("{table} {key}: {e}"));
        assert!(read.contains_key(key), "{table} {key}: {example}");
    }
}
