//! Gaussian expectations of a prox: what the scalar equations and their Jacobian need.

use super::quadrature::{Rule, for_each_node, short_legendre};
use super::substitution;
use crate::loss::{Loss, Piece};
use crate::numerics::{density, lower_tail, upper_tail};

/// Expectations over x = aG + m, G ~ N(0, 1), with u = x − prox_{λℓ}(x) and
/// w = 1 − prox'_{λℓ}(x).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Moments {
    /// E u.
    pub(super) u: f64,
    /// E u².
    pub(super) uu: f64,
    /// E w.
    pub(super) w: f64,
    /// E Gw.
    pub(super) gw: f64,
    /// E G²w.
    pub(super) ggw: f64,
    /// E uw.
    pub(super) uw: f64,
    /// E uGw.
    pub(super) ugw: f64,
    /// E u²w.
    pub(super) uuw: f64,
}

impl Moments {
    /// Closed form for piecewise-quadratic losses; quadrature on |G| ≤ 9 for smooth
    /// ones, whose mass beyond is below 1e-18.
    pub(super) fn of(
        rule: Rule,
        loss: &dyn Loss,
        pieces: Option<&[Piece]>,
        (m, a, step): (f64, f64, f64),
    ) -> Self {
        match pieces {
            Some(pieces) => piecewise(pieces, m, a, step),
            None => substitution::moments(rule, loss, (m, a, step), rule.nodes(a))
                .unwrap_or_else(|| smooth(rule, loss, m, a, step)),
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
fn piecewise(pieces: &[Piece], m: f64, a: f64, step: f64) -> Moments {
    let mut sum = Moments::default();
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

fn smooth(rule: Rule, loss: &dyn Loss, m: f64, a: f64, step: f64) -> Moments {
    let mut sum = Moments::default();
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
mod tests {
    use super::super::blend::Blend;
    use super::*;
    use crate::loss::{Absolute, Hinge, Huber, Logistic, Square, SquaredHinge};

    /// Against a sum over ten million cells of G: another way to the same integral.
    #[test]
    fn closed_forms_against_a_sum() {
        let losses: [&dyn Loss; 5] = [&Square, &Hinge, &SquaredHinge, &Absolute, &Huber::default()];
        for loss in losses {
            let pieces = loss.pieces().unwrap();
            for (m, a, step) in [(0.3, 1.2, 0.7), (-1.0, 0.4, 3.0), (2.0, 2.5, 0.05)] {
                let exact = Moments::of(Rule::Full, loss, Some(&pieces), (m, a, step));
                let cells = 400_000;
                let (mut u, mut uu, mut ug) = (0.0, 0.0, 0.0);
                for i in 0..cells {
                    let g = -9.0 + 18.0 * (f64::from(i) + 0.5) / f64::from(cells);
                    let weight = density(g) * 18.0 / f64::from(cells);
                    let x = m + a * g;
                    let d = x - loss.prox(x, step);
                    u += weight * d;
                    uu += weight * d * d;
                    ug += weight * d * g;
                }
                assert!((exact.u - u).abs() < 1e-9, "{loss:?}");
                assert!((exact.uu - uu).abs() < 1e-9, "{loss:?}");
                // Stein: E uG = a·E w.
                assert!((a * exact.w - ug).abs() < 1e-9, "{loss:?}");
            }
        }
    }

    /// Where the step is a millionth of the spread, the kink is a millionth of G wide and u² of
    /// it a millionth squared: c² + 2ck·E G + k²·E G² would lose all of these digits. Here with
    /// the kink's interval short, E u² = φ(z)(u₁³ − u₀³)/3a, and tails beside it.
    #[test]
    fn a_narrow_kink_keeps_its_digits() {
        for (loss, lowest) in [(&Hinge as &dyn Loss, 0.0), (&Absolute, -1.0)] {
            let pieces = loss.pieces().unwrap();
            for step in [1e-4, 1e-6, 1e-9] {
                let (m, a) = (0.4, 0.2);
                let e = Moments::of(Rule::Full, loss, Some(&pieces), (m, a, step));
                let z = (1.0 - m) / a;
                let width = step / a;
                let inside = (lower_tail(z - width), upper_tail(z - lowest * width));
                let beside = inside.0 + lowest * lowest * inside.1;
                let at_kink = density(z) * width * (1.0 - lowest * lowest * lowest) / 3.0;
                let uu = step * step * (beside + at_kink);
                assert!(
                    (e.uu / uu - 1.0).abs() < 10.0 * width * width,
                    "{loss:?} {step}"
                );
                // The derivatives of the equations are those parts alone.
                let uuw = step * step * at_kink;
                assert!((e.uuw / uuw - 1.0).abs() < 20.0 * width, "{loss:?} {step}");
            }
        }
    }

    /// The closed form and Gauss's rule on intervals where either serves.
    #[test]
    fn both_ways_to_an_interval_agree() {
        for from in [-4.0, -0.2, 0.1, 3.0] {
            let (to, c, k) = (from + 0.8 * NARROW, 0.3 - 0.7 * from, 0.7);
            let ends = (c + k * from, c + k * to);
            let (mut narrow, mut parts) = (Moments::default(), Moments::default());
            narrow.add((from, to), ends, (c, k), 0.6);
            // One wide interval less the rest of it.
            let beyond = to + 1.0;
            parts.add((from, beyond), (ends.0, c + k * beyond), (c, k), 0.6);
            let mut rest = Moments::default();
            rest.add((to, beyond), (ends.1, c + k * beyond), (c, k), 0.6);
            for (a, b, c) in [
                (narrow.u, parts.u, rest.u),
                (narrow.uu, parts.uu, rest.uu),
                (narrow.w, parts.w, rest.w),
                (narrow.gw, parts.gw, rest.gw),
                (narrow.ggw, parts.ggw, rest.ggw),
                (narrow.uw, parts.uw, rest.uw),
                (narrow.ugw, parts.ugw, rest.ugw),
                (narrow.uuw, parts.uuw, rest.uuw),
            ] {
                assert!((a - (b - c)).abs() < 1e-13, "{from}: {a} {b} {c}");
            }
        }
    }

    /// Even steps in x, a quarter as long as they need to be.
    fn by_small_steps(loss: &dyn Loss, m: f64, a: f64, step: f64) -> Moments {
        let h = 0.15 / a.max(1.0);
        let mut sum = Moments::default();
        let half = (9.0 / h) as i32;
        for g in (-half..=half).map(|k| h * f64::from(k)) {
            let prox = loss.proximal(m + a * g, step);
            let (u, bend) = (step * prox.slope, step * prox.bend);
            let (weight, w) = (h * density(g), bend / (1.0 + bend));
            for (moment, power) in [
                (&mut sum.u, u),
                (&mut sum.uu, u * u),
                (&mut sum.w, w),
                (&mut sum.gw, g * w),
                (&mut sum.ggw, g * g * w),
                (&mut sum.uw, u * w),
                (&mut sum.ugw, u * g * w),
                (&mut sum.uuw, u * u * w),
            ] {
                *moment += weight * power;
            }
        }
        sum
    }

    /// With the prox as variable and with x, under both rules.
    #[test]
    fn two_variables_agree() {
        let blend = |square| Blend {
            loss: &Logistic,
            square,
            centre: 1.3,
        };
        let losses: [&dyn Loss; 4] = [&Logistic, &blend(0.003), &blend(0.2), &blend(0.9)];
        let mut tried = 0;
        for loss in losses {
            for m in [-200.0, -8.0, -0.4, 0.0, 1.3, 30.0] {
                for a in [0.01, 0.3, 1.0, 4.0, 19.0, 90.0] {
                    for step in [1e-6, 0.02, 0.7, 5.0, 80.0, 1e4] {
                        for (rule, exact, mass) in
                            [(Rule::Full, 2e-13, 1e-18), (Rule::Rough, 1e-6, 2e-8)]
                        {
                            let point = (m, a, step);
                            let Some(e) = substitution::moments(rule, loss, point, 1e9) else {
                                continue;
                            };
                            tried += 1;
                            let x = by_small_steps(loss, m, a, step);
                            // |u| ≤ λ, and G beyond the rule's reach has this mass.
                            let square = x.uu + mass * step * step / exact;
                            let scale = square.sqrt();
                            for (a, b, size) in [
                                (e.u, x.u, scale),
                                (e.uu, x.uu, square),
                                (e.w, x.w, 1.0),
                                (e.gw, x.gw, 1.0),
                                (e.ggw, x.ggw, 1.0),
                                (e.uw, x.uw, scale),
                                (e.ugw, x.ugw, scale),
                                (e.uuw, x.uuw, square),
                            ] {
                                let close = (a - b).abs() <= exact * size;
                                assert!(close, "{loss:?} {point:?} {rule:?}: {e:?} {x:?}");
                            }
                        }
                    }
                }
            }
        }
        assert!(tried > 500, "{tried}");
    }

    /// Every moment's derivative against the moments that the Jacobian uses for it.
    #[test]
    fn derivatives_are_moments() {
        let losses: [&dyn Loss; 3] = [&Logistic, &Hinge, &Huber::default()];
        for loss in losses {
            let pieces = loss.pieces();
            let at = |m, a, l| Moments::of(Rule::Full, loss, pieces.as_deref(), (m, a, l));
            let (m, a, l, h) = (0.4, 1.3, 0.9, 1e-5);
            let e = at(m, a, l);
            let slope = |f: fn(&Moments) -> f64, up: Moments, down: Moments| {
                (f(&up) - f(&down)) / (2.0 * h)
            };
            let (m1, m0) = (at(m + h, a, l), at(m - h, a, l));
            let (a1, a0) = (at(m, a + h, l), at(m, a - h, l));
            let (l1, l0) = (at(m, a, l + h), at(m, a, l - h));
            for (found, expected) in [
                (slope(|e| e.u, m1, m0), e.w),
                (slope(|e| e.u, a1, a0), e.gw),
                (slope(|e| e.u, l1, l0), (e.u - e.uw) / l),
                (slope(|e| e.uu, m1, m0), 2.0 * e.uw),
                (slope(|e| e.uu, a1, a0), 2.0 * e.ugw),
                (slope(|e| e.uu, l1, l0), 2.0 * (e.uu - e.uuw) / l),
                (slope(|e| e.w, m1, m0), e.gw / a),
                (slope(|e| e.w, a1, a0), (e.ggw - e.w) / a),
                (slope(|e| e.w, l1, l0), (a * e.w - e.ugw) / (l * a)),
            ] {
                assert!(
                    (found - expected).abs() < 1e-8,
                    "{loss:?}: {found} {expected}"
                );
            }
        }
    }
}
