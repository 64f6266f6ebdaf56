//! Bytes damaged at random: a pure function of pool and number.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const SEED: u64 = 18;

/// What stands in tables and is likely to be taken for something else.
const WORDS: &[&[u8]] = &[
    b"nan",
    b"inf",
    b"-inf",
    b"-0",
    b"1e300",
    b"-1e300",
    b"1e-320",
    b"1e999",
    b"0",
    b"-1",
    b"1",
    b"18446744073709551615",
    b"18446744073709551616",
    b"",
    b",",
    b"\"",
    b"\n",
    b"\r\n",
    b"'",
    b"'=1",
    b"converged",
    b"separable",
    b"not_converged",
    b"true",
    b"\x1b[2J",
    b"\xff\xfe",
    b"\0",
];

/// Mutant `number` of what is in the pool.
pub(crate) fn mutant(pool: &[Vec<u8>], number: u64) -> Vec<u8> {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    rng.set_stream(number);
    let mut bytes = pool[rng.random_range(0..pool.len())].clone();
    loop {
        bytes = mutated(bytes, &mut rng);
        if rng.random_bool(0.4) {
            return bytes;
        }
    }
}

fn mutated(mut bytes: Vec<u8>, rng: &mut ChaCha8Rng) -> Vec<u8> {
    if bytes.is_empty() {
        return vec![rng.random()];
    }
    let at = rng.random_range(0..bytes.len());
    let end = (at + rng.random_range(1..80)).min(bytes.len());
    let to = rng.random_range(0..bytes.len());
    match rng.random_range(0..8) {
        0 => bytes[at] ^= 1 << rng.random_range(0..8),
        1 => bytes[at] = rng.random(),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let piece = bytes[at..end].to_vec();
            bytes.splice(to..to, piece);
        }
        4 => bytes.truncate(at),
        // Most often a whole field is another.
        _ => {
            let word = WORDS[rng.random_range(0..WORDS.len())];
            let is_end = |b: &u8| b",\n".contains(b);
            let from = bytes[..at].iter().rposition(is_end).map_or(0, |i| i + 1);
            let until = bytes[at..]
                .iter()
                .position(is_end)
                .map_or(bytes.len(), |i| at + i);
            bytes.splice(from.min(until)..until, word.iter().copied());
        }
    }
    bytes
}
