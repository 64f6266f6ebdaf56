//! What a classifier says of a sample that it was not trained on, without training again.

use faer::Mat;

use super::cholesky::{Factor, TOGETHER};
use super::reduced_coordinates::Reduced;
use super::risk::Risk;
use super::{SolveError, length};
use crate::loss::Loss;

/// y_i f_i of a classifier trained on all samples but i, for every i, to one step of Newton's
/// method from the one that was trained on all: `margins` are its own z_i.
///
/// With v_i = a_iᵀH⁻¹a_i, a_i = y_i(x_i, 1) and H the Hessian of Σ_j ω_jℓ(z_j) + (n r/2)‖θ‖² it is
///
/// ```text
/// z_i + ω_iℓ'(z_i) v_i/(1 − ω_iℓ''(z_i) v_i)
/// ```
///
/// which is exact for the square loss, and for others off by what ℓ'' changes on the way. n r stays what
/// it is for n samples.
///
/// # Errors
/// [`SolveError::Singular`] where H is, to working accuracy.
pub(crate) fn left_out_margins(
    reduced: &Reduced<'_>,
    losses: &[&dyn Loss],
    group_weights: &[f64],
    ridge: f64,
    margins: &[f64],
) -> Result<Vec<f64>, SolveError> {
    let data = &reduced.data;
    let risk = Risk::new(data, losses, group_weights, ridge);
    let (pulls, bends) = (risk.pulls(margins), risk.bends(margins));
    let singular = || SolveError::Singular {
        samples: data.samples(),
        dimension: data.unknowns() - 1,
    };
    let factor = Factor::of(risk.hessian(&bends, 0.0)).ok_or_else(singular)?;
    let columns = data.columns();
    let mut found = Vec::with_capacity(margins.len());
    let mut block = Mat::zeros(data.unknowns(), TOGETHER.min(margins.len()));
    for from in (0..margins.len()).step_by(TOGETHER) {
        let width = TOGETHER.min(margins.len() - from);
        let mut block = block.as_mut().subcols_mut(0, width);
        block.copy_from(columns.as_ref().subcols(from, width));
        factor.whiten(block.as_mut());
        for (i, column) in (from..).zip(block.as_ref().col_iter()) {
            let v = column.squared_norm_l2();
            let left = 1.0 - bends[i] * v;
            // Not so when it is not a number.
            let definite = left > 0.0;
            if !definite {
                return Err(singular());
            }
            found.push(margins[i] + pulls[i] * v / left);
        }
    }
    match length(&found).is_finite() {
        true => Ok(found),
        false => Err(singular()),
    }
}
