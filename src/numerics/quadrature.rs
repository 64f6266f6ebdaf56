//! Integrals in one dimension, and expectations over the normal distribution.

use std::sync::OnceLock;

use super::density;

/// Nodes of a piece.
const NODES: usize = 16;
/// A piece is halved until halves differ from the whole by less than this share of the integral.
const ENOUGH: f64 = 1e-14;
/// Halvings at most of a piece and its halves: enough to close in on a few kinks, and an end
/// where there is nothing but rounding to integrate.
const HALVINGS: u32 = 256;
/// φ is below all doubles beyond.
const REACH: i32 = 38;

/// Gauss's rule of N nodes: nodes and weights on [−1, 1]. Roots of the Legendre polynomial by
/// Newton's method from Tricomi's estimate.
pub(crate) fn legendre<const N: usize>() -> [(f64, f64); N] {
    std::array::from_fn(|i| {
        let n = N as f64;
        let mut x = libm::cos(std::f64::consts::PI * (i as f64 + 0.75) / (n + 0.5));
        let mut slope = 1.0;
        for _ in 0..20 {
            let (mut before, mut here) = (1.0, x);
            for k in 2..=N {
                let k = k as f64;
                (before, here) = (here, ((2.0 * k - 1.0) * x * here - (k - 1.0) * before) / k);
            }
            slope = n * (x * here - before) / (x * x - 1.0);
            x -= here / slope;
        }
        (x, 2.0 / ((1.0 - x * x) * slope * slope))
    })
}

/// ∫f over the pieces between ascending ends, for an `f` that does not change its sign: to
/// about 1e-14 of the integral where `f` is smooth or has kinks. A jump, or a bend narrower
/// than the nodes of a piece are apart, is to be an end.
pub fn integral(mut f: impl FnMut(f64) -> f64, ends: &[f64]) -> f64 {
    let pieces: Vec<f64> = ends
        .windows(2)
        .map(|piece| over_piece(&mut f, piece[0], piece[1]))
        .collect();
    let enough = ENOUGH * pieces.iter().map(|piece| piece.abs()).sum::<f64>();
    ends.windows(2)
        .zip(pieces)
        .map(|(piece, whole)| {
            let mut halvings = HALVINGS;
            refined(&mut f, (piece[0], piece[1]), whole, enough, &mut halvings)
        })
        .sum()
}

/// E f(G), G ~ N(0, 1), for an `f` that does not change its sign: to about 1e-13 of the value,
/// however far in the tail it comes from. `breaks` are the places where `f` has a kink or bends
/// sharply; those out of reach are left out.
pub fn normal_expectation(mut f: impl FnMut(f64) -> f64, breaks: &[f64]) -> f64 {
    let reach = f64::from(REACH);
    let mut ends: Vec<f64> = (-REACH..=REACH).map(f64::from).collect();
    ends.extend(breaks.iter().filter(|at| at.abs() < reach));
    ends.sort_by(f64::total_cmp);
    integral(|g| f(g) * density(g), &ends)
}

fn over_piece(f: &mut impl FnMut(f64) -> f64, from: f64, to: f64) -> f64 {
    static RULE: OnceLock<[(f64, f64); NODES]> = OnceLock::new();
    let (centre, half) = (0.5 * (from + to), 0.5 * (to - from));
    let nodes = RULE.get_or_init(legendre).iter();
    half * nodes
        .map(|&(node, weight)| weight * f(centre + half * node))
        .sum::<f64>()
}

/// A piece by its halves, as often as it takes.
fn refined(
    f: &mut impl FnMut(f64) -> f64,
    (from, to): (f64, f64),
    whole: f64,
    enough: f64,
    halvings: &mut u32,
) -> f64 {
    if whole.abs() <= enough || *halvings == 0 {
        return whole;
    }
    *halvings -= 1;
    let middle = 0.5 * (from + to);
    let halves = [(from, middle), (middle, to)];
    let [left, right] = halves.map(|(from, to)| over_piece(f, from, to));
    if (left + right - whole).abs() <= enough {
        return left + right;
    }
    refined(f, halves[0], left, enough, halvings) + refined(f, halves[1], right, enough, halvings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::upper_tail;
    use approx::assert_relative_eq;

    /// E G^{2k} = 1, 1, 3, 15, 105; E e^{cG} = e^{c²/2}, also where that comes from 18 standard
    /// deviations away.
    #[test]
    fn moments_of_the_normal() {
        for (power, expected) in [(0, 1.0), (2, 1.0), (4, 3.0), (6, 15.0), (8, 105.0)] {
            let found = normal_expectation(|g| g.powi(power), &[]);
            assert_relative_eq!(found, expected, max_relative = 1e-14);
        }
        for tilt in [0.3, 2.0, 9.5, 18.0f64] {
            let found = normal_expectation(|g| (tilt * g).exp(), &[]);
            assert_relative_eq!(found, (0.5 * tilt * tilt).exp(), max_relative = 1e-12);
        }
    }

    /// E (G − k)₊ = φ(k) − kQ(k), and E 1[G > k] = Q(k), with the place known and not.
    #[test]
    fn kinks_and_jumps() {
        for k in [-3.3, 0.0, 0.123, 1.0, 7.7] {
            let expected = density(k) - k * upper_tail(k);
            for breaks in [&[k][..], &[]] {
                let found = normal_expectation(|g| (g - k).max(0.0), breaks);
                // φ − kQ itself loses digits for a large k.
                assert_relative_eq!(found, expected, max_relative = 1e-11, epsilon = 1e-14);
            }
            let found = normal_expectation(|g| f64::from(g > k), &[k]);
            assert_relative_eq!(found, upper_tail(k), max_relative = 1e-13);
        }
    }

    /// A logistic step a million times steeper than the normal is its limit to the square of
    /// its width: E σ(a(G − k)) = Q(k) + π²φ'(k)/(6a²)·(−1) + …
    #[test]
    fn sharp_bends() {
        let (steep, k) = (1e6, 0.4f64);
        let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
        let found = normal_expectation(|g| sigmoid(steep * (g - k)), &[k]);
        assert_relative_eq!(found, upper_tail(k), max_relative = 1e-11);
    }

    #[test]
    fn pieces_of_any_length() {
        let found = integral(|x| 1.0 / (1.0 + x * x), &[0.0, 1.0, 50.0, 1000.0]);
        assert_relative_eq!(found, 1000f64.atan(), max_relative = 1e-13);
        assert_eq!(integral(|_| 0.0, &[0.0, 1.0]), 0.0);
        assert_eq!(integral(|x| x, &[]), 0.0);
    }
}
