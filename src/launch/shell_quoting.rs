//! Words that a shell reads as they were meant.

/// Whether every reader takes the word literally without quotes.
pub(super) fn is_plain(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=,@+".contains(c);
    !word.is_empty() && word.chars().all(plain)
}

/// A word for POSIX shells: as it is if harmless, else in single quotes, within which only
/// the single quote itself needs care.
pub fn quote(word: &str) -> String {
    match is_plain(word) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_words_stay_readable() {
        assert_eq!(quote("/scratch/me/run-1.5"), "/scratch/me/run-1.5");
        assert_eq!(quote("it's"), r"'it'\''s'");
        assert_eq!(quote(""), "''");
    }

    #[cfg(unix)]
    #[test]
    fn bash_reads_every_word_back() {
        let words = [
            "",
            "a b",
            "it's",
            "\"",
            "$HOME",
            "`id`",
            "\\",
            "a\nb",
            "*",
            "~",
            "!x",
            "#",
            "-n",
            "é%",
            "a;b&c|d>e<f(g)",
            "{a,b}",
            "[x]",
            "'",
            "''",
            "a'b'c",
        ];
        let script = words.map(|w| format!("printf '%s\\0' {}\n", quote(w)));
        let output = std::process::Command::new("bash")
            .args(["-c", &script.concat()])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let expected = words.map(|w| format!("{w}\0")).concat();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
    }
}
