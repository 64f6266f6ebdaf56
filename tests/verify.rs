//! What `verify` is worth: wrong theory is seen, or the verdict says that it would not be, and
//! right theory passes.
//!
//! The slow half runs every shipped scenario and compares the table in docs/verify.md with what
//! comes out: `cargo test --release --test verify -- --ignored` (with UPDATE_DOCS=1 it writes it).

mod made;

use std::sync::atomic::AtomicBool;

use thumbscale::compare::{Sight, StudyVerdict};
use thumbscale::model::Quantity;
use thumbscale::report::Results;
use thumbscale::run_study;
use thumbscale::scenario::{Overrides, Plan};
use thumbscale::sweep::Silent;
use thumbscale::sweep::{load, parse};

/// In law, where a replicate of square loss costs next to nothing.
fn square(n: usize, replicates: usize, signal: f64, seed: u64) -> String {
    format!(
        "name = \"t\"\nseed = {seed}\n[model]\nminority_prior = 0.2\nsignal = {signal:?}\n\
         [training]\ndelta = 0.2\n[simulation]\nn = {n}\nreplicates = {replicates}\n\
         [vary]\nweight_ratio = [1.0, 4.0, 7.0]\n"
    )
}

fn results(text: &str) -> Results {
    let plan = parse(text, "t.toml", Overrides::default()).unwrap();
    let study = run_study(&plan, Some(1), &Silent, &AtomicBool::new(false)).unwrap();
    Results::of(plan, &study)
}

/// The verdict if theory had given every error this many times as large.
fn mutated(results: &Results, factor: f64) -> StudyVerdict {
    let mut wrong = results.clone();
    let errors = |q: Quantity| q.is_of_class_errors();
    for row in wrong.cells.iter_mut().filter(|row| errors(row.quantity)) {
        row.theory = row.theory.map(|error| (factor * error).min(1.0));
    }
    // Differences of such errors are off by as much.
    let on_map = wrong.map.iter_mut().flat_map(|map| &mut map.pairs);
    for pair in on_map.chain(&mut wrong.differences) {
        if errors(pair.quantity) {
            pair.theory = pair.theory.map(|difference| factor * difference);
        }
    }
    wrong.verdict()
}

#[test]
fn errors_off_by_a_tenth_are_seen() {
    for (n, replicates, signal) in [(2000, 400, 2.0), (4000, 4000, 4.0)] {
        let results = results(&square(n, replicates, signal, 1));
        assert_eq!(results.verdict(), StudyVerdict::Agree, "s = {signal}");
        for factor in [1.1, 0.9] {
            let verdict = mutated(&results, factor);
            assert_eq!(verdict, StudyVerdict::Disagree, "s = {signal}, × {factor}");
        }
    }
}

/// Twelve replicates of 200 samples are no evidence for a tenth, and that is what is said.
#[test]
fn a_study_too_small_to_tell_says_so() {
    let results = results(&square(200, 12, 2.0, 1));
    assert_eq!(results.verdict(), StudyVerdict::CannotTell);
    assert!(results.passed());
    let json = serde_json::to_string(&results.verdict()).unwrap();
    assert_eq!(json, "\"cannot_tell_10_percent\"");
}

/// Right theory on 100 seeds of a small study: one may fail.
#[test]
fn right_theory_passes() {
    let failed: Vec<u64> = (1..=100)
        .filter(|seed| !results(&square(200, 12, 2.0, *seed)).passed())
        .collect();
    assert!(failed.len() <= 1, "{failed:?}");
}

/// What a shipped scenario's verdict is worth: a row of the table in docs/verify.md.
fn worth(plan: Plan) -> Vec<String> {
    let began = std::time::Instant::now();
    let study = run_study(&plan, None, &Silent, &AtomicBool::new(false)).unwrap();
    let results = Results::of(plan, &study);
    let name = results.plan.name.clone();
    let verdicts = [1.0, 1.1, 0.9].map(|factor| mutated(&results, factor));
    let sight = match results.trends() {
        Some((overview, _)) => overview.sight,
        None => results.overview().designs.sight,
    };
    let seconds = began.elapsed().as_secs();
    eprintln!("{name}: {verdicts:?}, {sight:?}, {seconds} s");
    assert!(results.passed(), "{name}: right theory does not pass");
    let wrong = match verdicts[0] {
        StudyVerdict::CannotTell | StudyVerdict::NothingToCompare => {
            return row(&name, &results, verdicts, sight);
        }
        StudyVerdict::Agree | StudyVerdict::Disagree => &verdicts[1..],
    };
    assert_eq!(wrong, [StudyVerdict::Disagree; 2], "{name}");
    row(&name, &results, verdicts, sight)
}

fn row(name: &str, results: &Results, verdicts: [StudyVerdict; 3], sight: Sight) -> Vec<String> {
    let words = |verdict| match verdict {
        StudyVerdict::Agree => "agrees",
        StudyVerdict::CannotTell => "cannot tell 10 %",
        StudyVerdict::NothingToCompare => "nothing to compare",
        StudyVerdict::Disagree => "**disagrees**",
    };
    let mut row = vec![format!("`{name}`"), results.plan.replicates.to_string()];
    row.extend(verdicts.map(|verdict| words(verdict).to_owned()));
    row.push(format!("{} of {}", sight.told, sight.errors));
    row
}

/// Every shipped scenario that simulates: errors off by a tenth are seen, or it is said that
/// they would not be.
#[test]
#[ignore = "runs shipped scenarios: minutes"]
fn shipped_scenarios_see_a_tenth_or_say_that_they_do_not() {
    let mut paths: Vec<_> = std::fs::read_dir(made::place("scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    let rows: Vec<_> = paths
        .iter()
        .map(|path| load(path, Overrides::default()).unwrap())
        .filter(|plan| plan.cells.iter().any(|cell| cell.design.is_some()))
        .map(worth)
        .collect();
    let heading = [
        "scenario",
        "replicates",
        "theory",
        "errors × 1.1",
        "errors × .9",
        "class errors in which 10 % would be seen",
    ];
    made::block("docs/verify.md", "mutations", &made::table(&heading, &rows));
}
