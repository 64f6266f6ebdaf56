//! CSV that a spreadsheet does not take for formulas.
//!
//! Spreadsheets run what begins with `=`, `+`, `-` or `@`, or with the wide forms of these, when a
//! table is opened. A name that begins so is written behind an apostrophe, which they hide; one
//! more is put before names that begin with apostrophes and then such a character, so that reading
//! back is exact. Where fields are divided by semicolons, as in much of Europe, a field begins after
//! each of them, within quotes or not: there the same is done.

/// What a spreadsheet takes for the beginning of a formula.
const BEGINNINGS: [char; 8] = [
    '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
];

/// What divides fields elsewhere.
const DIVIDING: [char; 2] = [';', '\t'];

/// Whether a text is written behind an apostrophe. Numbers never are.
fn is_formula(text: &str) -> bool {
    // Quotes within a field can begin one elsewhere.
    let hidden = |c: char| ['\'', '"', '\u{feff}'].contains(&c) || c.is_whitespace();
    text.trim_start_matches(hidden).starts_with(BEGINNINGS) && text.parse::<f64>().is_err()
}

/// Whether a text is written in another way than in any CSV.
pub(super) fn is_guarded(text: &str) -> bool {
    guarded_field(text) != text
}

/// CSV with every such field, or part of one, behind an apostrophe.
pub(super) fn guarded(csv: &[u8]) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in reader.records() {
        let written = row.and_then(|row| writer.write_record(row.iter().map(guarded_field)));
        if written.is_err() {
            // Cannot be, of a table that was just written; no row is lost if it is.
            return csv.to_vec();
        }
    }
    writer.into_inner().unwrap_or_else(|_| csv.to_vec())
}

fn guarded_field(field: &str) -> String {
    by_parts(field, |part| {
        let behind = if is_formula(part) { "'" } else { "" };
        format!("{behind}{part}")
    })
}

/// A field as it was before [`guarded`].
pub(super) fn plain(field: &str) -> String {
    by_parts(field, |part| match part.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest.to_owned(),
        _ => part.to_owned(),
    })
}

/// A field with each of the parts that are fields elsewhere made something else.
fn by_parts(field: &str, change: impl Fn(&str) -> String) -> String {
    let parts = field.split_inclusive(DIVIDING);
    let changed = parts.map(|part| {
        let own = part.trim_end_matches(DIVIDING);
        change(own) + &part[own.len()..]
    });
    changed.collect()
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
        let elsewhere = "a;=cmd,\u{ff1d}cmd,-1\n".as_bytes();
        let safe = String::from_utf8(guarded(elsewhere)).unwrap();
        assert_eq!(safe, "a;'=cmd,'\u{ff1d}cmd,-1\n");
    }

    proptest! {
        #![proptest_config(crate::fixed_seed::cases(256))]

        #[test]
        fn names_are_read_as_they_were(name in "['=+@ a-c;\"＝,-]{0,6}") {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["x", &name]).unwrap();
            let bytes = guarded(&writer.into_inner().unwrap());
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
            let row = reader.records().next().unwrap().unwrap();
            let written = &row[1];
            for part in written.split(DIVIDING) {
                let begins = part.trim_start_matches(['"', ' ']).starts_with(BEGINNINGS);
                prop_assert!(!begins || part.parse::<f64>().is_ok());
            }
            prop_assert_eq!(plain(written), name);
        }
    }
}
