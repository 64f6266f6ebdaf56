//! The product's promise: theory and simulation, which share no code, agree.

use std::sync::atomic::AtomicBool;

use thumbscale::compare::Verdict;
use thumbscale::loss::LossKind;
use thumbscale::model::{Design, Labels, Quantity, Solver, Training, TwoClass};
use thumbscale::report::Results;
use thumbscale::run_study;
use thumbscale::scenario::Overrides;
use thumbscale::simulate::{Streams, run_replicate};
use thumbscale::sweep::parse;
use thumbscale::sweep::{Silent, Standing};
use thumbscale::theory::{Problem, predict};

/// Independent designs: 8 of them, with ridge, interpolation and downsampling.
const SCENARIO: &str = r#"
name = "agreement"
seed = 20
[model]
signal = 1.5
[training]
weight_ratio = "prior_ratio"
[simulation]
n = 500
replicates = 40
[vary]
minority_prior = [0.15, 0.3]
delta = [0.1, 0.25, 0.6, 1.6]
[[method]]
name = "least squares"
[[method]]
name = "ridge"
ridge = 0.3
[[method]]
name = "downsampled with ridge"
ridge = 0.3
downsample = true
"#;

/// In place of the ways of [`SCENARIO`], where it takes less than minutes.
const SGD: &str = r#"
[[method]]
name = "sgd with ridge"
ridge = 1.0
solver = "sgd"
"#;

#[test]
fn theory_predicts_the_simulation() {
    agrees(SCENARIO, 2 * 4 * 3 * 8);
}

#[test]
fn theory_predicts_stochastic_gradient_descent() {
    let (setting, _) = SCENARIO.split_once("[[method]]").unwrap();
    let few = setting.replace("[0.1, 0.25, 0.6, 1.6]", "[0.1, 0.25]");
    agrees(&(few + SGD), 2 * 2 * 8);
}

fn agrees(scenario: &str, comparisons: usize) {
    let plan = parse(scenario, "agreement.toml", Overrides::default()).unwrap();
    let study = run_study(&plan, None, &Silent, &AtomicBool::new(false)).unwrap();
    let results = Results::of(plan, &study);
    let overview = results.overview();
    assert_eq!(overview.comparisons, comparisons);
    let off: Vec<String> = results
        .cells
        .iter()
        .filter_map(|row| Some((row, results.comparison(row)?.1)))
        .filter(|(_, c)| c.z.is_some_and(|z| z.abs() > 4.5))
        .map(|(row, c)| format!("{} {:?}: {c:?}", row.cell, row.quantity))
        .collect();
    assert!(off.is_empty(), "{}", off.join("\n"));
    // Chance gives .95; the 1/n shift at n = 500 and correlations take some of it.
    assert!(overview.share_within_2.unwrap() > 0.85, "{overview:?}");
}

/// Logistic and exponential loss below the separability threshold, and with ridge above.
const SMOOTH: &str = r#"
name = "smooth"
seed = 21
[model]
minority_prior = 0.3
signal = 1.0
[training]
weight_ratio = 2.0
[simulation]
n = 1000
replicates = 30
[vary]
delta = [0.03, 0.08, 0.12]
[[method]]
name = "logistic"
loss = "logistic"
[[method]]
name = "logistic with ridge"
loss = "logistic"
ridge = 0.05
[[method]]
name = "exponential with ridge"
loss = "exponential"
ridge = 0.1
"#;

#[test]
fn theory_predicts_smooth_losses() {
    assert_eq!(agreement(SMOOTH).overview().comparisons, 3 * 3 * 8);
}

/// Losses with kinks, in a curve or in its slope, and another threshold than Huber's own.
const KINKED: &str = r#"
name = "kinked"
seed = 22
[model]
minority_prior = 0.3
signal = 1.0
[training]
weight_ratio = 2.0
[simulation]
n = 800
replicates = 30
[vary]
delta = [0.04, 0.11]
[[method]]
name = "hinge"
loss = "hinge"
[[method]]
name = "hinge with ridge"
loss = "hinge"
ridge = 0.05
[[method]]
name = "absolute"
loss = "absolute"
[[method]]
name = "squared hinge"
loss = "squared-hinge"
[[method]]
name = "Huber"
loss = "huber"
huber_threshold = 0.3
"#;

#[test]
fn theory_predicts_losses_with_kinks() {
    assert_eq!(agreement(KINKED).overview().comparisons, 2 * 5 * 8);
}

/// Label-dependent margins: VS-loss, LDAM, and the square loss with other targets.
const ADJUSTED: &str = r#"
name = "adjusted"
seed = 23
[model]
minority_prior = 0.3
signal = 1.0
[training]
weight_ratio = 1.5
[simulation]
n = 800
replicates = 30
[vary]
delta = [0.04, 0.11]
[[method]]
name = "VS-loss"
loss = "logistic"
margin_scale = [0.8, 1.5]
margin_shift = [-0.4, 0.3]
[[method]]
name = "VS-loss with ridge"
loss = "logistic"
margin_scale = [0.8, 1.5]
margin_shift = [-0.4, 0.3]
ridge = 0.05
[[method]]
name = "LDAM"
loss = "hinge"
required_margin = [2.0, 1.0]
[[method]]
name = "square"
loss = "square"
margin_scale = [0.7, 1.2]
margin_shift = [-0.3, 0.2]
"#;

#[test]
fn theory_predicts_adjusted_losses() {
    assert_eq!(agreement(ADJUSTED).overview().comparisons, 2 * 4 * 8);
}

/// On separable data training tends to the maximum margin, with the margins that the
/// adjustments require; neither weight nor shift has a part in it for logistic loss.
const SEPARABLE: &str = r#"
name = "separable"
seed = 24
[model]
minority_prior = 0.2
signal = 2.0
[training]
weight_ratio = 3.0
[simulation]
n = 400
replicates = 30
[vary]
delta = [0.3, 1.2]
[[method]]
name = "maximum margin"
loss = "logistic"
[[method]]
name = "VS-loss"
loss = "logistic"
margin_scale = [0.5, 1.5]
margin_shift = [0.0, 1.0]
[[method]]
name = "LDAM"
loss = "hinge"
required_margin = [2.0, 0.5]
"#;

#[test]
fn theory_predicts_the_maximum_margin() {
    let results = agreement(SEPARABLE);
    assert_eq!(results.overview().comparisons, 2 * 3 * 8);
    for row in &results.cells {
        assert_eq!((row.status, row.separable), (Standing::Separable, 30));
    }
}

/// Runs a scenario in which nothing may lie beyond 3/n + 4.5 standard errors.
fn agreement(text: &str) -> Results {
    let plan = parse(text, "agreement.toml", Overrides::default()).unwrap();
    let study = run_study(&plan, None, &Silent, &AtomicBool::new(false)).unwrap();
    let results = Results::of(plan, &study);
    assert_eq!(results.failures(), 0);
    let off: Vec<String> = results
        .cells
        .iter()
        .filter_map(|row| Some((row, results.comparison(row)?.1)))
        .filter(|(_, c)| c.verdict == Verdict::Disagree)
        .map(|(row, c)| format!("{} {:?}: {c:?}", row.cell, row.quantity))
        .collect();
    assert!(off.is_empty(), "{}", off.join("\n"));
    results
}

/// A loss with a kink can give a class up: theory says θ = 0, and so does training.
#[test]
fn both_sides_give_the_same_class_up() {
    for (loss, (delta, prior, signal, weight_ratio)) in [
        (LossKind::Hinge, (0.0322, 0.4369, 0.386, 0.4836)),
        (LossKind::Absolute, (0.2626, 0.0710, 0.097, 3.4342)),
    ] {
        let two_class = TwoClass::new(prior, signal).unwrap();
        let design = Design::new(two_class, delta, 1000, Labels::Fixed).unwrap();
        let problem = Problem::new(design.delta(), design.two_class())
            .unwrap()
            .with_loss(loss)
            .with_weight_ratio(weight_ratio)
            .unwrap();
        let theory = predict(&problem).solution.unwrap();
        assert_eq!((theory.alpha, theory.bias), (0.0, -1.0), "{loss:?}");
        let training = Training {
            loss: loss.into(),
            weights: weight_ratio,
            ridge: 0.0,
            downsample: false,
            solver: Solver::Direct,
            threshold: thumbscale::model::Threshold::NONE,
        };
        let vanished = |replicate: &u32| {
            let streams = Streams::new([7; 32], *replicate);
            let found = run_replicate(&design, &[training], streams)
                .remove(0)
                .unwrap();
            let seen = found.classifier(design.two_class());
            let value = |q: Quantity| q.of(&seen).unwrap();
            let at_kink = (value(Quantity::Bias) + 1.0).abs() < 1e-9;
            value(Quantity::Alpha) < 1e-10 && at_kink && value(Quantity::ErrorMinority) == 1.0
        };
        let count = (0..20).filter(vanished).count();
        assert!(count >= 18, "{loss:?}: {count} of 20");
    }
}

/// Cells without any spread have verdicts and intervals like others, and no NaN.
#[test]
fn a_class_given_up_makes_no_nan() {
    let text = "name = \"t\"\n[model]\nminority_prior = 0.4369\nsignal = 0.386\n\
        [training]\nloss = \"hinge\"\nweight_ratio = 0.4836\ndelta = 0.0322\n\
        [simulation]\nn = 1000\nreplicates = 4\n";
    let results = agreement(text);
    assert_eq!(
        (results.given_up(), results.overview().comparisons),
        ([1, 0], 8)
    );
    for row in &results.cells {
        let numbers = [
            row.theory,
            row.mean,
            row.se,
            row.lo,
            row.hi,
            row.known_shift,
        ];
        assert!(
            numbers.iter().all(|v| v.is_some_and(f64::is_finite)),
            "{row:?}"
        );
        assert!(row.z.is_none_or(f64::is_finite), "{row:?}");
    }
}

/// The same rows, hence the same file, on one and on three threads.
#[test]
fn the_tables_do_not_depend_on_threads() {
    let small = SCENARIO.replace("n = 500", "n = 100");
    let rows = |threads| {
        let plan = parse(
            &small,
            "agreement.toml",
            Overrides {
                replicates: Some(3),
                ..Overrides::default()
            },
        )
        .unwrap();
        let study = run_study(&plan, Some(threads), &Silent, &AtomicBool::new(false)).unwrap();
        serde_json::to_string(&Results::of(plan, &study).cells).unwrap()
    };
    assert_eq!(rows(1), rows(3));
}
