//! The square loss without stored features: what it needs of the samples is gathered while
//! they are drawn.
//!
//! With class means x̄_y and scatters W_y, Δ = x̄₊ − x̄₋, m = (x̄₊ + x̄₋)/2, c = ρn₊n₋/(ρn₊ + n₋),
//! V = (ρW₊ + W₋ + n r I)⁻¹Δ and q = cΔᵀV,
//!
//! ```text
//! θ = 2c/(1 + q)·V,     b = (ρn₊ − n₋)/((ρn₊ + n₋)(1 + q)) − θᵀm
//! ```
//!
//! which minimises (1/n)Σ ω_y(1 − y(θᵀx + b))²/2 + (r/2)‖θ‖² for ρ = ω₊/ω₋. The matrix is
//! definite without ridge up to d = n − 2.

mod left_out;

use rand::Rng;

use super::erm::SolveError;
use super::pencil::{Pencil, PencilSolution, symmetric};
use super::scatter::{SampleMoments, Scatter};
use super::streams::{Purpose, Streams};
use super::training_set::{counts, each_sample, kept_samples};
use crate::model::{ClassScores, Design};

/// Sizes, means and scatters of the two classes.
#[derive(Debug)]
pub(super) struct Classes {
    counts: [f64; 2],
    /// Δ and m.
    gap: Vec<f64>,
    middle: Vec<f64>,
    scatters: [faer::Mat<f64>; 2],
}

/// A classifier as far as a replicate measures it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SquareFit {
    /// α = ‖θ‖, γ = θ₁ and b.
    pub(super) order: [f64; 3],
    /// Norm of the gradient against the pulls of the classes that balance in it.
    pub(super) residual: f64,
    /// Of the samples that it is trained on, if that was asked for.
    pub(super) training_scores: Option<ClassScores>,
}

impl Classes {
    /// Draws the samples of a replicate, those of [`super::TrainingSet`] for the same
    /// streams, and reduces all of them, the balanced ones, or both.
    ///
    /// The known mean of a class is added to its samples' mean only: however far apart the
    /// classes, the scatters and m do not suffer.
    pub(super) fn draw(design: &Design, wanted: [bool; 2], streams: Streams) -> [Option<Self>; 2] {
        let dimension = design.dimension();
        let population = design.two_class().population();
        let rng = &mut streams.rng(Purpose::Data);
        let sizes = counts(&population, &fixed_counts(design), design.labels(), rng);
        let kept = wanted[1].then(|| kept_samples(&sizes, &mut streams.rng(Purpose::Downsampling)));
        let mut moments = [Vec::new(), Vec::new()];
        for (g, group) in population.groups().iter().enumerate() {
            let some = kept.as_ref().map(|kept| kept[g].as_slice());
            let [all, balanced] =
                gather(dimension, group.noise_scale, sizes[g], wanted[0], some, rng);
            moments[0].extend(all);
            moments[1].extend(balanced);
        }
        let means: Vec<&[f64]> = population
            .groups()
            .iter()
            .map(|g| g.mean.as_slice())
            .collect();
        moments.map(|moments| {
            let both: [SampleMoments; 2] = moments.try_into().ok()?;
            Some(Self::new(both, [means[0], means[1]]))
        })
    }

    /// From moments around the class means μ_y, of which trailing zeros may be left out.
    fn new([plus, minus]: [SampleMoments; 2], [up, down]: [&[f64]; 2]) -> Self {
        let counts = [plus.count as f64, minus.count as f64];
        let known = |mean: &[f64], i: usize| mean.get(i).copied().unwrap_or(0.0);
        let pairs = || plus.mean.iter().zip(&minus.mean).enumerate();
        Self {
            counts,
            gap: pairs()
                .map(|(i, (p, m))| (known(up, i) - known(down, i)) + (p - m))
                .collect(),
            middle: pairs()
                .map(|(i, (p, m))| 0.5 * ((known(up, i) + known(down, i)) + (p + m)))
                .collect(),
            scatters: [plus.scatter, minus.scatter],
        }
    }

    /// Trains for every weight ratio with one ridge, and looks at the training samples' scores of
    /// those in `scored`; `None` where the equations are singular.
    pub(super) fn train(
        &self,
        ratios: &[f64],
        ridge: f64,
        scored: &[f64],
    ) -> Vec<Option<SquareFit>> {
        let [up, down] = self.counts;
        let pencil = Pencil {
            scatters: &self.scatters,
            gap: &self.gap,
            shift: (up + down) * ridge,
            centre: down / up,
        };
        pencil.solve(ratios, |ratio, solution| {
            self.trained(ratio, solution, scored.contains(&ratio))
        })
    }

    /// Why [`Self::train`] gave nothing.
    pub(super) fn singular(&self) -> SolveError {
        SolveError::Singular {
            samples: (self.counts[0] + self.counts[1]) as usize,
            dimension: self.gap.len(),
        }
    }

    fn trained(&self, ratio: f64, solution: &PencilSolution, scored: bool) -> SquareFit {
        let v = &solution.v;
        let [up, down] = [ratio * self.counts[0], self.counts[1]];
        let coupling = up * (down / (up + down));
        let shrunk = 1.0 + coupling * dot(&self.gap, v);
        let scale = 2.0 * coupling / shrunk;
        let middle = scale * dot(&self.middle, v);
        let level = (up - down) / (up + down) / shrunk;
        SquareFit {
            training_scores: scored.then(|| self.training_scores(level, scale, v)),
            order: [scale * dot(v, v).sqrt(), scale * v[0], level - middle],
            // With b eliminated the gradient is 2c/(1 + q) times what V leaves of Δ, and
            // 2c/(1 + q) is what the samples of either class pull together.
            residual: solution.residual,
        }
    }
}

impl Classes {
    /// Of θ = scale·V: the classes' means lie ±θᵀΔ/2 from θᵀm + b, and their variances are
    /// θᵀW_yθ/(n_y − 1).
    fn training_scores(&self, level: f64, scale: f64, v: &[f64]) -> ClassScores {
        let half = 0.5 * scale * dot(&self.gap, v);
        let mut image = vec![0.0; v.len()];
        let [plus, minus] = [0, 1].map(|class| {
            symmetric(&self.scatters[class], v, &mut image);
            let freedom = (self.counts[class] - 1.0).max(1.0);
            scale * (dot(v, &image).max(0.0) / freedom).sqrt()
        });
        ClassScores::new([level + half, level - half], [plus, minus])
    }
}

/// (n₊, n₋) of fixed labels.
pub(super) fn fixed_counts(design: &Design) -> [usize; 2] {
    let minority = design.minority_samples();
    [minority, design.samples() - minority]
}

/// Draws one class and gathers all of it, and those of it that are kept.
fn gather(
    dimension: usize,
    noise: f64,
    count: usize,
    all: bool,
    kept: Option<&[usize]>,
    rng: &mut impl Rng,
) -> [Option<SampleMoments>; 2] {
    // Where all are kept there is one thing to gather.
    let complete = kept.is_some_and(|kept| kept.len() == count);
    let mut full = (all || complete).then(|| Scatter::new(dimension, count));
    let part = kept.filter(|_| !complete);
    let mut some = part.map(|kept| (Scatter::new(dimension, kept.len()), kept.iter().peekable()));
    each_sample(dimension, noise, count, rng, |i, sample| {
        if let Some(full) = &mut full {
            full.add(sample);
        }
        if let Some((some, next)) = &mut some
            && next.next_if(|&&kept| kept == i).is_some()
        {
            some.add(sample);
        }
    });
    let full = full.map(Scatter::finish);
    let balanced = match some {
        Some((some, _)) => Some(some.finish()),
        None if complete => full.clone(),
        None => None,
    };
    [full.filter(|_| all), balanced]
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests;
