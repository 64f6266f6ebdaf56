//! A Hessian in single precision: exact enough to lead the way, at half the cost.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::{factor, solve};
use faer::{ColMut, Mat, Par};

use super::risk::Risk;

/// The share of the factors' sum that may be left out: it hardly changes the Hessian, and
/// often a third of the samples has no more.
const SHARE_LEFT_OUT: f64 = 0.03;

/// Samples for each unknown that are never left out: with fewer a direction may have lost all
/// of its curvature, and steps along it are far too long.
const KEPT: usize = 4;

/// The Cholesky factor of a Hessian, scaled to entries of order 1.
pub(super) struct ApproximateHessian {
    factor: Mat<f32>,
    scale: f64,
}

impl ApproximateHessian {
    /// Of a risk at these margins, from the samples that make up most of it; `None` if it is
    /// not positive definite in this precision even with a little of the identity added.
    pub(super) fn of(risk: &Risk<'_>, margins: &[f64]) -> Option<Self> {
        let mut factors = risk.bends(margins);
        let largest = factors.iter().copied().fold(0.0, f64::max);
        if !(largest > 0.0 && largest.is_finite()) {
            return None;
        }
        // Single precision has a narrow range.
        let scale = largest * risk.data.rough_mean_square();
        factors.iter_mut().for_each(|f| *f /= scale);
        let least = negligible(&factors, KEPT * risk.data.unknowns());
        let hessian = risk.data.single()?.gram(&factors, least);
        let last = hessian.nrows() - 1;
        let ridge = |j: usize| if j < last { risk.ridge / scale } else { 0.0 };
        let typical = (0..=last)
            .map(|j| f64::from(hessian[(j, j)]) + ridge(j))
            .fold(0.0, f64::max);
        [1e-6, 1e-4].into_iter().find_map(|shift| {
            let mut factor = hessian.clone();
            for j in 0..=last {
                factor[(j, j)] += (ridge(j) + shift * typical) as f32;
            }
            factored(&mut factor).then_some(Self { factor, scale })
        })
    }

    /// Overwrites a vector with the inverse's image of it.
    pub(super) fn solve(&self, q: &mut [f64]) {
        // Scaled so that no entry of a small gradient is lost.
        let largest = q.iter().fold(f64::MIN_POSITIVE, |m, x| m.max(x.abs()));
        let mut single: Vec<f32> = q.iter().map(|x| (x / largest) as f32).collect();
        let need = solve::solve_in_place_scratch::<f32>(q.len(), 1, Par::Seq);
        solve::solve_in_place(
            self.factor.as_ref(),
            ColMut::from_slice_mut(&mut single).as_mat_mut(),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(need)),
        );
        for (q, s) in q.iter_mut().zip(single) {
            *q = f64::from(s) * largest / self.scale;
        }
    }
}

/// The smallest factor such that all below it have no more than a small share of the sum, and
/// at least `kept` of them are not below it.
fn negligible(factors: &[f64], kept: usize) -> f64 {
    let mut sorted = factors.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let bound = SHARE_LEFT_OUT * sorted.iter().sum::<f64>();
    let most = sorted.len().saturating_sub(kept);
    let mut sum = 0.0;
    let small = |f: &&f64| {
        sum += **f;
        sum <= bound
    };
    let left_out = sorted.iter().take(most).take_while(small).count();
    sorted.get(left_out).copied().unwrap_or(0.0)
}

fn factored(a: &mut Mat<f32>) -> bool {
    let need = factor::cholesky_in_place_scratch::<f32>(a.nrows(), Par::Seq, Default::default());
    factor::cholesky_in_place(
        a.as_mut(),
        Default::default(),
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(need)),
        Default::default(),
    )
    .is_ok()
}
