//! How a rule looks, in every figure and map: one table.

use crate::figure::{Colour, Dash, Hue};
use crate::scenario::{Treatment, Way};

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
        Treatment::Unweighted => (Hue::Black, Dash::Dotted),
        Treatment::PriorRatio => (Hue::Vermilion, Dash::Dashed),
        Treatment::EqualError => (Hue::Blue, Dash::Solid),
        Treatment::MinWorstClass => (Hue::Green, Dash::DashDot),
        Treatment::MinBalanced => (Hue::Orange, Dash::DashDot),
        Treatment::MinAverage => (Hue::Yellow, Dash::Dashed),
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
        Some(Treatment::PriorRatio) => (DARK, Dash::Dashed),
        Some(Treatment::EqualError) => (DARK, Dash::DashDot),
        Some(Treatment::MinWorstClass) => (DARK, Dash::Dotted),
        Some(Treatment::MinBalanced) => (LIGHT, Dash::DashDot),
        Some(Treatment::MinAverage) => (LIGHT, Dash::Dashed),
        Some(Treatment::Unweighted | Treatment::Downsampled | Treatment::Margins) | None => {
            (LIGHT, Dash::Dotted)
        }
    }
}

/// The look of a contender; a number has none of its own.
pub(super) fn look_of_way(way: Way) -> Option<RuleLook> {
    Treatment::of_way(way).map(look_of)
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

    #[test]
    fn treatments_have_colours_that_differ() {
        for (i, a) in Treatment::ALL.into_iter().enumerate() {
            for b in &Treatment::ALL[..i] {
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
