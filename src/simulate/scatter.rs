//! A class's mean and scatter, from samples that are seen once and not kept.

use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, Mat, Par};

/// Samples that are multiplied together: few enough for the near cache, and many enough for
/// the products to be at their fastest.
const BLOCK: usize = 128;

/// n, x̄ and Σ (x − x̄)(x − x̄)ᵀ, of which only the lower triangle is there.
#[derive(Clone, Debug)]
pub(super) struct SampleMoments {
    pub(super) count: usize,
    pub(super) mean: Vec<f64>,
    pub(super) scatter: Mat<f64>,
}

/// Takes samples one by one.
///
/// Each block is centred on its own mean, and its mean's distance from that of all before it
/// joins it as one more column, √(mk/(m+k))·(x̄_new − x̄_old) for k samples after m. So the
/// scatter is a sum of squares throughout and nothing cancels.
pub(super) struct Scatter {
    moments: SampleMoments,
    block: Mat<f64>,
    /// Sum of the samples in the block.
    sum: Vec<f64>,
    filled: usize,
}

impl Scatter {
    pub(super) fn new(dimension: usize, samples: usize) -> Self {
        Self {
            moments: SampleMoments {
                count: 0,
                mean: vec![0.0; dimension],
                scatter: Mat::zeros(dimension, dimension),
            },
            block: Mat::zeros(dimension, columns(samples)),
            sum: vec![0.0; dimension],
            filled: 0,
        }
    }

    /// One sample more.
    pub(super) fn add(&mut self, sample: &[f64]) {
        if self.filled == BLOCK {
            self.multiply();
        }
        column(&mut self.block, self.filled).copy_from_slice(sample);
        for (sum, x) in self.sum.iter_mut().zip(sample) {
            *sum += x;
        }
        self.filled += 1;
    }

    pub(super) fn finish(mut self) -> SampleMoments {
        self.multiply();
        self.moments
    }

    fn multiply(&mut self) {
        if self.filled == 0 {
            return;
        }
        let (before, new) = (self.moments.count as f64, self.filled as f64);
        self.sum.iter_mut().for_each(|x| *x /= new);
        for j in 0..self.filled {
            for (x, mean) in column(&mut self.block, j).iter_mut().zip(&self.sum) {
                *x -= mean;
            }
        }
        let mut used = self.filled;
        if before > 0.0 {
            let scale = (before * new / (before + new)).sqrt();
            let between = column(&mut self.block, used).iter_mut();
            for ((x, new), old) in between.zip(&self.sum).zip(&self.moments.mean) {
                *x = scale * (new - old);
            }
            used += 1;
        }
        for (mean, block) in self.moments.mean.iter_mut().zip(&self.sum) {
            *mean += new / (before + new) * (block - *mean);
        }
        let columns = self.block.subcols(0, used);
        triangular::matmul(
            self.moments.scatter.as_mut(),
            BlockStructure::TriangularLower,
            Accum::Add,
            columns,
            BlockStructure::Rectangular,
            columns.transpose(),
            BlockStructure::Rectangular,
            1.0,
            Par::Seq,
        );
        self.moments.count += self.filled;
        self.filled = 0;
        self.sum.fill(0.0);
    }
}

/// Columns of the block that so many samples need.
pub(super) fn columns(samples: usize) -> usize {
    samples.min(BLOCK) + 1
}

fn column(m: &mut Mat<f64>, j: usize) -> &mut [f64] {
    let column = m.col_mut(j).try_as_col_major_mut();
    column.expect("columns are contiguous").as_slice_mut()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// Against two passes over the stored samples, below, at and beyond a block's length,
    /// around a mean that dwarfs the spread.
    #[test]
    fn the_scatter_is_that_of_two_passes() {
        for (d, n, offset) in [(3, 1, 1e6), (5, 128, 1e6), (4, 129, 0.0), (7, 1000, 1e6)] {
            let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
            let samples: Vec<Vec<f64>> = (0..n)
                .map(|_| (0..d).map(|_| offset + rng.random::<f64>()).collect())
                .collect();
            let mut scatter = Scatter::new(d, n);
            samples.iter().for_each(|x| scatter.add(x));
            let found = scatter.finish();
            assert_eq!(found.count, n);
            let mean: Vec<f64> = (0..d)
                .map(|i| offset + samples.iter().map(|x| x[i] - offset).sum::<f64>() / n as f64)
                .collect();
            for i in 0..d {
                assert!((found.mean[i] - mean[i]).abs() <= 1e-15 * (1.0 + offset));
                for j in 0..=i {
                    let exact: f64 = samples
                        .iter()
                        .map(|x| (x[i] - mean[i]) * (x[j] - mean[j]))
                        .sum();
                    let error = (found.scatter[(i, j)] - exact).abs();
                    assert!(error <= 1e-9 * (n - 1) as f64, "{n}: {error:e}");
                }
            }
        }
    }
}
