//! What tells the curves of a figure of groups apart, and whether a reader can.

use std::ops::Range;

use super::raw::RawStudy;
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::plan::ToldBy;

/// What colours tell apart, and what dashes do.
const MOST_COLOURS: usize = 7;
const MOST_DASHES: usize = 4;

/// How many quantities, methods and values of the axes other than x a figure shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    pub(super) quantities: usize,
    pub(super) methods: usize,
    pub(super) values: usize,
}

impl Counts {
    /// Quantities have the colours: the errors of groups are what a figure of them compares. Where
    /// there is one of them, methods have them.
    pub(super) fn coloured(self) -> ToldBy {
        match self.quantities == 1 && self.methods > 1 {
            true => ToldBy::Methods,
            false => ToldBy::Quantities,
        }
    }

    /// How many colours there are, and how many dashes.
    fn colours_and_dashes(self) -> (usize, usize) {
        match self.coloured() {
            ToldBy::Methods => (self.methods, self.values),
            ToldBy::Quantities | ToldBy::Values => {
                (self.quantities, self.methods.saturating_mul(self.values))
            }
        }
    }

    /// Refuses more than can be told apart, where the file asks for it.
    pub(super) fn can_be_told_apart(
        self,
        source: &ScenarioText<'_>,
        raw: &RawStudy,
        y: Range<usize>,
    ) -> Result<(), ScenarioError> {
        let (colours, dashes) = self.colours_and_dashes();
        if colours <= MOST_COLOURS && dashes <= MOST_DASHES {
            return Ok(());
        }
        let Self {
            quantities,
            methods,
            values,
        } = self;
        let (message, allowed) = match &raw.method[..] {
            [] => (
                format!("asks for {quantities} quantities on {values} curves each"),
                format!(
                    "up to {MOST_COLOURS} quantities, told apart by colour, on up to \
                     {MOST_DASHES} curves, by dashes"
                ),
            ),
            [..] => (
                format!(
                    "asks for {quantities} quantities of {methods} methods on {values} curves each"
                ),
                format!(
                    "one quantity of up to {MOST_COLOURS} methods, told apart by colour, on up to \
                     {MOST_DASHES} curves, by dashes; or up to {MOST_COLOURS} quantities, by colour, \
                     on up to {MOST_DASHES} curves of all methods together"
                ),
            ),
        };
        Err(source
            .at(y, message)
            .allowed(allowed)
            .help("without [figure] the tables have all of them"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_quantity_leaves_its_colour_to_methods() {
        let of = |quantities, methods, values| {
            let counts = Counts {
                quantities,
                methods,
                values,
            };
            (counts.coloured(), counts.colours_and_dashes())
        };
        assert_eq!(of(1, 3, 2), (ToldBy::Methods, (3, 2)));
        assert_eq!(of(1, 1, 2), (ToldBy::Quantities, (1, 2)));
        assert_eq!(of(4, 2, 2), (ToldBy::Quantities, (4, 4)));
    }
}
