//! Solutions of one problem after another along the weight ratio.

use super::effort::{MOST_ALONE, MOST_OF_MANY};
use super::equations::Unknowns;
use super::recentred::Recentred;
use super::solver::{self, solve_from};
use crate::theory::intercept::{can_jump, even_pull};
use crate::theory::{Prediction, Problem, Status};

/// Beyond this a tangent says little.
const REACH: f64 = 2.0;
/// Of log η: beyond this, as close to the separability threshold, η grows faster than the
/// direction turns.
const LARGE: f64 = 1.5;
/// In log ρ: within this no other problem's solution is the better beginning.
const CLOSE: f64 = 1.0;

/// Nodes that a problem takes which Newton's method solves by itself, and more.
const UNLED: u64 = 20_000;
/// Nodes beyond those that all problems together may take along paths, and at all: two and
/// three seconds of a usual machine.
const MOST_LED: (u64, u64) = (40_000_000, 60_000_000);

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
    /// Problems that were solved, or not.
    asked: usize,
    /// Nodes beyond those of problems that are easy.
    led: u64,
    /// How many had been asked for when paths had cost enough.
    ended: Option<usize>,
    /// Problems that were left unsolved after that.
    given_up: usize,
}

struct Stop {
    rho: f64,
    /// log ρ, from where both classes pull alike: by it problems of different priors are
    /// compared.
    pull: f64,
    prediction: Prediction,
    /// Where the equations were solved.
    way: Option<SolvedProblem>,
}

#[derive(Clone, Copy)]
struct SolvedProblem {
    of: Problem,
    at: Unknowns,
    /// The same recentred, for losses that are.
    centred: Option<Unknowns>,
    /// d(at)/d log ρ.
    tangent: Option<Unknowns>,
}

impl SolvedProblem {
    /// Along the tangent of (log η, γ, b, log κ); where η is large, of (log η, γ/η, b/η,
    /// log κ): there the direction hardly changes, and to all digits that γ and b have.
    fn ahead(&self, apart: f64, tangent: &Unknowns) -> Unknowns {
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
            let prediction = self.here[known].prediction;
            self.count(&prediction);
            return prediction;
        }
        let centred = Recentred::of(problem);
        let pull = (rho / even_pull(problem)).ln();
        let mut guesses = self.guesses(pull, centred.as_ref());
        if can_jump(problem) {
            let alike = match pull == 0.0 {
                true => self.where_both_pull_alike(),
                false => self.on_the_same_side(pull),
            };
            guesses.splice(0..0, alike);
        }
        let (prediction, root) = match self.led >= MOST_LED.1 {
            true => (Prediction::none(Status::NotConverged), None),
            false => {
                let attempt = solve_from(problem, &guesses, self.way(pull), MOST_OF_MANY);
                self.pay(&attempt);
                (attempt.prediction, attempt.root)
            }
        };
        self.asked += 1;
        self.end_where_enough();
        self.count(&prediction);
        self.last = Some(self.here.len());
        self.here.push(Stop {
            rho,
            pull,
            prediction,
            way: root.map(|root| SolvedProblem {
                of: *problem,
                at: root.at,
                centred: centred.map(|way| way.there(&root.at)),
                tangent: root.tangent(),
            }),
        });
        prediction
    }

    /// The prediction as if nothing were known of any other problem, at the cost of all.
    pub(in crate::theory) fn solve_anew(&mut self, problem: &Problem) -> Prediction {
        let (way, most) = match self.ended {
            Some(_) => (solver::Fallback::Short, MOST_LED.1.saturating_sub(self.led)),
            None => (solver::Fallback::Anew, MOST_ALONE),
        };
        let attempt = solve_from(problem, &[], way, most);
        self.pay(&attempt);
        self.asked += 1;
        self.end_where_enough();
        self.count(&attempt.prediction);
        attempt.prediction
    }

    /// What Newton's method solves by itself is free; what is not solved never is.
    fn pay(&mut self, attempt: &solver::Attempt) {
        let free = attempt.root.map_or(0, |_| UNLED);
        self.led += attempt.effort.nodes.saturating_sub(free);
    }

    fn end_where_enough(&mut self) {
        if self.led >= MOST_LED.0 && self.ended.is_none() {
            self.ended = Some(self.asked);
        }
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

    fn count(&mut self, prediction: &Prediction) {
        let unsolved = prediction.status == Status::NotConverged;
        self.given_up += usize::from(self.ended.is_some() && unsolved);
    }

    /// How many problems have been left unsolved because paths had cost enough.
    pub(in crate::theory) fn given_up(&self) -> usize {
        self.given_up
    }

    /// After how many problems they had, if they had.
    pub(in crate::theory) fn ended(&self) -> Option<usize> {
        self.ended
    }

    /// From the solved problem nearest to one, of those with its own δ, π₊ and r if there are
    /// any.
    fn way(&self, pull: f64) -> solver::Fallback {
        if self.ended.is_some() {
            return solver::Fallback::Short;
        }
        let nearest = nearest(&self.here, pull).or_else(|| nearest(&self.before, pull));
        nearest.map_or(solver::Fallback::Anew, |(_, way)| {
            solver::Fallback::From((way.of, way.at))
        })
    }

    fn guesses(&self, pull: f64, centred: Option<&Recentred>) -> Vec<Unknowns> {
        let here = nearest(&self.here, pull);
        let far = here.is_none_or(|(apart, _)| apart.abs() > CLOSE);
        let before = nearest(&self.before, pull).filter(|_| far);
        let ahead = |(apart, way): &(f64, SolvedProblem)| {
            let tangent = way.tangent.filter(|_| apart.abs() <= REACH)?;
            Some(way.ahead(*apart, &tangent))
        };
        let there = |(_, way): (f64, SolvedProblem)| {
            let centred = centred.zip(way.centred);
            centred.map_or(way.at, |(way, at)| way.back(&at))
        };
        let ahead = [before, here]
            .into_iter()
            .flatten()
            .filter_map(|w| ahead(&w));
        let ahead: Vec<Unknowns> = ahead.collect();
        ahead
            .into_iter()
            .chain(here.or(before).map(there))
            .collect()
    }

    /// Along the tangent over log |log ρ|, measured from where both classes pull alike, at the
    /// nearest weight on the same side of it: b can jump there, and near a jump changes by as
    /// much from one decade of the distance to the next.
    fn on_the_same_side(&self, pull: f64) -> Option<Unknowns> {
        let apart = |stop: &Stop| (pull / stop.pull).ln();
        let solved = self.here.iter().rev().filter_map(|stop| {
            let way = stop.way?;
            Some((apart(stop), stop.pull * way.tangent?, way.at))
        });
        let beside = solved.filter(|(apart, ..)| apart.abs() <= REACH);
        let nearest = beside.min_by(|a, b| a.0.abs().total_cmp(&b.0.abs()));
        nearest.map(|(apart, tangent, at)| at + apart * tangent)
    }

    /// The solution of the problem before that at a jump is nearer than any beside it.
    fn where_both_pull_alike(&self) -> Option<Unknowns> {
        let alike = self.before.iter().find(|stop| stop.pull == 0.0);
        alike.and_then(|stop| stop.way).map(|way| way.at)
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
fn nearest(stops: &[Stop], pull: f64) -> Option<(f64, SolvedProblem)> {
    let solved = stops.iter().rev();
    let apart = solved.filter_map(|stop| Some((pull - stop.pull, stop.way?)));
    apart.min_by(|a, b| a.0.abs().total_cmp(&b.0.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::TwoClass;

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

    /// After as many nodes as are granted no path is followed: what needs one is left unsolved
    /// and counted, and what Newton's method finds by itself is found; in the end nothing is
    /// tried.
    #[test]
    fn paths_end_after_as_many_nodes_as_are_granted() {
        let hard = problem(0.1383, 0.3414, 192.9);
        let mut trail = Trail::default();
        assert_eq!(trail.solve(&hard).status, Status::Converged);
        assert!(trail.led > 0 && trail.ended().is_none());
        let mut trail = Trail {
            led: MOST_LED.0 - 1,
            ..Trail::default()
        };
        assert_eq!(trail.solve(&hard).status, Status::Converged);
        assert_eq!((trail.ended(), trail.given_up()), (Some(1), 0));
        let other = problem(0.1384, 0.3414, 192.9);
        trail.here.clear();
        trail.before.clear();
        assert_eq!(trail.solve(&other).status, Status::NotConverged);
        assert_eq!(trail.given_up(), 1);
        assert_eq!(
            trail.solve(&problem(0.08, 0.2, 3.0)).status,
            Status::Converged
        );
        trail.led = MOST_LED.1;
        assert_eq!(
            trail.solve(&problem(0.08, 0.2, 4.0)).status,
            Status::NotConverged
        );
        assert_eq!(trail.given_up(), 2);
    }

    /// Begun anew it is what it is alone, and counts: after as much as is granted it is left
    /// unsolved like others.
    #[test]
    fn what_begins_anew_is_paid_for_too() {
        let hard = problem(0.1383, 0.3414, 192.9);
        let mut trail = Trail::default();
        assert_eq!(trail.solve_anew(&hard), solver::solve(&hard));
        assert!(trail.led > 0);
        trail.led = MOST_LED.1;
        trail.ended = Some(1);
        assert_eq!(trail.solve_anew(&hard).status, Status::NotConverged);
        assert_eq!(trail.given_up(), 1);
    }

    /// Where b jumps from one class to the other, each halving of the distance leads to the
    /// next in a few steps, from either side.
    #[test]
    fn a_jump_is_approached_in_few_steps() {
        for (kind, ridge) in [(LossKind::Hinge, 60.0), (LossKind::Absolute, 300.0)] {
            let at = |rho: f64| {
                Problem::new(0.117_6, TwoClass::new(0.365, 0.494).unwrap())
                    .and_then(|p| p.with_loss(kind).with_ridge(ridge))
                    .and_then(|p| p.with_weight_ratio(rho))
                    .unwrap()
            };
            let balance = even_pull(&at(1.0));
            let mut trail = Trail::default();
            let mut steps = |u: f64| {
                let found = trail.solve(&at(balance * u.exp()));
                let bias = found.solution.unwrap().bias;
                assert!(bias * u.signum() > 0.5, "{kind:?} {u}: {found:?}");
                found.iterations
            };
            for side in [-1.0, 1.0] {
                steps(side);
                steps(0.5 * side);
                for halving in 2..30 {
                    let u = side * 0.5f64.powi(halving);
                    let steps = steps(u);
                    assert!(steps <= 12, "{kind:?} {u}: {steps} steps");
                }
            }
        }
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
