//! The logistic loss.

use std::sync::LazyLock;

use super::halley;
use super::{Loss, Proximal, STRIPS, Strip};
use crate::numerics::{exp, with_vectors};

/// Logistic loss ℓ(z) = log(1 + e^{−z}).
///
/// prox_{λℓ}(x) is the root p of p − λ/(1+e^p) = x, in [x, x+λ].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Logistic;

/// 1/(1+e^z) without overflow.
fn falling(z: f64) -> f64 {
    if z >= 0.0 {
        let e = (-z).exp();
        e / (1.0 + e)
    } else {
        1.0 / (1.0 + z.exp())
    }
}

/// ℓ'(z) and ℓ''(z), for loops over slices.
#[inline(always)]
fn branchless(z: f64) -> (f64, f64) {
    let e = exp(-z.abs());
    let large = 1.0 / (1.0 + e);
    let small = e * large;
    (if z >= 0.0 { -small } else { -large }, small * large)
}

/// |Im ℓ'(z + ic)| = sin c/(2(cosh z + cos c)) and |ℓ''(z + ic)| = 1/(2(cosh z + cos c)) are
/// largest at z = 0, for 0 < c < π.
static ALONG: LazyLock<[Strip; STRIPS]> = LazyLock::new(|| {
    Strip::HEIGHTS.map(|share| {
        let height = share * std::f64::consts::PI;
        Strip {
            height,
            slope: 0.5 * libm::tan(0.5 * height),
            bend: 0.5 / (1.0 + libm::cos(height)),
        }
    })
});

impl Loss for Logistic {
    fn name(&self) -> &'static str {
        "logistic"
    }

    fn value(&self, margin: f64) -> f64 {
        // max(−z, 0) + log(1 + e^{−|z|}): exact at both ends.
        (-margin).max(0.0) + (-margin.abs()).exp().ln_1p()
    }

    fn derivative(&self, margin: f64) -> f64 {
        -falling(margin)
    }

    fn second_derivative(&self, margin: f64) -> Option<f64> {
        let f = falling(margin.abs());
        Some(f * (1.0 - f))
    }

    fn derivatives(&self, margin: f64) -> (f64, f64) {
        // One exponential for both.
        let e = (-margin.abs()).exp();
        let large = 1.0 / (1.0 + e);
        let small = e * large;
        let falling = if margin >= 0.0 { small } else { large };
        (-falling, small * large)
    }

    fn derivatives_each(&self, margins: &[f64], slopes: &mut [f64], bends: &mut [f64]) {
        with_vectors(
            #[inline(always)]
            || {
                for ((z, slope), bend) in margins.iter().zip(slopes).zip(bends) {
                    (*slope, *bend) = branchless(*z);
                }
            },
        );
    }

    fn derivative_each(&self, margins: &[f64], slopes: &mut [f64]) {
        with_vectors(
            #[inline(always)]
            || {
                for (z, slope) in margins.iter().zip(slopes) {
                    *slope = branchless(*z).0;
                }
            },
        );
    }

    fn strips(&self) -> Option<[Strip; STRIPS]> {
        Some(*ALONG)
    }

    fn prox(&self, x: f64, step: f64) -> f64 {
        // Newton is monotone from any point between the sigmoid's inflection p = 0 and
        // the root; from elsewhere it can cycle for steps beyond ten.
        let mut p = if x + 0.5 * step > 0.0 {
            // λ/(1+e^p) ≥ (λ/2)e^{−p} and W(e^l) ≥ l − log l put the root above this.
            let l = (0.5 * step).ln() - x;
            let below = if l > 1.0 { x + l - l.ln() } else { x };
            below.max(0.0)
        } else {
            (x + step).min(0.0)
        };
        for _ in 0..200 {
            let f = falling(p);
            let next = p - (p - x - step * f) / (1.0 + step * f * (1.0 - f));
            // A solver's step may have left the numbers; `clamp` would panic.
            if next.is_nan() {
                return next;
            }
            let next = next.clamp(x, x + step);
            let moved = (next - p).abs();
            p = next;
            if moved <= 4.0 * f64::EPSILON * p.abs() {
                break;
            }
        }
        p
    }

    fn prox_near(&self, x: f64, step: f64, near: f64) -> Proximal {
        let derivatives = |p: f64| {
            let e = (-p.abs()).exp();
            let large = 1.0 / (1.0 + e);
            let small = e * large;
            let bend = small * large;
            let (f, lean) = match p >= 0.0 {
                true => (small, large - small),
                false => (large, small - large),
            };
            [-f, bend, -bend * lean, bend * (1.0 - 6.0 * bend)]
        };
        halley::prox_near((x, step), near, derivatives).unwrap_or_else(|| self.proximal(x, step))
    }

    fn bends(&self, step: f64) -> Vec<f64> {
        // For a long step also where λe^{−x} = 1, and its mirror image: prox(−λ−x) = −prox(x).
        match step.ln() {
            log if log > 2.0 => vec![-step - log, -step, 0.0, log],
            _ => vec![-step, 0.0],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_number_in_no_number_out() {
        assert!(Logistic.prox(f64::NAN, 1.0).is_nan());
        assert!(Logistic.prox(1.0, f64::NAN).is_nan());
    }
}
