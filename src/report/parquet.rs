//! A table as a Parquet file: the same values as its CSV, with types.

use std::str::FromStr;
use std::sync::Arc;

use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
use ::parquet::column::writer::{ColumnWriter, ColumnWriterImpl};
use ::parquet::data_type::{ByteArray, DataType};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::Type;
use csv::StringRecord;
use serde::Deserialize;

use super::schema::{Column, ColumnKind, columns};

/// Who wrote the file, in the form that readers parse. No revision and no time: the same
/// results give the same bytes.
const CREATED_BY: &str = concat!("thumbscale version ", env!("CARGO_PKG_VERSION"));

/// Rows that are written together: more would take memory, and gain nothing.
const ROWS: usize = 1 << 15;

/// A CSV with the columns of `T` as Parquet: text as UTF-8, counts as INT64, other numbers as
/// DOUBLE; optional columns are nullable, and null where the CSV is empty. The meaning of each
/// column is stored with the file, under `column.<name>`.
///
/// It is made of the CSV's bytes rather than of the rows, so that the two cannot differ.
///
/// # Errors
/// If the CSV is not one of `T`: one that was written from rows of `T` always is.
pub(super) fn of_csv<T: Deserialize<'static>>(
    csv: &[u8],
    meanings: &[(&str, &str)],
) -> Result<Vec<u8>> {
    let mut columns = columns::<T>().map_err(|e| ParquetError::General(e.to_string()))?;
    let mut reader = csv::Reader::from_reader(csv);
    // Tables leave out what none of their rows can have; those without rows have no heading.
    let heading = reader.headers().cloned();
    let heading = heading.map_err(|e| ParquetError::External(Box::new(e)))?;
    let is_blank = heading.iter().all(str::is_empty);
    columns.retain(|column| {
        !column.optional || is_blank || heading.iter().any(|name| name == column.name)
    });
    let there = |name: &str| columns.iter().any(|column| column.name == name);
    let fields = columns.iter().map(field).collect::<Result<_>>()?;
    let schema = Type::group_type_builder("table")
        .with_fields(fields)
        .build()?;
    let meaning = |(name, text): &(&str, &str)| {
        KeyValue::new(format!("column.{name}"), Some((*text).to_owned()))
    };
    let explained = meanings.iter().filter(|(name, _)| there(name));
    let properties = WriterProperties::builder()
        .set_created_by(CREATED_BY.to_owned())
        .set_key_value_metadata(Some(explained.map(meaning).collect()))
        .build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let mut records = reader.records();
    loop {
        let rows = records
            .by_ref()
            .take(ROWS)
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(|e| ParquetError::External(Box::new(e)))?;
        // A table without rows has a group without rows.
        if rows.is_empty() && !file.flushed_row_groups().is_empty() {
            return file.into_inner();
        }
        write_rows(&mut file, &columns, &rows)?;
    }
}

/// Writes rows as a group of their own.
fn write_rows(
    file: &mut SerializedFileWriter<Vec<u8>>,
    columns: &[Column],
    rows: &[StringRecord],
) -> Result<()> {
    let mut group = file.next_row_group()?;
    for (index, column) in columns.iter().enumerate() {
        let cells: Vec<&str> = rows
            .iter()
            .map(|r| r.get(index).unwrap_or_default())
            .collect();
        let Some(mut writer) = group.next_column()? else {
            break;
        };
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "columns are made of these four types, and Parquet has more"
        )]
        match writer.untyped() {
            ColumnWriter::ByteArrayColumnWriter(w) => {
                put(w, column, &cells, |s| Some(ByteArray::from(s)))
            }
            ColumnWriter::Int64ColumnWriter(w) => put(w, column, &cells, parsed),
            ColumnWriter::DoubleColumnWriter(w) => put(w, column, &cells, parsed),
            ColumnWriter::BoolColumnWriter(w) => put(w, column, &cells, parsed),
            _ => Err(unfit(column, "a type that tables do not have")),
        }?;
        writer.close()?;
    }
    group.close().map(drop)
}

/// How a column is declared.
fn field(column: &Column) -> Result<Arc<Type>> {
    let (physical, logical) = match column.kind {
        ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Integer => (Physical::INT64, None),
        ColumnKind::Real => (Physical::DOUBLE, None),
        ColumnKind::Boolean => (Physical::BOOLEAN, None),
    };
    let repetition = match column.optional {
        true => Repetition::OPTIONAL,
        false => Repetition::REQUIRED,
    };
    Type::primitive_type_builder(column.name, physical)
        .with_repetition(repetition)
        .with_logical_type(logical)
        .build()
        .map(Arc::new)
}

/// Writes one column: its values, and for an optional one which rows have a value.
fn put<D: DataType>(
    writer: &mut ColumnWriterImpl<'_, D>,
    column: &Column,
    cells: &[&str],
    value: impl Fn(&str) -> Option<D::T>,
) -> Result<()> {
    let absent = |cell: &str| column.optional && cell.is_empty();
    let levels: Option<Vec<i16>> = column
        .optional
        .then(|| cells.iter().map(|c| i16::from(!absent(c))).collect());
    let values = cells
        .iter()
        .filter(|c| !absent(c))
        .map(|c| value(c).ok_or_else(|| unfit(column, c)))
        .collect::<Result<Vec<_>>>()?;
    writer
        .write_batch(&values, levels.as_deref(), None)
        .map(drop)
}

fn parsed<T: FromStr>(cell: &str) -> Option<T> {
    cell.parse().ok()
}

fn unfit(column: &Column, found: &str) -> ParquetError {
    ParquetError::General(format!(
        "column {} ({:?}): {found}",
        column.name, column.kind
    ))
}

#[cfg(test)]
mod tests {
    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use ::parquet::record::Field;
    use serde_json::Value;

    use super::*;
    use crate::report::tables::csv;
    use crate::report::{CellRow, columns as explained};

    /// Rows with and without a simulation, a name that CSV must quote, and numbers that need
    /// all their digits.
    fn rows() -> Vec<CellRow> {
        let text = r#"{"cell": "weighted, \"δ\" = 0.2", "method": "weighted", "loss": "square",
            "solver": "sgd", "simulation_method": "dense", "downsample": true, "labels": "random", "n": 400, "d": 80,
            "n_minority": 80, "delta": 0.2, "minority_prior": 0.30000000000000004,
            "signal": 2.0, "ridge": 0.0, "weight_rule": "fixed", "weight_ratio": 7.0,
            "quantity": "error_minority", "status": "converged", "theory": 0.05512184,
            "mean": 1e-300, "se": 5e-324, "lo": -0.1, "hi": 1.7976931348623157e308,
            "known_shift": 0.0, "z": -1.5, "verdict": "tolerated", "replicates": 40,
            "failures": 1, "separable": 0, "separable_lo": 0.0, "separable_hi": 0.2, "largest_residual": 3e-16}"#;
        let full: CellRow = serde_json::from_str(text).unwrap();
        let bare = CellRow {
            labels: None,
            n: None,
            weight_ratio: None,
            theory: None,
            mean: None,
            verdict: None,
            downsample: false,
            ..full.clone()
        };
        vec![full, bare.clone(), bare]
    }

    fn written(rows: &[CellRow]) -> Vec<u8> {
        of_csv::<CellRow>(&csv(rows, &[]), &explained::cells()).unwrap()
    }

    fn read(bytes: &[u8]) -> SerializedFileReader<std::fs::File> {
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, bytes).unwrap();
        SerializedFileReader::new(file).unwrap()
    }

    #[test]
    fn read_back_it_has_the_values_of_the_rows() {
        let rows = rows();
        let found: Vec<_> = read(&written(&rows))
            .get_row_iter(None)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(found.len(), rows.len());
        for (row, found) in rows.iter().zip(&found) {
            let Value::Object(row) = serde_json::to_value(row).unwrap() else {
                panic!("a row is an object");
            };
            assert_eq!(found.len(), row.len());
            for ((name, value), (found_name, field)) in row.iter().zip(found.get_column_iter()) {
                assert_eq!(name, found_name);
                #[expect(clippy::wildcard_enum_match_arm, reason = "Parquet has more types")]
                let field = match field {
                    Field::Null => Value::Null,
                    Field::Bool(b) => Value::from(*b),
                    Field::Long(i) => Value::from(*i),
                    Field::Double(x) => Value::from(*x),
                    Field::Str(s) => Value::from(s.as_str()),
                    other => panic!("{name}: {other:?}"),
                };
                assert_eq!(*value, field, "{name}");
            }
        }
    }

    #[test]
    fn columns_are_named_and_explained() {
        let reader = read(&written(&rows()));
        let file = reader.metadata().file_metadata();
        assert_eq!(file.created_by(), Some(CREATED_BY));
        let schema = file.schema_descr();
        let names: Vec<&str> = schema.columns().iter().map(|c| c.name()).collect();
        assert_eq!(
            names,
            explained::cells().iter().map(|c| c.0).collect::<Vec<_>>()
        );
        let stored = file.key_value_metadata().unwrap();
        let expected = ("column.z", Some("(mean − theory − known_shift)/se"));
        assert!(
            stored
                .iter()
                .any(|kv| (kv.key.as_str(), kv.value.as_deref()) == expected)
        );
    }

    #[test]
    fn bytes_depend_on_the_rows_alone_and_none_are_fine() {
        assert_eq!(written(&rows()), written(&rows()));
        assert_ne!(written(&rows()), written(&rows()[..2]));
        assert_eq!(read(&written(&[])).metadata().file_metadata().num_rows(), 0);
    }

    #[test]
    fn infinite_and_undefined_numbers_pass_and_other_tables_do_not() {
        let mut rows = rows();
        rows[0].delta = f64::INFINITY;
        rows[0].z = Some(f64::NAN);
        let found = read(&written(&rows)).get_row_iter(None).unwrap().next();
        let found = found.unwrap().unwrap();
        let field = |name: &str| found.get_column_iter().find(|c| c.0 == name).unwrap().1;
        assert_eq!(field("delta"), &Field::Double(f64::INFINITY));
        assert!(matches!(field("z"), Field::Double(z) if z.is_nan()));
        assert!(of_csv::<CellRow>(b"cell,method\nx,y\n", &[]).is_err());
    }
}
