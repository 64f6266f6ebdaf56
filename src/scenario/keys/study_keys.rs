//! The keys of what is studied: data, training, simulation and what is asked of it.

use super::{Holds, Item, Named, POSITIVE, THRESHOLD, between, key, words};
use crate::loss::LossKind;
use crate::model::{Labels, Quantity, ThresholdSource};
use crate::scenario::allowed_values::{LEAST_FIRST, MOST_REPLICATES};
use crate::scenario::word_values::MethodWord;

const LINE: Holds = Holds::Line;
const PAIR: Holds = Holds::Pair;
pub(in crate::scenario) const QUANTITIES: Holds = Holds::List(&words::<Quantity>());

/// The tables of this file.
pub(super) const TABLES: &[Named] = &[
    ("", "Top of the file", TOP),
    ("model", "model", MODEL),
    ("training", "training", TRAINING),
    ("simulation", "simulation", SIMULATION),
    ("metrics", "metrics", METRICS),
    ("precision", "precision", PRECISION),
];

/// What a scenario is called, and its seed.
#[rustfmt::skip]
pub(super) const HEADING: &[Item] = &[
    key("name", LINE, "names the folder of the results",
        "up to 80 of a–z, 0–9, `_`, `-`", "needed", "name = \"my_study\""),
    key("title", LINE, "heading of figure and summary",
        "text on one line", "none", "title = \"Errors against δ\""),
    key("description", Holds::Text, "what the study asks; goes into the summary",
        "text", "none", "description = \"…\""),
    key("seed", Holds::Whole(0, u64::MAX), "of every random number",
        "whole number, 0 to 2⁶⁴ − 1", "1", "seed = 7"),
];

/// The loss.
#[rustfmt::skip]
pub(super) const LOSS: &[Item] = &[
    key("loss", words::<LossKind>(), "ℓ",
        "", "`\"square\"`", "loss = \"logistic\""),
    key("huber_threshold", POSITIVE, "where Huber's loss turns linear",
        "> 0, with the loss huber", "1.345", "huber_threshold = 0.5"),
];

/// The top of the file.
#[rustfmt::skip]
const TOP: &[Item] = &[
    Item::Shared(HEADING),
    key("model", Holds::Table("model"), "the data",
        "table, see below", "none", "[model]"),
    key("training", Holds::Table("training"), "how is trained",
        "table, see below", "square loss", "[training]"),
    key("simulation", Holds::Table("simulation"), "how is simulated",
        "table, see below", "theory alone", "[simulation]"),
    key("metrics", Holds::Table("metrics"), "quantities beside the usual ones, and what they are judged by",
        "table, see below", "the usual ones", "[metrics]"),
    key("precision", Holds::Table("precision"), "when fewer replicates are enough",
        "table, see below", "all replicates", "[precision]"),
    Item::Kinds,
    key("vary", Holds::Table("vary"), "what varies; every combination is a cell",
        "table, see below", "one cell", "[vary]"),
    key("method", Holds::Tables("method"), "ways to train, each for every cell",
        "list of tables, see below", "one, named `weighted`", "[[method]]"),
    key("figure", Holds::Table("figure"), "what is drawn",
        "table, see below", "no figure", "[figure]"),
    key("map", Holds::Table("map"), "a phase diagram",
        "table, see below", "none", "[map]"),
    key("verify", Holds::Table("verify"), "what `verify` grants",
        "table, see below", "see below", "[verify]"),
];

/// `[model]`.
#[rustfmt::skip]
const MODEL: &[Item] = &[
    Item::Parameters,
    key("labels", words::<Labels>(),
        "whether every training set has round(π₊n) members of the minority, or draws each label",
        "", "`\"fixed\"`", "labels = \"random\""),
];

/// `[training]`.
#[rustfmt::skip]
const TRAINING: &[Item] = &[
    Item::Shared(LOSS),
    key("margin_scale", PAIR, "Δ of CDT and VS-loss: factors of the margin, minority first",
        "two positive numbers", "[1, 1]", "margin_scale = [1, 2]"),
    key("margin_shift", PAIR, "ι of logit adjustment and VS-loss, minority first",
        "two numbers", "[0, 0]", "margin_shift = [-1.4, 1.4]"),
    key("required_margin", PAIR,
        "LDAM: the margin asked of each class, minority first; in place of `margin_shift`",
        "two numbers, for hinge, squared hinge, logistic and exponential loss", "as the loss has it", "required_margin = [2, 1]"),
    key("threshold", THRESHOLD, "τ of the decision f > τ: a number, or a rule for it; rules for weights go by τ = 0",
        "a number, or a rule", "`\"none\"`, τ = 0", "threshold = \"midpoint\""),
    key("threshold_from", words::<ThresholdSource>(),
        "what a rule for the threshold goes by: the classifier's own α, γ and b, or scores of samples",
        "", "`\"oracle\"`", "threshold_from = \"leave_one_out\""),
    Item::Parameters,
];

/// `[simulation]`.
#[rustfmt::skip]
const SIMULATION: &[Item] = &[
    Item::Parameters,
    key("replicates", Holds::Whole(2, MOST_REPLICATES),
        "training sets of each cell; with `[precision]` the most, with `[finite_size]` those at the largest n",
        "whole number, 2 to 10⁷", "needed", "replicates = 100"),
    key("method", words::<MethodWord>(), "how they are drawn",
        "", "`\"auto\"`: the fastest that can", "method = \"dense\""),
];

/// `[metrics]`.
#[rustfmt::skip]
const METRICS: &[Item] = &[
    key("quantities", QUANTITIES,
        "what tables have of each cell beside α, γ, b and the class errors; what other sections name need not be repeated",
        "quantities, each once", "none", "quantities = [\"auc\", \"posterior_slope\"]"),
    key("test_prior", between(0.0, 1.0), "π₊ of the test distribution, on which `average_error` and all that depends on the classes' shares are",
        "> 0, < 1", "that of the training", "test_prior = 0.05"),
    key("costs", PAIR, "of a minority sample that is missed, and of a majority sample that is taken for one of the minority",
        "two positive numbers", "none: `cost_risk` needs them", "costs = [5, 1]"),
];

/// `[precision]`.
#[rustfmt::skip]
const PRECISION: &[Item] = &[
    key("quantities", QUANTITIES, "whose means must be that precise, in every cell of a design",
        "quantities, each once", "`[\"worst_class_error\"]`", "quantities = [\"alpha\"]"),
    Item::Shared(TARGET),
];

/// How precise, and when that is asked.
#[rustfmt::skip]
pub(super) const TARGET: &[Item] = &[
    key("standard_error", POSITIVE, "largest standard error of a mean",
        "> 0", "this or the next is needed", "standard_error = 0.0005"),
    key("relative_standard_error", POSITIVE, "the same as a share of the mean's size",
        "> 0", "none", "relative_standard_error = 0.01"),
    key("first", Holds::Whole(LEAST_FIRST, u64::MAX), "replicates before the first decision",
        "whole number, at least 10", "100", "first = 200"),
    key("batch", Holds::Whole(1, u64::MAX), "replicates between two decisions",
        "whole number, at least 1", "50", "batch = 20"),
];
