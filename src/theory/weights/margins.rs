//! Margin ratios: what remains to choose where weights do nothing.
//!
//! All margins lead in one direction, and their ratio m₊/m₋ moves b alone: for margins whose
//! mean is 1, b = b₁ + (m₊ − m₋)/2 with b₁ that of unit margins.

use super::search::{FLAT, least_extreme};
use crate::theory::max_margin::{Margins, unit_margins};
use crate::theory::{Prediction, Problem, Solution, Status};

/// A margin ratio of at most this, and of at least its inverse, is offered.
const LARGEST: f64 = 1e4;

/// A margin ratio, what it reaches, and whether it is the least extreme one on a plateau.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen {
    pub(super) ratio: f64,
    pub(super) plateau: bool,
    pub(super) prediction: Prediction,
}

/// The hard-margin limits of one problem for all margin ratios.
pub(super) struct MarginRatios<'a> {
    problem: &'a Problem,
    unit: Prediction,
    solution: Solution,
}

impl<'a> MarginRatios<'a> {
    /// `None` where there is no hard-margin limit.
    pub(super) fn new(problem: &'a Problem) -> Option<Self> {
        let unit = unit_margins(problem.delta(), problem.two_class());
        Some(Self {
            problem,
            unit,
            solution: unit.solution?,
        })
    }

    fn at(&self, ratio: f64) -> Solution {
        Margins::of_ratio(ratio).of(&self.solution, self.problem.two_class())
    }

    fn chosen(&self, ratio: f64, plateau: bool) -> Chosen {
        Chosen {
            ratio,
            plateau,
            prediction: Prediction {
                status: Status::Converged,
                solution: Some(self.at(ratio)),
                ..self.unit
            },
        }
    }

    /// (1 − b₁)/(1 + b₁): the ratio at which the intercept vanishes, so that both classes err
    /// equally (Kini et al. 2021; docs/theory.md, section 6). None does where |b₁| ≥ 1.
    fn balancing(&self) -> Option<f64> {
        let bias = self.solution.bias;
        let ratio = (1.0 - bias) / (1.0 + bias);
        let within = bias.abs() < 1.0 && (1.0 / LARGEST..=LARGEST).contains(&ratio);
        within.then_some(ratio)
    }

    /// The margin ratio that equalises the class errors. `None` where none within the range
    /// does.
    pub(super) fn equal_error(&self) -> Option<Chosen> {
        Some(self.chosen(self.balancing()?, false))
    }

    /// The margin ratio with the smallest worst-class error, which is that of equal errors
    /// where there is one (R₊ falls and R₋ rises in b); else the error falls up to the end of the range, and the least
    /// extreme ratio within a thousandth of that is taken.
    pub(super) fn min_worst_class(&self) -> Chosen {
        if let Some(equal) = self.equal_error() {
            return equal;
        }
        let end = LARGEST.ln().copysign(-self.solution.bias);
        let error = |u: f64| self.at(u.exp()).errors.worst();
        let enough = error(end) * (1.0 + FLAT);
        let at = least_extreme(|u| error(u) <= enough, (0.0, end));
        self.chosen(at.exp(), true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TwoClass;
    use crate::theory::max_margin;

    fn problem(delta: f64, prior: f64, signal: f64) -> Problem {
        Problem::new(delta, TwoClass::new(prior, signal).unwrap()).unwrap()
    }

    /// No ratio of a thousand is better, by the limit for those margins themselves.
    #[test]
    fn no_ratio_is_better() {
        for (delta, prior, signal) in [(0.5, 0.2, 2.0), (1.5, 0.05, 0.3), (0.31, 0.011, 0.12)] {
            let problem = problem(delta, prior, signal);
            let best = MarginRatios::new(&problem).unwrap().min_worst_class();
            let least = best.prediction.solution.unwrap().errors.worst();
            for k in -500..=500 {
                let ratio = 10f64.powf(f64::from(k) / 125.0);
                let there = max_margin(delta, problem.two_class(), (ratio, 1.0));
                let there = there.solution.unwrap().errors.worst();
                let slack = if best.plateau { FLAT } else { 1e-12 };
                assert!(
                    least <= there * (1.0 + slack),
                    "{problem:?} {best:?} {ratio}"
                );
            }
        }
    }

    /// b₁ < −1: a minority so small that even an enormous ratio leaves it the worse.
    #[test]
    fn a_plateau_where_no_ratio_balances() {
        let problem = problem(0.31, 0.011, 0.12);
        let ratios = MarginRatios::new(&problem).unwrap();
        assert!(ratios.equal_error().is_none());
        let best = ratios.min_worst_class();
        assert!(best.plateau && best.ratio < 0.5 * LARGEST, "{best:?}");
    }
}
