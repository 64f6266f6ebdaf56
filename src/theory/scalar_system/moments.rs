//! Gaussian expectations of a prox: what the scalar equations and their Jacobian need.

use super::quadrature::{Rule, for_each_node, short_legendre};
use super::substitution;
use crate::loss::{Loss, Piece};
use crate::numerics::{density, lower_tail, upper_tail};

/// Expectations over x = aG + m, G ~ N(0, 1), with u = x − prox_{λℓ}(x) and
/// w = 1 − prox'_{λℓ}(x).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::theory) struct ProxMoments {
    /// E u.
    pub(in crate::theory) u: f64,
    /// E u².
    pub(in crate::theory) uu: f64,
    /// E w.
    pub(in crate::theory) w: f64,
    /// E Gw.
    pub(in crate::theory) gw: f64,
    /// E G²w.
    pub(in crate::theory) ggw: f64,
    /// E uw.
    pub(in crate::theory) uw: f64,
    /// E uGw.
    pub(in crate::theory) ugw: f64,
    /// E u²w.
    pub(in crate::theory) uuw: f64,
}

/// What a node takes where a prox is solved for at each, in nodes of which many are worked on
/// together: 200 nanoseconds where the guess is bad, against 30.
const NODES_ONE_BY_ONE: u64 = 6;
/// What a piece of a closed form takes, in nodes.
const NODES_A_PIECE: u64 = 10;

/// Derivatives along the mean m, the spread a and log λ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::theory) struct Slopes {
    /// Of E u².
    pub(in crate::theory) uu: [f64; 3],
    /// Of E w.
    pub(in crate::theory) w: [f64; 3],
    /// Of E u.
    pub(in crate::theory) u: [f64; 3],
}

impl ProxMoments {
    /// Closed form for piecewise-quadratic losses; quadrature on |G| ≤ 9 for smooth
    /// ones, whose mass beyond is below 1e-18. Also what it cost, in nodes of which many are
    /// worked on together.
    pub(in crate::theory) fn of(
        rule: Rule,
        loss: &dyn Loss,
        pieces: Option<&[Piece]>,
        (m, a, step): (f64, f64, f64),
    ) -> (Self, u64) {
        if let Some(pieces) = pieces {
            let cost = NODES_A_PIECE * pieces.len() as u64;
            return (piecewise(pieces, m, a, step), cost);
        }
        match substitution::moments(rule, loss, (m, a, step), rule.nodes(a)) {
            Some(found) => (found, rule.cost(a) as u64),
            None => {
                let cost = NODES_ONE_BY_ONE * rule.nodes(a) as u64;
                (smooth(rule, loss, m, a, step), cost)
            }
        }
    }

    /// Derivatives of E u², E w and E u along m, a and log λ: every one is another expectation.
    pub(in crate::theory) fn slopes(&self, a: f64) -> Slopes {
        Slopes {
            uu: [2.0 * self.uw, 2.0 * self.ugw, 2.0 * (self.uu - self.uuw)],
            w: [self.gw / a, (self.ggw - self.w) / a, self.w - self.ugw / a],
            u: [self.w, self.gw, self.u - self.uw],
        }
    }

    /// With u multiplied by a constant.
    pub(super) fn scaled(self, factor: f64) -> Self {
        let square = factor * factor;
        Self {
            u: factor * self.u,
            uu: square * self.uu,
            uw: factor * self.uw,
            ugw: factor * self.ugw,
            uuw: square * self.uuw,
            ..self
        }
    }

    /// Adds the interval from < G < to, on which u = c + kG and w is constant. What u is at
    /// the ends is given: where λ ≪ a they are close together, and in c + kG all digits
    /// cancel.
    fn add(&mut self, (from, to): (f64, f64), ends: (f64, f64), (c, k): (f64, f64), w: f64) {
        if from >= to {
            return;
        }
        if to - from <= NARROW {
            self.add_narrow((from, to), ends, w);
            return;
        }
        // The difference of the tails on one side: no digits cancel far out.
        let mass = if from > 0.0 {
            upper_tail(from) - upper_tail(to)
        } else {
            lower_tail(to) - lower_tail(from)
        };
        // z·φ(z) → 0 at infinite ends.
        let edge = |z: f64| if z.is_finite() { z * density(z) } else { 0.0 };
        let first = density(from) - density(to);
        let second = mass + edge(from) - edge(to);
        let u = c * mass + k * first;
        let ug = c * first + k * second;
        let uu = c * c * mass + 2.0 * c * k * first + k * k * second;
        self.u += u;
        self.uu += uu;
        self.w += w * mass;
        self.gw += w * first;
        self.ggw += w * second;
        self.uw += w * u;
        self.ugw += w * ug;
        self.uuw += w * uu;
    }

    /// The same by Gauss's rule: sums of terms of one sign, where u has one.
    fn add_narrow(&mut self, (from, to): (f64, f64), ends: (f64, f64), w: f64) {
        if density(from) == 0.0 && density(to) == 0.0 && from * to > 0.0 {
            return;
        }
        for &(node, weight) in short_legendre() {
            let share = 0.5 * (1.0 + node);
            let g = from + share * (to - from);
            let u = ends.0 + share * (ends.1 - ends.0);
            let weight = 0.5 * weight * (to - from) * density(g);
            let weighted = w * weight;
            self.u += weight * u;
            self.uu += weight * u * u;
            self.w += weighted;
            self.gw += g * weighted;
            self.ggw += g * g * weighted;
            self.uw += u * weighted;
            self.ugw += u * g * weighted;
            self.uuw += u * u * weighted;
        }
    }
}

/// Up to this length of an interval of G Gauss's rule of ten nodes is exact to rounding (|G| < 9: 1e-19 of
/// the mass), and beyond it the differences of a closed form lose three digits at most.
const NARROW: f64 = 0.5;

/// The prox is linear on each piece and constant at each kink.
fn piecewise(pieces: &[Piece], m: f64, a: f64, step: f64) -> ProxMoments {
    let mut sum = ProxMoments::default();
    let standard = |x: f64| (x - m) / a;
    // The last end: G there, and u.
    let mut begin = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for (i, piece) in pieces.iter().enumerate() {
        let kink = piece.from;
        let pull = |p: &Piece, at: f64| step * p.derivative(at);
        if kink.is_finite() {
            let pulls = (pull(&pieces[i - 1], kink), pull(piece, kink));
            let ends = (standard(kink + pulls.0), standard(kink + pulls.1));
            sum.add(ends, pulls, (m - kink, a), 1.0);
            begin = (ends.1, pulls.1);
        }
        let end = pieces
            .get(i + 1)
            .map_or((f64::INFINITY, f64::INFINITY), |next| {
                let pull = pull(piece, next.from);
                (standard(next.from + pull), pull)
            });
        let scale = step / (1.0 + step * piece.curvature);
        let w = scale * piece.curvature;
        let line = (scale * piece.derivative(m), w * a);
        sum.add((begin.0, end.0), (begin.1, end.1), line, w);
    }
    sum
}

fn smooth(rule: Rule, loss: &dyn Loss, m: f64, a: f64, step: f64) -> ProxMoments {
    let mut sum = ProxMoments::default();
    let mut track = Track::default();
    for_each_node(
        rule,
        m,
        a,
        || loss.bends(step),
        |g, weight| {
            let x = m + a * g;
            let prox = match track.guess(x) {
                Some(near) => loss.prox_near(x, step, near),
                None => loss.proximal(x, step),
            };
            let bend = step * prox.bend;
            let shrink = 1.0 / (1.0 + bend);
            track.push(Visited {
                x,
                prox: prox.at,
                slope: shrink,
            });
            // λℓ'(p) keeps the digits that x − p loses when p is close to x, but magnifies the
            // rounding of p by λℓ'': seen to cost six digits at λ = 10⁶.
            let u = if bend < 1.0 {
                step * prox.slope
            } else {
                x - prox.at
            };
            let w = bend * shrink;
            let (weighted, tilted) = (weight * w, weight * g * w);
            sum.u += weight * u;
            sum.uu += weight * u * u;
            sum.w += weighted;
            sum.gw += tilted;
            sum.ggw += g * tilted;
            sum.uw += u * weighted;
            sum.ugw += u * tilted;
            sum.uuw += u * u * weighted;
        },
    );
    sum
}

/// A node that has been visited.
#[derive(Clone, Copy, Default)]
struct Visited {
    x: f64,
    prox: f64,
    /// dp/dx.
    slope: f64,
}

/// The last three nodes, from which the prox at the next is guessed.
#[derive(Default)]
struct Track {
    nodes: [Visited; 3],
    count: usize,
}

impl Track {
    fn push(&mut self, node: Visited) {
        self.nodes = [node, self.nodes[0], self.nodes[1]];
        self.count += 1;
    }

    /// By the polynomial of degree five through the values and slopes at the last three
    /// nodes where these are evenly spaced, else by the last slope alone; `None` at the
    /// first node.
    fn guess(&self, x: f64) -> Option<f64> {
        let [a, b, c] = self.nodes;
        let away = x - a.x;
        let even = |gap: f64| (gap - away).abs() < 1e-6 * away.abs();
        if self.count >= 3 && even(a.x - b.x) && even(b.x - c.x) {
            let by_values = -18.0 * a.prox + 9.0 * b.prox + 10.0 * c.prox;
            return Some(by_values + away * (9.0 * a.slope + 18.0 * b.slope + 3.0 * c.slope));
        }
        (self.count > 0).then_some(a.prox + away * a.slope)
    }
}

#[cfg(test)]
mod tests;
