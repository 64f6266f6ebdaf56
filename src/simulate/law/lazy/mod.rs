//! Any loss with a continuous derivative: the features themselves, but only as much of
//! them as training looks at.
//!
//! X = yμᵀ + Z with Z standard normal enters training through products Zv and Zᵀu alone
//! (Lu 2021, "Householder dice"). Given those already seen, Z is standard normal on what is
//! orthogonal to their directions, so each new one is drawn when it is asked for. The
//! d-vectors need not be kept at all: in a frame of the directions seen θ is a short
//! vector, and the new part of a gradient Xᵀu has a length with a χ law and a direction of
//! which nothing else is known.

mod columns;
mod descent;
mod groups;
mod growing_factor;
mod line_search;
mod objective;
mod revealed_features;
mod span_point;

use rand::Rng;

use super::class_means::Means;
use super::draws::counts;
use super::{LawError, interpolation};
use crate::loss::MarginLoss;
use crate::model::{Design, check_ridge, check_weight_ratio};
use crate::simulate::Measurement;
use columns::Columns;
use descent::{Limits, SpanDescent};
pub use groups::{GroupLazyFit, lazy_groups, lazy_groups_covers, lazy_groups_memory};
use objective::{SpanObjective, is_smooth, two_classes};
use revealed_features::{Cloud, RevealedFeatures};

/// Columns that may always be drawn.
const MANY_COLUMNS: usize = 150;
/// Columns up to which more may be drawn for problems of fewer samples, and the bytes that
/// these may take. Problems that need more are trained faster with data.
const MOST_COLUMNS: usize = 600;
const MUCH_MEMORY: usize = 1 << 28;
/// Columns that most problems take.
const USUAL_COLUMNS: usize = 48;

/// One classifier's order parameters, and how they were found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LazyFit {
    /// α = ‖θ‖, γ = μᵀθ/‖μ‖ and b.
    pub order: [f64; 3],
    /// The norm of the gradient relative to that at θ = 0.
    pub residual: f64,
    /// Columns of the features that were drawn, with the intercept's.
    pub iterations: usize,
}

impl LazyFit {
    /// As of a training set that was drawn.
    pub fn measure(&self) -> Measurement {
        let solved = (self.iterations, self.residual);
        Measurement::new(self.order, solved, false)
    }
}

/// Bytes that [`lazy`] needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LazyMemory {
    /// With 48 columns, which most problems do not exceed.
    pub usual: usize,
    /// With as many columns as are allowed.
    pub most: usize,
}

/// Draws one replicate and trains one classifier on it: (α, γ, b).
///
/// O(n) random numbers a step and O(nT²) operations for T steps, whatever d. Steps are
/// made until the gradient is 1e-9 of that at θ = 0: 20 to 60 for most problems, more near
/// the onset of separability.
///
/// Exact in law. Several trainings of one replicate may each be given the same random
/// stream from its beginning: what they draw first is then common, which couples them
/// positively. Each has its law alone, so that means and differences of means, with
/// standard errors from the replicates, stay valid; but they are not trained on common
/// data, and their joint law is not that of such trainings.
///
/// Without ridge and with d ≥ n − 1, losses that turn up again (square, Huber) are
/// minimised by the interpolating classifier of least norm, which is drawn directly.
///
/// # Errors
/// [`LawError::Argument`] for a ratio that is not positive, a ridge that is negative or
/// either not finite; [`LawError::Loss`] for losses with a kink; [`LawError::EmptyClass`];
/// [`LawError::Separable`] where the loss has no minimiser; [`LawError::NotConverged`] after
/// the most steps that memory allows; [`LawError::NotFinite`].
pub fn lazy(
    design: &Design,
    loss: &MarginLoss,
    weight_ratio: f64,
    ridge: f64,
    rng: &mut impl Rng,
) -> Result<LazyFit, LawError> {
    check_weight_ratio(weight_ratio)?;
    check_ridge(ridge)?;
    check_loss(loss)?;
    let counts = counts(design, rng)?;
    draw(design, counts, loss, (weight_ratio, ridge), rng)
}

/// Whether [`lazy`] can train this: a loss with a continuous derivative, and one that has
/// a minimiser in so many dimensions. Fewer dimensions than n − 1 may be separable too, on
/// which only the draw decides.
pub fn lazy_covers(design: &Design, loss: &MarginLoss, ridge: f64) -> bool {
    let separable = ridge == 0.0 && loss.vanishes_at_infinity();
    let fits_anything = design.dimension() + 1 >= design.samples();
    is_smooth(loss) && !(separable && fits_anything)
}

/// Bytes that [`lazy`] needs, usually and at most.
pub fn lazy_memory(design: &Design) -> LazyMemory {
    memory(
        design.samples(),
        most_columns(design.samples(), design.dimension()),
    )
}

/// Of n samples and so many columns at most.
fn memory(n: usize, most: usize) -> LazyMemory {
    let bytes = |columns: usize| {
        let vectors = RevealedFeatures::VECTORS + SpanDescent::VECTORS + 1;
        // The Hessian, its factor and a row of it that grows.
        let small = 8 * 4 * columns * columns;
        2 * Columns::memory(n, columns) + 8 * vectors * n + small
    };
    LazyMemory {
        usual: bytes(USUAL_COLUMNS.min(most)),
        most: bytes(most),
    }
}

/// Columns that may be drawn: no more than make the span complete.
fn most_columns(n: usize, d: usize) -> usize {
    let room = MUCH_MEMORY / (2 * Columns::memory(n, 1));
    let allowed = room.clamp(MANY_COLUMNS, MOST_COLUMNS);
    allowed.min(d.min(n) + 2)
}

fn check_loss(loss: &MarginLoss) -> Result<(), LawError> {
    match is_smooth(loss) {
        true => Ok(()),
        false => Err(LawError::Loss { name: loss.name() }),
    }
}

/// One training on given numbers of samples in the classes.
pub(super) fn draw(
    design: &Design,
    counts: [f64; 2],
    loss: &MarginLoss,
    (weight_ratio, ridge): (f64, f64),
    rng: &mut impl Rng,
) -> Result<LazyFit, LawError> {
    let whole = counts.map(|count| count as usize);
    let (n, d) = (whole[0] + whole[1], design.dimension());
    if ridge == 0.0 && d + 1 >= n {
        return interpolate(design, counts, loss, rng);
    }
    let objective = SpanObjective::new(loss, &two_classes(whole, weight_ratio));
    let span = along_means(whole, d, design.two_class().signal_strength(), rng);
    let trained =
        SpanDescent::new(objective, ridge, span, n).run(limits(most_columns(n, d)), rng)?;
    Ok(LazyFit {
        order: [trained.norm(), trained.at[1], trained.at[0]],
        residual: trained.residual,
        iterations: trained.columns,
    })
}

/// What is known of two classes before training.
fn along_means(counts: [usize; 2], d: usize, signal: f64, rng: &mut impl Rng) -> RevealedFeatures {
    let means = [[signal], [-signal]];
    let cloud = |class: usize| Cloud {
        count: counts[class],
        mean: &means[class],
        noise: 1.0,
    };
    RevealedFeatures::new(&[cloud(0), cloud(1)], d, rng)
}

fn limits(columns: usize) -> Limits {
    Limits {
        columns,
        // Squared hinge with little ridge may take ten steps for a column.
        steps: 200 + 10 * columns,
    }
}

/// Enough dimensions for any labels. A loss that turns up again is then least for every
/// sample at margins m_y: the classifier of least norm for labels ±1, scaled by
/// (m₊ + m₋)/2 and moved by (m₊ − m₋)/2.
fn interpolate(
    design: &Design,
    counts: [f64; 2],
    loss: &MarginLoss,
    rng: &mut impl Rng,
) -> Result<LazyFit, LawError> {
    let targets = loss.targets().filter(|_| !loss.vanishes_at_infinity());
    let [plus, minus] = targets.ok_or(LawError::Separable)?;
    let means = Means::draw(design, counts, rng);
    let freedom = counts[0] + counts[1] - 2.0;
    let fit = interpolation::draw(&means, [design.dimension() as f64, freedom], rng);
    let [alpha, gamma, bias] = fit.order;
    let (scale, shift) = (0.5 * (plus + minus), 0.5 * (plus - minus));
    Ok(LazyFit {
        order: [scale * alpha, scale * gamma, scale * bias + shift],
        residual: fit.residual,
        iterations: 1,
    })
}

#[cfg(test)]
mod tests;
