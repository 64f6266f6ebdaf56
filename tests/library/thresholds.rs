//! Thresholds that are estimated: what theory says of them beside what simulation does.

use std::sync::atomic::AtomicBool;

use thumbscale::loss::LossKind;
use thumbscale::model::{
    Design, Labels, Quantity, SimulationMethod, Threshold, ThresholdRule, ThresholdSource,
    Training, TwoClass,
};
use thumbscale::scenario::Overrides;
use thumbscale::simulate::{Measurement, Refusal, Streams, refusal, run_replicate, simulate};
use thumbscale::sweep::{Run, Silent, Store, finish_study, parse};
use thumbscale::theory::{
    Problem, Samples, estimated_midpoint, left_out_margins, predict, threshold,
};

const LEFT_OUT: Threshold = Threshold::midpoint(ThresholdSource::LeaveOneOut);
const TRAINED: Threshold = Threshold::midpoint(ThresholdSource::TrainingScores);
const ORACLE: Threshold = Threshold::midpoint(ThresholdSource::Oracle);

fn design(n: usize, delta: f64, prior: f64, signal: f64) -> Design {
    Design::new(
        TwoClass::new(prior, signal).unwrap(),
        delta,
        n,
        Labels::Fixed,
    )
    .unwrap()
}

fn square(ratio: f64) -> Training {
    Training::new(LossKind::Square, ratio)
}

fn problem(design: &Design, training: &Training) -> Problem {
    Problem::new(design.delta(), design.two_class())
        .and_then(|p| {
            p.with_loss(training.loss)
                .with_weight_ratio(training.weights)
        })
        .and_then(|p| p.with_ridge(training.ridge))
        .unwrap()
}

fn replicate(design: &Design, trainings: &[Training], number: u32) -> Vec<Measurement> {
    let outcomes = run_replicate(design, trainings, Streams::new([13; 32], number));
    outcomes.into_iter().map(Result::unwrap).collect()
}

fn at(design: &Design, measured: &Measurement, threshold: Threshold) -> (f64, f64) {
    let seen = measured.classifier(design.two_class());
    let seen = seen.thresholded(threshold, measured.scores.as_ref());
    (seen.threshold(), seen.errors().worst())
}

/// Mean and standard error.
fn mean(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let square: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    (mean, (square / (n - 1.0) / n).sqrt())
}

/// Mean worst-class errors at τ = 0, by leave-one-out, by the oracle and by training scores, each
/// within .003 or four standard errors of what was seen elsewhere.
fn seen(design: &Design, replicates: u32, expected: [f64; 4]) {
    let asked = [Threshold::NONE, LEFT_OUT, ORACLE, TRAINED];
    let trainings = asked.map(|threshold| square(1.0).deciding(threshold));
    let mut worst: [Vec<f64>; 4] = Default::default();
    for number in 0..replicates {
        let measured = replicate(design, &trainings, number);
        for ((values, measured), threshold) in worst.iter_mut().zip(&measured).zip(asked) {
            values.push(at(design, measured, threshold).1);
        }
    }
    for ((values, expected), threshold) in worst.iter().zip(expected).zip(asked) {
        let (found, error) = mean(values);
        let granted = 0.003f64.max(4.0 * error);
        assert!(
            (found - expected).abs() < granted,
            "{threshold:?}: {found} ± {error}, {expected}"
        );
    }
}

/// Ten minority samples.
#[test]
fn a_hundred_samples() {
    seen(
        &design(100, 0.2, 0.1, 2.0),
        400,
        [0.2261, 0.0642, 0.0465, 0.0716],
    );
}

#[test]
#[ignore = "a minute"]
fn a_thousand_samples() {
    seen(
        &design(1000, 0.2, 0.2, 2.0),
        100,
        [0.0939, 0.0456, 0.0425, 0.0509],
    );
    seen(
        &design(1000, 0.5, 0.2, 1.0),
        100,
        [0.4897, 0.3131, 0.2991, 0.3911],
    );
}

fn samples(design: &Design) -> Samples {
    Samples {
        minority: design.counts()[0] as f64,
        majority: design.counts()[1] as f64,
        dimension: design.dimension() as f64,
    }
}

/// Five samples of a rare class: the mean of τ̂ − b and of the larger error, with a weight and a ridge too.
#[test]
fn a_rare_class_is_left_out_of_itself() {
    let design = design(200, 0.02, 0.025, 2.0);
    let ridged = Training {
        ridge: 0.3,
        ..square(3.0)
    };
    for training in [square(1.0), ridged] {
        let training = training.deciding(LEFT_OUT);
        let seen: Vec<(f64, f64)> = (0..400)
            .map(|number| {
                let measured = replicate(&design, &[training], number).remove(0);
                let (tau, worst) = at(&design, &measured, LEFT_OUT);
                ((tau - measured.order[2]) / measured.order[0], worst)
            })
            .collect();
        let (gaps, errors): (Vec<f64>, Vec<f64>) = seen.into_iter().unzip();
        let problem = problem(&design, &training);
        let solution = predict(&problem).solution.unwrap();
        let samples = samples(&design);
        let expected = estimated_midpoint(&problem, &solution, &samples).unwrap();
        let (found, error) = mean(&gaps);
        let known = expected.bias / solution.alpha;
        assert!(
            (found - known).abs() < 4.0 * error + 0.02 && known < -0.1,
            "{found} ± {error}, {known}"
        );
        let (found, error) = mean(&errors);
        let known = left_out_margins(&problem, &samples).unwrap().worst();
        assert!(
            (found - known).abs() < 4.0 * error + 0.02 * known,
            "{found} ± {error}, {known}"
        );
    }
}

/// sd(τ̂ − b) over replicates as a share of the formula's.
fn spread_ratio(design: &Design, replicates: u32) -> f64 {
    let training = square(1.0).deciding(LEFT_OUT);
    let gaps: Vec<f64> = (0..replicates)
        .map(|number| {
            let measured = replicate(design, &[training], number).remove(0);
            at(design, &measured, LEFT_OUT).0 - measured.order[2]
        })
        .collect();
    let (_, error) = mean(&gaps);
    let problem = problem(design, &training);
    let solution = predict(&problem).solution.unwrap();
    let expected = estimated_midpoint(&problem, &solution, &samples(design)).unwrap();
    error * f64::from(replicates).sqrt() / expected.spread
}

/// The standard deviation of a standard deviation is 1/√(2R), here .05; the formula is one of
/// first order.
#[test]
fn the_spread_of_the_estimate() {
    for (n, delta, prior, signal) in [(300, 0.2, 0.2, 2.0), (200, 0.5, 0.3, 1.0)] {
        let ratio = spread_ratio(&design(n, delta, prior, signal), 200);
        assert!((ratio - 1.0).abs() < 0.22, "{delta} {prior}: {ratio}");
    }
}

#[test]
#[ignore = "minutes"]
fn the_spread_of_the_estimate_at_ten_points() {
    for delta in [0.1, 0.2, 0.35, 0.5, 0.7] {
        for (prior, signal) in [(0.2, 2.0), (0.35, 1.0)] {
            let ratio = spread_ratio(&design(800, delta, prior, signal), 400);
            println!("δ = {delta}, π₊ = {prior}, s = {signal}: {ratio:.3}");
            assert!((ratio - 1.0).abs() < 0.15, "{delta} {prior}: {ratio}");
        }
    }
}

/// The midpoint of training scores at three δ and two ρ, and zero at ρ = n₋/n₊ for every n: in law,
/// and on data.
#[test]
fn thresholds_by_training_scores() {
    for delta in [0.2, 0.5, 0.8] {
        let design = design(2000, delta, 0.2, 1.5);
        let trainings = [1.0, 3.0].map(|ratio| square(ratio).deciding(TRAINED));
        let mut found: [Vec<f64>; 2] = Default::default();
        for number in 0..200 {
            let streams = Streams::new([14; 32], number);
            let drawn = simulate(SimulationMethod::Jacobi, &design, &trainings, streams);
            for (values, measured) in found.iter_mut().zip(drawn) {
                values.push(at(&design, &measured.unwrap(), TRAINED).0);
            }
        }
        for (values, training) in found.iter().zip(&trainings) {
            let (mean, error) = mean(values);
            let asked = problem(&design, training);
            let limit = threshold(&asked, &predict(&asked), TRAINED, (0.2, None)).unwrap();
            // One over n, on the scale of b.
            let granted = 4.0 * error + 3.0 / 2000.0;
            assert!(
                (mean - limit).abs() < granted,
                "{delta}: {mean} ± {error}, {limit}"
            );
        }
    }
    let balanced = [square(4.0).deciding(TRAINED)];
    for (n, delta) in [(40, 0.5), (200, 0.9), (100, 1.4)] {
        let design = design(n, delta, 0.2, 1.5);
        let on_data = replicate(&design, &balanced, 3).remove(0);
        let streams = Streams::new([14; 32], 3);
        let in_law = [SimulationMethod::Jacobi, SimulationMethod::Sufficient].map(|method| {
            simulate(method, &design, &balanced, streams)
                .remove(0)
                .unwrap()
        });
        for measured in std::iter::once(on_data).chain(in_law) {
            assert!(
                at(&design, &measured, TRAINED).0.abs() < 1e-10,
                "{n} {delta}"
            );
        }
    }
}

/// On data and in law the same law: means of both within their errors.
#[test]
fn methods_agree_on_training_scores() {
    let design = design(120, 0.3, 0.25, 1.5);
    let training = [square(2.0).deciding(TRAINED)];
    let methods = [
        SimulationMethod::Dense,
        SimulationMethod::Sufficient,
        SimulationMethod::Jacobi,
    ];
    let each = methods.map(|method| {
        let values: Vec<f64> = (0..300)
            .map(|number| {
                let streams = Streams::new([15; 32], number);
                let drawn = simulate(method, &design, &training, streams).remove(0);
                at(&design, &drawn.unwrap(), TRAINED).0
            })
            .collect();
        mean(&values)
    });
    for (found, error) in &each[1..] {
        let apart = (found - each[0].0).abs();
        assert!(apart < 4.0 * error.hypot(each[0].1), "{each:?}");
    }
}

/// Without ridge the exponential loss's weight is an intercept: b moves by ½ log ρ, and nothing else
/// does, on any samples.
#[test]
fn exponential_weights_are_intercepts() {
    let design = design(300, 0.05, 0.3, 1.0);
    let trainings = [1.0, 4.0, 0.3, 50.0].map(|rho| Training::new(LossKind::Exponential, rho));
    let measured = replicate(&design, &trainings, 0);
    let [alpha, gamma, bias] = measured[0].order;
    for (measured, training) in measured.iter().zip(&trainings) {
        let shift = 0.5 * training.weights.ln();
        let expected = [alpha, gamma, bias + shift];
        for (a, b) in measured.order.iter().zip(expected) {
            assert!((a - b).abs() < 1e-9 * alpha, "{measured:?}");
        }
    }
}

/// Not in a bit does a training depend on its company, or what is left of it on the threshold.
#[test]
fn thresholds_share_their_training() {
    for loss in [LossKind::Square, LossKind::Logistic] {
        for delta in [0.2, 1.3] {
            let design = design(60, delta, 0.3, 1.0);
            let plain = Training {
                ridge: 0.1,
                ..Training::new(loss, 2.0)
            };
            let dropped = Training {
                downsample: true,
                ..plain
            };
            let all = [plain, dropped].into_iter().flat_map(|training| {
                [Threshold::NONE, LEFT_OUT, TRAINED, ORACLE].map(|by| training.deciding(by))
            });
            let all: Vec<Training> = all.collect();
            let together = replicate(&design, &all, 1);
            for (training, measured) in all.iter().zip(&together) {
                assert_eq!(
                    &replicate(&design, &[*training], 1)[0],
                    measured,
                    "{training:?}"
                );
            }
            assert!(together[..4].iter().all(|m| m.order == together[0].order));
            assert!(together[1].scores != together[2].scores && together[3].scores.is_none());
        }
    }
}

#[test]
fn what_cannot_be_estimated_says_why() {
    let design = design(100, 0.3, 0.3, 1.0);
    let by_rule = Threshold::new(ThresholdRule::EqualError, ThresholdSource::TrainingScores);
    let refused = |method, training: Training| refusal(method, &design, &training);
    for method in SimulationMethod::ALL {
        let left_out = refused(method, square(1.0).deciding(LEFT_OUT));
        assert_eq!(
            left_out.is_none(),
            method == SimulationMethod::Dense,
            "{method:?}"
        );
        assert_eq!(refused(method, square(1.0).deciding(ORACLE)), None);
        let by_means = refused(method, square(1.0).deciding(TRAINED));
        assert_eq!(
            by_means.is_some(),
            method == SimulationMethod::Lazy,
            "{method:?}"
        );
        let by_spread = refused(method, square(1.0).deciding(by_rule));
        assert_eq!(
            by_spread.is_none(),
            method == SimulationMethod::Dense,
            "{method:?}"
        );
    }
    let hinge = Training::new(LossKind::Hinge, 1.0).deciding(LEFT_OUT);
    let why = refused(SimulationMethod::Dense, hinge).unwrap();
    assert!(
        matches!(why, Refusal::Unscored(_)) && why.to_string().contains("kink"),
        "{why}"
    );
    // δ* = .036 here.
    let separable = Training::new(LossKind::Logistic, 1.0).deciding(LEFT_OUT);
    let streams = Streams::new([13; 32], 0);
    let failure = run_replicate(&self::design(100, 0.9, 0.3, 2.0), &[separable], streams);
    let said = failure[0].as_ref().unwrap_err().to_string();
    assert!(
        said.contains("separable") && said.contains("ridge > 0"),
        "{said}"
    );
}

fn scenario(methods: &[(&str, &str)]) -> String {
    let mut text = "name = \"t\"\n[model]\nminority_prior = 0.25\nsignal = 1.5\n\
         [training]\nweight_ratio = 1\n[simulation]\nmethod = \"dense\"\nn = 60\nreplicates = 5\n\
         [vary]\ndelta = [0.2, 1.4]\n"
        .to_owned();
    for (name, threshold) in methods {
        text += &format!("[[method]]\nname = \"{name}\"\n{threshold}\n");
    }
    text
}

/// Rules share what is stored, and neither a new rule nor a new source touches the numbers of
/// journals from before there was either.
#[test]
fn rules_share_what_is_stored() {
    let flag = AtomicBool::new(false);
    let folder = tempfile::tempdir().unwrap();
    let study = |methods: &[(&str, &str)]| {
        let plan = parse(&scenario(methods), "t.toml", Overrides::default()).unwrap();
        let store = Store::open(folder.path(), false).unwrap();
        let run = Run {
            store: Some(&store),
            ..Run::new(Some(1), &Silent, &flag)
        };
        finish_study(&plan, &run).unwrap()
    };
    let left_out = "threshold_from = \"leave_one_out\"";
    let midpoint = format!("threshold = \"midpoint\"\n{left_out}");
    let equal = format!("threshold = \"equal_error\"\n{left_out}");
    let average = format!("threshold = \"min_average\"\n{left_out}");
    let before = study(&[("none", "")]);
    assert_eq!((before.reused, before.simulated), (0, 10));
    // All that follows from the order parameters is there.
    let oracle = study(&[
        ("none", ""),
        ("oracle", "threshold = \"midpoint\""),
        ("number", "threshold = -0.2"),
    ]);
    assert_eq!((oracle.reused, oracle.simulated), (10, 0));
    let with_scores = study(&[("none", ""), ("midpoint", &midpoint)]);
    assert_eq!(with_scores.simulated, 10);
    let others = study(&[
        ("none", ""),
        ("midpoint", &midpoint),
        ("equal", &equal),
        ("average", &average),
    ]);
    assert_eq!(
        (others.reused, others.simulated, others.conflicts),
        (10, 0, 0)
    );
    let first = |cells: &[thumbscale::sweep::CellResult]| cells[0].simulated.clone().unwrap();
    let plain = first(&before.study.cells);
    assert_eq!(plain, first(&oracle.study.cells));
    assert_eq!(plain, first(&others.study.cells));
    let worst = |place: usize| {
        let simulated = others.study.cells[place].simulated.as_ref().unwrap();
        simulated.estimates[5].unwrap().mean
    };
    // Cells of a method follow each other.
    assert!(worst(0) > worst(2) && worst(2) != worst(4) && worst(4) != worst(6));
}

/// τ = b + (α²/2m) log(c₋π₋/(c₊π₊)) in theory and in every replicate, at the costs and the test
/// prior of [metrics].
#[test]
fn costs_of_a_scenario_move_the_threshold() {
    let metrics = "[metrics]\ncosts = [5, 1]\ntest_prior = 0.1\nquantities = [\"cost_risk\"]\n";
    let oracle = ("oracle", "threshold = \"cost\"");
    let text = scenario(&[("none", ""), oracle]) + metrics;
    let plan = parse(&text, "t.toml", Overrides::default()).unwrap();
    let flag = AtomicBool::new(false);
    let study = finish_study(&plan, &Run::new(Some(1), &Silent, &flag)).unwrap();
    let cells = &study.study.cells;
    let at = plan
        .quantities
        .iter()
        .position(|&q| q == Quantity::CostRisk);
    let measured = |cell: usize| {
        let simulated = cells[cell].simulated.as_ref().unwrap();
        simulated.estimates[at.unwrap()].unwrap().mean
    };
    for (none, cost) in [(0, 2), (1, 3)] {
        let seen = cells[cost].theory.classifier().unwrap();
        let (alpha, margin) = (seen.alpha(), 1.5 * seen.gamma());
        let expected = seen.bias() + alpha * alpha / (2.0 * margin) * (0.9_f64 / (5.0 * 0.1)).ln();
        assert!((seen.threshold() - expected).abs() < 1e-12, "{expected}");
        let risk = |cell: usize| cells[cell].theory.of(Quantity::CostRisk).unwrap();
        assert!(risk(cost) < risk(none) && measured(cost) < measured(none));
    }
}

#[test]
fn thresholds_in_scenarios() {
    let said = |methods: &[(&str, &str)], edit: fn(String) -> String| {
        let text = edit(scenario(methods));
        let plan = parse(&text, "t.toml", Overrides::default());
        plan.map_err(|error| error.to_string())
    };
    let same = |text: String| text;
    let plan = said(
        &[
            ("a", "threshold = \"midpoint\""),
            ("b", "threshold = \"none\""),
        ],
        |text| {
            text.replace("weight_ratio = 1\n", "weight_ratio = 1\nthreshold = \"equal_error\"\nthreshold_from = \"training_scores\"\n")
        },
    );
    let plan = plan.unwrap();
    assert_eq!(plan.methods[0].threshold, TRAINED);
    assert!(plan.methods[1].threshold.is_none());
    for (key, says) in [
        ("threshold_from = \"oracle\"", "there is none"),
        (
            "threshold = 0.1\nthreshold_from = \"oracle\"",
            "the threshold is a number",
        ),
        ("threshold = inf", "a finite number"),
        ("threshold = \"cost\"", "what errors cost"),
        ("threshold = \"equal_errors\"", "equal_error"),
        (
            "loss = \"hinge\"\nthreshold = \"midpoint\"\nthreshold_from = \"leave_one_out\"",
            "kink",
        ),
    ] {
        let error = said(&[("a", key)], same).unwrap_err();
        assert!(error.contains(says) && error.contains("t.toml:"), "{error}");
    }
}
