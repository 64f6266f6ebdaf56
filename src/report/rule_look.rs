//! How a rule looks, in every figure and map: one table.

use crate::figure::{Colour, Dash, Hue};
use crate::model::RuleName;
use crate::scenario::{Recipe, Treatment};

/// Colour and pattern of a treatment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RuleLook {
    hue: Hue,
    pub(super) dash: Dash,
}

impl RuleLook {
    /// Of lines, marks and points.
    pub(super) fn colour(self) -> Colour {
        self.hue.line()
    }

    /// Of regions.
    pub(super) fn fill(self) -> Colour {
        self.hue.fill()
    }
}

/// The look of a treatment.
pub(super) fn look_of(treatment: Treatment) -> RuleLook {
    let (hue, dash) = match treatment {
        Treatment::Rule(rule) => match rule {
            RuleName::Unweighted => (Hue::Black, Dash::Dotted),
            RuleName::PriorRatio => (Hue::Vermilion, Dash::Dashed),
            RuleName::EqualError => (Hue::Blue, Dash::Solid),
            RuleName::MinWorstClass => (Hue::Green, Dash::DashDot),
            RuleName::MinBalanced => (Hue::Orange, Dash::DashDot),
            RuleName::MinAverage => (Hue::Yellow, Dash::Dashed),
            // No treatment has a number: see Treatment::of_rule.
            RuleName::Fixed => (Hue::Black, Dash::Solid),
        },
        Treatment::Downsampled => (Hue::Purple, Dash::Dotted),
        Treatment::Margins => (Hue::Sky, Dash::Solid),
    };
    RuleLook { hue, dash }
}

/// The look of a rule's mark where its own colour stands for something else in the figure:
/// greys, and never a solid line as series have.
pub(super) fn neutral_look(treatment: Option<Treatment>) -> (Colour, Dash) {
    const DARK: Colour = (70, 70, 70);
    const LIGHT: Colour = (135, 135, 135);
    match treatment {
        Some(Treatment::Rule(rule)) => match rule {
            RuleName::PriorRatio => (DARK, Dash::Dashed),
            RuleName::EqualError => (DARK, Dash::DashDot),
            RuleName::MinWorstClass => (DARK, Dash::Dotted),
            RuleName::MinBalanced => (LIGHT, Dash::DashDot),
            RuleName::MinAverage => (LIGHT, Dash::Dashed),
            RuleName::Unweighted | RuleName::Fixed => (LIGHT, Dash::Dotted),
        },
        Some(Treatment::Downsampled | Treatment::Margins) | None => (LIGHT, Dash::Dotted),
    }
}

/// The look of a contender; a number, and what moves the threshold, has none of its own.
pub(super) fn look_of_recipe(recipe: Recipe) -> Option<RuleLook> {
    Treatment::of_recipe(recipe).map(look_of)
}

/// Colours for what is no treatment, those that are taken at the end.
pub(super) fn free(order: &[Colour], taken: &[Colour]) -> Vec<Colour> {
    let is_taken = |c: &&Colour| taken.contains(c);
    let free = order.iter().filter(|c| !is_taken(c));
    free.chain(order.iter().filter(is_taken)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::WeightRule;

    #[test]
    fn treatments_have_colours_that_differ() {
        let rules = WeightRule::NAMED.map(|(_, rule)| Treatment::Rule(rule.into()));
        let all = [&rules[..], &[Treatment::Downsampled, Treatment::Margins]].concat();
        for (i, a) in all.iter().copied().enumerate() {
            for b in &all[..i] {
                let (a, b) = (look_of(a), look_of(*b));
                assert!(
                    a.colour() != b.colour() && a.fill() != b.fill(),
                    "{a:?} {b:?}"
                );
            }
        }
        let taken = [Hue::Blue.line()];
        let order = [Hue::Blue.line(), Hue::Green.line()];
        assert_eq!(free(&order, &taken), [Hue::Green.line(), Hue::Blue.line()]);
    }
}
