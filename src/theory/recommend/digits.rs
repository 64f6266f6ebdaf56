//! Numbers in sentences.

/// Five digits, however small: typed in again, a number gives what it is said to give.
pub(in crate::theory) fn shown(value: f64) -> String {
    if value != 0.0 && !(1e-3..1e7).contains(&value.abs()) {
        format!("{value:.5e}")
    } else {
        let digits = (5.0 - value.abs().max(1e-3).log10().floor()).clamp(0.0, 8.0);
        plain(value, digits as usize)
    }
}

/// An error in words: one that is below all doubles is not 0.
pub(in crate::theory) fn reached(error: f64) -> String {
    match error == 0.0 {
        true => "less than 1e-300".to_owned(),
        false => shown(error),
    }
}

/// Three digits, as many as a prediction is worth: of an error, but also of a weight.
pub(super) fn brief(value: f64) -> String {
    if value == 0.0 {
        return "less than 1e-300".to_owned();
    }
    if !(1e-3..1e6).contains(&value.abs()) {
        return format!("{value:.2e}");
    }
    let digits = (2.0 - value.abs().log10().floor()).clamp(0.0, 5.0);
    plain(value, digits as usize)
}

fn plain(value: f64, digits: usize) -> String {
    let plain = format!("{value:.digits$}");
    match plain.contains('.') {
        true => plain.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits() {
        let said = [
            0.055_054, 6.302_5, 1234.6, 3.217e-4, 0.5, 7.0, -0.3287, 2e300,
        ]
        .map(brief);
        let expected = [
            "0.0551", "6.3", "1235", "3.22e-4", "0.5", "7", "-0.329", "2.00e300",
        ];
        assert_eq!(said, expected);
        assert_eq!(brief(0.0), "less than 1e-300");
    }
}
