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
            for (&ratio, found) in ratios.iter().zip(classes.train(ratios, ridge, &[])) {
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
                assert_eq!(
                    a.train(&[1.0, 3.0], 0.0, &[]),
                    b.train(&[1.0, 3.0], 0.0, &[])
                );
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
        classes.unwrap().train(&[1.0, 4.0, 15.0], 0.0, &[])
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

/// θᵀx_i + b of classifiers trained without sample i, by the plain normal equations: their means
/// and standard deviations in each class, and the same of the samples' own training scores.
fn refitted(set: &TrainingSet, ratio: f64, ridge: f64) -> [ClassScores; 2] {
    let (n, d) = (set.samples(), set.dimension());
    let rows: Vec<(f64, f64, DVector<f64>)> = set
        .groups
        .iter()
        .zip([ratio, 1.0])
        .flat_map(|(group, weight)| {
            group.features.col_iter().map(move |sample| {
                let row = DVector::from_fn(d + 1, |i, _| if i < d { sample[i] } else { 1.0 });
                (weight, group.label, row)
            })
        })
        .collect();
    let without = |left_out: Option<usize>| {
        let mut matrix = DMatrix::zeros(d + 1, d + 1);
        let mut right = DVector::zeros(d + 1);
        for (_, (weight, label, row)) in rows
            .iter()
            .enumerate()
            .filter(|(i, _)| Some(*i) != left_out)
        {
            matrix.ger(*weight, row, row, 1.0);
            right.axpy(weight * label, row, 1.0);
        }
        (0..d).for_each(|i| matrix[(i, i)] += n as f64 * ridge);
        matrix.lu().solve(&right).unwrap()
    };
    let all = without(None);
    let summary = |score: &dyn Fn(usize) -> f64| {
        let of = |label: f64| {
            let members = (0..n).filter(|&i| rows[i].1 == label);
            let scores: Vec<f64> = members.map(score).collect();
            let mean = scores.iter().sum::<f64>() / scores.len() as f64;
            let squares: f64 = scores.iter().map(|s| (s - mean).powi(2)).sum();
            (mean, (squares / (scores.len() - 1) as f64).sqrt())
        };
        let [plus, minus] = [of(1.0), of(-1.0)];
        ClassScores::new([plus.0, minus.0], [plus.1, minus.1])
    };
    [
        summary(&|i| without(Some(i)).dot(&rows[i].2)),
        summary(&|i| all.dot(&rows[i].2)),
    ]
}

/// Leave-one-out and training scores of samples that are not kept, all or balanced ones, are
/// those of training again and again on samples that are.
#[test]
fn scores_of_samples_that_are_not_kept() {
    for (n, minority, d) in [(40, 10, 7), (150, 50, 20), (30, 6, 3)] {
        let design = design(n, minority, d, 1.5);
        let streams = Streams::new([8; 32], n as u32);
        let drawn = Classes::draw(&design, [true, true], streams);
        for (downsample, set) in [false, true].into_iter().zip(stored(&design, streams)) {
            let classes = drawn[usize::from(downsample)].as_ref().unwrap();
            for (ratio, ridge) in [(1.0, 0.0), (4.0, 0.0), (2.0, 0.3)] {
                let trained = classes.train(&[ratio], ridge, &[ratio])[0].unwrap();
                let left_out = classes.left_out(ratio, ridge).unwrap();
                assert!((left_out.alpha() - trained.order[0]).abs() < 1e-12);
                let found = [
                    left_out.scores(&design, downsample, streams).unwrap(),
                    trained.training_scores.unwrap(),
                ];
                for (found, expected) in found.iter().zip(refitted(&set, ratio, ridge)) {
                    for class in 0..2 {
                        let means = found.means()[class] - expected.means()[class];
                        let spreads = found.spreads()[class] - expected.spreads()[class];
                        assert!(means.abs() < 1e-10, "{n} {ratio} {ridge}: {means:e}");
                        assert!(spreads.abs() < 1e-10, "{n} {ratio} {ridge}: {spreads:e}");
                    }
                }
            }
            // Without ridge, exactly none of the bias is left at the ratio of the sizes.
            let balance = if downsample {
                1.0
            } else {
                (n - minority) as f64 / minority as f64
            };
            let balanced = classes.train(&[balance], 0.0, &[balance])[0].unwrap();
            assert!(balanced.training_scores.unwrap().midpoint().abs() < 1e-12);
        }
    }
}
