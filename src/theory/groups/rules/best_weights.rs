//! The numerically best weights.

use super::formulas::{Thumb, generalised_thumb};
use super::goal::Goal;
use super::search::{Evidence, FADED, Here, Search};
use crate::loss::MarginLoss;
use crate::model::{GroupObjective, ModelError, Population, Problem, Weighting};
use crate::theory::ThresholdUse;
use crate::theory::groups::problem::FramedProblem;
use crate::theory::groups::{Regime, regime};
use crate::theory::recommend::shown;

/// How weights came about, or why there are none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GroupRuleVerdict {
    /// By a formula.
    Formula,
    /// A minimum: slopes vanish, for the worst group as a convex combination of those of the groups
    /// that share the largest error, and no direction bends down. It is the lowest that was found from
    /// several starts; that none is lower was searched, not proved: for hinge and absolute loss, whose
    /// errors leap where a label is given up, a lower one elsewhere does occur.
    Found,
    /// The best that was found, but a weight would go on to zero or infinity: it is 10⁶ times as large or as
    /// small as the heaviest groups', where the search ends, or it hardly matters any more. The others
    /// are as in [`GroupRuleVerdict::Found`].
    Endless,
    /// The best that was found, which the conditions of a minimum do not confirm: as where a loss with a
    /// kink leaps.
    Unconfirmed,
    /// Nowhere was there a classifier.
    NotFound,
    /// No weights change the classifier: the data are separable or interpolated, without ridge.
    NoEffect,
    /// The rule's weights exist below `limit` of δ.
    Infeasible {
        /// K·min π_g.
        limit: f64,
    },
}

impl GroupRuleVerdict {
    /// The word used in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            GroupRuleVerdict::Formula => "formula",
            GroupRuleVerdict::Found => "found",
            GroupRuleVerdict::Endless => "endless",
            GroupRuleVerdict::Unconfirmed => "unconfirmed",
            GroupRuleVerdict::NotFound => "not_found",
            GroupRuleVerdict::NoEffect => "no_effect",
            GroupRuleVerdict::Infeasible { .. } => "infeasible",
        }
    }

    /// Why there are no weights at δ; `None` where there are some.
    pub fn why_no_weights(self, delta: f64) -> Option<String> {
        match self {
            GroupRuleVerdict::Infeasible { limit } => Some(format!(
                "it needs δ < {}, the number of groups times the smallest prior, and δ is {}",
                shown(limit),
                shown(delta)
            )),
            GroupRuleVerdict::NotFound => {
                Some("at no weights that were tried is there a classifier".to_owned())
            }
            GroupRuleVerdict::NoEffect => Some("no weights change the classifier".to_owned()),
            GroupRuleVerdict::Formula
            | GroupRuleVerdict::Found
            | GroupRuleVerdict::Endless
            | GroupRuleVerdict::Unconfirmed => None,
        }
    }
}

/// Weights that a search ended at.
#[derive(Clone, Debug, PartialEq)]
pub struct BestWeights {
    /// What they are.
    pub verdict: GroupRuleVerdict,
    /// One a group; 1 for the group with the largest prior, or in the geometric mean of several.
    pub weighting: Option<Weighting>,
}

/// The smoothed maximum's temperatures for every start, in units of margins.
const COARSE: [f64; 3] = [0.5, 0.1, 0.02];
/// And on for the best of them.
const FINE: [f64; 2] = [5e-3, 1e-3];
/// Then the multipliers are sharpened, each time to about a thousandth of their error where all
/// groups share the largest error, and more slowly where the goal is curved.
const MOST_ROUNDS: usize = 30;
/// For the square of this many a label's samples count more than the other's at some starts.
const FAVOUR: f64 = 2.0;
/// Slopes balance to this share of theirs.
const BALANCED: f64 = 1e-6;
/// Margins that share the worst error agree to this.
const LEVEL: f64 = 1e-8;
/// Differences of slopes tell bends to this.
const FLAT: f64 = -1e-4;

/// The weights with the smallest worst-group or mean error, for square loss and any other; with the threshold
/// at 0, or moved to its best for all weights that are tried.
///
/// Over the logarithms of the weights, of which those of the largest groups have the mean 0, a Newton
/// method with the exact derivatives of the root of the system along every weight. The worst group's
/// error is a maximum with kinks where groups cross: in the margins a_g, R_g = Q(a_g), it is smoothed to
/// T log Σ_g λ_g exp(−a_g/T), T lowered to 10⁻³ and λ_g replaced by the shares λ_g exp(−a_g/T)/Σ until the
/// groups that have one share the largest error. Their slopes so weighted add up to zero: that is
/// what [`GroupRuleVerdict::Found`] means. With the threshold moved the margins are those of pairs of
/// groups of both labels, and a mean is what it is at its best τ, where its slope along τ vanishes. Several starts, from equal weights to 1/π_g², with and
/// without 1/σ_g² and with one label favoured, keep the lowest; then a descent from the best of some thirty further
/// places, if that is lower still.
///
/// # Errors
/// [`ModelError`] where a weight overflows.
pub fn best_weights(
    objective: GroupObjective,
    threshold: ThresholdUse,
    problem: &Problem<Population>,
) -> Result<BestWeights, ModelError> {
    let population = problem.population();
    let equal = super::unweighted(population);
    let (framed, _) = FramedProblem::new(&problem.clone().with_weights(equal.clone())?);
    match regime(&framed) {
        Regime::Minimiser => {}
        Regime::Separable | Regime::Interpolated | Regime::InterpolationThreshold => {
            return Ok(BestWeights {
                verdict: GroupRuleVerdict::NoEffect,
                weighting: Some(equal),
            });
        }
    }
    let goal = Goal::new(objective, threshold, &framed.members);
    let mut search = Search::new(&framed, &goal);
    let starts = starts(population, problem.delta())?;
    let Some((best, evidence)) = lowest(&mut search, &goal, (population, &starts)) else {
        return Ok(BestWeights {
            verdict: GroupRuleVerdict::NotFound,
            weighting: None,
        });
    };
    let found = match beats_constants((objective, &goal), population, problem.loss(), &best) {
        true => verdict(&evidence),
        false => GroupRuleVerdict::Unconfirmed,
    };
    Ok(BestWeights {
        verdict: found,
        weighting: Some(Weighting::new(
            best.at.iter().map(|log| log.exp()).collect(),
        )?),
    })
}

/// Weights π_g^−e σ_g^−f, the thumb, and 1/π_g with one label or the other favoured; only their ratios
/// matter.
fn starts(population: &Population, delta: f64) -> Result<Vec<Vec<f64>>, ModelError> {
    let mut starts: Vec<Vec<f64>> = Vec::new();
    if let Thumb::Weights(weighting) = generalised_thumb(population, delta)? {
        starts.push(weighting.weights().to_vec());
    }
    for (of_prior, of_noise) in [(1.0, 0.0), (0.0, 0.0), (2.0, 0.0), (1.0, 2.0), (0.0, 2.0)] {
        let groups = population.groups().iter();
        let weights = groups.map(|g| g.prior.powf(-of_prior) * g.noise_scale.powf(-of_noise));
        let weights: Vec<f64> = weights.collect();
        if !starts.contains(&weights) {
            starts.push(weights);
        }
    }
    for favour in [FAVOUR, 1.0 / FAVOUR] {
        let groups = population.groups().iter();
        let weights = groups.map(|g| favour.powf(g.label.sign()) / g.prior);
        starts.push(weights.collect());
    }
    Ok(starts)
}

/// The lowest minimum, and what speaks for it.
fn lowest(
    search: &mut Search<'_>,
    goal: &Goal,
    (population, starts): (&Population, &[Vec<f64>]),
) -> Option<(Here, Evidence)> {
    let cooled = |search: &mut Search<'_>, from: Here, temperatures: &[f64]| {
        temperatures.iter().fold(from, |here, &temperature| {
            let smoothing = goal.even(&here.margins.values, temperature);
            search.descend(here, &smoothing)
        })
    };
    let mut best: Option<Here> = None;
    for weights in starts {
        let Some(here) = search.look(search.place(weights)) else {
            continue;
        };
        let here = cooled(search, here, &COARSE);
        let value = |at: &Here| goal.value(&at.margins.values);
        if best
            .as_ref()
            .is_none_or(|other| value(&here) < value(other))
        {
            best = Some(here);
        }
    }
    if let Some(there) = lower(search, goal, (population, best.as_ref())) {
        // Smoothed more, the valleys would be one.
        best = Some(cooled(search, there, &COARSE[COARSE.len() - 1..]));
    }
    let mut here = cooled(search, best?, &FINE);
    let mut smoothing = goal.even(&here.margins.values, FINE[FINE.len() - 1]);
    let mut evidence = search.evidence(&here, &smoothing);
    for _ in 0..MOST_ROUNDS {
        smoothing = goal.sharpened(&smoothing, &here.margins.values);
        here = search.descend(here, &smoothing);
        evidence = search.evidence(&here, &smoothing);
        if stands(&evidence) {
            break;
        }
    }
    Some((here, evidence))
}

/// The lowest of many places, where it lies below what descents have found: in another valley.
fn lower(
    search: &mut Search<'_>,
    goal: &Goal,
    (population, best): (&Population, Option<&Here>),
) -> Option<Here> {
    let value = |at: &Here| goal.value(&at.margins.values);
    let mut least = best.map_or(f64::INFINITY, value);
    let mut lowest = None;
    for weights in spread(population) {
        let Some(here) = search.look(search.place(&weights)) else {
            continue;
        };
        if value(&here) < least {
            least = value(&here);
            lowest = Some(here);
        }
    }
    lowest
}

/// Weights π_g^−e σ_g^−f, and π_g^−e with a label favoured.
fn spread(population: &Population) -> impl Iterator<Item = Vec<f64>> {
    const PRIOR: [f64; 3] = [0.0, 1.0, 2.0];
    const NOISE: [f64; 5] = [-4.0, -2.0, 0.0, 2.0, 4.0];
    const LABEL: [f64; 6] = [-3.0, -2.0, -1.0, 1.0, 2.0, 3.0];
    let powers = PRIOR.into_iter().flat_map(|e| {
        let by_noise = NOISE.into_iter().map(move |f| (e, f, 0.0));
        by_noise.chain(LABEL.into_iter().map(move |l| (e, 0.0, l)))
    });
    powers.map(|(e, f, l)| {
        let groups = population.groups().iter();
        let weights = groups
            .map(|g| g.prior.powf(-e) * g.noise_scale.powf(-f) * FAVOUR.powf(l * g.label.sign()));
        weights.collect()
    })
}

/// Whether no constant classifier, to which a loss with a kink can lead, has a smaller mean error.
fn beats_constants(
    (objective, goal): (GroupObjective, &Goal),
    population: &Population,
    loss: MarginLoss,
    best: &Here,
) -> bool {
    let pieces = loss.base().pieces();
    let leaps = pieces.is_some_and(|all| all.iter().all(|piece| piece.curvature == 0.0));
    let constant = |taken: f64| {
        let groups = population.groups().iter();
        let errors: Vec<f64> = groups
            .map(|g| f64::from(u8::from(g.label.sign() != taken)))
            .collect();
        objective.of(population, &errors)
    };
    let least = [1.0, -1.0].into_iter().filter_map(constant);
    let least = least.fold(f64::INFINITY, f64::min);
    match objective {
        GroupObjective::Balanced | GroupObjective::Average => {
            !leaps || goal.value(&best.margins.values) <= least.ln()
        }
        GroupObjective::WorstGroup => true,
    }
}

fn stands(evidence: &Evidence) -> bool {
    // Where a weight goes on for ever its slope is never zero, and the others' follow.
    let balanced = if evidence.endless { FADED } else { BALANCED };
    evidence.slope <= balanced && evidence.gap <= LEVEL && evidence.bend >= FLAT
}

fn verdict(evidence: &Evidence) -> GroupRuleVerdict {
    match (stands(evidence), evidence.endless) {
        (true, false) => GroupRuleVerdict::Found,
        (true, true) => GroupRuleVerdict::Endless,
        (false, _) => GroupRuleVerdict::Unconfirmed,
    }
}
