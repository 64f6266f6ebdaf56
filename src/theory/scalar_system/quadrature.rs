//! Gauss–Legendre panels for smooth proxes.

use std::sync::OnceLock;

use crate::numerics::density;

/// Nodes a panel.
const NODES: usize = 12;
/// The range of G.
const REACH: f64 = 9.0;

/// (G, weight·φ(G)) over |G| ≤ 9 for the prox of a smooth loss at x = aG + m.
///
/// Panels end at the points x where it bends ([`Loss::bends`](crate::loss::Loss::bends))
/// and at distances 1, 2, 4, … from them, and none is longer than 1 in G: the error is
/// below 1e-12 for every a and λ.
pub(super) fn panels(m: f64, a: f64, bends: Vec<f64>) -> impl Iterator<Item = (f64, f64)> {
    let mut ends: Vec<f64> = (0..=18).map(|k| f64::from(k) - REACH).collect();
    for centre in bends {
        let mut distance = 0.0;
        while distance < 2.0 * REACH * a + (centre - m).abs() {
            for x in [centre - distance, centre + distance] {
                let g = (x - m) / a;
                if g.abs() < REACH {
                    ends.push(g);
                }
            }
            distance = if distance == 0.0 { 1.0 } else { 2.0 * distance };
        }
    }
    ends.sort_by(f64::total_cmp);
    // Panels too short to matter cost as much as others.
    ends.dedup_by(|b, a| *b - *a < 1e-9);
    (1..ends.len()).flat_map(move |k| {
        let (centre, half) = (0.5 * (ends[k] + ends[k - 1]), 0.5 * (ends[k] - ends[k - 1]));
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
            let sum: f64 = panels(0.3, 2.0, vec![0.0, -5.0])
                .map(|(g, w)| w * g.powi(power))
                .sum();
            assert!((sum - expected).abs() < 1e-12 * expected, "{power}: {sum}");
        }
    }
}
