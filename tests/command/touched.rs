//! Predictions that were touched after a run are found, in whichever table they stand.

use std::path::Path;

use crate::binary::{json, refusal};

const DRAWN: &str = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n\
    [training]\ndelta = 0.2\n[simulation]\nn = 200\nreplicates = 12\n\
    [vary]\nweight_ratio = [1, 4, 7]\n[figure]\nx = \"weight_ratio\"\n\
    y = [\"worst_class_error\"]\nmark = [\"equal_error\"]\n";

const MAPPED: &str = "name = \"t\"\n[model]\nsignal = 1.5\n[map]\nvalue = \"gain\"\n\
    rule = \"prior_ratio\"\nover = \"unweighted\"\n\
    x = { parameter = \"delta\", from = 0.05, to = 0.8, points = 12 }\n\
    y = { parameter = \"minority_prior\", from = 0.1, to = 0.5, points = 9 }\n\
    boundaries = [\"feasibility\"]\n";

/// Makes the number in the first row of a column a thousandth larger.
fn touch(place: &Path, column: &str) {
    let mut reader = csv::Reader::from_path(place).unwrap();
    let heading = reader.headers().unwrap().clone();
    let index = heading.iter().position(|name| name == column).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&heading).unwrap();
    for (number, row) in rows.iter().enumerate() {
        let touched = |(i, entry): (usize, &str)| match (number, i) == (0, index) {
            true => (1.001 * entry.parse::<f64>().unwrap()).to_string(),
            false => entry.to_owned(),
        };
        writer
            .write_record(row.iter().enumerate().map(touched))
            .unwrap();
    }
    std::fs::write(place, writer.into_inner().unwrap()).unwrap();
}

/// What a figure shows and no comparison asks for is theory's as well.
#[test]
fn curves_marks_and_maps_end_with_exit_code_3() {
    let tables = [
        (DRAWN, "curves.csv", "theory"),
        (DRAWN, "curves.csv", "weight_ratio"),
        (DRAWN, "marks.csv", "weight_ratio"),
        (DRAWN, "marks.csv", "worst_class_error"),
        (DRAWN, "cells.csv", "weight_ratio"),
        (MAPPED, "map.csv", "value"),
        (MAPPED, "boundaries.csv", "minority_prior"),
    ];
    for (scenario, file, column) in tables {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        std::fs::write(place.join("t.toml"), scenario).unwrap();
        json("run t.toml --json -q", place);
        json("verify output/t --json", place);
        touch(&place.join("output/t").join(file), column);
        let said = crate::binary::thumbscale("verify output/t", place);
        let (code, said) = (said.status.code(), String::from_utf8(said.stderr).unwrap());
        assert_eq!(code, Some(3), "{file}, {column}: {said}");
        assert!(said.contains(&format!("{file} has")), "{said}");
    }
}

/// A row that is gone is no prediction that differs: the table is damaged.
#[test]
fn a_table_without_a_row_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path();
    std::fs::write(place.join("t.toml"), MAPPED).unwrap();
    json("run t.toml --json -q", place);
    let map = place.join("output/t/map.csv");
    let text = std::fs::read_to_string(&map).unwrap();
    let (rest, _) = text.trim_end().rsplit_once('\n').unwrap();
    std::fs::write(&map, rest).unwrap();
    let (code, said) = refusal("verify output/t", place);
    assert!(code == 2 && said.contains("map.csv"), "{said}");
}
