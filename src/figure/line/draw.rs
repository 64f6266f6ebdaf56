//! A line figure, stroke by stroke: grid, curves, points, frame, words.

use super::super::axes::Axes;
use super::super::canvas::Canvas;
use super::super::description::{Across, Dash, LineFigure, Series, Style};
use super::super::frame::Place;
use super::super::legend::SAMPLE;
use super::super::palette::{Colour, GRID};
use super::super::render::FigureError;
use super::super::text::{Hold, Script};
use super::coinciding_lines::Inked;
use super::layout::{Layout, marks, strokes};

pub(super) fn draw(
    figure: &LineFigure,
    layout: &Layout,
    canvas: &Canvas<'_>,
) -> Result<(), FigureError> {
    grid(layout, canvas)?;
    draw_marks(figure, layout, canvas)?;
    curves(figure, layout, canvas)?;
    for series in &figure.series {
        points(series, layout, canvas)?;
    }
    let axes = Axes {
        x: layout.x,
        y: layout.y,
        x_ticks: &layout.x_ticks,
        y_ticks: &layout.y_ticks,
        x_labels: true,
        y_labels: true,
        letters: layout.letters,
    };
    axes.draw(canvas)?;
    layout.words.draw(layout.inside(), layout.height, canvas)?;
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
    for (mark, label) in marks(figure, Across::X).zip(&layout.above) {
        if !layout.x.shows(mark.at) {
            continue;
        }
        if let Some(x) = layout.x.place(mark.at) {
            canvas.dashed(&[(x, b.1), (x, a.1)], 1.0, (mark.colour, mark.dash))?;
        }
        let script = Script::new(layout.letters.tick, mark.colour, Hold::Centre);
        for (line, above) in label.lines.iter().rev().zip(label.row..) {
            let row = layout.letters.mark_row() * above as f64;
            let height = a.1 - layout.letters.above() - row;
            canvas.text(line, (label.x, height), script)?;
        }
    }
    for (mark, (height, label)) in marks(figure, Across::Y).zip(&layout.beside) {
        if !layout.y.shows(mark.at) {
            continue;
        }
        if let Some(y) = layout.y.place(mark.at) {
            canvas.dashed(&[(a.0, y), (b.0, y)], 1.0, (mark.colour, mark.dash))?;
        }
        let at = (b.0 + 5.0, *height);
        canvas.text(
            label,
            at,
            Script::new(layout.letters.tick, mark.colour, Hold::Left),
        )?;
    }
    Ok(())
}

/// Unbroken lines first: through those over them they are seen.
fn curves(figure: &LineFigure, layout: &Layout, canvas: &Canvas<'_>) -> Result<(), FigureError> {
    let all = || figure.series.iter().zip(&layout.curves);
    let is_solid = |series: &Series| series.style.dash == Dash::Solid;
    for (series, inked) in all().filter(|(s, _)| is_solid(s)) {
        curve(series, inked, layout, canvas)?;
    }
    for (series, inked) in all().filter(|(s, _)| !is_solid(s)) {
        curve(series, inked, layout, canvas)?;
    }
    Ok(())
}

fn curve(
    series: &Series,
    inked: &Inked,
    layout: &Layout,
    canvas: &Canvas<'_>,
) -> Result<(), FigureError> {
    let style = (series.style.colour, series.style.dash);
    for piece in &inked.pieces {
        canvas.dashed(piece, series.style.width, style)?;
    }
    let (a, b) = layout.inside();
    for path in strokes(series, &layout.x, &layout.y) {
        // A stroke of no length leaves no ink.
        if let [(x, y)] = path[..]
            && (a.0..=b.0).contains(&x)
            && (a.1..=b.1).contains(&y)
        {
            cross((x, y), series.style.colour, canvas)?;
        }
    }
    Ok(())
}

/// Wider than a simulated point, which may lie on it.
fn cross(at: Place, colour: Colour, canvas: &Canvas<'_>) -> Result<(), FigureError> {
    const ARM: f64 = 4.5;
    for (u, v) in [(ARM, ARM), (ARM, -ARM)] {
        let ends = [(at.0 - u, at.1 - v), (at.0 + u, at.1 + v)];
        canvas.stroke(&ends, Style::WIDTH, colour)?;
    }
    Ok(())
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

fn legend(figure: &LineFigure, layout: &Layout, canvas: &Canvas<'_>) -> Result<(), FigureError> {
    for (key, seat) in figure.legend.iter().zip(&layout.legend) {
        let (x, y) = seat.at;
        if key.line {
            let style = (key.style.colour, key.style.dash);
            canvas.dashed(&[(x, y), (x + SAMPLE, y)], key.style.width, style)?;
        }
        if key.marker {
            canvas.marker((x + SAMPLE / 2.0, y), key.style)?;
        }
        seat.label(&layout.letters, canvas)?;
    }
    Ok(())
}
