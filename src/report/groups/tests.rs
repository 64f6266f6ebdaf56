mod methods;
mod stored_tables;

use std::sync::atomic::AtomicBool;

use super::*;
use crate::model::GroupRule;
use crate::report::{Circumstances, Folder, Manifest, Results};
use crate::scenario::{GroupPlan, Overrides, Scenario};
use crate::sweep::{
    GroupPredictions, Run, Silent, Standing, parse_any, predict_groups_plan, run_groups_plan,
};

fn plan(text: &str, overrides: Overrides) -> GroupPlan {
    match parse_any(text, "t.toml", overrides).unwrap() {
        Scenario::Groups(plan) => *plan,
        Scenario::TwoClasses(_) => panic!("two classes"),
    }
}

fn results(text: &str) -> GroupResults {
    let quick = Overrides {
        quick: true,
        ..Overrides::default()
    };
    let plan = plan(text, quick);
    let cancel = AtomicBool::new(false);
    let study = run_groups_plan(&plan, &Run::new(Some(2), &Silent, &cancel)).unwrap();
    GroupResults::of(plan, &study)
}

const SPURIOUS: &str = include_str!("../../../scenarios/groups/spurious_correlation.toml");
const MAP: &str = include_str!("../../../scenarios/groups/phase_worst_group.toml");
const NOISE: &str = include_str!("../../../scenarios/groups/noise_imbalance.toml");

const CIRCUMSTANCES: Circumstances = Circumstances {
    begun: std::time::SystemTime::UNIX_EPOCH,
    took: std::time::Duration::ZERO,
    threads: 1,
    reused: 0,
    sessions: Vec::new(),
};

fn error(results: &GroupResults, cell: &str, group: &str) -> f64 {
    let mut rows = results.cells.iter();
    let row = rows.find(|r| r.cell == cell && r.quantity == "error" && r.group == group);
    row.unwrap().theory.unwrap()
}

/// At t = 1, the thumb, all four errors are equal, at realised priors; at t = 0 they are not.
#[test]
fn strengths_of_weights() {
    let found = results(SPURIOUS);
    let of = |cell: &str| ["y+a+", "y+a-", "y-a+", "y-a-"].map(|g| error(&found, cell, g));
    let [first, others @ ..] = of("weight_strength=1");
    assert!(others.iter().all(|e| (e - first).abs() < 1e-12));
    let [plain, against, ..] = of("weight_strength=0");
    assert!(against > plain + 0.05);
    let marks: Vec<Option<f64>> = found.marks.iter().map(|m| m.weight_strength).collect();
    assert_eq!((marks[0], marks[2]), (Some(0.0), None));
    assert!((marks[1].unwrap() - 1.0).abs() < 1e-12);
    assert!(found.rows().all(|(_, _, row)| row.mean.is_some()));
    let chart = found.chart().unwrap();
    assert_eq!((chart.series.len(), chart.marks.len()), (4, 3));
    let fixed = "core signal 1.5, spurious signal 1, P(y = +1) = 0.4";
    assert!(chart.note.contains(fixed), "{}", chart.note);
    assert!(
        chart
            .series
            .iter()
            .all(|s| s.points.len() == 7 && s.line.len() == 100)
    );
}

/// docs/theory.md, section 8: (σ₊, σ₋) = (2, 1), δ = .3, π₊ = .2, s = 2, ρ = 4.
#[test]
fn noise_of_two_classes() {
    let text = NOISE.replace("\"generalised_thumb\"", "{ minority = 4, majority = 1 }");
    let found = results(&text);
    let cell = "noise_ratio=2 weight_strength=1";
    let of = |group| error(&found, cell, group);
    assert!((of("minority") - 0.3478).abs() < 5e-5, "{}", of("minority"));
    assert!((of("majority") - 0.0515).abs() < 5e-5, "{}", of("majority"));
    let chart = found.chart().unwrap();
    assert_eq!((chart.series.len(), chart.legend.len()), (4, 4));
    let fixed = "Groups: minority π = 0.2, mean 2; majority π = 0.8, mean −2, σ₋ = 1.";
    assert!(chart.note.contains(fixed), "{}", chart.note);
}

/// A map says what it holds against what, and at which thresholds.
#[test]
fn a_map_of_a_gain_names_both_sides() {
    let caption = |map: &str| results(map).map_chart().unwrap().caption;
    assert_eq!(
        caption(MAP),
        "square loss, r = 0, weights of inverse prior at τ = 0 less weights of generalised thumb at τ = 0"
    );
    let moved = MAP.replace(
        "gain_over = \"inverse_prior\"",
        "gain_over = \"unweighted\"\ngain_over_threshold = \"min_worst_group\"",
    );
    let said = "no weights at the τ of least worst-group error less";
    assert!(caption(&moved).contains(said), "{}", caption(&moved));
}

/// The thumb exists below δ = 1 − c, and where it does its errors are its worst.
#[test]
fn a_map_is_blank_where_the_rule_has_no_weights() {
    let found = results(MAP);
    assert_eq!(found.map.len(), 400);
    for row in &found.map {
        assert_eq!(row.value.is_some(), row.y < 1.0 - row.x, "{row:?}");
    }
    let uncorrelated = found.map.iter().filter(|row| row.x == 0.0);
    assert!(
        uncorrelated
            .filter_map(|r| r.value)
            .all(|v| v.abs() < 1e-12)
    );
    assert_eq!(
        found.map_chart().unwrap().missing,
        "the rule has no weights"
    );
    assert!(found.incomplete().is_none());
}

/// A wrong prediction is not excused.
#[test]
fn a_prediction_that_is_off_disagrees() {
    let mut found = results(SPURIOUS);
    assert!(found.overview().passed, "{:?}", found.overview());
    for row in &mut found.cells {
        row.theory = row.theory.map(|v| v * 1.3);
    }
    let overview = found.overview();
    assert!(!overview.passed && overview.disagree > 10, "{overview:?}");
}

/// Labels drawn at random leave some replicates without a label: the caption counts those that are
/// in the means, and says how labels arise.
#[test]
fn the_small_print_counts_what_is_in_the_means() {
    let text = NOISE
        .replace("prior = 0.2", "prior = 0.02")
        .replace("prior = 0.8", "prior = 0.98")
        .replace("\"generalised_thumb\"", "\"inverse_prior\"");
    let simulated = "[simulation]\nn = 60\nreplicates = 10\nlabels = \"random\"\n[vary]";
    let text = match text.split_once("[simulation]") {
        Some((before, after)) => {
            let rest = after.split_once("[vary]").unwrap().1;
            format!("{before}{simulated}{rest}")
        }
        None => text.replace("[vary]", simulated),
    };
    let found = results(&text);
    assert!(!found.failed.is_empty());
    let counts = found.cells.iter().map(|row| row.replicates);
    let (least, most) = (counts.clone().min().unwrap(), counts.max().unwrap());
    assert!(least < 10, "{least}");
    let said = match least == most {
        true => format!("mean of {most} replicates"),
        false => format!("mean of {least} to {most} replicates"),
    };
    let note = found.chart().unwrap().note;
    assert!(note.contains(&said), "{note}");
    let how = "simulation drawn in law from group means and scatters, random labels";
    assert!(note.contains(how), "{note}");
    for failed in &found.failed {
        assert!(!failed.reason.contains("class"), "{}", failed.reason);
    }
}

/// What the font lacks is told wherever it stands: in names, titles and labels.
#[test]
fn names_that_cannot_be_drawn_are_told() {
    assert_eq!(results(NOISE).blanks(), None);
    assert_eq!(results(MAP).blanks(), None);
    let name = NOISE.replace("\"minority\"", "\"日本\"");
    assert!(results(&name).blanks().unwrap().ends_with("日 本"));
    let label = MAP.replace("1/π less thumb", "率");
    assert!(results(&label).blanks().unwrap().ends_with("率"));
}

/// One spelling along the axis, in the legend, in the summary and of one problem.
#[test]
fn a_quantity_has_one_name() {
    let text = SPURIOUS.replace("y = [\"group_errors\"]", "y = [\"worst_group_error\"]");
    let chart = results(&text).chart().unwrap();
    assert_eq!(chart.y.label, chart.legend[0].label);
}

/// Rules that have no line are named with the reason.
#[test]
fn marks_that_cannot_be_seen_are_told() {
    let text = SPURIOUS.replace("[figure]", "[figure]\nx_range = [0.2, 3]");
    let note = results(&text).chart().unwrap().note;
    assert!(
        note.contains("unweighted: t = 0 lies beyond the axis."),
        "{note}"
    );
}

/// A rule looks the same on every curve, and a line that is not of all says which it is of.
#[test]
fn a_rule_has_one_look_and_each_line_its_curve() {
    let text = SPURIOUS
        .replace("[vary]", "[vary]\nridge = [0.05, 0.1]")
        .replace("weights = \"inverse_prior\"", "weights = \"min_balanced\"");
    let marks = results(&text).chart().unwrap().marks;
    let mut looks = std::collections::HashMap::new();
    let mut labels = std::collections::HashSet::new();
    for mark in &marks {
        let rule = mark.label.split([':', ',']).next().unwrap().to_owned();
        let look = looks.entry(rule).or_insert((mark.colour, mark.dash));
        assert_eq!(*look, (mark.colour, mark.dash), "{}", mark.label);
        assert!(labels.insert(&mark.label), "{}", mark.label);
    }
    assert!(
        labels.iter().any(|label| label.contains(", r = 0.1")),
        "{labels:?}"
    );
}

/// The table of groups says what of it varies, and a page explains the tables that its run has.
#[test]
fn a_page_is_about_its_own_tables() {
    let page = |text: &str| {
        let found = results(text);
        let manifest = Manifest::of_groups(&found, &CIRCUMSTANCES);
        let files = found.tables(&manifest);
        let page = files.into_iter().find(|(name, _)| *name == "summary.md");
        String::from_utf8(page.unwrap().1).unwrap()
    };
    let map = page(MAP);
    assert!(
        map.contains("`map.csv`") && !map.contains("`cells.csv`"),
        "{map}"
    );
    assert!(
        map.contains("`correlation` varies; the table is of the first value, "),
        "{map}"
    );
    let strengths = page(SPURIOUS);
    assert!(
        strengths.contains("`cells.csv`") && !strengths.contains("varies"),
        "{strengths}"
    );
    assert!(page(NOISE).contains("`noise_ratio` varies"));
}

/// A map of means that are out of scale, cell by cell.
const FAR_OUT: &str = r#"name = "t"
[model]
kind = "spurious_correlation"
core_signal = 1e10
spurious_signal = 1.0
[map]
x = { parameter = "correlation", from = 0, to = 0.5, points = 2 }
y = { parameter = "delta", from = 0.1, to = 0.2, points = 2 }
"#;

/// Cells of a map in which theory did not converge say why, in the table, on the page and in one
/// sentence; a table of before, which has no such column, is read.
#[test]
fn cells_that_did_not_converge_have_their_reason() {
    let found = results(FAR_OUT);
    let unsolved = |row: &GroupMapRow| row.status == Standing::NotConverged;
    assert!(found.map.iter().all(unsolved), "{:?}", found.map);
    let why = "means lie 2.0e10 deviations of the noise apart";
    let has_reason = |row: &GroupMapRow| row.reason.as_deref().is_some_and(|r| r.contains(why));
    assert!(found.map.iter().all(has_reason), "{:?}", found.map);
    let said = found.incomplete().unwrap();
    let first = "in 4 of 4 cells of the map, the first at correlation = 0, delta = 0.1: ";
    assert!(said.contains(first) && said.contains(why), "{said}");
    let manifest = Manifest::of_groups(&found, &CIRCUMSTANCES);
    let files = found.tables(&manifest);
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in &files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let page = std::fs::read_to_string(folder.path().join("summary.md")).unwrap();
    let listed = "- not converged at c = 0, δ = 0.1: ";
    assert!(page.contains(listed) && page.contains(why), "{page}");
    assert_eq!(GroupResults::read(folder.path()).unwrap().map, found.map);
    let table = std::fs::read_to_string(folder.path().join("map.csv")).unwrap();
    let cut = |line: &str| line.split(',').take(4).collect::<Vec<_>>().join(",") + "\n";
    let before: String = table.lines().map(cut).collect();
    std::fs::write(folder.path().join("map.csv"), before).unwrap();
    let read = GroupResults::read(folder.path()).unwrap();
    assert!(read.map.iter().all(|row| row.reason.is_none()));
}

/// Beyond what the thumb can do there are no lines, and no keys of lines.
#[test]
fn a_legend_has_what_is_drawn() {
    let text = SPURIOUS.replace("delta = 0.2", "delta = 0.7");
    let none = results(&text).chart().unwrap();
    assert!(none.legend.is_empty(), "{:?}", none.legend);
    assert_eq!(none.marks.len(), 2);
    let theory = text.split("[simulation]").next().unwrap().to_owned();
    let theory = theory.replace("delta = 0.7", "delta = 0.1")
        + "[vary]\nweight_strength = [0, 1]\n[figure]\nx = \"weight_strength\"\n\
           y = [\"worst_group_error\"]\n";
    let lines = results(&theory).chart().unwrap();
    let keys: Vec<(bool, bool)> = lines.legend.iter().map(|k| (k.line, k.marker)).collect();
    assert_eq!(keys, [(true, false)]);
}
