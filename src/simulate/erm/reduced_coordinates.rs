//! Fewer coordinates when there are more dimensions than samples.

use faer::Mat;

use super::householder::Rotation;
use super::signed_samples::SignedSamples;
use crate::simulate::TrainingSet;

/// A training set in coordinates of the samples' span, and the way back.
///
/// Whatever minimises ‖θ‖ beside functions of the margins lies in the span of the
/// samples. With d > n, Xᵀ = QR (Householder) and θ = Qc leave n unknowns c: margins
/// are those of the rows of Rᵀ and ‖θ‖ = ‖c‖. Unlike the kernel XXᵀ this does not square
/// the condition number.
pub(crate) struct Reduced<'a> {
    pub(super) data: SignedSamples<'a>,
    rotation: Option<Rotation>,
}

impl<'a> Reduced<'a> {
    pub(crate) fn of(set: &'a TrainingSet) -> Self {
        let data = SignedSamples::of(set);
        let (n, d) = (data.samples(), data.unknowns() - 1);
        if d <= n {
            return Self {
                data,
                rotation: None,
            };
        }
        let rotation = Rotation::of(data.columns().as_ref().subrows(0, d).to_owned());
        let columns = Mat::from_fn(n + 1, n, |i, j| {
            if i == n {
                data.columns()[(d, j)]
            } else if i <= j {
                rotation.upper()[(i, j)]
            } else {
                0.0
            }
        });
        Self {
            data: data.with_columns(columns),
            rotation: Some(rotation),
        }
    }

    /// (θ, b) in the original coordinates.
    pub(super) fn restore(&self, at: &[f64]) -> (Vec<f64>, f64) {
        let (last, c) = at.split_last().expect("the intercept is always there");
        let theta = match &self.rotation {
            Some(rotation) => rotation.rotate(c),
            None => c.to_vec(),
        };
        (theta, *last)
    }
}
