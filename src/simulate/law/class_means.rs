//! The class means, which with μ span three dimensions, and what follows from them.

use super::draws::{chi, normal};
use super::random_source::RandomSource;
use crate::model::Design;

type Vector = [f64; 3];

/// Class sizes, μ/‖μ‖ and the class means in coordinates of a frame that holds all three.
#[derive(Clone, Copy, Debug)]
pub(super) struct Means {
    counts: [f64; 2],
    signal: Vector,
    plus: Vector,
    minus: Vector,
}

impl Means {
    /// Draws the means. The frame is μ, what is left of x̄₊ and what is left of x̄₋: five
    /// random numbers, of which those beyond d dimensions are zero.
    pub(super) fn draw(design: &Design, counts: [f64; 2], rng: &mut impl RandomSource) -> Self {
        let s = design.two_class().signal_strength();
        let d = design.dimension() as f64;
        let [up, down] = counts.map(|n| 1.0 / n.sqrt());
        let plus = [s + up * normal(rng), up * chi(d - 1.0, rng), 0.0];
        let mut minus = [down * normal(rng) - s, 0.0, 0.0];
        if d > 1.0 {
            minus[1] = down * normal(rng);
            minus[2] = down * chi(d - 2.0, rng);
        }
        Self {
            counts,
            signal: [1.0, 0.0, 0.0],
            plus,
            minus,
        }
    }

    /// n₋/n₊.
    pub(super) fn size_ratio(&self) -> f64 {
        self.counts[1] / self.counts[0]
    }

    /// Δ = x̄₊ − x̄₋.
    pub(super) fn gap(&self) -> Vector {
        std::array::from_fn(|i| self.plus[i] - self.minus[i])
    }

    /// The same in a frame whose first direction is Δ, and ‖Δ‖.
    pub(super) fn along_gap(&self) -> (Self, f64) {
        let (first, length) = unit(self.gap());
        let second = next_direction(self.signal, &[first]);
        let third = next_direction(self.minus, &[first, second]);
        let turn = |v: Vector| [first, second, third].map(|e| inner(e, v));
        let turned = Self {
            counts: self.counts,
            signal: turn(self.signal),
            plus: turn(self.plus),
            minus: turn(self.minus),
        };
        (turned, length)
    }

    /// (α, γ, b) for weight ratio ρ, from the part of V in the frame and ‖V‖; and by what
    /// factor 1 + cΔᵀV the mean gap is shrunk.
    pub(super) fn order(&self, ratio: f64, v: Vector, norm: f64) -> ([f64; 3], f64) {
        let [up, down] = [ratio * self.counts[0], self.counts[1]];
        let total = up + down;
        let coupling = up * (down / total);
        let shrunk = 1.0 + coupling * inner(self.gap(), v);
        let scale = 2.0 * coupling / shrunk;
        let theta = v.map(|x| scale * x);
        let centre = up * inner(theta, self.plus) + down * inner(theta, self.minus);
        let bias = (up - down - centre) / total;
        let order = [scale * norm, inner(theta, self.signal), bias];
        (order, shrunk)
    }

    /// Mean scores of the samples of either class, for a classifier whose weight ratio is ρ and by
    /// what factor it shrinks the mean gap: ±(1 − 1/(1 + q)) from
    /// (ρn₊ − n₋)/(ρn₊ + n₋)/(1 + q), which is 0 at ρ = n₋/n₊.
    pub(super) fn mean_scores(&self, ratio: f64, shrunk: f64) -> [f64; 2] {
        let [up, down] = [ratio * self.counts[0], self.counts[1]];
        let level = (up - down) / (up + down) / shrunk;
        let half = (shrunk - 1.0) / shrunk;
        [level + half, level - half]
    }

    /// (α, γ, b) of the classifier that fits every label, from P Δ's part in the frame and
    /// ‖PΔ‖, with P the projection on what is orthogonal to the scatter: θ = 2PΔ/‖PΔ‖².
    pub(super) fn interpolating(&self, projected: Vector, norm: f64) -> [f64; 3] {
        let scale = 2.0 / (norm * norm);
        let theta = projected.map(|x| scale * x);
        let bias = -0.5 * (inner(theta, self.plus) + inner(theta, self.minus));
        [scale * norm, inner(theta, self.signal), bias]
    }
}

fn inner(a: Vector, b: Vector) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// v/‖v‖ and ‖v‖; zero stays zero.
fn unit(v: Vector) -> (Vector, f64) {
    let norm = inner(v, v).sqrt();
    let scale = if norm > 0.0 { 1.0 / norm } else { 0.0 };
    (v.map(|x| scale * x), norm)
}

/// The direction of v less its components along orthonormal directions, which are removed
/// twice for accuracy; zero if rounding is all that is left, as in one or two dimensions.
fn next_direction(v: Vector, directions: &[Vector]) -> Vector {
    let mut rest = v;
    for direction in directions.iter().chain(directions) {
        let share = inner(rest, *direction);
        rest = std::array::from_fn(|i| rest[i] - share * direction[i]);
    }
    let (direction, length) = unit(rest);
    if length * length > 1e-28 * inner(v, v) {
        direction
    } else {
        [0.0; 3]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Labels, TwoClass};
    use approx::assert_relative_eq;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    fn draw(dimension: usize) -> Means {
        let two_class = TwoClass::new(0.25, 1.5).unwrap();
        let design = Design::new(two_class, dimension as f64 / 40.0, 40, Labels::Fixed).unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(dimension as u64);
        Means::draw(&design, [10.0, 30.0], &mut rng)
    }

    #[test]
    fn turning_keeps_lengths_and_angles() {
        for dimension in [1, 2, 3, 20] {
            let means = draw(dimension);
            let (turned, length) = means.along_gap();
            assert_relative_eq!(turned.gap()[0], length, max_relative = 1e-14);
            assert!(turned.gap()[1].abs().max(turned.gap()[2].abs()) < 1e-14 * length);
            for pair in [
                |m: &Means| (m.plus, m.minus),
                |m: &Means| (m.signal, m.minus),
            ] {
                let (a, b) = pair(&means);
                let (x, y) = pair(&turned);
                assert_relative_eq!(inner(a, b), inner(x, y), epsilon = 1e-13);
                assert_relative_eq!(inner(a, a), inner(x, x), max_relative = 1e-13);
            }
            if dimension < 3 {
                assert_eq!(means.minus[2], 0.0);
            }
        }
        assert_eq!(draw(1).plus[1], 0.0);
    }
}
