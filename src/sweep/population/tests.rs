//! Groups on the executor: the same for any number of threads, in any company, and after any end.

mod methods;

use std::sync::atomic::AtomicBool;

use super::*;
use crate::loss::LossKind;
use crate::model::{
    GroupDesign, GroupTraining, Labels, SimulationMethod, SpuriousCorrelation, Weighting,
};
use crate::sweep::memory::shortage;
use crate::sweep::{Run, Silent, Store, SweepError, Swept, Unit, sweep};

static NEVER: AtomicBool = AtomicBool::new(false);
static AT_ONCE: AtomicBool = AtomicBool::new(true);

fn training(weights: [f64; 4]) -> GroupTraining {
    let weights = Weighting::new(weights.to_vec()).unwrap();
    GroupTraining {
        ridge: 0.1,
        ..GroupTraining::new(LossKind::Logistic, weights)
    }
}

fn unit(method: SimulationMethod, replicates: usize) -> Unit<Groups> {
    let model = SpuriousCorrelation::new(0.5, 1.5, 1.0, 0.6).unwrap();
    Unit {
        design: GroupDesign::new(model.population(), 0.2, 60, Labels::Random).unwrap(),
        method,
        replicates: 0..replicates,
        trainings: vec![training([1.0, 4.0, 4.0, 1.0])],
        by_rule: Vec::new(),
        conditions: (),
        precision: None,
    }
}

fn on(threads: usize) -> Run<'static> {
    Run::new(Some(threads), &Silent, &NEVER)
}

fn in_memory(unit: &Unit<Groups>) -> Vec<Vec<GroupReplicate>> {
    let swept = sweep(std::slice::from_ref(unit), 3, &on(1)).unwrap();
    swept.outcomes.into_iter().next().unwrap()
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for method in [SimulationMethod::Dense, SimulationMethod::Lazy] {
        let units = [unit(method, 12)];
        let of = |threads| sweep(&units, 3, &on(threads)).unwrap().outcomes;
        let one = of(1);
        assert_eq!(one, of(3));
        let rows = &one[0];
        assert_eq!(rows.len(), 12);
        assert!(rows.iter().flatten().all(Result::is_ok) && rows[0] != rows[1]);
    }
}

/// What else is trained on the same data changes nothing.
#[test]
fn a_training_does_not_know_its_company() {
    let alone = unit(SimulationMethod::Dense, 4);
    let mut both = alone.clone();
    both.trainings.push(training([1.0; 4]));
    for (together, alone) in in_memory(&both).iter().zip(in_memory(&alone)) {
        assert_eq!((together.len(), &together[0]), (2, &alone[0]));
        assert_ne!(together[0], together[1]);
    }
}

#[test]
fn what_is_cancelled_is_an_interruption() {
    let units = [unit(SimulationMethod::Dense, 5)];
    let ended = sweep(&units, 1, &Run::new(Some(2), &Silent, &AT_ONCE));
    assert_eq!(ended, Err(SweepError::Interrupted { done: 0, total: 5 }));
}

/// What the journal keeps is measured again bit for bit, errors included, and only what is new is
/// simulated.
#[test]
fn what_is_stored_is_not_simulated_again() {
    let folder = tempfile::tempdir().unwrap();
    let stored = |unit: &Unit<Groups>| -> Swept<Groups> {
        let store = Store::open(folder.path(), false).unwrap();
        let run = Run {
            store: Some(&store),
            ..on(2)
        };
        sweep(std::slice::from_ref(unit), 3, &run).unwrap()
    };
    let few = unit(SimulationMethod::Dense, 5);
    assert_eq!(stored(&few).simulated, 5);
    let again = stored(&few);
    assert_eq!((again.reused, again.simulated), (5, 0));
    assert_eq!(again.outcomes[0], in_memory(&few));
    // More replicates; other weights of the same groups, which another training has too.
    let mut more = unit(SimulationMethod::Dense, 7);
    assert_eq!(stored(&more).simulated, 2);
    more.trainings.push(training([1.0, 4.0, 4.0, 1.5]));
    let swept = stored(&more);
    assert_eq!((swept.reused, swept.simulated), (0, 7));
    assert_eq!(swept.outcomes[0], in_memory(&more));
    // Another way to draw, other data.
    assert_eq!(stored(&unit(SimulationMethod::Lazy, 2)).simulated, 2);
}

#[test]
fn what_does_not_fit_is_refused_with_numbers() {
    let units = [unit(SimulationMethod::Dense, 1_000_000)];
    assert!(shortage(&units, 2, 1e12).is_none());
    let said = shortage(&units, 2, 1e6).unwrap().to_string();
    assert!(said.contains("n = 60, d = 12"), "{said}");
    assert!(
        said.contains("MB") && said.contains("divide the number of replicates"),
        "{said}"
    );
    // As of two classes: a lighter method, and what fits.
    let population = units[0].design.population().clone();
    let large = GroupDesign::new(population, 0.2, 40_000, Labels::Fixed).unwrap();
    let units = [Unit {
        design: large,
        replicates: 0..2,
        ..units[0].clone()
    }];
    let said = shortage(&units, 1, 2e9).unwrap().to_string();
    assert!(
        said.contains("method lazy can do it") && said.contains("at the same delta n = "),
        "{said}"
    );
}

/// Counts what is announced and what is done.
#[derive(Default)]
struct Counted {
    left: std::sync::Mutex<f64>,
    announced: std::sync::Mutex<f64>,
}

impl crate::sweep::Progress for Counted {
    fn start(&self, total_cost: f64) {
        *self.announced.lock().unwrap() += total_cost;
        *self.left.lock().unwrap() = total_cost;
    }
    fn advance(&self, cost: f64) {
        *self.left.lock().unwrap() -= cost;
    }
}

/// Whoever watches theory sees every prediction, of cells, curves, marks and maps, of both kinds.
#[test]
fn theory_tells_how_far_it_is() {
    use crate::scenario::{Overrides, Scenario};
    use crate::sweep::{parse_any, predict_groups_plan, predict_plan};
    let study = "name = \"t\"\n[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
                 spurious_signal = 1.0\ncorrelation = 0.6\n[training]\ndelta = 0.2\n\
                 weights = \"inverse_prior\"\n[vary]\nweight_strength = [0, 1]\n[figure]\n\
                 x = \"weight_strength\"\ny = [\"group_errors\"]\ntheory_points = 7\n\
                 mark = [\"generalised_thumb\"]\n";
    let map = "name = \"t\"\n[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
               spurious_signal = 1.0\n[map]\n\
               x = { parameter = \"correlation\", from = 0, to = 0.9, points = 4 }\n\
               y = { parameter = \"delta\", from = 0.05, to = 0.5, points = 3 }\n";
    let two = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n[training]\n\
               delta = 0.2\n[vary]\nweight_ratio = [1, 4]\n[figure]\nx = \"weight_ratio\"\n\
               y = [\"error_minority\"]\ntheory_points = 5\nmark = [\"equal_error\"]\n";
    for (text, predictions) in [(study, 2 + 7 + 1), (map, 12), (two, 2 + 5 + 1)] {
        let watched = Counted::default();
        let run = Run::new(Some(2), &watched, &NEVER);
        match parse_any(text, "t.toml", Overrides::default()).unwrap() {
            Scenario::Groups(plan) => drop(predict_groups_plan(&plan, &run).unwrap()),
            Scenario::TwoClasses(plan) => drop(predict_plan(&plan, &run).unwrap()),
        }
        let (announced, left) = (
            *watched.announced.lock().unwrap(),
            *watched.left.lock().unwrap(),
        );
        assert_eq!((announced, left), (f64::from(predictions), 0.0), "{text}");
    }
}
