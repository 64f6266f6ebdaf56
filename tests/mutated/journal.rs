//! What holds for all bytes that are read as a journal. Also the body of the fuzzing target
//! `journal`.

use thumbscale::journal::{Contents, from_bytes, to_bytes};

/// The first byte says what the rest is: a journal's bytes, or records and what is done to
/// the journal of them.
///
/// # Errors
/// What does not hold, in one sentence.
pub(crate) fn check(input: &[u8]) -> Result<(), String> {
    match input.split_first() {
        Some((kind, rest)) if kind % 2 == 1 => damaged(rest),
        Some((_, rest)) => any(rest),
        None => any(&[]),
    }
}

/// Whatever the bytes are: what is read is read again from a journal of it, and no byte is
/// counted twice.
pub(crate) fn any(bytes: &[u8]) -> Result<(), String> {
    let Some(Contents { records, damage }) = from_bytes(bytes) else {
        return Ok(());
    };
    let again = from_bytes(&to_bytes(&records)).ok_or("its own journal is none")?;
    if again.records != records || !again.damage.is_none() {
        return Err("a journal of its records has others".to_owned());
    }
    let lost = damage.torn_bytes + damage.damaged_bytes;
    let kept: u64 = records.iter().map(|record| record.len() as u64).sum();
    match lost + kept <= bytes.len() as u64 {
        true => Ok(()),
        false => Err(format!(
            "{kept} bytes kept and {lost} lost of {}",
            bytes.len()
        )),
    }
}

/// Records whose journal is damaged: what is read are some of them, and without damage all.
fn damaged(input: &[u8]) -> Result<(), String> {
    let (records, edits) = records(input);
    let whole = to_bytes(&records);
    let read = from_bytes(&whole).ok_or("a journal is none")?;
    if read.records != records || !read.damage.is_none() {
        return Err("not read as it was written".to_owned());
    }
    let bytes = edited(whole, edits);
    let Some(read) = from_bytes(&bytes) else {
        return Ok(());
    };
    if let Some(strange) = read.records.iter().find(|record| !records.contains(record)) {
        return Err(format!("nobody wrote {strange:?}"));
    }
    any(&bytes)
}

/// Up to eight records, each its length and its bytes; the rest are edits.
fn records(mut input: &[u8]) -> (Vec<Vec<u8>>, &[u8]) {
    let mut records = Vec::new();
    while let (true, Some((&length, rest))) = (records.len() < 8, input.split_first()) {
        if length == 0 {
            return (records, rest);
        }
        let (record, rest) = rest.split_at(rest.len().min(usize::from(length)));
        records.push(record.to_vec());
        input = rest;
    }
    (records, input)
}

/// Damage of the kinds that disks and kills do, five bytes each: flipped, lost, doubled,
/// moved, zeroed, cut. None lets new bytes be chosen, from which a checksum could be made.
fn edited(mut bytes: Vec<u8>, edits: &[u8]) -> Vec<u8> {
    for edit in edits.chunks_exact(5).take(12) {
        if bytes.is_empty() {
            break;
        }
        let place = |high: u8, low: u8| usize::from(u16::from_be_bytes([high, low])) % bytes.len();
        let (from, to) = (place(edit[1], edit[2]), place(edit[3], edit[4]));
        let (from, to) = (from.min(to), from.max(to));
        match edit[0] % 6 {
            0 => bytes[from] ^= 1 << (edit[0] / 6 % 8),
            1 => drop(bytes.drain(from..to)),
            2 => {
                let piece = bytes[from..to].to_vec();
                bytes.splice(to..to, piece);
            }
            3 => bytes[..to].rotate_left(from),
            4 => bytes[from..to].fill(0),
            _ => bytes.truncate(to),
        }
    }
    bytes
}
