//! What a map asks for, checked.

use super::recipe::Recipe;
use crate::model::{Quantity, TestConditions, WeightRule};
use crate::paper::Scale;
use crate::scenario::figure_sheet::ColourName;
use crate::scenario::plan::{Axis, Parameter, Setting};

/// A way to train, as far as the weight goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    /// With the weight of the axis, or of `[training]`.
    Given,
    /// With a rule's weight, or a number.
    Weight(WeightRule),
    /// Unweighted, on a balanced subsample.
    Downsampled,
}

impl Way {
    /// Name in tables: the rule's, `downsampled`, `given`, or the number.
    pub fn name(self) -> String {
        match self {
            Way::Given => "given".to_owned(),
            Way::Downsampled => "downsampled".to_owned(),
            Way::Weight(WeightRule::Fixed(rho)) => format!("{rho}"),
            Way::Weight(rule) => rule.name().unwrap_or("rule").to_owned(),
        }
    }

    /// Words for a legend.
    pub fn label(self) -> String {
        match self {
            Way::Given => "the weight ρ".to_owned(),
            Way::Downsampled => "downsampling".to_owned(),
            Way::Weight(rule) => in_words(rule, WeightRule::label),
        }
    }

    /// Shorter, for colour bars.
    pub fn symbol(self) -> String {
        match self {
            Way::Given => "ρ".to_owned(),
            Way::Downsampled => "downsampled".to_owned(),
            Way::Weight(rule) => in_words(rule, WeightRule::short),
        }
    }
}

fn in_words(rule: WeightRule, words: fn(WeightRule) -> &'static str) -> String {
    match rule.given() {
        Some(rho) => format!("ρ = {rho}"),
        None => words(rule).to_owned(),
    }
}

/// What the cells of a map hold.
#[derive(Clone, Debug, PartialEq)]
pub enum MapValue {
    /// ρ by a rule.
    Weight(WeightRule),
    /// A quantity, trained in some way.
    Quantity(Quantity, Recipe),
    /// By how much one way is better than another.
    Gain(Gain),
    /// The way that reaches the smallest value, the first listed among equals.
    Winner(Contest),
    /// Whether a weight equalises the errors.
    Feasibility,
    /// Whether training data are linearly separable.
    Separability,
    /// δ*.
    SeparabilityThreshold,
    /// Whether R₊ falls and R₋ rises in ρ.
    Monotonicity,
}

/// One way held against another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// What is compared; smaller is better.
    pub quantity: Quantity,
    /// Positive (above 1, as a ratio) where this is better …
    pub way: Recipe,
    /// … than this.
    pub over: Recipe,
    /// over/way in place of over − way.
    pub ratio: bool,
}

/// Several ways, of which one is best.
#[derive(Clone, Debug, PartialEq)]
pub struct Contest {
    /// What is compared; smaller is better.
    pub quantity: Quantity,
    /// The contenders, the simplest first.
    pub ways: Vec<Recipe>,
    /// Values within this share of the smallest are equal to it.
    pub tolerance: f64,
}

impl Contest {
    /// The first whose value is smallest, up to the tolerance. Whoever has no value does
    /// not compete.
    pub fn winner(&self, values: &[Option<f64>]) -> Option<usize> {
        let least = values.iter().flatten().copied().reduce(f64::min)?;
        let enough = least + self.tolerance * least.abs();
        values.iter().position(|v| v.is_some_and(|v| v <= enough))
    }
}

/// (name in tables, words in legends).
pub type CategoryName = (String, String);

impl MapValue {
    /// The recipe with the given weight, if one takes part.
    pub fn given(&self) -> Option<Recipe> {
        self.ways().into_iter().find(|r| r.way == Way::Given)
    }

    /// The ways whose training decides the value.
    pub fn ways(&self) -> Vec<Recipe> {
        match self {
            MapValue::Quantity(_, way) => vec![*way],
            MapValue::Gain(gain) => vec![gain.way, gain.over],
            MapValue::Winner(contest) => contest.ways.clone(),
            MapValue::Weight(_)
            | MapValue::Feasibility
            | MapValue::Separability
            | MapValue::SeparabilityThreshold
            | MapValue::Monotonicity => Vec::new(),
        }
    }

    /// The kinds of cell; none where cells hold numbers.
    pub fn categories(&self) -> Vec<CategoryName> {
        let named = |pairs: &[(&str, &str)]| {
            let owned = |&(name, label): &(&str, &str)| (name.to_owned(), label.to_owned());
            pairs.iter().map(owned).collect()
        };
        match self {
            MapValue::Winner(contest) => contest
                .ways
                .iter()
                .map(|way| (way.name(), way.label()))
                .collect(),
            MapValue::Feasibility => named(&[
                ("feasible", "a weight equalises the errors"),
                ("infeasible", "none known that equalises them"),
                ("no_effect", "weights have no effect"),
                ("beyond_cap", "one exists, above 10⁶"),
                ("jump", "they cross by a jump"),
            ]),
            MapValue::Separability => named(&[
                ("not_separable", "not separable"),
                ("separable", "linearly separable"),
            ]),
            MapValue::Monotonicity => named(&[
                ("monotone", "R₊ falls and R₋ rises in ρ"),
                ("minority_rises", "R₊ rises somewhere"),
                ("majority_falls", "R₋ falls somewhere"),
                ("neither", "neither is monotone"),
                ("no_effect", "weights have no effect"),
            ]),
            MapValue::Weight(_)
            | MapValue::Quantity(..)
            | MapValue::Gain(_)
            | MapValue::SeparabilityThreshold => Vec::new(),
        }
    }

    /// The value at which neither of two ways is better, where the map holds them against
    /// each other.
    pub fn centre(&self) -> Option<f64> {
        match self {
            MapValue::Gain(gain) => Some(if gain.ratio { 1.0 } else { 0.0 }),
            MapValue::Weight(_)
            | MapValue::Quantity(..)
            | MapValue::Winner(_)
            | MapValue::Feasibility
            | MapValue::Separability
            | MapValue::SeparabilityThreshold
            | MapValue::Monotonicity => None,
        }
    }

    /// Whether cells hold kinds.
    pub fn is_categorical(&self) -> bool {
        !self.categories().is_empty()
    }

    /// What is trained and held against what, for the line below the title; `None` where nothing is
    /// or the legend has it.
    pub fn told(&self) -> Option<String> {
        let moved = |ways: &[Recipe]| ways.iter().any(|way| way.is_moved());
        match self {
            MapValue::Gain(gain) if moved(&[gain.way, gain.over]) => {
                let sign = if gain.ratio { "over" } else { "less" };
                Some(format!("{} {sign} {}", gain.over.told(), gain.way.told()))
            }
            MapValue::Gain(gain) => {
                let sign = if gain.ratio { "over" } else { "less" };
                Some(format!(
                    "{} {sign} {}",
                    gain.over.symbol(),
                    gain.way.symbol()
                ))
            }
            MapValue::Quantity(_, way) if way.is_moved() => Some(way.told()),
            MapValue::Quantity(_, way) if way.way != Way::Given => Some(way.symbol()),
            MapValue::Winner(contest) => {
                let mut estimated = contest
                    .ways
                    .iter()
                    .filter(|way| way.threshold.is_estimated());
                let source = estimated.next()?.threshold.source();
                Some(format!("thresholds {}", source.words()))
            }
            MapValue::Quantity(..)
            | MapValue::Weight(_)
            | MapValue::Feasibility
            | MapValue::Separability
            | MapValue::SeparabilityThreshold
            | MapValue::Monotonicity => None,
        }
    }

    /// Label of the colour bar, and of the values of a categorical map.
    pub fn label(&self) -> String {
        match self {
            MapValue::Weight(rule) => format!("weight {}", Way::Weight(*rule).symbol()),
            MapValue::Quantity(quantity, recipe) if *recipe == Recipe::unmoved(Way::Given) => {
                quantity.label().to_owned()
            }
            MapValue::Quantity(quantity, recipe) => {
                format!("{} with {}", quantity.label(), recipe.symbol())
            }
            MapValue::Gain(g) => {
                let sign = if g.ratio { "/" } else { "−" };
                let (over, way) = (g.over.symbol(), g.way.symbol());
                format!("{}: {over} {sign} {way}", g.quantity.label())
            }
            MapValue::Winner(contest) => format!("smallest {}", contest.quantity.label()),
            MapValue::Feasibility => "feasibility".to_owned(),
            MapValue::Separability => "separability".to_owned(),
            MapValue::SeparabilityThreshold => "separability threshold δ*".to_owned(),
            MapValue::Monotonicity => "monotonicity in ρ".to_owned(),
        }
    }
}

named! {
    /// A line on top of a map, found by bisection.
    #[derive(PartialOrd, Ord)]
    pub enum Boundary {
        /// Where the weight that equalises the errors ceases to exist.
        Feasibility = "feasibility",
        /// δ = δ*(π₊, s).
        Separability = "separability",
        /// δ = 1.
        Interpolation = "interpolation",
        /// R₊ = R₋ with the given weight.
        EqualErrors = "equal_errors",
        /// Where ρ̃ ceases to be the best weight of all; for square loss without ridge.
        EqualErrorOptimal = "equal_error_optimal",
        /// Where the map's own category changes.
        Category = "category",
    }
}

/// How a map is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapLook {
    /// Replaces the parameter's own label.
    pub x_label: Option<String>,
    /// Replaces the parameter's own label.
    pub y_label: Option<String>,
    /// Replaces the value's own label.
    pub value_label: Option<String>,
    /// Numbers beyond have the colours of the ends.
    pub colour_range: Option<(f64, f64)>,
    /// Replaces the value's own spacing.
    pub colour_scale: Option<Scale>,
    /// Replaces the value's own colours.
    pub colour_map: Option<ColourName>,
}

/// What one place of a map asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapPlace {
    /// The problem.
    pub setting: Setting,
    /// n, where it is an axis; need not be whole.
    pub samples: Option<f64>,
}

/// A map over two parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct MapPlan {
    /// Columns.
    pub x: Axis,
    /// Rows.
    pub y: Axis,
    /// One map for each value.
    pub panels: Option<Axis>,
    /// The values that no axis replaces.
    pub base: Setting,
    /// What quantities are judged by.
    pub conditions: TestConditions,
    /// What the cells hold.
    pub value: MapValue,
    /// Lines on top.
    pub boundaries: Vec<Boundary>,
    /// Rules whose weight is drawn as a line; one axis is then ρ.
    pub marks: Vec<WeightRule>,
    /// Lines of equal value.
    pub contours: Vec<f64>,
    /// Cells evaluated at first are this far apart; the rest only where those differ.
    pub refine: usize,
    /// How it is drawn.
    pub look: MapLook,
}

impl MapPlan {
    /// Number of maps.
    pub fn panels(&self) -> usize {
        self.panels.as_ref().map_or(1, |axis| axis.values.len())
    }

    /// Number of cells over all panels.
    pub fn cells(&self) -> usize {
        self.panels() * self.x.values.len() * self.y.values.len()
    }

    /// What is asked at one place; `None` outside the model's range.
    pub fn place(&self, panel: usize, x: f64, y: f64) -> Option<MapPlace> {
        let mut values = vec![(self.x.parameter, x), (self.y.parameter, y)];
        if let Some(axis) = &self.panels {
            values.push((axis.parameter, *axis.values.get(panel)?));
        }
        let mut all = values.iter();
        let setting = all.try_fold(self.base, |setting, (p, v)| setting.with(*p, *v))?;
        let samples = values.iter().find(|(p, _)| !p.is_of_the_limit());
        Some(MapPlace {
            setting,
            samples: samples.map(|(_, n)| *n),
        })
    }

    /// Whether a parameter lies on an axis or tells panels apart.
    pub fn varies(&self, parameter: Parameter) -> bool {
        let mut axes = [&self.x, &self.y].into_iter().chain(&self.panels);
        axes.any(|axis| axis.parameter == parameter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_among_equals_wins() {
        let contest = |tolerance| Contest {
            quantity: Quantity::WorstClassError,
            ways: vec![Recipe::unmoved(Way::Given); 4],
            tolerance,
        };
        let values = [Some(0.1004), None, Some(0.1), Some(0.1)];
        assert_eq!(contest(0.0).winner(&values), Some(2));
        assert_eq!(contest(0.01).winner(&values), Some(0));
        assert_eq!(contest(0.01).winner(&[None; 4]), None);
    }
}
