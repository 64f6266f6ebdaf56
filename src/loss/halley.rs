//! A prox by Halley's method from a good guess.

use super::Proximal;

/// Steps from a guess of the quality that neighbours give.
const MOST_STEPS: usize = 8;
/// A last step this short leaves an error of its cube, below any rounding.
const LAST: f64 = 1e-5;

/// The root of F(p) = p − x + λℓ'(p) from `near`, for a loss whose third and fourth
/// derivatives are no larger than the second: then F''/F' and F'''/F' are at most 1, and
/// Halley's method leaves an error below the cube of its last step. `derivatives` gives the
/// first to the fourth. `None` where steps do not become shorter fast: the guess was too
/// far away.
///
/// ℓ' and ℓ'' at the root are continued from the last point by Taylor's formula, which is
/// exact to rounding over so short a step.
pub(super) fn prox_near(
    (x, step): (f64, f64),
    near: f64,
    derivatives: impl Fn(f64) -> [f64; 4],
) -> Option<Proximal> {
    let mut p = near;
    let mut before = f64::INFINITY;
    for _ in 0..MOST_STEPS {
        let [first, second, third, fourth] = derivatives(p);
        let slope = 1.0 + step * second;
        let value = p - x + step * first;
        let moved = -2.0 * value * slope / (2.0 * slope * slope - value * (step * third));
        p += moved;
        if moved.abs() <= LAST {
            let half = 0.5 * moved;
            return Some(Proximal {
                at: p,
                slope: first + moved * (second + half * third),
                bend: second + moved * (third + half * fourth),
            });
        }
        let shorter = moved.abs() < 0.5 * before;
        if !shorter {
            return None;
        }
        before = moved.abs();
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::loss::{Exponential, Logistic, Loss};

    /// From any guess the same prox and derivatives as without one.
    #[test]
    fn a_guess_changes_nothing() {
        let losses: [&dyn Loss; 2] = [&Logistic, &Exponential];
        for loss in losses {
            for step in [1e-6, 0.1, 3.0, 1e3, 1e7] {
                for x in [-1e3, -40.0, -2.0, 0.0, 0.7, 9.0, 60.0, 900.0] {
                    let p = loss.prox(x, step);
                    let bend = loss.second_derivative(p).unwrap();
                    for off in [0.0, 1e-4, -0.02, 0.3, -4.0, 300.0] {
                        let found = loss.prox_near(x, step, p + off);
                        let close = |a: f64, b: f64, scale: f64| (a - b).abs() <= 1e-14 * scale;
                        let size = 1.0 + x.abs().max(p.abs());
                        let case = format!("{loss:?} {x} {step} {off} {found:?}");
                        assert!(close(found.at, p, size), "{case}");
                        // Proxes within rounding of each other have derivatives as close.
                        let slope = loss.derivative(p);
                        assert!(close(found.slope, slope, bend * size + 1e-300), "{case}");
                        assert!(close(found.bend, bend, bend * size + 1e-300), "{case}");
                    }
                }
            }
        }
    }
}
