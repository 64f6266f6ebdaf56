//! Tables of slips, for tests: what is changed in a good scenario, and where and how that is told.

use super::diagnostic::ScenarioError;

/// (what is replaced, by what, line, key, words that must appear)
pub(in crate::scenario) type Slip = (
    &'static str,
    &'static str,
    usize,
    &'static str,
    &'static [&'static str],
);

/// Fails with every slip in `good` that is told otherwise.
pub(in crate::scenario) fn all_are_told(
    good: &str,
    slips: &[Slip],
    refused: impl Fn(&str) -> ScenarioError,
) {
    let mut wrong = Vec::new();
    for &(from, to, line, key, words) in slips {
        assert!(good.contains(from), "{from}");
        let error = refused(&good.replacen(from, to, 1));
        let text = error.to_string();
        let named = words.iter().all(|w| text.contains(w));
        if (error.line, error.key.as_str()) != (line, key) || !named {
            wrong.push(format!("{to}: expected {line} {key} {words:?}\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
