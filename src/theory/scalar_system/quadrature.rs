//! Nodes for Gaussian expectations of smooth proxes.

use std::sync::OnceLock;

use crate::numerics::{density, legendre as gauss};

/// How exact an expectation shall be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::theory) enum Rule {
    /// To a millionth or so, from a third of the nodes: while steps are long.
    Rough,
    /// To rounding.
    Full,
}

impl Rule {
    /// G is within ± this.
    pub(super) fn reach(self) -> f64 {
        match self {
            Rule::Full => REACH,
            Rule::Rough => ROUGH_REACH,
        }
    }

    /// Even steps leave out exp(−this).
    pub(super) fn digits(self) -> f64 {
        match self {
            Rule::Full => 33.0,
            Rule::Rough => 16.5,
        }
    }

    /// Even steps in G that are exact enough: they converge like exp(−2π·d/h) for an
    /// integrand that is analytic within d of the real line, here d = π/a, and like
    /// exp(−2π²/h²) for the Gaussian itself.
    fn step(self, a: f64) -> f64 {
        let widest = match self {
            Rule::Full => 0.75,
            Rule::Rough => 0.75 * std::f64::consts::SQRT_2,
        };
        (2.0 * std::f64::consts::PI * STRIP / (self.digits() * a)).min(widest)
    }

    /// About how many nodes [`for_each_node`] takes.
    pub(super) fn nodes(self, a: f64) -> f64 {
        if a > LARGEST_EVEN {
            // Panels, most of them around two bends.
            return 50.0 * NODES as f64;
        }
        2.0 * self.reach() / self.step(a)
    }

    /// What they cost, in nodes of even steps: no good guess leads from one node of a panel to
    /// the next.
    pub(super) fn cost(self, a: f64) -> f64 {
        match a > LARGEST_EVEN {
            true => 4.0 * self.nodes(a),
            false => self.nodes(a),
        }
    }
}

/// Nodes a panel.
const NODES: usize = 12;
/// The range of G.
const REACH: f64 = 9.0;
/// The mass beyond is 1e-8.
const ROUGH_REACH: f64 = 5.7;

/// The distance in x from the real line to the nearest singularity of the prox.
///
/// x = p + λℓ'(p) cannot be inverted where 1 + λℓ''(p) = 0. For the logistic loss that is
/// cosh p = −1 − λ/2, for the exponential loss e^{−p} = −1/λ; at both Im p = ±π and ℓ'(p)
/// is real, so that Im x = ±π whatever λ. A share τ of the square loss only moves them
/// away.
const STRIP: f64 = std::f64::consts::PI;
/// Up to this a even steps need fewer nodes than panels.
const LARGEST_EVEN: f64 = 20.0;
/// More nodes than a = 20 needs on one side, and the middle.
const MOST_EVEN: usize = 320;

/// Calls `f` with (G, weight) at the nodes of a rule for E f(aG + m), G ~ N(0, 1).
///
/// Even steps up to a = 20; beyond, graded panels need fewer nodes.
pub(super) fn for_each_node(
    rule: Rule,
    m: f64,
    a: f64,
    bends: impl FnOnce() -> Vec<f64>,
    mut f: impl FnMut(f64, f64),
) {
    if a > LARGEST_EVEN {
        panels(m, a, bends()).for_each(|(g, w)| f(g, w));
        return;
    }
    let step = rule.step(a);
    let half = (rule.reach() / step).ceil() as usize;
    // The same on both sides: each weight is computed once.
    let mut weights = [0.0; MOST_EVEN];
    let weights = &mut weights[..=half.min(MOST_EVEN - 1)];
    for (k, weight) in weights.iter_mut().enumerate() {
        *weight = step * density(k as f64 * step);
    }
    let below = weights.iter().enumerate().skip(1).rev();
    below.for_each(|(k, &weight)| f(-(k as f64) * step, weight));
    let above = weights.iter().enumerate();
    above.for_each(|(k, &weight)| f(k as f64 * step, weight));
}

/// (G, weight·φ(G)) over |G| ≤ 9 for the prox of a smooth loss at x = aG + m.
///
/// Panels end at the points x where it bends ([`Loss::bends`](crate::loss::Loss::bends))
/// and at distances 1, 2, 4, … from them, and none is longer than 1 in G: the error is
/// below 1e-12 for every a and λ.
fn panels(m: f64, a: f64, bends: Vec<f64>) -> impl Iterator<Item = (f64, f64)> {
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

/// Gauss's rule of the panels.
pub(super) fn legendre() -> &'static [(f64, f64); NODES] {
    static RULE: OnceLock<[(f64, f64); NODES]> = OnceLock::new();
    RULE.get_or_init(gauss)
}

/// Gauss's rule of ten nodes, for short intervals.
pub(super) fn short_legendre() -> &'static [(f64, f64); 10] {
    static RULE: OnceLock<[(f64, f64); 10]> = OnceLock::new();
    RULE.get_or_init(gauss)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::{Exponential, Logistic, Loss};

    /// E G^{2k} = 1, 1, 3, 15, 105.
    #[test]
    fn moments_of_the_normal() {
        for (power, expected) in [(0, 1.0), (2, 1.0), (4, 3.0), (6, 15.0), (8, 105.0)] {
            let sum: f64 = panels(0.3, 2.0, vec![0.0, -5.0])
                .map(|(g, w)| w * g.powi(power))
                .sum();
            assert!((sum - expected).abs() < 1e-12 * expected, "{power}: {sum}");
            for (rule, exact) in [(Rule::Full, 1e-13), (Rule::Rough, 1e-4)] {
                let mut even = 0.0;
                for_each_node(rule, 0.3, 2.0, Vec::new, |g, w| even += w * g.powi(power));
                assert!(
                    (even - expected).abs() < exact * expected,
                    "{rule:?} {power}: {even}"
                );
            }
        }
    }
    /// Both rules, where either may be used, agree on the prox's moments.
    #[test]
    fn even_steps_and_panels_agree() {
        let losses: [&dyn Loss; 2] = [&Logistic, &Exponential];
        for loss in losses {
            for (m, a, step) in [
                (0.4, 0.3, 0.01),
                (-3.0, 2.0, 1.0),
                (5.0, 19.0, 300.0),
                (1.0, 6.0, 1e7),
            ] {
                let shrink = |g: f64| {
                    let x = a * g + m;
                    x - loss.prox(x, step)
                };
                let (mut even, mut square) = (0.0, 0.0);
                for_each_node(
                    Rule::Full,
                    m,
                    a,
                    || loss.bends(step),
                    |g, w| {
                        even += w * shrink(g);
                        square += w * shrink(g).powi(2);
                    },
                );
                let graded: f64 = panels(m, a, loss.bends(step))
                    .map(|(g, w)| w * shrink(g))
                    .sum();
                assert!(
                    (even - graded).abs() < 1e-12 * square.sqrt(),
                    "{loss:?} {a} {step}: {even} {graded}"
                );
            }
        }
    }
}
