//! The exponential loss.

use super::halley;
use super::{Loss, Proximal};
use crate::numerics::{exp, with_vectors};

/// Exponential loss ℓ(z) = e^{−z}.
///
/// prox_{λℓ}(x) = x + W(λe^{−x}) with Lambert's W. It overflows to +∞ for margins
/// below −709; the prox never does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exponential;

impl Loss for Exponential {
    fn name(&self) -> &'static str {
        "exponential"
    }

    fn value(&self, margin: f64) -> f64 {
        (-margin).exp()
    }

    fn derivative(&self, margin: f64) -> f64 {
        -(-margin).exp()
    }

    fn second_derivative(&self, margin: f64) -> Option<f64> {
        Some((-margin).exp())
    }

    fn derivatives(&self, margin: f64) -> (f64, f64) {
        let e = (-margin).exp();
        (-e, e)
    }

    fn derivatives_each(&self, margins: &[f64], slopes: &mut [f64], bends: &mut [f64]) {
        with_vectors(
            #[inline(always)]
            || {
                for ((z, slope), bend) in margins.iter().zip(slopes).zip(bends) {
                    let e = exp(-z);
                    (*slope, *bend) = (-e, e);
                }
            },
        );
    }

    fn derivative_each(&self, margins: &[f64], slopes: &mut [f64]) {
        with_vectors(
            #[inline(always)]
            || {
                for (z, slope) in margins.iter().zip(slopes) {
                    *slope = -exp(-z);
                }
            },
        );
    }

    fn bends(&self, step: f64) -> Vec<f64> {
        vec![step.ln()]
    }

    fn prox_near(&self, x: f64, step: f64, near: f64) -> Proximal {
        let derivatives = |p: f64| {
            let e = (-p).exp();
            [-e, e, -e, e]
        };
        halley::prox_near((x, step), near, derivatives).unwrap_or_else(|| self.proximal(x, step))
    }

    fn prox(&self, x: f64, step: f64) -> f64 {
        let log_step = step.ln();
        let w = lambert_of_exp(log_step - x);
        // p = x + w, or p = log(λ/w): the one in which less cancels.
        if w > 1.0 { log_step - w.ln() } else { x + w }
    }
}

/// W(e^t), the root w of w + log w = t, for any t: Newton's method, from above or below
/// by less than a factor of two.
fn lambert_of_exp(t: f64) -> f64 {
    // W(z) = z − z² + …; Newton's method would meet log 0 where z is about to underflow.
    if t < -40.0 {
        return t.exp();
    }
    let mut w = if t > 1.0 {
        t - t.ln()
    } else {
        t.exp() / (1.0 + t.exp())
    };
    for _ in 0..30 {
        let next = w * (1.0 + t - w.ln()) / (1.0 + w);
        let moved = (next - w).abs();
        w = next;
        // A solver's step may have left the numbers; the logarithm of what is none takes longest.
        if moved <= 2.0 * f64::EPSILON * w || w.is_nan() {
            break;
        }
    }
    w
}

#[cfg(test)]
mod tests {
    use super::*;

    /// W(1) = Ω = .567143290409783873 (Finch, *Mathematical Constants*); W(e) = 1;
    /// W(2e²) = 2.
    #[test]
    fn lambert() {
        for (t, w) in [
            (0.0, 0.567_143_290_409_784),
            (1.0, 1.0),
            (2.0 + 2f64.ln(), 2.0),
            (-700.0, (-700f64).exp()),
            (-1e4, 0.0),
            (-744.9, (-744.9f64).exp()),
            (-40.1, (-40.1f64).exp()),
        ] {
            let found = lambert_of_exp(t);
            assert!((found - w).abs() <= 5e-16 * w.max(1e-300), "{t}: {found}");
        }
        assert!(lambert_of_exp(f64::NAN).is_nan());
        let big = lambert_of_exp(1e4);
        assert!((big + big.ln() - 1e4).abs() < 4e-12);
    }
}
