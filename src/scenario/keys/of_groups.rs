//! The keys of scenarios about groups.

use super::figure_keys::{AXES, SIZE, TEXT};
use super::method_keys::OWN_LOSS;
use super::study_keys::{HEADING, LOSS, TARGET};
use super::{AXIS, Holds, Item, NUMBER, NUMBERS, Named, POSITIVE, between, key, words};
use crate::model::{GroupParameter, GroupRule, Labels, SimulationMethod};
use crate::paper::Scale;
use crate::scenario::allowed_values::{MOST_REPLICATES, MOST_THEORY_POINTS};
use crate::scenario::groups::{GroupShown, GroupThresholdWord, MOST_ALONG};
use crate::scenario::population::{MOST_COORDINATES, MOST_GROUPS};
use crate::scenario::word_values::{MethodWord, Word};

const LINE: Holds = Holds::Line;
const PAIR: Holds = Holds::Pair;
/// A rule, a number for each group in order, or by name.
const WEIGHTS: Holds = Holds::Any(&[Holds::Words(with_weights), NUMBERS, Holds::Named(&POSITIVE)]);
const GROUPS: Holds = Holds::Counted(&Holds::Table("groups.group"), 2, MOST_GROUPS);
const RULES: Holds = Holds::List(&Holds::Words(with_weights));

fn with_weights() -> Vec<&'static str> {
    GroupRule::told()
}

/// Those that can simulate groups; that the others cannot, they say themselves.
fn able_methods() -> Vec<&'static str> {
    let words = MethodWord::words().into_iter();
    let able = words.filter(|(_, MethodWord(method))| match method {
        None => true,
        Some(SimulationMethod::Dense | SimulationMethod::Sufficient | SimulationMethod::Lazy) => {
            true
        }
        Some(SimulationMethod::Jacobi | SimulationMethod::Mirrored) => false,
    });
    able.map(|(word, _)| word).collect()
}

/// The top of such a file.
pub(super) const TOP_OF_GROUPS: &str = "groups";

/// The tables of this file.
pub(super) const TABLES: &[Named] = &[
    (TOP_OF_GROUPS, "Top of the file", TOP),
    ("groups.group", "group", GROUP),
    ("groups.model", "model", MODEL),
    ("groups.training", "training", TRAINING),
    ("groups.method", "method", METHOD),
    ("groups.simulation", "simulation", SIMULATION),
    ("groups.precision", "precision", PRECISION),
    ("groups.vary", "vary", VARY),
    ("groups.figure", "figure", FIGURE),
    ("groups.map", "map", MAP),
    ("groups.map.x", "map.x", MAP_X),
];

/// The parameters that stand in a table; those of the population stand in `[model]` or
/// `[[group]]`, as keys of their own.
pub(super) fn parameters_of_groups(table: &str) -> &'static [GroupParameter] {
    match table {
        "groups.vary" => &GroupParameter::ALL,
        "groups.training" => &[
            GroupParameter::Delta,
            GroupParameter::Ridge,
            GroupParameter::WeightStrength,
        ],
        "groups.method" => &[GroupParameter::Ridge, GroupParameter::WeightStrength],
        _ => &[],
    }
}

#[rustfmt::skip]
const TOP: &[Item] = &[
    Item::Shared(HEADING),
    key("group", GROUPS, "the groups one by one",
        "list of 2 to 64 tables, see below", "`[model]` describes them", "[[group]]"),
    key("model", Holds::Table("groups.model"), "the groups by a description, in place of `[[group]]`",
        "table, see below", "`[[group]]` lists them", "[model]"),
    key("training", Holds::Table("groups.training"), "how is trained",
        "table, see below", "square loss", "[training]"),
    key("method", Holds::Tables("groups.method"), "ways to train that are compared; every one is a cell of every combination",
        "list of tables, see below", "one: as `[training]` says", "[[method]]"),
    key("simulation", Holds::Table("groups.simulation"), "how is simulated",
        "table, see below", "theory alone", "[simulation]"),
    key("precision", Holds::Table("groups.precision"), "when fewer replicates are enough",
        "table, see below", "all replicates", "[precision]"),
    key("vary", Holds::Table("groups.vary"), "what varies; every combination is a cell",
        "table, see below", "one cell", "[vary]"),
    key("figure", Holds::Table("groups.figure"), "what is drawn",
        "table, see below", "no figure", "[figure]"),
    key("map", Holds::Table("groups.map"), "a phase diagram, in place of `[vary]` and `[simulation]`",
        "table, see below", "none", "[map]"),
    key("verify", Holds::Table("verify"), "what `verify` grants",
        "as of two classes", "as there", "[verify]"),
];

#[rustfmt::skip]
const GROUP: &[Item] = &[
    key("name", LINE, "tells the group apart, in tables, legends and `weights`",
        "text that no other group has, without `,` and `=`", "needed", "name = \"waterbirds on land\""),
    key("label", Holds::OneOf(&[1, -1]), "the label of all its samples",
        "1 or −1; both are there", "needed", "label = -1"),
    key("prior", between(0.0, 1.0), "π_g: its share of the data",
        "in (0, 1); all sum to 1", "needed", "prior = 0.2"),
    key("mean", Holds::Counted(&NUMBER, 1, MOST_COORDINATES), "μ_g, in coordinates that all groups share",
        "1 to 64 numbers, as many for every group", "needed", "mean = [2.0, 0.5]"),
    key("noise", POSITIVE, "σ_g: samples are μ_g + σ_g Z",
        "> 0", "1", "noise = 1.5"),
];

#[rustfmt::skip]
const MODEL: &[Item] = &[
    key("kind", Holds::Words(|| vec!["spurious_correlation"]),
        "a label y = ±1 and an attribute a = ±1 that goes with it: groups `y+a+`, `y+a-`, `y-a+`, `y-a-`",
        "", "needed", "kind = \"spurious_correlation\""),
    key("core_signal", between(0.0, f64::INFINITY), "s_c: means y s_c along one direction",
        "≥ 0", "needed", "core_signal = 1.5"),
    key("spurious_signal", between(0.0, f64::INFINITY), "s_a: and a s_a along another",
        "≥ 0", "needed", "spurious_signal = 1.0"),
    key("correlation", between(-1.0, 1.0), "c: a is y with probability (1 + c)/2",
        "in (−1, 1)", "needed, here or in `[vary]` or `[map]`", "correlation = 0.6"),
    key("positive_prior", between(0.0, 1.0), "P(y = +1)",
        "in (0, 1)", "0.5", "positive_prior = 0.4"),
];

#[rustfmt::skip]
const TRAINING: &[Item] = &[
    Item::Shared(LOSS),
    key("margin_scale", PAIR, "Δ: factors of the margin, of label 1 and of label −1",
        "two positive numbers", "[1, 1]", "margin_scale = [1, 2]"),
    key("margin_shift", PAIR, "ι: what is added to it, of label 1 and of label −1",
        "two numbers", "[0, 0]", "margin_shift = [-1.4, 1.4]"),
    key("required_margin", PAIR, "the margin asked of each label; in place of `margin_shift`",
        "two numbers, for hinge, squared hinge, logistic and exponential loss", "as the loss has it", "required_margin = [2, 1]"),
    key("weights", WEIGHTS, "ω_g: how much a sample of each group counts",
        "", "`\"unweighted\"`", "weights = { \"y+a+\" = 1, \"y+a-\" = 7, \"y-a+\" = 7, \"y-a-\" = 1 }"),
    Item::GroupParameters,
];

#[rustfmt::skip]
const METHOD: &[Item] = &[
    key("name", LINE, "names it in tables, legends and cells",
        "text that no other method has", "needed", "name = \"logistic\""),
    Item::Shared(OWN_LOSS),
    key("weights", WEIGHTS, "as in `[training]`",
        "", "those of `[training]`", "weights = \"inverse_prior\""),
    Item::GroupParameters,
];

#[rustfmt::skip]
const SIMULATION: &[Item] = &[
    key("n", Holds::Whole(2, u64::MAX), "samples of a training set",
        "whole number", "needed", "n = 2000"),
    key("replicates", Holds::Whole(2, MOST_REPLICATES), "training sets of each cell; with `[precision]` the most",
        "whole number, 2 to 10⁷", "needed", "replicates = 100"),
    key("method", Holds::Words(able_methods), "how they are drawn",
        "", "`\"auto\"`: the fastest that can", "method = \"dense\""),
    key("labels", words::<Labels>(), "whether every training set has π_g n samples of each group, or draws the group of each",
        "", "`\"fixed\"`", "labels = \"random\""),
];

#[rustfmt::skip]
const PRECISION: &[Item] = &[
    key("quantities", Holds::List(&words::<GroupShown>()), "whose means must be that precise, in every cell of a design",
        "", "`[\"worst_group_error\"]`", "quantities = [\"group_errors\"]"),
    Item::Shared(TARGET),
];

#[rustfmt::skip]
const VARY: &[Item] = &[
    Item::GroupParameters,
];

#[rustfmt::skip]
const FIGURE: &[Item] = &[
    key("x", words::<GroupParameter>(), "the horizontal axis",
        "what varies", "needed without a map", "x = \"weight_strength\""),
    key("y", Holds::List(&words::<GroupShown>()), "what is drawn",
        "", "needed without a map", "y = [\"group_errors\"]"),
    Item::Shared(AXES),
    key("theory_points", Holds::Whole(2, MOST_THEORY_POINTS as u64), "points of every theory curve",
        "whole number, 2 to 100000", "100", "theory_points = 400"),
    key("mark", RULES, "rules whose weights are marked; with x = `\"weight_strength\"`",
        "", "none", "mark = [\"inverse_prior\"]"),
    Item::Shared(SIZE),
    Item::Shared(TEXT),
];

#[rustfmt::skip]
const MAP: &[Item] = &[
    key("quantity", words::<GroupShown>(), "what cells hold under `weights`",
        "`\"worst_group_error\"`, `\"balanced_error\"`, `\"average_error\"`", "`\"worst_group_error\"`", "quantity = \"balanced_error\""),
    key("gain_over", Holds::Words(with_weights), "cells then hold the quantity under this rule less that under `weights`",
        "", "the quantity itself", "gain_over = \"inverse_prior\""),
    key("threshold", words::<GroupThresholdWord>(), "the threshold of the rule f > τ under `weights`: 0, or that of the smallest error",
        "", "`\"none\"`", "threshold = \"min_worst_group\""),
    key("gain_over_threshold", words::<GroupThresholdWord>(), "the same under `gain_over`, which it stands beside",
        "", "`\"none\"`", "gain_over_threshold = \"min_worst_group\""),
    key("contours", NUMBERS, "values with lines of their own",
        "a list of numbers", "none", "contours = [0, 0.01]"),
    key("value_label", LINE, "text along the colours",
        "text on one line", "what cells hold", "value_label = \"gain\""),
    key("x", Holds::Table("groups.map.x"), "the horizontal axis",
        "see below", "needed", "x = { parameter = \"correlation\", … }"),
    key("y", Holds::Table("groups.map.x"), "the vertical axis",
        "see below", "needed", "y = { parameter = \"delta\", … }"),
];

#[rustfmt::skip]
const MAP_X: &[Item] = &[
    key("parameter", words::<GroupParameter>(), "what varies along it",
        "", "needed", "parameter = \"delta\""),
    key("from", NUMBER, "the first value",
        "as of a range", "needed", "from = 0.02"),
    key("to", NUMBER, "the last value",
        "as of a range", "needed", "to = 1"),
    key("points", Holds::Whole(2, MOST_ALONG as u64), "cells along it",
        "whole number, 2 to 512", "needed", "points = 160"),
    key("scale", words::<Scale>(), "how they are spaced",
        "", "`\"linear\"`", "scale = \"log\""),
];

/// The key of a parameter in a table.
pub(super) fn key_of(parameter: GroupParameter, table: &str) -> super::ScenarioKey {
    let entry = parameter.entry();
    let varied = table == "groups.vary";
    let of_method = table == "groups.method";
    super::ScenarioKey {
        name: parameter.name(),
        kind: if varied { AXIS } else { NUMBER },
        meaning: match of_method {
            true => format!("its own {}, as in `[training]`", entry.symbol).into(),
            false => entry.label.into(),
        },
        allowed: match varied {
            true => format!("{}; of {}", entry.brief, entry.of).into(),
            false => entry.brief.into(),
        },
        default: match (varied, entry.default) {
            (true, _) => "fixed".into(),
            (false, _) if of_method => "that of `[training]` or `[vary]`".into(),
            (false, Some(value)) => value.to_string().into(),
            (false, None) => "needed, here or in `[vary]` or `[map]`".into(),
        },
        example: entry.examples[usize::from(varied)],
    }
}
