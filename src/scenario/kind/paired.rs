//! `[paired]`: every cell against a reference on the same data.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::model::{Quantity, WeightRule};
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::expand::Expander;
use crate::scenario::keys::{Holds, Item, OfKind, QUANTITIES, WEIGHT, key, table};
use crate::scenario::plan::{Cell, Parameter};
use crate::scenario::precision::quantities;
use crate::scenario::raw::{At, RawScenario};
use crate::scenario::word_values::{W, Weight};

/// Cells held against a reference on common data.
#[derive(Clone, Debug, PartialEq)]
pub struct Paired {
    /// What is compared.
    pub quantities: Vec<Quantity>,
    /// (cell, its reference): indices into [`Plan::cells`](crate::scenario::Plan::cells), in the order of the cells. A
    /// reference is not paired with itself.
    pub pairs: Vec<(usize, usize)>,
}

type Result<T> = std::result::Result<T, ScenarioError>;

/// Numbers this close are the same: axes are rounded to twelve digits.
const SAME: f64 = 1e-9;

/// Its keys.
pub(super) const KEYS: OfKind = OfKind {
    top: table(
        "paired",
        "cells held against a reference on common data",
        "[paired]",
    ),
    tables: &[
        ("paired", "paired", PAIRED),
        ("paired.reference", "paired.reference", REFERENCE),
    ],
};

/// `[paired]`.
#[rustfmt::skip]
const PAIRED: &[Item] = &[
    key("reference", Holds::Table("paired.reference"),
        "the cell that others are held against, at equal other values",
        "see below", "needed", "reference = { method = \"plain\" }"),
    key("quantities", QUANTITIES, "what is subtracted",
        "quantities, each once", "`[\"worst_class_error\"]`", "quantities = [\"error_minority\"]"),
];

/// `[paired.reference]`.
#[rustfmt::skip]
const REFERENCE: &[Item] = &[
    key("weight_ratio", WEIGHT, "the reference has this weight",
        "a number on the axis, or a rule in use", "any", "weight_ratio = 1"),
    key("method", Holds::Text, "the reference is of this method",
        "the name of a `[[method]]`", "any", "method = \"plain\""),
];

/// `[paired]`, as in the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::scenario) struct RawPaired {
    pub(in crate::scenario) reference: Spanned<RawReference>,
    pub(in crate::scenario) quantities: At<Vec<W<Quantity>>>,
}

/// What a reference must have, as in the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::scenario) struct RawReference {
    pub(in crate::scenario) weight_ratio: At<Weight>,
    pub(in crate::scenario) method: At<String>,
}

/// Finds the reference of every cell; a section that pairs nothing is refused.
pub(in crate::scenario) fn paired(
    expander: &Expander<'_>,
    cells: &[Cell],
) -> Result<Option<Paired>> {
    let (source, raw) = (expander.source, expander.raw);
    let Some(section) = &raw.paired else {
        return Ok(None);
    };
    let span = section.reference.span();
    // They depend on nothing else: told whatever the reference is.
    let quantities = quantities(source, &section.quantities, Quantity::WorstClassError)?;
    possible(source, raw, span.clone())?;
    let search = ReferenceSearch::of(expander, cells, section.reference.get_ref(), span.clone())?;
    let mut pairs = Vec::new();
    for (index, cell) in cells.iter().enumerate() {
        if let Some(reference) = search.reference(cell)?
            && reference != index
        {
            pairs.push((index, reference));
        }
    }
    if pairs.is_empty() {
        return Err(source
            .at(span, "leaves no cell to compare with it")
            .help("let weight_ratio vary in [vary], or add a [[method]]"));
    }
    Ok(Some(Paired { quantities, pairs }))
}

fn possible(source: &ScenarioText<'_>, raw: &RawScenario, span: Range<usize>) -> Result<()> {
    if raw.map.is_some() {
        return Err(source
            .at(span, "stands beside [map]")
            .help("remove [paired]: a map of gains or winners pairs its rules by itself"));
    }
    if raw.simulation.is_none() {
        return Err(source
            .at(span, "is of simulated cells, but there is no [simulation]")
            .help("add [simulation] with n and replicates, or remove [paired]"));
    }
    Ok(())
}

/// Of the cells of one place that have what is asked for, those that a cell may be held against:
/// there can be as many as the scenario has, and each cell looks for its own.
#[derive(Default)]
struct Candidates {
    /// The first of each method, for cells of that method.
    of_method: HashMap<usize, usize>,
    /// For cells of the other methods: the first, and whoever makes it ambiguous.
    of_others: [Option<usize>; 2],
}

impl Candidates {
    fn add_for_others(&mut self, index: usize) {
        if let Some(free) = self.of_others.iter_mut().find(|c| c.is_none()) {
            *free = Some(index);
        }
    }
}

/// What a reference must be.
struct ReferenceSearch<'a> {
    expander: &'a Expander<'a>,
    cells: &'a [Cell],
    /// Those that may be a reference, by [`ReferenceSearch::place`].
    places: HashMap<Vec<u64>, Candidates>,
    weight: Option<WeightRule>,
    method: Option<usize>,
    span: Range<usize>,
}

impl<'a> ReferenceSearch<'a> {
    fn of(
        expander: &'a Expander<'_>,
        cells: &'a [Cell],
        wanted: &RawReference,
        span: Range<usize>,
    ) -> Result<Self> {
        if wanted.weight_ratio.is_none() && wanted.method.is_none() {
            return Err(expander
                .source
                .at(span, "names no reference")
                .allowed("weight_ratio, method, or both")
                .help("for example reference = { weight_ratio = \"prior_ratio\" }"));
        }
        let weight = wanted.weight_ratio.as_ref();
        let method = wanted.method.as_ref();
        let mut search = Self {
            weight: weight
                .map(|at| known_weight(expander, at.get_ref().0, at.span()))
                .transpose()?,
            method: method
                .map(|at| known_method(expander, at.get_ref(), at.span()))
                .transpose()?,
            places: HashMap::new(),
            expander,
            cells,
            span,
        };
        for (index, cell) in cells.iter().enumerate() {
            if search.may_be(cell) {
                // Named, it is of every method; else what has no weight is of its own alone.
                let serves_others = search.method.is_some() || !search.drops(cell.method);
                let place = search.places.entry(search.place(cell)).or_default();
                place.of_method.entry(cell.method).or_insert(index);
                if serves_others {
                    place.add_for_others(index);
                }
            }
        }
        Ok(search)
    }

    /// The axis values that a cell and its reference share: all but the weight, or all where
    /// the reference has the cell's own weight.
    fn place(&self, cell: &Cell) -> Vec<u64> {
        let tied = self.is_of_own_weight();
        let axes = self.expander.axes.iter().zip(&cell.axis_values);
        axes.filter(|(axis, _)| tied || axis.parameter != Parameter::WeightRatio)
            .map(|(_, value)| value.to_bits())
            .collect()
    }

    /// Whether a reference is only of the cells with its weight: none is named, and its method
    /// has one. What has no weight stands for every weight.
    fn is_of_own_weight(&self) -> bool {
        self.weight.is_none() && self.method.is_some_and(|method| !self.drops(method))
    }

    fn drops(&self, method: usize) -> bool {
        self.expander.methods[method].method.downsample
    }

    /// The reference of a cell, if it has one. Where the weight decides alone, it is the
    /// cell of the same method, or else of the only method with that weight.
    fn reference(&self, cell: &Cell) -> Result<Option<usize>> {
        // What has no weight is not tied to any one of several.
        let varies = self.expander.axis(Parameter::WeightRatio).is_some();
        if self.is_of_own_weight() && varies && self.drops(cell.method) {
            return Ok(None);
        }
        let Some(place) = self.places.get(&self.place(cell)) else {
            return Ok(None);
        };
        let own = place.of_method.get(&cell.method).copied();
        match (own, place.of_others) {
            (Some(own), _) => Ok(Some(own)),
            (None, [Some(first), Some(second)]) => Err(self.ambiguous(cell, [first, second])),
            (None, [found, _]) => Ok(found),
        }
    }

    fn ambiguous(&self, cell: &Cell, both: [usize; 2]) -> ScenarioError {
        let [first, second] = both.map(|index| &self.cells[index].id);
        self.expander
            .source
            .at(
                self.span.clone(),
                format!(
                    "fits two cells, `{first}` and `{second}`, for `{}`",
                    cell.id
                ),
            )
            .help("name the method as well")
    }

    /// Whether a cell has what is asked of a reference, whichever cell it would be of.
    fn may_be(&self, cell: &Cell) -> bool {
        let weighed = self
            .weight
            .is_none_or(|weight| same(weight, cell.setting.training.weights));
        weighed && self.method.is_none_or(|method| cell.method == method)
    }
}

fn same(a: WeightRule, b: WeightRule) -> bool {
    match a.given().zip(b.given()) {
        Some((a, b)) => (a - b).abs() <= SAME * b,
        None => a == b,
    }
}

/// The weight must be one that cells have.
fn known_weight(
    expander: &Expander<'_>,
    wanted: WeightRule,
    span: Range<usize>,
) -> Result<WeightRule> {
    let axis = expander.axis(Parameter::WeightRatio);
    let mut known: Vec<WeightRule> = axis
        .iter()
        .flat_map(|a| a.values.iter().map(|v| WeightRule::Fixed(*v)))
        .collect();
    known.extend(expander.methods.iter().filter_map(|m| m.weight));
    known.extend(expander.raw.common_weight());
    if let Some(found) = known.iter().find(|w| same(wanted, **w)) {
        return Ok(*found);
    }
    let word = |rule: &WeightRule| match rule.given() {
        Some(rho) => format!("{rho}"),
        None => format!("{:?}", rule.name().unwrap_or("rule")),
    };
    let words: Vec<String> = known.iter().map(word).collect();
    Err(expander
        .source
        .at(
            span,
            format!("= {} is the weight of no cell", word(&wanted)),
        )
        .allowed(format!("one of {}", words.join(", ")))
        .help(match axis {
            Some(_) => "choose one of them, or add this weight to weight_ratio in [vary]",
            None => "choose one of them, or give this weight to a [[method]]",
        }))
}

fn known_method(expander: &Expander<'_>, name: &str, span: Range<usize>) -> Result<usize> {
    let names = || expander.methods.iter().map(|m| m.method.name.as_str());
    names().position(|n| n == name).ok_or_else(|| {
        let known: Vec<String> = names().map(|n| format!("{n:?}")).collect();
        expander
            .source
            .at(span, format!("= {name:?} is the name of no method"))
            .allowed(format!("one of {}", known.join(", ")))
    })
}

#[cfg(test)]
mod tests;
