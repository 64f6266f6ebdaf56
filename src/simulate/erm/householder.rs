//! QR factorisation of a tall matrix by Householder reflections, on one thread.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::householder;
use faer::linalg::qr::no_pivoting::factor;
use faer::{ColMut, Conj, Mat, Par};

/// Q as a product of reflections, and R.
pub(super) struct Rotation {
    /// R on and above the diagonal, reflections below.
    basis: Mat<f64>,
    factors: Mat<f64>,
}

impl Rotation {
    /// Factors a matrix with no fewer rows than columns.
    pub(super) fn of(mut basis: Mat<f64>) -> Self {
        let (rows, columns) = basis.shape();
        let block = factor::recommended_block_size::<f64>(rows, columns);
        let mut factors = Mat::zeros(block, columns);
        let par = Par::Seq;
        let need =
            factor::qr_in_place_scratch::<f64>(rows, columns, block, par, Default::default());
        factor::qr_in_place(
            basis.as_mut(),
            factors.as_mut(),
            par,
            MemStack::new(&mut MemBuffer::new(need)),
            Default::default(),
        );
        Self { basis, factors }
    }

    /// R, whose lower triangle is not zero but of no meaning.
    pub(super) fn upper(&self) -> &Mat<f64> {
        &self.basis
    }

    /// Q(c, 0).
    pub(super) fn rotate(&self, c: &[f64]) -> Vec<f64> {
        let rows = self.basis.nrows();
        let mut rotated = c.to_vec();
        rotated.resize(rows, 0.0);
        let block = self.factors.nrows();
        let need = householder::apply_block_householder_sequence_on_the_left_in_place_scratch::<f64>(
            rows, block, 1,
        );
        householder::apply_block_householder_sequence_on_the_left_in_place_with_conj(
            self.basis.as_ref(),
            self.factors.as_ref(),
            Conj::No,
            ColMut::from_slice_mut(&mut rotated).as_mat_mut(),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(need)),
        );
        rotated
    }
}
