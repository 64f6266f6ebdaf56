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
        // E(G − t)₊² and E(G − t)₊ cancel far out: there by their asymptotic series.
        let (square, first) = if t > 12.0 {
            let u = 1.0 / (t * t);
            let head = phi / (t * t);
            (
                2.0 * head / t * (1.0 - 6.0 * u + 45.0 * u * u),
                head * (1.0 - 3.0 * u + 15.0 * u * u - 105.0 * u * u * u),
            )
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
