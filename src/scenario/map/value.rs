//! What the cells hold, from the keys that say so.

use std::ops::Range;

use super::axes::MapAxes;
use super::map_thresholds::MapThresholds;
use super::map_words::ValueName;
use super::plan::{Contest, Gain, MapValue, Way};
use super::raw::RawMap;
use super::recipe::Recipe;
use crate::model::{Quantity, WeightRule};
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::plan::Parameter;
use crate::scenario::raw::RawScenario;
use crate::scenario::word_values::Word;

type Result<T> = std::result::Result<T, ScenarioError>;

/// Differences that nobody would notice.
const TOLERANCE: f64 = 1e-3;

pub(super) fn value(
    source: &ScenarioText<'_>,
    scenario: &RawScenario,
    raw: &RawMap,
    axes: &MapAxes,
) -> Result<MapValue> {
    let keys = Keys { source, raw };
    keys.refuse_idle()?;
    let thresholds = MapThresholds::of(source, scenario, raw)?;
    let kind = raw.value.get_ref().0;
    let quantity = raw
        .quantity
        .as_ref()
        .map_or(Quantity::WorstClassError, |q| q.get_ref().0);
    let way = raw.rule.as_ref().map_or(Way::Given, |way| way.get_ref().0);
    let own = Recipe::new(way, thresholds.common());
    let value = match kind {
        ValueName::Weight => MapValue::Weight(keys.weight_rule()?),
        ValueName::Quantity => MapValue::Quantity(quantity, own),
        ValueName::Gain | ValueName::Ratio => {
            let quantity = keys.an_error(quantity)?;
            let over = Recipe::new(keys.over()?, thresholds.over()?);
            let [way, over] = own.beside(over);
            MapValue::Gain(Gain {
                quantity,
                way,
                over,
                ratio: kind == ValueName::Ratio,
            })
        }
        ValueName::Winner => MapValue::Winner(Contest {
            quantity: keys.an_error(quantity)?,
            ways: keys.contenders(&thresholds)?,
            tolerance: keys.tolerance()?,
        }),
        ValueName::Feasibility => MapValue::Feasibility,
        ValueName::Separability => MapValue::Separability,
        ValueName::SeparabilityThreshold => MapValue::SeparabilityThreshold,
        ValueName::Monotonicity => MapValue::Monotonicity,
    };
    keys.refuse_idle_weight(&value, axes)?;
    thresholds.refuse_idle(&value)?;
    Ok(value)
}

/// A key, where it stands, and the values that heed it.
type GivenKey = (&'static str, Option<Range<usize>>, &'static [ValueName]);

struct Keys<'a> {
    source: &'a ScenarioText<'a>,
    raw: &'a RawMap,
}

impl Keys<'_> {
    fn value_name(&self) -> &'static str {
        self.raw.value.get_ref().0.word()
    }

    /// A key that the value does not heed is a mistake.
    fn refuse_idle(&self) -> Result<()> {
        use ValueName::{Gain, Quantity, Ratio, Weight, Winner};
        let raw = self.raw;
        let given: [GivenKey; 8] = [
            (
                "quantity",
                raw.quantity.as_ref().map(toml::Spanned::span),
                &[Quantity, Gain, Ratio, Winner],
            ),
            (
                "rule",
                raw.rule.as_ref().map(toml::Spanned::span),
                &[Weight, Quantity, Gain, Ratio],
            ),
            (
                "over",
                raw.over.as_ref().map(toml::Spanned::span),
                &[Gain, Ratio],
            ),
            (
                "over_threshold",
                raw.over_threshold.as_ref().map(toml::Spanned::span),
                &[Gain, Ratio],
            ),
            (
                "over_threshold_from",
                raw.over_threshold_from.as_ref().map(toml::Spanned::span),
                &[Gain, Ratio],
            ),
            (
                "thresholds",
                raw.thresholds.as_ref().map(toml::Spanned::span),
                &[Winner],
            ),
            (
                "rules",
                raw.rules.as_ref().map(toml::Spanned::span),
                &[Winner],
            ),
            (
                "tolerance",
                raw.tolerance.as_ref().map(toml::Spanned::span),
                &[Winner],
            ),
        ];
        for (key, span, with) in given {
            let Some(span) = span.filter(|_| !with.contains(&raw.value.get_ref().0)) else {
                continue;
            };
            let values: Vec<String> = with.iter().map(|v| format!("\"{}\"", v.word())).collect();
            return Err(self
                .source
                .at(
                    span,
                    format!("says nothing to value = \"{}\"", self.value_name()),
                )
                .allowed(format!(
                    "{key} together with value = {}",
                    values.join(" or ")
                )));
        }
        Ok(())
    }

    /// ρ on an axis must matter.
    fn refuse_idle_weight(&self, value: &MapValue, axes: &MapAxes) -> Result<()> {
        if !axes.has(Parameter::WeightRatio) || value.given().is_some() {
            return Ok(());
        }
        Err(self
            .source
            .at(
                self.raw.value.span(),
                format!(
                    "= \"{}\" does not depend on weight_ratio",
                    self.value_name()
                ),
            )
            .help("leave rule out to see the quantity at the weight of the axis"))
    }

    fn missing(&self, key: &str, example: &str) -> ScenarioError {
        self.source
            .at(
                self.raw.value.span(),
                format!("= \"{}\" needs {key}", self.value_name()),
            )
            .help(format!("for example {key} = {example}"))
    }

    fn weight_rule(&self) -> Result<WeightRule> {
        let Some(rule) = &self.raw.rule else {
            return Err(self.missing("rule", "\"equal_error\""));
        };
        match rule.get_ref().0 {
            Way::Weight(named) if named.name().is_some() => Ok(named),
            Way::Weight(_) | Way::Given | Way::Downsampled => Err(self
                .source
                .at(rule.span(), "gives no weight to map")
                .allowed("the name of a weight rule")),
        }
    }

    fn over(&self) -> Result<Way> {
        match &self.raw.over {
            Some(over) => Ok(over.get_ref().0),
            None => Err(self.missing("over", "\"prior_ratio\"")),
        }
    }

    fn contenders(&self, thresholds: &MapThresholds<'_>) -> Result<Vec<Recipe>> {
        let Some(rules) = &self.raw.rules else {
            let example = "[\"unweighted\", \"prior_ratio\", \"equal_error\", \"downsampled\"]";
            return Err(self.missing("rules", example));
        };
        let ways = rules.get_ref().iter().map(|spec| spec.0);
        let thresholds = thresholds.of_rules(ways.len())?;
        let with = |(way, threshold)| Recipe::new(way, threshold);
        let ways: Vec<Recipe> = ways.zip(thresholds).map(with).collect();
        let twice = (1..ways.len()).any(|i| ways[..i].contains(&ways[i]));
        if !(2..=7).contains(&ways.len()) || twice {
            return Err(self
                .source
                .at(rules.span(), format!("names {} rules", ways.len()))
                .allowed(
                    "2 to 7 different rules, the simplest first: among equals it wins; one rule twice \
                     if `thresholds` differ",
                ));
        }
        Ok(ways)
    }

    fn tolerance(&self) -> Result<f64> {
        let Some(given) = &self.raw.tolerance else {
            return Ok(TOLERANCE);
        };
        let value = *given.get_ref();
        if (0.0..1.0).contains(&value) {
            return Ok(value);
        }
        Err(self.source.not_allowed(given.span(), value))
    }

    /// Smaller must be better.
    fn an_error(&self, quantity: Quantity) -> Result<Quantity> {
        match self.raw.quantity.as_ref().filter(|_| !quantity.is_error()) {
            Some(at) => Err(self
                .source
                .at(at.span(), "is no error: smaller is not better")
                .allowed("an error, such as worst_class_error")),
            None => Ok(quantity),
        }
    }
}
