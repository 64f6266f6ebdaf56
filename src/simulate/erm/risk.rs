//! The objective and its derivatives, for losses that have them.

use std::ops::Range;

use faer::Mat;

use super::signed_samples::{SignedSamples, add_ridge, slope_square};
use crate::loss::Loss;

/// F(θ, b) = (1/n) Σ ω_{g_i} ℓ_{g_i}(z_i) + (r/2)‖θ‖² with z = A[θ; b].
pub(super) struct Risk<'a> {
    pub(super) data: &'a SignedSamples<'a>,
    /// Runs of samples with the same loss.
    runs: Vec<(Range<usize>, &'a dyn Loss)>,
    /// ω_i/n.
    weights: Vec<f64>,
    pub(super) ridge: f64,
}

impl<'a> Risk<'a> {
    pub(super) fn new(
        data: &'a SignedSamples<'a>,
        losses: &[&'a dyn Loss],
        group_weights: &[f64],
        ridge: f64,
    ) -> Self {
        let n = data.samples() as f64;
        let mut weights = data.spread(group_weights);
        weights.iter_mut().for_each(|w| *w /= n);
        Self {
            data,
            runs: (data.runs().into_iter())
                .map(|(rows, group)| (rows, losses[group]))
                .collect(),
            weights,
            ridge,
        }
    }

    pub(super) fn value(&self, margins: &[f64], at: &[f64]) -> f64 {
        let mut sum = 0.0;
        for (rows, loss) in &self.runs {
            let samples = self.weights[rows.clone()]
                .iter()
                .zip(&margins[rows.clone()]);
            sum += samples.map(|(w, z)| w * loss.value(*z)).sum::<f64>();
        }
        sum + 0.5 * self.ridge * slope_square(at)
    }

    /// ω_iℓ'(z_i)/n.
    pub(super) fn pulls(&self, margins: &[f64]) -> Vec<f64> {
        let mut pulls = vec![0.0; margins.len()];
        self.pull(0, margins, &mut pulls);
        pulls
    }

    /// The same for the samples from the `first` on.
    pub(super) fn pull(&self, first: usize, margins: &[f64], pulls: &mut [f64]) {
        let end = first + margins.len();
        for (rows, loss) in &self.runs {
            let (from, to) = (rows.start.max(first), rows.end.min(end));
            if from < to {
                let here = from - first..to - first;
                loss.derivative_each(&margins[here.clone()], &mut pulls[here]);
            }
        }
        for (pull, w) in pulls.iter_mut().zip(&self.weights[first..]) {
            *pull *= w;
        }
    }

    /// Aᵀ(ω_iℓ'(z_i)/n) + r(θ, 0).
    pub(super) fn gradient(&self, margins: &[f64], at: &[f64]) -> Vec<f64> {
        let mut gradient = self.data.combine(&self.pulls(margins));
        add_ridge(self.ridge, at, &mut gradient);
        gradient
    }

    /// Margins and gradient in one pass over the data.
    pub(super) fn pass(&self, at: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let pulls = |first: usize, margins: &[f64], u: &mut [f64]| self.pull(first, margins, u);
        let (margins, mut gradient) = self.data.pass(at, pulls);
        add_ridge(self.ridge, at, &mut gradient);
        (margins, gradient)
    }

    /// ω_iℓ''(z_i)/n, zero at a kink of ℓ'.
    pub(super) fn bends(&self, margins: &[f64]) -> Vec<f64> {
        let [mut slopes, mut bends] = [vec![0.0; margins.len()], vec![0.0; margins.len()]];
        for (rows, loss) in &self.runs {
            let (z, rows) = (&margins[rows.clone()], rows.clone());
            loss.derivatives_each(z, &mut slopes[rows.clone()], &mut bends[rows]);
        }
        for (bend, w) in bends.iter_mut().zip(&self.weights) {
            *bend *= w;
        }
        bends
    }

    /// The lower triangle of AᵀDA + r·diag(1, …, 1, 0) + shift·I.
    pub(super) fn hessian(&self, bends: &[f64], shift: f64) -> Mat<f64> {
        let mut hessian = self.data.gram(bends);
        let last = hessian.nrows() - 1;
        for j in 0..last {
            hessian[(j, j)] += self.ridge + shift;
        }
        hessian[(last, last)] += shift;
        hessian
    }

    /// Size of the Hessian's diagonal where every ℓ'' is 1.
    pub(super) fn typical_curvature(&self) -> f64 {
        let size = self.data.unknowns() as f64;
        self.data.gram_diagonal(&self.weights).iter().sum::<f64>() / size
    }

    /// The same to within a few percent, from a few samples.
    pub(super) fn rough_curvature(&self) -> f64 {
        let total: f64 = self.weights.iter().sum();
        total * self.data.rough_mean_square() / self.data.unknowns() as f64
    }

    /// Whether θ shows that there is no minimiser: without ridge, margins that some
    /// intercept makes all positive, and losses that vanish at infinity.
    pub(super) fn escapes(&self, margins: &[f64]) -> bool {
        self.ridge == 0.0
            && self.data.separating_shift(margins).is_some()
            && self.runs.iter().all(|(_, loss)| vanishes(*loss))
    }
}

/// Whether the loss falls all the way, rather than turn up past some margin.
pub(super) fn vanishes(loss: &dyn Loss) -> bool {
    loss.derivative(1e100) <= 0.0
}

/// The margin at which a piecewise-quadratic loss is least, for those that turn up again.
pub(super) fn turning_point(loss: &dyn Loss) -> Option<f64> {
    if vanishes(loss) {
        return None;
    }
    let pieces = loss.pieces()?;
    pieces.iter().enumerate().find_map(|(k, piece)| {
        let end = pieces.get(k + 1).map_or(f64::INFINITY, |next| next.from);
        if piece.derivative(piece.from.max(-1e100)) >= 0.0 {
            return Some(piece.from);
        }
        let zero = -piece.slope / piece.curvature;
        (piece.curvature > 0.0 && zero <= end).then_some(zero)
    })
}
