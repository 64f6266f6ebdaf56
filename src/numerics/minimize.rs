//! Minimum of a scalar function on an interval.

/// A minimiser and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minimum {
    /// Where the smallest value was found.
    pub at: f64,
    /// The smallest value.
    pub value: f64,
    /// Whether the minimum sits at an end of the interval.
    pub at_boundary: bool,
}

/// Of a grid's step: one place so close to its end tells whether a minimum lies there.
const END: f64 = 1e-3;

/// Minimises `f` over `[low, high]`: first on an even grid of `points ≥ 3`
/// (so that a function with several valleys gives its deepest), then by Brent's
/// method in the two cells around each of the three deepest grid points, to within `tolerance`
/// relative to the minimiser (and a thousandth of that absolutely). Below √ε·|x| a smooth minimum
/// is flat to rounding.
///
/// Values that are not finite count as +∞; `None` if no grid value is finite.
pub fn grid_then_brent_to(
    mut f: impl FnMut(f64) -> f64,
    (low, high): (f64, f64),
    points: usize,
    tolerance: f64,
) -> Option<Minimum> {
    let mut g = |x: f64| {
        let y = f(x);
        if y.is_nan() { f64::INFINITY } else { y }
    };
    let points = points.max(3);
    let step = (high - low) / (points - 1) as f64;
    let node = |i: usize| {
        if i + 1 == points {
            high
        } else {
            low + step * i as f64
        }
    };
    let grid: Vec<f64> = (0..points).map(|i| g(node(i))).collect();
    let mut valleys: Vec<usize> = (0..points)
        .filter(|&i| {
            let left = i.checked_sub(1).is_none_or(|j| grid[i] <= grid[j]);
            let right = grid.get(i + 1).is_none_or(|&next| grid[i] <= next);
            left && right && grid[i].is_finite()
        })
        .collect();
    valleys.sort_by(|&i, &j| grid[i].total_cmp(&grid[j]));
    valleys.truncate(3);
    valleys
        .into_iter()
        .map(|i| {
            let a = node(i.saturating_sub(1));
            let b = node((i + 1).min(points - 1));
            // Where the way up begins at an end, to approach it would take many steps.
            let inwards = if i == 0 { step } else { -step };
            if (i == 0 || i + 1 == points) && {
                let inside = g(node(i) + END * inwards);
                inside.is_finite() && inside >= grid[i]
            } {
                return (node(i), grid[i]);
            }
            let (x, y) = brent(&mut g, a, b, tolerance);
            if y <= grid[i] {
                (x, y)
            } else {
                (node(i), grid[i])
            }
        })
        .min_by(|p, q| p.1.total_cmp(&q.1))
        .map(|(at, value)| Minimum {
            at,
            value,
            at_boundary: (at - low).min(high - at) <= 1e-6 * (high - low),
        })
}

/// Brent's minimiser: golden section, with parabolic steps where they help. Where a
/// function of one valley on `[a, b]` is smallest, to within `relative` of the minimiser
/// (and a thousandth of that absolutely), and its value there.
pub fn brent(mut f: impl FnMut(f64) -> f64, mut a: f64, mut b: f64, relative: f64) -> (f64, f64) {
    const GOLDEN: f64 = 0.381_966_011_250_105_1;
    let mut x = a + GOLDEN * (b - a);
    let (mut w, mut v) = (x, x);
    let mut fx = f(x);
    let (mut fw, mut fv) = (fx, fx);
    let (mut step, mut before_last) = (0.0_f64, 0.0_f64);
    for _ in 0..200 {
        let middle = 0.5 * (a + b);
        let tolerance = relative * x.abs() + 1e-3 * relative;
        if (x - middle).abs() <= 2.0 * tolerance - 0.5 * (b - a) {
            break;
        }
        let r = (x - w) * (fx - fv);
        let mut q = (x - v) * (fx - fw);
        let mut p = (x - v) * q - (x - w) * r;
        q = 2.0 * (q - r);
        if q > 0.0 {
            p = -p;
        }
        q = q.abs();
        let usable = before_last.abs() > tolerance
            && p.abs() < (0.5 * q * before_last).abs()
            && p > q * (a - x)
            && p < q * (b - x);
        before_last = step;
        if usable {
            step = p / q;
            let u = x + step;
            if u - a < 2.0 * tolerance || b - u < 2.0 * tolerance {
                step = tolerance.copysign(middle - x);
            }
        } else {
            before_last = if x < middle { b - x } else { a - x };
            step = GOLDEN * before_last;
        }
        let u = x + if step.abs() >= tolerance {
            step
        } else {
            tolerance.copysign(step)
        };
        let fu = f(u);
        if fu <= fx {
            if u < x {
                b = x
            } else {
                a = x
            }
            (v, w, x) = (w, x, u);
            (fv, fw, fx) = (fw, fx, fu);
        } else {
            if u < x {
                a = u
            } else {
                b = u
            }
            if fu <= fw || w == x {
                (v, w) = (w, u);
                (fv, fw) = (fw, fu);
            } else if fu <= fv || v == x || v == w {
                (v, fv) = (u, fu);
            }
        }
    }
    (x, fx)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smooth_and_kinked_minima() {
        let m = grid_then_brent_to(|x| (x - 0.7).powi(2) + 3.0, (-5.0, 5.0), 21, 1e-9).unwrap();
        assert!((m.at - 0.7).abs() < 1e-7 && (m.value - 3.0).abs() < 1e-15);
        assert!(!m.at_boundary);
        let kinked = |x: f64| (2.0 * x).max(-x) + x.abs();
        let m = grid_then_brent_to(kinked, (-1.0, 3.0), 9, 1e-9).unwrap();
        assert!(m.at.abs() < 1e-8, "{m:?}");
    }

    #[test]
    fn the_deeper_of_two_valleys() {
        // Valleys at ±1, the left one deeper by 0.2.
        let f = |x: f64| (x * x - 1.0).powi(2) + 0.1 * x;
        let m = grid_then_brent_to(f, (-2.0, 2.0), 41, 1e-9).unwrap();
        assert!((m.at + 1.012).abs() < 1e-3);
    }

    #[test]
    fn boundary_and_nothing_finite() {
        let found = |f: fn(f64) -> f64| grid_then_brent_to(f, (0.0, 1.0), 11, 1e-9);
        assert!(found(|x| x).unwrap().at_boundary);
        assert_eq!(found(|_| f64::NAN), None);
    }
}
