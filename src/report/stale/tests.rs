use std::sync::atomic::AtomicBool;

use super::*;
use crate::report::map::{BOUNDARIES, MAP};
use crate::scenario::{Overrides, Plan};
use crate::sweep::Heard;
use crate::sweep::parse;
use crate::sweep::{Run, Silent, Standing, predict_plan, run_study};

const SMALL: &str = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n\
    [training]\ndelta = 0.2\n[simulation]\nn = 100\nreplicates = 4\n\
    [vary]\nweight_ratio = [2.0, 4.0]\n[paired]\nreference = { weight_ratio = 4.0 }\n\
    [figure]\nx = \"weight_ratio\"\ny = [\"gamma\", \"error_minority\"]\ntheory_points = 5\n\
    mark = [\"equal_error\", \"min_worst_class\"]\n\
    [[method]]\nname = \"plain\"\n[[method]]\nname = \"ridged\"\nridge = 0.1\n";

const MAPPED: &str = "name = \"t\"\n[model]\nsignal = 1.5\n[map]\nvalue = \"winner\"\n\
    rules = [\"unweighted\", \"prior_ratio\", \"downsampled\"]\n\
    x = { parameter = \"delta\", from = 0.05, to = 0.8, points = 12, scale = \"log\" }\n\
    y = { parameter = \"minority_prior\", from = 0.1, to = 0.5, points = 9 }\n\
    boundaries = [\"feasibility\"]\n";

fn both(text: &str) -> (Results, Predictions) {
    let plan: Plan = parse(text, "t.toml", Overrides::default()).unwrap();
    let flag = AtomicBool::new(false);
    let theory = predict_plan(&plan, &Run::new(Some(1), &Silent, &flag)).unwrap();
    let study = run_study(&plan, Some(1), &Silent, &flag).unwrap();
    (Results::of(plan, &study), theory)
}

fn found(results: &Results, theory: &Predictions) -> Vec<(&'static str, &'static str)> {
    let stale = results.stale(theory);
    stale.iter().map(|s| (s.file, s.quantity)).collect()
}

/// Nothing that takes as long as there are rows goes on without a word: neither what a run makes of
/// its replicates, nor its tables, nor what `verify` reads and compares.
#[test]
fn rows_are_made_and_held_by_many_and_every_one_is_told_of() {
    let plan: Plan = parse(SMALL, "t.toml", Overrides::default()).unwrap();
    let flag = AtomicBool::new(false);
    let told = |work: &dyn Fn(&Heard)| {
        let heard = Heard::default();
        work(&heard);
        *heard.0.lock().unwrap()
    };
    let theory = predict_plan(&plan, &Run::new(Some(1), &Silent, &flag)).unwrap();
    let study = run_study(&plan, Some(1), &Silent, &flag).unwrap();
    // Theory and replicates; then pairs, and four replicates of four cells.
    let heard = told(&|heard| {
        run_study(&plan, Some(2), heard, &flag).unwrap();
    });
    assert!(heard.0 - heard.1 < 1e-9 * heard.0, "{heard:?}");
    let made = Results::of(plan.clone(), &study);
    let (rows, pairs) = (4.0 + 20.0, made.differences.len() as f64);
    let heard = told(&|heard| {
        let workers = Workers::new(Some(2), heard);
        assert_eq!(Results::made_by(plan.clone(), &study, &workers), made);
        assert_eq!(made.stale_by(&theory, &workers), []);
    });
    assert_eq!(heard, (2.0 * rows + pairs, 2.0 * rows + pairs));
    let folder = tempfile::tempdir().unwrap();
    let circumstances = crate::report::Circumstances {
        begun: std::time::SystemTime::UNIX_EPOCH,
        took: std::time::Duration::ZERO,
        threads: 1,
        reused: 0,
        sessions: Vec::new(),
    };
    let manifest = crate::report::Manifest::of(&made, &circumstances);
    for (name, bytes) in made.tables(&manifest) {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let heard = told(&|heard| {
        let workers = Workers::new(Some(2), heard);
        let read = Results::read_by(folder.path(), &workers).unwrap();
        assert_eq!(read.cells, made.cells);
    });
    assert_eq!(heard, (4.0, 4.0));
}

#[test]
fn predictions_that_were_touched_are_found() {
    let (mut results, theory) = both(SMALL);
    assert_eq!(results.stale(&theory), []);
    let row = &mut results.cells[8 + Quantity::ErrorMinority as usize];
    row.theory = row.theory.map(|v| 1.00001 * v);
    let row = &mut results.cells[Quantity::Gamma as usize];
    row.theory = None;
    results.cells[0].weight_ratio = Some(2.001);
    // Of the second curve: gamma along five points, then the error.
    let row = &mut results.curves[17];
    row.theory = row.theory.map(|v| 1.00001 * v);
    results.curves[1].status = Standing::Separable;
    results.marks[0].weight_ratio = Some(7.01);
    results.marks[1].worst_class_error = None;
    let pair = &mut results.differences[0];
    pair.theory = pair.theory.map(|v| v + 1e-5);
    let expected = [
        (CELLS, "weight_ratio"),
        (CELLS, "gamma"),
        (CELLS, "error_minority"),
        (CURVES, "status"),
        (CURVES, "error_minority"),
        (MARKS, "weight_ratio"),
        (MARKS, "worst_class_error"),
        (DIFFERENCES, "worst_class_error"),
    ];
    assert_eq!(found(&results, &theory), expected);
    let said = results.stale(&theory)[6].to_string();
    let begun = "marks.csv has nothing for worst_class_error of `";
    assert!(said.starts_with(begun), "{said}");
}

#[test]
fn a_map_that_was_touched_is_found() {
    let (mut results, theory) = both(MAPPED);
    assert_eq!(results.stale(&theory), []);
    let map = results.map.as_mut().unwrap();
    map.cells[5].value = map.cells[5].value.map(|v| 1.00001 * v);
    let other = ["unweighted", "downsampled"].map(str::to_owned);
    let was = map.cells[7].category.clone();
    map.cells[7].category = other.into_iter().find(|kind| Some(kind) != was.as_ref());
    map.cells[9].status = Standing::NotConverged;
    map.lines[0].y += 1e-4;
    let expected = [
        (MAP, "value"),
        (MAP, "category"),
        (MAP, "status"),
        (BOUNDARIES, "y"),
    ];
    assert_eq!(found(&results, &theory), expected);
    results.map.as_mut().unwrap().lines.pop();
    assert!(found(&results, &theory).contains(&(BOUNDARIES, "points")));
}
