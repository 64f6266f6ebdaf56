//! Expectations against quadrature and limits.

use super::super::blended_loss::Blend;
use super::*;
use crate::loss::{Absolute, Hinge, Huber, Logistic, Square, SquaredHinge};

/// Against a sum over ten million cells of G: another way to the same integral.
#[test]
fn closed_forms_against_a_sum() {
    let losses: [&dyn Loss; 5] = [&Square, &Hinge, &SquaredHinge, &Absolute, &Huber::default()];
    for loss in losses {
        let pieces = loss.pieces().unwrap();
        for (m, a, step) in [(0.3, 1.2, 0.7), (-1.0, 0.4, 3.0), (2.0, 2.5, 0.05)] {
            let (exact, _) = ProxMoments::of(Rule::Full, loss, Some(&pieces), (m, a, step));
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
            let (e, _) = ProxMoments::of(Rule::Full, loss, Some(&pieces), (m, a, step));
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
        let (mut narrow, mut parts) = (ProxMoments::default(), ProxMoments::default());
        narrow.add((from, to), ends, (c, k), 0.6);
        // One wide interval less the rest of it.
        let beyond = to + 1.0;
        parts.add((from, beyond), (ends.0, c + k * beyond), (c, k), 0.6);
        let mut rest = ProxMoments::default();
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
fn by_small_steps(loss: &dyn Loss, m: f64, a: f64, step: f64) -> ProxMoments {
    let h = 0.15 / a.max(1.0);
    let mut sum = ProxMoments::default();
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
        let at = |m, a, l| ProxMoments::of(Rule::Full, loss, pieces.as_deref(), (m, a, l)).0;
        let (m, a, l, h) = (0.4, 1.3, 0.9, 1e-5);
        let e = at(m, a, l);
        let slope = |f: fn(&ProxMoments) -> f64, up: ProxMoments, down: ProxMoments| {
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
