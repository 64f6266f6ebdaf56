//! From data to the paper: ranges, and places within the frame.

use super::description::{Across, AxisSpec, LineFigure};
use crate::scenario::Scale;

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
        let f = |v: f64| match self.scale {
            Scale::Linear => v,
            Scale::Log => v.ln(),
        };
        let share = (f(value) - f(self.low)) / (f(self.high) - f(self.low));
        share
            .is_finite()
            .then_some(self.from + share * (self.to - self.from))
    }

    pub(super) fn shows(&self, value: f64) -> bool {
        let slack = 1e-9 * (self.high - self.low);
        value >= self.low - slack && value <= self.high + slack
    }
}

/// The visible part of an axis: as asked, or all data with some air.
pub(super) fn range(figure: &LineFigure, across: Across) -> (f64, f64) {
    let axis = match across {
        Across::X => &figure.x,
        Across::Y => &figure.y,
    };
    axis.range
        .unwrap_or_else(|| around(axis, &values(figure, across)))
}

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

fn around(axis: &AxisSpec, values: &[f64]) -> (f64, f64) {
    let log = axis.scale == Scale::Log;
    let usable = values
        .iter()
        .copied()
        .filter(|v| v.is_finite() && (!log || *v > 0.0));
    let (low, high) = usable.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
        (a.min(v), b.max(v))
    });
    if low > high {
        return if log { (0.1, 10.0) } else { (0.0, 1.0) };
    }
    if log {
        let air = (high / low).max(1.5).powf(0.03);
        return (low / air, high * air);
    }
    let span = (high - low).max(1e-3 * high.abs()).max(1e-9);
    // Errors and norms are read from zero when zero is near.
    let bottom = if low >= 0.0 && low < 0.35 * high {
        0.0
    } else {
        low - 0.04 * span
    };
    (bottom, high + 0.04 * span)
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
