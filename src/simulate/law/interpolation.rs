//! d ≥ n − 1 without ridge: the classifier of least norm that fits every label.

use super::LawFit;
use super::class_means::Means;
use super::draws::Angle;
use super::random_source::RandomSource;

/// Draws the interpolating classifier's order parameters, which no weight changes.
///
/// θ = 2PΔ/‖PΔ‖² with P the projection on the d − N dimensions orthogonal to both
/// scatters, N = n − 2 < d. P is a uniform one: in a frame along Δ,
/// PΔ = ‖Δ‖(cos² φ, sin φ cos φ·u) with cos² φ ~ Beta((d−N)/2, N/2) and u uniform in
/// d − 1 dimensions.
pub(super) fn draw(means: &Means, [d, freedom]: [f64; 2], rng: &mut impl RandomSource) -> LawFit {
    let (means, gap) = means.along_gap();
    let Angle { cos, sin } = Angle::beta(d - freedom, freedom, rng);
    let mut projected = [gap * cos * cos, 0.0, 0.0];
    if d > 1.0 {
        let first = Angle::uniform(d - 2.0, rng);
        let second = Angle::uniform(d - 3.0, rng);
        projected[1] = gap * sin * cos * first.cos;
        projected[2] = gap * sin * cos * first.sin * second.cos;
    }
    LawFit {
        order: means.interpolating(projected, gap * cos),
        mean_scores: [1.0, -1.0],
        residual: 0.0,
    }
}
