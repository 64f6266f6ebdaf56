//! Newton's system by conjugate gradients, without forming the Hessian.

use super::risk::Risk;
use super::signed_samples::add_ridge;
use super::{axpy, dot, norm_squared};
use crate::simulate::is_given_up;

/// Solves (AᵀDA + r·diag(1, …, 1, 0)) x = right to a relative residual, preconditioned by
/// the diagonal (Nocedal & Wright, *Numerical Optimization*, 2nd ed., algorithm 5.3).
///
/// `None` after `most` products with the matrix, or where it shows a direction without
/// curvature.
pub(super) fn conjugate_gradient(
    risk: &Risk<'_>,
    bends: &[f64],
    right: &[f64],
    tolerance: f64,
    most: usize,
) -> Option<Vec<f64>> {
    let size = right.len();
    let mut diagonal = risk.data.gram_diagonal(bends);
    diagonal[..size - 1]
        .iter_mut()
        .for_each(|d| *d += risk.ridge);
    let floor = 1e-12 * diagonal.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let precondition = |r: &[f64]| -> Vec<f64> {
        let pairs = r.iter().zip(&diagonal);
        pairs.map(|(r, d)| r / d.max(floor)).collect()
    };
    let mut x = vec![0.0; size];
    let mut residual = right.to_vec();
    let goal = tolerance * norm_squared(right).sqrt();
    let mut preconditioned = precondition(&residual);
    let mut direction = preconditioned.clone();
    let mut length = dot(&residual, &preconditioned);
    for _ in 0..most {
        let image = product(risk, bends, &direction);
        let curvature = dot(&direction, &image);
        if curvature <= 0.0 || curvature.is_nan() || is_given_up() {
            return None;
        }
        let step = length / curvature;
        axpy(step, &direction, &mut x);
        axpy(-step, &image, &mut residual);
        if norm_squared(&residual).sqrt() <= goal {
            return Some(x);
        }
        preconditioned = precondition(&residual);
        let next = dot(&residual, &preconditioned);
        let keep = next / length;
        length = next;
        for (d, p) in direction.iter_mut().zip(&preconditioned) {
            *d = p + keep * *d;
        }
    }
    None
}

/// (AᵀDA + r·diag(1, …, 1, 0)) v in two passes over the data.
fn product(risk: &Risk<'_>, bends: &[f64], v: &[f64]) -> Vec<f64> {
    let mut along = risk.data.margins(v);
    along.iter_mut().zip(bends).for_each(|(z, d)| *z *= d);
    let mut image = risk.data.combine(&along);
    add_ridge(risk.ridge, v, &mut image);
    image
}
