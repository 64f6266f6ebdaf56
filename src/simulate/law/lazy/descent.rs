//! Newton's method in a span that grows along the gradient.

use rand::Rng;

#[cfg(test)]
use super::columns::Columns;
use super::growing_factor::GrowingFactor;
use super::line_search::flattest;
use super::objective::SpanObjective;
use super::revealed_features::RevealedFeatures;
use super::span_point::SpanPoint;
use crate::simulate::is_given_up;
use crate::simulate::kernels::{axpy, dot, norm};
use crate::simulate::law::LawError;

/// A gradient this small, against that at θ = 0, ends the descent.
const TOLERANCE: f64 = 1e-9;
/// Where rounding ends it first, one this small is accepted.
pub(super) const ACCEPTED: f64 = 1e-7;
/// A step that leaves more than this share of the gradient within the span asks for a
/// new Hessian. What is left is for the next column's step, so that much may stay.
const STALE: f64 = 0.6;
/// The gradient within the span must be below this share of what lay outside it before
/// the next column is drawn: until then a step costs less than what it saves.
const SETTLED: f64 = 1.0;
/// Newton's step is taken as it is if the slope at its end lies between these shares of
/// that at its beginning; else it is the beginning of a line search.
const SLOPES: [f64; 2] = [-0.5, 0.05];

/// A classifier in the span's coordinates, and how it was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TrainedInSpan {
    /// b, then θ along the span's directions.
    pub(super) at: Vec<f64>,
    /// The norm of the gradient relative to that at θ = 0.
    pub(super) residual: f64,
    /// Columns of the features that were drawn, with the intercept's.
    pub(super) columns: usize,
}

impl TrainedInSpan {
    /// α = ‖θ‖.
    pub(super) fn norm(&self) -> f64 {
        norm(&self.at[1..])
    }
}

/// What may be used of time and memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) columns: usize,
    pub(super) steps: usize,
}

pub(super) struct SpanDescent {
    objective: SpanObjective,
    ridge: f64,
    span: RevealedFeatures,
    here: SpanPoint,
    there: SpanPoint,
    /// The Hessian's factor, and ℓ'' where it was taken.
    factor: Option<GrowingFactor>,
    bends: Vec<f64>,
    /// Whether the factor's last row is but a guess.
    guessed: bool,
    /// Lengths of the gradient and of the pulls at θ = 0.
    scale: (f64, f64),
    /// Length of the gradient outside the span, when last seen.
    outside: f64,
}

/// How a step ended.
enum Step {
    Taken,
    Stalled,
}

impl SpanDescent {
    /// n-vectors, besides those of the span.
    pub(super) const VECTORS: usize = 7;

    pub(super) fn new(
        objective: SpanObjective,
        ridge: f64,
        span: RevealedFeatures,
        samples: usize,
    ) -> Self {
        let mut descent = Self {
            objective,
            ridge,
            span,
            here: SpanPoint::new(samples),
            there: SpanPoint::new(samples),
            factor: None,
            bends: vec![0.0; samples],
            guessed: false,
            scale: (0.0, 0.0),
            outside: f64::INFINITY,
        };
        descent.here.at = vec![0.0; descent.span.right.count()];
        let (span, objective) = (&descent.span, &descent.objective);
        descent.here.evaluate(span, objective, ridge, None);
        descent
    }

    pub(super) fn run(
        &mut self,
        limits: Limits,
        rng: &mut impl Rng,
    ) -> Result<TrainedInSpan, LawError> {
        let mut stalled = false;
        for step in 0..limits.steps {
            if is_given_up() {
                break;
            }
            if self.ridge == 0.0 && self.objective.escapes(&self.here.scores) {
                return Err(LawError::Separable);
            }
            let size = self.size();
            let open = self.span.is_open();
            let settled = norm(&self.here.gradient) <= SETTLED * self.outside.max(TOLERANCE * size);
            // Only with what lies outside is the whole gradient known.
            let known = !open || settled || stalled || step == 0;
            if open && known {
                self.reveal(rng);
            }
            let length = norm(&self.here.gradient);
            if !length.is_finite() {
                return Err(LawError::NotFinite);
            }
            if step == 0 {
                let pulls = norm(&self.here.pulls);
                self.scale = (length.max(f64::MIN_POSITIVE), pulls.max(f64::MIN_POSITIVE));
            }
            if known && length <= TOLERANCE * self.size() {
                return self.finish();
            }
            let full = self.span.right.count() > limits.columns;
            stalled = match self.step() {
                Step::Taken => false,
                Step::Stalled if known => return self.finish(),
                Step::Stalled => true,
            };
            if full {
                break;
            }
        }
        self.finish()
    }

    /// Where it stands: t and the columns it multiplies.
    #[cfg(test)]
    pub(super) fn place(&self) -> (&[f64], &Columns) {
        (&self.here.at, &self.span.right)
    }

    /// What a gradient is small against: that at θ = 0, reduced as the pulls are that it
    /// is a sum of.
    fn size(&self) -> f64 {
        let (gradient, pulls) = self.scale;
        gradient * (norm(&self.here.pulls) / pulls).min(1.0)
    }

    fn finish(&self) -> Result<TrainedInSpan, LawError> {
        let residual = norm(&self.here.gradient) / self.size();
        let columns = self.span.right.count();
        if residual.is_nan() || residual > ACCEPTED {
            return Err(LawError::NotConverged { columns, residual });
        }
        let trained = TrainedInSpan {
            at: self.here.at.clone(),
            residual,
            columns,
        };
        match trained.norm().is_finite() && trained.at[0].is_finite() {
            true => Ok(trained),
            false => Err(LawError::NotFinite),
        }
    }

    /// Adds the direction in which the gradient leaves the span.
    fn reveal(&mut self, rng: &mut impl Rng) {
        self.outside = self.span.reveal(&self.here.pulls, rng);
        if self.outside == 0.0 {
            return;
        }
        self.here.at.push(0.0);
        self.here.gradient.push(self.outside);
        let Some(factor) = &mut self.factor else {
            return;
        };
        // The new row of the Hessian at hand. Its entries with columns before the last
        // would be zero if ℓ'' did not change; they come with the next pass over the columns.
        let right = &self.span.right;
        let last = right.count() - 1;
        let [mut new, mut old] = [0.0; 2];
        let columns = right.column(last).iter().zip(right.column(last - 1));
        for ((a, b), w) in columns.zip(&self.bends) {
            new += w * a * a;
            old += w * a * b;
        }
        let mut row = vec![0.0; last + 1];
        row[last - 1] = old;
        row[last] = new + self.ridge;
        self.guessed = factor.push(row);
        if !self.guessed {
            self.factor = None;
        }
    }

    /// A Newton step with the Hessian at hand, or with a new one if that does not do.
    fn step(&mut self) -> Step {
        let old = self.factor.is_some();
        let mut moved = self.advance();
        if !moved && old {
            self.factor = None;
            moved = self.advance();
        }
        if moved {
            std::mem::swap(&mut self.here, &mut self.there);
            if norm(&self.here.gradient) > STALE * norm(&self.there.gradient) {
                self.factor = None;
            }
            Step::Taken
        } else {
            Step::Stalled
        }
    }

    /// Goes `there`; `false` if no length of the step helps.
    fn advance(&mut self) -> bool {
        let old = self.factor.is_some();
        let Some(mut step) = self.direction() else {
            return false;
        };
        let slope = dot(&step, &self.here.gradient);
        if slope >= 0.0 || slope.is_nan() {
            return false;
        }
        self.evaluate_there(&step);
        let [low, high] = SLOPES.map(|share| share * slope.abs());
        let end = dot(&step, &self.there.gradient);
        if end >= low && end <= high {
            return true;
        }
        if old {
            return false;
        }
        let Some(t) = self.search(&step, slope) else {
            return false;
        };
        step.iter_mut().for_each(|x| *x *= t);
        self.evaluate_there(&step);
        true
    }

    /// −H⁻¹∇.
    fn direction(&mut self) -> Option<Vec<f64>> {
        if self.factor.is_none() {
            self.factor = self.hessian();
        }
        let mut step: Vec<f64> = self.here.gradient.iter().map(|g| -g).collect();
        self.factor.as_ref()?.solve(&mut step);
        Some(step)
    }

    /// The Hessian here, with a little of the identity added where it is singular, as it
    /// is when all samples but a few lie where the loss does not bend.
    fn hessian(&mut self) -> Option<GrowingFactor> {
        self.bends.copy_from_slice(&self.here.bends);
        let gram = self.span.right.gram(&self.bends);
        let typical = self.objective.typical_curvature();
        [0.0, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 1.0]
            .into_iter()
            .find_map(|share| {
                let shift = share * typical;
                GrowingFactor::of(&gram, |j| shift + if j > 0 { self.ridge } else { 0.0 })
            })
    }

    /// How far to go where the whole step is too long or too short.
    fn search(&self, step: &[f64], slope: f64) -> Option<f64> {
        let SpanPoint { at, scores, .. } = &self.here;
        let there = self.there.scores.iter().zip(scores);
        let change: Vec<f64> = there.map(|(t, h)| t - h).collect();
        let (theta, along) = (&at[1..], &step[1..]);
        let [ts, ss] = [dot(theta, along), dot(along, along)];
        let incline = |t: f64| {
            let slope = self.objective.slope_along(scores, &change, t);
            slope + self.ridge * (ts + t * ss)
        };
        flattest(incline, slope)
    }

    fn evaluate_there(&mut self, step: &[f64]) {
        self.there.at.clone_from(&self.here.at);
        axpy(1.0, step, &mut self.there.at);
        let bends = self.guessed.then_some(self.bends.as_slice());
        let (span, objective) = (&self.span, &self.objective);
        let row = self.there.evaluate(span, objective, self.ridge, bends);
        if let (Some(factor), true) = (&mut self.factor, self.guessed) {
            if !factor.replace_last(row) {
                self.factor = None;
            }
            self.guessed = false;
        }
    }
}
