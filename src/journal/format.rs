//! One record as bytes, and back.

use memchr::memmem::Finder;

/// Longest record in bytes. A larger length in a file is damage.
pub const MAX_RECORD: usize = 64 << 20;

/// The first line of a journal.
pub(super) const MAGIC: &[u8] = b"thumbscale journal 1\n";

/// Begins every record. No byte occurs twice, so it cannot overlap itself; the first is
/// never part of text in UTF-8. Every byte is larger than the highest byte of a length,
/// so it cannot reach from a header into a body, nor be followed by a valid length where
/// it reaches from a checksum into the next record.
pub(super) const MARKER: [u8; 8] = [0xF7, 0x9C, 0xE3, 0x1B, 0xA6, 0xD1, 0x8E, 0x5F];

/// Marker, checksum of the length, length.
pub(super) const HEADER: usize = 16;

const CHECKSUM: usize = 4;

/// Put after the marker's first seven bytes in a body. Not part of the marker.
const STOP: u8 = 0;

/// Longest body: a record of nothing but unfinished markers.
const MAX_BODY: usize = MAX_RECORD + MAX_RECORD / 7 + 1;
const _: () = assert!(MAX_BODY >> 24 < 0x1B, "the marker's bytes exceed it");

/// Finds the beginnings of markers.
pub(super) struct Codec {
    beginning: Finder<'static>,
}

impl Codec {
    pub(super) fn new() -> Self {
        Self {
            beginning: Finder::new(&MARKER[..7]),
        }
    }

    /// Places of complete markers in `bytes`.
    pub(super) fn markers<'b>(&'b self, bytes: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
        self.beginning
            .find_iter(bytes)
            .filter(|&at| bytes.get(at + 7) == Some(&MARKER[7]))
    }

    /// Appends a record of at most [`MAX_RECORD`] bytes to `out`.
    pub(super) fn encode(&self, record: &[u8], out: &mut Vec<u8>) {
        let begin = out.len();
        out.extend_from_slice(&MARKER);
        out.resize(begin + HEADER, 0);
        let mut copied = 0;
        for at in self.beginning.find_iter(record) {
            out.extend_from_slice(&record[copied..at + 7]);
            out.push(STOP);
            copied = at + 7;
        }
        out.extend_from_slice(&record[copied..]);

        // At most MAX_BODY, so nothing is cut off.
        let length = ((out.len() - begin - HEADER) as u32).to_le_bytes();
        out[begin + 8..begin + 12].copy_from_slice(&checksum(&[&length]));
        out[begin + 12..begin + HEADER].copy_from_slice(&length);
        let sum = checksum(&[&length, &out[begin + HEADER..]]);
        out.extend_from_slice(&sum);
    }

    /// The record at the beginning of `bytes`, which begin with a marker, and its length
    /// in the file; none if it is damaged or incomplete.
    pub(super) fn decode(&self, bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
        let total = total_length(bytes)?;
        let (rest, sum) = bytes.get(..total)?.split_at(total - CHECKSUM);
        let body = &rest[HEADER..];
        if checksum(&[&rest[12..HEADER], body]) != sum {
            return None;
        }
        Some((self.without_stops(body)?, total))
    }

    fn without_stops(&self, body: &[u8]) -> Option<Vec<u8>> {
        let mut record = Vec::with_capacity(body.len());
        let mut copied = 0;
        for at in self.beginning.find_iter(body) {
            if body.get(at + 7) != Some(&STOP) {
                return None;
            }
            record.extend_from_slice(&body[copied..at + 7]);
            copied = at + 8;
        }
        record.extend_from_slice(&body[copied..]);
        (record.len() <= MAX_RECORD).then_some(record)
    }
}

/// Length in the file of the record whose header `bytes` begin with; none unless the
/// header is complete and valid.
pub(super) fn total_length(bytes: &[u8]) -> Option<usize> {
    let header = bytes.get(..HEADER)?;
    let length: [u8; 4] = header[12..].try_into().ok()?;
    if header[8..12] != checksum(&[&length]) {
        return None;
    }
    let body = usize::try_from(u32::from_le_bytes(length)).ok()?;
    (body <= MAX_BODY).then_some(HEADER + body + CHECKSUM)
}

fn checksum(parts: &[&[u8]]) -> [u8; CHECKSUM] {
    let mut hasher = crc32fast::Hasher::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().to_le_bytes()
}
