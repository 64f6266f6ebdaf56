//! Whether a larger weight helps the minority and hurts the majority, always.

use super::{Problem, Status, predict};
use crate::model::ClassErrors;

/// How the class errors go with ρ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Monotonicity {
    /// R₊ falls and R₋ rises, as the paper's Theorem 3 assumes: ρ̃ is then the best weight.
    Monotone,
    /// R₊ rises somewhere.
    MinorityRises,
    /// R₋ falls somewhere.
    MajorityFalls,
    /// Both happen.
    Neither,
    /// The errors are the same for every ρ.
    NoEffect,
}

/// Weights that are tried: beyond them errors are flat for all practical purposes.
const RANGE: (f64, f64) = (1e-2, 1e4);
/// Twelve a decade: turns are wide in log ρ.
const POINTS: usize = 73;
/// Steps the wrong way that rounding may take, relative to the error.
const ROUNDING: f64 = 1e-8;

/// Follows R₊ and R₋ along 73 weights from 0.01 to 10⁴ (THEORY section 5: for large s
/// both errors can rise together). `None` where the theory has no number for one of them.
pub fn monotonicity(problem: &Problem) -> Option<Monotonicity> {
    let first = predict(problem);
    let interpolated = problem.ridge() == 0.0 && problem.delta() > 1.0;
    if first.status == Status::Separable || interpolated {
        return first.solution.map(|_| Monotonicity::NoEffect);
    }
    let errors = weights()
        .map(|rho| {
            let at = problem.with_weight_ratio(rho).ok()?;
            predict(&at).solution.map(|s| s.errors)
        })
        .collect::<Option<Vec<ClassErrors>>>()?;
    let rises = |a: f64, b: f64| b > a * (1.0 + ROUNDING) + f64::MIN_POSITIVE;
    let pairs = || errors.windows(2);
    let minority = pairs().any(|e| rises(e[0].minority, e[1].minority));
    let majority = pairs().any(|e| rises(e[1].majority, e[0].majority));
    Some(match (minority, majority) {
        (false, false) => Monotonicity::Monotone,
        (true, false) => Monotonicity::MinorityRises,
        (false, true) => Monotonicity::MajorityFalls,
        (true, true) => Monotonicity::Neither,
    })
}

fn weights() -> impl Iterator<Item = f64> {
    let (low, high) = RANGE;
    (0..POINTS).map(move |i| low * (high / low).powf(i as f64 / (POINTS - 1) as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TwoClass;

    fn at(delta: f64, prior: f64, signal: f64) -> Option<Monotonicity> {
        monotonicity(&Problem::new(delta, TwoClass::new(prior, signal).unwrap()).unwrap())
    }

    /// ρ̃ is the best weight for s = 1 and not for s = 4 (THEORY section 5).
    #[test]
    fn large_signals_break_it() {
        assert_eq!(at(0.2, 0.2, 0.2), Some(Monotonicity::Monotone));
        assert!(matches!(
            at(0.2, 0.2, 4.0),
            Some(Monotonicity::MinorityRises | Monotonicity::Neither)
        ));
        assert_eq!(at(2.0, 0.2, 1.0), Some(Monotonicity::NoEffect));
        assert_eq!(at(1.0, 0.2, 1.0), None);
    }
}
