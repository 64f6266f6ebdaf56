//! The reference of every key of a scenario.

use thumbscale::scenario::{reference, reference_of_groups};

use crate::made;

#[test]
fn every_key_of_a_scenario() {
    let of_groups = reference_of_groups().into_iter();
    let all = reference()
        .into_iter()
        .map(|table| ("docs/scenario.md", table));
    for (document, (table, rows)) in all.chain(of_groups.map(|table| ("docs/groups.md", table))) {
        let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.to_vec()).collect();
        let heading = ["key", "meaning", "allowed", "default", "example"];
        let block = made::table(&heading, &rows);
        made::block(document, &format!("keys of {table}"), &block);
    }
}
