//! Fewer coordinates when there are more dimensions than samples.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::householder;
use faer::linalg::qr::no_pivoting::factor;
use faer::{ColMut, Conj, Mat, Par};

use super::signed::Signed;
use crate::simulate::TrainingSet;

/// A training set in coordinates of the samples' span, and the way back.
///
/// Whatever minimises ‖θ‖ beside functions of the margins lies in the span of the
/// samples. With d > n, Xᵀ = QR (Householder) and θ = Qc leave n unknowns c: margins
/// are those of the rows of Rᵀ and ‖θ‖ = ‖c‖. Unlike the kernel XXᵀ this does not square
/// the condition number.
pub(crate) struct Reduced {
    pub(super) data: Signed,
    rotation: Option<Rotation>,
}

/// Q as a product of Householder reflections.
struct Rotation {
    basis: Mat<f64>,
    factors: Mat<f64>,
}

impl Reduced {
    pub(crate) fn of(set: &TrainingSet) -> Self {
        let data = Signed::of(set);
        let (n, d) = (data.samples(), data.unknowns() - 1);
        if d <= n {
            return Self {
                data,
                rotation: None,
            };
        }
        let mut basis = data.columns().as_ref().subrows(0, d).to_owned();
        let block = factor::recommended_block_size::<f64>(d, n);
        let mut factors = Mat::zeros(block, n);
        let par = Par::Seq;
        let need = factor::qr_in_place_scratch::<f64>(d, n, block, par, Default::default());
        factor::qr_in_place(
            basis.as_mut(),
            factors.as_mut(),
            par,
            MemStack::new(&mut MemBuffer::new(need)),
            Default::default(),
        );
        let columns = Mat::from_fn(n + 1, n, |i, j| {
            if i == n {
                data.columns()[(d, j)]
            } else if i <= j {
                basis[(i, j)]
            } else {
                0.0
            }
        });
        Self {
            data: data.with_columns(columns),
            rotation: Some(Rotation { basis, factors }),
        }
    }

    /// (θ, b) in the original coordinates.
    pub(super) fn restore(&self, at: &[f64]) -> (Vec<f64>, f64) {
        let (last, c) = at.split_last().expect("the intercept is always there");
        let Some(Rotation { basis, factors }) = &self.rotation else {
            return (c.to_vec(), *last);
        };
        let mut theta = c.to_vec();
        theta.resize(basis.nrows(), 0.0);
        let block = factors.nrows();
        let need = householder::apply_block_householder_sequence_on_the_left_in_place_scratch::<f64>(
            basis.nrows(),
            block,
            1,
        );
        householder::apply_block_householder_sequence_on_the_left_in_place_with_conj(
            basis.as_ref(),
            factors.as_ref(),
            Conj::No,
            ColMut::from_slice_mut(&mut theta).as_mat_mut(),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(need)),
        );
        (theta, *last)
    }
}
