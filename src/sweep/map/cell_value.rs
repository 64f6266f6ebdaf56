//! One cell of a map.

use super::reached::Reached;
use crate::model::{ModelError, Quantity, Undefined, WeightRule};
use crate::scenario::{Boundary, Contest, Gain, MapPlace, MapPlan, MapValue, Recipe, Setting, Way};
use crate::sweep::resolve::resolve_recipe;
use crate::sweep::theory_standing::Standing;
use crate::theory::{
    Problem, Status, predict, separability_threshold,
    square::equal_error_signal_limit,
    weights::{self, Choice, Monotonicity, monotonicity},
};

type Result<T> = std::result::Result<T, ModelError>;

/// What one cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapCell {
    /// The number; of a contest what the winner reaches.
    pub value: Option<f64>,
    /// Place in [`MapValue::categories`].
    pub category: Option<usize>,
    /// How theory came to it, or why there is nothing.
    pub status: Standing,
    /// Why the quantity does not exist, where theory has an answer and the cell is empty.
    pub undefined: Option<Undefined>,
    /// Whether it was computed; a cell inside a region may be given its neighbours' kind.
    pub evaluated: bool,
}

impl MapCell {
    /// Whether there is no answer where there should be one.
    pub fn failed(&self) -> bool {
        self.status.failed()
    }

    fn number(value: Option<f64>, status: Standing) -> Self {
        Self {
            value,
            category: None,
            status,
            undefined: None,
            evaluated: true,
        }
    }

    fn kind(category: Option<usize>, status: Standing) -> Self {
        Self {
            category,
            ..Self::number(None, status)
        }
    }
}

/// Computes a cell.
pub(super) fn evaluate(map: &MapPlan, place: &MapPlace) -> Result<MapCell> {
    let setting = &place.setting;
    let reach = |recipe| Reached::of(map, place, recipe);
    match &map.value {
        MapValue::Weight(rule) => weight(&Problem::of(setting)?, *rule),
        MapValue::Quantity(quantity, recipe) => {
            let reached = reach(*recipe)?;
            let value = reached.mean(*quantity);
            Ok(MapCell {
                undefined: value.err(),
                ..MapCell::number(value.ok(), reached.status())
            })
        }
        MapValue::Gain(gain) => Ok(held_against(gain, &reach(gain.way)?, &reach(gain.over)?)),
        MapValue::Winner(contest) => {
            let reached = contest.ways.iter().map(|recipe| reach(*recipe));
            Ok(best(contest, &reached.collect::<Result<Vec<_>>>()?))
        }
        MapValue::Feasibility => feasibility(&Problem::of(setting)?),
        MapValue::Separability => Ok(separability(setting)),
        MapValue::SeparabilityThreshold => {
            let threshold = separability_threshold(setting.population);
            let status = threshold.map_or(Standing::NotConverged, |_| Standing::Converged);
            Ok(MapCell::number(threshold, status))
        }
        MapValue::Monotonicity => Ok(errors_in_rho(&Problem::of(setting)?)),
    }
}

/// A rule that gives no weight has a reason: the theory's, or that none exists.
fn weight(problem: &Problem, rule: WeightRule) -> Result<MapCell> {
    Ok(match weights::choose(rule, problem) {
        Choice::Weight(rho) => MapCell::number(Some(rho), Standing::Converged),
        Choice::BeyondCap(_) => MapCell::number(None, Standing::BeyondCap),
        Choice::Jump(_) => MapCell::number(None, Standing::Jump),
        Choice::None => MapCell::number(None, without_weight(problem)?),
    })
}

/// Why there is no weight: what theory says at the ratio of priors, that none matters, or that
/// none exists.
fn without_weight(problem: &Problem) -> Result<Standing> {
    let ratio = problem.two_class().prior_ratio();
    let there = predict(&problem.with_weight_ratio(ratio)?).status;
    Ok(match there {
        Status::Converged | Status::Separable if weights::without_effect(problem) => {
            Standing::NoEffect
        }
        Status::Converged => Standing::NoFiniteWeight,
        Status::Separable | Status::InterpolationThreshold | Status::NotConverged => there.into(),
    })
}

fn held_against(gain: &Gain, way: &Reached, over: &Reached) -> MapCell {
    let values = (way.mean(gain.quantity), over.mean(gain.quantity));
    let (value, status) = match values {
        (Err(why), _) => (Err(why), way.status()),
        (Ok(_), Err(why)) => (Err(why), over.status()),
        (Ok(own), Ok(other)) if gain.ratio => (Ok(other / own), way.status()),
        (Ok(own), Ok(other)) => (Ok(other - own), way.status()),
    };
    let undefined = value.err();
    let value = value.ok();
    let status = match value {
        Some(value) if !value.is_finite() => Standing::NotFinite,
        Some(_) | None => status,
    };
    MapCell {
        undefined,
        ..MapCell::number(
            value.filter(|v| v.is_finite()),
            either_failed(status, &[way, over]),
        )
    }
}

fn best(contest: &Contest, reached: &[Reached]) -> MapCell {
    let found: Vec<_> = reached.iter().map(|r| r.mean(contest.quantity)).collect();
    let values: Vec<Option<f64>> = found.iter().map(|v| v.ok()).collect();
    let all: Vec<&Reached> = reached.iter().collect();
    let winner = contest.winner(&values);
    let status = winner.map_or(reached[0].status(), |w| reached[w].status());
    let status = either_failed(status, &all);
    // Whoever has no number might have been the best.
    let winner = winner.filter(|_| status != Standing::NotConverged);
    MapCell {
        value: winner.and_then(|w| values[w]),
        undefined: winner.map_or(found[0].err(), |_| None),
        ..MapCell::kind(winner, status)
    }
}

fn either_failed(status: Standing, all: &[&Reached]) -> Standing {
    match all.iter().any(|r| r.status() == Standing::NotConverged) {
        true => Standing::NotConverged,
        false => status,
    }
}

/// Whether weights cannot matter: the data are separable or interpolated.
fn idle(problem: &Problem) -> bool {
    let interpolated = problem.ridge() == 0.0 && problem.delta() >= 1.0;
    interpolated || predict(problem).status == Status::Separable
}

fn feasibility(problem: &Problem) -> Result<MapCell> {
    if idle(problem) {
        return Ok(MapCell::kind(Some(2), predict(problem).status.into()));
    }
    Ok(match weights::choose(WeightRule::EqualError, problem) {
        Choice::Weight(_) => MapCell::kind(Some(0), Standing::Converged),
        Choice::BeyondCap(_) => MapCell::kind(Some(3), Standing::BeyondCap),
        Choice::Jump(_) => MapCell::kind(Some(4), Standing::Jump),
        Choice::None => {
            let status = without_weight(problem)?;
            let known = status != Standing::NotConverged;
            MapCell::kind(known.then_some(1), status)
        }
    })
}

fn separability(setting: &Setting) -> MapCell {
    match separability_threshold(setting.population) {
        Some(threshold) => MapCell::kind(
            Some(usize::from(setting.delta > threshold)),
            Standing::Converged,
        ),
        None => MapCell::kind(None, Standing::NotConverged),
    }
}

fn errors_in_rho(problem: &Problem) -> MapCell {
    let Some(found) = monotonicity(problem) else {
        let status = predict(problem).status;
        return MapCell::kind(
            None,
            if status == Status::InterpolationThreshold {
                status.into()
            } else {
                Standing::NotConverged
            },
        );
    };
    let kind = match found {
        Monotonicity::Monotone => 0,
        Monotonicity::MinorityRises => 1,
        Monotonicity::MajorityFalls => 2,
        Monotonicity::Neither => 3,
        Monotonicity::NoEffect => 4,
    };
    MapCell::kind(Some(kind), predict(problem).status.into())
}

/// By how much the first of two contenders exceeds what the tolerance grants it: where this
/// vanishes the contest goes to the other. `None` where cells are no contest.
pub(super) fn excess(
    map: &MapPlan,
    kinds: (usize, usize),
    place: &MapPlace,
) -> Result<Option<f64>> {
    let MapValue::Winner(contest) = &map.value else {
        return Ok(None);
    };
    let mut values = Vec::with_capacity(contest.ways.len());
    for recipe in &contest.ways {
        let reached = Reached::of(map, place, *recipe)?;
        values.push(reached.mean(contest.quantity).ok());
    }
    let least = values.iter().flatten().copied().reduce(f64::min);
    let first = values[kinds.0.min(kinds.1)];
    Ok(first
        .zip(least)
        .map(|(v, least)| v - least - contest.tolerance * least.abs())
        .filter(|v| v.is_finite()))
}

/// On which side of a boundary a place lies.
pub(super) fn side(map: &MapPlan, boundary: Boundary, place: &MapPlace) -> Result<Option<usize>> {
    let setting = &place.setting;
    Ok(match boundary {
        Boundary::Category => evaluate(map, place)?.category,
        Boundary::Feasibility => feasibility(&Problem::of(setting)?)?
            .category
            .map(|c| usize::from(matches!(c, 1 | 2))),
        Boundary::Separability => separability(setting).category,
        Boundary::Interpolation => Some(usize::from(setting.delta >= 1.0)),
        // Beyond δ = 2π₊ there is no ρ̃ to be best.
        Boundary::EqualErrorOptimal => {
            let limit = equal_error_signal_limit(&Problem::of(setting)?);
            let signal = setting.population.signal_strength();
            Some(usize::from(limit.is_none_or(|most| signal > most)))
        }
        Boundary::EqualErrors => {
            let recipe = map.value.given().unwrap_or(Recipe::unmoved(Way::Given));
            let reached = resolve_recipe(setting, recipe, map.conditions)?;
            let errors = (
                reached.value(Quantity::ErrorMinority),
                reached.value(Quantity::ErrorMajority),
            );
            let pair = errors.0.zip(errors.1);
            pair.map(|(plus, minus)| usize::from(plus > minus))
        }
    })
}
