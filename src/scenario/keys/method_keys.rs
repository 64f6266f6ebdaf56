//! The keys of ranges, methods and `verify`.

use super::{Holds, Item, NUMBER, Named, POSITIVE, THRESHOLD, between, key, words};
use crate::loss::LossKind;
use crate::model::{Solver, ThresholdSource};
use crate::paper::Scale;
use crate::scenario::allowed_values::MOST_GRANTED;
use crate::scenario::axis::MOST_POINTS;

const LINE: Holds = Holds::Line;
const PAIR: Holds = Holds::Pair;

/// The tables of this file.
pub(super) const TABLES: &[Named] = &[
    ("vary", "vary", &[Item::Parameters]),
    (super::RANGE, "A range of vary", RANGE),
    ("method", "method", METHOD),
    ("verify", "verify", VERIFY),
];

/// The loss of a method, of two classes and of groups.
#[rustfmt::skip]
pub(super) const OWN_LOSS: &[Item] = &[
    key("loss", words::<LossKind>(), "as in `[training]`",
        "", "that of `[training]`", "loss = \"hinge\""),
    key("huber_threshold", POSITIVE, "as in `[training]`",
        "as there", "that of `[training]`", "huber_threshold = 2"),
    key("margin_scale", PAIR, "as in `[training]`",
        "as there", "that of `[training]`", "margin_scale = [1, 2]"),
    key("margin_shift", PAIR, "as in `[training]`",
        "as there", "that of `[training]`", "margin_shift = [-1, 1]"),
    key("required_margin", PAIR, "as in `[training]`",
        "as there", "that of `[training]`", "required_margin = [2, 1]"),
];

/// `[method]`.
#[rustfmt::skip]
const METHOD: &[Item] = &[
    key("name", LINE, "names it in tables and legends",
        "text that no other method has", "needed", "name = \"logistic\""),
    Item::Shared(OWN_LOSS),
    Item::Parameters,
    key("solver", words::<Solver>(), "the algorithm that minimises; `\"sgd\"` the plain square loss only",
        "", "`\"direct\"`", "solver = \"sgd\""),
    key("downsample", Holds::Boolean, "whether majority samples are dropped until the classes are balanced",
        "", "`false`", "downsample = true"),
    key("threshold", THRESHOLD, "as in `[training]`",
        "as there", "that of `[training]`", "threshold = \"midpoint\""),
    key("threshold_from", words::<ThresholdSource>(), "as in `[training]`",
        "", "that of `[training]`", "threshold_from = \"leave_one_out\""),
];

/// A range, of any axis.
#[rustfmt::skip]
const RANGE: &[Item] = &[
    key("from", NUMBER, "the first value",
        "a number; > 0 on a log scale", "needed", "from = 0.1"),
    key("to", NUMBER, "the last value",
        "> `from`", "needed", "to = 2.0"),
    key("points", Holds::Whole(2, MOST_POINTS as u64), "how many values, both ends among them",
        "whole number, 2 to 100000", "needed", "points = 20"),
    key("scale", words::<Scale>(), "how they are spaced",
        "", "`\"linear\"`", "scale = \"log\""),
];

/// `[verify]`.
#[rustfmt::skip]
const VERIFY: &[Item] = &[
    key("finite_size", between(0.0, MOST_GRANTED),
        "c: a mean at n may lie c/n off its limit, on the scale of its quantity",
        "0 to 10⁶", "3", "finite_size = 5"),
    key("max_z", between(0.0, MOST_GRANTED), "standard errors that a comparison may lie off beyond that",
        "0 to 10⁶", "4.5", "max_z = 4"),
    key("min_share", between(0.0, 1.0), "the least share of designs that do not lean away from theory",
        "0 to 1", "0.5", "min_share = 0.9"),
];
