//! Where the best of a search is a knife edge: the best beside it that is none.

use super::applied_strategies::{kept_and_weighted, with_this_ridge, with_weight_and_ridge};
use super::error_curve::error_of;
use super::knife_edges::{Edge, Freedom, judged};
use super::passed::Passed;
use super::search::{Reach, minimising_near};
use super::strategy::{StrategyOutcome, StrategyVerdict};
use super::{partly_downsampled, within_cap, without_effect};
use crate::model::{Objective, Quantity, WeightRule};
use crate::theory::Problem;
use crate::theory::weight_path::Trail;

/// How far away, of a logarithm, something is tried.
struct Steps {
    /// The first try,
    first: f64,
    /// by how much each is farther than the one before,
    farther: f64,
    /// how many follow,
    tries: i32,
    /// and how often the step is halved around the best.
    halvings: usize,
}

/// Of a ridge or a share: to a factor of some hundred.
const PLACES: Steps = Steps {
    first: 0.02,
    farther: 1.5,
    tries: 14,
    halvings: 4,
};

/// The same beside the best weight of a place.
const WEIGHTS: Steps = Steps {
    first: 0.01,
    farther: 2.0,
    tries: 5,
    halvings: 2,
};

/// The least of a search, which is not offered; where an error falls for ever, a place within a
/// thousandth of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Undone {
    /// ρ; `None` where a weight beyond the largest that is advised is asked for.
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

/// What is no edge.
#[derive(Clone, Copy)]
struct Reliable {
    outcome: StrategyOutcome,
    worst_class_error: f64,
    /// Whether its weight is the one that its place asks for: then the edge ends here.
    ends_the_edge: bool,
}

/// What a search can take beside its least.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum FreeChoice {
    /// A ridge, with the weight of a rule.
    Ridge(WeightRule),
    /// A share of the majority, with its best weight.
    Share,
}

impl FreeChoice {
    /// What can be relied on at another place: its best weight, or where the weight is free the
    /// best beside that.
    fn at(self, problem: &Problem, place: f64, trail: &mut Trail) -> Option<Reliable> {
        match self {
            FreeChoice::Share => self.freely_weighted(problem, place, trail),
            FreeChoice::Ridge(rule) if rule.objective() == Some(Objective::WorstClass) => {
                self.freely_weighted(problem, place, trail)
            }
            FreeChoice::Ridge(rule) => {
                let there = with_this_ridge(problem, rule, place, trail)?;
                self.reliable(problem, there, trail)
            }
        }
    }

    fn freely_weighted(self, problem: &Problem, place: f64, trail: &mut Trail) -> Option<Reliable> {
        let there = match self {
            FreeChoice::Ridge(_) => problem.with_ridge(place).ok()?,
            FreeChoice::Share => partly_downsampled(problem, place).ok()?,
        };
        let rho = match without_effect(&there) {
            true => 1.0,
            false => minimising_near(&there, Objective::WorstClass, trail)?.weight_ratio,
        };
        let mut with = |by: f64| self.weighted(problem, place, rho * by.exp(), trail);
        with(0.0).or_else(|| {
            let sides = [-1.0, 1.0].map(|side| WEIGHTS.least(|away| with(side * away)));
            Some(Reliable {
                ends_the_edge: false,
                ..least(sides.into_iter().flatten())?
            })
        })
    }

    /// What is trained at another place with a weight, if it can be relied on.
    fn weighted(
        self,
        problem: &Problem,
        place: f64,
        weight_ratio: f64,
        trail: &mut Trail,
    ) -> Option<Reliable> {
        if !within_cap(weight_ratio) {
            return None;
        }
        let there = self.trained(problem, place, weight_ratio, trail)?;
        self.reliable(problem, there, trail)
    }

    fn reliable(
        self,
        problem: &Problem,
        there: StrategyOutcome,
        trail: &mut Trail,
    ) -> Option<Reliable> {
        let objective = Objective::WorstClass;
        let freedoms = self.freedoms(problem, &there);
        let outcome = judged(problem, there, objective, freedoms, trail);
        let worst_class_error = outcome.value(Quantity::WorstClassError, problem)?;
        outcome.verdict.offers().then_some(Reliable {
            outcome,
            worst_class_error,
            ends_the_edge: true,
        })
    }

    /// What was passed over for a choice.
    pub(super) fn undone(
        self,
        problem: &Problem,
        passed: Passed,
        trail: &mut Trail,
    ) -> Option<Undone> {
        let beyond_cap = passed.best.reach == Reach::BeyondCap;
        let there = self.trained(problem, passed.place, passed.best.weight_ratio, trail)?;
        let freedoms = self.freedoms(problem, &there);
        let edge = match beyond_cap {
            true => None,
            false => judged(problem, there, Objective::WorstClass, freedoms, trail).edge,
        };
        Some(Undone {
            weight_ratio: there.weight_ratio.filter(|_| !beyond_cap),
            ridge: there.ridge,
            keep: there.keep,
            // On an edge the solver may meet either side: it is what the search met.
            worst_class_error: error_of(Objective::WorstClass, passed.best.value),
            edge,
        })
    }

    fn trained(
        self,
        problem: &Problem,
        place: f64,
        weight_ratio: f64,
        trail: &mut Trail,
    ) -> Option<StrategyOutcome> {
        match self {
            FreeChoice::Ridge(_) => with_weight_and_ridge(problem, weight_ratio, place, trail),
            FreeChoice::Share => kept_and_weighted(problem, weight_ratio, place, trail),
        }
    }

    /// Where the least was found.
    fn place(self, outcome: &StrategyOutcome) -> f64 {
        match self {
            FreeChoice::Ridge(_) => outcome.ridge,
            FreeChoice::Share => outcome.keep,
        }
    }

    /// What of a choice must not be met too closely. Equal numbers are had exactly, as by
    /// downsampling.
    pub(super) fn freedoms(
        self,
        problem: &Problem,
        choice: &StrategyOutcome,
    ) -> &'static [Freedom] {
        match self {
            FreeChoice::Ridge(_) => &[Freedom::Weight, Freedom::Ridge],
            FreeChoice::Share if problem.two_class().is_balanced_share(choice.keep) => {
                &[Freedom::Weight]
            }
            FreeChoice::Share => &[Freedom::Weight, Freedom::Share],
        }
    }

    /// The ends: no ridge; every sample of the majority, or as many as of the minority.
    fn ends(self, problem: &Problem) -> Vec<f64> {
        match self {
            FreeChoice::Ridge(_) => vec![0.0],
            FreeChoice::Share => vec![1.0, problem.two_class().balanced_share()],
        }
    }
}

/// In place of a knife edge the best that is met going away from it on either side, until it
/// ends; or an end of what is searched. Other outcomes stay.
pub(super) fn off_the_edge(
    problem: &Problem,
    found: StrategyOutcome,
    search: FreeChoice,
    trail: &mut Trail,
) -> StrategyOutcome {
    let would = found.value(Quantity::WorstClassError, problem);
    let Some(would) = would.filter(|_| found.verdict == StrategyVerdict::KnifeEdge) else {
        return found;
    };
    let here = search.place(&found);
    let mut at = |place: f64| search.at(problem, place, trail);
    let sides = [-1.0, 1.0].map(|side| PLACES.least(|away| at(here * (side * away).exp())));
    let all = sides
        .into_iter()
        .chain(search.ends(problem).into_iter().map(at))
        .flatten();
    let Some(taken) = least(all) else {
        return found;
    };
    let undone = Undone {
        weight_ratio: found.weight_ratio,
        ridge: found.ridge,
        keep: found.keep,
        worst_class_error: would,
        edge: found.edge,
    };
    // What was passed over before is better still.
    StrategyOutcome {
        instead_of: found.instead_of.or(Some(undone)),
        ..taken.outcome
    }
}

/// That with the smallest error.
fn least(all: impl Iterator<Item = Reliable>) -> Option<Reliable> {
    all.min_by(|a, b| a.worst_class_error.total_cmp(&b.worst_class_error))
}

impl Steps {
    /// The least on one side: of distances ever farther, until one ends the edge, and of what
    /// lies between those beside it.
    fn least(&self, mut at: impl FnMut(f64) -> Option<Reliable>) -> Option<Reliable> {
        let better =
            |there: &Reliable, than: &Reliable| there.worst_class_error < than.worst_class_error;
        let mut best: Option<(f64, Reliable)> = None;
        for tried in 0..=self.tries {
            let away = self.first * self.farther.powi(tried);
            let Some(there) = at(away) else {
                continue;
            };
            if best.as_ref().is_none_or(|(_, least)| better(&there, least)) {
                best = Some((away, there));
            }
            if there.ends_the_edge {
                break;
            }
        }
        let (mut away, mut least) = best?;
        let mut by = away * (1.0 - 1.0 / self.farther);
        for _ in 0..self.halvings {
            by *= 0.5;
            for other in [away - by, away + by] {
                if let Some(there) = at(other).filter(|there| better(there, &least)) {
                    (away, least) = (other, there);
                    break;
                }
            }
        }
        Some(least)
    }
}

#[cfg(test)]
mod tests {
    use crate::loss::LossKind;
    use crate::model::TwoClass;
    use crate::theory::weights::{Strategy, StrategyVerdict};
    use crate::theory::{Problem, predict};

    fn problem(kind: LossKind, [delta, prior, signal]: [f64; 3]) -> Problem {
        let two = TwoClass::new(prior, signal).unwrap();
        Problem::new(delta, two).unwrap().with_loss(kind)
    }

    fn reached_at(problem: &Problem, ridge: f64, rho: f64) -> f64 {
        let there = problem.with_ridge(ridge).unwrap();
        let there = there.with_weight_ratio(rho).unwrap();
        predict(&there)
            .solution
            .map_or(f64::INFINITY, |s| s.errors.worst())
    }

    /// Whether a percent of neither number changes the error by more than a tenth, with some
    /// slack: the best that can be relied on lies where it just does not.
    fn can_be_relied_on(problem: &Problem, ridge: f64, rho: f64) -> bool {
        let here = reached_at(problem, ridge, rho);
        [(1.01, 1.0), (0.99, 1.0), (1.0, 1.01), (1.0, 0.99)]
            .into_iter()
            .all(|(r, w)| (reached_at(problem, r * ridge, w * rho) / here - 1.0).abs() < 0.105)
    }

    /// A ridge so strong that a little more gives a class up: what is taken can be relied on,
    /// and nothing around that can is better by more than a tenth.
    #[test]
    fn beside_a_knife_edge_something_is_taken() {
        let mut beside = 0;
        for (kind, shape) in [
            (LossKind::Absolute, [1.5, 0.05, 2.0]),
            (LossKind::Hinge, [0.15, 0.1, 1.5]),
            (LossKind::Absolute, [0.3, 0.1, 1.5]),
            (LossKind::Hinge, [0.6, 0.03, 2.5]),
            // Half the ridge, and a weight ten times as large.
            (LossKind::SquaredHinge, [5.03, 0.0533, 3.97]),
            (LossKind::Logistic, [3.74, 0.0107, 5.44]),
        ] {
            let problem = problem(kind, shape);
            let found = Strategy::WeightAndRidge.apply(&problem).unwrap();
            assert_eq!(
                found.verdict,
                StrategyVerdict::Found,
                "{problem:?} {found:?}"
            );
            let (ridge, rho) = (found.ridge, found.weight_ratio.unwrap());
            assert!(can_be_relied_on(&problem, ridge, rho), "{found:?}");
            let reached = reached_at(&problem, ridge, rho);
            let centre = found.instead_of.map_or((ridge, rho), |undone| {
                beside += 1;
                assert!(undone.worst_class_error < reached);
                (undone.ridge, undone.weight_ratio.unwrap())
            });
            for i in -10..=10 {
                for j in -10..=10 {
                    let away = |k: i32| (0.015 * f64::from(k)).exp();
                    let (r, w) = (centre.0 * away(i), centre.1 * away(j));
                    let better = reached_at(&problem, r, w) < 0.9 * reached;
                    assert!(
                        !better || !can_be_relied_on(&problem, r, w),
                        "{r} {w}: {} {found:?}",
                        reached_at(&problem, r, w)
                    );
                }
            }
        }
        assert!(beside > 0);
    }
}
