//! The coordinates in which a problem of groups is solved.

use nalgebra::{DMatrix, DVector};

use super::prediction::Found;
use crate::model::{OrderParameters, Population};

/// Means measured from their centre Σ π_g μ_g, in units of the largest noise scale, and in as many
/// coordinates as they span.
///
/// Neither the centre (a shift of b) nor the unit (r → r/s², κ → κs²) nor directions without means
/// (m = 0 there) change the classifier, but digits cancel where a user's means lie far from zero,
/// and equations are certified better in directions that mean something.
pub(super) struct Frame {
    centre: DVector<f64>,
    /// s.
    length: f64,
    /// Columns span the means; `None` for the coordinates themselves.
    basis: Option<DMatrix<f64>>,
}

/// A direction in which the means differ by less than this of where they differ most is none.
const FLAT: f64 = 1e-13;

impl Frame {
    /// The frame of a population, and its means in it.
    pub(super) fn of(population: &Population) -> (Self, Vec<DVector<f64>>) {
        let groups = population.groups();
        let mut centre = DVector::zeros(population.mean_dimension());
        for (i, g) in groups.iter().enumerate() {
            centre += g.prior * population.mean(i);
        }
        let scales = groups.iter().map(|g| g.noise_scale);
        let length = scales.fold(0.0, f64::max);
        let apart = |i| (population.mean(i) - &centre) / length;
        let means: Vec<DVector<f64>> = (0..groups.len()).map(apart).collect();
        let basis = (population.mean_dimension() >= groups.len()).then(|| span(&means));
        let means = match &basis {
            Some(basis) => means.iter().map(|mean| basis.tr_mul(mean)).collect(),
            None => means,
        };
        let frame = Self {
            centre,
            length,
            basis,
        };
        (frame, means)
    }

    /// s.
    pub(super) fn length(&self) -> f64 {
        self.length
    }

    /// κ in the population's units.
    pub(super) fn kappa(&self, kappa: f64) -> f64 {
        kappa / (self.length * self.length)
    }

    /// The classifier in the population's coordinates.
    pub(super) fn order(&self, found: &Found) -> OrderParameters {
        let k = found.position.len() - 1;
        let here = found.position.rows(0, k) / self.length;
        let projection = match &self.basis {
            Some(basis) => basis * here,
            None => here,
        };
        OrderParameters {
            alpha: found.alpha / self.length,
            bias: found.position[k] - projection.dot(&self.centre),
            projection: projection.as_slice().to_vec(),
        }
    }
}

/// An orthonormal basis of what the vectors span: at most one fewer than they are.
fn span(vectors: &[DVector<f64>]) -> DMatrix<f64> {
    let dimension = vectors[0].len();
    let svd = DMatrix::from_columns(vectors).svd(true, false);
    let largest = svd.singular_values.max();
    let kept: Vec<DVector<f64>> = match svd.u {
        Some(u) => (0..svd.singular_values.len())
            .filter(|&i| svd.singular_values[i] > FLAT * largest)
            .map(|i| u.column(i).into_owned())
            .collect(),
        None => Vec::new(),
    };
    match kept.is_empty() {
        true => DMatrix::zeros(dimension, 0),
        false => DMatrix::from_columns(&kept),
    }
}
