//! Every finite-sample solver against outside solvers on the same data (provenance in
//! tests/golden/erm_losses.json and tests/golden/hard_margin.json).

use faer::Mat;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use thumbscale::LossKind;
use thumbscale::simulate::erm::{
    Fit, Kernel, Moments, hard_margin, is_piecewise_linear, newton, piecewise_linear,
};
use thumbscale::simulate::{GroupSample, TrainingSet};

#[derive(Deserialize)]
struct Golden<Case> {
    sets: Vec<Samples>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Samples {
    minority: Vec<Vec<f64>>,
    majority: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Trained {
    loss: LossKind,
    ridge: f64,
    weight_ratio: f64,
    set: usize,
    theta: Vec<f64>,
    bias: f64,
}

#[derive(Deserialize)]
struct HardMargin {
    margins: [f64; 2],
    set: usize,
    theta: Vec<f64>,
    bias: f64,
}

fn golden<Case: DeserializeOwned>(text: &str) -> (Vec<TrainingSet>, Vec<Case>) {
    let golden: Golden<Case> = serde_json::from_str(text).unwrap();
    let group = |label, samples: &[Vec<f64>]| GroupSample {
        label,
        features: Mat::from_fn(samples[0].len(), samples.len(), |j, i| samples[i][j]),
    };
    let sets = golden.sets.iter().map(|s| TrainingSet {
        groups: vec![group(1.0, &s.minority), group(-1.0, &s.majority)],
    });
    (sets.collect(), golden.cases)
}

fn assert_agrees(fit: &Fit, theta: &[f64], bias: f64, what: &str) {
    assert_eq!(fit.theta.len(), theta.len());
    for (found, expected) in fit.theta.iter().zip(theta) {
        assert!(
            (found - expected).abs() < 1e-8,
            "{what}: {found} {expected}"
        );
    }
    assert!(
        (fit.bias - bias).abs() < 1e-8,
        "{what}: b {} {bias}",
        fit.bias
    );
    assert!(fit.residual < 1e-10, "{what}: {:e}", fit.residual);
}

#[test]
fn every_loss_agrees_to_1e_8() {
    let (sets, cases) = golden::<Trained>(include_str!("../golden/erm_losses.json"));
    assert_eq!(cases.len(), 48);
    for case in cases {
        let set = &sets[case.set];
        let weights = [case.weight_ratio, 1.0];
        let loss = case.loss.build();
        let losses = [loss.as_ref(); 2];
        let what = format!("{:?} ρ={} r={}", case.loss, case.weight_ratio, case.ridge);
        let mut fits = Vec::new();
        if is_piecewise_linear(loss.as_ref()) {
            fits.push(piecewise_linear(set, &losses, &weights, case.ridge));
        } else {
            fits.push(newton(set, &losses, &weights, case.ridge));
        }
        if case.loss == LossKind::Square {
            fits.push(Moments::of(set).solve(&weights, case.ridge));
            if case.ridge > 0.0 {
                fits.push(Kernel::of(set).solve(&weights, case.ridge));
            }
        }
        for fit in fits {
            assert_agrees(&fit.unwrap(), &case.theta, case.bias, &what);
        }
    }
}

#[test]
fn hard_margins_agree_to_1e_8() {
    let (sets, cases) = golden::<HardMargin>(include_str!("../golden/hard_margin.json"));
    assert_eq!(cases.len(), 8);
    for case in cases {
        let fit = hard_margin(&sets[case.set], &case.margins).unwrap();
        let what = format!("{:?}", case.margins);
        assert_agrees(&fit, &case.theta, case.bias, &what);
    }
}
