//! A decision boundary.

use super::{dot, norm_squared};
use crate::simulate::TrainingSet;

/// The hyperplane θᵀx + b = 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Hyperplane {
    /// θ.
    pub theta: Vec<f64>,
    /// b.
    pub bias: f64,
}

impl From<(Vec<f64>, f64)> for Hyperplane {
    fn from((theta, bias): (Vec<f64>, f64)) -> Self {
        Self { theta, bias }
    }
}

impl Hyperplane {
    /// min_i y_i(θᵀx_i + b); positive if and only if it separates the classes.
    pub fn smallest_margin(&self, set: &TrainingSet) -> f64 {
        let groups = set.groups.iter().flat_map(|g| {
            g.features.col_iter().map(|x| {
                let x = x.try_as_col_major().expect("columns are contiguous");
                g.label * (dot(x.as_slice(), &self.theta) + self.bias)
            })
        });
        groups.fold(f64::INFINITY, f64::min)
    }

    /// (θ, b)/‖θ‖: the same boundary with ‖θ‖ = 1, if θ ≠ 0.
    pub fn normalised(mut self) -> Self {
        let norm = norm_squared(&self.theta).sqrt();
        if norm > 0.0 {
            self.theta.iter_mut().for_each(|t| *t /= norm);
            self.bias /= norm;
        }
        self
    }
}
