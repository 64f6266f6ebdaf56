//! Every slip a scenario file can have, and what is said of it.

mod misspelt_words;
mod problem;
mod study;

use super::{parsed, with};

/// (change, line, column, key, words that must appear)
pub(super) type Bad = (
    &'static str,
    &'static str,
    usize,
    usize,
    &'static str,
    &'static [&'static str],
);

/// Every slip.
pub(super) fn bad() -> Vec<Bad> {
    [problem::BAD, misspelt_words::BAD, study::BAD].concat()
}

#[test]
fn every_slip_is_named_with_its_place() {
    let mut wrong = Vec::new();
    for (from, to, line, column, key, words) in bad() {
        let error = parsed(&with(from, to)).expect_err(to);
        let text = error.to_string();
        let as_expected = (error.line, error.column) == (line, column)
            && error.key == key
            && words.iter().all(|w| text.contains(w))
            && text.starts_with("demo.toml");
        if !as_expected {
            wrong.push(format!(
                "{to}: expected {line}:{column} {key} {words:?}\n{text}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
