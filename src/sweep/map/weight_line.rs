//! The weight that a rule gives, as a line across a map one of whose axes is the weight.

use super::boundary::{BoundaryLine, LATTICE, LineKind, between, resolution, thinned};
use super::{Task, Work};
use crate::model::{ModelError, WeightRule};
use crate::paper::Scale;
use crate::scenario::{Axis, MapPlan, Parameter};
use crate::sweep::study::StudyError;
use crate::theory::{Problem, weights};

/// A step along the other axis, and the weight there if the map shows it.
type Step = (f64, Option<f64>);

/// Points closer than this share of the weights' axis are joined.
const NEAR: f64 = 1.0 / 24.0;
/// Halvings of a step at most: a weight that jumps is drawn as a jump.
const HALVINGS: usize = 6;

/// Points of one line at most: of each step, of where the weight leaves the map, and of halvings.
pub(super) const MOST_WEIGHT_POINTS: usize = LATTICE * (1 + 1 + (1 << HALVINGS));

/// The line, in pieces where the rule has no weight on the map.
pub(super) fn weight_line(
    map: &MapPlan,
    rule: WeightRule,
    panel: usize,
    work: &Work<'_>,
) -> Result<Vec<BoundaryLine>, StudyError> {
    let across = map.x.parameter == Parameter::WeightRatio;
    let (weights, along) = match across {
        true => (&map.x, &map.y),
        false => (&map.y, &map.x),
    };
    let ends = (weights.values[0], weights.values[weights.values.len() - 1]);
    let asked = |step: f64| {
        let at = if across {
            (ends.0, step)
        } else {
            (step, ends.0)
        };
        // When it is cancelled, a search ends at its next step with anything: nobody takes it.
        let place = map.place(panel, at.0, at.1);
        let Some(place) = place.filter(|_| !work.cancelled()) else {
            return Ok(None);
        };
        let weight = weights::weight_for(rule, &Problem::of(&place.setting)?);
        Ok(weight.filter(|rho| (ends.0..=ends.1).contains(rho)))
    };
    let steps = thinned(along);
    let found = work.all(Task::Line(1.0), steps.clone(), asked)?;
    let steps: Vec<Step> = steps.into_iter().zip(found).collect();
    let gaps = steps.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let line = Line { weights, along };
    let filled = work.all(Task::Line(0.0), gaps, |(a, b): (Step, Step)| {
        line.between(a, b, &asked)
    })?;
    let mut all: Vec<Step> = steps[..1].to_vec();
    for (more, next) in filled.into_iter().zip(&steps[1..]) {
        all.extend(more);
        all.push(*next);
    }
    let place = |&(step, rho): &Step| Some((step, rho?));
    let points: Vec<Option<(f64, f64)>> = all.iter().map(place).collect();
    let turned = |(step, rho): (f64, f64)| if across { (rho, step) } else { (step, rho) };
    let pieces = points.split(Option::is_none).filter(|run| run.len() > 1);
    let pieces = pieces.map(|run| BoundaryLine {
        panel,
        kind: LineKind::Rule(rule),
        path: run.iter().flatten().copied().map(turned).collect(),
    });
    Ok(pieces.collect())
}

/// The two axes of a line.
struct Line<'a> {
    weights: &'a Axis,
    along: &'a Axis,
}

impl Line<'_> {
    /// What lies between two steps: where the weight leaves the map, and more steps where it
    /// is steep.
    fn between(
        &self,
        a: Step,
        b: Step,
        asked: &impl Fn(f64) -> Result<Option<f64>, ModelError>,
    ) -> Result<Vec<Step>, ModelError> {
        let mut more = Vec::new();
        match (a.1, b.1) {
            (None, None) => {}
            (Some(_), Some(_)) => self.fill(a, b, HALVINGS, asked, &mut more)?,
            (Some(_), None) => {
                let last = self.last(a, b, asked)?;
                self.fill(a, last, HALVINGS, asked, &mut more)?;
                more.push(last);
            }
            (None, Some(_)) => {
                let first = self.last(b, a, asked)?;
                more.push(first);
                self.fill(first, b, HALVINGS, asked, &mut more)?;
            }
        }
        Ok(more)
    }

    /// The last step from `held` on towards `lost` that has a weight on the map.
    fn last(
        &self,
        held: Step,
        lost: Step,
        asked: &impl Fn(f64) -> Result<Option<f64>, ModelError>,
    ) -> Result<Step, ModelError> {
        let resolution = resolution(self.along);
        let (mut held, mut lost, mut width) = (held, lost.0, 1.0);
        while width > resolution {
            let middle = between(self.along, held.0, lost, 0.5);
            match asked(middle)? {
                Some(rho) => held = (middle, Some(rho)),
                None => lost = middle,
            }
            width /= 2.0;
        }
        Ok(held)
    }

    /// Steps between two with weights, as many as make the line smooth.
    fn fill(
        &self,
        a: Step,
        b: Step,
        halvings: usize,
        asked: &impl Fn(f64) -> Result<Option<f64>, ModelError>,
        more: &mut Vec<Step>,
    ) -> Result<(), ModelError> {
        let apart = a.1.zip(b.1).map_or(0.0, |(a, b)| self.share(a, b));
        if apart <= NEAR || halvings == 0 {
            return Ok(());
        }
        let middle = between(self.along, a.0, b.0, 0.5);
        let middle = (middle, asked(middle)?);
        self.fill(a, middle, halvings - 1, asked, more)?;
        more.push(middle);
        self.fill(middle, b, halvings - 1, asked, more)
    }

    /// How far two weights are apart, as a share of their axis.
    fn share(&self, a: f64, b: f64) -> f64 {
        let values = &self.weights.values;
        let ends = (values[0], values[values.len() - 1]);
        let share = match self.weights.scale {
            Scale::Linear => (b - a) / (ends.1 - ends.0),
            Scale::Log => (b / a).ln() / (ends.1 / ends.0).ln(),
        };
        share.abs()
    }
}
