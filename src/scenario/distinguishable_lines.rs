//! What tells the lines of a figure apart, and whether a reader can.

use std::ops::Range;

use toml::Spanned;

use super::diagnostic::ScenarioError;
use super::expand::Expander;
use super::plan::{Axis, FigureKind, Parameter, ToldBy};
use super::raw::RawFigure;
use super::treatment::Treatment;

type Result<T> = std::result::Result<T, ScenarioError>;

/// Colours that stay apart; numbers have a ramp beyond them.
const MOST_COLOURS: usize = 7;
/// Shades of a ramp that a legend can still tell apart.
const MOST_SHADES: usize = 24;
/// Dashes, markers or widths.
const MOST_PATTERNS: usize = 4;
/// Markers of a trend: the fourth is that of its limit.
const MOST_TREND_PATTERNS: usize = 3;

/// How many values, methods and quantities a figure shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    pub(super) values: usize,
    pub(super) methods: usize,
    pub(super) quantities: usize,
    /// Whether methods stand for different treatments, which have colours of their own.
    pub(super) treated: bool,
}

impl Counts {
    /// Treatments have their colours in every figure; else what differs most is coloured.
    pub(super) fn coloured(self) -> ToldBy {
        if self.methods > 1 && self.treated {
            return ToldBy::Methods;
        }
        // The first among equals.
        let most = self.values.max(self.methods).max(self.quantities);
        if self.values == most {
            ToldBy::Values
        } else if self.methods == most {
            ToldBy::Methods
        } else {
            ToldBy::Quantities
        }
    }

    fn of(self, told: ToldBy) -> usize {
        match told {
            ToldBy::Values => self.values,
            ToldBy::Methods => self.methods,
            ToldBy::Quantities => self.quantities,
        }
    }

    /// What is told apart by dash, marker or width, the most numerous first.
    fn others(self) -> Vec<ToldBy> {
        let all = [ToldBy::Values, ToldBy::Methods, ToldBy::Quantities];
        let mut others: Vec<ToldBy> = all
            .into_iter()
            .filter(|t| *t != self.coloured() && self.of(*t) > 1)
            .collect();
        others.sort_by_key(|t| std::cmp::Reverse(self.of(*t)));
        others
    }
}

impl Expander<'_> {
    /// What each method stands for.
    pub(super) fn treatments(&self) -> Vec<Option<Treatment>> {
        let varied = self.axis(Parameter::WeightRatio).is_some();
        let common = self.raw.common_weight().filter(|_| !varied);
        let methods = self.methods.iter();
        methods
            .map(|m| {
                let weight = m.weight.or(common);
                // What moves the threshold is no treatment by weight.
                let at_zero = m.method.threshold.is_none();
                let treatment = Treatment::of_method(m.method.loss, m.method.downsample, weight);
                treatment.filter(|_| at_zero)
            })
            .collect()
    }

    fn series_axes(&self, x: Parameter) -> impl Iterator<Item = &Axis> {
        self.axes.iter().filter(move |a| a.parameter != x)
    }

    pub(super) fn counts(&self, x: Parameter, quantities: usize) -> Counts {
        let treatments = self.treatments();
        Counts {
            values: self
                .series_axes(x)
                .map(|a| a.values.len())
                .fold(1, usize::saturating_mul),
            methods: self.methods.len(),
            quantities,
            treated: treatments.windows(2).any(|pair| pair[0] != pair[1]),
        }
    }

    /// Refuses more lines than can be told apart.
    pub(super) fn told_apart(
        &self,
        raw: &RawFigure,
        kind: FigureKind,
        x: Parameter,
        counts: Counts,
    ) -> Result<()> {
        let told = counts.coloured();
        let (most, how) = match told {
            ToldBy::Values => (MOST_SHADES, "shades"),
            ToldBy::Methods | ToldBy::Quantities => (MOST_COLOURS, "colours"),
        };
        if counts.of(told) > most {
            return Err(self.too_many(raw, x, counts, told, most, how));
        }
        let others = counts.others();
        let others_of = others.iter().map(|t| counts.of(*t));
        let product = others_of.fold(1, usize::saturating_mul);
        let most = match kind {
            FigureKind::Lines => MOST_PATTERNS,
            FigureKind::Trend | FigureKind::Distance => MOST_TREND_PATTERNS,
        };
        match others.first() {
            Some(first) if product > most => {
                let how = match others.len() {
                    1 => "dashes and markers",
                    _ => "dashes and markers, together with what else differs",
                };
                Err(self.too_many(raw, x, counts, *first, most, how))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn too_many(
        &self,
        raw: &RawFigure,
        x: Parameter,
        counts: Counts,
        told: ToldBy,
        most: usize,
        how: &str,
    ) -> ScenarioError {
        let (span, what) = self.place(raw, x, told);
        let found = counts.of(told);
        let mut error = self
            .source
            .at(
                span,
                format!("gives the figure lines for {found} {what}, more than it can tell apart"),
            )
            .allowed(format!("at most {most} here, told apart by {how}"))
            .help(format!(
                "take fewer {what}, or split the scenario into several with a figure each; without \
                 [figure] the tables have them all"
            ));
        error.mending.counts = true;
        error
    }

    /// Where the file says how many there are, and what they are called.
    fn place(&self, raw: &RawFigure, x: Parameter, told: ToldBy) -> (Range<usize>, String) {
        match told {
            ToldBy::Values => {
                let longest = self.series_axes(x).max_by_key(|a| a.values.len());
                let names: Vec<&str> = self.series_axes(x).map(|a| a.parameter.name()).collect();
                (
                    // The sizes of [finite_size] are values of n as well.
                    longest.map_or(0..0, |a| self.span_of(a.parameter)),
                    format!("values of {}", names.join(" and ")),
                )
            }
            ToldBy::Methods => {
                let last = self.raw.method.last();
                (last.map_or(0..0, Spanned::span), "methods".to_owned())
            }
            ToldBy::Quantities => (
                raw.y.as_ref().map_or(0..0, Spanned::span),
                "quantities".to_owned(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(values: usize, methods: usize, quantities: usize, treated: bool) -> ToldBy {
        Counts {
            values,
            methods,
            quantities,
            treated,
        }
        .coloured()
    }

    #[test]
    fn treatments_are_coloured_and_else_what_differs_most() {
        assert_eq!(told(3, 2, 1, true), ToldBy::Methods);
        assert_eq!(told(3, 2, 1, false), ToldBy::Values);
        assert_eq!(told(2, 5, 1, false), ToldBy::Methods);
        assert_eq!(told(1, 1, 2, true), ToldBy::Quantities);
        assert_eq!(told(2, 2, 2, false), ToldBy::Values);
    }
}
