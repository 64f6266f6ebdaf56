//! As many digits as a standard error warrants.

use super::console::number;

/// Digits that double precision has.
const MOST: i32 = 15;
/// Decimals up to which a small number is written out, zeros and all.
const WRITTEN_OUT: i32 = 6;

/// A standard error below this share of its value is that of rounding.
const ROUNDING: f64 = 1e-14;

/// Place of the first digit: 10^place ≤ |value|.
fn place(value: f64) -> i32 {
    value.abs().log10().floor() as i32
}

/// A value with the digits that its standard error leaves: those down to the second of the
/// error, 15 at most. Six digits where there is no error to go by.
pub(super) fn measured(value: Option<f64>, standard_error: Option<f64>) -> String {
    let warranted = standard_error.filter(|se| *se > 0.0 && se.is_finite());
    let (Some(value), Some(se)) = (value, warranted) else {
        return number(value);
    };
    // What is fixed, as α = 1 is of separable data, differs by rounding only.
    if se < ROUNDING * value.abs() {
        return number(Some(value));
    }
    let decimals = 1 - place(se);
    if value == 0.0 || (1e-4..1e7).contains(&value.abs()) || small(value, decimals) {
        let most = MOST - 1 - place(if value == 0.0 { 1.0 } else { value });
        return format!("{value:.*}", decimals.clamp(0, most.max(0)) as usize);
    }
    let digits = (place(value) + decimals).clamp(0, MOST - 1);
    format!("{value:.*e}", digits as usize)
}

/// Whether a number near zero has few decimals to write.
fn small(value: f64, decimals: i32) -> bool {
    value.abs() < 1e-4 && decimals <= WRITTEN_OUT
}

/// The standard error itself: two digits.
pub(super) fn error(standard_error: Option<f64>) -> String {
    match standard_error {
        Some(se) if se > 0.0 && se.is_finite() && !(1e-4..1e7).contains(&se) => format!("{se:.1e}"),
        _ => measured(standard_error, standard_error),
    }
}

/// What theory says, to be set beside a mean: no fewer digits than the mean has, nor than six.
pub(super) fn beside(theory: Option<f64>, standard_error: Option<f64>) -> String {
    match (theory, standard_error) {
        (Some(t), Some(se)) if t != 0.0 && se > 0.0 && place(se) < place(t) - 4 => {
            measured(theory, standard_error)
        }
        _ => number(theory),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn down_to_the_second_digit_of_the_error() {
        for (value, se, shown) in [
            (0.055_121_777_8, 1.293e-7, "0.05512178"),
            (0.055_121_777_8, 3.4e-10, "0.05512177780"),
            (0.055_121_777_8, 0.0021, "0.0551"),
            (0.5, 0.21, "0.50"),
            (1234.567, 12.3, "1235"),
            (-0.025_3, 0.19, "-0.03"),
            (0.000_03, 0.021, "0.000"),
            (1.131_9e-7, 3.418e-7, "1.1e-7"),
            (-6.022_38e-7, 3.418e-8, "-6.02e-7"),
            (3.2e9, 4.4e7, "3.200e9"),
            (0.0, 0.021, "0.000"),
            // No more than a double holds.
            (0.5, 1e-14, "0.500000000000000"),
            (1e-9, 1.1e-23, "1.00000000000000e-9"),
            // Rounding.
            (1.0, 2e-16, "1.00000"),
        ] {
            assert_eq!(measured(Some(value), Some(se)), shown, "{value} {se}");
        }
        for se in [None, Some(0.0), Some(f64::NAN)] {
            assert_eq!(measured(Some(0.25), se), "0.250000");
        }
        assert_eq!(measured(None, Some(0.1)), "–");
    }

    #[test]
    fn errors_have_two_digits_and_theory_no_fewer_than_six() {
        let shown = [0.002_13, 1.293e-7, 12.3, 0.0].map(|se| error(Some(se)));
        assert_eq!(shown, ["0.0021", "1.3e-7", "12", "0"]);
        assert_eq!(beside(Some(0.055_121_84), Some(0.002)), "0.0551218");
        assert_eq!(
            beside(Some(0.055_121_843_2), Some(1.3e-10)),
            "0.05512184320"
        );
        assert_eq!(beside(Some(0.0), Some(1e-9)), "0");
    }
}
