//! Every key of a scenario: what it means, what it may hold, what holds without it.
//!
//! From this table come the reference in docs/scenario.md, the JSON Schema for editors, and the
//! keys that a complaint about an unknown one names. The keys of parameters are those of the
//! [table of parameters](crate::model::Parameter).

mod figure_keys;
mod method_keys;
mod of_groups;
mod reference;
mod schema;
mod study_keys;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub use reference::{reference, reference_of_groups};
pub(super) use reference::{said_of_groups, tables_of_groups_with};
pub use schema::schema;
pub(super) use study_keys::QUANTITIES;

use super::kind::KEYS_OF_KINDS;
use super::word_values::Word;
use crate::model::{Notation, Parameter, Range};

/// What a key may hold.
#[derive(Clone, Copy, Debug)]
pub(super) enum Holds {
    /// Any text.
    Text,
    /// Text on one line.
    Line,
    /// `true` or `false`.
    Boolean,
    /// A whole number between two.
    Whole(u64, u64),
    /// One of some whole numbers.
    OneOf(&'static [i64]),
    /// A number.
    Number(Range),
    /// One of some words.
    Words(fn() -> Vec<&'static str>),
    /// Two numbers.
    Pair,
    /// A list.
    List(&'static Holds),
    /// A list of so many, from and to.
    Counted(&'static Holds, usize, usize),
    /// A table of such values under names of the user's own.
    Named(&'static Holds),
    /// Any of these.
    Any(&'static [Holds]),
    /// A table, by its name here.
    Table(&'static str),
    /// A list of such tables.
    Tables(&'static str),
}

/// A key of a table.
#[derive(Clone, Debug)]
pub(super) struct ScenarioKey {
    pub(super) name: &'static str,
    pub(super) kind: Holds,
    /// What it means.
    pub(super) meaning: Cow<'static, str>,
    /// What it may hold, in brief; empty where the kind says it all.
    pub(super) allowed: Cow<'static, str>,
    /// What holds without it; [`NEEDED`] if nothing does.
    pub(super) default: Cow<'static, str>,
    /// A line with it.
    pub(super) example: &'static str,
}

/// A key without which a table is refused.
pub(super) const NEEDED: &str = "needed";

/// A row of a table.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// A key of its own.
    Own(ScenarioKey),
    /// Rows that another table has too.
    Shared(&'static [Item]),
    /// The tables of the kinds of scenario.
    Kinds,
    /// The keys of the parameters that belong there.
    Parameters,
    /// Those of problems of groups.
    GroupParameters,
}

pub(super) const fn key(
    name: &'static str,
    kind: Holds,
    meaning: &'static str,
    allowed: &'static str,
    default: &'static str,
    example: &'static str,
) -> Item {
    Item::Own(ScenarioKey {
        name,
        kind,
        meaning: Cow::Borrowed(meaning),
        allowed: Cow::Borrowed(allowed),
        default: Cow::Borrowed(default),
        example,
    })
}

/// The key of a table of its own, which need not be there.
pub(super) const fn table(
    name: &'static str,
    meaning: &'static str,
    example: &'static str,
) -> ScenarioKey {
    ScenarioKey {
        name,
        kind: Holds::Table(name),
        meaning: Cow::Borrowed(meaning),
        allowed: Cow::Borrowed("table, see below"),
        default: Cow::Borrowed("none"),
        example,
    }
}

const fn words<T: Word>() -> Holds {
    Holds::Words(names::<T>)
}

fn names<T: Word>() -> Vec<&'static str> {
    T::words().into_iter().map(|(word, _)| word).collect()
}

const ANY: Range = Range {
    low: f64::NEG_INFINITY,
    closed: true,
    high: f64::INFINITY,
    whole: false,
    or_zero: false,
};
const NUMBER: Holds = Holds::Number(ANY);
pub(super) const NUMBERS: Holds = Holds::List(&NUMBER);
const POSITIVE: Holds = Holds::Number(Range {
    low: 0.0,
    closed: false,
    ..ANY
});
const AXIS: Holds = Holds::Any(&[NUMBERS, Holds::Table(RANGE)]);
pub(super) const THRESHOLD: Holds =
    Holds::Any(&[NUMBER, words::<super::thresholds::ThresholdWord>()]);
pub(super) const WEIGHT: Holds = Holds::Any(&[
    Holds::Number(Range::OF_TRAINING),
    words::<super::word_values::RuleWord>(),
]);

const fn between(low: f64, high: f64) -> Holds {
    Holds::Number(Range { low, high, ..ANY })
}

/// The table of every range.
const RANGE: &str = "vary.range";

/// A table: its name, what the reference calls it, and its rows.
pub(super) type Named = (&'static str, &'static str, &'static [Item]);

/// What a kind of scenario adds: its key at the top of the file, and its tables.
pub(super) struct OfKind {
    pub(super) top: ScenarioKey,
    pub(super) tables: &'static [Named],
}

/// Every table.
fn tables() -> impl Iterator<Item = Named> {
    let of_kinds = KEYS_OF_KINDS.iter().flat_map(|kind| kind.tables);
    let others = [method_keys::TABLES, figure_keys::TABLES]
        .into_iter()
        .flatten();
    study_keys::TABLES
        .iter()
        .chain(of_kinds)
        .chain(others)
        .copied()
}

/// Every table of a scenario about groups but for those that it shares.
fn tables_of_groups() -> impl Iterator<Item = Named> {
    of_groups::TABLES.iter().copied()
}

/// Whether a parameter has a key in a table.
pub(super) fn holds(table: &str, parameter: Parameter) -> bool {
    let entry = parameter.entry();
    match table {
        "vary" => true,
        "method" => entry.of_method,
        _ => entry.table == table,
    }
}

/// The keys of a table, in order; none if there is no such table.
pub(super) fn of(table: &str) -> Vec<ScenarioKey> {
    let mut all = tables().chain(tables_of_groups());
    let rows = all.find(|(name, ..)| *name == table);
    rows.map_or_else(Vec::new, |(.., rows)| keys_of(table, rows))
}

/// The keys of a table by its name in a file, about groups or about two classes.
pub(super) fn in_file(table: &str, of_groups: bool) -> Vec<ScenarioKey> {
    match of_groups {
        true => of(&reference::within_groups(table)),
        false => of(table),
    }
}

fn keys_of(table: &str, rows: &[Item]) -> Vec<ScenarioKey> {
    let mut keys = Vec::new();
    for item in rows {
        match item {
            Item::Shared(rows) => keys.extend(keys_of(table, rows)),
            Item::Own(key) => keys.push(key.clone()),
            Item::Kinds => keys.extend(KEYS_OF_KINDS.iter().map(|kind| kind.top.clone())),
            Item::Parameters => keys.extend(parameters(table)),
            Item::GroupParameters => {
                let held = of_groups::parameters_of_groups(table).iter();
                keys.extend(held.map(|p| of_groups::key_of(*p, table)));
            }
        }
    }
    keys
}

/// The tables that stand once under a heading of their own.
pub(super) fn headed(of_groups: bool) -> Vec<&'static str> {
    let top = in_file("", of_groups).into_iter();
    let tables = top.filter(|key| matches!(key.kind, Holds::Table(_)));
    tables.map(|key| key.name).collect()
}

/// The lists of tables, each under a heading of its own.
pub(super) fn listed(of_groups: bool) -> Vec<&'static str> {
    let top = in_file("", of_groups).into_iter();
    let of_tables = |key: &ScenarioKey| {
        matches!(
            key.kind,
            Holds::Tables(_) | Holds::Counted(Holds::Table(_), ..)
        )
    };
    let lists = top.filter(of_tables);
    lists.map(|key| key.name).collect()
}

/// The tables under a heading of their own that have a key.
pub(super) fn tables_with(key: &str) -> Vec<&'static str> {
    let headed = tables().filter(|(name, ..)| !name.contains('.'));
    let having = headed.filter(|(name, ..)| of(name).iter().any(|k| k.name == key));
    having.map(|(name, ..)| name).collect()
}

fn parameters(table: &str) -> Vec<ScenarioKey> {
    // [vary] has them as cells are expanded, the others as they are said.
    let all = match table {
        "vary" => Parameter::ALL.to_vec(),
        _ => Parameter::said(),
    };
    let held = all.into_iter().filter(|p| holds(table, *p));
    held.map(|parameter| match table {
        "vary" => varied(parameter),
        "method" => of_method(parameter),
        _ => fixed(parameter),
    })
    .collect()
}

fn fixed(parameter: Parameter) -> ScenarioKey {
    let entry = parameter.entry();
    let elsewhere = match (parameter.is_of_the_limit(), entry.of_method) {
        (false, _) => "needed, here or in `[vary]` or `[finite_size]`",
        (true, false) => "needed, here or in `[vary]` or `[map]`",
        (true, true) => "needed, here or in `[vary]`, `[map]` or every method",
    };
    ScenarioKey {
        name: entry.name,
        kind: kind(parameter),
        meaning: entry.meaning.into(),
        allowed: entry.brief.into(),
        default: match entry.default {
            Some(value) => value.to_string().into(),
            None => elsewhere.into(),
        },
        example: entry.examples[0],
    }
}

fn of_method(parameter: Parameter) -> ScenarioKey {
    ScenarioKey {
        meaning: format!("its own {}, as in `[training]`", parameter.symbol()).into(),
        default: "that of `[training]` or `[vary]`".into(),
        ..fixed(parameter)
    }
}

fn varied(parameter: Parameter) -> ScenarioKey {
    let entry = parameter.entry();
    let numbers = match entry.notation {
        Notation::Number => "",
        Notation::Whole => "; values of a range are rounded",
        Notation::Weight | Notation::Ridge => ", numbers only",
    };
    ScenarioKey {
        kind: AXIS,
        meaning: entry.label.into(),
        allowed: format!("as in `[{}]`{numbers}", entry.table).into(),
        default: "fixed".into(),
        example: entry.examples[1],
        ..fixed(parameter)
    }
}

fn kind(parameter: Parameter) -> Holds {
    const RIDGE: Holds = Holds::Any(&[
        Holds::Number(Range {
            or_zero: true,
            ..Range::OF_TRAINING
        }),
        Holds::Words(|| vec!["vanishing"]),
    ]);
    let range = parameter.entry().range;
    match parameter.entry().notation {
        Notation::Number => Holds::Number(range),
        Notation::Whole => Holds::Whole(range.low as u64, range.high as u64),
        Notation::Weight => WEIGHT,
        Notation::Ridge => RIDGE,
    }
}
