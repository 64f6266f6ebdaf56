//! The objective and its derivatives, for losses that have them.

use faer::Mat;

use super::signed::{Signed, add_ridge, slope_square};
use crate::loss::Loss;

/// F(θ, b) = (1/n) Σ ω_{g_i} ℓ_{g_i}(z_i) + (r/2)‖θ‖² with z = A[θ; b].
pub(super) struct Risk<'a> {
    pub(super) data: &'a Signed,
    losses: Vec<&'a dyn Loss>,
    /// ω_i/n.
    weights: Vec<f64>,
    pub(super) ridge: f64,
}

impl<'a> Risk<'a> {
    pub(super) fn new(
        data: &'a Signed,
        losses: &[&'a dyn Loss],
        group_weights: &[f64],
        ridge: f64,
    ) -> Self {
        let n = data.samples() as f64;
        let mut weights = data.spread(group_weights);
        weights.iter_mut().for_each(|w| *w /= n);
        Self {
            data,
            losses: data.spread(losses),
            weights,
            ridge,
        }
    }

    pub(super) fn value(&self, margins: &[f64], at: &[f64]) -> f64 {
        let sum: f64 = self
            .samples(margins)
            .map(|(loss, w, z)| w * loss.value(z))
            .sum();
        sum + 0.5 * self.ridge * slope_square(at)
    }

    /// ω_iℓ'(z_i)/n.
    pub(super) fn pulls(&self, margins: &[f64]) -> Vec<f64> {
        self.samples(margins)
            .map(|(loss, w, z)| w * loss.derivative(z))
            .collect()
    }

    /// Aᵀ(ω_iℓ'(z_i)/n) + r(θ, 0).
    pub(super) fn gradient(&self, margins: &[f64], at: &[f64]) -> Vec<f64> {
        let mut gradient = self.data.combine(&self.pulls(margins));
        add_ridge(self.ridge, at, &mut gradient);
        gradient
    }

    /// Margins and gradient in one pass over the data.
    pub(super) fn pass(&self, at: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let (margins, mut gradient) = self.data.pass(at, |first, margins, pulls| {
            let samples = self.losses[first..].iter().zip(&self.weights[first..]);
            for (((loss, w), z), pull) in samples.zip(margins).zip(pulls) {
                *pull = w * loss.derivative(*z);
            }
        });
        add_ridge(self.ridge, at, &mut gradient);
        (margins, gradient)
    }

    /// ω_iℓ''(z_i)/n, zero at a kink of ℓ'.
    pub(super) fn bends(&self, margins: &[f64]) -> Vec<f64> {
        self.samples(margins)
            .map(|(loss, w, z)| w * loss.second_derivative(z).unwrap_or(0.0))
            .collect()
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
            && self.losses.iter().all(|loss| vanishes(*loss))
    }

    fn samples<'b>(
        &'b self,
        margins: &'b [f64],
    ) -> impl Iterator<Item = (&'b dyn Loss, f64, f64)> + 'b {
        let losses = self.losses.iter().map(|l| *l as &dyn Loss);
        let weighted = losses.zip(&self.weights).zip(margins);
        weighted.map(|((loss, w), z)| (loss, *w, *z))
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
