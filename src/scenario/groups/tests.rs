mod all_errors;
mod faults;
mod method_slips;
mod methods;
mod slips;

use super::*;
use crate::model::{
    GroupDesign, GroupObjective, GroupParameter, GroupQuantity, GroupRule, GroupThreshold,
    GroupTraining, GroupWeights, SimulationMethod,
};
use crate::scenario::{Overrides, Samplers, ScenarioError, ScenarioErrors};

/// Samplers that refuse one method of groups.
struct NoJacobi;

impl Samplers for NoJacobi {
    fn refusal(
        &self,
        _method: SimulationMethod,
        _design: &crate::model::Design,
        _training: &crate::model::Training,
    ) -> Option<String> {
        None
    }

    fn group_refusal(
        &self,
        method: SimulationMethod,
        _design: &GroupDesign,
        _training: &GroupTraining,
    ) -> Option<String> {
        (method == SimulationMethod::Jacobi).then(|| "it has one process".to_owned())
    }
}

fn every(text: &str) -> ScenarioErrors {
    examine(text, "t.toml", Overrides::default(), &NoJacobi).expect_err(text)
}

fn read_with(text: &str, overrides: Overrides) -> Result<GroupPlan, ScenarioError> {
    match parse_any(text, "t.toml", overrides, &NoJacobi)? {
        Scenario::Groups(plan) => Ok(*plan),
        Scenario::TwoClasses(_) => panic!("two classes"),
    }
}

fn read(text: &str) -> Result<GroupPlan, ScenarioError> {
    read_with(text, Overrides::default())
}

const SPURIOUS: &str = r#"name = "t"
[model]
kind = "spurious_correlation"
core_signal = 1.5
spurious_signal = 1.0
correlation = 0.6
[training]
delta = 0.2
weights = "inverse_prior"
[simulation]
n = 400
replicates = 20
[vary]
weight_strength = [0, 1, 1.5]
[figure]
x = "weight_strength"
y = ["group_errors", "worst_group_error"]
mark = ["generalised_thumb"]
"#;

const NOISE: &str = r#"name = "t"
[training]
delta = 0.3
weights = { rare = 4, common = 1 }
[vary]
noise_ratio = { from = 0.5, to = 2, points = 3, scale = "log" }
weight_strength = [0, 1]
[figure]
x = "noise_ratio"
y = ["group_errors"]
theory_points = 5
[[group]]
name = "rare"
label = 1
prior = 0.2
mean = [2.0]
[[group]]
name = "common"
label = -1
prior = 0.8
mean = [-2.0]
"#;

const MAP: &str = r#"name = "t"
[model]
kind = "spurious_correlation"
core_signal = 1.5
spurious_signal = 1.0
[training]
weights = "generalised_thumb"
[map]
gain_over = "inverse_prior"
x = { parameter = "correlation", from = 0, to = 0.9, points = 4 }
y = { parameter = "delta", from = 0.05, to = 0.5, points = 3 }
"#;

const METHODS: &str = r#"name = "t"
[model]
kind = "spurious_correlation"
core_signal = 1.5
spurious_signal = 1.0
[training]
delta = 0.2
weights = "inverse_prior"
ridge = 0.1
[simulation]
n = 400
replicates = 20
[vary]
correlation = [0, 0.6]
[figure]
x = "correlation"
y = ["worst_group_error"]
[[method]]
name = "square"
[[method]]
name = "logistic loss, thumb"
loss = "logistic"
weights = "generalised_thumb"
ridge = 0
[[method]]
name = "half"
loss = "huber"
huber_threshold = 2
weight_strength = 0.5
"#;

#[test]
fn a_study_of_strengths() {
    let plan = read(SPURIOUS).unwrap();
    assert_eq!((plan.cells.len(), plan.curves.len()), (3, 1));
    assert_eq!(plan.cells[2].id, "weight_strength=1.5");
    assert_eq!(plan.cells[2].setting.training.weights.strength, 1.5);
    assert_eq!(plan.cells[0].population().groups()[1].prior, 0.1);
    assert_eq!(plan.group_names(), ["y+a+", "y+a-", "y-a+", "y-a-"]);
    let figure = plan.figure.unwrap();
    assert_eq!(figure.marks, [GroupRule::GeneralisedThumb]);
}

#[test]
fn an_axis_of_noise_with_weights_by_name() {
    let plan = read(NOISE).unwrap();
    assert_eq!((plan.cells.len(), plan.curves.len()), (6, 2));
    let setting = &plan.cells[4].setting;
    assert_eq!(setting.number(GroupParameter::NoiseRatio), Some(2.0));
    let GroupWeights::Given(weighting) = &setting.training.weights.at_one else {
        panic!("{:?}", setting.training.weights)
    };
    assert_eq!(weighting.weights(), [4.0, 1.0]);
}

#[test]
fn a_map_varies_what_is_not_given() {
    let plan = read(MAP).unwrap();
    let map = plan.map.unwrap();
    assert_eq!((map.cells(), plan.cells.len()), (12, 0));
    // Row by row: the correlation is fastest.
    let second = map.setting(1);
    assert_eq!(second.number(GroupParameter::Correlation), Some(0.3));
    assert_eq!(second.delta, 0.05);
    let over = GroupRule::InversePrior;
    let threshold = GroupThreshold::NONE;
    assert_eq!(map.value, GroupMapValue::Gain { over, threshold });
    assert_eq!(map.threshold, threshold);
}

/// Each of the two that are compared has a threshold of its own; there is none without what is compared.
#[test]
fn a_map_of_thresholds() {
    let with = |keys: &str| read(&MAP.replace("gain_over = \"inverse_prior\"", keys));
    let both = "gain_over = \"unweighted\"\ngain_over_threshold = \"min_worst_group\"\nthreshold = \"none\"";
    let map = with(both).unwrap().map.unwrap();
    let threshold = GroupThreshold::Least(GroupObjective::WorstGroup);
    let over = GroupRule::Unweighted;
    assert_eq!(map.value, GroupMapValue::Gain { over, threshold });
    assert_eq!(map.threshold, GroupThreshold::NONE);
    let alone = with("threshold = \"min_average\"").unwrap().map.unwrap();
    assert_eq!(alone.value, GroupMapValue::Quantity);
    assert_eq!(
        alone.threshold,
        GroupThreshold::Least(GroupObjective::Average)
    );
    let error = with("gain_over_threshold = \"min_average\"")
        .unwrap_err()
        .to_string();
    assert!(error.contains("stands without gain_over"), "{error}");
    assert!(error.contains("map.threshold"), "{error}");
    let error = with("threshold = \"equal_error\"").unwrap_err().to_string();
    assert!(error.contains("min_worst_group"), "{error}");
}

/// What all cells' groups take is bounded, however short the file.
#[test]
fn many_groups_in_many_cells_are_refused() {
    let of = |cells: usize| {
        let group = |g: usize| {
            let mean = vec![format!("{g}.5"); 64].join(", ");
            let label = if g == 0 { -1 } else { 1 };
            format!(
                "[[group]]\nname = \"g{g}\"\nlabel = {label}\nprior = 0.015625\nmean = [{mean}]\n"
            )
        };
        let groups: String = (0..64).map(group).collect();
        let delta = format!("{{ from = 0.1, to = 1, points = {cells} }}");
        read(&format!(
            "name = \"t\"\n[simulation]\nn = 6400\nreplicates = 2\n[vary]\ndelta = {delta}\n{groups}"
        ))
    };
    assert_eq!(of(900).unwrap().cells.len(), 900);
    let said = of(1000).unwrap_err().to_string();
    assert!(
        said.contains("1000 populations of 64 groups in 64 coordinates"),
        "{said}"
    );
    assert!(said.contains("at most 910"), "{said}");
}

/// Errors of all groups are asked for by one word.
#[test]
fn a_target_is_of_the_quantities_that_its_words_name() {
    let with = |more: &str| {
        let text = SPURIOUS.replace("[vary]", &format!("[precision]\n{more}\n[vary]"));
        let plan = read(&text).unwrap();
        assert_eq!(read(&plan.resolved).unwrap(), plan);
        plan.precision.unwrap()
    };
    let usual = with("standard_error = 0.01");
    assert_eq!(usual.quantities, [GroupQuantity::WorstGroupError]);
    assert_eq!((usual.schedule.first, usual.schedule.cap), (100, 20));
    let all =
        with("relative_standard_error = 0.1\nquantities = [\"group_errors\", \"balanced_error\"]");
    let errors = (0..4).map(GroupQuantity::Error);
    let expected: Vec<_> = errors.chain([GroupQuantity::BalancedError]).collect();
    assert_eq!(all.quantities, expected);
}

/// What is written back is read as the same.
#[test]
fn what_is_resolved_is_the_same_plan() {
    for text in [SPURIOUS, NOISE, MAP, METHODS] {
        let plan = read(text).unwrap();
        let again = read(&plan.resolved).unwrap();
        assert_eq!(again, plan);
    }
}

#[test]
fn a_trial_is_small() {
    let quick = Overrides {
        quick: true,
        seed: Some(9),
        replicates: None,
    };
    let plan = read_with(&SPURIOUS.replace("n = 400", "n = 4000"), quick).unwrap();
    assert_eq!((plan.replicates, plan.seed), (10, 9));
    assert_eq!(plan.cells[0].design.as_ref().unwrap().samples(), 400);
}

/// Who asks for two classes is told what the file is.
#[test]
fn groups_are_no_two_classes() {
    let error = crate::scenario::parse(SPURIOUS, "t.toml", Overrides::default(), &NoJacobi);
    let said = error.unwrap_err().to_string();
    assert!(said.contains("groups"), "{said}");
    assert!(!describes_groups("name = \"t\"\n[model]\nsignal = 1.0\n"));
}
