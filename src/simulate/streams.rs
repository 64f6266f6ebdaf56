//! Random streams of one replicate.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// What a stream is used for: each use has its own, so that one never shifts another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Labels and features.
    Data = 0,
    /// Which samples downsampling keeps.
    Downsampling = 1,
    /// The order in which stochastic gradient descent visits samples.
    Sgd = 2,
    /// Order parameters drawn in law, without data.
    Law = 3,
}

/// The random streams of one replicate: ChaCha8 under a 256-bit key, one 64-bit
/// stream number for each (replicate, purpose).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams {
    key: [u8; 32],
    replicate: u32,
}

impl Streams {
    /// Streams of replicate number `replicate` under `key`, which stands for the
    /// study's seed and the values of the parameters that shape the data.
    pub fn new(key: [u8; 32], replicate: u32) -> Self {
        Self { key, replicate }
    }

    /// The streams that this replicate shares with its mirror image, 2k with 2k + 1, and
    /// whether it is the image.
    pub(super) fn mirrored(self) -> (Self, bool) {
        let pair = Self {
            replicate: self.replicate / 2,
            ..self
        };
        (pair, self.replicate % 2 == 1)
    }

    /// The generator for one purpose, at its beginning.
    pub fn rng(&self, purpose: Purpose) -> ChaCha8Rng {
        let mut rng = ChaCha8Rng::from_seed(self.key);
        rng.set_stream(u64::from(self.replicate) << 8 | purpose as u64);
        rng
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn streams_differ_by_replicate_and_purpose_and_by_nothing_else() {
        let first = |k, r, p| Streams::new([k; 32], r).rng(p).next_u64();
        let base = first(1, 0, Purpose::Data);
        assert_eq!(base, first(1, 0, Purpose::Data));
        for other in [
            first(2, 0, Purpose::Data),
            first(1, 1, Purpose::Data),
            first(1, 0, Purpose::Downsampling),
            first(1, 0, Purpose::Sgd),
            first(1, 0, Purpose::Law),
        ] {
            assert_ne!(base, other);
        }
    }

    /// ChaCha8 with a zero key, stream 0: the first block of the cipher's known keystream
    /// (Strömbergson, ChaCha test vectors, TC1 with 8 rounds: 3e 00 ef 2f 89 5f 40 d6 …).
    #[test]
    fn known_answer() {
        let mut rng = Streams::new([0; 32], 0).rng(Purpose::Data);
        assert_eq!(
            rng.next_u64().to_le_bytes(),
            [0x3e, 0x00, 0xef, 0x2f, 0x89, 0x5f, 0x40, 0xd6]
        );
    }
}
