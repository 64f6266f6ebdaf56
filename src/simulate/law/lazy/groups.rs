//! K groups: as two classes, but for the directions of the means and the scales of the noise.

use rand::Rng;

use super::descent::TrainedInSpan;
use super::objective::GroupShare;
use super::{Cloud, LawError, LazyMemory, RevealedFeatures, SpanDescent, SpanObjective};
use super::{check_loss, is_smooth, limits, memory};
use crate::loss::MarginLoss;
use crate::model::{GroupDesign, GroupTraining, OrderParameters};
use crate::simulate::law::draws::group_counts;

/// One classifier's order parameters, and how they were found.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupLazyFit {
    /// α, the projections and b.
    pub order: OrderParameters,
    /// The norm of the gradient relative to that at θ = 0.
    pub residual: f64,
    /// Columns of the features that were drawn, with the intercept's.
    pub iterations: usize,
}

/// Draws one replicate of groups and trains one classifier on it, as [`lazy`](super::lazy()) does
/// for two classes: the k coordinates of the means are the first directions, and a group's rows of
/// the noise are scaled by its σ_g wherever they are met.
///
/// # Errors
/// As for two classes; [`LawError::Interpolated`] without ridge and with d ≥ n − 1 for losses that
/// turn up again, of whose many minimisers descent finds one, but not that of least norm.
pub fn lazy_groups(
    design: &GroupDesign,
    training: &GroupTraining,
    rng: &mut impl Rng,
) -> Result<GroupLazyFit, LawError> {
    let (loss, weights, ridge) = (&training.loss, &training.weights, training.ridge);
    check_loss(loss)?;
    let counts = group_counts(design, rng)?;
    let (n, d) = (design.samples(), design.dimension());
    if ridge == 0.0 && d + 1 >= n {
        return Err(match loss.vanishes_at_infinity() {
            true => LawError::Separable,
            false => LawError::Interpolated,
        });
    }
    let groups = || design.population().groups().iter().zip(&counts);
    let shares = groups().zip(weights.weights());
    let shares = shares.map(|((group, &count), &weight)| GroupShare {
        count,
        label: group.label,
        weight,
    });
    let clouds = groups().map(|(group, &count)| Cloud {
        count,
        mean: &group.mean,
        noise: group.noise_scale,
    });
    let objective = SpanObjective::new(loss, &shares.collect::<Vec<_>>());
    let span = RevealedFeatures::new(&clouds.collect::<Vec<_>>(), d, rng);
    let limits = limits(most_columns(design));
    let trained = SpanDescent::new(objective, ridge, span, n).run(limits, rng)?;
    Ok(fit(&trained, design.population().mean_dimension()))
}

fn fit(trained: &TrainedInSpan, coordinates: usize) -> GroupLazyFit {
    GroupLazyFit {
        order: OrderParameters {
            alpha: trained.norm(),
            projection: trained.at[1..=coordinates].to_vec(),
            bias: trained.at[0],
        },
        residual: trained.residual,
        iterations: trained.columns,
    }
}

/// Whether [`lazy_groups`] can train this: a loss with a continuous derivative, with ridge or
/// fewer than n − 1 dimensions. Those may be separable too, on which only the draw decides.
pub fn lazy_groups_covers(design: &GroupDesign, loss: &MarginLoss, ridge: f64) -> bool {
    is_smooth(loss) && (ridge > 0.0 || design.dimension() + 1 < design.samples())
}

/// Bytes that [`lazy_groups`] needs, usually and at most.
pub fn lazy_groups_memory(design: &GroupDesign) -> LazyMemory {
    memory(design.samples(), most_columns(design))
}

/// Columns that may be drawn: the means' further coordinates are no choice.
fn most_columns(design: &GroupDesign) -> usize {
    let (n, d) = (design.samples(), design.dimension());
    let more = design.population().mean_dimension() - 1;
    super::most_columns(n, d) + more
}
