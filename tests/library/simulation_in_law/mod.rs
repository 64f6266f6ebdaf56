//! Drawing (α, γ, b) in law, against training on data and against theory.
//!
//! Every comparison of two samplers is a two-sample Kolmogorov-Smirnov test. A test's
//! level is 1e-4 over all its comparisons together (Bonferroni), and its seeds are fixed.

mod compare;
pub(crate) mod kolmogorov_smirnov;
mod samples;

use compare::{compare, judge};
use samples::{Shape, in_law, with_data};
use thumbscale::model::{Design, Labels, TwoClass};
use thumbscale::simulate::law::{jacobi, sufficient};
use thumbscale::theory::{Problem, predict};

/// One in so many replicates is simulated, except in the long test.
const THINNED: u32 = 4;

/// All replicates of all shapes.
#[test]
#[ignore = "all replicates of every law: minutes"]
fn every_law_to_its_last_replicate() {
    jacobi_against_data(1);
    jacobi_against_sufficient(1);
    sufficient_against_data(1);
}

#[test]
fn the_jacobi_sampler_has_the_law_of_training_on_data() {
    jacobi_against_data(THINNED);
}

#[test]
fn both_samplers_have_one_law() {
    jacobi_against_sufficient(THINNED);
}

#[test]
fn the_sufficient_sampler_has_the_law_of_training_on_data() {
    sufficient_against_data(THINNED);
}

/// p and q above and below d, one sample in a class, few dimensions, corners of the Krylov
/// space (n = 2d + 1, n = d + 2), random labels. A wrong degree of freedom shows best where
/// they are few, so there are most replicates.
fn unregularised() -> Vec<(Shape, u32)> {
    vec![
        (Shape::fixed(60, 18, 12, 1.5), 3000),
        (Shape::fixed(60, 12, 20, 1.0), 3000),
        (Shape::fixed(100, 30, 40, 1.0), 2000),
        (Shape::fixed(40, 15, 20, 0.7), 3000),
        (Shape::fixed(31, 15, 15, 1.0), 3000),
        (Shape::fixed(32, 16, 15, 1.0), 3000),
        (Shape::fixed(30, 12, 28, 1.0), 3000),
        (Shape::fixed(30, 12, 22, 0.0), 3000),
        (Shape::fixed(30, 1, 5, 2.0), 3000),
        (Shape::fixed(30, 2, 25, 2.0), 3000),
        (Shape::fixed(40, 10, 1, 1.0), 4000),
        (Shape::fixed(30, 6, 2, 1.0), 20_000),
        (Shape::fixed(30, 15, 3, 0.5), 4000),
        (Shape::fixed(7, 3, 3, 1.0), 20_000),
        (Shape::fixed(12, 5, 4, 1.0), 20_000),
        (Shape::fixed(14, 7, 6, 1.0), 20_000),
        (Shape::fixed(9, 3, 7, 1.0), 20_000),
        (Shape::fixed(50, 10, 10, 1.0).random(), 3000),
        (Shape::fixed(30, 3, 14, 1.0).random(), 3000),
    ]
}

fn jacobi_against_data(thinned: u32) {
    let mut values = Vec::new();
    for (at, (shape, replicates)) in unregularised().into_iter().enumerate() {
        let (design, replicates) = (shape.design(), replicates / thinned);
        let ratios = [0.3, 1.0, 15.0];
        let data = with_data(&design, &ratios.map(|r| (r, 0.0)), replicates);
        let drawn = in_law(replicates, at as u64, |rng| {
            jacobi(&design, &ratios, rng).ok()
        });
        let name = format!("jacobi {shape:?}");
        values.extend(compare(&name, &data, &drawn, shape.signal));
    }
    judge(&values);
}

fn jacobi_against_sufficient(thinned: u32) {
    let mut values = Vec::new();
    for (at, (shape, replicates)) in unregularised().into_iter().enumerate() {
        let (design, replicates) = (shape.design(), replicates / thinned);
        let ratios = [1e-4, 4.0, 1e4];
        let pairs = ratios.map(|r| (r, 0.0));
        let full = in_law(replicates, 100 + at as u64, |rng| {
            sufficient(&design, &pairs, rng).ok()
        });
        let quick = in_law(replicates, 200 + at as u64, |rng| {
            jacobi(&design, &ratios, rng).ok()
        });
        let name = format!("both {shape:?}");
        values.extend(compare(&name, &full, &quick, shape.signal));
    }
    judge(&values);
}

fn sufficient_against_data(thinned: u32) {
    let shapes = [
        (Shape::fixed(60, 18, 12, 1.5), 3000),
        (Shape::fixed(60, 12, 20, 1.0), 3000),
        (Shape::fixed(50, 25, 30, 1.0), 2000),
        (Shape::fixed(30, 1, 6, 1.0), 3000),
        (Shape::fixed(30, 10, 1, 1.0), 3000),
        (Shape::fixed(30, 10, 2, 1.0), 3000),
        (Shape::fixed(120, 24, 30, 1.0), 1500),
        // From here on r = 0 interpolates.
        (Shape::fixed(30, 10, 29, 1.0), 3000),
        (Shape::fixed(30, 10, 30, 1.0), 3000),
        (Shape::fixed(30, 10, 31, 1.0), 3000),
        (Shape::fixed(30, 10, 32, 1.0), 3000),
        (Shape::fixed(30, 5, 75, 1.5), 3000),
        (Shape::fixed(4, 2, 9, 1.0), 3000),
        (Shape::fixed(40, 8, 16, 1.0).random(), 3000),
        (Shape::fixed(30, 6, 60, 1.0).random(), 3000),
    ];
    let mut values = Vec::new();
    for (at, (shape, replicates)) in shapes.into_iter().enumerate() {
        let (design, replicates) = (shape.design(), replicates / thinned);
        let pairs = [(1.0, 0.0), (5.0, 0.05), (12.0, 0.7)];
        let data = with_data(&design, &pairs, replicates);
        let drawn = in_law(replicates, 300 + at as u64, |rng| {
            sufficient(&design, &pairs, rng).ok()
        });
        let name = format!("sufficient {shape:?}");
        values.extend(compare(&name, &data, &drawn, shape.signal));
    }
    judge(&values);
}

#[test]
fn interpolation_has_one_law_too() {
    let mut values = Vec::new();
    for (at, (n, minority, d)) in [
        (30, 10, 29),
        (30, 10, 33),
        (20, 2, 60),
        (2, 1, 1),
        (3, 1, 2),
    ]
    .into_iter()
    .enumerate()
    {
        let shape = Shape::fixed(n, minority, d, 1.0);
        let design = shape.design();
        let data = with_data(&design, &[(1.0, 0.0)], 4000);
        let drawn = in_law(4000, 400 + at as u64, |rng| {
            jacobi(&design, &[1.0], rng).ok()
        });
        let name = format!("interpolation {shape:?}");
        values.extend(compare(&name, &data, &drawn, shape.signal));
    }
    judge(&values);
}

/// Means at sizes no matrix fits, within four standard errors and the 1/n shift.
#[test]
fn means_are_those_of_the_theory() {
    let cases = [
        (1_000_000, 0.2, 0.2, 2.0, 60),
        (1_000_000, 0.35, 0.1, 1.0, 60),
        (1_000_000_000, 0.2, 0.3, 1.5, 20),
        (1_000_000, 1.5, 0.2, 2.0, 60),
    ];
    for (n, delta, prior, signal, replicates) in cases {
        let two_class = TwoClass::new(prior, signal).unwrap();
        let design = Design::new(two_class, delta, n, Labels::Fixed).unwrap();
        let ratios = [0.5, 1.0, 4.0, 7.0, 20.0];
        let drawn = in_law(replicates, n as u64, |rng| {
            jacobi(&design, &ratios, rng).ok()
        });
        for (i, &ratio) in ratios.iter().enumerate() {
            let problem = Problem::new(delta, design.two_class()).unwrap();
            let theory = predict(&problem.with_weight_ratio(ratio).unwrap());
            let solution = theory.solution.unwrap();
            let limits = [solution.alpha, solution.gamma, solution.bias];
            for (q, limit) in limits.into_iter().enumerate() {
                let values: Vec<f64> = drawn.iter().map(|r| r[i][q]).collect();
                let count = values.len() as f64;
                let mean = values.iter().sum::<f64>() / count;
                let variance =
                    values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0);
                let allowed = 4.0 * (variance / count).sqrt() + 3.0 / n as f64;
                assert!(
                    (mean - limit).abs() < allowed,
                    "n = {n}, δ = {delta}, ρ = {ratio}, {q}: {mean} {limit} ± {allowed}"
                );
                // One replicate is within O(1/√n) of the limit: nothing else is random.
                assert!(variance.sqrt() < 30.0 / (n as f64).sqrt());
            }
        }
    }
}
