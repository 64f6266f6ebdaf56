//! Solutions of one problem along its weight ratio.

use super::equations::Point;
use super::recentred::Recentred;
use super::solver::solve_from;
use crate::theory::{Prediction, Problem};

/// Beyond this a tangent says little.
const REACH: f64 = 2.0;

/// Follows the solution of a problem along ρ: each is begun where the tangent at the last
/// leads, so that two or three steps arrive.
#[derive(Default)]
pub(in crate::theory) struct AlongWeights {
    last: Option<Stop>,
    /// Whether the last prediction was made there.
    here: bool,
}

#[derive(Clone, Copy)]
struct Stop {
    log_rho: f64,
    at: Point,
    /// The same recentred, for losses that are.
    centred: Option<Point>,
    /// d(at)/d log ρ.
    tangent: Option<Point>,
}

impl AlongWeights {
    /// The prediction at the problem's own weight ratio.
    pub(in crate::theory) fn solve(&mut self, problem: &Problem) -> Prediction {
        let log_rho = problem.weight_ratio().ln();
        let centred = Recentred::of(problem);
        let guesses: Vec<Point> = match self.last {
            Some(last) => {
                let away = log_rho - last.log_rho;
                let ahead = last.tangent.filter(|_| away.abs() <= REACH);
                let ahead = ahead.map(|tangent| last.at + away * tangent);
                let centred = centred.as_ref().zip(last.centred);
                let there = centred.map_or(last.at, |(way, at)| way.back(&at));
                ahead.into_iter().chain([there]).collect()
            }
            None => Vec::new(),
        };
        let (prediction, root) = solve_from(problem, &guesses);
        self.here = root.is_some();
        if let Some(root) = root {
            self.last = Some(Stop {
                log_rho,
                at: root.at,
                centred: centred.map(|way| way.there(&root.at)),
                tangent: root.tangent(),
            });
        }
        prediction
    }

    /// d(α, γ, b)/d log ρ where the last prediction was made, if it solved the equations.
    pub(in crate::theory) fn slopes(&self) -> Option<[f64; 3]> {
        let last = self.last.filter(|_| self.here)?;
        let tangent = last.tangent?;
        let (eta, gamma) = (last.at[0].exp(), last.at[1]);
        let alpha = eta.hypot(gamma);
        let slope = (eta * eta * tangent[0] + gamma * tangent[1]) / alpha;
        Some([slope, tangent[1], tangent[2]])
    }
}
