//! Where the best of a search is a knife edge: what lies nearest to it and is none.

use super::applied::{with_kept_share, with_this_ridge};
use super::edges::{Edge, Freedom, judged};
use super::strategy::{Outcome, Verdict};
use crate::model::{Quantity, WeightRule};
use crate::theory::Problem;
use crate::theory::along::Trail;

/// Of the logarithm of a ridge or a share: how far away is tried first,
const FIRST: f64 = 0.02;
/// how often that is doubled,
const DOUBLINGS: i32 = 5;
/// and how often halved again between a place that is an edge and one that is none.
const HALVINGS: usize = 4;

/// The least of a search, which is not offered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Undone {
    /// ρ.
    pub weight_ratio: Option<f64>,
    /// r.
    pub ridge: f64,
    /// The share of majority samples that is kept.
    pub keep: f64,
    /// What it would reach.
    pub worst_class_error: f64,
    /// What of it has to be met, and how closely.
    pub edge: Option<Edge>,
}

/// What a search can take beside its least.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Search {
    /// A ridge, with the weight of a rule.
    Ridge(WeightRule),
    /// A share of the majority, with its best weight.
    Share,
}

impl Search {
    /// What is trained at another place; `None` where nothing can be offered there.
    fn at(self, problem: &Problem, place: f64, trail: &mut Trail) -> Option<Outcome> {
        match self {
            Search::Ridge(rule) => with_this_ridge(problem, rule, place, trail),
            Search::Share => with_kept_share(problem, place, trail),
        }
    }

    /// Where the least was found.
    fn place(self, outcome: &Outcome) -> f64 {
        match self {
            Search::Ridge(_) => outcome.ridge,
            Search::Share => outcome.keep,
        }
    }

    /// What of a choice must not be met too closely.
    fn freedoms(self) -> &'static [Freedom] {
        match self {
            Search::Ridge(_) => &[Freedom::Weight, Freedom::Ridge],
            Search::Share => &[Freedom::Weight, Freedom::Share],
        }
    }

    /// The end at which nothing is chosen but the weight.
    fn none(self) -> f64 {
        match self {
            Search::Ridge(_) => 0.0,
            Search::Share => 1.0,
        }
    }
}

/// In place of a knife edge the best of what is none: the nearest place on either side, and the
/// end where there is no ridge and no sample is dropped. Other outcomes stay.
pub(super) fn off_the_edge(
    problem: &Problem,
    found: Outcome,
    search: Search,
    trail: &mut Trail,
) -> Outcome {
    let worst = |outcome: &Outcome| outcome.value(Quantity::WorstClassError, problem);
    let Some(would) = worst(&found).filter(|_| found.verdict == Verdict::KnifeEdge) else {
        return found;
    };
    let mut at = |place: f64| {
        let there = search.at(problem, place, trail)?;
        let error = Quantity::WorstClassError;
        let there = judged(problem, there, error, search.freedoms(), trail);
        there.verdict.offers().then_some(there)
    };
    let here = search.place(&found);
    let sides = [-1.0, 1.0].map(|side| nearest(|away| at(here * (side * away).exp())));
    let all = sides.into_iter().chain([at(search.none())]).flatten();
    let least = all
        .filter_map(|outcome| Some((outcome, worst(&outcome)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1));
    let Some((outcome, _)) = least else {
        return found;
    };
    Outcome {
        instead_of: Some(Undone {
            weight_ratio: found.weight_ratio,
            ridge: found.ridge,
            keep: found.keep,
            worst_class_error: would,
            edge: found.edge,
        }),
        ..outcome
    }
}

/// The first distance at which something is offered, to a sixteenth of the step to it.
fn nearest(mut at: impl FnMut(f64) -> Option<Outcome>) -> Option<Outcome> {
    let mut refused = 0.0;
    let mut found = None;
    for doubling in 0..=DOUBLINGS {
        let away = FIRST * f64::from(doubling).exp2();
        if let Some(outcome) = at(away) {
            found = Some((away, outcome));
            break;
        }
        refused = away;
    }
    let (mut taken, mut outcome) = found?;
    for _ in 0..HALVINGS {
        let away = 0.5 * (refused + taken);
        match at(away) {
            Some(nearer) => (taken, outcome) = (away, nearer),
            None => refused = away,
        }
    }
    Some(outcome)
}

#[cfg(test)]
mod tests {
    use crate::loss::LossKind;
    use crate::model::TwoClass;
    use crate::theory::weights::{Strategy, Verdict};
    use crate::theory::{Problem, predict};

    fn problem(kind: LossKind, [delta, prior, signal]: [f64; 3]) -> Problem {
        let two = TwoClass::new(prior, signal).unwrap();
        Problem::new(delta, two).unwrap().with_loss(kind)
    }

    fn worst(problem: &Problem, ridge: f64, rho: f64) -> f64 {
        let there = problem.with_ridge(ridge).unwrap();
        let there = there.with_weight_ratio(rho).unwrap();
        predict(&there)
            .solution
            .map_or(f64::INFINITY, |s| s.errors.worst())
    }

    /// Whether a percent of neither number changes the error by more than a tenth, with some
    /// slack: the best that can be relied on lies where it just does not.
    fn can_be_relied_on(problem: &Problem, ridge: f64, rho: f64) -> bool {
        let here = worst(problem, ridge, rho);
        [(1.01, 1.0), (0.99, 1.0), (1.0, 1.01), (1.0, 0.99)]
            .into_iter()
            .all(|(r, w)| (worst(problem, r * ridge, w * rho) / here - 1.0).abs() < 0.105)
    }

    /// A ridge so strong that a little more gives a class up: what is taken can be relied on,
    /// and nothing around that can is much better.
    #[test]
    fn beside_a_knife_edge_something_is_taken() {
        let mut beside = 0;
        for (kind, shape) in [
            (LossKind::Absolute, [1.5, 0.05, 2.0]),
            (LossKind::Hinge, [0.15, 0.1, 1.5]),
            (LossKind::Absolute, [0.3, 0.1, 1.5]),
            (LossKind::Hinge, [0.6, 0.03, 2.5]),
        ] {
            let problem = problem(kind, shape);
            let found = Strategy::WeightAndRidge.apply(&problem).unwrap();
            assert_eq!(found.verdict, Verdict::Found, "{problem:?} {found:?}");
            let (ridge, rho) = (found.ridge, found.weight_ratio.unwrap());
            assert!(can_be_relied_on(&problem, ridge, rho), "{found:?}");
            let reached = worst(&problem, ridge, rho);
            let centre = found.instead_of.map_or((ridge, rho), |undone| {
                beside += 1;
                assert!(undone.worst_class_error < reached);
                (undone.ridge, undone.weight_ratio.unwrap())
            });
            for i in -10..=10 {
                for j in -10..=10 {
                    let away = |k: i32| (0.015 * f64::from(k)).exp();
                    let (r, w) = (centre.0 * away(i), centre.1 * away(j));
                    let better = worst(&problem, r, w) < 0.98 * reached;
                    assert!(!better || !can_be_relied_on(&problem, r, w), "{r} {w}");
                }
            }
        }
        assert!(beside > 0);
    }
}
