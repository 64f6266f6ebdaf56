use super::*;
use crate::model::{
    GroupDesign, GroupParameter, GroupRule, GroupTraining, GroupWeights, SimulationMethod,
};
use crate::scenario::{Overrides, Samplers, ScenarioError};

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

#[test]
fn a_study_of_strengths() {
    let plan = read(SPURIOUS).unwrap();
    assert_eq!((plan.cells.len(), plan.curves.len()), (3, 1));
    assert_eq!(plan.cells[2].id, "weight_strength=1.5");
    assert_eq!(plan.cells[2].setting.strength, 1.5);
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
    let GroupWeights::Given(weighting) = &setting.weights else {
        panic!("{:?}", setting.weights)
    };
    assert_eq!(weighting.weights(), [4.0, 1.0]);
}

#[test]
fn a_map_varies_what_is_not_given() {
    let plan = read(MAP).unwrap();
    let map = plan.map.unwrap();
    assert_eq!((map.settings.len(), plan.cells.len()), (12, 0));
    // Row by row: the correlation is fastest.
    let second = &map.settings[1];
    assert_eq!(second.number(GroupParameter::Correlation), Some(0.3));
    assert_eq!(second.delta, 0.05);
    let over = GroupRule::InversePrior;
    assert_eq!(map.value, GroupMapValue::Gain { over });
}

/// What is written back is read as the same.
#[test]
fn what_is_resolved_is_the_same_plan() {
    for text in [SPURIOUS, NOISE, MAP] {
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

/// What can be wrong, with the line and the key that are named, and what is said.
#[test]
fn every_fault_is_named_where_it_stands() {
    for (base, from, to, line, key, said) in [
        (SPURIOUS, "= 0.6", "= 1.0", 6, "model.correlation", "1"),
        (
            SPURIOUS,
            "correlation = 0.6\n",
            "",
            2,
            "model",
            "correlation",
        ),
        (
            SPURIOUS,
            "\"inverse_prior\"",
            "[1, 2]",
            9,
            "training.weights",
            "2 weights for 4",
        ),
        (
            SPURIOUS,
            "\"inverse_prior\"",
            "[1, 2, -3, 1]",
            9,
            "training.weights",
            "-3",
        ),
        (
            SPURIOUS,
            "\"inverse_prior\"",
            "\"inverse\"",
            9,
            "training.weights",
            "inverse",
        ),
        (
            SPURIOUS,
            "\"inverse_prior\"",
            "\"downsampled\"",
            9,
            "training.weights",
            "samples",
        ),
        (
            SPURIOUS,
            "[0, 1, 1.5]",
            "[0, 11]",
            14,
            "vary.weight_strength",
            "11",
        ),
        (
            SPURIOUS,
            "[0, 1, 1.5]",
            "[0, 1]\ndelta = [0.2]",
            8,
            "training.delta",
            "varied",
        ),
        (
            SPURIOUS,
            "weight_strength = [0",
            "noise_ratio = [1",
            14,
            "vary.noise_ratio",
            "noise",
        ),
        (
            SPURIOUS,
            "n = 400",
            "n = 4",
            11,
            "simulation.n",
            "2 coordinates",
        ),
        (
            SPURIOUS,
            "n = 400",
            "n = 400\nmethod = \"jacobi\"",
            12,
            "simulation.method",
            "process",
        ),
        (
            SPURIOUS,
            "x = \"weight",
            "x = \"delta\" #",
            16,
            "figure.x",
            "delta",
        ),
        (
            SPURIOUS,
            "y = [",
            "y = [\"alpha\", ",
            17,
            "figure.y",
            "alpha",
        ),
        (SPURIOUS, "delta = 0.2", "", 7, "training.delta", "no value"),
        (
            SPURIOUS,
            "[figure]",
            "[map]\nx = { parameter = \"delta\", from = 0.1, to = 1, points = 3 }\ny = { parameter = \"ridge\", from = 0, to = 1, points = 3 }\n[figure]",
            15,
            "map",
            "[vary]",
        ),
        (
            NOISE,
            "common = 1",
            "commn = 1",
            4,
            "training.weights",
            "commn",
        ),
        (NOISE, ", common = 1", "", 4, "training.weights", "common"),
        (
            NOISE,
            "prior = 0.8",
            "prior = 0.7",
            20,
            "group[1].prior",
            "0.899",
        ),
        (NOISE, "label = -1", "label = 1", 19, "group[1].label", "1"),
        (
            NOISE,
            "[-2.0]",
            "[-2.0, 1.0]",
            21,
            "group[1].mean",
            "2 coordinates",
        ),
        (
            NOISE,
            "from = 0.5",
            "from = 0.0",
            6,
            "vary.noise_ratio",
            "0",
        ),
        (
            NOISE,
            "noise_ratio = {",
            "correlation = {",
            6,
            "vary.correlation",
            "correlation",
        ),
        (MAP, "to = 0.9", "to = 1.0", 10, "map.x", "1"),
        (
            NOISE,
            "mean = [2.0]",
            "mean = [2.0]\nnoise = 1.3",
            17,
            "group[0].noise",
            "noise_ratio varies it",
        ),
        (
            SPURIOUS,
            "y = [\"group_errors\"",
            "y = [\"group_errors\", \"group_errors\"",
            17,
            "figure.y",
            "twice",
        ),
        (
            SPURIOUS,
            "[vary]",
            "[precision]\nfirst = 20\n[vary]",
            13,
            "precision",
            "no precision",
        ),
        (
            NOISE,
            "name = \"rare\"",
            "name = \"ra\\u0007re\"",
            13,
            "group[0].name",
            "u{7}",
        ),
        (
            MAP,
            "\"correlation\"",
            "\"delta\"",
            2,
            "model",
            "correlation",
        ),
    ] {
        assert!(base.contains(from), "{from}");
        let error = read(&base.replacen(from, to, 1)).unwrap_err();
        assert_eq!(
            (error.line, error.key.as_str()),
            (line, key),
            "{to}: {error}"
        );
        assert!(error.to_string().contains(said), "{said}: {error}");
        assert!(error.allowed.is_some() || error.help.is_some(), "{error}");
    }
}

/// What a slip is told is of scenarios about groups, not of two classes.
#[test]
fn slips_are_told_in_the_words_of_groups() {
    for (from, to, said) in [
        ("n = 400", "n = \"400\"", "write 400"),
        (
            "correlation = 0.6",
            "corelation = 0.6",
            "did you mean `correlation`?",
        ),
        (
            "correlation = 0.6",
            "correlation = \"strong\"",
            "a number: in (−1, 1)",
        ),
        (
            "n = 400",
            "n = 400\nridge = 0.1",
            "`ridge` belongs in [training], or in [vary] to let it vary",
        ),
        (
            "n = 400",
            "n = 400\nmean = [1]",
            "`mean` belongs in a [[group]]",
        ),
        (
            "n = 400",
            "n = 400\nloss = \"hinge\"",
            "`loss` belongs in [training]",
        ),
        ("delta = 0.2", "delta = true", "a number"),
        ("[0, 1, 1.5]", "1.5", "a list"),
        ("y = [", "y = [1, ", "group_errors"),
    ] {
        assert!(SPURIOUS.contains(from), "{from}");
        let error = read(&SPURIOUS.replacen(from, to, 1))
            .unwrap_err()
            .to_string();
        assert!(error.contains(said), "{to}: {error}");
        for of_two_classes in ["minority", "vanishing", "weight_ratio", "[[method]]"] {
            assert!(!error.contains(of_two_classes), "{to}: {error}");
        }
    }
}

/// Who asks for two classes is told what the file is.
#[test]
fn groups_are_no_two_classes() {
    let error = crate::scenario::parse(SPURIOUS, "t.toml", Overrides::default(), &NoJacobi);
    let said = error.unwrap_err().to_string();
    assert!(said.contains("groups"), "{said}");
    assert!(!describes_groups("name = \"t\"\n[model]\nsignal = 1.0\n"));
}
