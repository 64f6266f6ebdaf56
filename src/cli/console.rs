//! Standard output for data, standard error for everything else.

use std::io::{IsTerminal, Write};

use serde_json::Value;
use thumbscale::printable::{json, lines, one_line};

use super::{ColourChoice, Global};

/// What the global flags ask of the output.
#[derive(Clone, Copy, Debug)]
pub(super) struct Console {
    /// Machine output.
    pub(super) json: bool,
    /// Notes and progress are off.
    pub(super) quiet: bool,
    /// Details are on.
    pub(super) verbose: bool,
    colour: bool,
}

impl Console {
    pub(super) fn new(global: Global) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        Self {
            json: global.json,
            quiet: global.quiet,
            verbose: global.verbose,
            colour: match global.color {
                ColourChoice::Always => true,
                ColourChoice::Never => false,
                ColourChoice::Auto => !no_color && std::io::stderr().is_terminal(),
            },
        }
    }

    /// Data, on standard output, with control characters spelled out. A reader that has gone
    /// (`| head`) is no failure: the command's own outcome decides its exit code.
    pub(super) fn print(&self, text: &str) -> std::io::Result<()> {
        self.print_ours(&lines(text))
    }

    /// Text in which nothing comes from elsewhere, as it is.
    pub(super) fn print_ours(&self, text: &str) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        let written = writeln!(out, "{text}").and_then(|()| out.flush());
        match written {
            Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }

    /// One JSON object on one line.
    pub(super) fn print_json(&self, value: &Value) -> std::io::Result<()> {
        self.print_ours(&json(&value.to_string()))
    }

    /// A remark on standard error, unless quiet.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            self.say(text);
        }
    }

    /// A detail on standard error, if verbose.
    pub(super) fn detail(&self, text: &str) {
        if self.verbose {
            self.say(text);
        }
    }

    /// An error on standard error.
    pub(super) fn error(&self, text: &str) {
        let tag = if self.colour {
            "\x1b[1;31merror\x1b[0m"
        } else {
            "error"
        };
        self.write(&format!("{tag}: {}", lines(text)));
    }

    fn say(&self, text: &str) {
        self.write(&lines(text));
    }

    fn write(&self, text: &str) {
        // Nothing is left to do if even standard error is closed.
        let _ = writeln!(std::io::stderr(), "{text}");
    }
}

/// Rows of cells, padded to columns; the first row is the heading. A cell is one line,
/// whatever is in it.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let shown = |row: &Vec<String>| row.iter().map(|cell| one_line(cell)).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(shown).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| {
        rows.iter()
            .filter_map(|r| r.get(c))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    rows.iter()
        .map(|row| {
            let line: Vec<String> = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(c, (cell, width))| {
                    let pad = " ".repeat(width - cell.chars().count());
                    if c == 0 {
                        format!("{cell}{pad}")
                    } else {
                        format!("{pad}{cell}")
                    }
                })
                .collect();
            line.join("  ").trim_end().to_owned()
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Six significant digits for people; a dash for what does not exist.
pub(super) fn number(value: Option<f64>) -> String {
    match value {
        None => "–".to_owned(),
        Some(0.0) => "0".to_owned(),
        Some(v) if (1e-4..1e7).contains(&v.abs()) => {
            let digits = (5 - v.abs().log10().floor() as i32).clamp(0, 9) as usize;
            format!("{v:.digits$}")
        }
        Some(v) => format!("{v:.5e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_significant_digits() {
        let shown: Vec<String> = [0.055_121_84, 7.0, 123_456.7, 3.2e-9, -0.5, 0.0]
            .into_iter()
            .map(|v| number(Some(v)))
            .collect();
        assert_eq!(
            shown,
            [
                "0.0551218",
                "7.00000",
                "123457",
                "3.20000e-9",
                "-0.500000",
                "0"
            ]
        );
        assert_eq!(number(None), "–");
    }

    #[test]
    fn columns_line_up_by_characters() {
        let t = table(&[
            vec!["a".into(), "ρ̃".into()],
            vec!["long".into(), "1".into()],
        ]);
        assert_eq!(t, "a     ρ̃\nlong   1");
    }
}
