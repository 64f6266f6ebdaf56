//! An advice as people read it: what to use in the first line, then a line for each thing that speaks
//! for it, that it costs or that is to be minded.

/// The lines below the first are set in, so that the first is found.
pub(super) fn advice_lines(first: &str, lines: &[String]) -> String {
    format!("{first}: {}", lines.join("\n  "))
}
