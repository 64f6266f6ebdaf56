//! Training where it is nearly impossible: data that are only just separable, nearly
//! singular squares, and many small problems of every kind.

use faer::Mat;
use rand::RngExt;
use serde::Deserialize;
use thumbscale::LossKind;
use thumbscale::loss::Huber;
use thumbscale::model::{Design, Labels, Solver, Training, TwoClass};
use thumbscale::simulate::erm::{hard_margin, newton};
use thumbscale::simulate::{
    Failure, GroupSample, Measurement, Purpose, Streams, TrainingSet, run_replicate,
};
use thumbscale::sweep::data_key;

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    problem: String,
    minority: Vec<Vec<f64>>,
    majority: Vec<Vec<f64>>,
    theta: Vec<f64>,
    bias: f64,
}

/// Against 60 digits (provenance in tests/golden/erm_edge.json).
#[test]
fn the_hardest_agree_with_many_digits() {
    let golden: Golden = serde_json::from_str(include_str!("../golden/erm_edge.json")).unwrap();
    assert_eq!(golden.cases.len(), 2);
    for case in golden.cases {
        let group = |label, samples: &[Vec<f64>]| GroupSample {
            label,
            features: Mat::from_fn(case.theta.len(), samples.len(), |j, i| samples[i][j]),
        };
        let set = TrainingSet {
            groups: vec![group(1.0, &case.minority), group(-1.0, &case.majority)],
        };
        let huber = Huber::default();
        let fit = match case.problem.as_str() {
            "hard-margin" => hard_margin(&set, &[1.0, 1.0]).unwrap().normalised(),
            _ => newton(&set, &[&huber, &huber], &[1.0, 1.0], 0.0).unwrap(),
        };
        let size = case.theta.iter().map(|t| t * t).sum::<f64>().sqrt();
        let pairs = fit.theta.iter().zip(&case.theta);
        for (found, expected) in pairs.chain([(&fit.bias, &case.bias)]) {
            let apart = (found - expected).abs() / size;
            assert!(apart < 1e-10, "{}: {found} {expected}", case.problem);
        }
    }
}

/// A problem that a search among half a million small random ones found to fail.
struct Found {
    prior: f64,
    signal: f64,
    shape: (usize, usize),
    labels: Labels,
    loss: LossKind,
    weight_ratio: f64,
    downsample: bool,
    replicate: u32,
}

impl Found {
    fn outcome(&self) -> Result<Measurement, Failure> {
        let (n, d) = self.shape;
        let two_class = TwoClass::new(self.prior, self.signal).unwrap();
        let design = Design::new(two_class, d as f64 / n as f64, n, self.labels).unwrap();
        let training = Training {
            loss: self.loss.into(),
            weights: self.weight_ratio,
            ridge: 0.0,
            downsample: self.downsample,
            solver: Solver::Direct,
            threshold: thumbscale::model::Threshold::NONE,
        };
        let streams = Streams::new([77; 32], self.replicate);
        run_replicate(&design, &[training], streams).remove(0)
    }
}

/// Where predictor and corrector went round in a circle, and where the samples at the margin
/// were too nearly parallel for the first stiffness. γ and b from mpmath with 60 digits.
#[test]
fn maximum_margins_that_once_failed() {
    let circle = Found {
        prior: 9.0 / 58.0,
        signal: 0.47315912026398566,
        shape: (58, 18),
        labels: Labels::Fixed,
        loss: LossKind::Exponential,
        weight_ratio: 0.06979248229439072,
        downsample: false,
        replicate: 24_240,
    };
    let parallel = Found {
        prior: 3.0 / 46.0,
        signal: 0.4747836981697995,
        shape: (46, 13),
        loss: LossKind::SquaredHinge,
        weight_ratio: 0.04039285535812226,
        replicate: 395_492,
        ..circle
    };
    for (found, order) in [
        (circle, [1.0, 0.4809596659577083, -0.7462248323945282]),
        (parallel, [1.0, 0.4699314735688525, -0.9757744809027352]),
    ] {
        let measured = found.outcome().unwrap();
        assert!(measured.separable);
        for (value, expected) in measured.order.iter().zip(order) {
            assert!((value - expected).abs() < 1e-10, "{value} {expected}");
        }
    }
}

#[test]
fn the_first_one_found_is_separable_for_every_weight() {
    let two_class = TwoClass::new(0.2, 1.5).unwrap();
    let design = Design::new(two_class, 0.1, 40, Labels::Fixed).unwrap();
    let trainings = [1.0, 3.0].map(|weight_ratio| Training {
        loss: LossKind::Logistic.into(),
        weights: weight_ratio,
        ridge: 0.0,
        downsample: false,
        solver: Solver::Direct,
        threshold: thumbscale::model::Threshold::NONE,
    });
    let streams = Streams::new(data_key(11, &design), 1408);
    for outcome in run_replicate(&design, &trainings, streams) {
        assert!(outcome.unwrap().separable);
    }
}

/// d = n − 1: a square [X, 1] that happens to be nearly singular.
#[test]
fn interpolations_that_once_failed() {
    let seven = Found {
        prior: 3.0 / 7.0,
        signal: 0.24698250069114025,
        shape: (7, 5),
        labels: Labels::Fixed,
        loss: LossKind::Huber,
        weight_ratio: 0.005225854575589861,
        downsample: true,
        replicate: 8245,
    };
    let fifty_two = Found {
        prior: 0.40076405847585295,
        signal: 2.3433823840410106,
        shape: (52, 51),
        labels: Labels::Random,
        weight_ratio: 241.02574997776586,
        downsample: false,
        replicate: 347_249,
        ..seven
    };
    let square = Found {
        prior: 0.28268062923137444,
        signal: 1.6863717447922766,
        shape: (57, 43),
        labels: Labels::Random,
        loss: LossKind::Square,
        weight_ratio: 0.005698986536550594,
        downsample: true,
        replicate: 493_323,
    };
    for found in [seven, fifty_two, square] {
        let residual = found.outcome().unwrap().residual;
        assert!(residual < 1e-10, "{:?}: {residual:e}", found.shape);
    }
}

/// Every loss, from hardly any dimensions to more than samples, with and without ridge,
/// weights over six decades: only a class without samples is left unsolved.
#[test]
fn small_problems_of_every_kind_are_solved() {
    let mut solved = 0;
    for replicate in 0..2500 {
        let streams = Streams::new([31; 32], replicate);
        let mut rng = streams.rng(Purpose::Sgd);
        let mut uniform = |from: f64, to: f64| from + (to - from) * rng.random::<f64>();
        let two_class = TwoClass::new(uniform(0.05, 0.5), uniform(0.0, 5.0)).unwrap();
        let (n, delta) = (uniform(6.0, 61.0) as usize, uniform(0.02, 1.5));
        let labels = [Labels::Fixed, Labels::Random][uniform(0.0, 2.0) as usize];
        let Ok(design) = Design::new(two_class, delta, n, labels) else {
            continue;
        };
        let training = Training {
            loss: LossKind::ALL[replicate as usize % LossKind::ALL.len()].into(),
            weights: 10f64.powf(uniform(-3.0, 3.0)),
            ridge: [0.0, 10f64.powf(uniform(-8.0, 1.0))][uniform(0.0, 2.0) as usize],
            downsample: uniform(0.0, 1.0) < 0.5,
            solver: Solver::Direct,
            threshold: thumbscale::model::Threshold::NONE,
        };
        match run_replicate(&design, &[training], streams).remove(0) {
            Ok(_) => solved += 1,
            Err(Failure::EmptyClass) => {}
            Err(e) => panic!("{replicate}: {design:?} {training:?}: {e}"),
        }
    }
    assert!(solved > 2000, "{solved}");
}
