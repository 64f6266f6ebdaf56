//! Solutions of one problem after another along the weight ratio.

use super::equations::Point;
use super::recentred::Recentred;
use super::solver::solve_from;
use crate::theory::{Prediction, Problem};

/// Beyond this a tangent says little.
const REACH: f64 = 2.0;
/// Of log η: beyond this, as close to the separability threshold, η grows faster than the
/// direction turns.
const LARGE: f64 = 1.5;
/// In log ρ: within this no other problem's solution is the better beginning.
const CLOSE: f64 = 1.0;

/// The solutions of one problem for the weights that were asked for, and those of the problem
/// before. Each is begun where the tangent at the nearest leads, so that two or three steps
/// arrive: without a beginning the way costs up to a hundred times as much.
#[derive(Default)]
pub(in crate::theory) struct Trail {
    /// Whose solutions these are, at ρ = 1.
    problem: Option<Problem>,
    here: Vec<Stop>,
    before: Vec<Stop>,
    /// Which of those here was asked for last.
    last: Option<usize>,
}

struct Stop {
    rho: f64,
    /// log(ρπ₊/π₋), by which problems of different priors are compared.
    pull: f64,
    prediction: Prediction,
    /// Where the equations were solved.
    way: Option<Way>,
}

#[derive(Clone, Copy)]
struct Way {
    at: Point,
    /// The same recentred, for losses that are.
    centred: Option<Point>,
    /// d(at)/d log ρ.
    tangent: Option<Point>,
}

impl Way {
    /// Along the tangent of (log η, γ, b, log κ); where η is large, of (log η, γ/η, b/η,
    /// log κ): there the direction hardly changes, and to all digits that γ and b have.
    fn ahead(&self, apart: f64, tangent: &Point) -> Point {
        let mut next = self.at + apart * tangent;
        if self.at[0] > LARGE {
            let grown = (apart * tangent[0]).exp();
            for i in [1, 2] {
                let turned = tangent[i] - self.at[i] * tangent[0];
                next[i] = grown * (self.at[i] + apart * turned);
            }
        }
        next
    }
}

impl Trail {
    /// The prediction for a problem whose scalar system has to be solved.
    pub(in crate::theory) fn solve(&mut self, problem: &Problem) -> Prediction {
        self.turn_to(problem);
        let rho = problem.weight_ratio();
        if let Some(known) = self.here.iter().position(|stop| stop.rho == rho) {
            self.last = Some(known);
            return self.here[known].prediction;
        }
        let centred = Recentred::of(problem);
        let pull = (rho / problem.two_class().prior_ratio()).ln();
        let guesses = self.guesses(pull, centred.as_ref());
        let (prediction, root) = solve_from(problem, &guesses);
        self.last = Some(self.here.len());
        self.here.push(Stop {
            rho,
            pull,
            prediction,
            way: root.map(|root| Way {
                at: root.at,
                centred: centred.map(|way| way.there(&root.at)),
                tangent: root.tangent(),
            }),
        });
        prediction
    }

    /// Where another problem than the last begins.
    fn turn_to(&mut self, problem: &Problem) {
        let plain = problem.with_weight_ratio(1.0).ok();
        if self.problem != plain {
            self.problem = plain;
            let left = std::mem::take(&mut self.here);
            if !left.is_empty() {
                self.before = left;
            }
        }
    }

    fn guesses(&self, pull: f64, centred: Option<&Recentred>) -> Vec<Point> {
        let away = |(stop, _): &(&Stop, Way)| (pull - stop.pull).abs();
        let nearest = |stops: &'_ [Stop]| -> Option<(f64, Way)> {
            let solved = stops
                .iter()
                .rev()
                .filter_map(|stop| Some((stop, stop.way?)));
            let nearest = solved.min_by(|a, b| away(a).total_cmp(&away(b)))?;
            Some((pull - nearest.0.pull, nearest.1))
        };
        let here = nearest(&self.here);
        let far = here.is_none_or(|(apart, _)| apart.abs() > CLOSE);
        let before = nearest(&self.before).filter(|_| far);
        let ahead = |(apart, way): &(f64, Way)| {
            let tangent = way.tangent.filter(|_| apart.abs() <= REACH)?;
            Some(way.ahead(*apart, &tangent))
        };
        let there = |(_, way): (f64, Way)| {
            let centred = centred.zip(way.centred);
            centred.map_or(way.at, |(way, at)| way.back(&at))
        };
        let ahead = [before, here]
            .into_iter()
            .flatten()
            .filter_map(|w| ahead(&w));
        let ahead: Vec<Point> = ahead.collect();
        ahead
            .into_iter()
            .chain(here.or(before).map(there))
            .collect()
    }

    /// d(α, γ, b)/d log ρ where the last prediction was made, if it solved the equations.
    pub(in crate::theory) fn slopes(&self) -> Option<[f64; 3]> {
        let way = self.here.get(self.last?)?.way?;
        let tangent = way.tangent?;
        let (eta, gamma) = (way.at[0].exp(), way.at[1]);
        let alpha = eta.hypot(gamma);
        let slope = (eta * eta * tangent[0] + gamma * tangent[1]) / alpha;
        Some([slope, tangent[1], tangent[2]])
    }
}
