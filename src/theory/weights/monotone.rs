//! Whether more weight always helps the minority and always costs the majority.

use super::SEARCH_RANGE;
use super::search::Along;
use crate::model::Quantity;
use crate::theory::Problem;

/// How the class errors move as ρ grows over [`SEARCH_RANGE`].
///
/// ρ̃ has the smallest worst-class error if R₊ falls and R₋ rises (paper, Theorem 3);
/// that fails for large signal (paper, appendix; THEORY section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Monotonicity {
    /// R₊ never rises with ρ.
    pub minority_falls: bool,
    /// R₋ never falls with ρ.
    pub majority_rises: bool,
}

/// Points a decade: a turn between two of them that both ends hide goes unseen.
const POINTS: usize = 241;
/// Changes of t = (sγ ± b)/α below this are rounding.
const SLACK: f64 = 1e-10;

/// Follows t± = (sγ ± b)/α over a grid in log ρ; R± = Q(t±). `None` where some point has
/// no prediction.
pub fn monotonicity(problem: &Problem) -> Option<Monotonicity> {
    let s = problem.two_class().signal_strength();
    let mut along = Along::new(problem, Quantity::WorstClassError);
    let (low, high) = (SEARCH_RANGE.0.ln(), SEARCH_RANGE.1.ln());
    let mut before: Option<(f64, f64)> = None;
    let mut found = Monotonicity {
        minority_falls: true,
        majority_rises: true,
    };
    for k in 0..POINTS {
        let u = low + (high - low) * k as f64 / (POINTS - 1) as f64;
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
        if let Some((plus_before, minus_before)) = before {
            found.minority_falls &= plus >= plus_before - SLACK * (1.0 + plus_before.abs());
            found.majority_rises &= minus <= minus_before + SLACK * (1.0 + minus_before.abs());
        }
        before = Some((plus, minus));
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TwoClass;

    /// The paper's Figure 2 setting with s = 1 is monotone; at s = 4 (its appendix) not.
    #[test]
    fn holds_at_small_signal_and_fails_at_large() {
        let at = |s| {
            let problem = Problem::new(0.2, TwoClass::new(0.2, s).unwrap()).unwrap();
            monotonicity(&problem).unwrap()
        };
        let small = at(0.5);
        assert!(small.minority_falls && small.majority_rises);
        let large = at(4.0);
        assert!(!large.minority_falls || !large.majority_rises);
    }
}
