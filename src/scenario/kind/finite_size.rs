//! The same cell at n, 2n, 4n, …: where the means go as n grows.

use std::ops::Range;

use serde::de::{MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};
use toml::Spanned;

use crate::model::{Quantity, Threshold};
use crate::paper::Scale;
use crate::scenario::allowed_values::{MOST_DOUBLINGS, MOST_SAMPLES};
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::keys::{Holds, Item, NUMBERS, OfKind, QUANTITIES, key, table};
use crate::scenario::plan::{Axis, Parameter};
use crate::scenario::raw::{At, RawScenario};
use crate::scenario::thresholds;
use crate::scenario::value_ranges;
use crate::scenario::whole_number;
use crate::scenario::word_values::W;

/// Every cell at several n, to follow its means to n = ∞.
#[derive(Clone, Debug, PartialEq)]
pub struct FiniteSize {
    /// The sizes, increasing.
    pub samples: Vec<usize>,
    /// What is followed.
    pub quantities: Vec<Quantity>,
}

impl FiniteSize {
    /// The quantities that can be followed with a threshold.
    pub fn possible(threshold: Threshold) -> Vec<Quantity> {
        let all = Quantity::ALL.into_iter();
        all.filter(|q| q.has_trend(threshold)).collect()
    }

    /// Those that are, where none is named.
    fn usual() -> Vec<Quantity> {
        let all = Quantity::USUAL.into_iter();
        all.filter(|q| q.has_trend(Threshold::NONE)).collect()
    }
}

type Result<T> = std::result::Result<T, ScenarioError>;

/// A line goes through any two points.
const LEAST_SIZES: usize = 3;

/// Its keys.
pub(super) const KEYS: OfKind = OfKind {
    top: table(
        "finite_size",
        "how the means go to the limit as n grows",
        "[finite_size]",
    ),
    tables: &[
        ("finite_size", "finite_size", FINITE_SIZE),
        ("finite_size.samples", "finite_size.samples", SAMPLES),
    ],
};

/// `[finite_size]`.
#[rustfmt::skip]
const FINITE_SIZE: &[Item] = &[
    key("samples", Holds::Any(&[NUMBERS, Holds::Table("finite_size.samples")]),
        "the sample sizes: a list, or doublings",
        "at least 3, increasing, the last at least twice the first", "needed", "samples = { from = 250, doublings = 4 }"),
    key("quantities", QUANTITIES, "whose means are followed",
        "all quantities, `worst_class_error` where every threshold equalises the errors of each replicate (`equal_error` or `midpoint` by `oracle`)",
        "the usual ones but `worst_class_error`", "quantities = [\"alpha\", \"gamma\"]"),
];

/// `[finite_size.samples]`.
#[rustfmt::skip]
const SAMPLES: &[Item] = &[
    key("from", Holds::Whole(2, MOST_SAMPLES as u64), "the smallest n",
        "whole number, at least 2", "needed", "from = 250"),
    key("doublings", Holds::Whole(2, MOST_DOUBLINGS as u64), "how often it is doubled",
        "2 to 24", "needed", "doublings = 4"),
];

/// `[finite_size]`, as in the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::scenario) struct RawFiniteSize {
    pub(in crate::scenario) samples: Spanned<SizesSpec>,
    pub(in crate::scenario) quantities: At<Vec<W<Quantity>>>,
}

/// The sizes, as in the file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(in crate::scenario) enum SizesSpec {
    List(Vec<f64>),
    Doublings(Doublings),
}

/// `{ from, doublings }`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::scenario) struct Doublings {
    pub(in crate::scenario) from: f64,
    #[serde(deserialize_with = "whole_number::plain")]
    pub(in crate::scenario) doublings: u32,
}

/// Untagged enums lose the place of an error: this keeps it.
impl<'de> Deserialize<'de> for SizesSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct ListOrDoublings;
        impl<'de> Visitor<'de> for ListOrDoublings {
            type Value = SizesSpec;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a list of sample sizes or { from = …, doublings = … }")
            }
            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut seq: A,
            ) -> std::result::Result<SizesSpec, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = seq.next_element()? {
                    values.push(value);
                }
                Ok(SizesSpec::List(values))
            }
            fn visit_map<A: MapAccess<'de>>(
                self,
                map: A,
            ) -> std::result::Result<SizesSpec, A::Error> {
                Doublings::deserialize(MapAccessDeserializer::new(map)).map(SizesSpec::Doublings)
            }
        }
        deserializer.deserialize_any(ListOrDoublings)
    }
}

impl SizesSpec {
    fn values(&self) -> Vec<f64> {
        match self {
            SizesSpec::List(values) => values.clone(),
            SizesSpec::Doublings(d) => (0..=d.doublings.min(MOST_DOUBLINGS))
                .map(|k| d.from * f64::from(1_u32 << k))
                .collect(),
        }
    }

    /// Leaves the three smallest sizes, where these grow enough to show a trend.
    pub(in crate::scenario) fn shorten(&mut self) {
        match self {
            SizesSpec::List(values) => {
                if values.len() > LEAST_SIZES && values[LEAST_SIZES - 1] >= 2.0 * values[0] {
                    values.truncate(LEAST_SIZES);
                }
            }
            SizesSpec::Doublings(d) => d.doublings = d.doublings.min(LEAST_SIZES as u32 - 1),
        }
    }

    fn too_many(&self) -> bool {
        matches!(self, SizesSpec::Doublings(d) if d.doublings > MOST_DOUBLINGS)
    }
}

/// The sizes as the axis of n, if the scenario follows n.
pub(in crate::scenario) fn axis(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
) -> Result<Option<Axis>> {
    let Some(study) = &raw.finite_size else {
        return Ok(None);
    };
    one_n_only(source, raw)?;
    let span = study.samples.span();
    let values = study.samples.get_ref().values();
    // They depend on nothing else: told whatever the sizes are.
    quantities(source, raw, study)?;
    if study.samples.get_ref().too_many() {
        return Err(source
            .at(span, "doubles n beyond any simulation")
            .allowed(format!("2 to {MOST_DOUBLINGS} doublings")));
    }
    if values.len() < LEAST_SIZES {
        return Err(source
            .at(span, format!("gives {} sample sizes", values.len()))
            .allowed("at least 3 sizes: a line goes through any two points")
            .help("for example samples = { from = 250, doublings = 4 }"));
    }
    match *study.samples.get_ref() {
        SizesSpec::Doublings(d) => doubled(source, d, span.clone())?,
        SizesSpec::List(_) => {
            for &n in &values {
                value_ranges::value(source, Parameter::N, n, span.clone())?;
            }
        }
    }
    if values.windows(2).any(|pair| pair[0] >= pair[1])
        || values[values.len() - 1] < 2.0 * values[0]
    {
        return Err(source
            .at(span, "does not grow enough to show a trend")
            .allowed("increasing sizes, the last at least twice the first")
            .help("for example samples = { from = 250, doublings = 4 }"));
    }
    Ok(Some(Axis {
        parameter: Parameter::N,
        values,
        scale: Scale::Log,
    }))
}

/// The largest size must be one that can be simulated, too.
fn doubled(source: &ScenarioText<'_>, sizes: Doublings, span: Range<usize>) -> Result<()> {
    let Doublings { from, doublings } = sizes;
    let most = (MOST_SAMPLES / f64::from(1_u32 << doublings)).floor();
    if (2.0..=most).contains(&from) && from.fract() == 0.0 {
        return Ok(());
    }
    Err(source
        .at(
            span,
            format!("has from = {from}, doubled {doublings} times"),
        )
        .allowed(format!("from = a whole number from 2 to {most}")))
}

/// n must come from one place, and simulation must be asked for.
fn one_n_only(source: &ScenarioText<'_>, raw: &RawScenario) -> Result<()> {
    let Some(simulation) = &raw.simulation else {
        return Err(source
            .in_table(
                "finite_size",
                "follows simulated means, but there is no [simulation]",
            )
            .help("add [simulation] with replicates = …, the number at the largest n"));
    };
    let fixed = simulation.span(Parameter::N);
    let elsewhere = fixed.or(raw.vary.span(Parameter::N));
    match elsewhere {
        Some(span) => Err(source
            .at(span, "is set here and by [finite_size]")
            .help("remove it: [finite_size] samples says which n are simulated")),
        None => Ok(()),
    }
}

/// What the study follows.
pub(in crate::scenario) fn study(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
) -> Result<Option<FiniteSize>> {
    let Some(study) = &raw.finite_size else {
        return Ok(None);
    };
    let samples = study.samples.get_ref().values();
    Ok(Some(FiniteSize {
        samples: samples.into_iter().map(|n| n as usize).collect(),
        quantities: quantities(source, raw, study)?,
    }))
}

/// Replicates at n. In a finite-size study, n_max/n times those of the largest n: the
/// means then have about equal standard errors, which halves the variance of the limit for
/// little more work. The noise of mirrored pairs falls as the trend itself does: they are
/// as many at every n.
pub(in crate::scenario) fn share(
    study: Option<&FiniteSize>,
    replicates: usize,
    samples: usize,
    mirrored: bool,
) -> usize {
    match study.filter(|_| !mirrored).and_then(|s| s.samples.last()) {
        Some(largest) => (replicates * largest).div_ceil(samples),
        None => replicates,
    }
}

/// Those whose mean is off by c/n; all of them unless the file names some.
fn quantities(
    source: &ScenarioText<'_>,
    raw: &RawScenario,
    study: &RawFiniteSize,
) -> Result<Vec<Quantity>> {
    let Some(given) = &study.quantities else {
        return Ok(FiniteSize::usual());
    };
    let named: Vec<Quantity> = given.get_ref().iter().map(|w| w.0).collect();
    let thresholds = thresholds::of_methods(source, raw)?;
    let strays = |q: &Quantity| thresholds.iter().find(|t| !q.has_trend(**t));
    let stray = named.iter().find_map(strays);
    let wrong = if stray.is_some() {
        Some("names the worst-class error, whose mean is off by O(1/√n) where the errors meet")
    } else if named.is_empty() {
        Some("is empty")
    } else if (1..named.len()).any(|i| named[..i].contains(&named[i])) {
        Some("names a quantity twice")
    } else {
        None
    };
    let Some(wrong) = wrong else {
        return Ok(named);
    };
    let possible = FiniteSize::possible(stray.copied().unwrap_or_default());
    let allowed: Vec<&str> = possible.iter().map(|q| q.name()).collect();
    let error = source
        .at(given.span(), wrong)
        .allowed(format!("some of {}", allowed.join(", ")));
    Err(match stray {
        Some(_) => error.help(
            "where every threshold is \"equal_error\" by \"oracle\" both class errors of a replicate \
             are the same, and it is followed",
        ),
        None => error,
    })
}

#[cfg(test)]
mod tests;
