//! Where the parts of a map figure go.

use super::super::description::AxisSpec;
use super::super::frame::{Place, Ruler, bounded, nothing};
use super::super::legend::{Seat, flow};
use super::super::letters::Letters;
use super::super::surrounding_text::{SurroundingText, Texts};
use super::super::text::{widest, width};
use super::super::ticks::{Ticks, fitting};
use super::colour_bar::Bar;
use super::description::{MapFigure, Span};
use super::map_legend::{LegendEntry, entries};
use super::paint::Paint;
use crate::paper::Scale;

/// Narrower than this a panel shows nothing.
const NARROWEST: f64 = 92.0;
/// Between rows of panels.
const ROW_GAP: f64 = 10.0;

/// Where everything goes, in points (72 to the inch).
pub(super) struct Layout {
    pub(super) height: f64,
    /// Each panel's rulers.
    pub(super) frames: Vec<(Ruler, Ruler)>,
    pub(super) columns: usize,
    pub(super) x_ticks: Ticks,
    pub(super) y_ticks: Ticks,
    pub(super) bar: Option<Bar>,
    /// The legend's entries and their places.
    pub(super) legend: Vec<(LegendEntry, Seat)>,
    pub(super) words: SurroundingText,
    pub(super) letters: Letters,
}

impl Layout {
    pub(super) fn of(figure: &MapFigure, paint: &Paint) -> Self {
        let letters = Letters::of(&figure.sheet);
        let spans = |pick: fn(&super::description::Grid) -> Span| {
            figure.panels.iter().map(move |p| pick(&p.grid))
        };
        let x = visible(&figure.x, spans(|g| g.x));
        let y = visible(&figure.y, spans(|g| g.y));
        let count = figure.panels.len().max(1);
        let columns = columns(count, &letters);
        let rows = count.div_ceil(columns);

        // Ticks depend on sizes and sizes on tick labels: a first guess at the
        // panels' width breaks the circle.
        let rough = ((letters.paper - 110.0) / columns as f64 - 16.0).max(40.0);
        let panel_height = (0.95 * rough).clamp(120.0, 250.0);
        let size = letters.tick;
        let ticks_along =
            |panel: f64| x.ticks(panel, |a, b| (width(a, size) + width(b, size)) / 2.0 + 6.0);
        let mut x_ticks = ticks_along(rough);
        let y_ticks = y.ticks(panel_height, |_, _| 1.75 * size);

        let head = match figure.panels.iter().any(|p| !p.title.is_empty()) {
            true => letters.key_row(),
            false => 0.0,
        };
        let pitch = panel_height + ROW_GAP + head;
        let inside = rows as f64 * pitch - ROW_GAP;
        let texts = Texts {
            title: &figure.title,
            caption: &figure.caption,
            x: &figure.x.label,
            y: &figure.y.label,
            note: &figure.note,
        };
        let words = SurroundingText::of(&texts, letters, inside - head);
        let top = words.above();
        let bottom = top + inside;
        let left = words.beside() + widest(y_ticks.labels(), size);
        let bar = Bar::of(figure, paint, (top + head, bottom), letters);
        let beside = bar.as_ref().map_or(0.0, Bar::width).max(14.0);
        let across = |ticks: &Ticks, panel: f64| {
            let (before, after) = overhang(ticks, &x.over(0.0, panel), size);
            let right = beside.max(after + 4.0);
            let gap = (before + after + 6.0).max(12.0);
            let room = letters.paper - left - right - gap * (columns - 1) as f64;
            ((room / columns as f64).max(40.0), gap, right)
        };
        let (mut panel_width, mut gap, mut right) = across(&x_ticks, rough);
        // Long labels beside the panels leave less than was guessed.
        if panel_width < rough {
            x_ticks = ticks_along(panel_width);
            (panel_width, gap, right) = across(&x_ticks, panel_width);
        }
        let frame = |i: usize| {
            let from = left + (i % columns) as f64 * (panel_width + gap);
            let to = top + head + (i / columns) as f64 * pitch;
            (
                x.over(from, from + panel_width),
                y.over(to + panel_height, to),
            )
        };
        let entries = entries(figure, paint);
        let labels: Vec<&str> = entries.iter().map(|e| e.label.as_str()).collect();
        let ends = (left, letters.paper - 10.0);
        let (seats, end) = flow(labels.into_iter(), ends, bottom + words.below(), &letters);
        Self {
            height: words.height(end),
            frames: (0..count).map(frame).collect(),
            columns,
            x_ticks,
            y_ticks,
            bar: bar.map(|bar| bar.at(letters.paper - right)),
            legend: entries.into_iter().zip(seats).collect(),
            words,
            letters,
        }
    }

    /// The box around all panels.
    pub(super) fn inside(&self) -> (Place, Place) {
        let all = || self.frames.iter();
        let least = |f: fn(&(Ruler, Ruler)) -> f64| all().map(f).fold(f64::INFINITY, f64::min);
        let most = |f: fn(&(Ruler, Ruler)) -> f64| all().map(f).fold(0.0, f64::max);
        (
            (least(|f| f.0.from), least(|f| f.1.to)),
            (most(|f| f.0.to), most(|f| f.1.from)),
        )
    }

    /// Whether the x axis is labelled under a panel: no other is below it.
    pub(super) fn is_lowest(&self, panel: usize) -> bool {
        panel + self.columns >= self.frames.len()
    }

    pub(super) fn is_leftmost(&self, panel: usize) -> bool {
        panel.is_multiple_of(self.columns)
    }
}

/// How far tick labels stand out to the left and right of their axis.
fn overhang(ticks: &Ticks, ruler: &Ruler, size: f64) -> (f64, f64) {
    ticks
        .major
        .iter()
        .filter(|t| !t.1.is_empty())
        .fold((0.0, 0.0), |most: (f64, f64), tick| {
            let half = width(&tick.1, size) / 2.0;
            let at = ruler.place(tick.0).unwrap_or(ruler.from);
            (
                most.0.max(half - (at - ruler.from)),
                most.1.max(half - (ruler.to - at)),
            )
        })
}

/// Panels side by side, as far as the paper goes.
fn columns(panels: usize, letters: &Letters) -> usize {
    let l = letters.label;
    let panel = NARROWEST.max(9.0 * l) + 1.6 * l;
    let room = ((letters.paper - 11.0 * l) / panel) as usize;
    let wanted = match panels {
        4 => 2,
        n => n.min(3),
    };
    wanted.min(room.max(1))
}

/// The visible part of a shared axis.
struct Visible {
    low: f64,
    high: f64,
    scale: Scale,
}

/// As asked, or as far as the grids reach.
fn visible(axis: &AxisSpec, spans: impl Iterator<Item = Span>) -> Visible {
    let log = axis.scale == Scale::Log;
    let usable =
        |&(a, b): &(f64, f64)| a.is_finite() && b.is_finite() && a < b && (!log || a > 0.0);
    let reach = spans
        .map(|s| (s.low, s.high))
        .filter(usable)
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let (low, high) = axis
        .range
        .filter(usable)
        .or(reach)
        .unwrap_or(nothing(axis.scale));
    let (low, high) = bounded(low, high, axis.scale);
    Visible {
        low,
        high,
        scale: axis.scale,
    }
}

impl Visible {
    fn over(&self, from: f64, to: f64) -> Ruler {
        Ruler {
            low: self.low,
            high: self.high,
            scale: self.scale,
            from,
            to,
        }
    }

    /// Ticks on an axis of some length whose labels are `apart` enough.
    fn ticks(&self, length: f64, apart: impl Fn(&str, &str) -> f64) -> Ticks {
        let ruler = self.over(0.0, length);
        fitting(self.low, self.high, self.scale, |labels| {
            labels.windows(2).all(|pair| {
                let places = ruler.place(pair[0].0).zip(ruler.place(pair[1].0));
                places.is_some_and(|(a, b)| b - a >= apart(&pair[0].1, &pair[1].1))
            })
        })
    }
}
