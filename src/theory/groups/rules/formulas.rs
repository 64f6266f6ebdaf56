//! Weights that are written down.

use crate::model::{Group, ModelError, Population, Weighting, check_delta};

/// ω_g = 1.
pub fn unweighted(population: &Population) -> Weighting {
    Weighting::equal(population)
}

/// ω_g ∝ 1/π_g: all groups count the same.
///
/// # Errors
/// [`ModelError`] where priors are so far apart that a weight overflows.
pub fn inverse_prior(population: &Population) -> Result<Weighting, ModelError> {
    relative(population, |prior| prior)
}

/// What the generalised thumb says.
#[derive(Clone, Debug, PartialEq)]
pub enum Thumb {
    /// The weights.
    Weights(Weighting),
    /// δ is not below K·min π_g, which is given: no weights leave every group the same leverage.
    Infeasible {
        /// K·min π_g.
        limit: f64,
    },
}

/// ω_g ∝ 1/(π_g − δ/K) = 1/(n_g − d/K) up to a factor, for δ < K·min π_g (docs/theory.md, section 8).
///
/// For square loss without ridge and noise of one scale it is where π_g c_g = δ/K for all g: every
/// group has the same total leverage. Then (m, b) is that of balanced groups of no noise, and where it
/// leaves all y_g(μ_g·m + b) the same, as for any two groups and for a label with a spurious
/// attribute, all errors are equal. For means in general position they are not, and with unequal noise
/// neither are leverages; for other losses and with ridge it is a rule of thumb. [`is_equal`] tells
/// of a prediction what came of it.
///
/// [`is_equal`]: super::super::GroupPrediction::is_equal
///
/// # Errors
/// [`ModelError::OutOfRange`] unless 0 < δ < ∞, or where a weight overflows.
pub fn generalised_thumb(population: &Population, delta: f64) -> Result<Thumb, ModelError> {
    let share = check_delta(delta)? / population.groups().len() as f64;
    let smallest = smallest_prior(population);
    let groups = population.groups().len() as f64;
    if share >= smallest {
        return Ok(Thumb::Infeasible {
            limit: groups * smallest,
        });
    }
    Ok(Thumb::Weights(relative(population, |prior| prior - share)?))
}

/// The population and δ of training on as many samples of each group as the smallest has: priors
/// 1/K and δ/(K·min π_g). Loss and ridge stay, and all errors are of groups, so that the test
/// distribution plays no part.
///
/// # Errors
/// [`ModelError::OutOfRange`] unless δ and δ/(K·min π_g) are positive numbers.
pub fn downsampled(population: &Population, delta: f64) -> Result<(Population, f64), ModelError> {
    let groups = population.groups();
    let count = groups.len() as f64;
    let delta = check_delta(check_delta(delta)? / (count * smallest_prior(population)))?;
    let even = groups.iter().map(|group| Group {
        prior: 1.0 / count,
        ..group.clone()
    });
    Ok((Population::new(even.collect())?, delta))
}

fn smallest_prior(population: &Population) -> f64 {
    let priors = population.groups().iter().map(|g| g.prior);
    priors.fold(f64::INFINITY, f64::min)
}

/// The largest prior.
fn largest_prior(population: &Population) -> f64 {
    let priors = population.groups().iter().map(|g| g.prior);
    priors.fold(0.0, f64::max)
}

/// ω_g = f(π_max)/f(π_g).
fn relative(population: &Population, f: impl Fn(f64) -> f64) -> Result<Weighting, ModelError> {
    let top = f(largest_prior(population));
    let weights = population.groups().iter().map(|g| top / f(g.prior));
    Weighting::new(weights.collect())
}
