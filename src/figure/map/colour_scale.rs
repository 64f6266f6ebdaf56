//! From numbers to colours.

use super::super::frame::{bounded, floor, nothing};
use super::super::palette::{Colour, diverging};
use super::super::ticks::{Ticks, fitting, power_label};
use crate::paper::Scale;

/// How numbers are coloured, and the bar that says so.
#[derive(Clone, Debug, PartialEq)]
pub struct ColourScale {
    /// Beside the bar, with symbol and unit.
    pub label: String,
    /// Which colours.
    pub map: ColourMap,
    /// Which numbers are equally far apart.
    pub spacing: Spacing,
    /// Numbers beyond have the colours of the ends; `None` reaches over all data.
    pub range: Option<(f64, f64)>,
}

/// Colours in order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ColourMap {
    /// Dark blue to yellow: the same for every kind of colour vision.
    Cividis,
    /// Purple to yellow.
    Viridis,
    /// Black to pale yellow.
    Magma,
    /// White to black.
    Greys,
    /// Blue below the centre, white there, orange above: equal distances from the
    /// centre are equally strong.
    Diverging {
        /// The neutral value.
        centre: f64,
    },
}

impl ColourMap {
    /// The colour of line number `index` of `count`, without the map's light end, which does
    /// not stand out on white.
    pub fn of_line(self, index: usize, count: usize) -> Colour {
        let share = index as f64 / count.saturating_sub(1).max(1) as f64;
        let dark = |map: colorous::Gradient| map.eval_continuous(0.85 * share).into_tuple();
        match self {
            ColourMap::Cividis => dark(colorous::CIVIDIS),
            ColourMap::Viridis => dark(colorous::VIRIDIS),
            ColourMap::Magma => dark(colorous::MAGMA),
            ColourMap::Greys => colorous::GREYS
                .eval_continuous(0.35 + 0.65 * share)
                .into_tuple(),
            ColourMap::Diverging { .. } => diverging(2.0 * share - 1.0),
        }
    }
}

/// Which numbers are equally far apart.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Spacing {
    /// Equal differences.
    #[default]
    Linear,
    /// Equal ratios.
    Log,
    /// Equal ratios of the distance from the centre (from zero if there is none),
    /// equal differences nearer than `linear`.
    SymLog {
        /// Where the two meet, roughly.
        linear: f64,
    },
}

/// Shades of a scale: odd, so that there is one in the middle.
pub(super) const SHADES: usize = 253;

/// A colour scale with its ends.
#[derive(Clone, Debug)]
pub(super) struct Shades {
    map: ColourMap,
    spacing: Spacing,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Shades {
    /// A scale over the given data, if it does not say over what.
    pub(super) fn of(scale: &ColourScale, data: impl Iterator<Item = f64>) -> Self {
        let log = scale.spacing == Spacing::Log;
        let usable = |v: &f64| v.is_finite() && (!log || *v > 0.0);
        let asked = scale.range.filter(|(a, b)| usable(a) && usable(b) && a < b);
        let (low, high) = asked.unwrap_or_else(|| ends(data.filter(usable), log));
        let (low, high) = bounded(low, high, if log { Scale::Log } else { Scale::Linear });
        Self {
            map: scale.map,
            spacing: scale.spacing,
            low,
            high,
        }
    }

    fn centre(&self) -> f64 {
        match self.map {
            ColourMap::Diverging { centre } => centre,
            ColourMap::Cividis | ColourMap::Viridis | ColourMap::Magma | ColourMap::Greys => 0.0,
        }
    }

    /// A number on the scale where equal differences are equally far apart.
    pub(super) fn spaced(&self, value: f64) -> f64 {
        match self.spacing {
            Spacing::Linear => value,
            Spacing::Log if value <= 0.0 => f64::NEG_INFINITY,
            Spacing::Log => value.log10(),
            Spacing::SymLog { linear } => {
                let away = value - self.centre();
                away.signum()
                    * (1.0 + away.abs() / linear.abs().max(1e-300))
                        .min(f64::MAX)
                        .log10()
            }
        }
    }

    /// Where a number lies: 0 at the low end, 1 at the high end, beyond them for
    /// numbers out of range; `None` if it is none.
    pub(super) fn share(&self, value: f64) -> Option<f64> {
        let (low, high) = (self.spaced(self.low), self.spaced(self.high));
        let share = (self.spaced(value) - low) / (high - low);
        (!share.is_nan()).then_some(share)
    }

    /// Number of the shade.
    pub(super) fn shade(&self, value: f64) -> Option<usize> {
        let top = (SHADES - 1) as f64;
        self.share(value)
            .map(|share| (share.clamp(0.0, 1.0) * top).round() as usize)
    }

    pub(super) fn colour(&self, shade: usize) -> Colour {
        let share = shade as f64 / (SHADES - 1) as f64;
        let named = |gradient: colorous::Gradient| gradient.eval_continuous(share).into_tuple();
        match self.map {
            ColourMap::Cividis => named(colorous::CIVIDIS),
            ColourMap::Viridis => named(colorous::VIRIDIS),
            ColourMap::Magma => named(colorous::MAGMA),
            ColourMap::Greys => named(colorous::GREYS),
            ColourMap::Diverging { centre } => {
                let (low, high) = (self.spaced(self.low), self.spaced(self.high));
                let middle = self.spaced(centre);
                let reach = (low - middle).abs().max((high - middle).abs());
                let away = (low + share * (high - low) - middle) / reach;
                diverging(if away.is_finite() { away } else { 0.0 })
            }
        }
    }

    /// Ticks whose labels are at least a share of the scale apart.
    pub(super) fn ticks(&self, apart: f64) -> Ticks {
        let fits = |labels: &[(f64, String)]| {
            labels.windows(2).all(|pair| {
                let shares = self.share(pair[0].0).zip(self.share(pair[1].0));
                shares.is_some_and(|(a, b)| b - a >= apart)
            })
        };
        match self.spacing {
            Spacing::Linear => fitting(self.low, self.high, Scale::Linear, fits),
            Spacing::Log => fitting(self.low, self.high, Scale::Log, fits),
            Spacing::SymLog { linear } => {
                let mut all = self.mirrored(linear.abs().max(1e-300));
                self.set_apart(&mut all.major, apart);
                Some(all)
                    .filter(Ticks::says_two)
                    .unwrap_or_else(|| fitting(self.low, self.high, Scale::Linear, fits))
            }
        }
    }

    /// Takes labels away that are too near to others, beginning far from the centre:
    /// there decades are widest.
    fn set_apart(&self, ticks: &mut [(f64, String)], apart: f64) {
        let place = |v: f64| self.share(v).unwrap_or(0.0);
        let middle = place(self.centre());
        let mut order: Vec<usize> = (0..ticks.len()).collect();
        order.sort_by(|&i, &j| {
            let away = |k: usize| (place(ticks[k].0) - middle).abs();
            away(j).total_cmp(&away(i))
        });
        // The centre itself comes first.
        if let Some(centre) = order.pop() {
            order.insert(0, centre);
        }
        let mut kept: Vec<f64> = Vec::new();
        for i in order {
            let at = place(ticks[i].0);
            if kept.iter().all(|k| (k - at).abs() >= apart) {
                kept.push(at);
            } else {
                ticks[i].1.clear();
            }
        }
    }

    /// The centre, and decades of the distance from it on both sides.
    fn mirrored(&self, linear: f64) -> Ticks {
        let centre = self.centre();
        let reach = (self.low - centre).abs().max((self.high - centre).abs());
        let (first, last) = (
            (linear.log10() - 1e-9).ceil() as i32,
            (reach.log10() + 1e-9).floor() as i32,
        );
        let zero = if centre == 0.0 {
            "0".to_owned()
        } else {
            format!("{centre}")
        };
        let mut major = vec![(centre, zero)];
        for decade in first..=last {
            let (away, label) = (10f64.powi(decade), power_label(decade));
            let (less, more) = if centre == 0.0 {
                (format!("−{label}"), label)
            } else {
                (format!("{centre} − {label}"), format!("{centre} + {label}"))
            };
            major.push((centre - away, less));
            major.push((centre + away, more));
        }
        let slack = 1e-9 * (self.high - self.low);
        major.retain(|(v, _)| (self.low - slack..=self.high + slack).contains(v));
        major.sort_by(|a, b| a.0.total_cmp(&b.0));
        Ticks {
            major,
            minor: Vec::new(),
        }
    }
}

/// Least and largest, apart from each other.
fn ends(data: impl Iterator<Item = f64>, log: bool) -> (f64, f64) {
    let (low, high) = data.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
        (a.min(v), b.max(v))
    });
    match (low < high, low == high, log) {
        (true, _, true) => (floor(low, high), high),
        (true, _, false) => (low, high),
        (_, true, true) => (low / 2.0, high * 2.0),
        (_, true, false) => (low - 0.5, high + 0.5),
        (_, _, true) => nothing(Scale::Log),
        (_, _, false) => nothing(Scale::Linear),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shades(map: ColourMap, spacing: Spacing, range: (f64, f64)) -> Shades {
        let scale = ColourScale {
            label: String::new(),
            map,
            spacing,
            range: Some(range),
        };
        Shades::of(&scale, std::iter::empty())
    }

    #[test]
    fn ends_are_the_maps_ends_and_what_lies_beyond_has_their_colours() {
        let s = shades(ColourMap::Cividis, Spacing::Linear, (2.0, 4.0));
        let at = |v| s.colour(s.shade(v).unwrap());
        assert_eq!(at(2.0), colorous::CIVIDIS.eval_continuous(0.0).into_tuple());
        assert_eq!(at(4.0), colorous::CIVIDIS.eval_continuous(1.0).into_tuple());
        assert_eq!(at(3.0), colorous::CIVIDIS.eval_continuous(0.5).into_tuple());
        assert_eq!((at(-9.0), at(f64::INFINITY)), (at(2.0), at(4.0)));
        assert_eq!(s.shade(f64::NAN), None);
    }

    #[test]
    fn the_centre_is_neutral_and_both_sides_are_equally_strong() {
        let map = ColourMap::Diverging { centre: 1.0 };
        for (spacing, range, pair) in [
            (Spacing::Linear, (-1.0, 3.0), (0.0, 2.0)),
            (Spacing::Log, (0.01, 100.0), (0.1, 10.0)),
            (Spacing::SymLog { linear: 0.1 }, (-9.0, 11.0), (0.0, 2.0)),
        ] {
            let s = shades(map, spacing, range);
            assert_eq!(s.shade(1.0), Some(SHADES / 2));
            assert_eq!(s.colour(SHADES / 2), diverging(0.0));
            let (below, above) = (s.share(pair.0).unwrap(), s.share(pair.1).unwrap());
            assert!((below + above - 1.0).abs() < 1e-12, "{below} {above}");
        }
        // A one-sided range has the strong end only where the distance is largest.
        let s = shades(map, Spacing::Linear, (0.0, 5.0));
        assert_eq!(s.colour(SHADES - 1), diverging(1.0));
        assert_eq!(s.colour(0), diverging(-0.25));
    }

    #[test]
    fn logarithms_space_decades_evenly_and_label_every_one() {
        let s = shades(ColourMap::Viridis, Spacing::Log, (1e-3, 1e3));
        for k in -3..=3 {
            let share = s.share(10f64.powi(k)).unwrap();
            assert!((share - f64::from(k + 3) / 6.0).abs() < 1e-12);
        }
        assert_eq!((s.shade(0.0), s.shade(-1.0)), (Some(0), Some(0)));
        assert_eq!(s.ticks(0.05).major.len(), 7);
        let s = shades(
            ColourMap::Diverging { centre: 0.0 },
            Spacing::SymLog { linear: 0.1 },
            (-10.0, 10.0),
        );
        let labels: Vec<_> = s.ticks(0.05).labels().map(str::to_owned).collect();
        assert_eq!(labels, ["−10", "−1", "−0.1", "0", "0.1", "1", "10"]);
    }
}
