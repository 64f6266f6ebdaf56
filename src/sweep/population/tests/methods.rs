//! Methods of one scenario: on the same data, and each as if it were alone.

use super::{NEVER, on};
use crate::scenario::{GroupPlan, Overrides, Scenario};
use crate::sweep::population::group_layout::group_designs;
use crate::sweep::{
    GroupCellResult, Groups, Replayed, Run, Silent, SimulatedPlan, Store, parse_any, replay,
    run_groups_plan,
};

const TRAINED: &str = "name = \"t\"\n[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
                       spurious_signal = 1.0\ncorrelation = 0.6\n[simulation]\nn = 60\nreplicates = 4\n\
                       method = \"dense\"\n[training]\ndelta = 0.1\n";
const SQUARE: &str = "loss = \"square\"\nweights = \"inverse_prior\"\n";
const LOGISTIC: &str = "loss = \"logistic\"\nweights = [1, 3, 3, 1]\nridge = 0.1\n";
const POWER: &str = "loss = \"square\"\nweights = \"inverse_prior\"\nweight_strength = 0\n";

fn plan(text: &str) -> GroupPlan {
    match parse_any(text, "t.toml", Overrides::default()).unwrap() {
        Scenario::Groups(plan) => *plan,
        Scenario::TwoClasses(_) => panic!("two classes"),
    }
}

fn together() -> GroupPlan {
    let method =
        |(name, training): (&str, &str)| format!("[[method]]\nname = \"{name}\"\n{training}");
    let methods = [
        ("square", SQUARE),
        ("logistic", LOGISTIC),
        ("power", POWER),
        ("again", SQUARE),
    ];
    let methods: String = methods.into_iter().map(method).collect();
    plan(&format!("{TRAINED}{methods}"))
}

fn results(plan: &GroupPlan) -> Vec<GroupCellResult> {
    run_groups_plan(plan, &on(2)).unwrap().cells
}

/// Theory and simulation of each method are those of a scenario that trains so and names none.
#[test]
fn a_method_does_not_know_the_others() {
    let plan_of_all = together();
    let found = results(&plan_of_all);
    for (cell, training) in [SQUARE, LOGISTIC, POWER, SQUARE].into_iter().enumerate() {
        let alone = plan(&format!("{TRAINED}{training}"));
        assert_eq!(found[cell], results(&alone)[0], "{training}");
    }
    let estimates = |cell: usize| &found[cell].simulated.as_ref().unwrap().estimates;
    assert_ne!(estimates(0), estimates(1));
    assert_ne!(estimates(0), estimates(2));
}

/// One design, drawn once: two methods that train alike are one training of it.
#[test]
fn methods_share_the_data_of_a_design() {
    let plan = together();
    let designs = group_designs(&plan);
    assert_eq!(designs.len(), 1);
    assert_eq!(designs[0].cells, [0, 1, 2, 3]);
    let theory = plan.theory_of(&designs[0]).unwrap();
    let (unit, places) = plan.unit(&designs[0], &theory).unwrap();
    assert_eq!(unit.trainings.len(), 3);
    assert_eq!(places, [Some(0), Some(1), Some(2), Some(0)]);
    let study = run_groups_plan(&plan, &on(1)).unwrap();
    assert_eq!(study.simulated, 4);
}

/// What was stored without methods is found again by a method that trains so: keys know nothing of
/// names.
#[test]
fn naming_a_training_simulates_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let stored = |plan: &GroupPlan| {
        let store = Store::open(folder.path(), false).unwrap();
        let run = Run {
            store: Some(&store),
            ..Run::new(Some(2), &Silent, &NEVER)
        };
        let study = run_groups_plan(plan, &run).unwrap();
        (study.reused, study.simulated)
    };
    let alone = plan(&format!("{TRAINED}{LOGISTIC}"));
    assert_eq!(stored(&alone), (0, 4));
    let named = plan(&format!(
        "{TRAINED}[[method]]\nname = \"logistic\"\n{LOGISTIC}"
    ));
    assert_eq!(stored(&named), (4, 0));
    let (known, _) = Store::read(folder.path()).unwrap();
    let again: Replayed<Groups, _> = replay(&named, "method=logistic", 2, &known).unwrap();
    assert_eq!(again.stored.as_ref(), Some(&again.outcome));
}
