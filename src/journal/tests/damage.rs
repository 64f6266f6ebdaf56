//! Journals cut off and overwritten.

use super::*;
use crate::journal::scan::scan;

fn contents(bytes: &[u8]) -> Contents {
    scan(bytes).unwrap().expect("still a journal").contents
}

/// Whether `read` is `written` without at most `lost` of its records.
fn lost(written: &[Vec<u8>], read: &[Vec<u8>]) -> usize {
    let mut rest = written.iter();
    for record in read {
        assert!(
            rest.any(|r| r == record),
            "a record that was not written, or out of order"
        );
    }
    written.len() - read.len()
}

#[test]
fn cut_at_any_byte_all_records_before_are_kept() {
    let records = sample(12, 4);
    let bytes = encoded(&records);
    let ends = boundaries(&records);
    for length in 0..=bytes.len() {
        let found = contents(&bytes[..length]);
        let whole = ends[1..].iter().filter(|&&end| end <= length).count();
        assert_eq!(found.records, records[..whole], "cut at {length}");
        let good = if length < MAGIC.len() { 0 } else { ends[whole] };
        let torn = Damage {
            torn_bytes: (length - good) as u64,
            ..Damage::default()
        };
        assert_eq!(found.damage, torn, "cut at {length}");
    }
}

#[test]
fn after_a_cut_appending_goes_on_and_is_healed_once() {
    let (_folder, path) = place();
    let records = sample(4, 5);
    let bytes = encoded(&records);
    let from = boundaries(&records)[3];
    for length in (0..MAGIC.len()).chain(from..bytes.len()) {
        std::fs::write(&path, &bytes[..length]).unwrap();
        let kept = if length < MAGIC.len() { 0 } else { 3 };
        let found = read(&path).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), bytes[..length]);
        let (mut journal, opened) = Journal::open(&path).unwrap();
        assert_eq!(opened, found);
        assert_eq!(opened.records, records[..kept]);
        journal.append(b"after").unwrap();
        journal.sync().unwrap();
        let (_, again) = Journal::open(&path).unwrap();
        assert!(again.damage.is_none(), "cut at {length}: {}", again.damage);
        assert_eq!(again.records[..kept], records[..kept]);
        assert_eq!(again.records[kept..], [b"after"]);
    }
}

#[test]
fn a_flipped_byte_loses_at_most_its_own_record() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    let records = sample(40, 6);
    let sound = encoded(&records);
    let ends = boundaries(&records);
    for _ in 0..1000 {
        let mut bytes = sound.clone();
        let at = below(&mut rng, bytes.len());
        bytes[at] ^= 1 + below(&mut rng, 255) as u8;
        let found = contents(&bytes);
        let mut expected = records.clone();
        if at >= ends[0] {
            expected.remove(ends.partition_point(|&end| end <= at) - 1);
        }
        assert_eq!(found.records, expected, "flipped {at}");
        let damage = found.damage;
        assert_eq!(damage.damaged_spans + usize::from(damage.torn_bytes > 0), 1);
    }
}

#[test]
fn a_complete_last_record_is_damaged_and_not_torn() {
    let records = sample(3, 10);
    let mut bytes = encoded(&records);
    let ends = boundaries(&records);
    bytes[ends[2] + HEADER] ^= 1;
    let damage = contents(&bytes).damage;
    assert_eq!((damage.damaged_spans, damage.torn_bytes), (1, 0));
    assert_eq!(damage.damaged_bytes as usize, ends[3] - ends[2]);
}

#[test]
fn two_or_three_flipped_bytes_lose_only_what_they_touch() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let records = sample(40, 7);
    let sound = encoded(&records);
    let ends = boundaries(&records);
    for round in 0..1000 {
        let mut bytes = sound.clone();
        let first = below(&mut rng, bytes.len());
        for _ in 0..2 + round % 2 {
            let at = (first + below(&mut rng, 24)).min(bytes.len() - 1);
            bytes[at] = rng.next_u64() as u8;
        }
        let touched = (0..records.len())
            .filter(|&i| bytes[ends[i]..ends[i + 1]] != sound[ends[i]..ends[i + 1]])
            .count();
        assert_eq!(lost(&records, &contents(&bytes).records), touched);
    }
}

#[test]
fn any_stretch_removed_inserted_or_zeroed_loses_only_what_it_touches() {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let records = sample(30, 8);
    let sound = encoded(&records);
    let ends = boundaries(&records);
    for round in 0..600 {
        let at = below(&mut rng, sound.len());
        let end = (at + 1 + below(&mut rng, 300)).min(sound.len());
        let new = match round % 3 {
            0 => Vec::new(),
            1 => vec![0; end - at],
            _ => [&sound[at..end], b"?", &sound[at..end]].concat(),
        };
        let bytes = [&sound[..at], &new, &sound[end..]].concat();
        let touched = (0..records.len())
            .filter(|&i| ends[i] < end && at < ends[i + 1])
            .count();
        let Some(found) = scan(&bytes[..]).unwrap() else {
            assert_eq!(touched, records.len());
            continue;
        };
        // What is doubled or cut in two may be there again, whole.
        let mut read = found.contents.records;
        read.dedup();
        if round % 3 == 2 {
            assert!(read.iter().all(|r| records.contains(r)));
        } else {
            assert!(lost(&records, &read) <= touched);
        }
    }
}

#[test]
fn a_record_inside_a_damaged_record_is_not_taken_for_one() {
    let inner = encoded(&[b"inner".to_vec(), b"other".to_vec()]);
    let records = [inner[MAGIC.len()..].to_vec(), b"next".to_vec()];
    let sound = encoded(&records);
    let begin = boundaries(&records)[0];
    for at in begin..begin + HEADER {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x40;
        assert_eq!(contents(&bytes).records, [b"next"], "flipped {at}");
    }
    assert_eq!(contents(&sound).records, records);
}

#[test]
fn bodies_that_play_with_the_marker_are_kept() {
    let stopped = [&MARKER[..7], &[0]].concat();
    let records = [
        MARKER.to_vec(),
        MARKER.repeat(9),
        MARKER[..7].repeat(9),
        stopped.repeat(3),
        [&MARKER[..3], &MARKER[..7], &MARKER[..7]].concat(),
        MARKER[1..].to_vec(),
    ];
    let bytes = encoded(&records);
    assert_eq!(contents(&bytes).records, records);
    assert_eq!(Codec::new().markers(&bytes).count(), records.len());
}

#[test]
fn a_body_that_no_writer_makes_is_damage() {
    let sum = |bytes: &[u8]| crc32fast::hash(bytes).to_le_bytes();
    for body in [MARKER[..7].to_vec(), [&MARKER[..7], b"?"].concat()] {
        let length = (body.len() as u32).to_le_bytes();
        let mut bytes = encoded(&[b"before".to_vec()]);
        bytes.extend([&MARKER[..], &sum(&length), &length, &body].concat());
        bytes.extend(sum(&[&length[..], &body].concat()));
        let found = contents(&bytes);
        assert_eq!(found.records, [b"before"]);
        assert_eq!(found.damage.damaged_spans, 1);
    }
}

#[test]
fn damage_inside_is_healed_once_and_keeps_the_permissions() {
    let (folder, path) = place();
    let records = sample(20, 9);
    let mut bytes = encoded(&records);
    let ends = boundaries(&records);
    bytes[3] ^= 1;
    bytes[ends[4] + 2] ^= 1;
    bytes[ends[10] + HEADER + 1] ^= 1;
    bytes.truncate(ends[20] - 1);
    std::fs::write(&path, &bytes).unwrap();
    #[cfg(unix)]
    let mode = || {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        move |p: &std::path::Path| std::fs::metadata(p).unwrap().permissions().mode() & 0o777
    };
    #[cfg(unix)]
    let mode = mode();

    let (mut journal, contents) = Journal::open(&path).unwrap();
    let damage = contents.damage;
    assert_eq!(damage.damaged_spans, 3);
    assert_eq!(
        damage.damaged_bytes as usize,
        ends[0] + (ends[5] - ends[4]) + (ends[11] - ends[10])
    );
    assert_eq!(damage.torn_bytes as usize, ends[20] - 1 - ends[19]);
    assert_eq!(lost(&records, &contents.records), 3);
    journal.append(b"after").unwrap();
    journal.sync().unwrap();

    let (_, again) = Journal::open(&path).unwrap();
    assert!(again.damage.is_none());
    assert_eq!(again.records[..17], contents.records);
    assert_eq!(again.records[17..], [b"after"]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    #[cfg(unix)]
    assert_eq!(mode(&path), 0o640);
}

#[test]
fn damage_is_one_sentence() {
    let text = |torn_bytes, damaged_spans, damaged_bytes| {
        Damage {
            torn_bytes,
            damaged_spans,
            damaged_bytes,
        }
        .to_string()
    };
    assert_eq!(text(0, 0, 0), "the journal is undamaged");
    assert_eq!(
        text(12, 0, 0),
        "the journal has an unfinished last record (12 bytes): what stood there is left out, \
         all else is kept"
    );
    assert!(text(0, 1, 30).starts_with("the journal has 1 damaged place (30 bytes): "));
    assert!(text(5, 2, 30).contains("2 damaged places (30 bytes) and an unfinished"));
}
