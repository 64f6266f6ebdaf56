//! The key of a design's random streams.

use sha2::{Digest, Sha256};

use crate::model::{Design, Labels};

/// 256 bits that stand for (seed, parameter values that shape the data).
///
/// Weights, ridge, loss and solver are left out: every classifier of a replicate is
/// trained on the same data. Positions in a grid are left out too: adding or
/// removing grid points changes no other number.
pub fn data_key(seed: u64, design: &Design) -> [u8; 32] {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TwoClass;

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
        // Frozen, from Python's hashlib over the same bytes: a change here changes
        // every simulated number.
        assert_eq!(key[..4], [71, 67, 161, 63]);
    }
}
