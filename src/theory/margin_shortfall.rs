//! Expected squared shortfall of a Gaussian margin: the building block of separability
//! and maximum margin.

use crate::numerics::{density, upper_tail};

/// h(a, m) = E(aG − m)₊² for G ~ N(0, 1) and a > 0, with its derivatives.
///
/// h = (m² + a²)Q(m/a) − m·a·φ(m/a) (docs/theory.md, section 6).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shortfall {
    pub(super) value: f64,
    /// ∂h/∂a.
    pub(super) scale: f64,
    /// ∂h/∂m.
    pub(super) mean: f64,
    /// ∂²h/∂a², ∂²h/∂a∂m, ∂²h/∂m².
    pub(super) second: [f64; 3],
}

impl Shortfall {
    pub(super) fn of(a: f64, m: f64) -> Self {
        let t = m / a;
        let (q, phi) = (upper_tail(t), density(t));
        // E(G − t)₊² and E(G − t)₊ cancel far out: there by their continued fraction.
        let (square, first) = if t > FAR {
            let [r1, r2] = ratios(t);
            (2.0 * q * r1 * r2, q * r1)
        } else {
            (
                ((t * t + 1.0) * q - t * phi).max(0.0),
                (phi - t * q).max(0.0),
            )
        };
        Self {
            value: a * a * square,
            scale: 2.0 * a * q,
            mean: -2.0 * a * first,
            second: [2.0 * (q + t * phi), -2.0 * phi, 2.0 * q],
        }
    }
}

/// Up to here four digits are lost, beyond [`TERMS`] leave none out.
const FAR: f64 = 4.0;
const TERMS: u32 = 40;

/// I₁/I₀ and I₂/I₁ of the repeated tails I_k(t) = E(G − t)₊ᵏ/k!.
///
/// I_{k−1} = tI_k + (k + 1)I_{k+1}, so that r_k = I_k/I_{k−1} = 1/(t + (k + 1)r_{k+1}):
/// a fraction that forgets where it is begun, the sooner the larger t.
fn ratios(t: f64) -> [f64; 2] {
    let next = |ratio: f64, k: u32| 1.0 / (t + f64::from(k + 1) * ratio);
    let r2 = (2..=TERMS).rev().fold(0.0, next);
    [next(r2, 1), r2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_match_differences() {
        for (a, m) in [(1.0, 0.3), (2.0, -1.5), (0.7, 2.0)] {
            let h = 1e-5;
            let here = Shortfall::of(a, m);
            let d = |f: fn(&Shortfall) -> f64, da: f64, dm: f64| {
                (f(&Shortfall::of(a + da, m + dm)) - f(&Shortfall::of(a - da, m - dm))) / (2.0 * h)
            };
            for (found, expected) in [
                (d(|s| s.value, h, 0.0), here.scale),
                (d(|s| s.value, 0.0, h), here.mean),
                (d(|s| s.scale, h, 0.0), here.second[0]),
                (d(|s| s.scale, 0.0, h), here.second[1]),
                (d(|s| s.mean, 0.0, h), here.second[2]),
            ] {
                assert!(
                    (found - expected).abs() < 1e-8,
                    "{a} {m}: {found} {expected}"
                );
            }
        }
    }

    /// E(G)₊² = ½, E(G + ∞)² grows like m².
    #[test]
    fn known_values() {
        assert!((Shortfall::of(1.0, 0.0).value - 0.5).abs() < 1e-15);
        assert!((Shortfall::of(1.0, -20.0).value - 401.0).abs() < 1e-10);
        let tail = Shortfall::of(1.0, 12.5).value;
        assert!(tail > 0.0 && tail < Shortfall::of(1.0, 11.9).value);
    }
}
