//! Ways to train, in tables and figures.

use std::collections::HashSet;

use super::*;
use crate::figure::{Colour, Hue};

const METHODS: &str = r#"name = "t"
[model]
kind = "spurious_correlation"
core_signal = 1.5
spurious_signal = 1.0
correlation = 0.4
[training]
delta = 0.1
[simulation]
n = 120
replicates = 5
[vary]
ridge = [0.1, 1]
[figure]
x = "ridge"
y = ["worst_group_error"]
theory_points = 3
[[method]]
name = "plain"
[[method]]
name = "=priors"
weights = "inverse_prior"
[[method]]
name = "logistic"
loss = "logistic"
weights = "generalised_thumb"
"#;

fn tables(found: &GroupResults) -> Vec<(&'static str, Vec<u8>)> {
    found.tables(&Manifest::of_groups(found, &CIRCUMSTANCES))
}

fn text_of(files: &[(&'static str, Vec<u8>)], name: &str) -> String {
    let found = files.iter().find(|(file, _)| *file == name);
    String::from_utf8(found.unwrap().1.clone()).unwrap()
}

/// The name and the loss of a method have columns, which are read again and are held against the
/// scenario; names that a spreadsheet would run are guarded everywhere.
#[test]
fn rows_name_their_method() {
    let found = results(METHODS);
    let of = |row: &GroupCellRow| (row.method.clone().unwrap(), row.loss.unwrap().name());
    let all: HashSet<_> = found.cells.iter().map(of).collect();
    let expected = [
        ("plain", "square"),
        ("=priors", "square"),
        ("logistic", "logistic"),
    ];
    assert_eq!(all, expected.map(|(m, l)| (m.to_owned(), l)).into());
    let curves: Vec<&str> = found
        .curves
        .iter()
        .filter_map(|r| r.method.as_deref())
        .collect();
    assert_eq!(
        curves,
        [
            "plain", "plain", "plain", "=priors", "=priors", "=priors", "logistic", "logistic",
            "logistic"
        ]
    );
    let folder = tempfile::tempdir().unwrap();
    let files = tables(&found);
    for (name, bytes) in &files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    assert!(text_of(&files, "cells.csv").starts_with("cell,method,loss,n,"));
    assert!(text_of(&files, "curves.csv").contains("1,'=priors,"));
    let page = text_of(&files, "summary.md");
    assert!(
        page.contains("| logistic | logistic | varies | generalised thumb | 1 |"),
        "{page}"
    );
    let manifest: serde_json::Value =
        serde_json::from_str(&text_of(&files, "manifest.json")).unwrap();
    assert_eq!(
        manifest["methods"],
        serde_json::json!(["plain", "=priors", "logistic"])
    );
    let read = GroupResults::read(folder.path()).unwrap();
    assert_eq!(read, found);
    let cancel = AtomicBool::new(false);
    let now = predict_groups_plan(&read.plan, &Run::new(Some(2), &Silent, &cancel)).unwrap();
    assert_eq!(read.stale(&now), Vec::<String>::new());
    let noticed = |change: &dyn Fn(&mut GroupResults), column: &str| {
        let mut changed = read.clone();
        change(&mut changed);
        let stale = changed.stale(&now);
        assert!(
            stale.len() == 1 && stale[0].contains(column),
            "{column}: {stale:?}"
        );
    };
    noticed(
        &|r| r.cells[0].method = Some("logistic".into()),
        "for method",
    );
    noticed(&|r| r.cells[0].loss = None, "for loss");
    noticed(&|r| r.curves[0].method = None, "for method");
}

/// One quantity: methods by colour, and those of rules have theirs.
#[test]
fn methods_have_the_colours_of_their_rules() {
    let chart = results(METHODS).chart().unwrap();
    let labels: Vec<&str> = chart.legend.iter().map(|key| &key.label[..]).collect();
    assert_eq!(labels, ["plain", "=priors", "logistic"]);
    assert!(chart.legend.iter().all(|key| key.line && key.marker));
    let colours: Vec<Colour> = chart.series.iter().map(|s| s.style.colour).collect();
    assert_eq!(
        colours,
        [Hue::Black, Hue::Vermilion, Hue::Blue].map(Hue::line)
    );
    let looks = chart.legend.iter().map(|key| key.style);
    assert!(looks.eq(chart.series.iter().map(|s| s.style)));
    assert!(
        chart
            .series
            .iter()
            .all(|s| s.points.len() == 2 && s.line.len() == 3)
    );
    assert_eq!(chart.caption, "c = 0.4, δ = 0.1, n = 120");
}

/// Several quantities: colours are theirs, and methods have dashes; what methods share is said.
#[test]
fn methods_have_dashes_beside_quantities() {
    let text = METHODS
        .split("[[method]]\nname = \"logistic\"")
        .next()
        .unwrap();
    let text = text.replace("\"worst_group_error\"", "\"group_errors\"");
    let chart = results(&text).chart().unwrap();
    assert_eq!((chart.series.len(), chart.legend.len()), (8, 6));
    let style = |place: usize| chart.series[place].style;
    for quantity in 0..4 {
        let [plain, priors] = [style(quantity), style(4 + quantity)];
        assert_eq!(plain.colour, priors.colour);
        assert!(plain.dash != priors.dash && plain.marker != priors.marker);
        assert_eq!(plain.dash, style(0).dash);
    }
    let colours: HashSet<Colour> = chart.series.iter().map(|s| s.style.colour).collect();
    assert_eq!(colours.len(), 4);
    assert!(
        chart.caption.starts_with("square loss, c = 0.4, δ = 0.1,"),
        "{}",
        chart.caption
    );
}

/// A rule's line is said to be of the methods that it is of.
#[test]
fn marks_name_the_methods_of_their_lines() {
    let text = METHODS
        .replace("ridge = [0.1, 1]", "weight_strength = [0, 1]")
        .replace(
            "x = \"ridge\"",
            "x = \"weight_strength\"\nmark = [\"unweighted\", \"inverse_prior\"]",
        );
    let found = results(&text.replace("=priors", "priors"));
    let rows: Vec<_> = found
        .marks
        .iter()
        .map(|m| (m.curve, m.method.as_deref().unwrap()))
        .collect();
    assert_eq!(
        rows[..4],
        [(0, "plain"), (0, "plain"), (1, "priors"), (1, "priors")]
    );
    let marks = found.chart().unwrap().marks;
    let labels: Vec<&str> = marks.iter().map(|mark| &mark.label[..]).collect();
    for label in [
        "unweighted: t = 0, priors; logistic",
        "inverse prior: t = 1, priors",
        // No power of equal weights.
        "inverse prior, plain",
    ] {
        assert!(labels.contains(&label), "{labels:?}");
    }
}

/// Without methods tables are those of before: no column more, and no entry.
#[test]
fn without_methods_nothing_is_named_after_them() {
    let files = tables(&results(SPURIOUS));
    assert!(text_of(&files, "cells.csv").starts_with("cell,n,d,delta,ridge,"));
    assert!(text_of(&files, "curves.csv").starts_with("curve,x,quantity,"));
    assert!(text_of(&files, "marks.csv").starts_with("curve,rule,weight_strength,"));
    for name in ["manifest.json", "scenario.toml"] {
        assert!(!text_of(&files, name).contains("\"methods\""), "{name}");
    }
    let chart = results(SPURIOUS).chart().unwrap();
    let labels: Vec<&str> = chart.legend.iter().map(|key| &key.label[..]).collect();
    assert_eq!(labels, ["y+a+", "y+a-", "y-a+", "y-a-"]);
    let expected = "square loss, c = 0.6, δ = 0.2, r = 0, weights of generalised thumb to the power t, n = 400";
    assert_eq!(chart.caption, expected);
}
