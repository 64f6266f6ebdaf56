//! Without ridge: a Lanczos process in law.
//!
//! With N = n − 2 degrees of freedom in both scatters, p of them in W₊, let
//! W₊ + W₋ = FFᵀ, F upper triangular in a frame that begins along Δ. B = F⁻¹W₊F⁻ᵀ is
//! independent of F and rotation invariant (a Jacobi ensemble), so
//!
//! ```text
//! V = (ρW₊ + W₋)⁻¹Δ = F⁻ᵀ(I + (ρ−1)B)⁻¹F⁻¹Δ,     F⁻¹Δ = (‖Δ‖/f₁₁) e₁
//! ```
//!
//! needs B only through its Lanczos matrix J started at e₁, whose Cholesky factor is
//! bidiagonal with independent angles (Edelman and Sutton 2008), and a uniform frame. Of F
//! it needs f₁₁² ~ χ²_{N−d+1}, the first row's other entries (normal), and the triangular
//! factor of a small inverse Wishart matrix. J is needed to as many rows as conjugate
//! gradients would take to solve (I + (ρ−1)B)y = e₁ to rounding.

use rand::Rng;

use super::class_means::Means;
use super::draws::counts;
use super::interpolation;
use super::jacobi_workspace::JacobiWorkspace;
use super::lanczos_process::{LanczosProcess, USUAL_STEPS};
use super::random_source::{MirroredSource, RandomSource};
use super::weight_block::{Block, WIDTH};
use super::{LawError, LawFit};
use crate::model::{Design, ModelError, check_weight_ratio};
use crate::simulate::pencil::steps_for;

/// What cutting the Lanczos process off may change, relative to y: no more than rounding
/// does at moderate weights.
const TOLERANCE: f64 = 1e-14;

/// Steps at most: 64 MB for the triangle.
const MOST_STEPS: usize = 4096;

/// Ratios up to this, and down to its inverse, never need as many.
const HARMLESS: f64 = 1e4;

/// Ratios beyond this or below its inverse would leave fewer than four digits to rounding.
const WIDEST: f64 = 1e12;

/// Draws one replicate of the square loss without ridge: (α, γ, b) for every ρ, in the
/// order given, jointly as if all were trained on the same data.
///
/// O(m²) a weight in time, whatever n and d: m is the number of Lanczos steps until the
/// relative error of cutting off, which is bounded as the steps go, is below ε = 1e-14. It is
/// at most ln(2κ^{3/2}/ε)/ln((√κ+1)/(√κ−1)) with κ = max(ρ, 1/ρ), and at most d, n₊, n₋ and
/// n − d steps exist. From d = n − 1 on it is the interpolating classifier of least norm, in
/// constant time.
///
/// # Errors
/// [`LawError::Argument`] for a ratio outside 1e-12 to 1e12, [`LawError::Levels`]
/// when the bound on m is above 4096 (ρ beyond about 2.9e4 or its inverse, for large n and
/// d), [`LawError::EmptyClass`].
pub fn jacobi(
    design: &Design,
    weight_ratios: &[f64],
    rng: &mut impl Rng,
) -> Result<Vec<LawFit>, LawError> {
    for &ratio in weight_ratios {
        check_ratio(design, ratio)?;
    }
    draw(design, weight_ratios, TOLERANCE, rng)
}

/// Draws one of a pair of replicates that mirror each other: `image` says which. Both must
/// be drawn from the generator in the same state.
///
/// Each has the law of [`jacobi`]; they are not independent. With fixed labels the noise of
/// the pair's mean is O(1/n) where that of a replicate is O(1/√n), since all that is random
/// is a smooth function of normal variates, whose odd terms cancel: it shows what n = ∞
/// leaves out, which is O(1/n), at any n.
///
/// # Errors
/// As for [`jacobi`].
pub fn jacobi_mirrored(
    design: &Design,
    weight_ratios: &[f64],
    image: bool,
    rng: &mut impl Rng,
) -> Result<Vec<LawFit>, LawError> {
    for &ratio in weight_ratios {
        check_ratio(design, ratio)?;
    }
    draw(
        design,
        weight_ratios,
        TOLERANCE,
        &mut MirroredSource::new(rng, image),
    )
}

/// Whether [`jacobi`] can draw these (ρ, r) for a design.
pub fn jacobi_covers(design: &Design, trainings: &[(f64, f64)]) -> bool {
    trainings
        .iter()
        .all(|&(ratio, ridge)| ridge == 0.0 && check_ratio(design, ratio).is_ok())
}

/// The greatest ρ that [`jacobi`] can draw for a design, to a thousandth; the least is its
/// inverse.
pub fn jacobi_widest(design: &Design) -> f64 {
    match most_steps(design, WIDEST) <= MOST_STEPS {
        true => WIDEST,
        false => widest(MOST_STEPS),
    }
}

/// Bytes that [`jacobi`] needs at most. Usually it is much less.
pub fn jacobi_memory(design: &Design, weight_ratios: &[f64]) -> usize {
    let steps = weight_ratios
        .iter()
        .map(|&ratio| most_steps(design, ratio).min(MOST_STEPS))
        .max()
        .unwrap_or(0)
        .max(USUAL_STEPS);
    let lanes = weight_ratios.len().div_ceil(WIDTH) * WIDTH;
    // A vector that grows may hold twice what is in it.
    8 * 2 * (steps * (steps + 1) / 2 + steps * (2 * lanes + WIDTH + 9))
}

fn check_ratio(design: &Design, ratio: f64) -> Result<(), LawError> {
    check_weight_ratio(ratio)?;
    if !(1.0 / WIDEST..=WIDEST).contains(&ratio) {
        return Err(LawError::Argument(ModelError::OutOfRange {
            name: "weight_ratio",
            value: ratio,
            allowed: "without the data matrix it lies between 1e-12 and 1e12",
        }));
    }
    if (1.0 / HARMLESS..=HARMLESS).contains(&ratio) {
        return Ok(());
    }
    let levels = most_steps(design, ratio);
    if levels <= MOST_STEPS {
        return Ok(());
    }
    let most = widest(MOST_STEPS);
    Err(LawError::Levels {
        ratio,
        levels,
        limit: MOST_STEPS,
        least: 1.0 / most,
        most,
    })
}

/// Steps that suffice whatever the data.
fn most_steps(design: &Design, ratio: f64) -> usize {
    let (n, d) = (design.samples(), design.dimension());
    if d + 2 > n {
        return 0;
    }
    // J's size is at most d, n_y and n − d; random counts are not known yet.
    d.min(n - d)
        .min(steps_for(ratio.max(1.0 / ratio), TOLERANCE))
}

/// The greatest κ that so many steps suffice for, to three digits or so.
fn widest(steps: usize) -> f64 {
    let (mut low, mut high) = (1.0f64, WIDEST);
    while high > 1.001 * low {
        let middle = (low * high).sqrt();
        if steps_for(middle, TOLERANCE) <= steps {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// One replicate, cut off at a given tolerance.
pub(super) fn draw(
    design: &Design,
    ratios: &[f64],
    tolerance: f64,
    rng: &mut impl RandomSource,
) -> Result<Vec<LawFit>, LawError> {
    let counts = counts(design, rng)?;
    let means = Means::draw(design, counts, rng);
    let (n, d) = (design.samples() as f64, design.dimension() as f64);
    if d > n - 2.0 {
        return Ok(vec![
            interpolation::draw(&means, [d, n - 2.0], rng);
            ratios.len()
        ]);
    }
    let mut room = JacobiWorkspace::take();
    let JacobiWorkspace {
        levels,
        blocks,
        work,
    } = &mut room;
    levels.start(d, counts, rng);
    blocks.resize_with(ratios.len().div_ceil(WIDTH), Block::default);
    for (block, chunk) in blocks.iter_mut().zip(ratios.chunks(WIDTH)) {
        block.start(chunk, tolerance);
    }
    eliminate(levels, blocks, rng);

    let (means, gap) = means.along_gap();
    let scale = gap / levels.corner;
    let mut fits = Vec::with_capacity(ratios.len());
    for (block, chunk) in blocks.iter().zip(ratios.chunks(WIDTH)) {
        let solved = block.solve(levels, work);
        let cut = block.cut();
        fits.extend(chunk.iter().enumerate().map(|(l, &ratio)| {
            let v = solved.along.map(|lane| scale * lane[l]);
            let (order, shrunk) = means.order(ratio, v, scale * solved.norm[l]);
            LawFit {
                order,
                mean_scores: means.mean_scores(ratio, shrunk),
                residual: cut[l],
            }
        }));
    }
    room.keep();
    Ok(fits)
}

/// Goes on with the Lanczos process until every weight is solved for. It ends of itself:
/// the entry below J's diagonal is zero when the Krylov space is exhausted, at d steps if
/// not before.
fn eliminate(levels: &mut LanczosProcess, blocks: &mut [Block], rng: &mut impl RandomSource) {
    loop {
        let step = levels.steps[levels.steps.len() - 1];
        let mut open = false;
        for block in blocks.iter_mut().filter(|b| !b.done()) {
            block.advance(&step);
            open |= !block.done();
        }
        if !open {
            return;
        }
        levels.extend(rng);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_ratios_need_no_look_at_the_design() {
        assert!(steps_for(HARMLESS, TOLERANCE) <= MOST_STEPS);
    }
}
