//! How a loss grows beside the real line.

/// Lines that losses tell of.
pub const STRIPS: usize = 10;

/// Bounds on a line z + ic, z real, parallel to the real one; an analytic loss takes them
/// everywhere between that line and its mirror image.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Strip {
    /// c > 0.
    pub height: f64,
    /// No |Im ℓ'(z + ic)| is larger.
    pub slope: f64,
    /// No |ℓ''(z + ic)| is larger.
    pub bend: f64,
}

impl Strip {
    /// Heights, as shares of the distance to the nearest singularity.
    pub(super) const HEIGHTS: [f64; STRIPS] =
        [0.01, 0.03, 0.08, 0.16, 0.28, 0.42, 0.56, 0.7, 0.82, 0.92];
}
