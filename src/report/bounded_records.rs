//! Text of a table, up to the first record that no run writes: what reads it then holds no more
//! than one record at a time, whatever the file has.

use std::fmt;
use std::io::{self, Read};

/// Bytes of a record, line ends within quotes included: what runs write has a few thousand.
const MOST_BYTES: usize = 64 << 10;
/// Fields of a record: no table has a quarter of them.
const MOST_FIELDS: usize = 256;

/// A reader that fails where a record of comma-separated values goes on beyond all bounds.
pub(super) struct BoundedRecords<R> {
    inner: R,
    place: Place,
    /// The line on which the record begins, and that which is being read.
    begun: u64,
    line: u64,
    bytes: usize,
    fields: usize,
}

/// Where in a record the last byte stood.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    FieldBegins,
    InField,
    InQuotes,
    /// The quotes end, unless another follows.
    AfterQuote,
}

/// A record that is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Excess {
    line: u64,
    most: usize,
    what: &'static str,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, most, what } = self;
        write!(
            f,
            "the record that begins on line {line} has more than the {most} {what} that are read of \
             one, so that no run wrote it"
        )
    }
}

impl std::error::Error for Excess {}

impl<R> BoundedRecords<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            place: Place::FieldBegins,
            begun: 1,
            line: 1,
            bytes: 0,
            fields: 1,
        }
    }

    fn step(&mut self, byte: u8) -> Result<(), Excess> {
        self.line += u64::from(byte == b'\n');
        self.bytes += 1;
        let within = self.place == Place::InQuotes;
        self.place = match (byte, self.place) {
            (b'"', Place::InQuotes) => Place::AfterQuote,
            (b'"', Place::FieldBegins | Place::AfterQuote) => Place::InQuotes,
            (b'\n' | b'\r', _) if !within => {
                (self.begun, self.bytes, self.fields) = (self.line, 0, 1);
                Place::FieldBegins
            }
            (b',', _) if !within => {
                self.fields += 1;
                Place::FieldBegins
            }
            (_, Place::InQuotes) => Place::InQuotes,
            (_, Place::FieldBegins | Place::InField | Place::AfterQuote) => Place::InField,
        };
        let excess = |most, what| Excess {
            line: self.begun,
            most,
            what,
        };
        if self.fields > MOST_FIELDS {
            return Err(excess(MOST_FIELDS, "fields"));
        }
        match self.bytes > MOST_BYTES {
            true => Err(excess(MOST_BYTES, "bytes")),
            false => Ok(()),
        }
    }
}

impl<R: Read> Read for BoundedRecords<R> {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(piece)?;
        for &byte in &piece[..count] {
            self.step(byte)
                .map_err(|excess| io::Error::new(io::ErrorKind::InvalidData, excess))?;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(text: &str) -> Option<String> {
        let mut reader = BoundedRecords::new(text.as_bytes());
        let ended = io::copy(&mut reader, &mut io::sink());
        ended.err().map(|error| error.to_string())
    }

    #[test]
    fn what_no_run_writes_ends_the_reading_with_its_line_and_the_bound() {
        let long = "x".repeat(MOST_BYTES);
        let (few, many) = (",".repeat(MOST_FIELDS - 1), ",".repeat(MOST_FIELDS));
        let quoted = format!("a,b\n1,\"{}\"\n", "line\n".repeat(MOST_BYTES / 5 + 1));
        for (text, said) in [
            (many.clone(), "line 1 has more than the 256 fields"),
            (
                format!("a,b\n{few}\n\n{many}"),
                "line 4 has more than the 256 fields",
            ),
            (long.clone() + "x", "line 1 has more than the 65536 bytes"),
            (quoted, "line 2 has more than the 65536 bytes"),
            ("\"".repeat(1 << 20), "line 1 has more than the 65536 bytes"),
        ] {
            let found = refused(&text).unwrap_or_default();
            assert!(found.contains(said), "{found}");
        }
        let comma = format!("\"{}\"", ",".repeat(MOST_FIELDS));
        for text in [
            long,
            few,
            comma,
            "\n".repeat(1 << 20),
            "a\r\nb,\"\"\"\n\",c\n".repeat(9000),
        ] {
            assert_eq!(refused(&text), None);
        }
    }

    proptest! {
        #![proptest_config(crate::fixed_seed::cases(300))]

        /// Fields are counted, and records begin, as those who read them have it.
        #[test]
        fn records_are_those_of_the_reader(text in "[ab,\"\n]{0,40}") {
            let mut bounded = BoundedRecords::new(text.as_bytes());
            let mut most = 1;
            for &byte in text.as_bytes() {
                bounded.step(byte).unwrap();
                most = most.max(bounded.fields);
            }
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            let records: Vec<_> = reader.records().map(|record| record.unwrap()).collect();
            let expected = records.iter().map(csv::StringRecord::len).max().unwrap_or(1);
            prop_assert_eq!(most, expected, "{:?}", text);
        }
    }
}
