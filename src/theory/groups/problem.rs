//! A problem of groups in the coordinates of a frame.

use nalgebra::DVector;

use super::frame::Frame;
use super::separability;
use crate::loss::MarginLoss;
use crate::model::{Label, Population, Problem};

/// One group.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// (y_gμ_g, y_g)/σ_g: with p = (m, b) the group's margin in units of its noise is αG + direction·p.
    pub(super) direction: DVector<f64>,
    /// y_g.
    pub(super) label: Label,
    /// π_g.
    pub(super) prior: f64,
    /// σ_g.
    pub(super) noise: f64,
    /// ω_g.
    pub(super) weight: f64,
}

impl Member {
    /// Where adjustments and targets of its label stand.
    pub(super) fn class(&self) -> usize {
        match self.label {
            Label::Positive => 0,
            Label::Negative => 1,
        }
    }
}

/// What is to be trained on which groups.
#[derive(Clone, Debug)]
pub(super) struct FramedProblem {
    pub(super) members: Vec<Member>,
    pub(super) loss: MarginLoss,
    pub(super) delta: f64,
    pub(super) ridge: f64,
    /// δ*, where it matters: without ridge, for decreasing losses.
    pub(super) threshold: Option<f64>,
}

impl FramedProblem {
    /// A problem in its population's frame, and the frame.
    pub(super) fn new(problem: &Problem<Population>) -> (Self, Frame) {
        let (loss, ridge) = (problem.loss(), problem.ridge());
        let (members, frame) = members(problem.population(), problem.weights().weights());
        let separates = ridge == 0.0 && loss.kind().is_decreasing();
        let threshold = separates
            .then(|| separability::threshold(&members))
            .flatten();
        let framed = Self {
            members,
            loss,
            delta: problem.delta(),
            ridge: ridge / (frame.length() * frame.length()),
            threshold,
        };
        (framed, frame)
    }

    /// k, the number of coordinates of the means.
    pub(super) fn dimension(&self) -> usize {
        self.members[0].direction.len() - 1
    }

    /// Σ_{g: y_g = y} π_gω_gΔ_y for (y = +1, y = −1): how hard all samples of a label pull on b where
    /// they lie on the slope of their loss.
    pub(super) fn pulls(&self) -> [f64; 2] {
        let scale = self.loss.adjustment().scale();
        let mut pulls = [0.0; 2];
        for g in &self.members {
            pulls[g.class()] += g.prior * g.weight * scale[g.class()];
        }
        pulls
    }

    /// The same problem with other weights.
    pub(super) fn with_weights(&self, weights: impl IntoIterator<Item = f64>) -> Self {
        let mut other = self.clone();
        for (member, weight) in other.members.iter_mut().zip(weights) {
            member.weight = weight;
        }
        other
    }
}

/// Groups in the coordinates of their frame; weights count from 0 to K − 1.
pub(super) fn members(population: &Population, weights: &[f64]) -> (Vec<Member>, Frame) {
    let (frame, means) = Frame::of(population);
    let groups = population.groups().iter().zip(means);
    let members = groups.zip(weights).map(|((group, mean), &weight)| {
        let noise = group.noise_scale / frame.length();
        Member {
            direction: mean.push(1.0) * (group.label.sign() / noise),
            label: group.label,
            prior: group.prior,
            noise,
            weight,
        }
    });
    (members.collect(), frame)
}
