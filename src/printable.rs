//! Text of others, made harmless where people see it.
//!
//! Keys, paths, journals and manifests can come from anybody. In a terminal a control
//! character can clear the screen, hide what is there or begin a line that looks like one of
//! the program's own; in Markdown, markup can be smuggled in.

use std::fmt::Write;

/// Text on one line: control characters, line ends among them, and characters that change
/// the direction of what follows are spelled out as `\n`, `\u{1b}` and so on.
pub fn one_line(text: &str) -> String {
    escaped(text, steers)
}

/// The same for text of several lines, which stay.
pub fn lines(text: &str) -> String {
    escaped(text, |c| c != '\n' && steers(c))
}

/// JSON on one line in which no such character stands as itself: within strings, the only place where
/// they can be, they are `\u001b` and so on.
pub fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match steers(c) {
            // All of them are of the basic plane.
            true => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            false => out.push(c),
        }
    }
    out
}

/// Text for a cell of a Markdown table or a line of prose: no row, tag, link, picture or
/// emphasis begins within it.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '|' | '[' | ']' | '!' | '*' | '_' | '`' | '\\' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

/// Whether a text has no such character.
pub fn is_printable(text: &str) -> bool {
    !text.chars().any(steers)
}

fn escaped(text: &str, unwanted: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match unwanted(c) {
            true => out.extend(c.escape_default()),
            false => out.push(c),
        }
    }
    out
}

/// Whether a character does something to what stands around it, instead of standing there.
pub(crate) fn steers(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            // Ends of lines and paragraphs; marks, embeddings, overrides and isolates of direction.
            '\u{2028}' | '\u{2029}' | '\u{061c}' | '\u{200e}' | '\u{200f}'
                | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_steers_a_terminal_is_spelled_out() {
        assert_eq!(
            one_line("a\nerror: \x1b[2J\t\r"),
            "a\\nerror: \\u{1b}[2J\\t\\r"
        );
        assert_eq!(lines("a\n  b\u{9b}2K"), "a\n  b\\u{9b}2K");
        assert_eq!(one_line("abc\u{202e}def"), "abc\\u{202e}def");
        assert_eq!(one_line("δ = ½ · ρ̃ ‖θ‖"), "δ = ½ · ρ̃ ‖θ‖");
        assert_eq!(json("{\"a\":\"\u{9b}\"}"), "{\"a\":\"\\u009b\"}");
        assert_eq!(
            markdown("<img src=x onerror=alert(1)> | a & b"),
            "&lt;img src=x onerror=alert(1)&gt; \\| a &amp; b"
        );
        assert_eq!(
            markdown("![x](http://y) `a` *b*"),
            "\\!\\[x\\](http://y) \\`a\\` \\*b\\*"
        );
    }

    proptest! {
        #![proptest_config(crate::fixed_seed::cases(256))]

        #[test]
        fn nothing_that_steers_is_left(text in any::<String>()) {
            prop_assert!(!one_line(&text).chars().any(steers));
            prop_assert!(!lines(&text).chars().any(|c| c != '\n' && steers(c)));
            let value = serde_json::json!({ "a": text });
            let written = json(&value.to_string());
            prop_assert!(!written.chars().any(steers));
            let read: serde_json::Value = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(read, value);
        }
    }
}
