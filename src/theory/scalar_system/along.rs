//! Solutions of one problem after another along the weight ratio.

use super::equations::Point;
use super::recentred::Recentred;
use super::solver::{Solved, solve_from};
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
    of: Problem,
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
        let (prediction, root) = solve_from(problem, &guesses, self.known(pull));
        self.last = Some(self.here.len());
        self.here.push(Stop {
            rho,
            pull,
            prediction,
            way: root.map(|root| Way {
                of: *problem,
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

    /// The solved problem nearest to one, of those with its own δ, π₊ and r if there are any.
    fn known(&self, pull: f64) -> Option<Solved> {
        let nearest = nearest(&self.here, pull).or_else(|| nearest(&self.before, pull));
        nearest.map(|(_, way)| (way.of, way.at))
    }

    fn guesses(&self, pull: f64, centred: Option<&Recentred>) -> Vec<Point> {
        let here = nearest(&self.here, pull);
        let far = here.is_none_or(|(apart, _)| apart.abs() > CLOSE);
        let before = nearest(&self.before, pull).filter(|_| far);
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

/// The solved one among stops whose weight is nearest, and how far away it is.
fn nearest(stops: &[Stop], pull: f64) -> Option<(f64, Way)> {
    let solved = stops.iter().rev();
    let apart = solved.filter_map(|stop| Some((pull - stop.pull, stop.way?)));
    apart.min_by(|a, b| a.0.abs().total_cmp(&b.0.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::TwoClass;
    use crate::theory::Status;

    fn problem(delta: f64, prior: f64, rho: f64) -> Problem {
        let two = TwoClass::new(prior, 1.423_809_756_139_531_3).unwrap();
        Problem::new(delta, two)
            .and_then(|p| p.with_loss(LossKind::Logistic).with_weight_ratio(rho))
            .unwrap()
    }

    /// Close to the separability threshold, where α is 273, one problem leads to the next in a
    /// third of the steps that it costs to begin anew.
    #[test]
    fn one_problem_leads_to_the_next() {
        let (from, to) = (
            problem(0.1285, 0.3172, 215.0),
            problem(0.1383, 0.3414, 192.9),
        );
        let anew = Trail::default().solve(&to);
        let mut trail = Trail::default();
        trail.solve(&from);
        let led = trail.solve(&to);
        assert_eq!(
            (anew.status, led.status),
            (Status::Converged, Status::Converged)
        );
        assert!(led.iterations * 3 < anew.iterations, "{led:?} {anew:?}");
        let error = |p: Prediction| p.solution.unwrap().errors.worst();
        assert!((error(led) / error(anew) - 1.0).abs() < 1e-9);
    }

    /// What was asked for before is known, slopes and all.
    #[test]
    fn a_weight_is_solved_once() {
        let mut trail = Trail::default();
        let first = trail.solve(&problem(0.08, 0.2, 3.0));
        let slopes = trail.slopes().unwrap();
        trail.solve(&problem(0.08, 0.2, 5.0));
        assert_ne!(trail.slopes(), Some(slopes));
        assert_eq!(trail.solve(&problem(0.08, 0.2, 3.0)), first);
        assert_eq!(trail.slopes(), Some(slopes));
    }
}
