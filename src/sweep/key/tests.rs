use super::*;
use crate::loss::{Adjustment, LossKind, MarginLoss};
use crate::model::{Labels, Solver, TwoClass};

#[test]
fn a_training_is_known_by_all_its_values() {
    let plain = |kind: LossKind| Training {
        loss: kind.into(),
        weights: 4.0,
        ridge: 0.0,
        downsample: false,
        solver: Solver::Direct,
        threshold: crate::model::Threshold::NONE,
    };
    let base = plain(LossKind::Huber);
    let with = |loss: MarginLoss| Training { loss, ..base };
    let adjusted = |scale, shift| {
        let adjustment = Adjustment::new(scale, shift).unwrap();
        with(base.loss.with_adjustment(adjustment).unwrap())
    };
    let all = [
        base,
        plain(LossKind::Square),
        plain(LossKind::Logistic),
        Training {
            weights: 4.1,
            ..base
        },
        Training { ridge: 4.0, ..base },
        Training {
            downsample: true,
            ..base
        },
        Training {
            solver: Solver::Sgd,
            ..base
        },
        with(base.loss.with_huber_threshold(3.0).unwrap()),
        adjusted([1.0, 2.0], [0.0, 0.0]),
        adjusted([2.0, 1.0], [0.0, 0.0]),
        adjusted([1.0, 1.0], [0.5, 0.0]),
    ];
    let keys: std::collections::HashSet<_> = all.iter().map(training_key).collect();
    assert_eq!(keys.len(), all.len());
    let weighing = |weight_ratio| {
        training_key(&Training {
            weights: weight_ratio,
            ..base
        })
    };
    assert!(is_near(&weighing(4.0 * (1.0 + 1e-12)), &weighing(4.0)));
    assert!(!is_near(&weighing(4.00001), &weighing(4.0)));
    assert!(!is_near(&training_key(&all[4]), &weighing(4.0)));
    let negative_zero = Training {
        ridge: -0.0,
        ..base
    };
    assert_eq!(training_key(&negative_zero), training_key(&base));
}

#[test]
fn the_key_is_made_of_values() {
    let design = |delta, prior, signal, n, labels| {
        Design::new(TwoClass::new(prior, signal).unwrap(), delta, n, labels).unwrap()
    };
    let base = design(0.2, 0.2, 2.0, 100, Labels::Fixed);
    let key = data_key(1, &base);
    assert_eq!(
        key,
        data_key(1, &design(0.2001, 0.2001, 2.0, 100, Labels::Fixed))
    );
    for other in [
        design(0.3, 0.2, 2.0, 100, Labels::Fixed),
        design(0.2, 0.3, 2.0, 100, Labels::Fixed),
        design(0.2, 0.2, 2.5, 100, Labels::Fixed),
        design(0.2, 0.2, 2.0, 200, Labels::Fixed),
        design(0.2, 0.2, 2.0, 100, Labels::Random),
    ] {
        assert_ne!(key, data_key(1, &other));
    }
    assert_ne!(key, data_key(2, &base));
    let keys = SimulationMethod::ALL.map(|method| draw_key(1, &base, method));
    assert_eq!(keys[0], key);
    let different: std::collections::HashSet<_> = keys.iter().collect();
    assert_eq!(different.len(), keys.len());
    // Frozen, from Python's hashlib over the same bytes: a change here changes
    // every simulated number.
    assert_eq!(key[..4], [71, 67, 161, 63]);
}
