//! The population of a figure, in a sentence below it.

use crate::figure::significant;
use crate::model::{Group, GroupParameter, Label, PopulationForm};
use crate::scenario::GroupPlan;

const DIGITS: usize = 4;
/// Groups that are described one by one.
const MOST_NAMED: usize = 4;

/// What the groups are, but for what varies.
pub(super) fn population_note(plan: &GroupPlan) -> String {
    match &plan.base.population {
        PopulationForm::Spurious(model) => {
            let [core, spurious, prior] = [
                model.core_signal(),
                model.spurious_signal(),
                model.positive_prior(),
            ]
            .map(|value| significant(value, DIGITS));
            format!(
                "Label y and attribute a: core signal {core}, spurious signal {spurious}, \
                 P(y = +1) = {prior}."
            )
        }
        PopulationForm::Groups(population) => {
            let groups = population.groups();
            if groups.len() > MOST_NAMED {
                return format!("{} groups, which summary.md lists.", groups.len());
            }
            let noise_varies = plan.varies(GroupParameter::NoiseRatio);
            let each: Vec<String> = groups.iter().map(|g| one(g, noise_varies)).collect();
            format!("Groups: {}.", each.join("; "))
        }
    }
}

fn one(group: &Group, noise_varies: bool) -> String {
    let mean: Vec<String> = group.mean.iter().map(|m| significant(*m, DIGITS)).collect();
    let mean = match &mean[..] {
        [single] => single.clone(),
        several => format!("({})", several.join(", ")),
    };
    let prior = significant(group.prior, DIGITS);
    let scale = significant(group.noise_scale, DIGITS);
    let noise = match (noise_varies, group.label) {
        (true, Label::Positive) => String::new(),
        // A ratio of noises tells nothing of either.
        (true, Label::Negative) => format!(", σ₋ = {scale}"),
        (false, Label::Positive | Label::Negative) if group.noise_scale == 1.0 => String::new(),
        (false, Label::Positive | Label::Negative) => format!(", σ = {scale}"),
    };
    format!("{} π = {prior}, mean {mean}{noise}", group.name)
}
