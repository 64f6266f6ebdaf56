//! A line figure, stroke by stroke: grid, curves, points, frame, words.

use super::canvas::{Canvas, Hold, Script, width};
use super::description::{Across, Key, LineFigure, Mark, Series};
use super::frame::{Place, Ruler, range};
use super::palette::{GRID, INK, PALE};
use super::render::FigureError;
use super::ticks::{Ticks, given_ticks, ticks};

const WIDTH: f64 = 468.0;
const PLOT_HEIGHT: f64 = 236.0;
const TITLE: f64 = 11.0;
const LABEL: f64 = 10.0;
const TICK: f64 = 8.5;
const NOTE: f64 = 7.5;
const LINE: f64 = 1.4;
const ROW: f64 = 14.0;
/// Of a legend entry's sample.
const SAMPLE: f64 = 24.0;

/// Where everything goes, in points (72 to the inch).
pub(super) struct Layout {
    pub(super) width: f64,
    pub(super) height: f64,
    x: Ruler,
    y: Ruler,
    x_ticks: Ticks,
    y_ticks: Ticks,
    /// Labels of vertical marks: (place, row above the frame).
    above: Vec<(f64, usize)>,
    /// Labels of horizontal marks: height beside the frame.
    beside: Vec<f64>,
    legend: Vec<Place>,
    note: Vec<String>,
}

impl Layout {
    pub(super) fn of(figure: &LineFigure) -> Self {
        let (x_low, x_high) = range(figure, Across::X);
        let (y_low, y_high) = range(figure, Across::Y);
        let y_ticks = ticks(y_low, y_high, figure.y.scale);
        let widest = |labels: &mut dyn Iterator<Item = &str>, size| {
            labels.map(|l| width(l, size)).fold(0.0, f64::max)
        };
        let left = 30.0 + widest(&mut y_ticks.major.iter().map(|t| t.1.as_str()), TICK);
        let beside_width = widest(
            &mut marks(figure, Across::Y).map(|m| m.label.as_str()),
            TICK,
        );
        let right = if beside_width > 0.0 {
            beside_width + 10.0
        } else {
            14.0
        };
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
            [] => ticks(x_low, x_high, figure.x.scale),
            given => given_ticks(given, &x, |label| width(label, TICK)),
        };
        let beside = spread(figure, &y);
        let (legend, end) = flow(&figure.legend, left, x.to, y.from + 44.0);
        let note = wrap(&figure.note, WIDTH - 24.0);
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

    fn inside(&self) -> (Place, Place) {
        ((self.x.from, self.y.to), (self.x.to, self.y.from))
    }
}

fn marks(figure: &LineFigure, across: Across) -> impl Iterator<Item = &Mark> {
    figure.marks.iter().filter(move |m| m.across == across)
}

/// Puts the labels of vertical marks above the frame, in as many rows as it takes.
fn stack(figure: &LineFigure, x: &Ruler) -> Vec<(f64, usize)> {
    let mut taken: Vec<(f64, f64, usize)> = Vec::new();
    marks(figure, Across::X)
        .map(|mark| {
            let half = width(&mark.label, TICK) / 2.0 + 3.0;
            let at = x.place(mark.at).unwrap_or(x.from);
            let at = at.clamp(x.from + half - 20.0, x.to - half + 8.0);
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

/// Puts legend entries in aligned columns; returns their places and the end.
fn flow(keys: &[Key], left: f64, right: f64, top: f64) -> (Vec<Place>, f64) {
    let widest = keys
        .iter()
        .map(|k| SAMPLE + 5.0 + width(&k.label, LABEL - 1.0))
        .fold(0.0, f64::max);
    let column = widest + 16.0;
    let columns = (((right - left + 16.0) / column).floor() as usize).clamp(1, keys.len().max(1));
    // Rows of equal length look better than a full row and a rest.
    let rows = keys.len().div_ceil(columns);
    let columns = if rows == 0 {
        1
    } else {
        keys.len().div_ceil(rows)
    };
    let places = (0..keys.len())
        .map(|i| {
            let (row, place) = (i / columns, i % columns);
            (left + place as f64 * column, top + row as f64 * ROW)
        })
        .collect();
    (places, top + rows as f64 * ROW)
}

/// Breaks the small print into lines.
fn wrap(text: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), NOTE) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

pub(super) fn draw(
    figure: &LineFigure,
    layout: &Layout,
    canvas: &Canvas<'_>,
) -> Result<(), FigureError> {
    grid(layout, canvas)?;
    draw_marks(figure, layout, canvas)?;
    for series in &figure.series {
        curve(series, layout, canvas)?;
    }
    for series in &figure.series {
        points(series, layout, canvas)?;
    }
    frame(layout, canvas)?;
    words(figure, layout, canvas)?;
    legend(figure, layout, canvas)
}

fn grid(layout: &Layout, canvas: &Canvas<'_>) -> Result<(), FigureError> {
    let (a, b) = layout.inside();
    for (value, _) in &layout.x_ticks.major {
        if let Some(x) = layout.x.place(*value) {
            canvas.stroke(&[(x, a.1), (x, b.1)], 0.5, GRID)?;
        }
    }
    for (value, _) in &layout.y_ticks.major {
        if let Some(y) = layout.y.place(*value) {
            canvas.stroke(&[(a.0, y), (b.0, y)], 0.5, GRID)?;
        }
    }
    Ok(())
}

fn draw_marks(
    figure: &LineFigure,
    layout: &Layout,
    canvas: &Canvas<'_>,
) -> Result<(), FigureError> {
    let (a, b) = layout.inside();
    for (mark, (label, row)) in marks(figure, Across::X).zip(&layout.above) {
        if !layout.x.shows(mark.at) {
            continue;
        }
        if let Some(x) = layout.x.place(mark.at) {
            canvas.dashed(&[(x, b.1), (x, a.1)], 1.0, (mark.colour, mark.dash))?;
        }
        let at = (*label, a.1 - 7.0 - 11.0 * *row as f64);
        canvas.text(
            &mark.label,
            at,
            Script::new(TICK, mark.colour, Hold::Centre),
        )?;
    }
    for (mark, label) in marks(figure, Across::Y).zip(&layout.beside) {
        if !layout.y.shows(mark.at) {
            continue;
        }
        if let Some(y) = layout.y.place(mark.at) {
            canvas.dashed(&[(a.0, y), (b.0, y)], 1.0, (mark.colour, mark.dash))?;
        }
        let at = (b.0 + 5.0, *label);
        canvas.text(&mark.label, at, Script::new(TICK, mark.colour, Hold::Left))?;
    }
    Ok(())
}

fn curve(series: &Series, layout: &Layout, canvas: &Canvas<'_>) -> Result<(), FigureError> {
    let style = (series.style.colour, series.style.dash);
    let mut path: Vec<Place> = Vec::new();
    for &(x, y) in &series.line {
        let place = y.and_then(|y| Some((layout.x.place(x)?, layout.y.place(y)?)));
        match place {
            Some(p) => path.push(p),
            None => canvas.clipped(&std::mem::take(&mut path), layout.inside(), LINE, style)?,
        }
    }
    canvas.clipped(&path, layout.inside(), LINE, style)
}

fn points(series: &Series, layout: &Layout, canvas: &Canvas<'_>) -> Result<(), FigureError> {
    const CAP: f64 = 2.0;
    let colour = series.style.colour;
    for p in &series.points {
        if !(layout.x.shows(p.x) && layout.y.shows(p.y)) {
            continue;
        }
        let (Some(x), Some(y)) = (layout.x.place(p.x), layout.y.place(p.y)) else {
            continue;
        };
        // An end below a log scale's range, or beyond the frame, is cut at the frame.
        let end = |v: f64, edge: f64| {
            layout
                .y
                .place(v)
                .unwrap_or(edge)
                .clamp(layout.y.to, layout.y.from)
        };
        let (low, high) = (end(p.low, layout.y.from), end(p.high, layout.y.to));
        canvas.stroke(&[(x, low), (x, high)], 0.9, colour)?;
        for tip in [low, high] {
            canvas.stroke(&[(x - CAP, tip), (x + CAP, tip)], 0.9, colour)?;
        }
        canvas.marker((x, y), series.style)?;
    }
    Ok(())
}

fn frame(layout: &Layout, canvas: &Canvas<'_>) -> Result<(), FigureError> {
    let (a, b) = layout.inside();
    let corners = [a, (b.0, a.1), b, (a.0, b.1), a];
    canvas.stroke(&corners, 0.8, INK)?;
    let x = |v: f64| layout.x.place(v);
    let y = |v: f64| layout.y.place(v);
    for (value, label) in &layout.x_ticks.major {
        let Some(x) = x(*value) else { continue };
        canvas.stroke(&[(x, b.1), (x, b.1 + 4.0)], 0.8, INK)?;
        canvas.text(label, (x, b.1 + 11.0), Script::new(TICK, INK, Hold::Centre))?;
    }
    for value in &layout.x_ticks.minor {
        let Some(x) = x(*value) else { continue };
        canvas.stroke(&[(x, b.1), (x, b.1 + 2.2)], 0.6, INK)?;
    }
    for (value, label) in &layout.y_ticks.major {
        let Some(y) = y(*value) else { continue };
        canvas.stroke(&[(a.0 - 4.0, y), (a.0, y)], 0.8, INK)?;
        canvas.text(label, (a.0 - 6.0, y), Script::new(TICK, INK, Hold::Right))?;
    }
    for value in &layout.y_ticks.minor {
        let Some(y) = y(*value) else { continue };
        canvas.stroke(&[(a.0 - 2.2, y), (a.0, y)], 0.6, INK)?;
    }
    Ok(())
}

fn words(figure: &LineFigure, layout: &Layout, canvas: &Canvas<'_>) -> Result<(), FigureError> {
    let (a, b) = layout.inside();
    let room = WIDTH - a.0 - 8.0;
    let size = TITLE * (room / width(&figure.title, TITLE).max(1.0)).min(1.0);
    canvas.text(
        &figure.title,
        (a.0, 13.0),
        Script::new(size, INK, Hold::Left),
    )?;
    let middle = (a.0 + b.0) / 2.0;
    canvas.text(
        &figure.x.label,
        (middle, b.1 + 26.0),
        Script::new(LABEL, INK, Hold::Centre),
    )?;
    let upward = Script {
        upward: true,
        ..Script::new(LABEL, INK, Hold::Centre)
    };
    canvas.text(&figure.y.label, (12.0, (a.1 + b.1) / 2.0), upward)?;
    let first = layout.height - 2.0 - 10.0 * layout.note.len() as f64;
    for (i, line) in layout.note.iter().enumerate() {
        let at = (12.0, first + 10.0 * i as f64);
        canvas.text(line, at, Script::new(NOTE, PALE, Hold::Left))?;
    }
    Ok(())
}

fn legend(figure: &LineFigure, layout: &Layout, canvas: &Canvas<'_>) -> Result<(), FigureError> {
    for (key, &(x, y)) in figure.legend.iter().zip(&layout.legend) {
        if key.line {
            let style = (key.style.colour, key.style.dash);
            canvas.dashed(&[(x, y), (x + SAMPLE, y)], LINE, style)?;
        }
        if key.marker {
            canvas.marker((x + SAMPLE / 2.0, y), key.style)?;
        }
        let at = (x + SAMPLE + 5.0, y);
        canvas.text(&key.label, at, Script::new(LABEL - 1.0, INK, Hold::Left))?;
    }
    Ok(())
}
