//! From data to the paper: ranges, and places within the frame.

use super::description::{Across, AxisSpec, LineFigure};
use crate::paper::Scale;

/// A place on the paper, in points of the drawing.
pub(super) type Place = (f64, f64);

/// One axis laid over an interval of the paper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ruler {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) scale: Scale,
    /// Where `low` and `high` lie on the paper.
    pub(super) from: f64,
    pub(super) to: f64,
}

impl Ruler {
    /// Where a value lies; beyond the ends for values outside the range, `None`
    /// for those that the scale does not have.
    pub(super) fn place(&self, value: f64) -> Option<f64> {
        let above = |v: f64| match self.scale {
            Scale::Linear => v - self.low,
            Scale::Log => log_ratio(v, self.low),
        };
        let share = above(value) / above(self.high);
        let place = self.from + share * (self.to - self.from);
        place.is_finite().then_some(place.clamp(-FAR, FAR))
    }

    pub(super) fn shows(&self, value: f64) -> bool {
        // On the paper: a slack in values would be many decades of a log scale.
        let (a, b) = (self.from.min(self.to), self.from.max(self.to));
        let slack = 1e-9 * (b - a);
        self.place(value)
            .is_some_and(|at| at >= a - slack && at <= b + slack)
    }
}

/// log(a/b), to rounding also where both are nearly the same.
fn log_ratio(a: f64, b: f64) -> f64 {
    match a / b {
        ratio if (0.5..2.0).contains(&ratio) => ((a - b) / b).ln_1p(),
        _ => a.ln() - b.ln(),
    }
}

/// Farther off the paper nothing is placed: lengths of strokes stay numbers, and what
/// enters the frame from there comes in as good as upright.
const FAR: f64 = 1e7;

/// Decades that a log axis shows of itself, below the largest value: an error that
/// underflows lies 308 decades down, and no reader asks for them.
pub(super) const DECADES: f64 = 16.0;

/// Where the numbers of an axis end, far enough from those of `f64` that sums and
/// ratios of two ends stay numbers.
const EXTREME: f64 = 1e300;

/// Nearer than this share of themselves two ends are not told apart.
const APART: f64 = 1e-12;

/// Ends between which an axis can be drawn, as near to the given ones as can be:
/// finite, in order, distinct, and positive on a log scale.
pub(super) fn bounded(low: f64, high: f64, scale: Scale) -> (f64, f64) {
    if low.is_nan() || high.is_nan() {
        return nothing(scale);
    }
    match scale {
        Scale::Linear => {
            let (low, high) = (low.clamp(-EXTREME, EXTREME), high.clamp(-EXTREME, EXTREME));
            let least = (APART * low.abs().max(high.abs())).max(1.0 / EXTREME);
            if high - low >= least {
                (low, high)
            } else {
                let middle = low / 2.0 + high / 2.0;
                (middle - least, middle + least)
            }
        }
        Scale::Log => {
            let ends = 1.0 / EXTREME..=EXTREME;
            let low = low.clamp(*ends.start(), *ends.end());
            let high = high.clamp(low, *ends.end());
            if high / low >= 1.0 + APART {
                (low, high)
            } else {
                (low * (1.0 - APART), low * (1.0 + APART))
            }
        }
    }
}

/// The ends of an axis on which nothing lies.
pub(super) fn nothing(scale: Scale) -> (f64, f64) {
    match scale {
        Scale::Linear => (0.0, 1.0),
        Scale::Log => (0.1, 10.0),
    }
}

/// The lower end of an axis that shows at most [`DECADES`] below its upper one.
pub(super) fn floor(low: f64, high: f64) -> f64 {
    low.max(high * 10f64.powf(-DECADES))
}

/// What the figure does not show because it lies below the floor of its log axis.
pub(super) fn cut(figure: &LineFigure) -> Option<f64> {
    let asked = figure.y.range.is_some() || figure.y.scale == Scale::Linear;
    let (low, _) = range(figure, Across::Y);
    let below = |v: &f64| *v > 0.0 && *v < low;
    (!asked && values(figure, Across::Y).iter().any(below)).then_some(low)
}

/// The visible part of an axis: as asked, or all data with some air.
pub(super) fn range(figure: &LineFigure, across: Across) -> (f64, f64) {
    let axis = match across {
        Across::X => &figure.x,
        Across::Y => &figure.y,
    };
    let (low, high) = match (axis.range, across) {
        (Some(asked), Across::X) => with_points_at_the_ends(figure, asked, axis.scale),
        (Some(asked), Across::Y) => asked,
        (None, _) => {
            let values = values(figure, across);
            let at_the_end = is_at_the_end(figure, across, &values);
            around(axis, across, &values, at_the_end)
        }
    };
    bounded(low, high, axis.scale)
}

/// A range that is asked for, with room for the markers of points at its ends. What is asked for
/// may be missed by a little: dimensions are whole, and δ is d/n.
fn with_points_at_the_ends(
    figure: &LineFigure,
    (low, high): (f64, f64),
    scale: Scale,
) -> (f64, f64) {
    let ruler = Ruler {
        low,
        high,
        scale,
        from: 0.0,
        to: 1.0,
    };
    let points = figure.series.iter().flat_map(|series| &series.points);
    let shares: Vec<f64> = points.filter_map(|point| ruler.place(point.x)).collect();
    let has = |near: std::ops::RangeInclusive<f64>| shares.iter().any(|at| near.contains(at));
    let beyond = |end: f64, share: f64| match scale {
        Scale::Linear => end + share * (high - low),
        Scale::Log => end * (share * log_ratio(high, low)).exp(),
    };
    (
        match has(-MISSED..=MARKER) {
            true => beyond(low, -MARKER),
            false => low,
        },
        match has(1.0 - MARKER..=1.0 + MISSED) {
            true => beyond(high, MARKER),
            false => high,
        },
    )
}

/// The share of an axis that half a marker takes on narrow paper.
const MARKER: f64 = 0.02;
/// By what share of an axis a point may miss its end.
const MISSED: f64 = 0.005;

fn values(figure: &LineFigure, across: Across) -> Vec<f64> {
    let mut all = Vec::new();
    for series in &figure.series {
        for &(x, y) in &series.line {
            match (across, y) {
                (Across::X, _) => all.push(x),
                (Across::Y, Some(y)) => all.push(y),
                (Across::Y, None) => {}
            }
        }
        for p in &series.points {
            match across {
                Across::X => all.push(p.x),
                Across::Y => all.extend([p.y, p.low, p.high]),
            }
        }
    }
    all.extend(
        figure
            .marks
            .iter()
            .filter(|m| m.across == across)
            .map(|m| m.at),
    );
    all
}

/// Whether a marker would lie on the left end of an axis that began at zero.
fn is_at_the_end(figure: &LineFigure, across: Across, values: &[f64]) -> bool {
    let most = values.iter().copied().fold(0.0, f64::max);
    let mut points = figure.series.iter().flat_map(|series| &series.points);
    across == Across::X && points.any(|point| point.x < 0.5 * AIR * most)
}

fn around(axis: &AxisSpec, across: Across, values: &[f64], at_the_end: bool) -> (f64, f64) {
    let log = axis.scale == Scale::Log;
    let usable = values
        .iter()
        .copied()
        .filter(|v| v.is_finite() && (!log || *v > 0.0));
    let (low, high) = usable.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
        (a.min(v), b.max(v))
    });
    if low > high {
        return nothing(axis.scale);
    }
    if low == high {
        return alone(low, axis.scale);
    }
    if log {
        // What the scenario varies is shown whole; what comes out of it has a floor.
        let low = match across {
            Across::X => low,
            Across::Y => floor(low, high),
        };
        let least = match across {
            Across::X => 0.0,
            Across::Y => 1.5_f64.ln(),
        };
        let air = (0.03 * (high.ln() - low.ln()).max(least)).exp();
        return (low / air, high * air);
    }
    // Rounding in what was computed is not blown up over the whole axis.
    let span = match across {
        Across::X => high - low,
        Across::Y => (high - low).max(1e-3 * high.abs()).max(1e-9),
    };
    // Errors and norms are read from zero when zero is near.
    let bottom = if low >= 0.0 && low < 0.35 * high && !at_the_end {
        0.0
    } else {
        low - AIR * span
    };
    (bottom, high + AIR * span)
}

/// The share of a linear axis beyond what it shows.
const AIR: f64 = 0.04;

/// The ends around a single value, which has no span to take air from.
fn alone(value: f64, scale: Scale) -> (f64, f64) {
    let air = if value == 0.0 { 1.0 } else { 0.1 * value.abs() };
    match scale {
        Scale::Linear => (value - air, value + air),
        Scale::Log => (value / 1.1, value * 1.1),
    }
}

/// The part of the segment a–b inside the box, if any (Liang & Barsky).
pub(super) fn clip(
    a: Place,
    b: Place,
    left_top: Place,
    right_bottom: Place,
) -> Option<(Place, Place)> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (direction, distance) in [
        (-dx, a.0 - left_top.0),
        (dx, right_bottom.0 - a.0),
        (-dy, a.1 - left_top.1),
        (dy, right_bottom.1 - a.1),
    ] {
        if direction == 0.0 {
            if distance < 0.0 {
                return None;
            }
        } else if direction < 0.0 {
            enter = enter.max(distance / direction);
        } else {
            leave = leave.min(distance / direction);
        }
    }
    let at = |t: f64| (a.0 + t * dx, a.1 + t * dy);
    (enter <= leave).then(|| (at(enter), at(leave)))
}

/// The pieces of a path inside the box.
pub(super) fn clipped(path: &[Place], left_top: Place, right_bottom: Place) -> Vec<Vec<Place>> {
    let mut pieces: Vec<Vec<Place>> = Vec::new();
    let mut current: Vec<Place> = Vec::new();
    for pair in path.windows(2) {
        match clip(pair[0], pair[1], left_top, right_bottom) {
            Some((a, b)) => {
                if current.last() != Some(&a) {
                    pieces.push(std::mem::replace(&mut current, vec![a]));
                }
                current.push(b);
            }
            None => pieces.push(std::mem::take(&mut current)),
        }
    }
    pieces.push(current);
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_on_both_scales() {
        let ruler = |scale| Ruler {
            low: 1.0,
            high: 100.0,
            scale,
            from: 10.0,
            to: 30.0,
        };
        assert!((ruler(Scale::Log).place(10.0).unwrap() - 20.0).abs() < 1e-12);
        assert!((ruler(Scale::Linear).place(50.5).unwrap() - 20.0).abs() < 1e-12);
        assert_eq!(ruler(Scale::Log).place(0.0), None);
        assert_eq!(ruler(Scale::Log).place(-1.0), None);
        assert_eq!(ruler(Scale::Linear).place(f64::NAN), None);
    }

    /// A point at x = 0 has air to its left, as one at the other end has to its right; a line has
    /// none, and neither has a value of zero.
    #[test]
    fn points_at_the_ends_lie_inside_the_frame() {
        use crate::figure::{Dash, Marker, Point, Series, Style};
        let axis = || AxisSpec {
            label: String::new(),
            scale: Scale::Linear,
            range: None,
        };
        let series = |points: &[f64]| Series {
            style: Style {
                colour: (0, 0, 0),
                dash: Dash::Solid,
                width: 1.0,
                marker: Marker::Circle,
            },
            line: vec![(0.0, Some(0.0)), (2.0, Some(0.5))],
            points: points
                .iter()
                .map(|&x| Point {
                    x,
                    y: 0.0,
                    low: 0.0,
                    high: 0.1,
                })
                .collect(),
        };
        let figure = |points: &[f64]| LineFigure {
            title: String::new(),
            caption: String::new(),
            x: axis(),
            x_ticks: Vec::new(),
            y: axis(),
            series: vec![series(points)],
            legend: Vec::new(),
            marks: Vec::new(),
            note: String::new(),
            sheet: crate::paper::Sheet::default(),
        };
        assert_eq!(range(&figure(&[]), Across::X), (0.0, 2.08));
        assert_eq!(range(&figure(&[1.0, 2.0]), Across::X), (0.0, 2.08));
        assert_eq!(range(&figure(&[0.0, 2.0]), Across::X), (-0.08, 2.08));
        assert_eq!(range(&figure(&[0.0]), Across::Y).0, 0.0);
        // As are those at the ends that are asked for, or missed by a rounding.
        let asked = |points: &[f64], scale, ends| {
            let mut figure = figure(points);
            (figure.x.scale, figure.x.range) = (scale, Some(ends));
            range(&figure, Across::X)
        };
        let linear = |points: &[f64]| asked(points, Scale::Linear, (0.0, 2.0));
        assert_eq!(linear(&[0.5, 1.9]), (0.0, 2.0));
        assert_eq!(linear(&[0.0, 1.0]), (-0.04, 2.0));
        assert_eq!(linear(&[1.0, 2.009]), (0.0, 2.04));
        assert_eq!(linear(&[-0.1, 2.1]), (0.0, 2.0));
        let (low, high) = asked(&[1.0, 100.0], Scale::Log, (1.0, 100.0));
        let part = 100f64.powf(0.02);
        assert!((low * part - 1.0).abs() < 1e-12 && (high / part - 100.0).abs() < 1e-9);
    }

    #[test]
    fn segments_are_cut_at_the_box() {
        let cut = |a, b| clip(a, b, (0.0, 0.0), (10.0, 10.0));
        assert_eq!(
            cut((-5.0, 5.0), (15.0, 5.0)),
            Some(((0.0, 5.0), (10.0, 5.0)))
        );
        assert_eq!(cut((2.0, 2.0), (3.0, 3.0)), Some(((2.0, 2.0), (3.0, 3.0))));
        assert_eq!(cut((-5.0, 0.0), (0.0, 20.0)), None);
        assert_eq!(cut((11.0, 0.0), (11.0, 5.0)), None);
    }
}
