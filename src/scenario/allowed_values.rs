//! What a key may hold, in words: one place for the reader of TOML and for the checks after it.

use super::axis::MOST_POINTS;
use super::kind::FiniteSize;
use super::map::MOST_CELLS_ALONG;
use super::plan::Parameter;
use super::thresholds::ThresholdWord;
use super::word_values::{RuleWord, Word};
use crate::model::{Notation, Quantity, Threshold};

/// Samples beyond which no simulation here can be meant.
pub(super) const MOST_SAMPLES: f64 = 1e9;
/// More replicates than any error bar needs.
pub const MOST_REPLICATES: u64 = 10_000_000;
/// Points of a theory curve that anyone draws.
pub(super) const MOST_THEORY_POINTS: usize = 100_000;
/// Of all theory curves together.
pub(super) const MOST_CURVE_POINTS: usize = 250_000;
/// Doublings beyond which the largest size cannot be meant.
pub(super) const MOST_DOUBLINGS: u32 = 24;
/// The first decision must rest on a spread that means something.
pub(super) const LEAST_FIRST: u64 = 10;
/// The most that `[verify]` can grant, in standard errors or in units of 1/n.
pub(super) const MOST_GRANTED: f64 = 1e6;

pub(super) const AXIS: &str = "a list of numbers, or { from = …, to = …, points = … }";
const LABEL: &str = "a text in quotes, on one line";

/// What a number key may hold, by its path in the file; `None` where the words or the checks of
/// the key itself say it.
pub(super) fn allowed(path: &str) -> Option<String> {
    let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
    let table = table.split('[').next().unwrap_or(table);
    let words = match (table, key) {
        ("", "seed") => format!("a whole number from 0 to {}", u64::MAX),
        ("", "title" | "description" | "name") => LABEL.to_owned(),
        ("model" | "training" | "method" | "simulation", _) => return of_training(table, key),
        ("vary" | "map.overlay", _) => AXIS.to_owned(),
        ("paired.reference" | "paired", "weight_ratio") => weight(""),
        ("metrics", "test_prior") => "a number between 0 and 1: the minority's share of the test \
             distribution"
            .to_owned(),
        ("metrics", "costs") => {
            "two positive numbers: what a minority sample costs that is missed, and a \
             majority sample that is taken for one of the minority"
                .to_owned()
        }
        ("metrics", "quantities") => format!(
            "a list of some of {}",
            names(&Quantity::ALL.map(Quantity::name))
        ),
        ("precision", _) => return of_precision(key),
        ("finite_size", "samples") => {
            "a list of sample sizes, or { from = …, doublings = … }".to_owned()
        }
        ("finite_size", "quantities") => format!(
            "a list of some of {}",
            names(
                &FiniteSize::possible(Threshold::NONE)
                    .iter()
                    .map(|q| q.name())
                    .collect::<Vec<_>>()
            )
        ),
        ("finite_size.samples", "from") => Parameter::N.entry().allowed.to_owned(),
        ("finite_size.samples", "doublings") => {
            format!("a whole number from 2 to {MOST_DOUBLINGS}")
        }
        ("figure", _) => return of_figure(key),
        ("map", _) => return of_map(key),
        ("verify", "min_share") => "a number from 0 to 1".to_owned(),
        ("verify", _) => format!("a number from 0 to {MOST_GRANTED}"),
        _ => return of_axis(table, key),
    };
    Some(words)
}

/// What `[model]`, `[training]`, `[[method]]` and `[simulation]` hold.
fn of_training(table: &str, key: &str) -> Option<String> {
    let parameter = Parameter::from_name(key);
    Some(match (table, key) {
        ("simulation", "replicates") => {
            format!("a whole number from 2 to {MOST_REPLICATES}: an error bar needs at least 2")
        }
        (_, "huber_threshold") => "a positive number k".to_owned(),
        (_, "margin_scale") => "a list of two numbers Δ₊, Δ₋ from 1e-4 to 1e4".to_owned(),
        (_, "margin_shift" | "required_margin") => {
            "a list of two numbers ι₊, ι₋ from -1e4 to 1e4".to_owned()
        }
        (_, "downsample") => "true or false".to_owned(),
        ("method", "name") => LABEL.to_owned(),
        _ => parameter.map(fixed)?,
    })
}

fn of_precision(key: &str) -> Option<String> {
    Some(match key {
        "standard_error" | "relative_standard_error" => {
            "a positive number: the largest standard error of a mean".to_owned()
        }
        "first" => format!(
            "a whole number, at least {LEAST_FIRST}: a spread found from fewer replicates looks \
             small by luck, and the study stops too early"
        ),
        "batch" => "a whole number, at least 1: replicates between two decisions".to_owned(),
        _ => return None,
    })
}

fn of_figure(key: &str) -> Option<String> {
    Some(match key {
        "theory_points" => format!("a whole number from 2 to {MOST_THEORY_POINTS}"),
        "x_range" | "y_range" | "theory_range" => INTERVAL.to_owned(),
        "font_size" => "a number of points, as printed".to_owned(),
        "mark_worst_class_error" => "true or false".to_owned(),
        "title" | "x_label" | "y_label" => LABEL.to_owned(),
        _ => return None,
    })
}

fn of_map(key: &str) -> Option<String> {
    Some(match key {
        "x" | "y" => {
            "a table in braces: { parameter = …, from = …, to = …, points = … }".to_owned()
        }
        "panels" => "a table in braces: { parameter = …, values = […] }".to_owned(),
        "overlay" => "a table in braces: { x = […], y = […] }".to_owned(),
        "rule" | "over" => weight("`downsampled`, "),
        "rules" => format!(
            "a list of 2 to 7 different rules, each {}",
            weight("`downsampled`, ")
        ),
        "over_threshold" => threshold(),
        "thresholds" => format!("a list with one for each of rules, each {}", threshold()),
        "tolerance" => "zero or a positive number below 1: errors so close are equal".to_owned(),
        "refine" => "1, 2, 4, 8, 16, 32 or 64: every so many cells are evaluated first".to_owned(),
        "contours" => "a list of finite numbers".to_owned(),
        "colour_range" => INTERVAL.to_owned(),
        "x_label" | "y_label" | "value_label" => LABEL.to_owned(),
        _ => return None,
    })
}

/// What the tables in braces of `[vary]` and `[map]` hold.
fn of_axis(table: &str, key: &str) -> Option<String> {
    let of_map = matches!(table, "map.x" | "map.y" | "map.panels");
    Some(match key {
        "from" | "to" => "a finite number".to_owned(),
        "points" if of_map => points(MOST_CELLS_ALONG),
        "points" => points(MOST_POINTS),
        "parameter" => {
            let on_a_map = Parameter::ALL.into_iter().filter(|p| p.is_of_the_limit());
            names(&on_a_map.map(Parameter::name).collect::<Vec<_>>())
        }
        "values" => "a list of numbers".to_owned(),
        "x" | "y" if table == "map.overlay" => AXIS.to_owned(),
        _ => return None,
    })
}

/// Points along an axis.
pub(super) fn points(most: usize) -> String {
    format!("a whole number from 2 to {most}")
}

pub(super) const INTERVAL: &str = "[low, high], finite numbers with low < high";

/// What a parameter may be where it is fixed.
fn fixed(parameter: Parameter) -> String {
    let entry = parameter.entry();
    match entry.notation {
        Notation::Number | Notation::Whole => entry.allowed.to_owned(),
        Notation::Weight => weight(""),
        Notation::Ridge => format!("{}, or \"vanishing\"", entry.allowed),
    }
}

/// A weight as it is given: a number or a rule.
fn weight(more: &str) -> String {
    let rules: Vec<&str> = RuleWord::words().iter().map(|(word, _)| *word).collect();
    format!(
        "a positive number (1e-60 to 1e60), {more}or the name of a rule: {}",
        names(&rules)
    )
}

/// A threshold as it is given: a number or a rule.
fn threshold() -> String {
    let rules: Vec<&str> = ThresholdWord::words()
        .iter()
        .map(|(word, _)| *word)
        .collect();
    format!("a finite number, or the name of a rule: {}", names(&rules))
}

fn names(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

/// Whether a key holds a text of its own, which nobody compares with a list of words.
pub(super) fn is_text(path: &str) -> bool {
    let key = path.rsplit(['.', ']']).next().unwrap_or(path);
    let labels = [
        "name",
        "title",
        "description",
        "x_label",
        "y_label",
        "value_label",
    ];
    labels.contains(&key)
}
