//! Differences are those of the replicates, stored, read back and judged.

use std::sync::atomic::AtomicBool;

use super::*;
use crate::report::{Circumstances, Manifest};
use crate::scenario::Overrides;
use crate::stats::{Estimate, normal_chance, student_reach};
use crate::sweep::parse;
use crate::sweep::{Settings, Silent, Unit, execute, run_study};

const SCENARIO: &str = "name = \"t\"\nseed = 3\n[model]\nminority_prior = 0.2\nsignal = 2.0\n\
    [training]\ndelta = 0.2\n[simulation]\nn = 100\nreplicates = 30\n\
    [vary]\nweight_ratio = [1.0, 4.0, 8.0]\n\
    [paired]\nreference = { weight_ratio = 4.0 }\n\
    quantities = [\"worst_class_error\", \"gamma\"]\n";

fn results(text: &str) -> Results {
    let plan = parse(text, "t.toml", Overrides::default()).unwrap_or_else(|e| panic!("{e}"));
    let study = run_study(&plan, Some(2), &Silent, &AtomicBool::new(false)).unwrap();
    Results::of(plan, &study)
}

fn manifest(results: &Results) -> Manifest {
    begun_at(results, std::time::SystemTime::UNIX_EPOCH)
}

fn begun_at(results: &Results, begun: std::time::SystemTime) -> Manifest {
    let circumstances = Circumstances {
        begun,
        took: std::time::Duration::ZERO,
        threads: 1,
        reused: 0,
        sessions: Vec::new(),
    };
    Manifest::of(results, &circumstances)
}

/// A machine whose clock was never set runs all the same.
#[test]
fn a_clock_before_1970_is_1970() {
    let before = std::time::SystemTime::UNIX_EPOCH - std::time::Duration::from_secs(9);
    let manifest = begun_at(&results(SCENARIO), before);
    assert_eq!(manifest.value()["begun"], "1970-01-01T00:00:00Z");
}

/// Against the same replicates, subtracted by hand.
#[test]
fn a_difference_is_that_of_each_replicate() {
    let results = results(SCENARIO);
    let cells = &results.plan.cells;
    let training = |weight_ratio| crate::model::Training {
        loss: crate::loss::LossKind::Square.into(),
        weights: weight_ratio,
        ridge: 0.0,
        downsample: false,
        solver: Default::default(),
        threshold: crate::model::Threshold::NONE,
    };
    let unit = [Unit {
        design: cells[0].design.unwrap(),
        method: crate::model::SimulationMethod::Jacobi,
        replicates: 0..30,
        trainings: vec![training(8.0), training(4.0)],
        by_rule: Vec::new(),
        conditions: crate::model::TestConditions::default(),
        precision: None,
    }];
    let settings = Settings {
        seed: 3,
        threads: Some(1),
    };
    let outcomes = execute(&unit, settings, &Silent, &AtomicBool::new(false)).unwrap();
    for (row, quantity) in [(2, Quantity::WorstClassError), (3, Quantity::Gamma)] {
        let value = |r: &crate::sweep::Outcome| {
            let seen = r.as_ref().unwrap().classifier(unit[0].design.two_class());
            quantity.of(&seen).unwrap()
        };
        let by_hand: Vec<f64> = outcomes[0]
            .iter()
            .map(|r| value(&r[0]) - value(&r[1]))
            .collect();
        let row = &results.differences[row];
        assert_eq!((&row.second, &row.first), (&cells[2].id, &cells[1].id));
        assert_eq!(row.estimate(), Estimate::of(&by_hand));
        assert_eq!((row.quantity, row.replicates), (quantity, 30));
        let theory = |cell: usize| results.cells[cell * 8 + quantity as usize].theory.unwrap();
        assert!((row.theory.unwrap() - (theory(2) - theory(1))).abs() < 1e-15);
    }
    assert!(results.gain_of_pairing().unwrap() < 0.7);
}

#[test]
fn stored_differences_are_read_back_and_checked() {
    let made = results(SCENARIO);
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in made.tables(&manifest(&made)) {
        assert!(Results::FILES.contains(&name));
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    assert_eq!(Results::read(folder.path()).unwrap(), made);
    let path = folder.path().join(DIFFERENCES);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().next().unwrap(), heading().join(","));
    assert_eq!(text.lines().count(), 5);
    for damage in [
        text.replacen("reference", "first", 1),
        text.replacen("gamma", "alpha", 1),
        text.lines().take(4).collect::<Vec<_>>().join("\n"),
    ] {
        std::fs::write(&path, damage).unwrap();
        let complaint = Results::read(folder.path()).unwrap_err().to_string();
        assert!(complaint.contains("differences.csv"), "{complaint}");
    }
    std::fs::remove_file(&path).unwrap();
    assert!(Results::read(folder.path()).is_err());
}

#[test]
fn a_contradicted_difference_fails_the_study_and_is_named() {
    let mut results = results(SCENARIO);
    assert!(results.contradicted().is_empty() && results.passed());
    let row = &mut results.differences[2];
    // Within 3/n on its scale and Student's 4.5 standard errors, and beyond.
    let reach = student_reach(normal_chance(4.5), row.replicates - 1);
    let granted = 0.03 * row.scale.unwrap() + reach * row.se.unwrap();
    row.mean = Some(row.theory.unwrap() + row.known_shift + 0.99 * granted);
    assert!(results.passed());
    let row = &mut results.differences[2];
    row.mean = row.mean.map(|m| m + 0.02 * granted);
    assert_eq!((results.against(), results.passed()), (1, false));
    let mut text = String::new();
    differences(&mut text, &results);
    for words in [
        "4 differences",
        "1 disagree",
        "w8-r0-weighted` less `",
        "In the median",
    ] {
        assert!(text.contains(words), "{text}");
    }
}

/// δ* = .206: below it some replicates are separable, and then α has two meanings.
#[test]
fn lengths_of_two_kinds_are_not_compared() {
    let text = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1.0\n\
        [training]\nloss = \"squared-hinge\"\ndelta = 0.19\n\
        [simulation]\nn = 100\nreplicates = 12\n[vary]\nweight_ratio = [1.0, 4.0]\n\
        [paired]\nreference = { weight_ratio = 4.0 }\n\
        quantities = [\"alpha\", \"error_minority\"]\n";
    let results = results(text);
    let verdicts: Vec<bool> = results
        .differences
        .iter()
        .map(|r| r.verdict.is_some())
        .collect();
    assert_eq!(verdicts, [false, true]);
    let mut text = String::new();
    differences(&mut text, &results);
    assert!(text.contains("1 are not compared"), "{text}");
}

#[test]
fn scenarios_without_references_have_no_table() {
    let end = SCENARIO.find("[paired]").unwrap();
    let results = results(&SCENARIO[..end]);
    assert!(results.differences.is_empty() && file(&results).is_none());
    assert_eq!(results.gain_of_pairing(), None);
    let mut text = String::new();
    differences(&mut text, &results);
    assert!(text.is_empty());
}
