//! What replicates of groups depend on, as a key.

use sha2::{Digest, Sha256};

use crate::model::{GroupDesign, SimulationMethod};
use crate::sweep::DataKey;

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
    hasher.update(design.identity());
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Labels, SpuriousCorrelation};

    #[test]
    fn keys_tell_designs_seeds_and_methods_apart() {
        let design = |correlation, n| {
            let model = SpuriousCorrelation::new(0.5, 1.5, 1.0, correlation).unwrap();
            GroupDesign::new(&model.population(), 0.2, n, Labels::Fixed).unwrap()
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
