//! What is drawn from one pencil of two scatters, alone or in mirrored pairs, is no way to groups.

use super::{GroupOutcome, GroupRefusal};
use crate::model::{GroupDesign, GroupTraining, Population};
use crate::simulate::{Failure, Sampler, Streams};

pub(super) struct Pencil;

impl Sampler<Population> for Pencil {
    fn refuse(&self, design: &GroupDesign, _: &GroupTraining) -> Option<GroupRefusal> {
        Some(why(design))
    }

    fn memory(&self, _: &GroupDesign, _: &[GroupTraining]) -> usize {
        0
    }

    fn cost(&self, _: &GroupDesign, _: &[GroupTraining]) -> f64 {
        0.0
    }

    fn draw(
        &self,
        design: &GroupDesign,
        trainings: &[GroupTraining],
        _: Streams,
    ) -> Vec<GroupOutcome> {
        let refused = Failure::GroupMethod {
            method: "jacobi",
            why: why(design),
        };
        vec![Err(refused); trainings.len()]
    }
}

fn why(design: &GroupDesign) -> GroupRefusal {
    match design.population().groups().len() {
        2 => GroupRefusal::Pair,
        groups => GroupRefusal::Scatters { groups },
    }
}
