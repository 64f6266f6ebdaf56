//! The reference of every key of a scenario.

use thumbscale::scenario::reference;

use crate::made;

#[test]
fn every_key_of_a_scenario() {
    for (table, rows) in reference() {
        let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.to_vec()).collect();
        let heading = ["key", "meaning", "allowed", "default", "example"];
        let block = made::table(&heading, &rows);
        made::block("docs/scenario.md", &format!("keys of {table}"), &block);
    }
}
