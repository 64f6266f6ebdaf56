//! Roots of a scalar function inside a bracket.

/// A root and how it was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Root {
    /// Where the function vanishes.
    pub at: f64,
    /// The function there.
    pub residual: f64,
    /// Function evaluations spent, the two ends of the bracket included.
    pub evaluations: usize,
}

/// Why no root was returned.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum RootError {
    /// The function has the same sign at both ends.
    #[error("no sign change on [{low}, {high}]: the function is {at_low} and {at_high} there")]
    NotBracketed {
        /// Lower end of the interval.
        low: f64,
        /// Upper end of the interval.
        high: f64,
        /// Function at the lower end.
        at_low: f64,
        /// Function at the upper end.
        at_high: f64,
    },
    /// The function returned a value that is not finite.
    #[error("the function is not finite at {at}")]
    NotFinite {
        /// Where.
        at: f64,
    },
}

/// Finds a root of `f` in `[low, high]` to the resolution of `f64`.
///
/// Brent's method: inverse quadratic or secant steps, with bisection whenever
/// they leave the bracket or shrink it too slowly, so at most a few hundred
/// evaluations are needed for any continuous function. The signs at the ends
/// must differ (zero counts as a root).
///
/// # Errors
/// [`RootError`] when the signs agree or `f` is not finite.
pub fn bracketed_root(f: impl FnMut(f64) -> f64, low: f64, high: f64) -> Result<Root, RootError> {
    bracketed_root_to(f, (low, high), 0.0)
}

/// The same to within `tolerance`, for functions that are known roughly.
///
/// # Errors
/// As for [`bracketed_root`].
pub fn bracketed_root_to(
    mut f: impl FnMut(f64) -> f64,
    (low, high): (f64, f64),
    tolerance: f64,
) -> Result<Root, RootError> {
    let mut evaluations = 0;
    let mut eval = |x: f64| {
        evaluations += 1;
        let y = f(x);
        if y.is_finite() {
            Ok(y)
        } else {
            Err(RootError::NotFinite { at: x })
        }
    };
    let (mut a, mut b) = (low, high);
    let (mut fa, mut fb) = (eval(a)?, eval(b)?);
    if fa * fb > 0.0 && fa.signum() == fb.signum() {
        return Err(RootError::NotBracketed {
            low,
            high,
            at_low: fa,
            at_high: fb,
        });
    }
    // b is the best point so far, a the one before it, c the other end of the bracket.
    let (mut c, mut fc) = (a, fa);
    let mut step = b - a;
    let mut last_step = step;
    loop {
        if fb.signum() == fc.signum() && fb != 0.0 {
            (c, fc) = (a, fa);
            step = b - a;
            last_step = step;
        }
        if fc.abs() < fb.abs() {
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let resolution = 2.0 * f64::EPSILON * b.abs() + f64::MIN_POSITIVE.max(0.5 * tolerance);
        let half = 0.5 * (c - b);
        if fb == 0.0 || half.abs() <= resolution {
            break;
        }
        if last_step.abs() >= resolution && fa.abs() > fb.abs() {
            let interpolated = interpolate(a, b, c, fa, fb, fc);
            let limit = (3.0 * half.abs() - resolution).min(last_step.abs());
            if interpolated.signum() == half.signum() && 2.0 * interpolated.abs() < limit {
                last_step = step;
                step = interpolated;
            } else {
                step = half;
                last_step = half;
            }
        } else {
            step = half;
            last_step = half;
        }
        (a, fa) = (b, fb);
        b += if step.abs() > resolution {
            step
        } else {
            resolution.copysign(half)
        };
        fb = eval(b)?;
    }
    Ok(Root {
        at: b,
        residual: fb,
        evaluations,
    })
}

/// Step from `b` to the root of the secant or inverse parabola through the points.
fn interpolate(a: f64, b: f64, c: f64, fa: f64, fb: f64, fc: f64) -> f64 {
    let s = fb / fa;
    if a == c {
        return (c - b) * s / (s - 1.0);
    }
    let (q, r) = (fa / fc, fb / fc);
    let numerator = s * ((c - b) * q * (q - r) - (b - a) * (r - 1.0));
    numerator / -((q - 1.0) * (r - 1.0) * (s - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_roots_to_the_last_bits() {
        type Case = (fn(f64) -> f64, f64, f64, f64, f64);
        let cases: [Case; 4] = [
            (|x| x * x - 2.0, 0.0, 2.0, std::f64::consts::SQRT_2, 1e-15),
            (|x| x.cos() - x, 0.0, 1.0, 0.739_085_133_215_160_6, 1e-15),
            // Flat around the root: interpolation alone stalls here, and the
            // function underflows to zero within 1e-36 of it.
            (|x| (x - 0.3).powi(9), -1.0, 2.0, 0.3, 1e-14),
            (
                |x| x.exp() - 1e-200,
                -700.0,
                700.0,
                -460.517_018_598_809_14,
                1e-12,
            ),
        ];
        for (f, low, high, expected, tolerance) in cases {
            let root = bracketed_root(f, low, high).unwrap();
            assert!((root.at - expected).abs() < tolerance, "{root:?}");
            assert!(root.evaluations < 250, "{root:?}");
        }
    }

    /// Bisection alone would need more than fifty evaluations.
    #[test]
    fn smooth_functions_need_few_evaluations() {
        let functions: [fn(f64) -> f64; 3] = [|x| x * x - 2.0, |x| x.exp() - 3.0, |x| x.cos() - x];
        for f in functions {
            let root = bracketed_root(f, 0.0, 2.0).unwrap();
            assert!(root.evaluations <= 12, "{root:?}");
            let rough = bracketed_root_to(f, (0.0, 2.0), 1e-3).unwrap();
            assert!((rough.at - root.at).abs() <= 1e-3);
            assert!(rough.evaluations < root.evaluations);
        }
    }

    #[test]
    fn refuses_what_it_cannot_bracket() {
        assert!(matches!(
            bracketed_root(|x| x * x + 1.0, -1.0, 1.0),
            Err(RootError::NotBracketed { .. })
        ));
        assert!(matches!(
            bracketed_root(|x| 1.0 / x, 0.0, 1.0),
            Err(RootError::NotFinite { at: 0.0 })
        ));
    }

    #[test]
    fn an_end_that_is_a_root_is_found() {
        assert_eq!(bracketed_root(|x| x, 0.0, 1.0).unwrap().at, 0.0);
        assert_eq!(bracketed_root(|x| x - 1.0, 0.0, 1.0).unwrap().at, 1.0);
    }
}
