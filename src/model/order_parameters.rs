//! What a trained classifier looks like from outside.

/// The few numbers that fix every group's error of a linear classifier (θ, b).
#[derive(Clone, Debug, PartialEq)]
pub struct OrderParameters {
    /// α = ‖θ‖.
    pub alpha: f64,
    /// m, the projection of θ on the coordinates that the group means use.
    pub projection: Vec<f64>,
    /// b, the intercept.
    pub bias: f64,
}

impl OrderParameters {
    /// Of the two-class model: γ = μᵀθ/‖μ‖ is the single projection.
    pub fn two_class(alpha: f64, gamma: f64, bias: f64) -> Self {
        Self {
            alpha,
            projection: vec![gamma],
            bias,
        }
    }

    /// γ, the first projection: μᵀθ/‖μ‖ in the two-class model.
    pub fn gamma(&self) -> f64 {
        self.projection[0]
    }
}
