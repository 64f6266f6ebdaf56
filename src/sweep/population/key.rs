//! What replicates of groups depend on, as a key.

use sha2::{Digest, Sha256};

use crate::model::{GroupDesign, GroupTraining, SimulationMethod};
use crate::sweep::{DataKey, METHOD_VERSION, TrainingKey};

/// 256 bits that stand for (seed, everything that shapes the data, the way they are drawn).
///
/// Weights, ridge and loss are left out: every classifier of a replicate is trained on the same
/// data, and with every weight there is a replicate of the same number to compare with. Names of
/// groups are left out too.
pub fn group_draw_key(seed: u64, design: &GroupDesign, method: SimulationMethod) -> DataKey {
    let mut hasher = Sha256::new();
    hasher.update(b"thumbscale groups 1");
    hasher.update(seed.to_le_bytes());
    hasher.update((method.name().len() as u64).to_le_bytes());
    hasher.update(method.name());
    hasher.update(design.bytes());
    hasher.finalize().into()
}

/// Bytes that stand for ([`METHOD_VERSION`], everything that shapes a training): all 24 of them
/// are a hash, the weights of the groups included.
pub(super) fn group_training_key(training: &GroupTraining) -> TrainingKey {
    let mut hasher = Sha256::new();
    hasher.update(b"thumbscale training of groups 1");
    hasher.update(METHOD_VERSION.to_le_bytes());
    hasher.update(training.bytes_with_weights());
    let mut key = TrainingKey::default();
    let length = key.len();
    key.copy_from_slice(&hasher.finalize()[..length]);
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::{Labels, Solver, SpuriousCorrelation, Weighting};

    #[test]
    fn whatever_shapes_a_training_changes_its_key() {
        let weights = Weighting::new(vec![1.0, 2.0, 3.0, 4.0]).unwrap();
        let base = GroupTraining::new(LossKind::Huber, weights);
        let other = |change: fn(&mut GroupTraining)| {
            let mut training = base.clone();
            change(&mut training);
            group_training_key(&training)
        };
        let keys = [
            group_training_key(&base),
            other(|t| t.loss = LossKind::Square.into()),
            other(|t| t.loss = t.loss.with_huber_threshold(2.0).unwrap()),
            other(|t| t.ridge = 0.1),
            other(|t| t.downsample = true),
            other(|t| t.solver = Solver::Sgd),
            other(|t| t.weights = Weighting::new(vec![1.0, 2.0, 4.0, 3.0]).unwrap()),
            other(|t| t.weights = Weighting::new(vec![1.0, 2.0, 3.0]).unwrap()),
        ];
        let different: std::collections::HashSet<_> = keys.iter().collect();
        assert_eq!(different.len(), keys.len());
        assert_eq!(other(|t| t.ridge = -0.0), keys[0]);
    }

    #[test]
    fn keys_tell_designs_seeds_and_methods_apart() {
        let design = |correlation, n| {
            let model = SpuriousCorrelation::new(0.5, 1.5, 1.0, correlation).unwrap();
            GroupDesign::new(model.population(), 0.2, n, Labels::Fixed).unwrap()
        };
        let base = design(0.6, 100);
        let mut keys: Vec<DataKey> = SimulationMethod::ALL
            .map(|method| group_draw_key(1, &base, method))
            .into();
        for other in [design(0.4, 100), design(0.6, 200)] {
            keys.push(group_draw_key(1, &other, SimulationMethod::Dense));
        }
        keys.push(group_draw_key(2, &base, SimulationMethod::Dense));
        let different: std::collections::HashSet<_> = keys.iter().collect();
        assert_eq!(different.len(), keys.len());
        // Frozen, from Python's hashlib over the same bytes: a change here changes every
        // simulated number of groups.
        assert_eq!(keys[0][..4], [120, 44, 55, 115]);
    }
}
