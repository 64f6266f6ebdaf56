//! Gaussian expectations of a smooth loss's prox with the prox as variable.
//!
//! With x = p + λℓ'(p) an expectation over x ~ N(m, a²) is an integral over p,
//!
//! ```text
//! E f = ∫ f φ((p + λℓ'(p) − m)/a) (1 + λℓ''(p)) dp/a,
//! u = λℓ'(p),    w = λℓ''(p)/(1 + λℓ''(p)),
//! ```
//!
//! in which no equation is left to be solved: more nodes than in x, but two exponentials
//! each, and many at a time.

use super::moments::ProxMoments;
use super::quadrature::Rule;
use crate::loss::{Loss, STRIPS, Strip};
use crate::numerics::{exp, with_vectors};

/// Nodes worked on together.
const TOGETHER: usize = 32;
/// Beyond so many the nodes in x are faster.
const MOST_NODES: f64 = 3000.0;
/// Nodes here for the time of one in x.
const WORTH: f64 = 8.0;
/// |m|/a up to which G = (x − m)/a keeps its digits.
const MOST_CANCELLED: f64 = 300.0;
/// 1/√(2π).
const SCALE: f64 = 0.398_942_280_401_432_7;

/// The moments, or `None` where the loss does not tell how it grows or nodes in x, of which
/// there are `others`, are faster.
pub(super) fn moments(
    rule: Rule,
    loss: &dyn Loss,
    (m, a, step): (f64, f64, f64),
    others: f64,
) -> Option<ProxMoments> {
    // G would come from p + λℓ'(p) − m with too few digits.
    if m.abs() > MOST_CANCELLED * a {
        return None;
    }
    let strips = loss.strips()?;
    let spacing = spacing(rule, &strips, a, step);
    let reach = rule.reach() * a;
    let low = loss.prox(m - reach, step);
    let high = loss.prox(m + reach, step);
    let nodes = ((high - low) / spacing).ceil() + 1.0;
    // Written so that what is not a number is left to the other rule as well.
    let few = nodes <= MOST_NODES.min(WORTH * others);
    if !few {
        return None;
    }
    let mut sums = Sums::default();
    let line = Line {
        low,
        spacing,
        m,
        a,
        step,
    };
    let nodes = nodes as usize;
    for first in (0..nodes).step_by(TOGETHER) {
        sums.add(loss, &line, first, nodes);
    }
    Some(sums.total())
}

/// The longest step that is exact enough.
///
/// Even steps h leave exp(−2πc/h) times the integrand on the line p + ic, for any c on
/// which it is analytic. There |φ(g)| = φ(Re g)·exp((Im g)²/2), with Im g at most
/// (c + λ sup|Im ℓ'|)/a, 1 + λℓ'' is as large as the strip says, and powers of g up to the
/// second as Im g allows.
fn spacing(rule: Rule, strips: &[Strip; STRIPS], a: f64, step: f64) -> f64 {
    let imaginary = |strip: &Strip| (strip.height + step * strip.slope) / a;
    let spacing = |strip: &Strip, more: f64| {
        let growth = 0.5 * imaginary(strip).powi(2);
        2.0 * std::f64::consts::PI * strip.height / (rule.digits() + growth + more)
    };
    let best = strips
        .iter()
        .max_by(|a, b| spacing(a, 0.0).total_cmp(&spacing(b, 0.0)));
    best.map_or(0.0, |strip| {
        let powers = imaginary(strip).powi(2).ln_1p();
        spacing(strip, 2.0 + powers + (step * strip.bend).ln_1p())
    })
}

/// The nodes low + k·spacing, and what is integrated there.
struct Line {
    low: f64,
    spacing: f64,
    m: f64,
    a: f64,
    step: f64,
}

/// One sum a moment and place in a group of nodes: what is added where does not depend on
/// the width of the machine's vectors.
struct Sums {
    by_moment: [[f64; TOGETHER]; 8],
}

impl Default for Sums {
    fn default() -> Self {
        Self {
            by_moment: [[0.0; TOGETHER]; 8],
        }
    }
}

impl Sums {
    fn add(&mut self, loss: &dyn Loss, line: &Line, first: usize, nodes: usize) {
        let mut p = [0.0; TOGETHER];
        for (i, p) in p.iter_mut().enumerate() {
            *p = line.low + (first + i) as f64 * line.spacing;
        }
        let [mut slopes, mut bends] = [[0.0; TOGETHER]; 2];
        loss.derivatives_each(&p, &mut slopes, &mut bends);
        let count = TOGETHER.min(nodes - first);
        // Nodes past the last count for nothing.
        slopes[count..].fill(0.0);
        bends[count..].fill(0.0);
        let mut weights = [0.0; TOGETHER];
        weights[..count].fill(SCALE * line.spacing / line.a);
        with_vectors(
            #[inline(always)]
            || accumulate(&mut self.by_moment, line, &p, [&slopes, &bends, &weights]),
        );
    }

    fn total(&self) -> ProxMoments {
        let sum = |k: usize| self.by_moment[k].iter().sum::<f64>();
        ProxMoments {
            u: sum(0),
            uu: sum(1),
            w: sum(2),
            gw: sum(3),
            ggw: sum(4),
            uw: sum(5),
            ugw: sum(6),
            uuw: sum(7),
        }
    }
}

#[inline(always)]
fn accumulate(
    sums: &mut [[f64; TOGETHER]; 8],
    line: &Line,
    p: &[f64; TOGETHER],
    [slopes, bends, weights]: [&[f64; TOGETHER]; 3],
) {
    let [su, suu, sw, sgw, sggw, suw, sugw, suuw] = sums;
    let inverse = 1.0 / line.a;
    for i in 0..TOGETHER {
        let u = line.step * slopes[i];
        let bend = line.step * bends[i];
        let g = (p[i] + u - line.m) * inverse;
        let density = weights[i] * exp(-0.5 * g * g);
        let (weight, w) = (density * (1.0 + bend), density * bend);
        let (pull, tilted) = (u * w, g * w);
        su[i] += weight * u;
        suu[i] += weight * u * u;
        sw[i] += w;
        sgw[i] += tilted;
        sggw[i] += g * tilted;
        suw[i] += pull;
        sugw[i] += g * pull;
        suuw[i] += u * pull;
    }
}
