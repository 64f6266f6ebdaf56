//! Square loss for any population of K groups (docs/theory.md, section 8).
//!
//! With the groups' weights ω_g, noise scales σ_g and c_g = κω_gσ_g²/(1+κω_gσ_g²):
//!
//! - κ solves rκ + Σ_g π_g c_g = δ;
//! - the projection m of θ on the means' coordinates and the intercept b solve
//!   Σ_g q_g(μ_g·m + b − y_g) = 0 and δm + Σ_g q_g μ_g(μ_g·m + b − y_g) = 0, q_g = π_g c_g/σ_g²;
//! - α² = (δ‖m‖² + Σ_g π_g c_g² e_g²)/(δ − Σ_g π_g c_g²), e_g = (μ_g·m + b − y_g)/σ_g.

use nalgebra::{DMatrix, DVector};

use super::Status;
use crate::model::{
    ModelError, OrderParameters, Population, Weighting, check_delta, check_ridge,
    errors::group_errors,
};
use crate::numerics::bracketed_root;

/// The limit for groups.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupPrediction {
    /// How it went.
    pub status: Status,
    /// α, m, b, unless the status says that there are none.
    pub order: Option<OrderParameters>,
    /// κ; `None` in the minimum-norm limit.
    pub kappa: Option<f64>,
    /// R_g, in the population's order; empty without a solution.
    pub errors: Vec<f64>,
}

/// Predicts weighted square-loss training on groups.
///
/// # Errors
/// [`ModelError`] for δ ≤ 0, r < 0 or a number of weights other than the groups'.
pub fn predict_square(
    population: &Population,
    weighting: &Weighting,
    delta: f64,
    ridge: f64,
) -> Result<GroupPrediction, ModelError> {
    check_delta(delta)?;
    check_ridge(ridge)?;
    let groups = population.groups();
    if weighting.weights().len() != groups.len() {
        return Err(ModelError::Length {
            what: "weights, one a group",
            expected: groups.len(),
            found: weighting.weights().len(),
        });
    }
    let none = |status| GroupPrediction {
        status,
        order: None,
        kappa: None,
        errors: Vec::new(),
    };
    if ridge == 0.0 && delta == 1.0 {
        return Ok(none(Status::InterpolationThreshold));
    }
    // ω_g σ_g²: the weight in units of the group's noise.
    let scaled: Vec<f64> = groups
        .iter()
        .zip(weighting.weights())
        .map(|(g, w)| w * g.noise_scale * g.noise_scale)
        .collect();
    let priors: Vec<f64> = groups.iter().map(|g| g.prior).collect();
    let kappa = if ridge == 0.0 && delta > 1.0 {
        None
    } else {
        match effective_step(&priors, &scaled, delta, ridge) {
            Some(kappa) => Some(kappa),
            None => return Ok(none(Status::NotConverged)),
        }
    };
    let leverage: Vec<f64> = scaled
        .iter()
        .map(|w| kappa.map_or(1.0, |k| k * w / (1.0 + k * w)))
        .collect();
    let Some((projection, bias)) = means_and_bias(population, &leverage, delta) else {
        return Ok(none(Status::NotConverged));
    };
    let mut noise = delta * projection.norm_squared();
    let mut freedom = kappa.map_or(delta - 1.0, |k| ridge * k);
    for (i, g) in groups.iter().enumerate() {
        let c = leverage[i];
        let e = (population.mean(i).dot(&projection) + bias - g.label.sign()) / g.noise_scale;
        noise += g.prior * c * c * e * e;
        freedom += g.prior * c * (1.0 - c);
    }
    let order = OrderParameters {
        alpha: (noise / freedom).sqrt(),
        projection: projection.as_slice().to_vec(),
        bias,
    };
    if !(order.alpha.is_finite() && bias.is_finite()) {
        return Ok(none(Status::NotConverged));
    }
    Ok(GroupPrediction {
        status: Status::Converged,
        errors: group_errors(population, &order),
        order: Some(order),
        kappa,
    })
}

/// The root of rκ + Σ_g π_g κw_g/(1+κw_g) = δ, which increases in κ; sought in log κ.
fn effective_step(priors: &[f64], scaled: &[f64], delta: f64, ridge: f64) -> Option<f64> {
    let excess = |log_kappa: f64| {
        let k = log_kappa.exp();
        let used: f64 = priors
            .iter()
            .zip(scaled)
            .map(|(p, w)| p * (k * w) / (1.0 + k * w))
            .sum();
        (ridge * k + used) / delta - 1.0
    };
    let slope: f64 = ridge + priors.iter().zip(scaled).map(|(p, w)| p * w).sum::<f64>();
    let low = (delta / slope).ln() - 1e-9;
    let smallest = scaled.iter().copied().fold(f64::INFINITY, f64::min);
    let high = if ridge > 0.0 {
        (delta / ridge).ln()
    } else {
        // All c_g ≥ c of the smallest weight, so that Σ π c ≥ δ once that one is.
        (delta / ((1.0 - delta) * smallest)).ln()
    };
    Some(
        bracketed_root(excess, low, high.max(low) + 1e-9)
            .ok()?
            .at
            .exp(),
    )
}

/// The linear system for (m, b).
fn means_and_bias(
    population: &Population,
    leverage: &[f64],
    delta: f64,
) -> Option<(DVector<f64>, f64)> {
    let k = population.mean_dimension();
    let mut matrix = DMatrix::zeros(k + 1, k + 1);
    let mut right = DVector::zeros(k + 1);
    for i in 0..k {
        matrix[(i, i)] = delta;
    }
    for (i, g) in population.groups().iter().enumerate() {
        let q = g.prior * leverage[i] / (g.noise_scale * g.noise_scale);
        let extended = population.mean(i).push(1.0);
        matrix += q * &extended * extended.transpose();
        right += q * g.label.sign() * extended;
    }
    let solved = matrix.lu().solve(&right)?;
    Some((solved.rows(0, k).into_owned(), solved[k]))
}
