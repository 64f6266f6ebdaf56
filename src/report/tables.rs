//! Rows to CSV and back.

use std::fs::File;
use std::io::{ErrorKind, Take};
use std::path::Path;

use csv::StringRecord;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::bounded_records::BoundedRecords;
use super::changes::shortened;
use super::read_error::ReadError;
use super::results::SCENARIO;
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

fn reader(path: &Path) -> Result<csv::Reader<BoundedRecords<Take<File>>>, ReadError> {
    let file = open(path, MOST_TABLE).map_err(|reason| match path.symlink_metadata() {
        _ if reason.kind() == ErrorKind::PermissionDenied => ReadError::Unreadable {
            path: path.to_owned(),
            reason,
        },
        Ok(_) => damaged(path, reason.to_string()),
        Err(_) => gone(path),
    })?;
    Ok(csv::Reader::from_reader(BoundedRecords::new(file)))
}

/// Reads rows by the names of their columns, at most so many.
pub(super) fn table<T: DeserializeOwned>(path: &Path, most: usize) -> Result<Vec<T>, ReadError> {
    let mut reader = reader(path)?;
    let heading = reader.headers().cloned();
    let heading = heading.map_err(|e| damaged(path, e.to_string()))?;
    let rows = reader.records().map(|record| {
        let record = plain_record(record.map_err(|e| e.to_string())?);
        row(&record, &heading, |record| {
            record.deserialize(Some(&heading))
        })
    });
    no_more_than(most, rows).map_err(|reason| damaged(path, reason))
}

/// Rows, unless there are more: what is of another scenario is not held to its end.
fn no_more_than<T>(
    most: usize,
    rows: impl Iterator<Item = Result<T, String>>,
) -> Result<Vec<T>, String> {
    let rows = rows.take(most.saturating_add(1));
    let rows = rows.collect::<Result<Vec<T>, String>>()?;
    match rows.len() > most {
        true => Err(of_another()),
        false => Ok(rows),
    }
}

/// Said of a table that is whole, but not of the scenario in its folder.
pub(super) fn of_another() -> String {
    format!("its rows are not those of {SCENARIO} beside it")
}

/// Reads rows in the order of their columns, at most so many; the columns must have the given names,
/// and the last `later` of them may be missing all together, and are then empty.
pub(super) fn headed_table<T: DeserializeOwned>(
    path: &Path,
    (heading, later): (&[&str], usize),
    most: usize,
) -> Result<Vec<T>, ReadError> {
    let mut reader = reader(path)?;
    let found = reader.headers().cloned();
    let found = found.map_err(|e| damaged(path, e.to_string()))?;
    let same = |columns: &[&str]| found.iter().eq(columns.iter().copied());
    let lacking = if same(heading) {
        0
    } else if same(&heading[..heading.len() - later]) {
        later
    } else {
        let expected = heading.join(",");
        return Err(damaged(path, format!("its columns are not {expected}")));
    };
    let rows = reader.records().map(|record| {
        let mut record = plain_record(record.map_err(|e| e.to_string())?);
        (0..lacking).for_each(|_| record.push_field(""));
        row(&record, &found, |record| record.deserialize(None))
    });
    no_more_than(most, rows).map_err(|reason| damaged(path, reason))
}

/// A row, or the line, the column and the value that are wrong.
fn row<T>(
    record: &StringRecord,
    heading: &StringRecord,
    read: impl FnOnce(&StringRecord) -> csv::Result<T>,
) -> Result<T, String> {
    let line = record.position().map_or(0, csv::Position::line);
    let wrong = |place: usize, what: &str| {
        let (column, value) = (heading.get(place), record.get(place));
        format!(
            "line {line}, column `{}`: {:?} {what}",
            column.map_or("?".to_owned(), shortened),
            shortened(value.unwrap_or_default())
        )
    };
    if let Some(place) = not_finite(record, heading) {
        return Err(wrong(place, "is no finite number"));
    }
    read(record).map_err(|error| {
        let csv::ErrorKind::Deserialize { err, .. } = error.kind() else {
            return error.to_string();
        };
        // Words that are none of a list are told without their place.
        let said = err.kind().to_string();
        let word = said.strip_prefix("unknown variant `");
        let word = word.and_then(|rest| rest.split('`').next());
        let place = match (err.field(), word) {
            (Some(place), _) => Some(place as usize),
            (None, Some(word)) => record.iter().position(|field| field == word),
            (None, None) => None,
        };
        match place {
            Some(place) => wrong(place, &unread(err.kind(), &said)),
            None => format!("line {line}: {said}"),
        }
    })
}

/// What is wrong with a field that cannot be read.
fn unread(kind: &csv::DeserializeErrorKind, said: &str) -> String {
    use csv::DeserializeErrorKind as Kind;
    match kind {
        Kind::ParseFloat(_) => "is no number".to_owned(),
        Kind::ParseInt(_) => "is no whole number from 0 on".to_owned(),
        Kind::ParseBool(_) => "is neither true nor false".to_owned(),
        Kind::Message(_)
        | Kind::Unsupported(_)
        | Kind::UnexpectedEndOfRow
        | Kind::InvalidUtf8(_) => match said.split_once(", expected one of ") {
            Some((_, words)) => format!("is none of {}", words.replace('`', "")),
            None => format!("cannot be read: {said}"),
        },
    }
}

/// Columns of words, which may spell what else would be a number.
const WORDS: [&str; 9] = [
    "cell", "method", "series", "group", "quantity", "first", "second", "category", "reason",
];

/// The first place at which NaN or an infinite number stands. Runs write neither, but for the
/// z-score of replicates that are all alike.
fn not_finite(record: &StringRecord, heading: &StringRecord) -> Option<usize> {
    let mut fields = record.iter().zip(heading).enumerate();
    let found = fields.find(|(_, (field, column))| {
        let value = field.parse::<f64>().ok();
        let allowed = |v: f64| v.is_finite() || (*column == "z" && v.is_infinite());
        !WORDS.contains(column) && value.is_some_and(|v| !allowed(v))
    });
    found.map(|(place, _)| place)
}

/// What a run guarded against spreadsheets, as it was.
fn plain_record(record: StringRecord) -> StringRecord {
    if !record.as_slice().contains('\'') {
        return record;
    }
    let mut plain: StringRecord = record.iter().map(plain).collect();
    plain.set_position(record.position().cloned());
    plain
}

fn gone(path: &Path) -> ReadError {
    ReadError::Gone {
        path: path.to_owned(),
    }
}

pub(super) fn damaged(path: &Path, reason: String) -> ReadError {
    ReadError::Table {
        path: path.to_owned(),
        reason,
    }
}
