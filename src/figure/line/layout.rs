//! Where the parts of a line figure go.

use super::super::description::{Across, LineFigure, Mark, Series};
use super::super::frame::{Place, Ruler, cut, range};
use super::super::legend::flow;
use super::super::text::{TICK, WIDTH, widest, width, wrap};
use super::super::ticks::{Ticks, fitting, given_ticks, scientific, ticks};

const PLOT_HEIGHT: f64 = 236.0;

/// Where everything goes, in points (72 to the inch).
pub(super) struct Layout {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) x: Ruler,
    pub(super) y: Ruler,
    pub(super) x_ticks: Ticks,
    pub(super) y_ticks: Ticks,
    /// Labels of vertical marks: (place, row above the frame).
    pub(super) above: Vec<(f64, usize)>,
    /// Labels of horizontal marks: height beside the frame.
    pub(super) beside: Vec<f64>,
    pub(super) legend: Vec<Place>,
    pub(super) note: Vec<String>,
}

impl Layout {
    pub(super) fn of(figure: &LineFigure) -> Self {
        let (x_low, x_high) = range(figure, Across::X);
        let (y_low, y_high) = range(figure, Across::Y);
        let y_ticks = ticks(y_low, y_high, figure.y.scale);
        let left = 30.0 + widest(y_ticks.labels(), TICK);
        let beside_width = widest(marks(figure, Across::Y).map(|m| m.label.as_str()), TICK);
        // The last label of x may be centred on the frame's corner.
        let hanging = match &figure.x_ticks[..] {
            [] => widest(ticks(x_low, x_high, figure.x.scale).labels(), TICK) / 2.0 + 2.0,
            _ => 0.0,
        };
        let right = if beside_width > 0.0 {
            beside_width + 10.0
        } else {
            14.0
        };
        let right = right.max(hanging);
        let mut x = Ruler {
            low: x_low,
            high: x_high,
            scale: figure.x.scale,
            from: left,
            to: WIDTH - right,
        };
        let above = stack(figure, &x);
        let rows = above.iter().map(|(_, row)| row + 1).max().unwrap_or(0);
        let title = if figure.title.is_empty() { 8.0 } else { 26.0 };
        let top = title + rows as f64 * 11.0;
        let y = Ruler {
            low: y_low,
            high: y_high,
            scale: figure.y.scale,
            from: top + PLOT_HEIGHT,
            to: top,
        };
        x.to = x.to.max(left + 100.0);
        let x_ticks = match &figure.x_ticks[..] {
            [] => apart(&x),
            given => given_ticks(given, &x, |label| width(label, TICK)),
        };
        let beside = spread(figure, &y);
        let (legend, end) = flow(
            figure.legend.iter().map(|k| k.label.as_str()),
            left,
            x.to,
            y.from + 44.0,
        );
        let note = wrap(&note(figure, &x, &y), WIDTH - 24.0);
        Self {
            width: WIDTH,
            height: (end + 6.0 + 10.0 * note.len() as f64 + 4.0).ceil(),
            x,
            y,
            x_ticks,
            y_ticks,
            above,
            beside,
            legend,
            note,
        }
    }

    pub(super) fn inside(&self) -> (Place, Place) {
        ((self.x.from, self.y.to), (self.x.to, self.y.from))
    }
}

/// As many ticks as have room for their labels.
fn apart(x: &Ruler) -> Ticks {
    const GAP: f64 = 6.0;
    let fits = |labels: &[(f64, String)]| {
        labels.windows(2).all(|pair| {
            let places = x.place(pair[0].0).zip(x.place(pair[1].0));
            let room = (width(&pair[0].1, TICK) + width(&pair[1].1, TICK)) / 2.0 + GAP;
            places.is_some_and(|(a, b)| b - a >= room)
        })
    };
    let usual = ticks(x.low, x.high, x.scale);
    match fits(&usual.major) {
        true => usual,
        false => fitting(x.low, x.high, x.scale, fits),
    }
}

/// The figure's own small print, and what its axes do to the data.
fn note(figure: &LineFigure, x: &Ruler, y: &Ruler) -> String {
    let mut note = figure.note.clone();
    if let Some(floor) = cut(figure) {
        note += &format!(" Below {} nothing is shown.", scientific(floor, 1));
    }
    let alone = |s: &Series| strokes(s, x, y).iter().any(|path| path.len() == 1);
    if figure.series.iter().any(alone) {
        note += " Crosses: lines of a single value.";
    }
    note.trim_start().to_owned()
}

/// The unbroken pieces of a curve, on the paper; a single value is a piece of its own.
pub(super) fn strokes(series: &Series, x: &Ruler, y: &Ruler) -> Vec<Vec<Place>> {
    let place = |&(u, v): &(f64, Option<f64>)| Some((x.place(u)?, y.place(v?)?));
    series
        .line
        .iter()
        .map(place)
        .collect::<Vec<_>>()
        .split(Option::is_none)
        .map(|piece| {
            let mut path: Vec<Place> = piece.iter().copied().flatten().collect();
            // Theory is asked at many places between two ends that may be the same.
            path.dedup();
            path
        })
        .filter(|piece| !piece.is_empty())
        .collect()
}

pub(super) fn marks(figure: &LineFigure, across: Across) -> impl Iterator<Item = &Mark> {
    figure.marks.iter().filter(move |m| m.across == across)
}

/// Puts the labels of vertical marks above the frame, in as many rows as it takes.
fn stack(figure: &LineFigure, x: &Ruler) -> Vec<(f64, usize)> {
    let mut taken: Vec<(f64, f64, usize)> = Vec::new();
    marks(figure, Across::X)
        .map(|mark| {
            let half = width(&mark.label, TICK) / 2.0 + 3.0;
            let at = x.place(mark.at).unwrap_or(x.from);
            let at = at.min(x.to - half + 8.0).max(x.from + half - 20.0);
            let free = |row: usize| {
                taken
                    .iter()
                    .all(|&(a, b, r)| r != row || at + half <= a || at - half >= b)
            };
            let row = (0..).find(|&row| free(row)).unwrap_or(0);
            taken.push((at - half, at + half, row));
            (at, row)
        })
        .collect()
}

/// Puts the labels of horizontal marks beside the frame, apart from each other.
fn spread(figure: &LineFigure, y: &Ruler) -> Vec<f64> {
    const APART: f64 = 10.5;
    let wanted: Vec<f64> = marks(figure, Across::Y)
        .map(|m| y.place(m.at).unwrap_or(y.from).clamp(y.to, y.from))
        .collect();
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&i, &j| wanted[i].total_cmp(&wanted[j]));
    let mut placed = wanted.clone();
    for pair in order.windows(2) {
        placed[pair[1]] = placed[pair[1]].max(placed[pair[0]] + APART);
    }
    // What was pushed below the frame comes back up.
    let mut lowest = y.from;
    for &i in order.iter().rev() {
        placed[i] = placed[i].min(lowest);
        lowest = placed[i] - APART;
    }
    placed
}
