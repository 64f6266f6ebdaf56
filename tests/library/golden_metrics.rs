//! Metrics and thresholds against values that another implementation computed, from the order
//! parameters of the file and from those that theory predicts.

use approx::assert_abs_diff_eq;
use serde_json::Value;
use thumbscale::model::{Classifier, Quantity, ScoreLaw, ThresholdRule, Undefined};
use thumbscale::simulate::Measurement;
use thumbscale::theory::{Problem, predict};
use thumbscale::{LossKind, TwoClass};

fn number(row: &Value, key: &str) -> f64 {
    let found = row[key].as_f64();
    found.unwrap_or_else(|| panic!("{key} in {row}"))
}

fn points() -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../golden/metrics.json")).unwrap();
    all["points"].as_array().unwrap().clone()
}

/// Every number that the row has but its parameters.
fn check(row: &Value, law: &ScoreLaw) {
    let (prior, at) = (number(row, "minority_prior"), number(row, "threshold"));
    let threshold = |rule: ThresholdRule| rule.threshold(law, prior, None);
    let errors = law.errors(at);
    let average = |threshold| law.errors(threshold).average(prior);
    let mut expected: Vec<(&str, Result<f64, Undefined>)> = vec![
        ("alpha", Ok(law.alpha())),
        ("bias", Ok(law.bias())),
        ("gamma", Ok(law.margin() / number(row, "signal"))),
        ("error_minority", Ok(errors.minority)),
        ("error_majority", Ok(errors.majority)),
        ("worst_class_error", Ok(errors.worst())),
        ("balanced_error", Ok(errors.balanced())),
        ("average_error", Ok(errors.average(prior))),
        ("auc", law.auc()),
        ("average_precision", law.average_precision(prior)),
        ("precision", law.precision(at, prior)),
        ("recall", Ok(law.recall(at))),
        ("f1", Ok(law.f1(at, prior))),
        ("mcc", law.mcc(at, prior)),
        (
            "equal_error_threshold",
            threshold(ThresholdRule::EqualError),
        ),
        ("equal_error", law.equal_error()),
        (
            "min_average_threshold",
            threshold(ThresholdRule::MinAverage),
        ),
        (
            "min_average_error",
            threshold(ThresholdRule::MinAverage).map(average),
        ),
        ("best_f1_threshold", threshold(ThresholdRule::BestF1)),
        (
            "best_f1",
            threshold(ThresholdRule::BestF1).map(|best| law.f1(best, prior)),
        ),
        ("posterior_slope", law.posterior_slope()),
        ("posterior_intercept", law.posterior_intercept(prior)),
    ];
    if row["loss"] == "logistic" {
        expected.extend([
            ("log_loss", Ok(law.log_loss(prior))),
            ("brier", Ok(law.brier_score(prior))),
            ("calibration_error", Ok(law.calibration_error(prior))),
        ]);
    }
    // The seven parameters are the rest.
    assert_eq!(row.as_object().unwrap().len(), expected.len() + 7);
    for (key, found) in expected {
        assert_abs_diff_eq!(found.unwrap(), number(row, key), epsilon = 1e-9);
    }
}

/// The same through the table of quantities; what the row lacks has its reason.
fn check_quantities(row: &Value, seen: Classifier) {
    let seen = seen.of_loss(loss(row)).at(number(row, "threshold"));
    for quantity in Quantity::ALL {
        match (quantity.of(&seen), row[quantity.name()].as_f64()) {
            (Ok(found), Some(expected)) => assert_abs_diff_eq!(found, expected, epsilon = 1e-9),
            (Err(Undefined::NoCosts | Undefined::NoProbabilities), None) => {}
            (found, expected) => panic!("{quantity:?}: {found:?} {expected:?}"),
        }
    }
}

fn loss(row: &Value) -> LossKind {
    let kind = row["loss"].as_str().unwrap().replace('_', "-");
    LossKind::from_name(&kind).unwrap()
}

fn classes(row: &Value) -> TwoClass {
    TwoClass::new(number(row, "minority_prior"), number(row, "signal")).unwrap()
}

#[test]
fn from_the_order_parameters_of_the_file() {
    let rows = points();
    assert_eq!(rows.len(), 9);
    for row in rows {
        let [alpha, gamma, bias] = ["alpha", "gamma", "bias"].map(|key| number(&row, key));
        check(
            &row,
            &ScoreLaw::new(alpha, number(&row, "signal") * gamma, bias),
        );
        let measured = Measurement::new([alpha, gamma, bias], (1, 0.0), false);
        check_quantities(&row, measured.classifier(classes(&row)));
    }
}

#[test]
fn from_what_theory_predicts() {
    for row in points() {
        let classes = classes(&row);
        let problem = Problem::new(number(&row, "delta"), classes)
            .and_then(|p| p.with_ridge(number(&row, "ridge")))
            .and_then(|p| p.with_weight_ratio(number(&row, "weight_ratio")))
            .unwrap()
            .with_loss(loss(&row));
        let prediction = predict(&problem);
        let signal = classes.signal_strength();
        check(&row, &prediction.solution.unwrap().score_law(signal));
        check_quantities(&row, prediction.classifier(classes).unwrap());
    }
}
