//! Laws that hold for every convex loss, run on every loss of this crate.

use super::{Absolute, Adjusted, Exponential, Hinge, Huber, Logistic, Loss, Square, SquaredHinge};

fn all() -> Vec<Box<dyn Loss>> {
    vec![
        Box::new(Square),
        Box::new(Logistic),
        Box::new(Exponential),
        Box::new(Hinge),
        Box::new(SquaredHinge),
        Box::new(Absolute),
        Box::new(Huber::default()),
        Box::new(Huber::new(0.23).unwrap()),
        Box::new(Adjusted::new(Box::new(Logistic), 0.3, -1.2)),
        Box::new(Adjusted::new(Box::new(Exponential), 0.7, 0.4)),
        Box::new(Adjusted::new(Box::new(Hinge), 2.0, 0.5)),
        Box::new(Adjusted::new(Box::new(Absolute), 0.5, -0.3)),
        Box::new(Adjusted::new(Box::new(Huber::default()), 1.5, 0.2)),
    ]
}

const MARGINS: [f64; 15] = [
    -1e4, -300.0, -20.0, -3.0, -1.0, -0.25, 0.0, 0.3, 1.0, 1.5, 2.0, 7.0, 40.0, 800.0, 1e4,
];
const STEPS: [f64; 9] = [1e-8, 1e-4, 1e-2, 0.3, 1.0, 10.0, 1e3, 1e5, 1e8];

fn for_all(law: impl Fn(&dyn Loss, f64, f64)) {
    for loss in all() {
        for x in MARGINS {
            for step in STEPS {
                law(loss.as_ref(), x, step);
            }
        }
    }
}

#[test]
fn convex_and_nonnegative() {
    for loss in all() {
        for (i, &a) in MARGINS.iter().enumerate() {
            assert!(loss.value(a) >= 0.0);
            for &b in &MARGINS[i + 1..] {
                let chord = 0.5 * (loss.value(a) + loss.value(b));
                assert!(loss.value(0.5 * (a + b)) <= chord * (1.0 + 1e-12));
                assert!(loss.derivative(a) <= loss.derivative(b), "{loss:?} {a} {b}");
            }
        }
    }
}

#[test]
fn derivatives_together_are_those_alone() {
    for loss in all() {
        for z in MARGINS {
            let (slope, bend) = loss.derivatives(z);
            let alone = [loss.derivative(z), loss.second_derivative(z).unwrap_or(0.0)];
            for (a, b) in [slope, bend].into_iter().zip(alone) {
                assert!(a == b || (a - b).abs() <= 1e-14 * b.abs(), "{loss:?} {z}");
            }
        }
    }
}

/// Slices of every length, so that what is left over after whole vectors is met as well.
#[test]
fn derivatives_of_slices_are_those_of_numbers() {
    for loss in all() {
        for from in 0..MARGINS.len() {
            let margins = &MARGINS[from..];
            let mut slopes = vec![f64::NAN; margins.len()];
            let [mut again, mut bends] = [slopes.clone(), slopes.clone()];
            loss.derivatives_each(margins, &mut slopes, &mut bends);
            loss.derivative_each(margins, &mut again);
            for (i, &z) in margins.iter().enumerate() {
                let (slope, bend) = loss.derivatives(z);
                for (a, b) in [(slopes[i], slope), (again[i], slope), (bends[i], bend)] {
                    // Less than e⁻⁷⁰⁸ is as good as nothing.
                    let near = (a - b).abs() <= 1e-15 * b.abs() + 1e-307;
                    assert!(a == b || near, "{loss:?} {z}: {a} {b}");
                }
            }
        }
    }
}

/// By the differences of ℓ' along the imaginary axis, which bounded analytic functions
/// with real coefficients have there: ℓ'(z + ic) for the logistic loss in closed form.
#[test]
fn strips_bound_the_logistic_loss() {
    for strip in Logistic.strips().unwrap() {
        let (sin, cos) = strip.height.sin_cos();
        for z in [-30.0, -3.0, -0.7, -0.1, 0.0, 0.1, 0.7, 3.0, 30.0_f64] {
            // −1/(1 + e^{z+ic}): its imaginary part, and ℓ'(1 + ℓ') in absolute value.
            let e = z.exp();
            let (re, im) = (1.0 + e * cos, e * sin);
            let square = re * re + im * im;
            assert!(
                (im / square).abs() <= strip.slope * (1.0 + 1e-12),
                "{strip:?} {z}"
            );
            assert!(e / square <= strip.bend * (1.0 + 1e-12), "{strip:?} {z}");
        }
    }
}

#[test]
fn derivative_is_a_subgradient() {
    for loss in all() {
        // e^{10000} is not a number a computer has.
        for a in MARGINS.into_iter().filter(|a| loss.value(*a).is_finite()) {
            for b in MARGINS {
                let line = loss.value(a) + loss.derivative(a) * (b - a);
                let slack = 1e-9 * (1.0 + loss.value(a).abs() + loss.value(b).abs());
                assert!(loss.value(b) >= line - slack, "{loss:?} {a} {b}");
            }
        }
    }
}

#[test]
fn second_derivative_matches_the_slope_of_the_first() {
    let h = 1e-5;
    for loss in all() {
        for z in [-2.0, -0.4, 0.3, 0.8, 1.7, 4.0] {
            if let Some(curvature) = loss.second_derivative(z) {
                let slope = (loss.derivative(z + h) - loss.derivative(z - h)) / (2.0 * h);
                assert!((curvature - slope).abs() <= 1e-6 * (1.0 + curvature.abs()));
            }
        }
    }
}

/// The pieces tell the derivative everywhere but at their ends.
#[test]
fn pieces_are_the_derivative() {
    for loss in all() {
        let Some(pieces) = loss.pieces() else {
            continue;
        };
        assert_eq!(pieces[0].from, f64::NEG_INFINITY);
        for z in MARGINS
            .into_iter()
            .filter(|z| pieces.iter().all(|p| p.from != *z))
        {
            let piece = pieces.iter().rfind(|p| p.from < z).unwrap();
            assert!((piece.derivative(z) - loss.derivative(z)).abs() < 1e-12 * (1.0 + z.abs()));
        }
    }
}

/// No competitor does better than the prox: this needs no derivative and holds at kinks.
#[test]
fn prox_attains_the_envelope() {
    for_all(|loss, x, step| {
        let p = loss.prox(x, step);
        assert!(p.is_finite(), "{loss:?} x={x} step={step}");
        let objective = |v: f64| loss.value(v) + (x - v) * ((x - v) / (2.0 * step));
        let best = objective(p);
        let envelope = loss.moreau_envelope(x, step);
        assert!((envelope - best).abs() <= 1e-12 * (1.0 + best.abs()));
        for nudge in [1e-6, 1e-3, 0.1, 3.0] {
            for v in [p - nudge * (1.0 + p.abs()), p + nudge * (1.0 + p.abs())] {
                let slack = 1e-12 * (1.0 + best.abs());
                assert!(
                    best <= objective(v) + slack,
                    "{loss:?} x={x} step={step} v={v}"
                );
            }
        }
    });
}

#[test]
fn envelope_lies_between_zero_and_the_loss() {
    for_all(|loss, x, step| {
        let envelope = loss.moreau_envelope(x, step);
        assert!(envelope >= 0.0 && envelope <= loss.value(x) * (1.0 + 1e-12) + 1e-300);
    });
}

#[test]
fn prox_is_nonexpansive_and_monotone() {
    for loss in all() {
        for step in STEPS {
            for pair in MARGINS.windows(2) {
                let moved = loss.prox(pair[1], step) - loss.prox(pair[0], step);
                let gap = pair[1] - pair[0];
                let slack = 1e-12 * (pair[0].abs() + pair[1].abs() + 1.0);
                assert!(
                    moved >= -slack && moved <= gap + slack,
                    "{loss:?} {pair:?} {step}"
                );
            }
        }
    }
}

/// d/dx M = (x − prox)/λ and d/dλ M = −(x−prox)²/(2λ²), against differences.
#[test]
fn envelope_derivatives() {
    for loss in all() {
        for x in [-3.1, -0.43, 0.21, 0.93, 1.83] {
            for step in [0.1, 1.0, 10.0] {
                let h = 1e-5;
                let m = |x, l| loss.moreau_envelope(x, l);
                let pull = (x - loss.prox(x, step)) / step;
                let dx = (m(x + h, step) - m(x - h, step)) / (2.0 * h);
                let dl = (m(x, step + h) - m(x, step - h)) / (2.0 * h);
                assert!((dx - pull).abs() < 1e-7 * (1.0 + pull.abs()));
                assert!((dl + 0.5 * pull * pull).abs() < 1e-6 * (1.0 + pull * pull));
            }
        }
    }
}
