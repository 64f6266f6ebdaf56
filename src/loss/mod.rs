//! Convex losses of the margin z = y·f(x): value, derivatives, proximal operator.
//!
//! One file per loss and an entry here; `laws.rs` checks every law on every loss.

mod absolute;
mod adjusted;
mod adjustment;
mod analytic_strip;
mod error;
mod exponential;
mod halley;
mod hinge;
mod huber;
#[cfg(test)]
mod kind_tests;
#[cfg(test)]
mod laws;
mod logistic;
mod margin_loss;
mod piece;
mod square;
mod squared_hinge;

pub use absolute::Absolute;
pub use adjusted::Adjusted;
pub use adjustment::Adjustment;
pub use analytic_strip::{STRIPS, Strip};
pub use error::LossError;
pub use exponential::Exponential;
pub use hinge::Hinge;
pub use huber::Huber;
pub use logistic::Logistic;
pub use margin_loss::MarginLoss;
pub use piece::Piece;
pub use square::Square;
pub use squared_hinge::SquaredHinge;

/// What is known of a loss beside what it computes.
#[derive(Debug)]
struct LossEntry {
    build: fn() -> Box<dyn Loss>,
    /// Whether it only falls with the margin, to zero.
    falls: bool,
    /// Whether it reaches its least value at a finite margin.
    has_target: bool,
    /// The margin that it requires by itself; `None` for losses that require none.
    requires: Option<f64>,
}

described! {
    /// A loss as named on the command line and in scenario files.
    #[derive(Default)]
    pub enum LossKind: LossEntry {
        /// [`Square`].
        #[default]
        Square = "square" {
            build: || Box::new(Square),
            falls: false,
            has_target: true,
            requires: None,
        }
        /// [`Logistic`].
        Logistic = "logistic" {
            build: || Box::new(Logistic),
            falls: true,
            has_target: false,
            requires: Some(0.0),
        }
        /// [`Exponential`].
        Exponential = "exponential" {
            build: || Box::new(Exponential),
            falls: true,
            has_target: false,
            requires: Some(0.0),
        }
        /// [`Hinge`].
        Hinge = "hinge" {
            build: || Box::new(Hinge),
            falls: true,
            has_target: true,
            requires: Some(1.0),
        }
        /// [`SquaredHinge`].
        SquaredHinge = "squared-hinge" {
            build: || Box::new(SquaredHinge),
            falls: true,
            has_target: true,
            requires: Some(1.0),
        }
        /// [`Absolute`].
        Absolute = "absolute" {
            build: || Box::new(Absolute),
            falls: false,
            has_target: true,
            requires: None,
        }
        /// [`Huber`] with its default threshold.
        Huber = "huber" {
            build: || Box::new(Huber::default()),
            falls: false,
            has_target: true,
            requires: None,
        }
    }
}

impl LossKind {
    /// The loss itself.
    pub fn build(self) -> Box<dyn Loss> {
        (self.entry().build)()
    }

    /// Whether the loss only falls with the margin, to zero: on separable data it then
    /// has no finite minimiser, or a set of minimisers with zero loss.
    pub fn is_decreasing(self) -> bool {
        self.entry().falls
    }

    /// The loss of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A prox and the loss's derivatives there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proximal {
    /// p.
    pub at: f64,
    /// ℓ'(p).
    pub slope: f64,
    /// ℓ''(p).
    pub bend: f64,
}

/// A convex loss ℓ(z) of the margin z = y(θᵀx + b).
///
/// Names as in docs/theory.md, section 1: the Moreau envelope is
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

    /// ℓ'(z) and ℓ''(z), the latter 0 where it has none.
    fn derivatives(&self, margin: f64) -> (f64, f64) {
        let bend = self.second_derivative(margin).unwrap_or(0.0);
        (self.derivative(margin), bend)
    }

    /// ℓ'(z_i) and ℓ''(z_i), the latter 0 where it has none, for slices of one length; to a
    /// few units in the last place what [`derivatives`](Loss::derivatives) gives, except that
    /// exponentials stay at e⁻⁷⁰⁸ below that and are infinite above e⁷⁰⁹.
    fn derivatives_each(&self, margins: &[f64], slopes: &mut [f64], bends: &mut [f64]) {
        let out = slopes.iter_mut().zip(bends);
        for (z, (slope, bend)) in margins.iter().zip(out) {
            (*slope, *bend) = self.derivatives(*z);
        }
    }

    /// ℓ'(z_i), likewise.
    fn derivative_each(&self, margins: &[f64], slopes: &mut [f64]) {
        for (z, slope) in margins.iter().zip(slopes) {
            *slope = self.derivative(*z);
        }
    }

    /// prox_{λℓ}(x) = argmin_v ℓ(v) + (x−v)²/(2λ), for λ > 0.
    fn prox(&self, x: f64, step: f64) -> f64;

    /// p = prox_{λℓ}(x) with ℓ'(p), and ℓ''(p) or 0 where it has none.
    fn proximal(&self, x: f64, step: f64) -> Proximal {
        let at = self.prox(x, step);
        Proximal {
            at,
            slope: self.derivative(at),
            bend: self.second_derivative(at).unwrap_or(0.0),
        }
    }

    /// The same from a point `near` it: for quadrature, whose nodes are neighbours.
    fn prox_near(&self, x: f64, step: f64, near: f64) -> Proximal {
        let _ = near;
        self.proximal(x, step)
    }

    /// The pieces of a piecewise-quadratic loss, from left to right; `None` for others.
    ///
    /// Their proxes are piecewise linear, and Gaussian expectations of them have a
    /// closed form.
    fn pieces(&self) -> Option<Vec<Piece>> {
        None
    }

    /// How ℓ' and ℓ'' grow on lines beside the real one; `None` for losses that are not
    /// analytic there or not bounded, and where it has not been worked out. For expectations by evenly spaced nodes.
    fn strips(&self) -> Option<[Strip; STRIPS]> {
        None
    }

    /// Points x around which prox_{λℓ}(x) bends within a few units of x, and ever more
    /// slowly away from them; for smooth losses, whose expectations need quadrature.
    fn bends(&self, step: f64) -> Vec<f64> {
        let _ = step;
        Vec::new()
    }

    /// The Moreau envelope M_ℓ(x; λ), for λ > 0.
    fn moreau_envelope(&self, x: f64, step: f64) -> f64 {
        let p = self.prox(x, step);
        self.value(p) + (x - p) * ((x - p) / (2.0 * step))
    }
}
