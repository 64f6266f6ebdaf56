//! From nearly optimal to optimal at rounding: the equations of the active samples.

use super::cholesky::Factor;
use super::clamped_program::{PrimalDual, Program};
use super::interior_point::Interior;
use super::piecewise_linear::ACCEPTED_GAP;
use super::{axpy, length};
use crate::simulate::is_given_up;

/// Where a sample's margin lies.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// Below its kink: u = l.
    Below,
    /// At its kink, or where its slope rises: l ≤ u ≤ h.
    Kink,
    /// Above its kink: u = h.
    Above,
}

/// Rounds of guessing the sides anew where the solution contradicts them.
const GUESSES: usize = 6;
/// Corrections of one guess; each gains at least half of the digits that are left to gain.
const CORRECTIONS: usize = 15;
/// Weights of a kink's equation against the ridge. A correction leaves 1/(1 + βσ²) of an
/// error along a direction with singular value σ of A_E: nearly parallel samples, as of data
/// that are only just separable, need the greater ones, at which rounding is greater too.
const STIFFNESS: [f64; 3] = [1e8, 1e11, 1e14];

/// The spread of the margins that θ makes, against the intercept, from which on θ = 0 is tried.
const NEXT_TO_NOTHING: f64 = 1e-9;

/// Solves a_iᵀx − c_i u_i = t_i for the samples at their kink together with
/// Aᵀu + R(θ, 0) = 0, all other u_i at their bounds; returns the pair with the least residual
/// seen, and that residual.
///
/// The sides are read off the interior point. A change of (x, u) solves
/// (R·diag(1, …, 1, 0) + A_EᵀBA_E)Δx = −r_d − A_EᵀBr_p, Δu_E = B(A_EΔx + r_p) with
/// 1/B = c + 1/β, the method of multipliers (Newton's for c ≫ 1/β), repeated until the
/// residuals r_d, r_p are at rounding. Unlike
/// a direct solve of the two equations it also serves where more samples than
/// unknowns sit at their kinks, as when one class is given up (θ = 0).
pub(super) fn polish(program: &Program<'_>, from: &Interior) -> (PrimalDual, f64) {
    let mut best = (from.pair.clone(), program.residual(&from.pair));
    for stiffness in STIFFNESS {
        guess_sides(program, from, stiffness, &mut best);
        if best.1 <= ACCEPTED_GAP || program.ridge == 0.0 {
            break;
        }
    }
    given_up(program, best)
}

/// A solution whose θ is next to nothing against its intercept, with θ = 0 where that is
/// optimal: when one class is given up, what is left of θ is rounding and has no direction.
/// Only slopes that jump can balance without any θ.
fn given_up(program: &Program<'_>, best: (PrimalDual, f64)) -> (PrimalDual, f64) {
    if program.compliance.iter().any(|c| *c > 0.0) {
        return best;
    }
    let (slopes, intercept) = best.0.at.split_at(program.penalised);
    let spread = length(slopes) * program.length;
    if spread == 0.0 || spread > NEXT_TO_NOTHING * length(intercept) {
        return best;
    }
    let mut zero = best.0.clone();
    zero.at[..program.penalised].fill(0.0);
    let residual = program.residual(&zero);
    match residual <= ACCEPTED_GAP {
        true => (zero, residual),
        false => best,
    }
}

/// Improves `best` by the sides that the interior point shows and, where their solution
/// contradicts them, by those that the solution shows.
fn guess_sides(
    program: &Program<'_>,
    from: &Interior,
    stiffness: f64,
    best: &mut (PrimalDual, f64),
) {
    let solved = 1e-3 * best.1;
    // Either measure of "inside its bounds" misleads on some problems, hardly both.
    for measure in [Inside::Largest, Inside::Width] {
        let mut sides = sides(program, from, measure);
        let mut start = from.pair.clone();
        for _ in 0..GUESSES {
            if is_given_up() {
                return;
            }
            let Some((pair, gap)) = solve(program, &sides, &start, stiffness) else {
                break;
            };
            let next = contradicted(program, &sides, &pair);
            start = program.boxed(pair.at, &pair.dual);
            if gap < best.1 {
                *best = (start.clone(), gap);
            }
            if next == sides {
                break;
            }
            sides = next;
        }
        if best.1 <= solved {
            break;
        }
    }
}

/// What the distance of u from its bounds is measured against.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    /// The largest distance that occurs: a small ridge leaves it far below h − l.
    Largest,
    /// h − l, for problems with no sample at its kink.
    Width,
}

/// At the kink both p and q are small against the distances of u from its bounds.
fn sides(program: &Program<'_>, from: &Interior, measure: Inside) -> Vec<Side> {
    let kink = program.typical_kink();
    let n = program.kinks.len();
    let bounds = || from.pair.to_high.iter().zip(&from.pair.to_low);
    let inside = bounds().fold(0.0f64, |m, (h, l)| m.max(h.min(*l)));
    (0..n)
        .map(|i| {
            let width = program.high[i] - program.low[i];
            let width = match measure {
                Inside::Width if width.is_finite() => width,
                Inside::Width | Inside::Largest => inside.min(width),
            };
            let (p, q) = (from.above[i] / kink, from.below[i] / kink);
            if p * width > from.pair.to_high[i] {
                Side::Above
            } else if q * width > from.pair.to_low[i] {
                Side::Below
            } else {
                Side::Kink
            }
        })
        .collect()
}

/// The multipliers' method for one guess of the sides; u_E is not held to its box.
fn solve(
    program: &Program<'_>,
    sides: &[Side],
    from: &PrimalDual,
    stiffness: f64,
) -> Option<(PrimalDual, f64)> {
    let data = program.data;
    let active = sides.iter().filter(|s| **s == Side::Kink).count();
    let stiffness = if program.ridge > 0.0 {
        let typical = data.mean_square() * active.max(1) as f64 / data.unknowns() as f64;
        stiffness * program.ridge / typical
    } else {
        1.0
    };
    let weights: Vec<f64> = sides
        .iter()
        .zip(&program.compliance)
        .map(|(side, c)| match side {
            Side::Kink => 1.0 / (c + 1.0 / stiffness),
            Side::Below | Side::Above => 0.0,
        })
        .collect();
    let mut system = data.gram(&weights);
    for j in 0..program.penalised {
        system[(j, j)] += program.ridge;
    }
    let factor = Factor::with_shifts(system)?;
    let mut at = from.at.clone();
    let mut dual: Vec<f64> = (0..sides.len())
        .map(|i| match sides[i] {
            Side::Below => program.low[i],
            Side::Kink => from.dual[i],
            Side::Above => program.high[i],
        })
        .collect();
    let mut best: Option<(PrimalDual, f64)> = None;
    for _ in 0..CORRECTIONS {
        let margins = data.margins(&at);
        let offsets = program.offsets(&margins, &dual);
        let pull: Vec<f64> = weights.iter().zip(&offsets).map(|(w, e)| w * e).collect();
        let mut change = data.combine(&pull);
        let left = program.stationarity(&at, &dual);
        change.iter_mut().zip(&left).for_each(|(c, l)| *c = -*c - l);
        factor.solve(&mut change);
        let along = data.margins(&change);
        axpy(1.0, &change, &mut at);
        for i in 0..sides.len() {
            dual[i] += pull[i] + weights[i] * along[i];
        }
        let gap = program.residual(&program.boxed(at.clone(), &dual));
        let slow = best.as_ref().is_some_and(|(_, g)| gap > 0.5 * g);
        if best.as_ref().is_none_or(|(_, g)| gap < *g) {
            let free = program.boxed(at.clone(), &dual);
            best = Some((
                PrimalDual {
                    dual: dual.clone(),
                    ..free
                },
                gap,
            ));
        }
        if slow || gap.is_nan() {
            break;
        }
    }
    best
}

/// The sides that the solution itself shows, where it leaves the guess.
fn contradicted(program: &Program<'_>, sides: &[Side], pair: &PrimalDual) -> Vec<Side> {
    let margins = program.data.margins(&pair.at);
    let slack = 1e-11 * program.typical_kink();
    let offsets = program.offsets(&margins, &pair.dual);
    (0..sides.len())
        .map(|i| {
            let offset = offsets[i];
            match sides[i] {
                Side::Kink if pair.dual[i] > program.high[i] => Side::Above,
                Side::Kink if pair.dual[i] < program.low[i] => Side::Below,
                Side::Above if offset < -slack => Side::Kink,
                Side::Below if offset > slack => Side::Kink,
                Side::Above | Side::Kink | Side::Below => sides[i],
            }
        })
        .collect()
}
