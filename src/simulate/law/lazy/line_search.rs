//! How far to go along a direction of descent.

/// A slope this small against the first, either way, ends the search.
const FLAT: f64 = 0.1;
const MOST_TRIALS: usize = 100;

/// For a convex φ given by t ↦ φ'(t), and φ'(0) < 0: a t > 0 near the least φ; `None` if none
/// is found.
///
/// A trial costs little against the Hessian that a poor step would ask for once more. Slopes
/// alone decide: they tell the way even when the decrease is below rounding.
pub(super) fn flattest(slope_at: impl Fn(f64) -> f64, slope: f64) -> Option<f64> {
    let (mut low, mut high) = ((0.0, slope), (f64::INFINITY, f64::INFINITY));
    let mut t = 1.0;
    for trial in 0..MOST_TRIALS {
        let there = slope_at(t);
        if there.abs() <= FLAT * slope.abs() {
            return Some(t);
        }
        // What is not a number lies too far.
        if there < 0.0 {
            low = (t, there);
        } else {
            high = (t, if there.is_nan() { f64::INFINITY } else { there });
        }
        t = if high.0.is_infinite() {
            4.0 * low.0
        } else if high.1.is_infinite() && low.0 == 0.0 {
            0.1 * high.0
        } else if high.1.is_infinite() || trial % 3 == 2 {
            // Every now and then, since a secant may move one end alone.
            0.5 * (low.0 + high.0)
        } else {
            low.0 + (high.0 - low.0) * (-low.1 / (high.1 - low.1))
        };
    }
    (low.0 > 0.0).then_some(low.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_short_and_long_steps() {
        for scale in [1e-6, 0.03, 1.0, 50.0, 1e6] {
            // √(1 + (t/scale − 1)²): least at t = scale.
            let slope_at = |t: f64| {
                let x = t / scale - 1.0;
                x / ((1.0 + x * x).sqrt() * scale)
            };
            let t = flattest(slope_at, slope_at(0.0)).unwrap();
            assert!((t / scale - 1.0).abs() < 0.1, "{scale}: {t}");
        }
    }

    #[test]
    fn comes_back_from_where_there_are_no_numbers() {
        let slope_at = |t: f64| if t > 1e-3 { f64::NAN } else { t - 1e-4 };
        let t = flattest(slope_at, -1e-4).unwrap();
        assert!((t - 1e-4).abs() <= 1e-5, "{t}");
    }

    #[test]
    fn gives_up_on_what_only_rises() {
        assert_eq!(flattest(|_| 1.0, -1.0), None);
    }
}
