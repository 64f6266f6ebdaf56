//! The scatters within the classes, drawn by Bartlett's decomposition.

use faer::Mat;
use rand::Rng;

use super::draws::{chi, normal};
use crate::simulate::erm::gram;

/// Factors A_y of the scatters W_y = A_yA_yᵀ ~ Wishart_d(I, n_y − 1), in coordinates that
/// begin with three fixed directions.
///
/// With more than N + 3 dimensions, N = n − 2, both scatters and three directions lie in
/// a space of N + 3, and that is all that is drawn: D = min(d, n + 1).
#[derive(Clone, Debug)]
pub(super) struct Factors(pub(super) [Mat<f64>; 2]);

/// D.
pub(super) fn size(dimension: usize, samples: usize) -> usize {
    dimension.min(samples + 1)
}

impl Factors {
    pub(super) fn draw(dimension: usize, counts: [f64; 2], rng: &mut impl Rng) -> Self {
        let freedom = counts.map(|n| n as usize - 1);
        let both = freedom[0] + freedom[1];
        if dimension <= both + 3 {
            return Self(freedom.map(|k| bartlett(dimension, k, rng)));
        }
        // Rows beyond the third, Z = QT with T upper triangular, in coordinates Q.
        let rows = dimension - 3;
        let mut factor = |first: usize, columns: usize| {
            let mut a = Mat::zeros(both + 3, columns);
            for j in 0..columns {
                let diagonal = first + j;
                for i in 0..diagonal + 3 {
                    a[(i, j)] = normal(rng);
                }
                a[(diagonal + 3, j)] = chi((rows - diagonal) as f64, rng);
            }
            a
        };
        let plus = factor(0, freedom[0]);
        let minus = factor(freedom[0], freedom[1]);
        Self([plus, minus])
    }

    /// W₊ and W₋, both triangles.
    pub(super) fn scatters(&self) -> [Mat<f64>; 2] {
        self.0.each_ref().map(gram)
    }
}

/// L with LLᵀ ~ Wishart_d(I, k): lower triangular, of min(d, k) columns.
pub(in crate::simulate) fn bartlett(
    dimension: usize,
    freedom: usize,
    rng: &mut impl Rng,
) -> Mat<f64> {
    let mut lower = Mat::zeros(dimension, dimension.min(freedom));
    for j in 0..lower.ncols() {
        lower[(j, j)] = chi((freedom - j) as f64, rng);
        for i in j + 1..dimension {
            lower[(i, j)] = normal(rng);
        }
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    /// E W = kI and Var W_ij = k(1 + [i = j]), in every shape of factor.
    #[test]
    fn first_two_moments_are_those_of_a_wishart_matrix() {
        for (d, counts) in [(3, [6.0, 9.0]), (6, [4.0, 9.0]), (12, [3.0, 4.0])] {
            let mut rng = ChaCha8Rng::seed_from_u64(d as u64);
            let draws = 4000;
            let size = size(d, (counts[0] + counts[1]) as usize);
            for class in 0..2 {
                let k = counts[class] - 1.0;
                let mut sums = Mat::<f64>::zeros(size, size);
                let mut squares = Mat::<f64>::zeros(size, size);
                for _ in 0..draws {
                    let w = &Factors::draw(d, counts, &mut rng).scatters()[class];
                    for j in 0..size {
                        for i in 0..size {
                            sums[(i, j)] += w[(i, j)] / draws as f64;
                            squares[(i, j)] += w[(i, j)].powi(2) / draws as f64;
                        }
                    }
                }
                // Beyond three coordinates a reduced draw is not isotropic.
                let isotropic = if size < d { 3 } else { d };
                for j in 0..isotropic {
                    for i in 0..isotropic {
                        let same = if i == j { 1.0 } else { 0.0 };
                        let variance = k * (1.0 + same);
                        let error = (variance / draws as f64).sqrt();
                        assert!((sums[(i, j)] - same * k).abs() < 5.0 * error);
                        let found = squares[(i, j)] - sums[(i, j)].powi(2);
                        assert!((found / variance - 1.0).abs() < 0.3, "{found} {variance}");
                    }
                }
                let trace = (0..size).map(|i| sums[(i, i)]).sum::<f64>();
                let mean = k * d as f64;
                assert!((trace - mean).abs() < 5.0 * (2.0 * mean / draws as f64).sqrt());
            }
        }
    }
}
