//! How far to go along a direction of descent.

/// A slope this small against the first, either way, ends the search. Stricter bounds
/// double the number of Newton steps on the squared hinge.
const FLATTER: f64 = 0.9;
const MOST_TRIALS: usize = 80;
/// What φ(t) may exceed φ(0) by rounding alone, relative.
const ROUNDING: f64 = 1e-13;

/// For a convex φ given as t ↦ (φ(t), φ'(t)): a step t with φ(t) below φ(0) (Armijo) and a
/// slope below the first (Wolfe), tried first at t = 1; `None` if no such step is found.
///
/// Halving alone stalls on losses with linear pieces, where Newton's step may be too
/// short by orders of magnitude; slopes, unlike values, also tell the way when the
/// decrease is below rounding.
pub(super) fn wolfe(along: impl Fn(f64) -> (f64, f64), value: f64, slope: f64) -> Option<f64> {
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let mut t = 1.0;
    for _ in 0..MOST_TRIALS {
        let (there, incline) = along(t);
        let fallen = there <= value + 1e-4 * t * slope + ROUNDING * value.abs();
        if !fallen || incline > FLATTER * slope.abs() || incline.is_nan() {
            high = t;
        } else if incline < -FLATTER * slope.abs() {
            low = t;
        } else {
            return Some(t);
        }
        t = if high.is_infinite() {
            4.0 * low
        } else if low == 0.0 {
            0.25 * high
        } else {
            0.5 * (low + high)
        };
    }
    (low > 0.0).then_some(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_short_and_long_steps() {
        for scale in [1e-6, 0.03, 1.0, 50.0, 1e6] {
            // √(1 + (t/scale − 1)²): its slope is bounded, its minimum lies at t = scale.
            let along = |t: f64| {
                let x = t / scale - 1.0;
                let root = (1.0 + x * x).sqrt();
                (root, x / (root * scale))
            };
            let (value, slope) = along(0.0);
            let t = wolfe(along, value, slope).unwrap();
            assert!(
                (t / scale - 1.0).abs() < 1.0 && along(t).0 < value,
                "{scale}: {t}"
            );
        }
    }

    #[test]
    fn gives_up_on_what_only_rises() {
        assert_eq!(wolfe(|t: f64| (1.0 + t, 1.0), 1.0, -1.0), None);
    }
}
