//! Maps against golden numbers, closed forms and themselves.

use super::*;
use crate::scenario::{Overrides, Plan};
use crate::sweep::parse;
use crate::sweep::{Silent, Standing};

fn plan(text: &str) -> Plan {
    let text = format!("name = \"t\"\n{text}");
    parse(&text, "t.toml", Overrides::default()).unwrap_or_else(|e| panic!("{e}"))
}

fn map(text: &str, threads: usize) -> MapStudy {
    let plan = plan(text);
    let map = plan.map().unwrap();
    let study = evaluate_map(map, Some(threads), &Silent, &AtomicBool::new(false)).unwrap();
    let points: usize = study.lines.iter().map(|line| line.path.len()).sum();
    assert!(points <= most_line_points(map), "{points}");
    study
}

const AXES: &str = "x = { parameter = \"delta\", from = 0.011, to = 0.97, points = 24, scale = \"log\" }\n\
                    y = { parameter = \"minority_prior\", from = 0.012, to = 0.49, points = 17 }\n";

/// δ = 2π₊, found from whether a weight exists, along both kinds of grid line.
#[test]
fn the_feasibility_boundary_is_where_the_formula_says() {
    let text = format!(
        "[model]\nsignal = 1\n[map]\n{AXES}value = \"feasibility\"\n\
         boundaries = [\"category\", \"feasibility\"]\n"
    );
    let study = map(&text, 2);
    assert!(study.lines.iter().any(|l| l.kind.name() == "category"));
    for line in &study.lines {
        assert!(line.path.len() > 10, "{:?} {}", line.kind, line.path.len());
        for &(delta, prior) in &line.path {
            // Cells change their kind at the cap, where 2π₊ − δ is 10⁻⁶ of 2π₋ − δ.
            assert!((delta - 2.0 * prior).abs() < 3e-6, "{delta} {prior}");
        }
    }
}

/// Hinge loss: with more ridge a weight equalises the errors where none did, and with more
/// yet the errors cross by a jump.
#[test]
fn a_jump_is_a_kind_of_its_own() {
    let axes = "x = { parameter = \"delta\", from = 0.01, to = 0.4, points = 3, scale = \"log\" }\n\
                y = { parameter = \"ridge\", from = 0.1, to = 1000.0, points = 3, scale = \"log\" }\n";
    let model = "[model]\nsignal = 1\nminority_prior = 0.1\n[training]\nloss = \"hinge\"\n";
    let kinds = map(&format!("{model}[map]\n{axes}value = \"feasibility\"\n"), 2);
    let text = format!("{model}[map]\n{axes}value = \"weight\"\nrule = \"equal_error\"\n");
    let weights = map(&text, 2);
    let kind = |cell: &MapCell| cell.category.unwrap();
    let found: Vec<usize> = kinds.cells.iter().map(kind).collect();
    assert_eq!(found, [0, 0, 1, 0, 0, 0, 4, 4, 4]);
    for (kind, weight) in kinds.cells.iter().zip(&weights.cells) {
        assert_eq!(kind.status, weight.status);
        assert_eq!(weight.value.is_some(), kind.category == Some(0));
        assert_eq!(weight.status == Standing::Jump, kind.category == Some(4));
    }
}

#[test]
fn the_separability_boundary_is_the_threshold() {
    let text = "[model]\nminority_prior = 0.2\n[training]\nloss = \"logistic\"\n\
                [map]\nx = { parameter = \"delta\", from = 0.01, to = 0.6, points = 12, scale = \"log\" }\n\
                y = { parameter = \"signal\", from = 0.2, to = 2.2, points = 9 }\n\
                value = \"separability\"\nboundaries = [\"separability\"]\n";
    let study = map(text, 2);
    assert_eq!(study.lines.len(), 1);
    for &(delta, signal) in &study.lines[0].path {
        let two = crate::model::TwoClass::new(0.2, signal).unwrap();
        let threshold = crate::theory::separability_threshold(two).unwrap();
        assert!((delta - threshold).abs() < 1e-6, "{delta} {threshold}");
    }
}

#[test]
fn threads_change_no_bit_and_refinement_no_kind() {
    let text = format!(
        "[model]\nsignal = 2\n[map]\n{AXES}value = \"winner\"\n\
         rules = [\"unweighted\", \"prior_ratio\", \"equal_error\", \"downsampled\"]\n\
         tolerance = 0.01\nboundaries = [\"category\"]\n"
    );
    let one = map(&text, 1);
    assert_eq!(map(&text, 3), one);
    let refined = map(&format!("{text}refine = 4\n"), 2);
    let kinds = |study: &MapStudy| study.cells.iter().map(|c| c.category).collect::<Vec<_>>();
    assert_eq!(kinds(&refined), kinds(&one));
    assert_eq!(refined.lines, one.lines);
    assert!(refined.cells.iter().any(|c| !c.evaluated));
    assert!(one.cells.iter().all(|c| c.evaluated));
}

/// On the line between two rules theory gives both the same error, up to the tolerance.
#[test]
fn rules_change_where_they_are_equal() {
    let text = format!(
        "[model]\nsignal = 2\n[map]\n{AXES}value = \"winner\"\n\
         rules = [\"unweighted\", \"prior_ratio\"]\ntolerance = 0.05\nboundaries = [\"category\"]\n"
    );
    let study = map(&text, 2);
    assert!(!study.lines.is_empty());
    for &(delta, prior) in study.lines.iter().flat_map(|l| &l.path) {
        let two = crate::model::TwoClass::new(prior, 2.0).unwrap();
        let problem = crate::theory::Problem::new(delta, two).unwrap();
        let worst = |rho: f64| {
            let at = problem.with_weight_ratio(rho).unwrap();
            crate::theory::predict(&at).solution.unwrap().errors.worst()
        };
        let ratio = worst(1.0) / worst(two.prior_ratio());
        assert!((ratio - 1.05).abs() < 1e-5, "{delta} {prior} {ratio}");
    }
}

#[test]
fn a_map_can_be_interrupted() {
    let text =
        format!("[model]\nsignal = 1\n[map]\n{AXES}value = \"weight\"\nrule = \"equal_error\"\n");
    let plan = plan(&text);
    let raised = AtomicBool::new(true);
    let ended = evaluate_map(plan.map().unwrap(), Some(2), &Silent, &raised);
    let total = 24 * 17;
    assert_eq!(ended, Err(StudyError::MapInterrupted { done: 0, total }));
}

/// Up to s² = (1−Δ)/(Δ(π₋−π₊)), Δ = δ/(4π₊π₋), no weight is better than ρ̃; for s ≤ 1 up to
/// δ = 2π₊, where it ceases to exist.
#[test]
fn where_the_equal_error_weight_is_best() {
    for signal in [0.7, 2.0] {
        let text = format!(
            "[model]\nsignal = {signal}\n[map]\n{AXES}value = \"winner\"\n\
             rules = [\"equal_error\", \"min_worst_class\"]\ntolerance = 1e-6\n\
             boundaries = [\"equal_error_optimal\", \"category\"]\n"
        );
        let study = map(&text, 2);
        let exact = |prior: f64| match signal < 1.0 {
            true => 2.0 * prior,
            false => 4.0 * prior * (1.0 - prior) / (1.0 + (1.0 - 2.0 * prior) * signal * signal),
        };
        // Just beyond the line another weight is better by less than the contest sees.
        for (kind, within) in [("equal_error_optimal", 1e-6), ("category", 0.02)] {
            let lines = study.lines.iter().filter(|l| l.kind.name() == kind);
            let path: Vec<_> = lines.flat_map(|l| &l.path).collect();
            assert!(path.len() > 10, "{signal} {kind}");
            for &&(delta, prior) in &path {
                let off = (delta / exact(prior) - 1.0).abs();
                assert!(off < within, "{signal} {kind}: {delta} {prior} {off}");
            }
        }
    }
}

/// ρ as an axis: where the errors meet lies the weight that equalises them.
#[test]
fn rules_are_lines_where_the_weight_is_an_axis() {
    let text = "[model]\nminority_prior = 0.2\nsignal = 1\n\
                [map]\nx = { parameter = \"weight_ratio\", from = 1, to = 40, points = 30, scale = \"log\" }\n\
                y = { parameter = \"delta\", from = 0.02, to = 0.35, points = 30 }\n\
                value = \"quantity\"\nboundaries = [\"equal_errors\"]\nmark = [\"equal_error\"]\n";
    let study = map(text, 2);
    let kinds: Vec<_> = study.lines.iter().map(|l| l.kind.name()).collect();
    assert_eq!(kinds, ["equal_errors", "equal_error"]);
    for &(rho, delta) in study.lines.iter().flat_map(|l| &l.path) {
        let exact = (1.6 - delta) / (0.4 - delta);
        assert!((rho / exact - 1.0).abs() < 1e-5, "{rho} {exact}");
    }
}

/// Where ρ̃ grows without bound its line leaves the map at the largest weight shown, and where it
/// is steep it has more points.
#[test]
fn a_line_of_weights_goes_on_to_the_edge_of_the_map() {
    let text = "[model]\nminority_prior = 0.2\nsignal = 1.5\n[training]\ndelta = 1.0\n\
                [map]\nx = { parameter = \"weight_ratio\", from = 1, to = 100, points = 9, scale = \"log\" }\n\
                y = { parameter = \"ridge\", from = 0.01, to = 10, points = 65, scale = \"log\" }\n\
                value = \"quantity\"\nmark = [\"equal_error\"]\n";
    let study = map(text, 2);
    assert_eq!(study.lines.len(), 1);
    let path = &study.lines[0].path;
    let end = path[0].0.max(path[path.len() - 1].0);
    assert!((99.9..=100.0).contains(&end), "{end}");
    for pair in path.windows(2) {
        let apart = (pair[1].0 / pair[0].0).ln().abs() / 100.0_f64.ln();
        assert!(apart < 0.05 && pair[0].1 < pair[1].1, "{pair:?}");
    }
}

/// Where three lines meet, three contenders win nearby.
#[test]
fn lines_meet_where_three_kinds_do() {
    let text = "[model]\nsignal = 2\n[map]\n\
         x = { parameter = \"delta\", from = 0.02, to = 2, points = 48, scale = \"log\" }\n\
         y = { parameter = \"minority_prior\", from = 0.02, to = 0.5, points = 41 }\n\
         value = \"winner\"\n\
         rules = [\"unweighted\", \"prior_ratio\", \"equal_error\", \"downsampled\", \
         \"min_worst_class\"]\ntolerance = 0.005\nboundaries = [\"category\"]\n";
    let plan = plan(text);
    let asked = plan.map().unwrap();
    let study = map(text, 2);
    let ends = || {
        study
            .lines
            .iter()
            .flat_map(|l| [l.path[0], l.path[l.path.len() - 1]])
    };
    let mut meetings: Vec<(f64, f64)> = ends()
        .filter(|end| ends().filter(|other| other == end).count() > 2)
        .collect();
    meetings.sort_by(|a, b| a.0.total_cmp(&b.0));
    meetings.dedup();
    let meet = |&(x, y): &(f64, f64)| {
        let around = (0..48).map(|k| std::f64::consts::TAU * f64::from(k) / 48.0);
        let kinds = around.map(|turn| {
            let (x, y) = (x * (1.0 + 5e-4 * turn.cos()), y + 1e-4 * turn.sin());
            let place = asked.place(0, x, y).unwrap();
            cell_value::evaluate(asked, &place).unwrap().category
        });
        kinds.collect::<std::collections::BTreeSet<_>>().len() > 2
    };
    let (found, all) = (meetings.iter().filter(|m| meet(m)).count(), meetings.len());
    // A band too thin for the lattice seems to end where it is lost.
    assert!(
        all > 1 && 3 * found >= 2 * all,
        "{found} of {all}: {meetings:?}"
    );
}

/// Raises the flag when so many cells were evaluated, and counts what it is told.
struct Watcher<'a> {
    cancel: &'a AtomicBool,
    after: usize,
    cells: std::sync::Mutex<usize>,
    left: std::sync::Mutex<f64>,
}

impl crate::sweep::Progress for Watcher<'_> {
    fn start(&self, total_cost: f64) {
        *self.left.lock().unwrap() = total_cost;
    }
    fn advance(&self, cost: f64) {
        *self.left.lock().unwrap() -= cost;
    }
    fn left(&self, cost: f64) {
        *self.left.lock().unwrap() = cost;
    }
    fn cells(&self, evaluated: usize, all: usize) {
        assert!(evaluated <= all);
        let mut cells = self.cells.lock().unwrap();
        *cells = (*cells).max(evaluated);
        if evaluated >= self.after {
            self.cancel
                .store(true, std::sync::atomic::Ordering::Relaxed);
        }
    }
}

fn watcher(cancel: &AtomicBool, after: usize) -> Watcher<'_> {
    Watcher {
        cancel,
        after,
        cells: Default::default(),
        left: Default::default(),
    }
}

const CONTEST: &str = "value = \"winner\"\nrules = [\"unweighted\", \"prior_ratio\"]\n\
                       tolerance = 0.05\nrefine = 4\nboundaries = [\"category\"]\n";

/// In its cells and in its lines, which come after the last cell.
#[test]
fn a_map_can_be_interrupted_at_every_stage() {
    let plan = plan(&format!("[model]\nsignal = 2\n[map]\n{AXES}{CONTEST}"));
    let map = plan.map().unwrap();
    let flag = AtomicBool::new(false);
    let whole = watcher(&flag, usize::MAX);
    let study = evaluate_map(map, Some(2), &whole, &flag).unwrap();
    let evaluated = study.cells.iter().filter(|c| c.evaluated).count();
    assert_eq!(*whole.cells.lock().unwrap(), evaluated);
    // Whatever was expected at first, in the end nothing is left of it.
    let left = *whole.left.lock().unwrap();
    assert!(left.abs() < 1e-6, "{left} of {evaluated}");
    for after in [1, evaluated / 2, evaluated] {
        let flag = AtomicBool::new(false);
        let ended = evaluate_map(map, Some(2), &watcher(&flag, after), &flag);
        assert!(
            matches!(ended, Err(StudyError::MapInterrupted { .. })),
            "{after}"
        );
    }
}
