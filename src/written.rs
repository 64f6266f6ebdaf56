//! Numbers in a message as somebody wrote them: a double keeps some sixteen digits, and whoever
//! wrote more looks for those.

/// Digits that every double keeps.
const KEPT: usize = 15;

/// Characters of a number beyond which an exponent is shorter to read.
const LONG: usize = 25;

/// A number as people write it: with an exponent where it would have dozens of zeros.
pub fn brief(value: f64) -> String {
    let plain = value.to_string();
    match plain.len() > LONG {
        true => format!("{value:e}"),
        false => plain,
    }
}

/// Three digits, not below.
pub(crate) fn round_up(value: f64) -> f64 {
    to_three_digits(value, f64::ceil)
}

/// Three digits, not above.
pub(crate) fn round_down(value: f64) -> f64 {
    to_three_digits(value, f64::floor)
}

fn to_three_digits(value: f64, whole: fn(f64) -> f64) -> f64 {
    let unit = 10_f64.powi(value.log10().floor() as i32 - 2);
    let rounded = whole(value / unit) * unit;
    format!("{rounded:.6e}").parse().unwrap_or(rounded)
}

/// An amount of memory; less than 0.1 MB is told as that.
pub fn bytes(bytes: f64) -> String {
    match bytes {
        b if b < 1e9 => format!("{:.1} MB", (b / 1e6).max(0.1)),
        b => format!("{:.1} GB", b / 1e9),
    }
}

/// A message in which numbers stand as they do in `text`, which has them with more digits than a
/// double keeps, so that the message has rounded them, or with an exponent in place of dozens of
/// zeros.
pub fn as_written(message: String, text: &str) -> String {
    numbers(text).fold(message, |message, written| {
        let digits = written.chars().filter(char::is_ascii_digit).count();
        let value: Option<f64> = written.replace('_', "").parse().ok();
        let Some(value) = value else {
            return message;
        };
        let plain = value.to_string();
        match digits > KEPT || plain.len() > LONG {
            // The reader of TOML writes numbers with a point.
            true => replaced(
                &replaced(&message, &format!("{plain}.0"), written),
                &plain,
                written,
            ),
            false => message,
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
    use super::{as_written, brief, bytes};

    #[test]
    fn amounts_of_memory() {
        for (given, said) in [
            (0.0, "0.1 MB"),
            (2.3e5, "0.2 MB"),
            (9.87e8, "987.0 MB"),
            (1.06e9, "1.1 GB"),
            (6.4e10, "64.0 GB"),
        ] {
            assert_eq!(bytes(given), said, "{given}");
        }
    }

    /// Three hundred digits are no help to whoever wrote seven characters.
    #[test]
    fn dozens_of_zeros_are_an_exponent() {
        assert_eq!(brief(1e-300), "1e-300");
        assert_eq!(brief(-2.5e200), "-2.5e200");
        assert_eq!(brief(0.1), "0.1");
        assert_eq!(brief(-0.00001234567890123), "-0.00001234567890123");
        let said = |n: &str| format!("has the value {n} for delta");
        let spelt = said(&(-1e-300_f64).to_string());
        assert_eq!(as_written(spelt, "[1, -1e-300]"), said("-1e-300"));
        let of_toml = said(&format!("{}.0", 1e30_f64));
        assert_eq!(as_written(of_toml, "1e30"), said("1e30"));
    }

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
