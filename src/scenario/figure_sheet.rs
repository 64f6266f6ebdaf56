//! How a figure is printed: `width`, `font_size`, `colour_map`, `title` and `svg_text` of
//! `[figure]`, beside a map as well.

use std::ops::Range;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::Spanned;

use super::diagnostic::{ScenarioError, ScenarioText};
use super::plan::FigureKind;
use super::raw::{At, RawFigure, RawScenario};
use super::word_values::{Word, find};
use crate::paper::{Scale, Sheet, SvgText};

type Result<T> = std::result::Result<T, ScenarioError>;

named! {
    /// Colours in order, for the cells of a map and for lines along an axis of numbers.
    pub enum ColourName {
        /// Dark blue to yellow.
        Cividis = "cividis",
        /// Purple to yellow.
        Viridis = "viridis",
        /// Black to pale yellow.
        Magma = "magma",
        /// White to black.
        Greys = "greys",
        /// Blue, white where neither is better, orange.
        Diverging = "diverging",
    }
}

/// `"column"`, `"page"` or a number of mm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum WidthSpec {
    Named(WidthName),
    Millimetres(f64),
}

impl WidthSpec {
    fn millimetres(self) -> f64 {
        match self {
            WidthSpec::Named(WidthName::Column) => Sheet::COLUMN,
            WidthSpec::Named(WidthName::Page) => Sheet::PAGE,
            WidthSpec::Millimetres(width) => width,
        }
    }
}

named! {
    /// Widths that have a name.
    pub(super) enum WidthName {
        Column = "column",
        Page = "page",
    }
}

impl Serialize for WidthSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            WidthSpec::Millimetres(width) => serializer.serialize_f64(*width),
            WidthSpec::Named(name) => serializer.serialize_str(name.word()),
        }
    }
}

impl<'de> Deserialize<'de> for WidthSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct NumberOrWord;
        impl Visitor<'_> for NumberOrWord {
            type Value = WidthSpec;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("`column` (84 mm), `page` (165 mm) or a number of mm")
            }
            fn visit_f64<E: Error>(self, value: f64) -> std::result::Result<WidthSpec, E> {
                Ok(WidthSpec::Millimetres(value))
            }
            fn visit_i64<E: Error>(self, value: i64) -> std::result::Result<WidthSpec, E> {
                Ok(WidthSpec::Millimetres(value as f64))
            }
            fn visit_u64<E: Error>(self, value: u64) -> std::result::Result<WidthSpec, E> {
                Ok(WidthSpec::Millimetres(value as f64))
            }
            fn visit_str<E: Error>(self, text: &str) -> std::result::Result<WidthSpec, E> {
                if text.parse::<f64>().is_ok() {
                    return Err(E::invalid_type(Unexpected::Str(text), &self));
                }
                find::<WidthName, E>(text).map(WidthSpec::Named)
            }
        }
        deserializer.deserialize_any(NumberOrWord)
    }
}

fn span<T>(at: &Option<Spanned<T>>) -> Range<usize> {
    at.as_ref().map_or(0..0, Spanned::span)
}

/// Checks the paper and the letters.
pub(super) fn sheet(source: &ScenarioText<'_>, raw: &RawScenario) -> Result<Sheet> {
    match raw.figure() {
        Some(figure) => sheet_of(
            source,
            (&figure.width, &figure.font_size),
            figure.svg_text.0,
        ),
        None => Ok(Sheet::default()),
    }
}

/// The same of keys that stand elsewhere.
pub(super) fn sheet_of(
    source: &ScenarioText<'_>,
    (given_width, given_size): (&At<WidthSpec>, &At<f64>),
    svg_text: SvgText,
) -> Result<Sheet> {
    let width = given_width.as_ref().map(|w| w.get_ref().millimetres());
    let width = width.unwrap_or(Sheet::PAGE);
    let (narrowest, widest) = Sheet::WIDTHS;
    if !(narrowest..=widest).contains(&width) {
        return Err(source
            .at(span(given_width), format!("= {width} is not allowed"))
            .allowed(format!(
                "\"column\" (84 mm), \"page\" (165 mm) or a number of mm from {narrowest} to {widest}"
            )));
    }
    let font_size = given_size.as_ref().map(|s| *s.get_ref());
    let most = Sheet::largest_size(width);
    let font_size = font_size.unwrap_or(Sheet::usual_size(width).min(most));
    if !(Sheet::LEAST_SIZE..=most).contains(&font_size) {
        return Err(source
            .at(
                span(given_size),
                format!("= {font_size} is not allowed on paper {width:.0} mm wide"),
            )
            .allowed(font_sizes(most)));
    }
    Ok(Sheet {
        width,
        font_size,
        svg_text,
    })
}

/// Sizes of letters on a paper that has room for some; on the narrowest it is one.
fn font_sizes(most: f64) -> String {
    let least = Sheet::LEAST_SIZE;
    match most > least {
        true => {
            format!("{least} to {most} points, as printed; less cannot be read, more has no room")
        }
        false => format!(
            "{least} points, as printed, and no other: less cannot be read, and this paper has no \
             room for more"
        ),
    }
}

/// What is drawn above the figure: its own title, else that of the scenario.
pub(super) fn title(raw: &RawScenario) -> String {
    let own = raw.figure().and_then(|f| f.title.clone());
    own.unwrap_or_else(|| raw.title.clone())
}

/// Checks that the colours have something to colour; `ordered` says whether cells or lines
/// stand for numbers, `centred` whether these have a neutral value.
pub(super) fn colour_map(
    source: &ScenarioText<'_>,
    figure: &RawFigure,
    ordered: bool,
    centred: bool,
) -> Result<Option<ColourName>> {
    let Some(given) = &figure.colour_map else {
        return Ok(None);
    };
    let name = given.get_ref().0;
    if !ordered {
        return Err(source
            .at(
                given.span(),
                "colours numbers, and here nothing that has a colour is one",
            )
            .allowed(
                "colour_map beside a [map] whose cells hold numbers, or where lines are told apart \
                 by the values of one axis in [vary]",
            )
            .help("remove it: rules, methods and quantities have colours of their own"));
    }
    if name == ColourName::Diverging && !centred {
        return Err(source
            .at(given.span(), "= \"diverging\" needs a neutral value between its two sides")
            .allowed(
                "\"cividis\", \"viridis\", \"magma\" or \"greys\"; \"diverging\" beside a [map] with \
                 value = \"gain\" or \"ratio\" whose colour_range holds 0 or 1",
            ));
    }
    Ok(Some(name))
}

/// Beside a map `[figure]` says how it is printed and nothing else. (What a scenario written
/// back says by default is no offence.)
pub(super) fn beside_a_map(source: &ScenarioText<'_>, figure: &RawFigure) -> Result<()> {
    let set = |there: bool, key: &'static str, span: Range<usize>| there.then_some((key, span));
    let unplaced = |there, key| set(there, key, source.value_in("figure", key));
    let other = [
        figure.x.as_ref().map(|x| ("x", x.span())),
        figure.y.as_ref().map(|y| ("y", y.span())),
        figure.x_range.as_ref().map(|r| ("x_range", r.span())),
        figure.y_range.as_ref().map(|r| ("y_range", r.span())),
        figure
            .theory_points
            .as_ref()
            .map(|p| ("theory_points", p.span())),
        figure
            .theory_range
            .as_ref()
            .map(|r| ("theory_range", r.span())),
        set(
            figure.kind.get_ref().0 != FigureKind::Lines,
            "kind",
            figure.kind.span(),
        ),
        unplaced(figure.x_label.is_some(), "x_label"),
        unplaced(figure.y_label.is_some(), "y_label"),
        unplaced(figure.x_scale.is_some(), "x_scale"),
        unplaced(figure.y_scale.0 != Scale::Linear, "y_scale"),
        unplaced(!figure.mark.is_empty(), "mark"),
        unplaced(figure.mark_worst_class_error, "mark_worst_class_error"),
    ];
    match other.into_iter().flatten().next() {
        None => Ok(()),
        Some((key, span)) => Err(source
            .at(
                span,
                format!("stands beside [map]: `{key}` of [figure] draws lines"),
            )
            .allowed("width, font_size, colour_map, title and svg_text in [figure] beside a [map]")
            .help(
                "a map says by itself what it shows: x, y, panels, value and rules; remove this",
            )),
    }
}
