//! With any ridge: the class means and scatters themselves.

use faer::linalg::matmul::matmul;
use faer::{Accum, ColMut, ColRef, Mat, MatRef, Par};
use rand::Rng;

use super::class_means::Means;
use super::draws::counts;
use super::scatter::{Factors, size};
use super::{LawError, LawFit};
use crate::model::{Design, check_ridge, check_weight_ratio};
use crate::simulate::erm::{Factor, gram};
use crate::simulate::pencil::{Pencil, PencilSolution, most_vectors};

/// Draws one replicate of the square loss: (α, γ, b) for every (ρ, r), in the order given,
/// jointly as if all were trained on the same data.
///
/// O(D²) random numbers and O(D³) operations a ridge, D = min(d, n + 1), and again for each
/// weight far from n₋/n₊ or, from d = n − 1 on, with a small ridge. Without ridge
/// it is, from d = n − 1 on, the interpolating classifier of least norm.
///
/// # Errors
/// [`LawError::Argument`] for a ratio that is not positive, a ridge that is negative or
/// either not finite; [`LawError::EmptyClass`]; [`LawError::Singular`].
pub fn sufficient(
    design: &Design,
    trainings: &[(f64, f64)],
    rng: &mut impl Rng,
) -> Result<Vec<LawFit>, LawError> {
    for &(ratio, ridge) in trainings {
        check_weight_ratio(ratio)?;
        check_ridge(ridge)?;
    }
    let counts = counts(design, rng)?;
    let means = Means::draw(design, counts, rng);
    let factors = Factors::draw(design.dimension(), counts, rng);
    let (n, d) = (design.samples(), design.dimension());
    let few = are_few(design);
    let interpolates = |ridge: f64| ridge == 0.0 && few;
    let mut fits: Vec<Option<LawFit>> = vec![None; trainings.len()];
    let scattered = trainings.iter().any(|t| !interpolates(t.1));
    let scatters = scattered.then(|| factors.scatters());
    // Many samples are not looked at again.
    let factors = few.then_some(factors);
    if let Some(scatters) = &scatters {
        for (ridge, members) in by_ridge(trainings).filter(|(ridge, _)| !interpolates(*ridge)) {
            let ratios: Vec<f64> = members.iter().map(|&i| trainings[i].0).collect();
            let found = fit(&means, scatters, &ratios, n as f64 * ridge);
            for (i, fit) in members.into_iter().zip(found) {
                fits[i] = fit;
            }
        }
    }
    if let Some(factors) = &factors {
        // No weight changes the interpolator.
        let interpolator = (trainings.iter().any(|t| interpolates(t.1)))
            .then(|| by_samples(&means, factors, 1.0, 0.0))
            .flatten();
        for (fit, &(ratio, ridge)) in fits.iter_mut().zip(trainings) {
            let inaccurate = fit.is_none_or(|fit| fit.residual > SHARP);
            let other = match (interpolates(ridge), inaccurate) {
                (true, _) => interpolator,
                (false, true) => by_samples(&means, factors, ratio, n as f64 * ridge),
                (false, false) => None,
            };
            let better = |other: &LawFit| fit.is_none_or(|fit| other.residual < fit.residual);
            *fit = other.filter(better).or(*fit);
        }
    }
    let named = fits.into_iter().zip(trainings);
    named
        .map(|(fit, &(ratio, ridge))| {
            fit.ok_or(LawError::Singular {
                samples: n,
                dimension: d,
                ratio,
                ridge,
            })
        })
        .collect()
}

/// With d ≥ n − 1 a residual above this asks for the other system: the smaller the ridge, the
/// more of what (ρW₊ + W₋ + nrI)V is rounding.
const SHARP: f64 = 1e-9;

/// d ≥ n − 1: the samples can be interpolated.
fn are_few(design: &Design) -> bool {
    design.dimension() + 2 > design.samples()
}

/// Every ridge, and the places of its trainings.
fn by_ridge(trainings: &[(f64, f64)]) -> impl Iterator<Item = (f64, Vec<usize>)> {
    let mut groups: Vec<(f64, Vec<usize>)> = Vec::new();
    for (i, &(_, ridge)) in trainings.iter().enumerate() {
        match groups.iter_mut().find(|(other, _)| *other == ridge) {
            Some((_, members)) => members.push(i),
            None => groups.push((ridge, vec![i])),
        }
    }
    groups.into_iter()
}

/// Bytes that [`sufficient`] needs at most.
pub fn sufficient_memory(design: &Design) -> usize {
    let side = size(design.dimension(), design.samples());
    // Two factors and two scatters, and a system with its workspace; or, in place of the
    // latter, a factor and the vectors of its Lanczos steps, where of many samples the factors
    // are given up.
    let kept = if are_few(design) { 4 } else { 2 };
    8 * side * (6 * side).max((kept + 1) * side + most_vectors(side))
}

/// Solves (ρW₊ + W₋ + shift·I)V = Δ for every ρ.
fn fit(means: &Means, scatters: &[Mat<f64>; 2], ratios: &[f64], shift: f64) -> Vec<Option<LawFit>> {
    let pencil = Pencil {
        scatters,
        gap: &padded(means.gap(), scatters[0].nrows()),
        shift,
        centre: means.size_ratio(),
    };
    let fits = pencil.solve(ratios, |ratio, PencilSolution { v, residual }| {
        let (order, shrunk) = means.order(ratio, head(v), norm(v));
        finite(LawFit {
            order,
            mean_scores: means.mean_scores(ratio, shrunk),
            residual: *residual,
        })
    });
    fits.into_iter().map(Option::flatten).collect()
}

/// With n − 2 unknowns, one for each degree of freedom within the classes, for d ≥ n − 1 and any nr ≥ 0, as well conditioned
/// for nr → 0 as for nr = 0.
///
/// With A = [A₊, A₋] and E = nr·diag(1/ρ, …, 1), V = PΔ/(nr) for PΔ = Δ − A(AᵀA + E)⁻¹AᵀΔ,
/// which is the projection on what is orthogonal to all columns of A for nr = 0, where
/// θ ∝ PΔ. The residual is what is left of AᵀPΔ = E(AᵀA + E)⁻¹AᵀΔ: by how much samples miss
/// the margins that they should have.
fn by_samples(
    means: &Means,
    Factors([plus, minus]): &Factors,
    ratio: f64,
    shift: f64,
) -> Option<LawFit> {
    let (side, first) = (plus.nrows(), plus.ncols());
    let columns = first + minus.ncols();
    let rows = Mat::from_fn(columns, side, |j, i| match j.checked_sub(first) {
        None => plus[(i, j)],
        Some(j) => minus[(i, j)],
    });
    let damping = |j: usize| if j < first { shift / ratio } else { shift };
    let mut projected = padded(means.gap(), side);
    let mut images = vec![0.0; columns];
    if columns > 0 {
        let mut normal = gram(&rows);
        (0..columns).for_each(|j| normal[(j, j)] += damping(j));
        let normal = Factor::of(normal)?;
        let mut solution = vec![0.0; columns];
        let left = |projected: &[f64], solution: &[f64], images: &mut [f64]| {
            for (j, image) in images.iter_mut().enumerate() {
                *image = -damping(j) * solution[j];
            }
            add_product(images, 1.0, rows.as_ref(), projected);
        };
        // Twice, because the normal equations square the condition number.
        for _ in 0..2 {
            left(&projected, &solution, &mut images);
            normal.solve(&mut images);
            add_product(&mut projected, -1.0, rows.transpose(), &images);
            solution.iter_mut().zip(&images).for_each(|(s, x)| *s += x);
        }
        left(&projected, &solution, &mut images);
    }
    let size = norm(&projected);
    // Labels are met on average; deviations from the class means must not be seen by θ.
    let unmet = 2.0 * norm(&images) / (size * size) / ((columns + 2) as f64).sqrt();
    let (order, mean_scores) = if shift > 0.0 {
        let v: Vec<f64> = projected.iter().map(|p| p / shift).collect();
        let (order, shrunk) = means.order(ratio, head(&v), norm(&v));
        (order, means.mean_scores(ratio, shrunk))
    } else {
        (means.interpolating(head(&projected), size), [1.0, -1.0])
    };
    finite(LawFit {
        order,
        mean_scores,
        residual: unmet,
    })
}

/// A vector of the frame in all D coordinates.
fn padded(v: [f64; 3], size: usize) -> Vec<f64> {
    let mut all = v.to_vec();
    all.resize(size, 0.0);
    all
}

/// y ← y + a·M x, on one thread.
fn add_product(y: &mut [f64], a: f64, m: MatRef<'_, f64>, x: &[f64]) {
    matmul(
        ColMut::from_slice_mut(y).as_mat_mut(),
        Accum::Add,
        m,
        ColRef::from_slice(x).as_mat(),
        a,
        Par::Seq,
    );
}

/// The first three coordinates, of which those beyond D are zero.
fn head(v: &[f64]) -> [f64; 3] {
    std::array::from_fn(|i| v.get(i).copied().unwrap_or(0.0))
}

fn norm(v: &[f64]) -> f64 {
    v.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn finite(fit: LawFit) -> Option<LawFit> {
    let finite = fit.order.iter().all(|x| x.is_finite()) && fit.residual.is_finite();
    finite.then_some(fit)
}
