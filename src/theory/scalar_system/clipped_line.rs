//! A clipped line of a Gaussian variable, and its moments.

use crate::numerics::{density, lower_tail, upper_tail};

/// U = clip((G−v)/w, l, 1).
#[derive(Clone, Copy)]
pub(in crate::theory) struct Clip {
    /// l.
    pub(in crate::theory) lowest: f64,
    /// v.
    pub(in crate::theory) shift: f64,
    /// w.
    pub(in crate::theory) width: f64,
}

impl Clip {
    /// The shift that gives E U = `mean`, sought from `near`: E U falls in it from 1 to l,
    /// with slope −P(l < U < 1)/w. Newton's method, and bisection where it leads out of the
    /// bracket.
    pub(super) fn with_mean(lowest: f64, mean: f64, width: f64, near: f64) -> Option<Self> {
        let mut clip = Self {
            lowest,
            shift: near,
            width,
        };
        let reach = 40.0 + width;
        let (mut low, mut high) = (-reach, reach);
        for _ in 0..200 {
            let (found, inside) = clip.mean();
            let excess = found - mean;
            if excess > 0.0 {
                low = clip.shift;
            } else {
                high = clip.shift;
            }
            let step = excess * width / inside;
            let next = clip.shift + step;
            // E U is known to rounding of its terms, no better: without a part below zero all
            // are as small as it.
            let short = step.abs() <= 4.0 * f64::EPSILON * (1.0 + clip.shift.abs());
            if short || excess.abs() <= f64::EPSILON * (mean.abs() + lowest.abs()) {
                return Some(clip);
            }
            clip.shift = if next > low && next < high {
                next
            } else {
                0.5 * (low + high)
            };
            if high - low <= 4.0 * f64::EPSILON * (1.0 + clip.shift.abs()) {
                return Some(clip);
            }
        }
        None
    }

    /// The ends of the interval of G on which U is not clipped.
    fn ends(self) -> (f64, f64) {
        (
            self.shift + self.lowest * self.width,
            self.shift + self.width,
        )
    }

    /// P(l < U < 1) = E UG·w, by Stein's lemma.
    pub(in crate::theory) fn inside(self) -> f64 {
        let (from, to) = self.ends();
        upper_tail(from) - upper_tail(to)
    }

    /// E U, and P(l < U < 1).
    pub(in crate::theory) fn mean(self) -> (f64, f64) {
        let (from, to) = self.ends();
        let (below, rest) = tails(from);
        let (_, above) = tails(to);
        let inside = rest - above;
        let linear = density(from) - density(to) - self.shift * inside;
        (self.lowest * below + above + linear / self.width, inside)
    }

    /// E U².
    pub(in crate::theory) fn mean_square(self) -> f64 {
        let (from, to) = self.ends();
        let v = self.shift;
        let first = density(from) - density(to);
        let second = self.inside() + from * density(from) - to * density(to);
        let inner = second - 2.0 * v * first + v * v * self.inside();
        self.lowest * self.lowest * lower_tail(from)
            + upper_tail(to)
            + inner / (self.width * self.width)
    }
}

/// Φ(t) and Q(t), the smaller to all its digits.
fn tails(t: f64) -> (f64, f64) {
    let small = upper_tail(t.abs());
    if t < 0.0 {
        (small, 1.0 - small)
    } else {
        (1.0 - small, small)
    }
}
