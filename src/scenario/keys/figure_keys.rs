//! The keys of figures and maps.

use super::study_keys::QUANTITIES;
use super::{AXIS, Holds, Item, NUMBER, NUMBERS, Named, POSITIVE, THRESHOLD, between, key, words};
use crate::model::{Parameter, Quantity, ThresholdSource};
use crate::paper::{Scale, SvgText};
use crate::scenario::allowed_values::MOST_THEORY_POINTS;
use crate::scenario::figure_sheet::{ColourName, WidthName};
use crate::scenario::map::{Boundary, MOST_CELLS_ALONG, ValueName, Way};
use crate::scenario::plan::FigureKind;
use crate::scenario::word_values::RuleWord;

const LINE: Holds = Holds::Line;
const PAIR: Holds = Holds::Pair;
const QUANTITY: Holds = words::<Quantity>();
const RULES: Holds = Holds::List(&words::<RuleWord>());
/// A weight, a rule or `downsampled`.
const WAY: Holds = Holds::Any(&[POSITIVE, words::<Way>()]);
const PARAMETER: Holds = Holds::Words(said);

fn said() -> Vec<&'static str> {
    Parameter::said().into_iter().map(Parameter::name).collect()
}

/// The tables of this file.
pub(super) const TABLES: &[Named] = &[
    ("figure", "figure", FIGURE),
    ("map", "map", MAP),
    ("map.x", "map.x", MAP_X),
    ("map.panels", "map.panels", MAP_PANELS),
    ("map.overlay", "map.overlay", MAP_OVERLAY),
];

/// How the axes of a figure look.
#[rustfmt::skip]
pub(super) const AXES: &[Item] = &[
    key("x_label", LINE, "text along x",
        "text on one line", "symbol and name", "x_label = \"d/n\""),
    key("y_label", LINE, "text along y",
        "text on one line", "names of `y`", "y_label = \"error\""),
    key("x_scale", words::<Scale>(), "spacing of x",
        "", "that of the axis in `[vary]`", "x_scale = \"log\""),
    key("y_scale", words::<Scale>(), "spacing of y",
        "", "`\"linear\"`", "y_scale = \"log\""),
    key("x_range", PAIR, "ends of x",
        "[low, high] with low < high", "those of the data", "x_range = [0, 2]"),
    key("y_range", PAIR, "ends of y",
        "[low, high] with low < high", "those of the data", "y_range = [0, 0.5]"),
];

/// The paper of a figure.
#[rustfmt::skip]
pub(super) const SIZE: &[Item] = &[
    key("width", Holds::Any(&[words::<WidthName>(), between(60.0, 400.0)]),
        "printed width; letters stay at 7 pt or more there",
        "`\"column\"` (84 mm), `\"page\"` (165.1 mm), mm from 60 to 400", "`\"page\"`", "width = \"column\""),
    key("font_size", POSITIVE, "size of letters in points at that width",
        "from 7 to a 24th of the width", "8 in a column to 10 on a page", "font_size = 9"),
];

/// The text of a figure.
#[rustfmt::skip]
pub(super) const TEXT: &[Item] = &[
    key("title", LINE, "the figure's title, `\"\"` for none",
        "text on one line", "the scenario's", "title = \"\""),
    key("svg_text", words::<SvgText>(),
        "text of the SVG: outlines that look the same everywhere, or text in a named font that can be searched and edited",
        "", "`\"paths\"`", "svg_text = \"text\""),
];

/// `[figure]`.
#[rustfmt::skip]
const FIGURE: &[Item] = &[
    key("kind", words::<FigureKind>(),
        "theory and simulation against x, a finite-size trend against 1/n, or the distance from the limit against n (the last two with `[finite_size]`)",
        "", "`\"lines\"`", "kind = \"trend\""),
    key("x", words::<Parameter>(), "the horizontal axis",
        "what varies; `\"n\"` for a trend or a distance", "needed without a map", "x = \"delta\""),
    key("y", QUANTITIES, "what is drawn",
        "quantities, at least one", "needed without a map", "y = [\"error_minority\"]"),
    Item::Shared(AXES),
    key("theory_points", Holds::Whole(2, MOST_THEORY_POINTS as u64), "points of every theory curve",
        "whole number, 2 to 100000", "200", "theory_points = 400"),
    key("theory_range", PAIR, "where the theory curves begin and end along x",
        "[low, high] with low < high", "ends of the axis", "theory_range = [0.01, 2]"),
    key("mark", RULES, "rules whose weights are marked; with x = `\"weight_ratio\"`",
        "rules", "none", "mark = [\"equal_error\"]"),
    key("mark_worst_class_error", Holds::Boolean, "whether the larger class error is marked",
        "", "`false`", "mark_worst_class_error = true"),
    Item::Shared(SIZE),
    key("colour_map", words::<ColourName>(),
        "colours of lines along an axis of numbers, or of a map's cells (`[figure]` beside a `[map]`)",
        "", "as the values ask", "colour_map = \"viridis\""),
    Item::Shared(TEXT),
];

/// `[map]`.
#[rustfmt::skip]
const MAP: &[Item] = &[
    key("value", words::<ValueName>(), "what cells hold",
        "", "needed", "value = \"winner\""),
    key("quantity", QUANTITY, "of which quantity, for quantity, gain, ratio and winner",
        "a quantity; an error, where the smaller is better", "`\"worst_class_error\"`", "quantity = \"balanced_error\""),
    key("rule", WAY, "whose weight, quantity or gain",
        "a rule, a number or `\"downsampled\"`", "the given weight, where one suffices", "rule = \"equal_error\""),
    key("over", WAY, "what a gain or ratio is over",
        "as `rule`", "needed for them", "over = \"prior_ratio\""),
    key("over_threshold", THRESHOLD, "the threshold of `over`; that of `rule` is said in `[training]`",
        "as `threshold` in `[training]`", "that of `[training]`", "over_threshold = \"none\""),
    key("over_threshold_from", words::<ThresholdSource>(), "what the threshold of `over` goes by, in place of `threshold_from` in `[training]`",
        "", "that of `[training]`", "over_threshold_from = \"oracle\""),
    key("rules", Holds::List(&WAY), "who takes part in a contest, the simplest first",
        "2 to 7 of those", "needed for winner", "rules = [\"unweighted\", \"prior_ratio\"]"),
    key("thresholds", Holds::List(&THRESHOLD), "the threshold of each of `rules`: a rule may take part twice, moved and not",
        "as many as `rules`, each as `threshold` in `[training]`", "that of `[training]` for all", "thresholds = [\"none\", \"equal_error\"]"),
    key("tolerance", between(0.0, 1.0),
        "by what share of the smallest error a simpler rule may be worse and still win",
        "0 ≤ tolerance < 1", "0.001", "tolerance = 0.005"),
    key("boundaries", Holds::List(&words::<Boundary>()), "lines on the map",
        "`\"category\"`, `\"feasibility\"`, `\"separability\"`, `\"interpolation\"`, `\"equal_error_optimal\"`, `\"equal_errors\"`", "none", "boundaries = [\"category\"]"),
    key("mark", RULES, "rules whose weights are lines; where ρ is an axis",
        "rules", "none", "mark = [\"equal_error\"]"),
    key("contours", NUMBERS, "values with lines of their own",
        "a list of numbers", "none", "contours = [0.1, 0.2]"),
    key("refine", Holds::Whole(1, 64),
        "every so many cells first, then only those about a boundary; where cells hold kinds",
        "1, 2, 4, 8, 16, 32 or 64", "1: every cell", "refine = 8"),
    key("x_label", LINE, "text along x",
        "text on one line", "symbol and name", "x_label = \"d/n\""),
    key("y_label", LINE, "text along y",
        "text on one line", "symbol and name", "y_label = \"π₊\""),
    key("value_label", LINE, "text along the colours",
        "text on one line", "what cells hold", "value_label = \"gain\""),
    key("colour_range", PAIR, "ends of the colours",
        "[low, high] with low < high", "those of the cells", "colour_range = [0, 0.5]"),
    key("colour_scale", words::<Scale>(), "spacing of the colours",
        "", "by what cells hold", "colour_scale = \"log\""),
    key("x", Holds::Table("map.x"), "the horizontal axis",
        "see below", "needed", "x = { parameter = \"delta\", … }"),
    key("y", Holds::Table("map.x"), "the vertical axis",
        "see below", "needed", "y = { parameter = \"signal\", … }"),
    key("panels", Holds::Table("map.panels"), "a map for each of some values",
        "see below", "one map", "panels = { parameter = \"signal\", values = [1, 2] }"),
    key("overlay", Holds::Table("map.overlay"), "where the map is simulated, with `[simulation]`",
        "see below", "nowhere", "overlay = { x = [0.1], y = [0.2] }"),
];

/// `[map.x]`.
#[rustfmt::skip]
const MAP_X: &[Item] = &[
    key("parameter", PARAMETER, "what varies along it; `\"n\"` where a threshold is the midpoint of leave-one-out scores: then means over its estimates",
        "", "needed", "parameter = \"delta\""),
    key("from", NUMBER, "the first value",
        "as of a range", "needed", "from = 0.02"),
    key("to", NUMBER, "the last value",
        "as of a range", "needed", "to = 2"),
    key("points", Holds::Whole(2, MOST_CELLS_ALONG as u64), "cells along it",
        "whole number, 2 to 2048", "needed", "points = 256"),
    key("scale", words::<Scale>(), "how they are spaced",
        "", "`\"linear\"`", "scale = \"log\""),
];

/// `[map.panels]`.
#[rustfmt::skip]
const MAP_PANELS: &[Item] = &[
    key("parameter", PARAMETER, "what differs between panels",
        "", "needed", "parameter = \"signal\""),
    key("values", NUMBERS, "its value in each",
        "1 to 4 different numbers", "needed", "values = [1, 2, 3]"),
];

/// `[map.overlay]`.
#[rustfmt::skip]
const MAP_OVERLAY: &[Item] = &[
    key("x", AXIS, "values along x",
        "a list, or a range, on the map", "needed", "x = [0.05, 0.45]"),
    key("y", AXIS, "values along y",
        "a list, or a range, on the map", "needed", "y = [0.1, 0.2]"),
];
