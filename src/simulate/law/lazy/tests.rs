use super::*;
use crate::loss::LossKind;
use crate::model::{Labels, TwoClass};
use crate::simulate::{Purpose, Streams};
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
    let measured = fit.measure(&d);
    assert_eq!(measured.order(), fit.order);
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
    assert!(most_columns(2000, 900) == 902 && most_columns(1_000_000, 200_000) == 150);
}
