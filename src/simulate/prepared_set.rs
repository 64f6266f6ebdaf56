//! A training set with what its solvers reduce it to, made when first needed.

use std::cell::{OnceCell, RefCell};

use super::TrainingSet;
use super::erm::{
    Fit, Kernel, Reduced, SolveError, fit_reduced, hard_margin_reduced, interpolating_margins,
    is_piecewise_linear, left_out_margins,
};
use super::method::Unknowable;
use super::unscored::Unscored;
use crate::loss::{Loss, LossKind, MarginLoss};

/// A trained classifier, or the limit of one.
pub(super) struct TrainedFit {
    pub(super) fit: Fit,
    /// Whether the fit is the maximum-margin direction, of norm 1.
    pub(super) separable: bool,
}

/// Whether the labels are the targets: then training needs no samples, only their means and
/// scatters or their kernel.
pub(super) fn by_moments(loss: &MarginLoss) -> bool {
    loss.kind() == LossKind::Square && loss.is_plain()
}

/// A training set whose kernel, reduced coordinates and maximum-margin
/// directions are found once for all trainings.
///
/// None of them depends on a weight, nor on which training asked first: a training's
/// outcome is the same bit for bit in whatever company.
pub(super) struct Prepared<'a> {
    set: &'a TrainingSet,
    kernel: OnceCell<Kernel<'a>>,
    reduced: OnceCell<Reduced<'a>>,
    limits: RefCell<Vec<Limit>>,
}

/// A maximum-margin direction, and the margins that it is for, one a group.
struct Limit {
    margins: Vec<f64>,
    direction: Result<Fit, SolveError>,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(set: &'a TrainingSet) -> Self {
        Self {
            set,
            kernel: OnceCell::new(),
            reduced: OnceCell::new(),
            limits: RefCell::default(),
        }
    }

    pub(super) fn set(&self) -> &'a TrainingSet {
        self.set
    }

    /// Trains directly, with one weight a group. Losses that vanish at infinity have no minimiser
    /// on separable data without ridge; then it is the hard-margin classifier for the loss's
    /// (m₊, m₋), scaled to ‖θ‖ = 1: where they all tend to, whatever the weights. The plain square
    /// loss is left to the n × n kernel where there are at least n − 1 dimensions.
    pub(super) fn direct(
        &self,
        loss: MarginLoss,
        weights: &[f64],
        ridge: f64,
    ) -> Result<TrainedFit, SolveError> {
        let minimiser = |fit| TrainedFit {
            fit,
            separable: false,
        };
        if by_moments(&loss) && self.set.dimension() + 2 > self.set.samples() {
            return self.kernel().solve(weights, ridge).map(minimiser);
        }
        let of_classes = loss.of_classes();
        let losses: Vec<&dyn Loss> = (self.set.groups.iter())
            .map(|group| of_classes[class(group.label)].as_ref())
            .collect();
        if let Some(margins) = interpolating_margins(self.set, &losses, ridge) {
            return self.kernel().interpolate(&margins).map(minimiser);
        }
        match fit_reduced(self.reduced(), &losses, weights, ridge) {
            // Even when another training has found them separable, each finds out anew: an
            // outcome must not depend on the company.
            Err(SolveError::Separable(_)) => {
                let margins = loss.hard_margins();
                let groups = self.set.groups.iter();
                self.limit(groups.map(|group| margins[class(group.label)]).collect())
            }
            trained => trained.map(minimiser),
        }
    }

    /// θᵀx_i + b, in the set's order.
    pub(super) fn scores(&self, fit: &Fit) -> Vec<f64> {
        let groups = self.set.groups.iter();
        let samples = groups.flat_map(|group| group.features.col_iter());
        let score = |x: faer::ColRef<'_, f64>| {
            let products = x.iter().zip(&fit.theta).map(|(x, t)| x * t);
            products.sum::<f64>() + fit.bias
        };
        samples.map(score).collect()
    }

    /// The scores that samples would have without themselves: exactly for the square loss and
    /// what is interpolated, by one step of Newton's method for other smooth losses.
    pub(super) fn left_out(
        &self,
        loss: MarginLoss,
        weights: &[f64],
        ridge: f64,
        trained: &TrainedFit,
    ) -> Result<Vec<f64>, Unscored> {
        if by_moments(&loss) && self.set.dimension() + 2 > self.set.samples() {
            let ones = vec![1.0; weights.len()];
            return Ok(self.kernel().left_out(&ones, weights, ridge)?);
        }
        let of_classes = loss.of_classes();
        let losses: Vec<&dyn Loss> = (self.set.groups.iter())
            .map(|group| of_classes[class(group.label)].as_ref())
            .collect();
        if let Some(margins) = interpolating_margins(self.set, &losses, ridge) {
            let ones = vec![1.0; margins.len()];
            return Ok(self.kernel().left_out(&margins, &ones, 0.0)?);
        }
        if trained.separable {
            return Err(Unscored::Separable);
        }
        if losses.iter().any(|loss| is_piecewise_linear(*loss)) {
            return Err(Unknowable::Kink { name: loss.name() }.into());
        }
        let groups = self.set.groups.iter();
        let labels: Vec<f64> = groups
            .flat_map(|group| std::iter::repeat_n(group.label, group.features.ncols()))
            .collect();
        let signed = |scores: Vec<f64>| -> Vec<f64> {
            scores.iter().zip(&labels).map(|(s, y)| s * y).collect()
        };
        let margins = signed(self.scores(&trained.fit));
        let found = left_out_margins(self.reduced(), &losses, weights, ridge, &margins)?;
        Ok(signed(found))
    }

    fn kernel(&self) -> &Kernel<'a> {
        self.kernel.get_or_init(|| Kernel::of(self.set))
    }

    fn reduced(&self) -> &Reduced<'a> {
        self.reduced.get_or_init(|| Reduced::of(self.set))
    }

    /// The maximum-margin direction of data known to be separable.
    fn limit(&self, margins: Vec<f64>) -> Result<TrainedFit, SolveError> {
        let mut limits = self.limits.borrow_mut();
        let place = limits.iter().position(|l| l.margins == margins);
        let place = place.unwrap_or_else(|| {
            let found = hard_margin_reduced(self.reduced(), &margins);
            limits.push(Limit {
                margins,
                direction: found.map(Fit::normalised),
            });
            limits.len() - 1
        });
        let direction = limits[place].direction.clone();
        direction.map(|fit| TrainedFit {
            fit,
            separable: true,
        })
    }
}

/// Where a label's loss and margin stand.
fn class(label: f64) -> usize {
    usize::from(label < 0.0)
}
