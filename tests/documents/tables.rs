//! Tables and numbers of theory.

use thumbscale::loss::{Adjustment, LossKind, MarginLoss};
use thumbscale::model::Quantity;
use thumbscale::theory::{separability_threshold, square};
use thumbscale::{Problem, TwoClass, WeightRule, predict, weights};

use super::numbers::{decimal, figures, short, square as problem, weight, with_loss, worst};
use super::text::says;
use crate::made;

/// (δ, π₊, s).
const PLACES: [(f64, f64, f64); 6] = [
    (0.2, 0.2, 1.0),
    (0.2, 0.2, 2.0),
    (0.2, 0.2, 4.0),
    (0.15, 0.1, 2.0),
    (0.35, 0.2, 2.0),
    (0.5, 0.2, 2.0),
];

fn place((delta, prior, signal): (f64, f64, f64)) -> String {
    [delta, prior, signal].map(short).join(", ")
}

#[test]
fn the_best_weights() {
    let row = |at: &(f64, f64, f64)| {
        let problem = problem(at.0, at.1, at.2);
        let error = |rho| figures(worst(&problem, rho), 5);
        let best = weight(WeightRule::MinWorstClass, &problem).unwrap();
        let (equal, there) = match weight(WeightRule::EqualError, &problem) {
            Some(rho) => (figures(rho, 5), error(rho)),
            None => {
                let limit = square::infinite_weight(&problem);
                let limit = limit
                    .value(Quantity::WorstClassError, problem.two_class())
                    .unwrap();
                ("–".to_owned(), format!("{} (ρ → ∞)", figures(limit, 5)))
            }
        };
        let ratio = problem.two_class().prior_ratio();
        let rest = [figures(best, 5), error(best), error(ratio), error(1.0)];
        [vec![place(*at), equal, there], rest.to_vec()].concat()
    };
    let rows: Vec<_> = PLACES.iter().map(row).collect();
    let heading = [
        "δ, π₊, s",
        "ρ̃",
        "worst-class error there",
        "ρ*",
        "there",
        "at π₋/π₊",
        "at ρ = 1",
    ];
    made::block(
        "docs/theory.md",
        "best weights",
        &made::table(&heading, &rows),
    );
    let block = made::table(&heading, &rows[2..5]);
    made::block("docs/claims.md", "overshooting weights", &block);
}

/// What claims.md says of a grid.
#[test]
fn no_weight_on_a_grid_is_better_than_the_best() {
    for at in PLACES {
        let problem = problem(at.0, at.1, at.2);
        let best = worst(
            &problem,
            weight(WeightRule::MinWorstClass, &problem).unwrap(),
        );
        for step in 0..=4000 {
            let rho = 10f64.powf(-6.0 + 12.0 * f64::from(step) / 4000.0);
            assert!(worst(&problem, rho) >= best * (1.0 - 1e-9), "{at:?} {rho}");
        }
    }
}

#[test]
fn equal_error_weights_of_the_losses() {
    let rows: Vec<_> = LossKind::ALL
        .into_iter()
        .map(|kind| {
            let problem = with_loss(kind, 0.1, 0.2, 1.0);
            let rho = weight(WeightRule::EqualError, &problem).unwrap();
            let error = figures(worst(&problem, rho), 5);
            vec![kind.name().to_owned(), figures(rho, 5), error]
        })
        .collect();
    let block = made::table(&["loss", "ρ̃", "error of both classes"], &rows);
    made::block("docs/theory.md", "equal-error weights", &block);
}

#[test]
fn separability_thresholds() {
    let places = [(0.5, 0.0), (0.5, 1.0), (0.2, 1.0), (0.2, 2.0), (0.1, 2.0)];
    let rows: Vec<_> = places
        .iter()
        .map(|&(prior, signal)| {
            let found = separability_threshold(TwoClass::new(prior, signal).unwrap());
            vec![
                [prior, signal].map(short).join(", "),
                figures(found.unwrap(), 7),
            ]
        })
        .collect();
    made::block(
        "docs/theory.md",
        "separability",
        &made::table(&["π₊, s", "δ*"], &rows),
    );
}

fn error(problem: &Problem, quantity: Quantity, rho: f64) -> f64 {
    let found = predict(&problem.with_weight_ratio(rho).unwrap());
    found.value(quantity, problem.two_class()).unwrap()
}

#[test]
fn numbers_in_the_claims() {
    let claims = |sentence: String| says("docs/claims.md", &sentence);
    let threshold = separability_threshold(TwoClass::new(0.2, 1.0).unwrap()).unwrap();
    claims(format!("--signal 1` prints {threshold:.6}"));
    let separable = with_loss(LossKind::Logistic, 0.3, 0.2, 1.0);
    for rho in [1.0, 4.0, 16.0] {
        let of = |quantity| decimal(error(&separable, quantity, rho), 5);
        let (plus, minus) = (of(Quantity::ErrorMinority), of(Quantity::ErrorMajority));
        claims(format!(
            "errors are {plus}/{minus} for ρ = 1, 4 and 16 alike"
        ));
    }
    let figure_2 = problem(0.2, 0.2, 2.0);
    let rho = weight(WeightRule::EqualError, &figure_2).unwrap();
    let at = decimal(worst(&figure_2, rho), 6);
    let short = figures(rho, 5);
    claims(format!(
        "gives ρ̃ = {short} for every s; at s = 2 both errors are {at}"
    ));
    let best = weight(WeightRule::MinWorstClass, &figure_2).unwrap();
    let reached = decimal(worst(&figure_2, best), 6);
    claims(format!(
        "ρ* = {best:.4} reaches {reached} and ρ̃ = {short} reaches {at}"
    ));
    let limit = square::equal_error_signal_limit(&figure_2).unwrap();
    claims(format!("s = √(11/3) = {limit:.4}"));
    let solution = predict(&figure_2.with_weight_ratio(1.0).unwrap()).solution;
    claims(format!(
        "prints κ = {:.2}",
        solution.unwrap().kappa.unwrap()
    ));
    infeasible(&claims);
    other_losses(&claims);
    ridge(&claims);
}

fn infeasible(claims: &dyn Fn(String)) {
    let problem = problem(0.5, 0.2, 2.0);
    let limit = square::infinite_weight(&problem);
    let limit = decimal(
        limit
            .value(Quantity::WorstClassError, problem.two_class())
            .unwrap(),
        6,
    );
    let best = weight(WeightRule::MinWorstClass, &problem).unwrap();
    let reached = decimal(worst(&problem, best), 6);
    claims(format!(
        "it reaches {limit}, the weight {best:.4} reaches {reached}"
    ));
}

fn other_losses(claims: &dyn Fn(String)) {
    let equal = |kind| weight(WeightRule::EqualError, &with_loss(kind, 0.1, 0.2, 1.0)).unwrap();
    claims(format!(
        "it is {} for square, {:.4} for logistic loss",
        figures(equal(LossKind::Square), 5),
        equal(LossKind::Logistic)
    ));
    let ridged = |delta| {
        let problem = with_loss(LossKind::Logistic, delta, 0.2, 1.0);
        weight(WeightRule::EqualError, &problem.with_ridge(0.01).unwrap()).unwrap()
    };
    let (from, to) = (ridged(0.05), ridged(0.3));
    claims(format!("the weight itself grows from {from:.1} to {to:.0}"));
}

fn ridge(claims: &dyn Fn(String)) {
    let plain = problem(0.2, 0.2, 2.0);
    let best = worst(&plain, weight(WeightRule::MinWorstClass, &plain).unwrap());
    let ridged = plain.with_ridge(10.0).unwrap();
    let rho = weight(WeightRule::MinWorstClass, &ridged).unwrap();
    claims(format!(
        "best weight without ridge reaches {}, ridge 10 with ρ ≈ {rho:.1} about {}",
        decimal(best, 4),
        decimal(worst(&ridged, rho), 3)
    ));
}

#[test]
fn margins_beside_weights() {
    let plain = with_loss(LossKind::Logistic, 1.0, 0.2, 2.0);
    let margins = Adjustment::new([1.0, 2.0], [0.0, 0.0]).unwrap();
    let loss = MarginLoss::from(LossKind::Logistic).with_adjustment(margins);
    let adjusted = plain.with_loss(loss.unwrap());
    says(
        "docs/scenarios.md",
        &format!(
            "Without adjustment the worst-class error is {} there, whatever the weight; with \
             margins 2 : 1 it is {}.",
            decimal(worst(&plain, 1.0), 3),
            decimal(worst(&adjusted, 1.0), 3)
        ),
    );
    assert!((worst(&plain, 1.0) - worst(&plain, 40.0)).abs() < 1e-12);
}

/// The README's and the quick start's promise.
#[test]
fn the_readme_says_what_the_theory_says() {
    let problem = problem(0.15, 0.1, 1.5);
    let problem = (problem.with_loss(LossKind::Logistic))
        .with_ridge(0.05)
        .unwrap();
    let percent = |rho: f64| format!("{} %", figures(100.0 * worst(&problem, rho), 3));
    let rho = weights::weight_for(WeightRule::EqualError, &problem).unwrap();
    says(
        "README.md",
        &format!("ratio of priors, 9, it errs on {} of", percent(9.0)),
    );
    says(
        "README.md",
        &format!("ρ̃ = {} on {} of", figures(rho, 3), percent(rho)),
    );
}
