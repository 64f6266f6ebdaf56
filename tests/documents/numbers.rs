//! Numbers as documents write them.

use thumbscale::loss::LossKind;
use thumbscale::model::Quantity;
use thumbscale::{Problem, TwoClass, WeightRule, predict, weights};

/// `.23461`, `6.3025`, `7`, `5.1045e-4`: so many significant digits.
pub(crate) fn figures(value: f64, digits: usize) -> String {
    if (value - value.round()).abs() < 1e-9 * value.abs() {
        return format!("{value:.0}");
    }
    let exponent = value.abs().log10().floor() as i32;
    if exponent < -3 {
        return format!("{value:.*e}", digits - 1);
    }
    let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
    decimal(value, decimals)
}

/// `.055122`: so many decimals, and no zero before the point.
pub(crate) fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix("0.") {
        Some(rest) => format!(".{rest}"),
        None => text,
    }
}

/// The square loss without ridge.
pub(crate) fn square(delta: f64, prior: f64, signal: f64) -> Problem {
    Problem::new(delta, TwoClass::new(prior, signal).unwrap()).unwrap()
}

/// Another loss without ridge.
pub(crate) fn with_loss(kind: LossKind, delta: f64, prior: f64, signal: f64) -> Problem {
    square(delta, prior, signal).with_loss(kind)
}

/// The worst-class error at a weight.
pub(crate) fn worst(problem: &Problem, rho: f64) -> f64 {
    let found = predict(&problem.with_weight_ratio(rho).unwrap());
    found
        .value(Quantity::WorstClassError, problem.two_class())
        .unwrap()
}

/// What a rule gives, if it gives a weight.
pub(crate) fn weight(rule: WeightRule, problem: &Problem) -> Option<f64> {
    weights::weight_for(rule, problem)
}

/// `.2`, `4`: as short as it can be.
pub(crate) fn short(value: f64) -> String {
    let text = format!("{value}");
    match text.strip_prefix("0.") {
        Some(rest) => format!(".{rest}"),
        None => text,
    }
}

#[test]
fn numbers_are_written_as_in_documents() {
    let written = [
        figures(0.234614, 5),
        figures(6.30249, 5),
        figures(7.0, 5),
        figures(5.10449e-4, 5),
        figures(0.05512201, 5),
        decimal(1.914854, 4),
        short(0.2),
        short(0.0),
    ];
    let expected = [
        ".23461",
        "6.3025",
        "7",
        "5.1045e-4",
        ".055122",
        "1.9149",
        ".2",
        "0",
    ];
    assert_eq!(written, expected);
}
