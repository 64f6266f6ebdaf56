//! The methods of a scenario about groups, in a table of its page.

use std::fmt::Write;

use super::caption::weights_in_words;
use crate::figure::significant;
use crate::model::GroupParameter;
use crate::printable::markdown;
use crate::report::fixed_values::margins;
use crate::scenario::GroupPlan;

/// How each method trains; nothing where they have no names.
pub(super) fn methods(out: &mut String, plan: &GroupPlan) {
    if plan.method_names().is_empty() {
        return;
    }
    let number = |parameter: GroupParameter, value: f64| match plan.varies(parameter) {
        true => "varies".to_owned(),
        false => significant(value, 6),
    };
    out.push_str("| method | loss | ridge | weights | to the power |\n|---|---|---|---|---|\n");
    for method in &plan.methods {
        let training = &method.training;
        let _ = writeln!(
            out,
            "| {} | {}{} | {} | {} | {} |",
            markdown(method.name.as_deref().unwrap_or_default()),
            training.loss.name(),
            margins(training.loss),
            number(GroupParameter::Ridge, training.ridge),
            weights_in_words(&training.weights.at_one),
            number(GroupParameter::WeightStrength, training.weights.strength),
        );
    }
    out.push('\n');
}
