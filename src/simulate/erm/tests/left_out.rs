//! Leave-one-out scores against training again without the sample.

use super::*;
use crate::loss::{Exponential, Huber, Logistic, Loss, Square, SquaredHinge};
use crate::simulate::erm::{Reduced, left_out_margins};
use faer::Mat;

/// The set without sample i of group g.
fn without(set: &TrainingSet, group: usize, i: usize) -> TrainingSet {
    let mut set = set.clone();
    let all = &set.groups[group].features;
    let kept = |j: usize| if j < i { j } else { j + 1 };
    set.groups[group].features =
        Mat::from_fn(all.nrows(), all.ncols() - 1, |k, j| all[(k, kept(j))]);
    set
}

/// Calls with (place, what a training without the sample says of it).
fn each_refit(
    set: &TrainingSet,
    train: impl Fn(&TrainingSet) -> Fit,
    mut check: impl FnMut(usize, f64, f64),
) {
    let mut place = 0;
    for (g, group) in set.groups.iter().enumerate() {
        for (i, x) in group.features.col_iter().enumerate() {
            let fit = train(&without(set, g, i));
            let score: f64 = x.iter().zip(&fit.theta).map(|(x, t)| x * t).sum();
            check(place, group.label, score + fit.bias);
            place += 1;
        }
    }
}

/// n r stays what it is for n samples.
fn less_one(set: &TrainingSet, ridge: f64) -> f64 {
    let n = set.samples() as f64;
    ridge * n / (n - 1.0)
}

#[test]
fn through_the_kernel_it_is_exact() {
    for (counts, d) in [([4, 9], 12), ([5, 10], 30), ([2, 6], 200)] {
        let set = training_set(counts, d, 0);
        let kernel = Kernel::of(&set);
        for (weights, ridge) in [([1.0, 1.0], 0.0), ([5.0, 1.0], 0.1), ([0.2, 1.0], 3.0)] {
            let found = kernel.left_out(&[1.0, 1.0], &weights, ridge).unwrap();
            let train = |set: &TrainingSet| {
                let kernel = Kernel::of(set);
                kernel.solve(
                    &weights,
                    ridge * (set.samples() + 1) as f64 / set.samples() as f64,
                )
            };
            each_refit(
                &set,
                |s| train(s).unwrap(),
                |place, _, score| {
                    let error = (found[place] - score).abs();
                    assert!(error < 1e-8, "{d} {ridge} {place}: {error:e}");
                },
            );
        }
    }
}

/// Margins of a class that are not 1 are met too.
#[test]
fn other_margins_are_interpolated() {
    let set = training_set([4, 8], 20, 1);
    let margins = [2.0, 0.5];
    let found = Kernel::of(&set).left_out(&margins, &[1.0; 2], 0.0).unwrap();
    let train = |set: &TrainingSet| Kernel::of(set).interpolate(&margins).unwrap();
    each_refit(&set, train, |place, _, score| {
        assert!((found[place] - score).abs() < 1e-9, "{place}");
    });
}

fn one_step(
    set: &TrainingSet,
    loss: &dyn Loss,
    weights: &[f64],
    ridge: f64,
) -> (Vec<f64>, Vec<f64>) {
    let losses = [loss; 2];
    let fit = newton(set, &losses, weights, ridge).unwrap();
    let samples = set.groups.iter().flat_map(|group| {
        group.features.col_iter().map(|x| {
            let score: f64 = x.iter().zip(&fit.theta).map(|(x, t)| x * t).sum();
            group.label * (score + fit.bias)
        })
    });
    let margins: Vec<f64> = samples.collect();
    let found = left_out_margins(&Reduced::of(set), &losses, weights, ridge, &margins);
    (margins, found.unwrap())
}

/// The square loss has no third derivative: one step is all. With more dimensions than samples too,
/// and a ridge.
#[test]
fn one_step_is_exact_for_the_square_loss() {
    for (counts, d, ridge) in [([10, 25], 8, 0.0), ([10, 25], 20, 0.05), ([6, 9], 40, 0.2)] {
        let set = training_set(counts, d, 2);
        let weights = [3.0, 1.0];
        let (_, found) = one_step(&set, &Square, &weights, ridge);
        let ridge = less_one(&set, ridge);
        let losses: [&dyn Loss; 2] = [&Square; 2];
        let train = |set: &TrainingSet| newton(set, &losses, &weights, ridge).unwrap();
        each_refit(&set, train, |place, label, score| {
            let error = (found[place] - label * score).abs();
            assert!(error < 1e-8, "{d} {place}: {error:e}");
        });
    }
}

/// What one step leaves is a small share of the way, on average over samples.
#[test]
fn one_step_is_close_for_smooth_losses() {
    let huber = Huber::new(1.0).unwrap();
    let losses: [(&dyn Loss, f64, f64); 4] = [
        (&Logistic, 0.02, 0.03),
        (&Exponential, 0.05, 0.05),
        (&SquaredHinge, 0.05, 0.1),
        (&huber, 0.05, 0.1),
    ];
    let set = training_set([20, 60], 6, 3);
    for (loss, ridge, share) in losses {
        let weights = [2.0, 1.0];
        let (margins, found) = one_step(&set, loss, &weights, ridge);
        let ridge = less_one(&set, ridge);
        let train = |set: &TrainingSet| newton(set, &[loss; 2], &weights, ridge).unwrap();
        let (mut left, mut way) = (0.0, 0.0);
        each_refit(&set, train, |place, label, score| {
            left += (found[place] - label * score).abs();
            way += (margins[place] - label * score).abs();
        });
        assert!(way > 0.0 && left < share * way, "{loss:?}: {left} of {way}");
    }
}
