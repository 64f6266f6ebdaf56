//! Positive definite systems, solved in place on one thread.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::{factor, solve};
use faer::linalg::triangular_solve::solve_lower_triangular_in_place;
use faer::{ColMut, Mat, MatMut, Par};

// Replicates run in parallel: a kernel that took more than its own thread would lose.
const ONE_THREAD: Par = Par::Seq;

/// Columns that are solved for at a time.
pub(in crate::simulate) const TOGETHER: usize = 64;

/// L of A = LLᵀ.
pub(in crate::simulate) struct Factor(Mat<f64>);

impl Factor {
    /// Factors A, of which only the lower triangle is read; `None` if A is not positive
    /// definite.
    pub(in crate::simulate) fn of(mut a: Mat<f64>) -> Option<Self> {
        factor_in_place(&mut a).then_some(Self(a))
    }

    /// Factors A, or A with its diagonal raised by a share of its largest entry that is
    /// near rounding: enough for steps that are corrected by their residual.
    pub(super) fn with_shifts(a: Mat<f64>) -> Option<Self> {
        let size = a.nrows();
        let largest = (0..size).fold(0.0f64, |m, j| m.max(a[(j, j)]));
        [0.0, 1e-15, 1e-13, 1e-11].into_iter().find_map(|share| {
            let mut raised = a.clone();
            (0..size).for_each(|j| raised[(j, j)] += share * largest);
            Self::of(raised)
        })
    }

    /// Overwrites columns a with L⁻¹a, whose squared lengths are aᵀA⁻¹a.
    pub(in crate::simulate) fn whiten(&self, columns: MatMut<'_, f64>) {
        solve_lower_triangular_in_place(self.0.as_ref(), columns, ONE_THREAD);
    }

    /// (A⁻¹)_jj for every j, from L⁻¹ a few columns at a time.
    pub(super) fn inverse_diagonal(&self) -> Vec<f64> {
        let n = self.0.nrows();
        let mut diagonal = Vec::with_capacity(n);
        for from in (0..n).step_by(TOGETHER) {
            let width = TOGETHER.min(n - from);
            // Above them L⁻¹ is zero.
            let lower = self.0.as_ref().submatrix(from, from, n - from, n - from);
            let mut columns = Mat::from_fn(n - from, width, |i, j| f64::from(u8::from(i == j)));
            solve_lower_triangular_in_place(lower, columns.as_mut(), ONE_THREAD);
            diagonal.extend(columns.col_iter().map(|column| column.squared_norm_l2()));
        }
        diagonal
    }

    /// Overwrites `rhs` with A⁻¹ rhs.
    pub(in crate::simulate) fn solve(&self, rhs: &mut [f64]) {
        let n = self.0.nrows();
        let need = solve::solve_in_place_scratch::<f64>(n, 1, ONE_THREAD);
        solve::solve_in_place(
            self.0.as_ref(),
            ColMut::from_slice_mut(rhs).as_mat_mut(),
            ONE_THREAD,
            MemStack::new(&mut MemBuffer::new(need)),
        );
    }
}

/// Overwrites `rhs` with A⁻¹ rhs; of A only the lower triangle is read, and it is destroyed.
///
/// Returns `false`, leaving `rhs` as it was, if A is not positive definite.
pub(super) fn solve_positive_definite(a: &mut Mat<f64>, rhs: MatMut<'_, f64>) -> bool {
    if !factor_in_place(a) {
        return false;
    }
    let need = solve::solve_in_place_scratch::<f64>(a.nrows(), rhs.ncols(), ONE_THREAD);
    let mut memory = MemBuffer::new(need);
    solve::solve_in_place(a.as_ref(), rhs, ONE_THREAD, MemStack::new(&mut memory));
    true
}

/// Overwrites A, of which only the lower triangle is read, with L; `false` if A is not positive
/// definite.
pub(in crate::simulate) fn factor_in_place(a: &mut Mat<f64>) -> bool {
    let need = factor::cholesky_in_place_scratch::<f64>(a.nrows(), ONE_THREAD, Default::default());
    factor::cholesky_in_place(
        a.as_mut(),
        Default::default(),
        ONE_THREAD,
        MemStack::new(&mut MemBuffer::new(need)),
        Default::default(),
    )
    .is_ok()
}
