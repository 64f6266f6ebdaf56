//! How much a scenario may hold before a reader of TOML is asked to hold it.
//!
//! A reader keeps some hundred bytes of a number and some thousand of a key, most of them for its
//! place: a megabyte of dots would become a gigabyte.

use super::diagnostic::{ScenarioError, ScenarioText};

/// Lines, most of which are empty or hold one number.
const MOST_LINES: usize = 100_000;
/// Values of lists: those of the longest axis.
const MOST_VALUES: usize = super::axis::MOST_POINTS;
/// Keys, tables and the dots between their names; 64 groups have some five hundred.
const MOST_KEYS: usize = 20_000;
/// Brackets within each other.
const DEEPEST: usize = 1000;

/// What of a text is beyond all scenarios.
enum Excess {
    Depth,
    /// What there is too much of, how much is allowed, and the byte that is beyond that.
    Count(&'static str, usize, usize),
}

fn excess(text: &str) -> Option<Excess> {
    let (mut depth, mut lines, mut values, mut keys) = (0_usize, 0, 0, 0);
    let mut before = b' ';
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => (depth, keys) = (depth + 1, keys + 1),
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'=' => keys += 1,
            // That of a number is none between names.
            b'.' if !before.is_ascii_digit() => keys += 1,
            b'\n' => lines += 1,
            b',' => values += 1,
            _ => {}
        }
        before = byte;
        if depth > DEEPEST {
            return Some(Excess::Depth);
        }
        let counts = [
            ("lines", lines, MOST_LINES),
            ("values", values, MOST_VALUES),
            ("keys and tables", keys, MOST_KEYS),
        ];
        if let Some((what, _, most)) = counts.into_iter().find(|(_, count, most)| count > most) {
            return Some(Excess::Count(what, most, place));
        }
    }
    None
}

/// The table that a text is, unless it is none or beyond all scenarios.
pub fn table_of(text: &str) -> Option<toml::Table> {
    match excess(text) {
        Some(_) => None,
        None => text.parse().ok(),
    }
}

/// Whether a text tells of which scenario it is.
pub fn has_name(text: &str) -> bool {
    table_of(text).is_some_and(|table| table.contains_key("name"))
}

/// Whether it asks for a figure or a map; `None` if it cannot be read.
pub fn is_drawn(text: &str) -> Option<bool> {
    let table = table_of(text)?;
    Some(["figure", "map"].iter().any(|key| table.contains_key(*key)))
}

impl ScenarioText<'_> {
    /// Whether it is not to be read.
    pub(super) fn is_excessive(&self) -> bool {
        excess(self.text).is_some()
    }

    /// What is said of that.
    pub(super) fn excessive(&self) -> Option<ScenarioError> {
        excess(self.text).map(|found| match found {
            Excess::Depth => self.too_deep(),
            Excess::Count(what, most, place) => self
                .at(
                    place..place + 1,
                    format!("is beyond the {most} {what} that are read"),
                )
                .help(
                    "a scenario has some dozens of lines: see whether this is the file that was \
                     meant",
                ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is long and sound is read; what no reader should hold is none.
    #[test]
    fn what_is_beyond_all_scenarios() {
        let numbers = vec!["0.125"; MOST_VALUES].join(", ");
        let long = format!("name = \"t\"\n[vary]\nridge = [{numbers}]\n");
        assert!(table_of(&long).is_some());
        let dotted: String = (0..400)
            .map(|i| format!("k{i}.{}=1\n", vec!["a"; 60].join(".")))
            .collect();
        let headers: String = (0..3000)
            .map(|i| format!("[k{i}.a.a.a.a.a.a.a.a.a]\n"))
            .collect();
        for (text, what) in [
            (dotted, "keys and tables"),
            (headers, "keys and tables"),
            ("=\n".repeat(30_000), "keys and tables"),
            (
                format!("a = [{}]", "{a.a=1},".repeat(20_000)),
                "keys and tables",
            ),
            ("\n".repeat(200_000), "lines"),
            ("\"\n".repeat(200_000), "lines"),
            (format!("a = [{}]", "1,".repeat(200_000)), "values"),
        ] {
            assert!(table_of(&text).is_none());
            let source = ScenarioText {
                origin: "t.toml",
                text: &text,
            };
            let said = source.excessive().unwrap().to_string();
            assert!(said.contains(what) && said.contains("t.toml"), "{said}");
        }
    }
}
