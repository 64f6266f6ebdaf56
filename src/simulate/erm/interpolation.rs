//! Least squares through the n × n kernel: for d ≥ n − 1.

use faer::Mat;

use super::cholesky::{Factor, solve_positive_definite};
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
        let (targets, damping) = (self.targets(margins), self.damping(weights, ridge));
        let mut matrix = self.definite(&damping);
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
    /// θᵀx_i + b of the classifier that is trained, as by [`Self::solve`] or
    /// [`Self::interpolate`], on all samples but i, for every i.
    ///
    /// With M = [[K + n r Ω⁻¹, 1], [1ᵀ, 0]] and a the first n entries of M⁻¹(t, 0) it is
    /// t_i − a_i/(M⁻¹)_ii: without ridge leverages are 1, and their formula 0/0. As in `fit` K may
    /// be raised by a multiple of 11ᵀ, which M⁻¹ does not see.
    ///
    /// # Errors
    /// [`SolveError::Singular`] when M is, to working accuracy.
    pub fn left_out(
        &self,
        margins: &[f64],
        weights: &[f64],
        ridge: f64,
    ) -> Result<Vec<f64>, SolveError> {
        let n = self.kernel.nrows();
        let singular = || SolveError::Singular {
            samples: n,
            dimension: self.set.dimension(),
        };
        let (targets, damping) = (self.targets(margins), self.damping(weights, ridge));
        let factor = Factor::of(self.definite(&damping)).ok_or_else(singular)?;
        let [mut ones, mut dual] = [vec![1.0; n], targets.clone()];
        factor.solve(&mut ones);
        factor.solve(&mut dual);
        let total: f64 = ones.iter().sum();
        let bias = dual.iter().sum::<f64>() / total;
        axpy(-bias, &ones, &mut dual);
        let mut unmet: Vec<f64> = targets.iter().map(|t| t - bias).collect();
        for (j, &a) in dual.iter().enumerate() {
            unmet[j] -= damping[j] * a;
            let column = self.kernel.col(j).try_as_col_major().expect("contiguous");
            axpy(-a, column.as_slice(), &mut unmet);
        }
        let accurate = length(&unmet) <= ACCEPTED_RESIDUAL * length(&targets);
        let each = factor.inverse_diagonal().into_iter().zip(ones).zip(dual);
        let scores = each.zip(&targets).map(|(((inverse, one), a), target)| {
            let pivot = inverse - one * one / total;
            (pivot > 0.0).then(|| target - a / pivot)
        });
        let scores: Option<Vec<f64>> = scores.collect();
        scores.filter(|_| accurate).ok_or_else(singular)
    }

    /// t_i = y_i m_{g_i}.
    fn targets(&self, margins: &[f64]) -> Vec<f64> {
        let groups = self.set.groups.iter().zip(margins);
        groups
            .flat_map(|(g, m)| std::iter::repeat_n(g.label * m, g.features.ncols()))
            .collect()
    }

    /// The diagonal of n r Ω⁻¹.
    fn damping(&self, weights: &[f64], ridge: f64) -> Vec<f64> {
        let n = self.kernel.nrows() as f64;
        let groups = self.set.groups.iter().zip(weights);
        groups
            .flat_map(|(g, w)| std::iter::repeat_n(n * ridge / w, g.features.ncols()))
            .collect()
    }

    /// K + n r Ω⁻¹ and what of 11ᵀ makes it definite.
    fn definite(&self, damping: &[f64]) -> Mat<f64> {
        let n = self.kernel.nrows();
        let mean_diagonal = (0..n).map(|i| self.kernel[(i, i)]).sum::<f64>() / n as f64;
        Mat::from_fn(n, n, |i, j| {
            let ridge = if i == j { damping[i] } else { 0.0 };
            self.kernel[(i, j)] + mean_diagonal + ridge
        })
    }
}
