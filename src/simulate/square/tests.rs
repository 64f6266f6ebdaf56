//! Streamed training against the stored samples and the plain normal equations.

use nalgebra::{DMatrix, DVector};

use super::*;
use crate::model::{Labels, TwoClass};
use crate::simulate::TrainingSet;

fn design(n: usize, minority: usize, d: usize, signal: f64) -> Design {
    let two_class = TwoClass::new(minority as f64 / n as f64, signal).unwrap();
    Design::new(two_class, d as f64 / n as f64, n, Labels::Fixed).unwrap()
}

fn stored(design: &Design, streams: Streams) -> [TrainingSet; 2] {
    let all = TrainingSet::draw(
        &design.two_class().population(),
        &fixed_counts(design),
        design.dimension(),
        design.labels(),
        &mut streams.rng(Purpose::Data),
    );
    let balanced = all.downsample(&mut streams.rng(Purpose::Downsampling));
    [all, balanced]
}

/// Weighted normal equations in (θ, b), the intercept as one more column, by LU.
fn plain(set: &TrainingSet, ratio: f64, ridge: f64) -> [f64; 3] {
    let (n, d) = (set.samples(), set.dimension());
    let mut matrix = DMatrix::zeros(d + 1, d + 1);
    let mut right = DVector::zeros(d + 1);
    for (group, weight) in set.groups.iter().zip([ratio, 1.0]) {
        for sample in group.features.col_iter() {
            let row = DVector::from_fn(d + 1, |i, _| if i < d { sample[i] } else { 1.0 });
            matrix.ger(weight, &row, &row, 1.0);
            right.axpy(weight * group.label, &row, 1.0);
        }
    }
    for i in 0..d {
        matrix[(i, i)] += n as f64 * ridge;
    }
    let solution = matrix.lu().solve(&right).unwrap();
    [solution.rows(0, d).norm(), solution[0], solution[d]]
}

fn check(design: &Design, replicate: u32, ratios: &[f64], tolerance: f64) {
    let streams = Streams::new([6; 32], replicate);
    let drawn = Classes::draw(design, [true, true], streams);
    for (classes, set) in drawn.iter().zip(stored(design, streams)) {
        if design.dimension() + 2 > set.samples() {
            continue;
        }
        let classes = classes.as_ref().unwrap();
        for ridge in [0.0, 0.02, 5.0] {
            for (&ratio, found) in ratios.iter().zip(classes.train(ratios, ridge)) {
                let found = found.unwrap();
                assert!(found.residual < 1e-10, "{design:?} {ratio}: {found:?}");
                for (a, b) in found.order.iter().zip(plain(&set, ratio, ridge)) {
                    let distance = (a - b).abs() / found.order[0].max(b.abs());
                    assert!(
                        distance < tolerance,
                        "{design:?} {ratio} {ridge}: {distance:e}"
                    );
                }
            }
        }
    }
}

#[test]
fn trained_as_by_the_plain_normal_equations() {
    let moderate = [0.2, 1.0, 3.0, 4.0, 20.0, 100.0];
    for (n, minority, d) in [
        (3, 1, 1),
        (40, 20, 1),
        (40, 1, 5),
        (60, 12, 2),
        (300, 60, 30),
    ] {
        check(&design(n, minority, d, 1.5), 0, &moderate, 1e-9);
    }
    check(&design(600, 150, 97, 2.0), 1, &moderate, 1e-9);
    for d in [57, 58] {
        check(&design(60, 20, d, 1.0), 2, &moderate, 1e-7);
    }
    // Here the plain equations lose digits, by the ratio of the weights.
    check(&design(300, 60, 30, 1.5), 3, &[1e-6, 1e-3, 1e3, 1e6], 1e-8);
}

#[test]
fn scatters_and_means_are_those_of_the_stored_samples() {
    let design = design(500, 140, 12, 1.0);
    let streams = Streams::new([6; 32], 4);
    let both = Classes::draw(&design, [true, true], streams);
    for (classes, set) in both.iter().zip(stored(&design, streams)) {
        let classes = classes.as_ref().unwrap();
        for (class, group) in set.groups.iter().enumerate() {
            let n = group.features.ncols() as f64;
            assert_eq!(classes.counts[class], n);
            let mean = |i: usize| group.features.row(i).iter().sum::<f64>() / n;
            for i in 0..12 {
                let half = 0.5 * group.label * classes.gap[i];
                assert!((classes.middle[i] + half - mean(i)).abs() < 1e-13);
                for j in 0..=i {
                    let rows = group
                        .features
                        .row(i)
                        .iter()
                        .zip(group.features.row(j).iter());
                    let sum: f64 = rows.map(|(x, y)| (x - mean(i)) * (y - mean(j))).sum();
                    assert!((classes.scatters[class][(i, j)] - sum).abs() < 1e-11 * n);
                }
            }
        }
    }
}

/// What is drawn with it changes no bit, also when the minority is the larger class.
#[test]
fn each_reduction_is_the_same_alone() {
    for labels in [Labels::Fixed, Labels::Random] {
        for replicate in 0..6 {
            let two_class = TwoClass::new(0.5, 1.0).unwrap();
            let design = Design::new(two_class, 0.1, 400, labels).unwrap();
            let streams = Streams::new([6; 32], replicate);
            let [all, balanced] = Classes::draw(&design, [true, true], streams);
            let [only, none] = Classes::draw(&design, [true, false], streams);
            assert!(none.is_none());
            let [_, part] = Classes::draw(&design, [false, true], streams);
            for (a, b) in [(all, only), (balanced, part)] {
                let (a, b) = (a.unwrap(), b.unwrap());
                assert_eq!(a.train(&[1.0, 3.0], 0.0), b.train(&[1.0, 3.0], 0.0));
            }
        }
    }
}

/// Classes 2·10⁶ apart: θ ≈ e₁/s, and what the mean gap does not decide must not drown in it.
/// With signals s and s′ on the same samples V's part orthogonal to the gap is nearly the
/// same, so (θ/θ₁)'s other coordinates and s·b are.
#[test]
fn a_huge_signal_costs_no_accuracy() {
    let train = |signal: f64| {
        let design = design(400, 100, 40, signal);
        let [classes, _] = Classes::draw(&design, [true, false], Streams::new([6; 32], 5));
        classes.unwrap().train(&[1.0, 4.0, 15.0], 0.0)
    };
    for (huge, large) in train(1e6).into_iter().zip(train(1e5)) {
        let (huge, large) = (huge.unwrap(), large.unwrap());
        assert!(huge.residual < 1e-12);
        // Both are their limits up to O(1/s).
        let shape =
            |t: SquareFit, s: f64| [t.order[0] / t.order[1], s * t.order[1], s * t.order[2]];
        for (a, b) in shape(huge, 1e6).into_iter().zip(shape(large, 1e5)) {
            assert!((a - b).abs() < 1e-5, "{huge:?} {large:?}");
        }
    }
}
