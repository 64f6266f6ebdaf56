//! By which method groups are simulated.

use crate::model::{GroupDesign, GroupTraining, SimulationMethod, Weighting};
use crate::scenario::GroupPlan;
use crate::simulate::groups::{group_refusal, group_sampler};
use crate::sweep::method_choice::{MUCH_MEMORY, MUCH_WORK, SAFE_SHARE};
use crate::sweep::{Onset, Separable};
use crate::theory::groups::separability_threshold;

/// The fastest method that can: `sufficient`, else `dense`; beyond what a machine can hold or wait
/// for `lazy`, where training sets most likely do not separate.
pub fn fastest_for_groups(design: &GroupDesign, training: &GroupTraining) -> SimulationMethod {
    let all = std::slice::from_ref(training);
    let able = |method| {
        group_refusal(method, design, training).is_none()
            && group_sampler(method).memory(design, all) < MUCH_MEMORY
    };
    let (dense, lazy) = (SimulationMethod::Dense, SimulationMethod::Lazy);
    if able(SimulationMethod::Sufficient) {
        return SimulationMethod::Sufficient;
    }
    let heavy = || !able(dense) || group_sampler(dense).cost(design, all) > MUCH_WORK;
    match able(lazy) && heavy() && has_minimiser(design, training) {
        true => lazy,
        false => dense,
    }
}

/// The fastest that can train all on the same data: the one that each of the trainings would have,
/// `lazy` where it is that of some and can train the others as well, else the one that can do
/// everything.
pub(super) fn fastest_for_all(
    design: &GroupDesign,
    trainings: &[GroupTraining],
) -> SimulationMethod {
    let each = trainings.iter().map(|t| fastest_for_groups(design, t));
    let each: Vec<SimulationMethod> = each.collect();
    let (dense, lazy) = (SimulationMethod::Dense, SimulationMethod::Lazy);
    let lazily = |training: &GroupTraining| {
        group_refusal(lazy, design, training).is_none() && has_minimiser(design, training)
    };
    match each.first() {
        Some(first) if each.iter().all(|method| method == first) => *first,
        Some(_) if !each.contains(&dense) && trainings.iter().all(lazily) => lazy,
        Some(_) | None => dense,
    }
}

/// The method that needs the least memory of those that can simulate all trainings, and its
/// bytes.
pub(super) fn lightest_for_groups(
    design: &GroupDesign,
    trainings: &[GroupTraining],
) -> Option<(SimulationMethod, usize)> {
    let able = |method: &SimulationMethod| {
        let can = |t: &GroupTraining| {
            let safe = *method != SimulationMethod::Lazy || has_minimiser(design, t);
            safe && group_refusal(*method, design, t).is_none()
        };
        trainings.iter().all(can)
    };
    let methods = SimulationMethod::ALL.into_iter().filter(able);
    methods
        .map(|method| (method, group_sampler(method).memory(design, trainings)))
        .min_by_key(|(_, bytes)| *bytes)
}

/// Whether data are most likely not separable, if that matters.
fn has_minimiser(design: &GroupDesign, training: &GroupTraining) -> bool {
    training.ridge > 0.0
        || !training.loss.vanishes_at_infinity()
        || group_onset(design, training).is_some_and(|onset| onset.share() < SAFE_SHARE)
}

/// Where a design stands, for losses that have no minimiser on separable data without ridge;
/// `None` for others, and where theory does not find the threshold.
pub fn group_onset(design: &GroupDesign, training: &GroupTraining) -> Option<Onset> {
    if training.ridge > 0.0 || !training.loss.vanishes_at_infinity() {
        return None;
    }
    Some(Onset {
        delta: design.delta(),
        threshold: separability_threshold(design.population())?,
    })
}

/// Cells that `method = "lazy"` is to draw although most of their training sets separate; `None` if
/// there are none, or another method is named.
pub fn groups_lazily_separable(plan: &GroupPlan) -> Option<Separable> {
    if plan.method != Some(SimulationMethod::Lazy) {
        return None;
    }
    let mut past = plan.cells.iter().filter_map(|cell| {
        let design = cell.design.as_ref()?;
        let equal = Weighting::equal(design.population());
        let training = cell.setting.training.clone().weighing(equal);
        let onset = group_onset(design, &training)?;
        onset.is_past().then(|| (cell.id.clone(), onset))
    });
    let first = past.next()?;
    Some(Separable {
        cells: 1 + past.count(),
        first,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::{Labels, SpuriousCorrelation};

    /// Of a square and a logistic loss on the same data.
    #[test]
    fn losses_that_share_data_share_a_method() {
        let model = SpuriousCorrelation::new(0.5, 1.0, 0.5, 0.4).unwrap();
        let chosen = |kinds: &[LossKind], n| {
            let design = GroupDesign::new(model.population(), 0.05, n, Labels::Fixed).unwrap();
            let equal = Weighting::new(vec![1.0; 4]).unwrap();
            let trainings = kinds.iter().map(|k| GroupTraining::new(*k, equal.clone()));
            fastest_for_all(&design, &trainings.collect::<Vec<_>>()).name()
        };
        let (square, logistic) = (LossKind::Square, LossKind::Logistic);
        assert_eq!(chosen(&[square, square], 1000), "sufficient");
        assert_eq!(chosen(&[square, logistic], 1000), "dense");
        assert_eq!(chosen(&[square, logistic], 1_000_000), "lazy");
        assert_eq!(chosen(&[LossKind::Hinge, logistic], 1_000_000), "dense");
        assert_eq!(chosen(&[], 1000), "dense");
    }

    #[test]
    fn the_fastest_that_can() {
        let model = SpuriousCorrelation::new(0.5, 1.0, 0.5, 0.4).unwrap();
        let chosen = |kind: LossKind, delta, n, ridge| {
            let design = GroupDesign::new(model.population(), delta, n, Labels::Fixed).unwrap();
            let equal = Weighting::new(vec![1.0; 4]).unwrap();
            let training = GroupTraining {
                ridge,
                ..GroupTraining::new(kind, equal)
            };
            fastest_for_groups(&design, &training).name()
        };
        assert_eq!(chosen(LossKind::Square, 0.2, 1000, 0.0), "sufficient");
        assert_eq!(chosen(LossKind::Logistic, 0.05, 1000, 0.0), "dense");
        assert_eq!(chosen(LossKind::Logistic, 0.05, 1_000_000, 0.0), "lazy");
        assert_eq!(chosen(LossKind::Logistic, 0.4, 1_000_000, 0.1), "lazy");
        // These separate, and hinge loss is trained on data alone.
        assert_eq!(chosen(LossKind::Logistic, 0.4, 1_000_000, 0.0), "dense");
        assert_eq!(chosen(LossKind::Hinge, 0.05, 1_000_000, 0.1), "dense");
    }
}
