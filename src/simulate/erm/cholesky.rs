//! Positive definite systems, solved in place on one thread.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::{factor, solve};
use faer::{Mat, MatMut, Par};

/// Overwrites `rhs` with A⁻¹ rhs; of A only the lower triangle is read, and it is destroyed.
///
/// Returns `false`, leaving `rhs` as it was, if A is not positive definite.
pub(super) fn solve_positive_definite(a: &mut Mat<f64>, rhs: MatMut<'_, f64>) -> bool {
    let n = a.nrows();
    // Replicates run in parallel: a kernel that took more than its own thread would lose.
    let par = Par::Seq;
    let need = factor::cholesky_in_place_scratch::<f64>(n, par, Default::default())
        .or(solve::solve_in_place_scratch::<f64>(n, rhs.ncols(), par));
    let mut memory = MemBuffer::new(need);
    let stack = MemStack::new(&mut memory);
    let factored = factor::cholesky_in_place(
        a.as_mut(),
        Default::default(),
        par,
        stack,
        Default::default(),
    );
    if factored.is_err() {
        return false;
    }
    solve::solve_in_place(a.as_ref(), rhs, par, stack);
    true
}
