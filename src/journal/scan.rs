//! Records out of bytes that may be damaged.

use super::contents::{Contents, Damage};
use super::format::{Codec, HEADER, MAGIC, MARKER, total_length};

/// What the bytes of a file turned out to be.
pub(super) struct Scan {
    pub(super) contents: Contents,
    /// Where the first line or the last good record ends. Zero: there is neither, and the
    /// bytes are at most the beginning of a first line.
    pub(super) good_end: usize,
}

/// Reads all there is; none if the bytes are no journal.
pub(super) fn scan(bytes: &[u8]) -> Option<Scan> {
    let codec = Codec::new();
    let mut damage = Damage::default();
    let mut records = Vec::new();
    let mut end = if bytes.starts_with(MAGIC) {
        MAGIC.len()
    } else {
        0
    };
    while let Some((skipped, record, length)) = next_record(&codec, &bytes[end..]) {
        damage.add_span(skipped);
        records.push(record);
        end += skipped + length;
    }
    if end == 0 {
        if !MAGIC.starts_with(bytes) {
            return None;
        }
        damage.torn_bytes = bytes.len() as u64;
    } else {
        let tail = &bytes[end..];
        let torn = torn_at(&codec, tail);
        damage.add_span(torn);
        damage.torn_bytes = (tail.len() - torn) as u64;
    }
    Some(Scan {
        contents: Contents { records, damage },
        good_end: end,
    })
}

/// The good records among bytes that may begin anywhere in a journal.
pub(super) fn good_records(bytes: &[u8]) -> Vec<Vec<u8>> {
    let codec = Codec::new();
    let (mut records, mut end) = (Vec::new(), 0);
    while let Some((skipped, record, length)) = next_record(&codec, &bytes[end..]) {
        records.push(record);
        end += skipped + length;
    }
    records
}

/// The first good record: the bytes skipped before it, itself, its length in the file.
fn next_record(codec: &Codec, bytes: &[u8]) -> Option<(usize, Vec<u8>, usize)> {
    codec.markers(bytes).find_map(|at| {
        let (record, length) = codec.decode(&bytes[at..])?;
        Some((at, record, length))
    })
}

/// Where, in bytes without a good record, a record begins that their end cuts off.
fn torn_at(codec: &Codec, tail: &[u8]) -> usize {
    let is_cut_off = |at: &usize| {
        let piece = &tail[*at..];
        piece.len() < HEADER || total_length(piece).is_some_and(|total| total > piece.len())
    };
    let cut_in_marker = || {
        let longest = tail.len().min(MARKER.len() - 1);
        (1..=longest).find(|&n| tail.ends_with(&MARKER[..n]))
    };
    codec
        .markers(tail)
        .find(is_cut_off)
        .unwrap_or_else(|| tail.len() - cut_in_marker().unwrap_or(0))
}
