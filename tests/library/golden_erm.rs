//! Finite-sample solvers against an outside solver on the same data (provenance in
//! tests/golden/erm_smooth.json).

use faer::Mat;
use serde::Deserialize;
use thumbscale::LossKind;
use thumbscale::simulate::erm::newton;
use thumbscale::simulate::{GroupSample, TrainingSet};

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    loss: LossKind,
    ridge: f64,
    minority: Vec<Vec<f64>>,
    majority: Vec<Vec<f64>>,
    weight_ratio: f64,
    theta: Vec<f64>,
    bias: f64,
}

#[test]
fn newton_agrees_with_scipy_to_1e_8() {
    let golden: Golden = serde_json::from_str(include_str!("../golden/erm_smooth.json")).unwrap();
    assert_eq!(golden.cases.len(), 4);
    for case in golden.cases {
        let group = |label, samples: &[Vec<f64>]| GroupSample {
            label,
            features: Mat::from_fn(3, samples.len(), |j, i| samples[i][j]),
        };
        let set = TrainingSet {
            groups: vec![group(1.0, &case.minority), group(-1.0, &case.majority)],
        };
        let weights = [case.weight_ratio, 1.0];
        let loss = case.loss.build();
        let fit = newton(&set, &[loss.as_ref(); 2], &weights, case.ridge).unwrap();
        for (found, expected) in fit.theta.iter().zip(&case.theta) {
            assert!(
                (found - expected).abs() < 1e-8,
                "{:?}: {found} {expected}",
                case.loss
            );
        }
        assert!((fit.bias - case.bias).abs() < 1e-8);
    }
}
