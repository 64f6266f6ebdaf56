//! Least squares through the n × n kernel: for d ≥ n − 1.

use faer::Mat;

use super::cholesky::solve_positive_definite;
use super::least_norm::least_norm;
use super::normal_equations::gram;
use super::{ACCEPTED_RESIDUAL, Fit, SolveError, axpy, length};
use crate::simulate::TrainingSet;

/// The kernel matrix K = XXᵀ of a training set with at least n − 1 dimensions.
#[derive(Clone, Debug)]
pub struct Kernel<'a> {
    set: &'a TrainingSet,
    /// Both triangles of XXᵀ, samples ordered by group.
    kernel: Mat<f64>,
}

impl<'a> Kernel<'a> {
    /// Builds K once, in O(n²d).
    pub fn of(set: &'a TrainingSet) -> Self {
        let n = set.samples();
        let mut rows = Mat::zeros(n, set.dimension());
        let samples = set.groups.iter().flat_map(|g| g.features.col_iter());
        for (i, sample) in samples.enumerate() {
            rows.row_mut(i).copy_from(sample.transpose());
        }
        Self {
            set,
            kernel: gram(&rows),
        }
    }

    /// The square loss's minimiser for weights ω_g and ridge r; for r = 0 the interpolator
    /// of least ‖θ‖ with free intercept, which no weight changes.
    ///
    /// # Errors
    /// [`SolveError::Singular`] when [X, 1] has not full row rank (r = 0, d < n − 1).
    pub fn solve(&self, weights: &[f64], ridge: f64) -> Result<Fit, SolveError> {
        if ridge > 0.0 {
            self.fit(&vec![1.0; self.set.groups.len()], weights, ridge)
        } else {
            self.interpolate(&vec![1.0; self.set.groups.len()])
        }
    }

    /// The (θ, b) of least ‖θ‖ with y_i(θᵀx_i + b) = m_{g_i} for every sample.
    ///
    /// # Errors
    /// [`SolveError::Singular`] when [X, 1] has not full row rank.
    pub fn interpolate(&self, margins: &[f64]) -> Result<Fit, SolveError> {
        match self.fit(margins, &vec![1.0; margins.len()], 0.0) {
            Ok(fit) if fit.residual <= ACCEPTED_RESIDUAL => Ok(fit),
            // K squares the condition number: where that is too much, X itself may do.
            _ => least_norm(self.set, margins),
        }
    }

    /// Minimises Σ ω_g(y_i m_g − θᵀx_i − b)²/(2n) + (r/2)‖θ‖².
    ///
    /// θ = Xᵀa with (K + n r Ω⁻¹)a + b1 = t, t_i = y_i m_{g_i}, and 1ᵀa = 0. Because 1ᵀa = 0,
    /// any multiple of 11ᵀ may be added to K, which makes the system definite down to
    /// d = n − 1.
    fn fit(&self, margins: &[f64], weights: &[f64], ridge: f64) -> Result<Fit, SolveError> {
        let n = self.kernel.nrows();
        let sizes = || self.set.groups.iter().map(|g| g.features.ncols());
        let targets: Vec<f64> = (self.set.groups.iter().zip(margins).zip(sizes()))
            .flat_map(|((g, m), size)| std::iter::repeat_n(g.label * m, size))
            .collect();
        let damping: Vec<f64> = weights
            .iter()
            .zip(sizes())
            .flat_map(|(w, size)| std::iter::repeat_n(n as f64 * ridge / w, size))
            .collect();
        let mean_diagonal = (0..n).map(|i| self.kernel[(i, i)]).sum::<f64>() / n as f64;
        let mut matrix = Mat::from_fn(n, n, |i, j| {
            let ridge = if i == j { damping[i] } else { 0.0 };
            self.kernel[(i, j)] + mean_diagonal + ridge
        });
        let mut columns = Mat::from_fn(n, 2, |i, j| if j == 0 { 1.0 } else { targets[i] });
        let solved = solve_positive_definite(&mut matrix, columns.as_mut());
        let sum = |j: usize| (0..n).map(|i| columns[(i, j)]).sum::<f64>();
        let bias = sum(1) / sum(0);
        if !solved || !bias.is_finite() {
            return Err(SolveError::Singular {
                samples: n,
                dimension: self.set.dimension(),
            });
        }
        let dual: Vec<f64> = (0..n)
            .map(|i| columns[(i, 1)] - bias * columns[(i, 0)])
            .collect();

        let mut theta = vec![0.0; self.set.dimension()];
        let samples = self.set.groups.iter().flat_map(|g| g.features.col_iter());
        for (sample, a) in samples.zip(&dual) {
            let sample = sample.try_as_col_major().expect("columns are contiguous");
            axpy(*a, sample.as_slice(), &mut theta);
        }
        let mut left: Vec<f64> = targets.iter().map(|t| t - bias).collect();
        for (j, &a) in dual.iter().enumerate() {
            left[j] -= damping[j] * a;
            let column = self.kernel.col(j).try_as_col_major().expect("contiguous");
            axpy(-a, column.as_slice(), &mut left);
        }
        // With unequal weights b alone may almost meet the targets of one class, so that what is
        // missed is held against what is left to meet, class by class.
        let largest = targets.iter().fold(0.0f64, |most, t| most.max(t.abs()));
        let aims: Vec<f64> = targets.iter().map(|t| t - bias).collect();
        let mut from = 0;
        let unmet = sizes().map(|size| {
            let rows = from..from + size;
            from = rows.end;
            let damped = damping[rows.clone()].iter().zip(&dual[rows.clone()]);
            let damped: Vec<f64> = damped.map(|(d, a)| d * a).collect();
            let scale = length(&aims[rows.clone()]).max(length(&damped));
            // Where b is large it is the targets that must be met.
            let scale = scale.min(largest * (size as f64).sqrt());
            length(&left[rows]) / scale.max(f64::MIN_POSITIVE)
        });
        Ok(Fit {
            // Not lost where it is not a number.
            residual: unmet.fold(0.0, |most, u| if u > most || u.is_nan() { u } else { most }),
            theta,
            bias,
            iterations: 1,
        })
    }
}
