//! Where a margin vanishes, in fewer evaluations than bisection needs.

/// The share of [0, 1] where `f` changes sign, to `resolution`.
///
/// Regula falsi with the Illinois weights (Dowell & Jarratt 1971), never nearer to an end of
/// the bracket than a third of the resolution, so that both ends close in, and a bisection
/// every third time, so that jumps are found too. `None` where `f` has no number or the
/// same sign at both ends.
///
/// # Errors
/// Those of `f`.
pub(super) fn sign_change<E>(
    resolution: f64,
    f: impl Fn(f64) -> Result<Option<f64>, E>,
) -> Result<Option<f64>, E> {
    let (mut low, mut high) = (0.0, 1.0);
    let Some((mut at_low, mut at_high)) = f(low)?.zip(f(high)?) else {
        return Ok(None);
    };
    if (at_low > 0.0) == (at_high > 0.0) {
        return Ok(None);
    }
    let mut kept = 0;
    for step in 1_u32.. {
        if high - low <= resolution {
            break;
        }
        let guess = low + (high - low) * at_low / (at_low - at_high);
        let edge = (resolution / 3.0).min((high - low) / 3.0);
        let share = match step % 3 != 0 && guess.is_finite() {
            true => guess.max(low + edge).min(high - edge),
            false => 0.5 * (low + high),
        };
        let Some(value) = f(share)? else {
            return Ok(None);
        };
        if (value > 0.0) == (at_low > 0.0) {
            (low, at_low) = (share, value);
            at_high *= if kept == 1 { 0.5 } else { 1.0 };
            kept = 1;
        } else {
            (high, at_high) = (share, value);
            at_low *= if kept == -1 { 0.5 } else { 1.0 };
            kept = -1;
        }
    }
    Ok(Some(0.5 * (low + high)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn found(f: impl Fn(f64) -> f64) -> (Option<f64>, u32) {
        let calls = Cell::new(0);
        let counted = |x| {
            calls.set(calls.get() + 1);
            Ok::<_, ()>(Some(f(x)))
        };
        (sign_change(1e-6, counted).unwrap(), calls.get())
    }

    #[test]
    fn roots_jumps_and_none() {
        let (root, calls) = found(|x| x.exp() - 2.0);
        assert!(
            (root.unwrap() - 2.0_f64.ln()).abs() < 1e-6 && calls <= 12,
            "{calls}"
        );
        let (root, calls) = found(|x| if x < 0.1234567 { -1e-9 } else { 5.0 });
        assert!(
            (root.unwrap() - 0.1234567).abs() < 1e-6 && calls < 80,
            "{calls}"
        );
        assert_eq!(found(|x| x + 1.0).0, None);
        assert_eq!(sign_change(1e-6, |_| Ok::<_, ()>(None)), Ok(None));
    }
}
