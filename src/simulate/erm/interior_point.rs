//! A primal–dual interior-point method for losses whose slope is a clamped line.

use super::axpy;
use super::cholesky::Factor;
use super::clamped_program::{PrimalDual, Program};
use super::signed_samples::SignedSamples;
use crate::simulate::is_given_up;

/// Stops at this residual; from there an exact solve on the active samples takes over.
const TOLERANCE: f64 = 1e-12;
/// From this residual on, this many steps without halving it end the method.
const NEARLY: f64 = 1e-9;
const PATIENCE: usize = 3;
/// So many end it wherever it is: rounding moves the point about.
const MOST_IN_VAIN: usize = 30;
const MOST_STEPS: usize = 150;
/// Share of the complementarity that a centred step aims at.
const CENTRED: f64 = 0.3;
/// Share of the way to the boundary that a step goes.
const SHORT_OF_BOUNDARY: f64 = 0.995;

/// How a step is chosen.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Steps {
    /// Predictor and corrector: few, but now and then they go round in a circle for ever.
    /// That such correctors can fail to converge is known (Cartis 2005, optimization-online
    /// 1062).
    Corrected,
    /// Towards a fixed share of the complementarity: more of them, and steadier.
    Centred,
}

/// Where the method ended.
pub(super) struct Interior {
    pub(super) pair: PrimalDual,
    /// (z − t − cu)₊ on the central path; 0 where h = ∞.
    pub(super) above: Vec<f64>,
    /// (t − z + cu)₊ on the central path; 0 where l = −∞.
    pub(super) below: Vec<f64>,
    pub(super) iterations: usize,
    /// The residual of `pair`.
    pub(super) gap: f64,
}

/// A change of everything; the distances to the bounds change by ∓`dual`.
struct Step {
    at: Vec<f64>,
    dual: Vec<f64>,
    above: Vec<f64>,
    below: Vec<f64>,
}

/// Newton's linear system, without the complementarities that it is solved for.
struct System<'a> {
    data: &'a SignedSamples<'a>,
    factor: &'a Factor,
    weights: &'a [f64],
    /// What is left of stationarity.
    left: &'a [f64],
    /// What is left of Ax − t − cu − p + q = 0.
    short: &'a [f64],
}

/// Minimises a [`Program`] by Mehrotra's predictor–corrector steps (Mehrotra 1992; for
/// R = 0 the Frisch–Newton method of Portnoy & Koenker 1997, which takes the box of the
/// dual into account).
///
/// With z − t − cu = p − q, p, q ≥ 0, the optimality conditions are p(h − u) = 0,
/// q(u − l) = 0, Ax − t − cu − p + q = 0 and Aᵀu + R(θ, 0) = 0. Each step solves one system
/// with AᵀWA + R·diag(1, …, 1, 0), 1/W = p/(h−u) + q/(u−l) + c, twice.
///
/// Ends early, before the gap closes, once `enough` accepts the margins.
pub(super) fn interior_point(
    program: &Program<'_>,
    steps: Steps,
    enough: impl Fn(&[f64]) -> bool,
) -> Interior {
    let mut now = start(program);
    let mut best = now.copy();
    let (mut halved, mut least) = (0, f64::INFINITY);
    for iterations in 1..=MOST_STEPS {
        now.iterations = iterations;
        let objective;
        (now.gap, objective) = program.certificates(&now.pair);
        let margins = program.data.margins(&now.pair.at);
        if now.gap < 0.5 * best.gap || (objective < 0.5 * least && least > TOLERANCE) {
            halved = iterations;
            best = now.copy();
            least = objective.min(least);
        }
        if now.gap <= TOLERANCE || enough(&margins) {
            return now;
        }
        // Rounding has the last word: nothing below is gained by more steps. Where θ = 0 is the
        // answer there is nothing for its residual to be small against.
        let nearly = best.gap <= NEARLY || least <= TOLERANCE;
        let patience = if nearly { PATIENCE } else { MOST_IN_VAIN };
        if iterations > halved + patience {
            break;
        }
        if is_given_up() || !now.advance(program, &margins, steps) {
            break;
        }
    }
    best
}

/// θ = 0, u in the middle of its box, p and q with room on either side of the kink.
fn start(program: &Program<'_>) -> Interior {
    let room = program.typical_kink();
    let n = program.kinks.len();
    let dual: Vec<f64> = (0..n).map(|i| first_pull(program, i, room)).collect();
    let bounds = || dual.iter().zip(program.high.iter().zip(&program.low));
    let kinks = || program.kinks.iter();
    Interior {
        above: (kinks().zip(&program.high))
            .map(|(t, h)| finite_or_zero(*h, (-t).max(0.0) + room))
            .collect(),
        below: (kinks().zip(&program.low))
            .map(|(t, l)| finite_or_zero(*l, t.max(0.0) + room))
            .collect(),
        pair: PrimalDual {
            at: vec![0.0; program.data.unknowns()],
            to_high: bounds().map(|(u, (h, _))| h - u).collect(),
            to_low: bounds().map(|(u, (_, l))| u - l).collect(),
            dual,
        },
        iterations: 0,
        gap: f64::INFINITY,
    }
}

/// In the middle of a box; beside its one finite bound as far as the slope reaches within
/// `room`, and for a constraint, whose slope is unbounded, 1.
fn first_pull(program: &Program<'_>, i: usize, room: f64) -> f64 {
    let (low, high, c) = (program.low[i], program.high[i], program.compliance[i]);
    let reach = if c > 0.0 { room / c } else { 1.0 };
    match (low.is_finite(), high.is_finite()) {
        (true, true) => low + 0.5 * (high - low),
        (false, true) => high - reach,
        (true, false) => low + reach,
        (false, false) => 0.0,
    }
}

fn finite_or_zero(bound: f64, room: f64) -> f64 {
    if bound.is_finite() { room } else { 0.0 }
}

impl Interior {
    fn copy(&self) -> Self {
        Self {
            pair: self.pair.clone(),
            above: self.above.clone(),
            below: self.below.clone(),
            ..*self
        }
    }

    /// One step; `false` where the system or the step gives out.
    fn advance(&mut self, program: &Program<'_>, margins: &[f64], steps: Steps) -> bool {
        let weights: Vec<f64> = (0..margins.len())
            .map(|i| {
                let PrimalDual {
                    to_high, to_low, ..
                } = &self.pair;
                let slack = self.above[i] / to_high[i] + self.below[i] / to_low[i];
                1.0 / (slack + program.compliance[i])
            })
            .collect();
        let mut gram = program.data.gram(&weights);
        for j in 0..program.penalised {
            gram[(j, j)] += program.ridge;
        }
        let Some(factor) = Factor::with_shifts(gram) else {
            return false;
        };
        let left = program.stationarity(&self.pair.at, &self.pair.dual);
        let offsets = program.offsets(margins, &self.pair.dual);
        let short: Vec<f64> = (0..margins.len())
            .map(|i| offsets[i] - self.above[i] + self.below[i])
            .collect();
        let system = System {
            data: program.data,
            factor: &factor,
            weights: &weights,
            left: &left,
            short: &short,
        };
        let solve = |high: &[f64], low: &[f64]| self.newton_step(&system, high, low);

        let n = margins.len();
        let PrimalDual {
            to_high, to_low, ..
        } = &self.pair;
        let mut high: Vec<f64> = (0..n)
            .map(|i| -product(self.above[i], to_high[i]))
            .collect();
        let mut low: Vec<f64> = (0..n).map(|i| -product(self.below[i], to_low[i])).collect();
        let mean = self.complementarity(None);
        if steps == Steps::Centred {
            for i in 0..n {
                high[i] += CENTRED * mean;
                low[i] += CENTRED * mean;
            }
        } else {
            let predictor = solve(&high, &low);
            let (primal, dual) = self.lengths(&predictor, program.ridge > 0.0, 1.0);
            let shrunk = self.complementarity(Some((&predictor, primal, dual)));
            let centre = (shrunk / mean).powi(3).min(1.0) * mean;
            for i in 0..n {
                high[i] += centre + predictor.above[i] * predictor.dual[i];
                low[i] += centre - predictor.below[i] * predictor.dual[i];
            }
        }
        let step = solve(&high, &low);
        let (primal, dual) = self.lengths(&step, program.ridge > 0.0, SHORT_OF_BOUNDARY);
        if !step.at.iter().all(|s| s.is_finite()) || primal.max(dual) < 1e-10 {
            return false;
        }
        self.take(&step, primal, dual);
        true
    }

    /// Newton's step for the complementarities `high` and `low`, eliminated down to x.
    fn newton_step(&self, system: &System<'_>, high: &[f64], low: &[f64]) -> Step {
        let &System {
            data,
            factor,
            weights,
            left,
            short,
        } = system;
        let n = weights.len();
        let PrimalDual {
            to_high, to_low, ..
        } = &self.pair;
        let target: Vec<f64> = (0..n)
            .map(|i| short[i] - high[i] / to_high[i] + low[i] / to_low[i])
            .collect();
        let weighted: Vec<f64> = weights.iter().zip(&target).map(|(w, t)| w * t).collect();
        let mut at = data.combine(&weighted);
        at.iter_mut().zip(left).for_each(|(a, l)| *a = -*a - l);
        factor.solve(&mut at);
        let along = data.margins(&at);
        let dual: Vec<f64> = (0..n)
            .map(|i| weights[i] * (along[i] + target[i]))
            .collect();
        Step {
            above: (0..n)
                .map(|i| (high[i] + self.above[i] * dual[i]) / to_high[i])
                .collect(),
            below: (0..n)
                .map(|i| (low[i] - self.below[i] * dual[i]) / to_low[i])
                .collect(),
            at,
            dual,
        }
    }

    /// Mean of p(h − u) and q(u − l), now or after a step.
    fn complementarity(&self, step: Option<(&Step, f64, f64)>) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for i in 0..self.above.len() {
            let (mut p, mut q) = (self.above[i], self.below[i]);
            let mut u = 0.0;
            if let Some((step, primal, dual)) = step {
                p += primal * step.above[i];
                q += primal * step.below[i];
                u = dual * step.dual[i];
            }
            let (to_high, to_low) = (self.pair.to_high[i] - u, self.pair.to_low[i] + u);
            for (slack, to_bound) in [(p, to_high), (q, to_low)] {
                if to_bound.is_finite() {
                    sum += slack * to_bound;
                    count += 1.0;
                }
            }
        }
        // Without any bound there is nothing to complement.
        sum / f64::max(count, 1.0)
    }

    /// How far the primal and the dual part may go; together when a ridge ties them.
    fn lengths(&self, step: &Step, together: bool, share: f64) -> (f64, f64) {
        let (mut primal, mut dual) = (f64::INFINITY, f64::INFINITY);
        let bound = |value: f64, change: f64| {
            if change < 0.0 {
                -value / change
            } else {
                f64::INFINITY
            }
        };
        for i in 0..self.above.len() {
            if self.pair.to_high[i].is_finite() {
                primal = primal.min(bound(self.above[i], step.above[i]));
                dual = dual.min(bound(self.pair.to_high[i], -step.dual[i]));
            }
            if self.pair.to_low[i].is_finite() {
                primal = primal.min(bound(self.below[i], step.below[i]));
                dual = dual.min(bound(self.pair.to_low[i], step.dual[i]));
            }
        }
        if together {
            primal = primal.min(dual);
            dual = primal;
        }
        ((share * primal).min(1.0), (share * dual).min(1.0))
    }

    fn take(&mut self, step: &Step, primal: f64, dual: f64) {
        axpy(primal, &step.at, &mut self.pair.at);
        axpy(primal, &step.above, &mut self.above);
        axpy(primal, &step.below, &mut self.below);
        axpy(dual, &step.dual, &mut self.pair.dual);
        axpy(-dual, &step.dual, &mut self.pair.to_high);
        axpy(dual, &step.dual, &mut self.pair.to_low);
    }
}

/// p(h − u), which is 0 where h = ∞ as p is.
fn product(slack: f64, to_bound: f64) -> f64 {
    if to_bound.is_finite() {
        slack * to_bound
    } else {
        0.0
    }
}
