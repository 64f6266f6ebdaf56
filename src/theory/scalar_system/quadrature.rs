//! Gauss–Legendre panels for smooth proxes.

use std::sync::OnceLock;

use crate::numerics::density;

/// Nodes a panel.
const NODES: usize = 12;
/// The range of G.
const REACH: f64 = 9.0;

/// (G, weight·φ(G)) over |G| ≤ 9 for an integrand that varies on the scale 1/a: at
/// least twelve panels, and no panel longer than 1.5 in x = aG + m. Doubling the
/// panels changes the solution by less than 1e-12.
pub(super) fn panels(a: f64) -> impl Iterator<Item = (f64, f64)> {
    let count = (2.0 * REACH * a / 1.5).ceil().clamp(12.0, 600.0) as usize;
    let half = REACH / count as f64;
    (0..count).flat_map(move |k| {
        let centre = -REACH + (2 * k + 1) as f64 * half;
        legendre().iter().map(move |&(node, weight)| {
            let g = centre + half * node;
            (g, half * weight * density(g))
        })
    })
}

/// Nodes and weights on [−1, 1]: roots of the Legendre polynomial by Newton's method
/// from Tricomi's estimate.
fn legendre() -> &'static [(f64, f64); NODES] {
    static RULE: OnceLock<[(f64, f64); NODES]> = OnceLock::new();
    RULE.get_or_init(|| {
        std::array::from_fn(|i| {
            let n = NODES as f64;
            let mut x = libm::cos(std::f64::consts::PI * (i as f64 + 0.75) / (n + 0.5));
            let mut slope = 1.0;
            for _ in 0..20 {
                let (mut before, mut here) = (1.0, x);
                for k in 2..=NODES {
                    let k = k as f64;
                    (before, here) = (here, ((2.0 * k - 1.0) * x * here - (k - 1.0) * before) / k);
                }
                slope = n * (x * here - before) / (x * x - 1.0);
                x -= here / slope;
            }
            (x, 2.0 / ((1.0 - x * x) * slope * slope))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// E G^{2k} = 1, 1, 3, 15, 105.
    #[test]
    fn moments_of_the_normal() {
        for (power, expected) in [(0, 1.0), (2, 1.0), (4, 3.0), (6, 15.0), (8, 105.0)] {
            let sum: f64 = panels(1.0).map(|(g, w)| w * g.powi(power)).sum();
            assert!((sum - expected).abs() < 1e-12 * expected, "{power}: {sum}");
        }
    }
}
