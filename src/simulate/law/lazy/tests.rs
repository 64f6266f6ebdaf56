use super::*;
use crate::loss::{Adjustment, LossKind};
use crate::model::{Labels, TwoClass};
use crate::simulate::{Purpose, Streams};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

fn design(n: usize, minority: usize, d: usize, signal: f64) -> Design {
    let two_class = TwoClass::new(minority as f64 / n as f64, signal).unwrap();
    Design::new(two_class, d as f64 / n as f64, n, Labels::Fixed).unwrap()
}

fn rng(replicate: u32) -> ChaCha8Rng {
    Streams::new([9; 32], replicate).rng(Purpose::Law)
}

#[test]
fn the_same_stream_gives_the_same_training() {
    let d = design(400, 100, 80, 1.0);
    let loss = LossKind::Logistic.into();
    let fit = lazy(&d, &loss, 2.0, 0.01, &mut rng(0)).unwrap();
    assert_eq!(lazy(&d, &loss, 2.0, 0.01, &mut rng(0)).unwrap(), fit);
    assert_ne!(lazy(&d, &loss, 2.0, 0.01, &mut rng(1)).unwrap(), fit);
    let measured = fit.measure();
    assert_eq!(measured.order, fit.order);
    assert_eq!(measured.iterations, fit.iterations);
}

#[test]
fn losses_with_a_kink_are_refused() {
    let d = design(60, 20, 5, 1.0);
    for kind in LossKind::ALL {
        let loss = MarginLoss::from(kind);
        let kinked = matches!(kind, LossKind::Hinge | LossKind::Absolute);
        assert_eq!(lazy_covers(&d, &loss, 0.1), !kinked);
        let outcome = lazy(&d, &loss, 1.0, 0.1, &mut rng(0));
        assert_eq!(outcome.is_err(), kinked, "{outcome:?}");
        if let Err(error) = outcome {
            let said = error.to_string();
            assert!(said.contains(kind.name()) && said.contains("squared-hinge"));
        }
    }
}

#[test]
fn separable_samples_are_an_error() {
    let strong = design(100, 30, 5, 8.0);
    let wide = design(100, 30, 99, 1.0);
    for kind in [
        LossKind::Logistic,
        LossKind::Exponential,
        LossKind::SquaredHinge,
    ] {
        let loss = MarginLoss::from(kind);
        for d in [&strong, &wide] {
            let outcome = lazy(d, &loss, 2.0, 0.0, &mut rng(0));
            assert_eq!(outcome, Err(LawError::Separable), "{kind:?}");
        }
        assert!(lazy_covers(&strong, &loss, 0.0) && !lazy_covers(&wide, &loss, 0.0));
        assert!(lazy_covers(&wide, &loss, 1e-3));
    }
}

#[test]
fn arguments_out_of_range_are_refused() {
    let d = design(60, 20, 5, 1.0);
    let loss = LossKind::Logistic.into();
    for (ratio, ridge) in [
        (0.0, 0.0),
        (f64::NAN, 0.0),
        (1.0, -0.1),
        (1.0, f64::INFINITY),
    ] {
        let outcome = lazy(&d, &loss, ratio, ridge, &mut rng(0));
        assert!(matches!(outcome, Err(LawError::Argument(_))), "{outcome:?}");
    }
}

/// A million samples fit in two gigabytes, and small problems may be solved completely.
#[test]
fn memory() {
    let large = lazy_memory(&design(1_000_000, 300_000, 200_000, 1.0));
    assert!(large.usual < 1_000_000_000 && large.most < 2_700_000_000);
    let small = lazy_memory(&design(60, 20, 5, 1.0));
    assert!(small.usual == small.most && small.most < 100_000);
    assert!(most_columns(2000, 400) == 402 && most_columns(1_000_000, 200_000) == 150);
}

/// The gradient anew from the columns and the losses themselves: it is as small as is said,
/// also along the column drawn last, which training has not moved along yet.
#[test]
fn the_residual_is_that_of_the_columns_drawn() {
    let kinds = [
        LossKind::Logistic,
        LossKind::Exponential,
        LossKind::SquaredHinge,
        LossKind::Huber,
        LossKind::Square,
    ];
    let mut random = rng(77);
    let mut uniform = move || random.random::<f64>();
    let mut solved = 0;
    for case in 0..400 {
        let n = (6.0 * 60f64.powf(uniform())) as usize;
        let d = 1 + (n as f64 * 0.01 * 300f64.powf(uniform())) as usize;
        let minority = 1 + (0.5 * uniform() * n as f64) as usize;
        let counts = [minority, n - minority];
        let (signal, ratio) = (5.0 * uniform() * uniform(), 1e-3 * 1e6f64.powf(uniform()));
        let ridge = [0.0, 1e-4, 0.1, 10.0][(4.0 * uniform()) as usize];
        if ridge == 0.0 && d + 1 >= n {
            continue;
        }
        let adjustment = Adjustment::new([0.4 + uniform(), 0.4 + uniform()], [0.2, -0.1]);
        let loss = MarginLoss::from(kinds[case % 5]);
        let loss = loss.with_adjustment(adjustment.unwrap()).unwrap();
        let mut rng = rng(case as u32);
        let objective = SpanObjective::new(&loss, &two_classes(counts, ratio));
        let span = along_means(counts, d, signal, &mut rng);
        let mut descent = SpanDescent::new(objective, ridge, span, n);
        let outcome = descent.run(limits(most_columns(n, d)), &mut rng);
        let name = format!("{n} {d} {counts:?} {loss:?} {ratio:e} {ridge}: {outcome:?}");
        let fit = match outcome {
            Ok(fit) => fit,
            Err(LawError::Separable) => continue,
            Err(_) => panic!("{name}"),
        };
        solved += 1;
        let (at, columns) = descent.place();
        let losses = loss.of_classes();
        let pulls = |at: &[f64]| -> Vec<f64> {
            (0..n)
                .map(|i| {
                    let class = usize::from(i >= counts[0]);
                    let (y, weight) = [(1.0, ratio), (-1.0, 1.0)][class];
                    let score: f64 = (0..at.len()).map(|k| at[k] * columns.column(k)[i]).sum();
                    y * weight * losses[class].derivative(y * score) / n as f64
                })
                .collect()
        };
        let length = |at: &[f64]| {
            let pulls = pulls(at);
            let along = |k: usize| -> f64 {
                let drag = if k > 0 { ridge * at[k] } else { 0.0 };
                columns
                    .column(k)
                    .iter()
                    .zip(&pulls)
                    .map(|(a, u)| a * u)
                    .sum::<f64>()
                    + drag
            };
            (0..at.len()).map(|k| along(k).powi(2)).sum::<f64>().sqrt()
        };
        // Against that at θ = 0, reduced as the pulls are.
        let zero = vec![0.0; at.len()];
        let total = |at: &[f64]| pulls(at).iter().map(|u| u * u).sum::<f64>().sqrt();
        let share = (total(at) / total(&zero)).min(1.0);
        let residual = length(at) / length(&zero) / share;
        assert!(
            (residual - fit.residual).abs() < 1e-3 * fit.residual + 1e-12 / share,
            "{residual:e} {name}"
        );
        assert!(residual < 1e-7, "{residual:e} {name}");
        assert!(fit.at[1].abs() <= fit.norm() * (1.0 + 1e-12), "{name}");
    }
    assert!(solved > 250, "{solved}");
}
