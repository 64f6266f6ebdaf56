//! Numbers in a message as somebody wrote them: a double keeps some sixteen digits, and whoever
//! wrote more looks for those.

/// Digits that every double keeps.
const KEPT: usize = 15;

/// A message in which numbers that `text` has with more digits than a double keeps, and the
/// message therefore has rounded, stand as they do in `text`.
pub fn as_written(message: String, text: &str) -> String {
    numbers(text).fold(message, |message, written| {
        let digits = written.chars().filter(char::is_ascii_digit).count();
        let value: Option<f64> = written.replace('_', "").parse().ok();
        match value.filter(|_| digits > KEPT) {
            Some(value) => replaced(&message, &value.to_string(), written),
            None => message,
        }
    })
}

fn is_of_a_number(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '+' | '-')
}

/// What could be a number.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c| !is_of_a_number(c));
    words.filter(|word| word.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+'))
}

/// Replaces a number where it stands by itself.
fn replaced(message: &str, number: &str, written: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find(number) {
        let (before, after) = (&rest[..at], &rest[at + number.len()..]);
        let alone = !before.ends_with(is_of_a_number) && !after.starts_with(is_of_a_number);
        out.push_str(before);
        out.push_str(if alone { written } else { number });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::as_written;

    #[test]
    fn digits_that_a_double_does_not_keep_are_those_that_were_written() {
        let most = u64::MAX.to_string();
        let said = |n: &str| format!("= {n} is not allowed: from 2 to 10");
        let rounded = said(&(u64::MAX as f64).to_string());
        assert_eq!(as_written(rounded.clone(), &most), said(&most));
        assert_eq!(
            as_written(rounded.clone(), "[1, 18_446_744_073_709_551_615]"),
            said("18_446_744_073_709_551_615")
        );
        // Another number, one that a double keeps, and a part of a longer one.
        assert_eq!(as_written(rounded.clone(), "12345678901234567890"), rounded);
        assert_eq!(as_written(said("0.5"), "5e-1"), said("0.5"));
        let longer = format!("{}0", u64::MAX as f64);
        assert_eq!(as_written(longer.clone(), &most), longer);
    }
}
