//! Convex losses of the margin z = y·f(x): value, derivatives, proximal operator.
//!
//! One file per loss; `laws.rs` checks every law on every loss.

mod kind;
#[cfg(test)]
mod laws;
mod square;

pub use kind::LossKind;
pub use square::Square;

/// A convex loss ℓ(z) of the margin z = y(θᵀx + b).
///
/// Names as in THEORY section 1: the Moreau envelope is
/// M_ℓ(x; λ) = min_v ℓ(v) + (x−v)²/(2λ), attained at prox_{λℓ}(x).
pub trait Loss: Send + Sync + std::fmt::Debug {
    /// The loss's name on the command line and in scenario files.
    fn name(&self) -> &'static str;

    /// ℓ(z).
    fn value(&self, margin: f64) -> f64;

    /// ℓ'(z); at a kink, an element of the subdifferential.
    fn derivative(&self, margin: f64) -> f64;

    /// ℓ''(z), or `None` where the loss has no second derivative.
    fn second_derivative(&self, margin: f64) -> Option<f64>;

    /// prox_{λℓ}(x) = argmin_v ℓ(v) + (x−v)²/(2λ), for λ > 0.
    fn prox(&self, x: f64, step: f64) -> f64;

    /// The Moreau envelope M_ℓ(x; λ), for λ > 0.
    fn moreau_envelope(&self, x: f64, step: f64) -> f64 {
        let p = self.prox(x, step);
        self.value(p) + (x - p) * ((x - p) / (2.0 * step))
    }
}
