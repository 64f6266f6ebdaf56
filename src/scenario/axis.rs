//! Axes as written: a list of values, or a range.

use serde::de::{MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};

use super::allowed_values;
use super::whole_number;
use super::word_values::W;
use crate::paper::Scale;

/// The values an axis takes, as in the file.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum WrittenAxis {
    List(Vec<f64>),
    Range(AxisRange),
}

/// `{ from, to, points, scale }`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AxisRange {
    pub(super) from: f64,
    pub(super) to: f64,
    #[serde(deserialize_with = "whole_number::plain")]
    pub(super) points: usize,
    #[serde(default)]
    pub(super) scale: W<Scale>,
}

/// Untagged enums lose the place of an error: this keeps it.
impl<'de> Deserialize<'de> for WrittenAxis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListOrRange;
        impl<'de> Visitor<'de> for ListOrRange {
            type Value = WrittenAxis;
            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a list of numbers or { from = …, to = …, points = … }")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<WrittenAxis, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = seq.next_element()? {
                    values.push(value);
                }
                Ok(WrittenAxis::List(values))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WrittenAxis, A::Error> {
                AxisRange::deserialize(MapAccessDeserializer::new(map)).map(WrittenAxis::Range)
            }
        }
        deserializer.deserialize_any(ListOrRange)
    }
}

/// More points than anyone draws: a slip of the keyboard.
pub(super) const MOST_POINTS: usize = 100_000;

impl WrittenAxis {
    /// The spacing, where the file gives one.
    pub(super) fn scale(&self) -> Scale {
        match self {
            WrittenAxis::List(_) => Scale::Linear,
            WrittenAxis::Range(range) => range.scale.0,
        }
    }

    /// The values, or what is wrong with the axis: (message, allowed).
    pub(super) fn values(&self) -> Result<Vec<f64>, (String, String)> {
        match self {
            WrittenAxis::List(values) => {
                if values.is_empty() {
                    return Err(("is an empty list".into(), "at least one value".into()));
                }
                let mut sorted = values.clone();
                sorted.sort_by(f64::total_cmp);
                if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
                    let message = format!("lists {} twice", pair[0]);
                    return Err((message, "each value once".into()));
                }
                Ok(values.clone())
            }
            WrittenAxis::Range(range) => range.values(MOST_POINTS),
        }
    }
}

impl AxisRange {
    /// The values, at most so many, or what is wrong with the range: (message, allowed).
    pub(super) fn values(&self, most: usize) -> Result<Vec<f64>, (String, String)> {
        let AxisRange {
            from, to, points, ..
        } = *self;
        if !(2..=most).contains(&points) {
            let allowed = format!("points = {}", allowed_values::points(most));
            return Err((format!("has points = {points}"), allowed));
        }
        if !(from < to && (to - from).is_finite()) {
            return Err((
                format!("runs from {from} to {to}"),
                "finite numbers with from < to".into(),
            ));
        }
        let log = self.scale.0 == Scale::Log;
        if log && from <= 0.0 {
            return Err((
                format!("starts at {from} on a log scale"),
                "from > 0 on a log scale".into(),
            ));
        }
        if !is_wide(from, to) {
            return Err((
                format!("runs from {from} to {to}, so short that no axis shows it"),
                format!("ends at least {APART:e} of themselves apart"),
            ));
        }
        let values = spaced(from, to, points, self.scale.0);
        match values.windows(2).all(|pair| pair[0] < pair[1]) {
            true => Ok(values),
            false => Err((
                format!("has {points} points from {from} to {to}, more than there are numbers"),
                "a wider range, or fewer points".into(),
            )),
        }
    }
}

/// Of numbers: what is nearer to another has the same place on any axis, and the same digits
/// in tables.
pub(super) const APART: f64 = 1e-11;

/// Whether two ends can be told apart on an axis.
pub(super) fn is_wide(low: f64, high: f64) -> bool {
    high - low >= APART * low.abs().max(high.abs())
}

/// Digits after the first that tell each of `points` values from the next, with three to spare.
fn digits(from: f64, to: f64, points: usize) -> usize {
    let pace = (to - from) / from.abs().max(to.abs()) / points as f64;
    (3.0 - pace.log10().floor()).clamp(11.0, 16.0) as usize
}

/// `points` values from `from` to `to`, both exact.
///
/// Inner values are rounded to twelve digits, so that 0.1 + 0.2 reads 0.3 in
/// tables and file names; to more where these would not tell them apart.
pub(super) fn spaced(from: f64, to: f64, points: usize, scale: Scale) -> Vec<f64> {
    let digits = digits(from, to, points);
    (0..points)
        .map(|i| {
            if i == 0 {
                return from;
            }
            if i + 1 == points {
                return to;
            }
            let t = i as f64 / (points - 1) as f64;
            let value = match scale {
                Scale::Linear => from + t * (to - from),
                Scale::Log if (to / from).is_finite() => from * (to / from).powf(t),
                Scale::Log => (from.ln() + t * (to.ln() - from.ln())).exp(),
            };
            format!("{value:.digits$e}").parse().unwrap_or(value)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_hundred_decades_are_spaced() {
        let values = spaced(1e-300, 1e300, 5, Scale::Log);
        let near = |x: f64, y: f64| (x / y - 1.0).abs() < 1e-10;
        let expected = [1e-300, 1e-150, 1.0, 1e150, 1e300];
        assert!(
            values.iter().zip(expected).all(|(x, y)| near(*x, y)),
            "{values:?}"
        );
    }

    /// Even and distinct far from zero, or refused.
    #[test]
    fn short_ranges_keep_their_points() {
        for (from, width) in [(1.0, 1e-7), (0.2, 1e-10), (1000.0, 2e-8), (-3.0, 1e-10)] {
            for scale in [Scale::Linear, Scale::Log] {
                if scale == Scale::Log && from < 0.0 {
                    continue;
                }
                let to = from + width;
                let values = spaced(from, to, 9, scale);
                for (i, value) in values.iter().enumerate() {
                    let share = (value - from) / (to - from);
                    assert!((share - i as f64 / 8.0).abs() < 1e-3, "{values:?}");
                }
            }
        }
        let range = |to: f64, points| AxisRange {
            from: 1.0,
            to,
            points,
            scale: W::default(),
        };
        for (to, points, words) in [
            (1.0 + 1e-12, 5, "so short"),
            (1.0 + 2e-11, 100_000, "more than there are numbers"),
        ] {
            let (said, _) = range(to, points).values(MOST_POINTS).unwrap_err();
            assert!(said.contains(words), "{said}");
        }
        assert_eq!(
            range(1.0 + 2e-11, 20).values(MOST_POINTS).unwrap().len(),
            20
        );
    }

    #[test]
    fn spacing() {
        assert_eq!(
            spaced(0.0, 0.4, 5, Scale::Linear),
            [0.0, 0.1, 0.2, 0.3, 0.4]
        );
        assert_eq!(
            spaced(1.0, 1000.0, 4, Scale::Log),
            [1.0, 10.0, 100.0, 1000.0]
        );
    }
}
