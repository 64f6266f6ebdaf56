//! Rows to CSV and back.

use std::fs::File;
use std::io::Take;
use std::path::Path;

use csv::StringRecord;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::results::ReadError;
use super::spreadsheet::plain;
use crate::bounded::{MOST_TABLE, open};

/// Rows as CSV with a heading; numbers in full precision.
pub(super) fn csv<T: Serialize>(rows: &[T], columns: &[&str]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if rows.is_empty() {
        // The heading comes with the first row: without one it is written here.
        let _ = writer.write_record(columns);
    }
    for row in rows {
        // Flat rows written to memory: nothing can fail.
        let _ = writer.serialize(row);
    }
    writer.into_inner().unwrap_or_default()
}

/// The same under a heading of its own.
pub(super) fn headed<T: Serialize>(rows: &[T], heading: &[&str]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    let _ = writer.write_record(heading);
    for row in rows {
        let _ = writer.serialize(row);
    }
    writer.into_inner().unwrap_or_default()
}

fn reader(path: &Path) -> Result<csv::Reader<Take<File>>, ReadError> {
    let file = open(path, MOST_TABLE).map_err(|e| damaged(path, e.to_string()))?;
    Ok(csv::Reader::from_reader(file))
}

/// Reads rows by the names of their columns.
pub(super) fn table<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, ReadError> {
    let mut reader = reader(path)?;
    let heading = reader.headers().cloned();
    let heading = heading.map_err(|e| damaged(path, e.to_string()))?;
    reader
        .records()
        .map(|record| plain_record(record?).deserialize(Some(&heading)))
        .collect::<Result<_, csv::Error>>()
        .map_err(|e| damaged(path, e.to_string()))
}

/// Reads rows in the order of their columns, which must have the given names.
pub(super) fn headed_table<T: DeserializeOwned>(
    path: &Path,
    heading: &[&str],
) -> Result<Vec<T>, ReadError> {
    let mut reader = reader(path)?;
    let found = reader.headers().map_err(|e| damaged(path, e.to_string()))?;
    if !found.iter().eq(heading.iter().copied()) {
        let expected = heading.join(",");
        return Err(damaged(path, format!("its columns are not {expected}")));
    }
    reader
        .records()
        .map(|record| plain_record(record?).deserialize(None))
        .collect::<Result<_, csv::Error>>()
        .map_err(|e| damaged(path, e.to_string()))
}

/// What a run guarded against spreadsheets, as it was.
fn plain_record(record: StringRecord) -> StringRecord {
    match record.as_slice().contains('\'') {
        true => record.iter().map(plain).collect(),
        false => record,
    }
}

pub(super) fn damaged(path: &Path, reason: String) -> ReadError {
    ReadError::Table {
        path: path.to_owned(),
        reason,
    }
}
