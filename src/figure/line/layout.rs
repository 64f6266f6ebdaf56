//! Where the parts of a line figure go.

use super::super::description::{Across, LineFigure, Mark, Series, Style};
use super::super::frame::{Place, Ruler, clipped, cut, range};
use super::super::legend::{Seat, flow};
use super::super::letters::Letters;
use super::super::surrounding_text::{SurroundingText, Texts};
use super::super::text::{widest, width, wrap, wrap_within};
use super::super::ticks::{Ticks, fitting, given_ticks, scientific, ticks};
use super::coinciding_lines::{Inked, turns};
use crate::paper::Sheet;

/// The label of a vertical mark: lines centred on a place, the last of them so many rows above
/// the frame.
pub(super) struct Above {
    pub(super) x: f64,
    pub(super) row: usize,
    pub(super) lines: Vec<String>,
}

/// Where everything goes, in points (72 to the inch).
pub(super) struct Layout {
    pub(super) height: f64,
    pub(super) x: Ruler,
    pub(super) y: Ruler,
    pub(super) x_ticks: Ticks,
    pub(super) y_ticks: Ticks,
    /// Labels of vertical marks, above the frame.
    pub(super) above: Vec<Above>,
    /// Labels of horizontal marks: height beside the frame, and the words.
    pub(super) beside: Vec<(f64, String)>,
    /// What is inked of each series' line.
    pub(super) curves: Vec<Inked>,
    pub(super) legend: Vec<Seat>,
    pub(super) words: SurroundingText,
    pub(super) letters: Letters,
}

impl Layout {
    pub(super) fn of(figure: &LineFigure) -> Self {
        let letters = Letters::of(&figure.sheet);
        let (x_low, x_high) = range(figure, Across::X);
        let (y_low, y_high) = range(figure, Across::Y);
        let plot_height = Sheet::plot_height(letters.paper);
        let over = |low, high, scale, from, to| Ruler {
            low,
            high,
            scale,
            from,
            to,
        };
        let texts = Texts {
            title: &figure.title,
            caption: &figure.caption,
            x: &figure.x.label,
            y: &figure.y.label,
            note: "",
        };
        let words = SurroundingText::of(&texts, letters, plot_height);
        let y_ticks = ticks(y_low, y_high, figure.y.scale);
        let left = words.beside() + widest(y_ticks.labels(), letters.tick);
        let right = right_margin(figure, (x_low, x_high), &letters);
        let to = (letters.paper - right).max(left + 60.0);
        let x = over(x_low, x_high, figure.x.scale, left, to);
        let above = stack(figure, &x, &letters);
        let rows = above.iter().map(|a| a.row + a.lines.len()).max();
        let rows = rows.unwrap_or(0);
        let top = words.above() + rows as f64 * letters.mark_row();
        let y = over(y_low, y_high, figure.y.scale, top + plot_height, top);
        let x_ticks = match &figure.x_ticks[..] {
            [] => apart(&x, letters.tick),
            given => given_ticks(given, &x, |label| width(label, letters.tick)),
        };
        let curves = inked(figure, &x, &y);
        let words = words.noted(&note(figure, &x, &y, &curves));
        let beside = spread(figure, &y, &letters);
        let keys = figure.legend.iter().map(|k| k.label.as_str());
        let legend_top = y.from + words.below();
        let (legend, end) = flow(keys, (left, letters.paper - 10.0), legend_top, &letters);
        Self {
            height: words.height(end),
            x,
            y,
            x_ticks,
            y_ticks,
            above,
            beside,
            curves,
            legend,
            words,
            letters,
        }
    }

    pub(super) fn inside(&self) -> (Place, Place) {
        ((self.x.from, self.y.to), (self.x.to, self.y.from))
    }
}

/// Room for the labels of horizontal marks, and for half of the last label of x, which may
/// be centred on the frame's corner.
fn right_margin(figure: &LineFigure, (low, high): (f64, f64), letters: &Letters) -> f64 {
    let labels: Vec<String> = beside_labels(figure, letters).collect();
    let beside = widest(labels.iter().map(String::as_str), letters.tick);
    let hanging = match &figure.x_ticks[..] {
        [] => widest(ticks(low, high, figure.x.scale).labels(), letters.tick) / 2.0 + 2.0,
        _ => 0.0,
    };
    let right = if beside > 0.0 { beside + 10.0 } else { 14.0 };
    right.max(hanging)
}

/// What is said of horizontal marks: shortened where the frame would have no room beside it.
fn beside_labels(figure: &LineFigure, letters: &Letters) -> impl Iterator<Item = String> {
    let room = letters.paper / 4.0;
    let size = letters.tick;
    marks(figure, Across::Y).map(move |m| {
        wrap_within(&m.label, size, room, 1)
            .pop()
            .unwrap_or_default()
    })
}

/// As many ticks as have room for their labels.
fn apart(x: &Ruler, size: f64) -> Ticks {
    const GAP: f64 = 6.0;
    let fits = |labels: &[(f64, String)]| {
        labels.windows(2).all(|pair| {
            let places = x.place(pair[0].0).zip(x.place(pair[1].0));
            let room = (width(&pair[0].1, size) + width(&pair[1].1, size)) / 2.0 + GAP;
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
fn note(figure: &LineFigure, x: &Ruler, y: &Ruler, curves: &[Inked]) -> String {
    let mut note = figure.note.clone();
    if let Some(floor) = cut(figure) {
        note += &format!(" Below {} nothing is shown.", scientific(floor, 1));
    }
    let alone = |s: &Series| strokes(s, x, y).iter().any(|path| path.len() == 1);
    if figure.series.iter().any(alone) {
        note += " Crosses: lines of a single value.";
    }
    let has_ink = |s: &Series| s.has_line() || !s.points.is_empty();
    if !figure.series.iter().any(has_ink) {
        note += " No curve: no line has a value here.";
    }
    if curves.iter().any(|curve| curve.in_turns) {
        note += " Lines that coincide are inked in turns.";
    }
    note.trim_start().to_owned()
}

/// What is inked of each line inside the frame.
fn inked(figure: &LineFigure, x: &Ruler, y: &Ruler) -> Vec<Inked> {
    let inside = ((x.from, y.to), (x.to, y.from));
    let within = |series: &Series| {
        let strokes = strokes(series, x, y);
        let pieces = strokes.iter().flat_map(|p| clipped(p, inside.0, inside.1));
        pieces.collect::<Vec<_>>()
    };
    let pieces: Vec<Vec<Vec<Place>>> = figure.series.iter().map(within).collect();
    let styles = figure.series.iter().map(|s| s.style);
    let curves: Vec<(Style, &[Vec<Place>])> =
        styles.zip(pieces.iter().map(Vec::as_slice)).collect();
    turns(&curves)
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

/// Puts the labels of vertical marks above the frame, in as many rows as it takes; one that is
/// wider than the paper is broken into lines.
fn stack(figure: &LineFigure, x: &Ruler, letters: &Letters) -> Vec<Above> {
    let mut taken: Vec<(f64, f64, usize)> = Vec::new();
    marks(figure, Across::X)
        .map(|mark| {
            let lines = wrap(&mark.label, letters.tick, letters.paper - 2.0 * EDGE);
            let half = widest(lines.iter().map(String::as_str), letters.tick) / 2.0 + 3.0;
            let at = x.place(mark.at).unwrap_or(x.from);
            let at = at.min(x.to - half + 8.0).max(x.from + half - 20.0);
            // Wider than its frame it still stays on the paper.
            let at = at.min(letters.paper - half).max(half);
            let rows = |row: usize| row..row + lines.len();
            let free = |row: usize| {
                taken
                    .iter()
                    .all(|&(a, b, r)| !rows(row).contains(&r) || at + half <= a || at - half >= b)
            };
            let row = (0..).find(|&row| free(row)).unwrap_or(0);
            taken.extend(rows(row).map(|row| (at - half, at + half, row)));
            Above { x: at, row, lines }
        })
        .collect()
}

/// From the paper's edge to a label that is as wide as the paper.
const EDGE: f64 = 4.0;

/// Puts the labels of horizontal marks beside the frame, apart from each other; those that
/// have no room any more are left out.
fn spread(figure: &LineFigure, y: &Ruler, letters: &Letters) -> Vec<(f64, String)> {
    let apart = letters.mark_row() - 0.5;
    // Beside a label above the frame that stands out over it there is none.
    let top = y.to + 0.3 * letters.mark_row();
    let most = 1 + ((y.from - top) / apart) as usize;
    let wanted: Vec<f64> = marks(figure, Across::Y)
        .map(|m| y.place(m.at).unwrap_or(y.from).clamp(top, y.from))
        .collect();
    let mut order: Vec<usize> = (0..wanted.len()).take(most).collect();
    order.sort_by(|&i, &j| wanted[i].total_cmp(&wanted[j]));
    let mut placed = wanted.clone();
    for pair in order.windows(2) {
        placed[pair[1]] = placed[pair[1]].max(placed[pair[0]] + apart);
    }
    // What was pushed below the frame comes back up.
    let mut lowest = y.from;
    for &i in order.iter().rev() {
        placed[i] = placed[i].min(lowest);
        lowest = placed[i] - apart;
    }
    let labels = beside_labels(figure, letters).enumerate();
    let labels = labels.map(|(i, label)| match i < most {
        true => label,
        false => String::new(),
    });
    placed.into_iter().zip(labels).collect()
}
