//! A classifier in the span, and the objective there.

use super::columns::BLOCK;
use super::objective::{Pulls, SpanObjective};
use super::revealed_features::RevealedFeatures;

/// A classifier θ = Σ t_k p_k, b = t₀, and the objective's derivatives there.
#[derive(Clone, Debug)]
pub(super) struct SpanPoint {
    pub(super) at: Vec<f64>,
    pub(super) gradient: Vec<f64>,
    pub(super) scores: Vec<f64>,
    pub(super) pulls: Vec<f64>,
    pub(super) bends: Vec<f64>,
}

impl SpanPoint {
    pub(super) fn new(samples: usize) -> Self {
        let zeros = || vec![0.0; samples];
        Self {
            at: Vec::new(),
            gradient: Vec::new(),
            scores: zeros(),
            pulls: zeros(),
            bends: zeros(),
        }
    }

    /// Scores, pulls, bends and the gradient within the span for `at`, in one pass over the
    /// columns. In the same pass, the last column's row of the Hessian with ℓ'' as `held`.
    pub(super) fn evaluate(
        &mut self,
        span: &RevealedFeatures,
        objective: &SpanObjective,
        ridge: f64,
        held: Option<&[f64]>,
    ) -> Vec<f64> {
        let right = &span.right;
        let coefficients: Vec<[f64; 1]> = self.at.iter().map(|t| [*t]).collect();
        let last = coefficients.len() - 1;
        let mut gradient = vec![[0.0]; last + 1];
        let mut both = vec![[0.0; 2]; last + 1];
        let mut weighted = [0.0; BLOCK];
        for (group, rows) in objective.blocks() {
            let scores = &mut self.scores[rows.clone()];
            scores.fill(0.0);
            right.add_combination(&rows, &coefficients, &mut [&mut *scores]);
            let first = &mut self.pulls[rows.clone()];
            let second = &mut self.bends[rows.clone()];
            objective.pull(group, scores, Pulls { first, second });
            let pulls = &self.pulls[rows.clone()];
            let Some(held) = held else {
                right.add_dots(&rows, [pulls], &mut gradient);
                continue;
            };
            let weighted = &mut weighted[..rows.len()];
            let column = right.column(last)[rows.clone()].iter();
            for (w, (a, d)) in weighted.iter_mut().zip(column.zip(&held[rows.clone()])) {
                *w = a * d;
            }
            right.add_dots(&rows, [pulls, weighted], &mut both);
        }
        self.gradient.clear();
        let sums = gradient.iter().zip(&both).map(|([g], [h, _])| g + h);
        self.gradient.extend(sums);
        let drag = self.gradient.iter_mut().zip(&self.at).skip(1);
        drag.for_each(|(g, t)| *g += ridge * t);
        let mut row: Vec<f64> = both.iter().map(|s| s[1]).collect();
        row[last] += ridge;
        row
    }
}
