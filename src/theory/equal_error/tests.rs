use super::*;
use crate::loss::{Adjustment, MarginLoss};
use crate::model::TwoClass;

fn weight(loss: LossKind, delta: f64) -> Option<f64> {
    let problem = Problem::new(delta, TwoClass::new(0.2, 1.0).unwrap()).unwrap();
    equal_error_weight(&problem.with_loss(loss)).weight()
}

/// The balance ratio of the logistic loss, an independent public value
/// (tests/golden/README).
#[test]
fn logistic_balance_ratio() {
    let rho = weight(LossKind::Logistic, 0.1).unwrap();
    assert!((rho - 7.164_78).abs() < 5e-6, "{rho}");
}

fn ridged(kind: LossKind, [delta, prior, signal, ridge]: [f64; 4]) -> Problem {
    Problem::new(delta, TwoClass::new(prior, signal).unwrap())
        .and_then(|p| p.with_loss(kind).with_ridge(ridge))
        .unwrap()
}

/// Known where the ridge is so strong that all samples lie on the slope of their loss: the
/// jump is at the ratio of priors, γ = 2π₋s/r and η² = δπ₋/(π₊r²); a millionth from there the
/// share q of samples of one class that have crossed the kink makes up for it, and b is what
/// makes Q((1 − sγ − |b|)/α) that share (half of it for absolute loss, whose slope is turned
/// round there), to the width κρ of the prox.
#[test]
fn a_jump_is_where_the_classes_pull_alike() {
    for (kind, turned) in [
        (LossKind::Hinge, 4.753_424),
        (LossKind::Absolute, 4.891_638),
    ] {
        for at in [
            [0.01, 0.1, 0.5, 10.0],
            [0.02, 0.3, 1.0, 20.0],
            [0.013_573, 0.311_17, 0.0, 30.0],
            [0.5, 0.45, 2.0, 60.0],
            [0.1, 0.05, 1.0, 200.0],
        ] {
            let [delta, prior, signal, ridge] = at;
            let EqualError::Jump(jump) = equal_error_weight(&ridged(kind, at)) else {
                panic!("{kind:?} {at:?}");
            };
            let ratio = (1.0 - prior) / prior;
            assert!(
                (jump.at / ratio - 1.0).abs() < 1e-15 && jump.even_pull,
                "{jump:?}"
            );
            assert_eq!(jump.within, 1e-6);
            let gamma = 2.0 * (1.0 - prior) * signal / ridge;
            let alpha = gamma.hypot((delta * ratio).sqrt() / ridge);
            let bias = 1.0 - signal * gamma - turned * alpha;
            let width = delta / ridge * ratio.max(1.0);
            for (side, sign) in [(jump.below, -1.0), (jump.above, 1.0)] {
                let found = side.solution.unwrap();
                assert!((found.alpha / alpha - 1.0).abs() < 1e-4, "{at:?} {found:?}");
                assert!(
                    (found.bias - sign * bias).abs() < width,
                    "{at:?} {found:?} {bias}"
                );
            }
        }
    }
}

/// Under adjusted margins classes pull alike at π₋Δ₋/(π₊Δ₊).
#[test]
fn a_jump_moves_with_the_scales_of_margins() {
    let adjustment = Adjustment::new([0.5, 2.0], [0.0; 2]).unwrap();
    let loss = MarginLoss::from(LossKind::Hinge).with_adjustment(adjustment);
    let problem = ridged(LossKind::Hinge, [0.01, 0.1, 0.5, 40.0]).with_loss(loss.unwrap());
    let EqualError::Jump(jump) = equal_error_weight(&problem) else {
        panic!("no jump");
    };
    assert!((jump.at / 36.0 - 1.0).abs() < 1e-15, "{jump:?}");
}

/// Where a jump begins to be one as the ridge grows, and around the problems that it was seen
/// at: what is not told as a jump is a weight, and no search ends at it.
#[test]
fn no_search_ends_at_a_jump() {
    let mut jumps = 0;
    for (kind, [delta, prior, signal, ridge]) in [
        (LossKind::Hinge, [0.01, 0.1, 0.5, 10.0]),
        (LossKind::Hinge, [0.3, 0.1, 1.5, 22.5]),
        (LossKind::Hinge, [0.084_118, 0.299_88, 0.0, 53.113]),
        (LossKind::Absolute, [0.2, 0.35, 0.0, 10.0]),
        (LossKind::Absolute, [0.047_479, 0.387_76, 0.0, 2.619]),
        (
            LossKind::Absolute,
            [0.079_291_842_471_954_84, 0.284_346, 3.6057, 2435.62],
        ),
    ] {
        for beside in [
            0.5,
            0.9,
            0.99,
            1.0 - 1e-6,
            1.0,
            1.0 + 1e-6,
            1.01,
            1.1,
            2.0,
            10.0,
        ] {
            let at = [delta, prior, signal, ridge * beside];
            let even = (1.0 - prior) / prior;
            let found = equal_error_weight(&ridged(kind, at));
            match found {
                EqualError::Jump(jump) => assert!((jump.at / even - 1.0).abs() < 1e-9, "{found:?}"),
                EqualError::Weight(rho) => assert!((rho / even - 1.0).abs() < 0.1, "{at:?} {rho}"),
                EqualError::Infeasible { .. } | EqualError::NotFound { .. } => {
                    panic!("{kind:?} {at:?} {found:?}")
                }
            }
            jumps += usize::from(matches!(found, EqualError::Jump(_)));
        }
    }
    assert!(jumps >= 30, "{jumps}");
}

/// A minority that is met exactly can be met no better: from some weight on nothing changes,
/// and no end of a search is told.
#[test]
fn beyond_a_weight_nothing_changes() {
    for (kind, at) in [
        (LossKind::Hinge, [1.026, 0.010_53, 1.86, 100.0]),
        (LossKind::Hinge, [1.5746, 0.056_778, 0.0, 1.4485]),
        (LossKind::Absolute, [0.929_51, 0.060_338, 0.0, 2.4836]),
        (
            LossKind::SquaredHinge,
            [1.044_44, 0.160_147, 3.257, 0.090_578],
        ),
        (LossKind::Huber, [3.780_73, 0.017_142, 0.0, 0.127_08]),
        // All that a search from the ratio of priors meets is the same.
        (LossKind::Hinge, [5.0, 0.2, 1.0, 1.0]),
    ] {
        let problem = ridged(kind, at);
        let found = equal_error_weight(&problem);
        let EqualError::NotFound {
            settled_from: Some(from),
            there,
            ..
        } = found
        else {
            panic!("{found:?}");
        };
        assert!(from < 1e18, "{from}");
        // A percent less of the weight is another classifier, but where all settles by rounding.
        let before = predict(&problem.with_weight_ratio(0.99 * from).unwrap());
        let before = before.solution.unwrap().bias;
        let settled = there.solution.unwrap().bias;
        let by_rounding = matches!(kind, LossKind::SquaredHinge | LossKind::Huber);
        let least = if by_rounding { 1e-13 } else { 1e-12 };
        assert!((before / settled - 1.0).abs() > least, "{at:?}");
        let errors = there.solution.unwrap().errors;
        for factor in [1.0, 3.0, 1e3, 1e40] {
            let beyond = predict(&problem.with_weight_ratio(factor * from).unwrap());
            let beyond = beyond.solution.unwrap().errors;
            assert!(
                (beyond.minority / errors.minority - 1.0).abs() < 1e-9,
                "{at:?}"
            );
            assert!(beyond.minority > beyond.majority);
        }
    }
    // Logistic loss goes on changing.
    let grows = equal_error_weight(&ridged(LossKind::Logistic, [0.25, 0.2, 1.0, 0.0]));
    let settled = matches!(
        grows,
        EqualError::NotFound {
            settled_from: Some(_),
            ..
        }
    );
    assert!(!settled, "{grows:?}");
}

/// With ridge a weight can be enormous and exist all the same: b vanishes at
/// ρ = 10^12.94, where no search to a fixed limit of 10⁸ can see it.
#[test]
fn an_enormous_weight_exists() {
    let problem = Problem::new(1.0, TwoClass::new(0.05, 1.5).unwrap()).unwrap();
    let problem = problem.with_loss(LossKind::Logistic).with_ridge(0.05);
    let found = equal_error_weight(&problem.unwrap()).weight();
    let rho = found.unwrap();
    assert!((rho.log10() - 12.94).abs() < 0.01, "{rho}");
}

/// Separable data, exponential loss, ridge: b rises through zero and falls through it
/// again. Roots by a grid of 0.25 in log ρ of the four equations themselves.
#[test]
fn exponential_loss_can_have_two() {
    for (delta, prior, signal, ridge, near) in [
        (
            0.012_381_927_6,
            0.208_570_676,
            2.613_237_05,
            5.403_023e-4,
            [4.70, 9.6],
        ),
        (
            0.469_698_889,
            0.384_720_035,
            0.297_556_78,
            0.054_819_146,
            [1.19, 12.4],
        ),
        (
            0.103_424_736,
            0.014_776_013,
            0.638_024_65,
            9.414_307,
            [4.81, 18.6],
        ),
    ] {
        let problem = Problem::new(delta, TwoClass::new(prior, signal).unwrap())
            .and_then(|p| p.with_loss(LossKind::Exponential).with_ridge(ridge))
            .unwrap();
        let all = equal_error_weights(&problem);
        assert_eq!(all.len(), 2, "{problem:?}: {all:?}");
        let errors: Vec<f64> = all
            .iter()
            .zip(near)
            .map(|(&rho, near)| {
                assert!((rho.ln() - near).abs() < 0.2, "{rho}");
                let there = predict(&problem.with_weight_ratio(rho).unwrap());
                let errors = there.solution.unwrap().errors;
                assert!(
                    (errors.minority - errors.majority).abs() < 1e-10,
                    "{errors:?}"
                );
                errors.worst()
            })
            .collect();
        // Which is taken does not hang on where a search begins.
        let better = all[usize::from(errors[1] < errors[0])];
        let within = if within_cap(all[1]) { better } else { all[0] };
        assert_eq!(equal_error_weight(&problem).weight(), Some(within));
    }
}

/// A little less ridge and the two meet and vanish: both are found up to there, though
/// they lie within one step of the search.
#[test]
fn two_that_lie_close_together() {
    let two = TwoClass::new(0.208_570_676, 2.613_237_05).unwrap();
    let count = |ridge: f64| {
        let problem = Problem::new(0.012_381_927_6, two)
            .and_then(|p| p.with_loss(LossKind::Exponential).with_ridge(ridge))
            .unwrap();
        equal_error_weights(&problem)
    };
    let (mut some, mut none) = (5.4e-4, 1e-4_f64);
    for _ in 0..20 {
        let middle = (some * none).sqrt();
        let all = count(middle);
        match all.len() {
            2 => some = middle,
            0 => none = middle,
            other => panic!("{other} at {middle}"),
        }
    }
    let all = count(some);
    assert!((all[1] / all[0]).ln() < 0.1, "{all:?}");
}

#[test]
fn none_on_separable_data() {
    assert_eq!(weight(LossKind::Logistic, 0.5), None);
    assert!(weight(LossKind::Hinge, 0.05).unwrap() > 4.0);
}
