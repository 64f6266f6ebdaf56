//! What may be typed at all.

use std::ffi::OsString;

use thumbscale::printable::{is_printable, one_line};

/// Why the arguments are refused before they are looked at, if they are: one that holds a
/// line end or steers a terminal would do so in every message that repeats it.
pub(super) fn refused(arguments: impl Iterator<Item = OsString>) -> Option<String> {
    // The first is the program.
    arguments.enumerate().skip(1).find_map(|(place, argument)| {
        let text = argument.to_string_lossy();
        (!is_printable(&text)).then(|| {
            format!(
                "argument {place}, `{}`, holds a control character: type it without; a file or \
                 folder with such a name has to be renamed",
                one_line(&text)
            )
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_shown_is_looked_at() {
        let refused = |typed: &[&str]| refused(typed.iter().map(OsString::from));
        assert_eq!(
            refused(&["thumbscale", "run", "Übung δ.toml", "--out=a b"]),
            None
        );
        assert_eq!(refused(&["thumb\nscale"]), None);
        let said = refused(&["thumbscale", "run", "a\nerror: \x1b[2J"]).unwrap();
        assert!(
            said.starts_with("argument 2, `a\\nerror: \\u{1b}[2J`"),
            "{said}"
        );
    }
}
