//! Limited-memory BFGS over fused passes, with a Hessian in single precision where it pays.

use super::anchored_passes::Anchor;
use super::approximate_hessian::ApproximateHessian;
use super::risk::Risk;
use super::{axpy, dot, length, norm_squared};
use crate::simulate::is_given_up;

/// Relative gradient at the end, unless another is asked for: processors of other kinds take
/// other roundings to it, and ten digits of the solution shall be the same.
pub(super) const SOUGHT: f64 = 1e-12;
/// Good enough where rounding allows no more.
const ENOUGH: f64 = 1e-10;
/// Where the pulls on the samples, Σ|u|, are less than this share of those at zero, the
/// relative gradient that is sought is smaller in proportion.
const USUAL_PULL: f64 = 0.01;
const MOST_PASSES: usize = 400;
/// Pairs that are remembered.
const MEMORY: usize = 20;
/// Passes over which the rate of convergence is measured.
const WINDOW: usize = 4;
/// A step's slope at its end, as a share of that at its beginning.
const FLATTER: f64 = 0.9;
const MOST_TRIALS: usize = 12;
/// The gradient in single precision is followed until it is this share of that at the
/// anchor: two digits of it are right then.
const REACH: f64 = 1e-6;
/// Unknowns whose Hessian in single precision costs one pass.
const UNKNOWNS_A_PASS: f64 = 40.0;
/// Passes that a new Hessian still needs.
const PASSES_AFTER: f64 = 6.0;

/// Where the descent ended.
pub(super) struct Reached {
    pub(super) at: Vec<f64>,
    /// Passes over the data.
    pub(super) passes: usize,
    /// Norm of the gradient relative to that at zero, reduced as the pulls are that balance.
    pub(super) residual: f64,
    /// Whether that is as small as sought, or as rounding allows, where there is a minimiser.
    pub(super) minimal: bool,
}

/// Descends from zero on a smooth convex risk until the relative gradient is as sought or
/// nothing helps any more.
///
/// Passes are made in single precision about a point whose gradient is known in double;
/// when the gradient is 1e-6 of what it was there the point is moved, by a pass in double
/// precision, and only what such passes find counts as reached.
///
/// Directions are those of limited-memory BFGS (Nocedal & Wright, *Numerical Optimization*,
/// 2nd ed., algorithm 7.4), steps are accepted by their slopes, which suffice on a convex
/// function, so that a step costs one pass over the data. As soon as the rate of convergence
/// says that the passes to come cost more than a Hessian, one is formed and factored in
/// single precision and takes the place of the multiple of the identity that the recursion
/// begins with.
pub(super) fn quasi_newton(risk: &Risk<'_>, sought: f64) -> Reached {
    let Some(anchor) = Anchor::at_zero(risk) else {
        return Reached {
            at: vec![0.0; risk.data.unknowns()],
            passes: 0,
            residual: 1.0,
            minimal: false,
        };
    };
    let mut descent = Descent::new(risk, anchor, sought);
    while descent.passes < MOST_PASSES && !is_given_up() {
        let far = descent.residual() <= descent.goal().max(REACH * descent.anchored);
        if far && (!descent.confirm() || descent.residual() <= descent.goal()) {
            break;
        }
        if risk.escapes(&descent.margins) {
            break;
        }
        if descent.wants_hessian() {
            descent.form_hessian();
        }
        if !descent.step() && !descent.confirm() && !descent.begin_anew() {
            break;
        }
        if descent.stalled() {
            break;
        }
    }
    descent.confirm();
    if risk.escapes(&descent.margins) {
        return Reached {
            residual: descent.residual(),
            at: descent.at,
            passes: descent.passes,
            minimal: false,
        };
    }
    let Best {
        at,
        residual,
        share,
    } = descent.best;
    let factor = factor(share);
    Reached {
        at,
        passes: descent.passes,
        residual: residual / share.clamp(f64::MIN_POSITIVE, 1.0),
        // Where no sample pulls any more, nothing balances what is left.
        minimal: share > 0.0 && residual <= factor * sought.max(ENOUGH),
    }
}

/// An anchor at which the gradient was least.
struct Best {
    at: Vec<f64>,
    residual: f64,
    /// The pulls there, as a share of those at zero.
    share: f64,
}

/// What a tolerance is multiplied with where the pulls are that share of those at zero.
fn factor(share: f64) -> f64 {
    (share / USUAL_PULL).min(1.0)
}

struct CurvaturePair {
    step: Vec<f64>,
    change: Vec<f64>,
    /// 1/(step·change).
    inverse: f64,
}

struct Descent<'a> {
    risk: &'a Risk<'a>,
    at: Vec<f64>,
    margins: Vec<f64>,
    gradient: Vec<f64>,
    pairs: Vec<CurvaturePair>,
    hessian: Option<ApproximateHessian>,
    /// Steps since the Hessian was formed, or the beginning.
    steps: usize,
    passes: usize,
    sought: f64,
    first: f64,
    residuals: Vec<f64>,
    /// The smallest of them.
    least: f64,
    anchor: Anchor<'a>,
    /// The residual at the anchor.
    anchored: f64,
    /// Steps since it was moved.
    since: usize,
    best: Best,
}

impl<'a> Descent<'a> {
    fn new(risk: &'a Risk<'a>, anchor: Anchor<'a>, sought: f64) -> Self {
        let at = vec![0.0; risk.data.unknowns()];
        let (margins, gradient) = anchor.here();
        let first = length(&gradient).max(f64::MIN_POSITIVE);
        Self {
            risk,
            best: Best {
                at: at.clone(),
                residual: 1.0,
                share: 1.0,
            },
            at,
            margins,
            gradient,
            pairs: Vec::new(),
            hessian: None,
            steps: 0,
            // The copy in single precision, which the gradient at zero came with.
            passes: 1,
            sought,
            first,
            residuals: vec![1.0],
            least: 1.0,
            anchor,
            anchored: 1.0,
            since: 0,
        }
    }

    /// Moves the anchor here; `false` where that finds nothing new or rounding has won.
    fn confirm(&mut self) -> bool {
        if self.since == 0 {
            return false;
        }
        self.since = 0;
        self.passes += 1;
        (self.margins, self.gradient) = self.anchor.move_to(&self.at);
        let residual = length(&self.gradient) / self.first;
        self.residuals.push(residual);
        self.least = self.least.min(residual);
        let better = residual < 0.5 * self.anchored;
        self.anchored = residual;
        if residual < self.best.residual {
            self.best = Best {
                at: self.at.clone(),
                residual,
                share: self.anchor.share_of_pull(),
            };
        }
        better
    }

    /// The residual at which to stop, by what is known at the anchor.
    fn goal(&self) -> f64 {
        self.sought * factor(self.anchor.share_of_pull())
    }

    fn residual(&self) -> f64 {
        self.residuals.last().copied().unwrap_or(1.0)
    }

    /// Whether the passes to come, at the present rate, cost more than a Hessian.
    fn wants_hessian(&self) -> bool {
        if self.steps < WINDOW + 1 {
            return false;
        }
        let before = self.residuals[self.residuals.len() - 1 - WINDOW];
        let rate = (before / self.residual()).ln() / WINDOW as f64;
        let left = (self.residual() / self.goal()).ln();
        let unknowns = self.gradient.len() as f64;
        left > rate.max(0.0) * (unknowns / UNKNOWNS_A_PASS + PASSES_AFTER)
    }

    fn form_hessian(&mut self) {
        self.steps = 0;
        if let Some(hessian) = ApproximateHessian::of(self.risk, &self.margins) {
            self.hessian = Some(hessian);
            self.pairs.clear();
        }
    }

    /// Without a past the direction is that of the gradient; `false` if it was already.
    fn begin_anew(&mut self) -> bool {
        let had = !self.pairs.is_empty() || self.hessian.is_some();
        self.pairs.clear();
        self.hessian = None;
        self.steps = 0;
        had
    }

    /// No new best in many passes.
    fn stalled(&self) -> bool {
        let recent = self.residuals.iter().rev().take(4 * WINDOW);
        self.residuals.len() > 4 * WINDOW
            && recent.fold(f64::INFINITY, |a, b| a.min(*b)) > self.least
    }

    /// One step along the direction; `false` where no length of it is accepted.
    fn step(&mut self) -> bool {
        let direction = self.direction();
        let slope = dot(&direction, &self.gradient);
        if slope.is_nan() || slope >= 0.0 {
            return false;
        }
        let mut t = 1.0;
        for _ in 0..MOST_TRIALS {
            let mut next = self.at.clone();
            axpy(t, &direction, &mut next);
            let (margins, gradient) = self.anchor.pass(&next);
            self.passes += 1;
            let there = dot(&direction, &gradient);
            if there.abs() <= FLATTER * slope.abs() {
                self.accept(next, margins, gradient);
                return true;
            }
            // The slope's root if it were linear, no further away than ten steps.
            t *= match slope / (slope - there) {
                secant if there.is_finite() && secant > 0.0 => secant.clamp(0.1, 10.0),
                _ if there < 0.0 => 10.0,
                _ => 0.1,
            };
        }
        false
    }

    fn accept(&mut self, at: Vec<f64>, margins: Vec<f64>, gradient: Vec<f64>) {
        let step = difference(&at, &self.at);
        let change = difference(&gradient, &self.gradient);
        let curvature = dot(&step, &change);
        if curvature > 1e-14 * (norm_squared(&step) * norm_squared(&change)).sqrt() {
            if self.pairs.len() == MEMORY {
                self.pairs.remove(0);
            }
            self.pairs.push(CurvaturePair {
                step,
                change,
                inverse: 1.0 / curvature,
            });
        }
        (self.at, self.margins, self.gradient) = (at, margins, gradient);
        self.steps += 1;
        let residual = length(&self.gradient) / self.first;
        self.residuals.push(residual);
        self.least = self.least.min(residual);
        self.since += 1;
    }

    /// −H∇F, H the remembered inverse.
    fn direction(&self) -> Vec<f64> {
        let mut q: Vec<f64> = self.gradient.iter().map(|g| -g).collect();
        let mut shares = Vec::with_capacity(self.pairs.len());
        for pair in self.pairs.iter().rev() {
            let share = pair.inverse * dot(&pair.step, &q);
            axpy(-share, &pair.change, &mut q);
            shares.push(share);
        }
        self.start(&mut q);
        for (pair, share) in self.pairs.iter().zip(shares.into_iter().rev()) {
            let back = pair.inverse * dot(&pair.change, &q);
            axpy(share - back, &pair.step, &mut q);
        }
        q
    }

    /// The inverse that the recursion begins with.
    fn start(&self, q: &mut [f64]) {
        if let Some(hessian) = &self.hessian {
            hessian.solve(q);
            return;
        }
        let scale = match self.pairs.last() {
            Some(pair) => 1.0 / (pair.inverse * norm_squared(&pair.change)),
            None => 1.0 / self.risk.rough_curvature().max(f64::MIN_POSITIVE),
        };
        q.iter_mut().for_each(|x| *x *= scale);
    }
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}
