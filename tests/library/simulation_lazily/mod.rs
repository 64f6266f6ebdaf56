//! Training without the data matrix, against training with it and against theory.
//!
//! Samples are compared by two-sample Kolmogorov-Smirnov tests. A test's level is 1e-4 over
//! all its comparisons together (Bonferroni), and its seeds are fixed.

mod samples;
mod theory;

use samples::{Case, Shape, check, exponential, huber, logistic, square, squared_hinge};
use thumbscale::loss::{Adjustment, MarginLoss};

fn adjusted(loss: MarginLoss) -> MarginLoss {
    let adjustment = Adjustment::new([0.6, 1.5], [0.3, -0.4]).unwrap();
    loss.with_adjustment(adjustment).unwrap()
}

/// One in so many replicates is simulated, except in the long test.
const THINNED: u32 = 4;

/// All replicates of all shapes.
#[test]
#[ignore = "all replicates of every law: minutes"]
fn every_law_to_its_last_replicate() {
    smooth_losses(1);
    many_dimensions(1);
}

#[test]
fn smooth_losses_have_the_law_of_training_on_data() {
    smooth_losses(THINNED);
}

#[test]
fn more_dimensions_than_samples() {
    many_dimensions(THINNED);
}

/// Fewer dimensions than samples: the span is complete for some, and not for others.
fn smooth_losses(thinned: u32) {
    let cases = |r: f64| -> Vec<Case> {
        vec![
            (logistic(), 3.0, r),
            (logistic(), 0.5, 0.1),
            (squared_hinge(), 2.0, r),
            (huber(), 4.0, r),
            (exponential(), 2.0, 0.05),
            (square(), 5.0, r),
            (adjusted(logistic()), 2.0, 0.02),
        ]
    };
    let cases = [
        (Shape::fixed(60, 18, 4, 0.5), 1500, cases(0.0)),
        (Shape::fixed(40, 10, 1, 0.5), 1500, cases(0.0)),
        (Shape::fixed(30, 8, 2, 0.3), 3000, cases(0.0)),
        (Shape::fixed(30, 1, 5, 1.0), 1500, cases(0.03)),
        (Shape::fixed(50, 12, 15, 1.5), 1000, cases(0.02)),
        (Shape::fixed(50, 10, 3, 0.0).random(), 1500, cases(0.0)),
        (Shape::fixed(300, 90, 20, 0.7), 200, cases(0.0)),
    ];
    check(&cases, thinned);
}

/// As many dimensions as samples and more: a ridge, or interpolation; and samples that a
/// hyperplane separates.
fn many_dimensions(thinned: u32) {
    let ridged = vec![
        (logistic(), 3.0, 0.05),
        (squared_hinge(), 1.0, 0.2),
        (huber(), 0.3, 0.1),
        (exponential(), 2.0, 0.3),
        (square(), 4.0, 0.1),
        (adjusted(squared_hinge()), 2.0, 0.1),
    ];
    let free = vec![
        (huber(), 3.0, 0.0),
        (square(), 3.0, 0.0),
        (adjusted(huber()), 3.0, 0.0),
    ];
    // Some samples are separable and some not.
    let torn = vec![
        (logistic(), 2.0, 0.0),
        (exponential(), 0.7, 0.0),
        (squared_hinge(), 3.0, 0.0),
    ];
    let cases = [
        (Shape::fixed(24, 9, 4, 1.0), 1500, torn),
        (Shape::fixed(12, 4, 40, 1.0), 2000, ridged.clone()),
        (Shape::fixed(8, 3, 8, 1.0), 2000, ridged.clone()),
        (Shape::fixed(20, 1, 19, 2.0), 1500, ridged.clone()),
        (Shape::fixed(16, 6, 30, 1.0).random(), 1500, ridged),
        (Shape::fixed(16, 5, 15, 1.0), 2000, free.clone()),
        (Shape::fixed(10, 2, 30, 1.0), 2000, free),
    ];
    check(&cases, thinned);
}
