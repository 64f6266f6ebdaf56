//! Pieces of piecewise-quadratic losses.

/// From `from` to the next piece's beginning the derivative is `curvature`·z + `slope`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Where the piece begins; −∞ for the first.
    pub from: f64,
    /// ℓ'' on the piece.
    pub curvature: f64,
    /// ℓ'(z) − `curvature`·z on the piece.
    pub slope: f64,
}

impl Piece {
    pub(super) fn new(from: f64, curvature: f64, slope: f64) -> Self {
        Self {
            from,
            curvature,
            slope,
        }
    }

    /// ℓ'(z) on the piece.
    pub fn derivative(&self, z: f64) -> f64 {
        self.curvature * z + self.slope
    }
}
