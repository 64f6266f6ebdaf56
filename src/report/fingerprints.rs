//! Whether tables are what a run wrote.

use std::io::Read;
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::folder::MANIFEST;
use super::results::{Results, SUMMARY};
use crate::bounded::{MOST_RECORD, MOST_TABLE, read_text};
use crate::disk::open_file;

/// The manifest's entry: file → SHA-256, in hexadecimal.
const TABLES: &str = "tables_sha256";

/// A table that is not what the run wrote that made the folder's manifest; or the manifest
/// itself, where it is gone or does not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Altered {
    /// The file.
    pub file: &'static str,
    /// Whether it is there at all.
    pub is_there: bool,
}

impl std::fmt::Display for Altered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.is_there {
            _ if self.file == MANIFEST => write!(
                f,
                "{MANIFEST} {}, so that no one knows whether the tables are what the run wrote",
                match self.is_there {
                    true => "does not name the tables, or cannot be read",
                    false => "is gone",
                }
            ),
            true => write!(
                f,
                "{} is not what the run wrote (its SHA-256 differs or cannot be had, or the run wrote no such table)",
                self.file
            ),
            false => write!(f, "{} is gone", self.file),
        }
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(Sha256::digest(bytes).as_slice())
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The manifest's entry for files that are about to be written. The page that people may
/// write notes into is not among them: nothing is read from it.
pub(super) fn of_files(files: &[(&'static str, Vec<u8>)]) -> (&'static str, Value) {
    let tables = files.iter().filter(|(name, _)| *name != SUMMARY);
    let entries = tables.map(|(name, bytes)| ((*name).to_owned(), sha256(bytes).into()));
    (TABLES, entries.collect::<Map<String, Value>>().into())
}

/// The tables in a folder that are not what its manifest names; the manifest itself where it
/// is gone or names none.
pub fn altered(folder: &Path) -> Vec<Altered> {
    let manifest = read_text(&folder.join(MANIFEST), MOST_RECORD).ok();
    let is_there = stands(&folder.join(MANIFEST));
    let manifest = manifest.and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let entry = manifest.and_then(|mut m| m.get_mut(TABLES).map(Value::take));
    let Some(Value::Object(named)) = entry.filter(|e| e.as_object().is_some_and(|o| !o.is_empty()))
    else {
        let file = MANIFEST;
        return vec![Altered { file, is_there }];
    };
    let altered = |file: &&'static str| {
        let is_there = stands(&folder.join(file));
        let Some(named) = named.get(*file).and_then(Value::as_str) else {
            // A table that the run did not write would be read as if it had.
            let is_added = is_there && file.ends_with(".csv");
            return is_added.then_some(Altered { file, is_there });
        };
        let found = of_file(&folder.join(file));
        (found.as_deref() != Some(named)).then_some(Altered { file, is_there })
    };
    Results::FILES.iter().filter_map(altered).collect()
}

/// Whether there is something, be it only that it cannot be read.
fn stands(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// In pieces: a table can be larger than what is to spare.
fn of_file(path: &Path) -> Option<String> {
    let mut file = open_file(path).ok()?;
    // What is larger is not read, and so not digested: that could take minutes.
    let length = file.metadata().ok()?.len();
    if length > MOST_TABLE {
        return None;
    }
    let (mut digest, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece).ok()? {
            0 => return Some(hexadecimal(digest.finalize().as_slice())),
            count => digest.update(&piece[..count]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_byte_is_seen_and_only_tables_are_asked_for() {
        // FIPS 180-4's example.
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str| folder.path().join(name);
        let unknown = |is_there| {
            vec![Altered {
                file: MANIFEST,
                is_there,
            }]
        };
        assert_eq!(altered(folder.path()), unknown(false));
        let files = [
            ("cells.csv", b"cell,n\na,1\n".to_vec()),
            (SUMMARY, b"# t\n".to_vec()),
        ];
        let (key, value) = of_files(&files);
        std::fs::write(
            place(MANIFEST),
            serde_json::json!({ key: value }).to_string(),
        )
        .unwrap();
        for (name, bytes) in &files {
            std::fs::write(place(name), bytes).unwrap();
        }
        assert_eq!(altered(folder.path()), []);
        std::fs::write(place(SUMMARY), "# t\n\nA note.\n").unwrap();
        assert_eq!(altered(folder.path()), []);
        std::fs::write(place("undefined.csv"), "cell,quantity\n").unwrap();
        std::fs::write(place("notes.txt"), "mine").unwrap();
        let added = altered(folder.path());
        assert!(added.len() == 1 && added[0].file == "undefined.csv" && added[0].is_there);
        std::fs::remove_file(place("undefined.csv")).unwrap();
        for index in 0..files[0].1.len() {
            let mut bytes = files[0].1.clone();
            bytes[index] ^= 1;
            std::fs::write(place("cells.csv"), bytes).unwrap();
            assert_eq!(altered(folder.path()).len(), 1);
        }
        std::fs::remove_file(place("cells.csv")).unwrap();
        let said = altered(folder.path())[0].to_string();
        assert_eq!(said, "cells.csv is gone");
        for without in ["{}", "2", "[1]", "null", "\"a\"", "{\"tables_sha256\": 3}"] {
            std::fs::write(place(MANIFEST), without).unwrap();
            assert_eq!(altered(folder.path()), unknown(true), "{without}");
        }
    }
}
