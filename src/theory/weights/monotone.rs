//! Whether more weight always helps the minority and always costs the majority.

use super::without_effect;
use crate::theory::weight_path::{Trail, WeightPath};
use crate::theory::{Problem, predict};

/// How the class errors go with ρ.
///
/// ρ̃ has the smallest worst-class error if R₊ falls and R₋ rises (paper, Theorem 3);
/// that fails for large signal (paper, appendix; docs/theory.md, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Monotonicity {
    /// R₊ falls and R₋ rises.
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
const RANGE: (f64, f64) = (1e-3, 1e6);
/// Twelve a decade: turns are wide in log ρ.
const POINTS: usize = 109;
/// Changes of t = (sγ ± b)/α below this are rounding.
const SLACK: f64 = 1e-10;

/// Follows t± = (sγ ± b)/α, where R± = Q(t±), along 109 weights from 10⁶ down to 10⁻³.
/// `None` where the theory has no number for one of them.
pub fn monotonicity(problem: &Problem) -> Option<Monotonicity> {
    if without_effect(problem) {
        return predict(problem).solution.map(|_| Monotonicity::NoEffect);
    }
    let s = problem.two_class().signal_strength();
    let mut trail = Trail::default();
    let mut along = WeightPath::new(problem, &mut trail);
    let (low, high) = (RANGE.0.ln(), RANGE.1.ln());
    let mut before: Option<(f64, f64)> = None;
    let (mut minority_rises, mut majority_falls) = (false, false);
    for k in 0..POINTS {
        let u = high - (high - low) * k as f64 / (POINTS - 1) as f64;
        let [alpha, gamma, bias] = along.order(u)?;
        // A class that is given up has the error 1 or 0: t = ∓∞, in order.
        let t = |sign: f64| {
            if alpha > 0.0 {
                (s * gamma + sign * bias) / alpha
            } else {
                f64::INFINITY * sign * bias.signum()
            }
        };
        let (plus, minus) = (t(1.0), t(-1.0));
        if let Some((plus_above, minus_above)) = before {
            minority_rises |= plus > plus_above + SLACK * (1.0 + plus_above.abs());
            majority_falls |= minus < minus_above - SLACK * (1.0 + minus_above.abs());
        }
        before = Some((plus, minus));
    }
    Some(match (minority_rises, majority_falls) {
        (false, false) => Monotonicity::Monotone,
        (true, false) => Monotonicity::MinorityRises,
        (false, true) => Monotonicity::MajorityFalls,
        (true, true) => Monotonicity::Neither,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TwoClass;

    fn at(delta: f64, prior: f64, signal: f64) -> Option<Monotonicity> {
        monotonicity(&Problem::new(delta, TwoClass::new(prior, signal).unwrap()).unwrap())
    }

    /// ρ̃ is the best weight for s = 1 and not for s = 4 (docs/theory.md, section 5).
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
