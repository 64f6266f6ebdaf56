//! Theory: one square-loss prediction, one logistic solve, a diagram.

use divan::{Bencher, black_box};
use rayon::prelude::*;
use thumbscale::loss::LossKind;
use thumbscale::model::TwoClass;
use thumbscale::theory::{Problem, predict, separability_threshold};

fn main() {
    divan::main();
}

/// n = 4000, d = 400, π₊ = .2, s = 1, ρ = 4 in the proportional limit.
fn problem(delta: f64, loss: LossKind) -> Problem {
    Problem::new(delta, TwoClass::new(0.2, 1.0).unwrap())
        .and_then(|p| p.with_loss(loss).with_weight_ratio(4.0))
        .unwrap()
}

#[divan::bench]
fn square_prediction(bencher: Bencher<'_, '_>) {
    let problem = problem(0.1, LossKind::Square);
    bencher.bench(|| predict(black_box(&problem)));
}

#[divan::bench]
fn square_prediction_with_ridge(bencher: Bencher<'_, '_>) {
    let problem = problem(0.1, LossKind::Square).with_ridge(0.1).unwrap();
    bencher.bench(|| predict(black_box(&problem)));
}

/// From nothing: no neighbouring solution is given.
#[divan::bench(args = [0.02, 0.1, 0.2])]
fn logistic_prediction(bencher: Bencher<'_, '_>, delta: f64) {
    let problem = problem(delta, LossKind::Logistic);
    bencher.bench(|| predict(black_box(&problem)));
}

#[divan::bench(args = [LossKind::Exponential, LossKind::Hinge, LossKind::SquaredHinge, LossKind::Huber])]
fn other_losses(bencher: Bencher<'_, '_>, loss: LossKind) {
    let problem = problem(0.1, loss);
    bencher.bench(|| predict(black_box(&problem)));
}

#[divan::bench]
fn threshold(bencher: Bencher<'_, '_>) {
    let two = TwoClass::new(0.2, 1.0).unwrap();
    bencher.bench(|| separability_threshold(black_box(two)));
}

/// 1000 × 1000 square-loss predictions over (δ, π₊), on all cores.
#[divan::bench(sample_count = 10)]
fn square_diagram_of_a_million(bencher: Bencher<'_, '_>) {
    bencher.bench(|| {
        (0..1000_u32)
            .into_par_iter()
            .map(|i| {
                let delta = 0.001 + f64::from(i) * 0.0015;
                let row = (0..1000_u32).map(|j| {
                    let two = TwoClass::new(0.01 + f64::from(j) * 4.9e-4, 2.0).unwrap();
                    let problem = Problem::new(delta, two).unwrap();
                    predict(&problem.with_weight_ratio(4.0).unwrap())
                });
                row.filter_map(|p| Some(p.solution?.errors.worst()))
                    .sum::<f64>()
            })
            .sum::<f64>()
    });
}
