//! Newton's method for a goal over the logarithms of the weights.

use nalgebra::{DMatrix, DVector, SymmetricEigen};

use super::goal::{Goal, Smoothing};
use super::margins::GroupMargins;
use crate::theory::groups::problem::FramedProblem;
use crate::theory::groups::system::GroupUnknowns;

/// Weights are sought up to this factor from the heaviest groups', in both directions.
pub(super) const MOST_WEIGHT: f64 = 1e6;
/// Of log ω, for the second derivatives of margins.
const DIFFERENCE: f64 = 1e-4;
/// Steps at one temperature.
const MOST_STEPS: usize = 40;
/// No weight changes by more than a factor of e² in a step.
const LONGEST: f64 = 2.0;
/// Directions that bend less are stepped along as if they bent this much.
const LEAST_BEND: f64 = 1e-6;
/// Beyond this many places a search leads nowhere.
const MOST_LOOKS: usize = 20_000;
/// And beyond so many without a smooth answer, each of which takes longer than many with one: where a
/// loss with a kink gives a label up there are whole regions of them.
const MOST_FAILED: usize = 100;
/// A predicted gain below this may be lost in the rounding of values.
const CLOSE: f64 = 1e-10;

/// Priors that differ by less are the same.
const TIE: f64 = 1e-9;
/// A weight that matters this much less than others may be on its way to zero or infinity.
pub(super) const FADED: f64 = 1e-3;

/// A place of the search.
pub(super) struct Here {
    /// log ω_g.
    pub(super) at: DVector<f64>,
    pub(super) margins: GroupMargins,
}

/// What tells whether a place is a minimum.
pub(super) struct Evidence {
    /// The largest slope along weights that are free to move, relative to what the margins would make
    /// of it one by one.
    pub(super) slope: f64,
    /// The smallest second derivative in these directions.
    pub(super) bend: f64,
    /// Whether a weight would go on for ever: it is at the bound, or hardly matters any more.
    pub(super) endless: bool,
    /// For the worst group: by how much the margins that balance the slopes differ from the least.
    pub(super) gap: f64,
}

/// A goal for a problem, in the logarithms of all groups' weights.
///
/// Their common scale, which without ridge does not matter, is fixed by the heaviest groups: the
/// geometric mean of their weights is 1. The goal does not change along it.
pub(super) struct Search<'a> {
    problem: &'a FramedProblem,
    goal: &'a Goal,
    /// The share of every group in what fixes the scale.
    heaviest: DVector<f64>,
    near: Option<GroupUnknowns>,
    looks: usize,
    failed: usize,
}

impl<'a> Search<'a> {
    pub(super) fn new(problem: &'a FramedProblem, goal: &'a Goal) -> Self {
        let priors = || problem.members.iter().map(|g| g.prior);
        let top = priors().fold(0.0, f64::max);
        let heavy = priors().map(|p| f64::from(u8::from(p >= top * (1.0 - TIE))));
        let heavy = DVector::from_iterator(problem.members.len(), heavy);
        Self {
            problem,
            goal,
            heaviest: &heavy / heavy.sum(),
            near: None,
            looks: 0,
            failed: 0,
        }
    }

    /// The logarithms of these weights, at the search's scale and within its bounds.
    pub(super) fn place(&self, weights: &[f64]) -> DVector<f64> {
        let logs = weights.iter().map(|w| w.ln());
        self.inside(DVector::from_iterator(weights.len(), logs))
    }

    fn inside(&self, at: DVector<f64>) -> DVector<f64> {
        let scale = self.heaviest.dot(&at);
        at.map(|log| (log - scale).clamp(-bound(), bound()))
    }

    /// `None` where the theory has no smooth answer, and where enough was looked at.
    pub(super) fn look(&mut self, at: DVector<f64>) -> Option<Here> {
        self.looks += 1;
        if self.looks > MOST_LOOKS || self.failed > MOST_FAILED {
            return None;
        }
        let at = self.inside(at);
        let problem = self.problem.with_weights(at.iter().map(|log| log.exp()));
        let Some(margins) = GroupMargins::of(&problem, self.near.as_ref()) else {
            self.failed += 1;
            return None;
        };
        self.near = Some(margins.at.clone());
        Some(Here { at, margins })
    }

    /// The margins' slopes at the search's scale: a weight of the heaviest groups moves all others the
    /// other way.
    fn slopes(&self, here: &Here) -> DMatrix<f64> {
        let slopes = &here.margins.slopes;
        slopes - slopes.column_sum() * self.heaviest.transpose()
    }

    /// The same with the heaviest groups' weights moving against each other only: where these vanish along
    /// all weights, so do those.
    fn tied_slopes(&self, here: &Here) -> DMatrix<f64> {
        let slopes = &here.margins.slopes;
        let heavy = self.heaviest.map(|share| f64::from(u8::from(share > 0.0)));
        slopes - slopes * &self.heaviest * heavy.transpose()
    }

    /// The goal's derivatives along the weights.
    fn gradient(&self, here: &Here, smoothing: &Smoothing) -> DVector<f64> {
        let local = self.goal.local(&here.margins.values, smoothing);
        self.slopes(here).tr_mul(&local.slope)
    }

    /// Goes down until rounding hides any further descent.
    pub(super) fn descend(&mut self, from: Here, smoothing: &Smoothing) -> Here {
        let mut here = from;
        for _ in 0..MOST_STEPS {
            match self.step(&here, smoothing) {
                Some(next) => here = next,
                None => break,
            }
        }
        here
    }

    /// A step that makes the goal smaller, if one is found.
    fn step(&mut self, here: &Here, smoothing: &Smoothing) -> Option<Here> {
        let local = self.goal.local(&here.margins.values, smoothing);
        let gradient = self.gradient(here, smoothing);
        let held = held(&here.at, &gradient);
        let hessian = self.hessian(here, smoothing);
        let step = newton_step(&gradient, hessian, &held);
        let gain = -gradient.dot(&step);
        if gain.is_nan() || gain <= 0.0 {
            return None;
        }
        if gain <= CLOSE {
            return self.last_step(here, &step, smoothing);
        }
        let longest = (LONGEST / step.amax()).min(1.0);
        (0..30).find_map(|halving| {
            let share = longest * 0.5f64.powi(halving);
            let next = self.look(&here.at + &step * share)?;
            let value = self.goal.local(&next.margins.values, smoothing).value;
            (value < local.value - 1e-4 * share * gain).then_some(next)
        })
    }

    /// Where the value no longer tells a step is good if it halves the slope.
    fn last_step(
        &mut self,
        here: &Here,
        step: &DVector<f64>,
        smoothing: &Smoothing,
    ) -> Option<Here> {
        let next = self.look(&here.at + step)?;
        let (before, after) = (self.slope(here, smoothing), self.slope(&next, smoothing));
        (after <= 0.5 * before).then_some(next)
    }

    /// The largest slope along weights that are free to move.
    fn slope(&self, here: &Here, smoothing: &Smoothing) -> f64 {
        let gradient = self.gradient(here, smoothing);
        let held = held(&here.at, &gradient);
        let open = gradient.iter().zip(&held).filter(|(_, held)| !**held);
        open.fold(0.0, |most, (slope, _)| slope.abs().max(most))
    }

    /// Second derivatives of the goal: those by way of the margins' slopes exactly, those by way of the
    /// margins' bends by differences of slopes; without these where a neighbour has none.
    fn hessian(&mut self, here: &Here, smoothing: &Smoothing) -> DMatrix<f64> {
        let local = self.goal.local(&here.margins.values, smoothing);
        let slopes = self.slopes(here);
        let groups = here.at.len();
        let mut bends = DMatrix::zeros(groups, groups);
        for i in 0..groups {
            let mut beside = here.at.clone();
            beside[i] += DIFFERENCE;
            if let Some(there) = self.look(beside) {
                let change = (self.slopes(&there) - &slopes).tr_mul(&local.slope);
                bends.column_mut(i).copy_from(&(change / DIFFERENCE));
            }
        }
        slopes.tr_mul(&(local.bend * &slopes)) + 0.5 * (&bends + bends.transpose())
    }

    /// What speaks for a minimum.
    pub(super) fn evidence(&mut self, here: &Here, smoothing: &Smoothing) -> Evidence {
        let values = &here.margins.values;
        let local = self.goal.local(values, smoothing);
        let tied = self.tied_slopes(here);
        let gradient = tied.tr_mul(&local.slope);
        let held = held(&here.at, &gradient);
        let own = sizes(&tied, &local.slope);
        let largest = own.max();
        let open = (0..own.len()).filter(|&j| !held[j]);
        let slope = open.map(|j| gradient[j].abs() / own[j].max(FADED * largest));
        let gap = self.goal.gap(values, smoothing);
        let hessian = freed(self.hessian(here, smoothing), &held);
        Evidence {
            slope: slope.fold(0.0, f64::max),
            bend: SymmetricEigen::new(hessian).eigenvalues.min(),
            endless: held.iter().any(|&h| h) || fades(&here.margins.slopes, &local.slope),
            gap,
        }
    }
}

/// What each weight would make of the goal's slope if all margins moved to one side.
fn sizes(slopes: &DMatrix<f64>, of_goal: &DVector<f64>) -> DVector<f64> {
    let sizes = slopes
        .column_iter()
        .map(|column| column.amax() * of_goal.amax());
    DVector::from_iterator(slopes.ncols(), sizes).add_scalar(f64::MIN_POSITIVE)
}

/// Whether the goal would have a weight smaller, or larger, that hardly matters any more; also that of
/// the heaviest group, which is 1: then all others go on.
fn fades(slopes: &DMatrix<f64>, of_goal: &DVector<f64>) -> bool {
    let (own, gradient) = (sizes(slopes, of_goal), slopes.tr_mul(of_goal));
    let largest = own.max();
    (0..own.len()).any(|j| own[j] < FADED * largest && gradient[j].abs() > FADED * own[j])
}

fn bound() -> f64 {
    MOST_WEIGHT.ln()
}

/// Which weights are at a bound that the descent would cross.
fn held(at: &DVector<f64>, gradient: &DVector<f64>) -> Vec<bool> {
    let one = |(log, slope): (&f64, &f64)| log.abs() >= bound() && log * slope < 0.0;
    at.iter().zip(gradient.iter()).map(one).collect()
}

/// Without the directions that are held.
fn freed(mut hessian: DMatrix<f64>, held: &[bool]) -> DMatrix<f64> {
    for (i, _) in held.iter().enumerate().filter(|(_, held)| **held) {
        hessian.row_mut(i).fill(0.0);
        hessian.column_mut(i).fill(0.0);
        hessian[(i, i)] = 1.0;
    }
    hessian
}

/// Newton's step with all curvatures taken positive, which goes down.
fn newton_step(gradient: &DVector<f64>, hessian: DMatrix<f64>, held: &[bool]) -> DVector<f64> {
    let slope = DVector::from_fn(held.len(), |i, _| if held[i] { 0.0 } else { gradient[i] });
    let eigen = SymmetricEigen::new(freed(hessian, held));
    let along = eigen.eigenvectors.tr_mul(&slope);
    let scaled = along.zip_map(&eigen.eigenvalues, |g, bend| {
        -g / bend.abs().max(LEAST_BEND)
    });
    eigen.eigenvectors * scaled
}
