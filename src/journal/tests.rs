//! Journals as files, made and opened again.

mod damage;
mod failure;
mod kill;
mod lock;

use std::path::PathBuf;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use tempfile::TempDir;

use super::format::{Codec, HEADER, MAGIC, MARKER};
use super::*;

/// A folder and a journal's name in it.
fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results.journal");
    (folder, path)
}

/// Distinct records of many lengths; some empty, some full of markers or a journal.
fn sample(count: usize, seed: u64) -> Vec<Vec<u8>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut records: Vec<Vec<u8>> = Vec::new();
    for i in 0..count {
        let mut record = format!("record {i}: ").into_bytes();
        match i % 5 {
            0 => record.extend(encoded(&records)),
            1 => record.extend([MARKER, MARKER].concat()),
            2 => record.extend(&MARKER[..(i % 7) + 1]),
            _ => {}
        }
        let mut noise = vec![0; below(&mut rng, 80)];
        rng.fill_bytes(&mut noise);
        record.extend(noise);
        record.truncate(400);
        records.push(record);
    }
    records
}

fn below(rng: &mut ChaCha8Rng, limit: usize) -> usize {
    (rng.next_u64() % limit as u64) as usize
}

/// A whole journal in memory.
fn encoded(records: &[Vec<u8>]) -> Vec<u8> {
    let codec = Codec::new();
    let mut bytes = MAGIC.to_vec();
    records.iter().for_each(|r| codec.encode(r, &mut bytes));
    bytes
}

/// Where each record begins in [`encoded`], and where the last ends.
fn boundaries(records: &[Vec<u8>]) -> Vec<usize> {
    (0..=records.len())
        .map(|n| encoded(&records[..n]).len())
        .collect()
}

#[test]
fn what_was_appended_is_read_again_in_order() {
    let (_folder, path) = place();
    let mut records = sample(50, 1);
    records.push(Vec::new());
    records.push(vec![7; 3_000_000]);
    let mut journal = Journal::create(&path).unwrap();
    for (i, record) in records.iter().enumerate() {
        journal.append(record).unwrap();
        if i % 7 == 0 {
            journal.sync().unwrap();
        }
    }
    journal.sync().unwrap();
    assert_eq!(journal.path(), path);
    assert_eq!(
        journal.len_bytes(),
        std::fs::metadata(&path).unwrap().len(),
        "after a sync nothing is held back"
    );
    let contents = read(&path).unwrap();
    assert!(contents.records == records && contents.damage.is_none());
}

#[test]
fn an_opened_journal_goes_on_where_it_ended() {
    let (_folder, path) = place();
    let records = sample(9, 2);
    for third in records.chunks(3) {
        let (mut journal, _) = Journal::open(&path).unwrap();
        third.iter().for_each(|r| journal.append(r).unwrap());
        journal.sync().unwrap();
    }
    let (journal, contents) = Journal::open(&path).unwrap();
    assert_eq!(contents.records, records);
    assert!(contents.damage.is_none());
    assert_eq!(journal.len_bytes(), encoded(&records).len() as u64);
}

#[test]
fn nothing_is_written_before_a_sync_unless_much_has_gathered() {
    let (_folder, path) = place();
    let mut journal = Journal::create(&path).unwrap();
    let on_disk = || std::fs::metadata(&path).unwrap().len();
    journal.append(&[1; 1000]).unwrap();
    assert_eq!(on_disk(), MAGIC.len() as u64);
    assert!(journal.len_bytes() > 1000);
    journal.append(&vec![2; 1 << 20]).unwrap();
    assert_eq!(on_disk(), journal.len_bytes());
    journal.append(&[3; 1000]).unwrap();
    drop(journal);
    assert_eq!(read(&path).unwrap().records.len(), 2);
}

#[test]
fn a_missing_or_empty_file_is_an_empty_journal() {
    let (_folder, path) = place();
    assert_eq!(read(&path).unwrap(), Contents::default());
    assert!(!path.exists(), "reading makes nothing");
    std::fs::write(&path, b"").unwrap();
    assert_eq!(read(&path).unwrap(), Contents::default());
    let (mut journal, contents) = Journal::open(&path).unwrap();
    assert_eq!(contents, Contents::default());
    journal.append(b"first").unwrap();
    journal.sync().unwrap();
    assert_eq!(read(&path).unwrap().records, [b"first"]);
}

#[test]
fn creating_replaces_and_leaves_nothing_else_in_the_folder() {
    let (folder, path) = place();
    // What a process killed while it replaced the journal leaves.
    std::fs::write(folder.path().join(".results.journal.new"), b"half").unwrap();
    std::fs::write(&path, encoded(&sample(3, 3))).unwrap();
    Journal::create(&path).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), MAGIC);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn the_format_is_fixed() {
    let mut bytes = b"thumbscale journal 1\n".to_vec();
    bytes.extend(b"\xF7\x9C\xE3\x1B\xA6\xD1\x8E\x5F");
    // Python: zlib.crc32(b"\x02\0\0\0"), zlib.crc32(b"\x02\0\0\0ok")
    bytes.extend(0x8b4d_1797_u32.to_le_bytes());
    bytes.extend(b"\x02\0\0\0ok");
    bytes.extend(0xc40f_cf10_u32.to_le_bytes());
    assert_eq!(encoded(&[b"ok".to_vec()]), bytes);
}

/// A look at the end finds what lies wholly in it, wherever it begins.
#[test]
fn the_end_is_read_alone() {
    let (_folder, path) = place();
    assert_eq!(read_end(&path, 100).unwrap(), Vec::<Vec<u8>>::new());
    let records = sample(30, 9);
    let bytes = encoded(&records);
    std::fs::write(&path, &bytes).unwrap();
    for most in 0..=bytes.len() + 10 {
        let end = read_end(&path, most as u64).unwrap();
        assert_eq!(end, records[records.len() - end.len()..]);
        let next = records.len().checked_sub(end.len() + 1);
        let longer = next.map(|i| encoded(&records[i..]).len() - MAGIC.len());
        assert!(longer.is_none_or(|longer| longer > most), "{most}");
    }
}
