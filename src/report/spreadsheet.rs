//! CSV that a spreadsheet does not take for formulas.
//!
//! Spreadsheets run what begins with `=`, `+`, `-` or `@` when a table is opened. A name that
//! begins so is written behind an apostrophe, which they hide; one more is put before names
//! that begin with apostrophes and then such a character, so that reading back is exact.

/// What a spreadsheet takes for the beginning of a formula.
const BEGINNINGS: [char; 4] = ['=', '+', '-', '@'];

/// Whether a text is written behind an apostrophe. Numbers never are.
pub(super) fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(BEGINNINGS) && text.parse::<f64>().is_err()
}

/// CSV with every such field behind an apostrophe.
pub(super) fn guarded(csv: &[u8]) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let guard = |field: &str| match is_formula(field) {
        true => format!("'{field}"),
        false => field.to_owned(),
    };
    for row in reader.records() {
        let written = row.and_then(|row| writer.write_record(row.iter().map(guard)));
        if written.is_err() {
            // Cannot be, of a table that was just written; no row is lost if it is.
            return csv.to_vec();
        }
    }
    writer.into_inner().unwrap_or_else(|_| csv.to_vec())
}

/// A field as it was before [`guarded`].
pub(super) fn plain(field: &str) -> &str {
    match field.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => field,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        let csv = b"method,z\n=cmd|' /C calc'!A0,-0.5\n\"@a,b\",-1e-7\n'+x,-inf\nplain,+3\n";
        let safe = String::from_utf8(guarded(csv)).unwrap();
        let expected = "method,z\n'=cmd|' /C calc'!A0,-0.5\n\"'@a,b\",-1e-7\n''+x,-inf\nplain,+3\n";
        assert_eq!(safe, expected);
    }

    proptest! {
        #![proptest_config(crate::fixed_seed::cases(256))]

        #[test]
        fn names_are_read_as_they_were(name in "['=+@ a-c-]{0,6}") {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["x", &name]).unwrap();
            let bytes = guarded(&writer.into_inner().unwrap());
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
            let row = reader.records().next().unwrap().unwrap();
            let written = &row[1];
            prop_assert!(written.parse::<f64>().is_ok() || !written.starts_with(BEGINNINGS));
            prop_assert_eq!(plain(written), name);
        }
    }
}
