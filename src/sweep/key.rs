//! What results depend on, as keys: the data's, and a training's.

use sha2::{Digest, Sha256};

use crate::model::{Design, Labels, SimulationMethod, Solver, Training};

/// Raised whenever a change of the code changes a simulated number: outcomes stored under
/// another version are not used again.
pub const METHOD_VERSION: u32 = 5;

/// Stands for the design, the seed and so for all data of a unit.
pub type DataKey = [u8; 32];

/// Stands for what is trained on the data, by which version of the code: 16 bytes for all
/// but the weight, then the bits of the weight.
///
/// A weight that a rule chose is computed anew by every process, and on another machine or
/// by another revision may differ in its last digits; outcomes are then found by the first
/// part and a weight that is nearly the same.
pub type TrainingKey = [u8; 24];

/// 256 bits that stand for (seed, parameter values that shape the data).
///
/// Weights, ridge, loss and solver are left out: every classifier of a replicate is
/// trained on the same data. Positions in a grid are left out too: adding or
/// removing grid points changes no other number.
pub fn data_key(seed: u64, design: &Design) -> DataKey {
    let two_class = design.two_class();
    let mut hasher = Sha256::new();
    hasher.update(b"thumbscale data 1");
    hasher.update(seed.to_le_bytes());
    hasher.update((design.samples() as u64).to_le_bytes());
    hasher.update((design.dimension() as u64).to_le_bytes());
    hasher.update(two_class.signal_strength().to_bits().to_le_bytes());
    match design.labels() {
        // Two nominal priors that round to the same counts are the same data.
        Labels::Fixed => {
            hasher.update([0]);
            hasher.update((design.minority_samples() as u64).to_le_bytes());
        }
        Labels::Random => {
            hasher.update([1]);
            hasher.update(two_class.minority_prior().to_bits().to_le_bytes());
        }
    }
    hasher.finalize().into()
}

/// The same of one way to simulate: what the samplers in law draw is not what data are
/// made of, and no method's outcomes stand for another's.
pub fn draw_key(seed: u64, design: &Design, method: SimulationMethod) -> DataKey {
    let data = data_key(seed, design);
    if method == SimulationMethod::Dense {
        return data;
    }
    let mut hasher = Sha256::new();
    hasher.update(b"thumbscale law 1");
    hasher.update(data);
    hasher.update(method.name());
    hasher.finalize().into()
}

/// Largest relative difference of two weights that are one rule's: far above what rounding
/// does to the root of a slope, far below what any figure shows.
const NEAR: f64 = 1e-6;

/// Whether two trainings differ in the last digits of their weight at most.
pub(super) fn is_near(a: &TrainingKey, b: &TrainingKey) -> bool {
    let weight = |key: &TrainingKey| {
        let mut bits = [0; 8];
        bits.copy_from_slice(&key[16..]);
        f64::from_bits(u64::from_le_bytes(bits))
    };
    a[..16] == b[..16] && (weight(a) - weight(b)).abs() <= NEAR * weight(b).abs()
}

/// Bytes that stand for ([`METHOD_VERSION`], everything that shapes a training).
pub fn training_key(training: &Training) -> TrainingKey {
    let Training {
        loss,
        weight_ratio,
        ridge,
        downsample,
        solver,
    } = training;
    let mut hasher = Sha256::new();
    hasher.update(b"thumbscale training 1");
    hasher.update(METHOD_VERSION.to_le_bytes());
    hasher.update((loss.name().len() as u64).to_le_bytes());
    hasher.update(loss.name());
    let adjustment = loss.adjustment();
    let numbers = [loss.huber_threshold().unwrap_or(0.0), *ridge]
        .into_iter()
        .chain(adjustment.scale())
        .chain(adjustment.shift());
    for number in numbers {
        // −0 is 0.
        hasher.update((number + 0.0).to_bits().to_le_bytes());
    }
    hasher.update([
        u8::from(*downsample),
        match solver {
            Solver::Direct => 0,
            Solver::Sgd => 1,
        },
    ]);
    let mut key = TrainingKey::default();
    key[..16].copy_from_slice(&hasher.finalize()[..16]);
    key[16..].copy_from_slice(&weight_ratio.to_bits().to_le_bytes());
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::{Adjustment, LossKind, MarginLoss};
    use crate::model::TwoClass;

    #[test]
    fn a_training_is_known_by_all_its_values() {
        let plain = |kind: LossKind| Training {
            loss: kind.into(),
            weight_ratio: 4.0,
            ridge: 0.0,
            downsample: false,
            solver: Solver::Direct,
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
                weight_ratio: 4.1,
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
                weight_ratio,
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
}
