//! What results depend on, as keys: the data's, and a training's.

use sha2::{Digest, Sha256};

use crate::model::{Design, SimulationMethod, Training};

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
    let mut hasher = Sha256::new();
    hasher.update(b"thumbscale data 1");
    hasher.update(seed.to_le_bytes());
    hasher.update(design.bytes());
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
    let mut hasher = Sha256::new();
    hasher.update(b"thumbscale training 1");
    hasher.update(METHOD_VERSION.to_le_bytes());
    hasher.update(training.bytes());
    let mut key = TrainingKey::default();
    key[..16].copy_from_slice(&hasher.finalize()[..16]);
    key[16..].copy_from_slice(&training.weights.to_bits().to_le_bytes());
    key
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
