//! What the legend of a map says.

use super::super::canvas::{Canvas, outline};
use super::super::description::{Dash, Marker};
use super::super::frame::Place;
use super::super::legend::{SAMPLE, Seat};
use super::super::letters::Letters;
use super::super::palette::{BLANK, Colour, HATCH, INK, WHITE};
use super::super::render::FigureError;
use super::description::{Datum, Finding, MapFigure, Shading};
use super::hatch::hatch;
use super::paint::{NONE, Paint};

/// An entry of the legend.
pub(super) struct LegendEntry {
    pub(super) label: String,
    sample: Sample,
}

enum Sample {
    Fill(Colour),
    Hatched,
    Line(Colour, Dash, f64),
    Spot(Finding),
}

/// Categories, cells without a value, curves (each label once), spots.
pub(super) fn entries(figure: &MapFigure, paint: &Paint) -> Vec<LegendEntry> {
    let entry = |label: &str, sample| LegendEntry {
        label: label.to_owned(),
        sample,
    };
    let mut all: Vec<LegendEntry> = Vec::new();
    if let Shading::Categories(categories) = &figure.shading {
        let shown = categories.iter().enumerate();
        let shown = shown.filter(|(place, _)| is_shown(figure, *place));
        all.extend(shown.map(|(_, c)| entry(&c.name, Sample::Fill(c.colour))));
    }
    if !figure.missing.is_empty() && any_missing(figure, paint) {
        all.push(entry(&figure.missing, Sample::Hatched));
    }
    for curve in figure.panels.iter().flat_map(|p| &p.curves) {
        if !curve.label.is_empty() && all.iter().all(|e| e.label != curve.label) {
            let sample = Sample::Line(curve.colour, curve.dash, curve.width);
            all.push(entry(&curve.label, sample));
        }
    }
    let spots = || figure.panels.iter().flat_map(|p| &p.spots);
    if !figure.spots.is_empty() && spots().next().is_some() {
        all.push(entry(&figure.spots, Sample::Spot(Finding::Agrees)));
    }
    for (words, finding) in [
        (&figure.undecided, Finding::Undecided),
        (&figure.disagreeing, Finding::Disagrees),
    ] {
        if !words.is_empty() && spots().any(|s| s.finding == finding) {
            all.push(entry(words, Sample::Spot(finding)));
        }
    }
    all
}

/// Whether any cell or spot is of a kind.
fn is_shown(figure: &MapFigure, category: usize) -> bool {
    let kind = Some(Datum::Category(category));
    let mut panels = figure.panels.iter();
    panels.any(|panel| {
        let (columns, rows) = panel.grid.shape();
        let mut cells = panel.grid.cells.data().take(columns * rows);
        cells.any(|cell| cell == kind) || panel.spots.iter().any(|spot| spot.datum == kind)
    })
}

fn any_missing(figure: &MapFigure, paint: &Paint) -> bool {
    figure.panels.iter().map(|p| &p.grid).any(|grid| {
        let (columns, rows) = grid.shape();
        (0..columns * rows).any(|i| paint.index(grid.cells.datum(i)) == NONE)
    })
}

impl LegendEntry {
    pub(super) fn draw(
        &self,
        seat: &Seat,
        letters: &Letters,
        canvas: &Canvas<'_>,
    ) -> Result<(), FigureError> {
        let (at, (x, y)) = (seat.at, seat.at);
        match self.sample {
            Sample::Fill(colour) => swatch(at, colour, false, canvas)?,
            Sample::Hatched => swatch(at, BLANK, true, canvas)?,
            Sample::Line(colour, dash, width) => {
                canvas.dashed(&[(x, y), (x + SAMPLE, y)], width, (colour, dash))?;
            }
            Sample::Spot(finding) => {
                spot((x + SAMPLE / 2.0, y), 3.0, (215, 215, 215), finding, canvas)?;
            }
        }
        seat.label(letters, canvas)
    }
}

fn swatch(
    (x, y): Place,
    colour: Colour,
    hatched: bool,
    canvas: &Canvas<'_>,
) -> Result<(), FigureError> {
    let (a, b) = ((x, y - 4.5), (x + SAMPLE, y + 4.5));
    let corners = [a, (b.0, a.1), b, (a.0, b.1), a];
    canvas.fill(&corners, colour)?;
    if hatched {
        for line in hatch((a, b), |_, _| true) {
            canvas.stroke(&line, 0.6, HATCH)?;
        }
    }
    canvas.stroke(&corners, 0.5, INK)
}

/// A disc with a thin dark and a thin white ring: on its own colour hardly seen. Crossed
/// out it has arms, behind it, so that its colour can still be read; hollow it has none.
pub(super) fn spot(
    at: Place,
    radius: f64,
    colour: Colour,
    finding: Finding,
    canvas: &Canvas<'_>,
) -> Result<(), FigureError> {
    let (rim, colour) = match finding {
        Finding::Agrees => (0.4, colour),
        Finding::Undecided => (0.9, WHITE),
        Finding::Disagrees => {
            cross(at, radius + 1.6, canvas)?;
            (0.4, colour)
        }
    };
    for (grow, ink) in [(rim + 0.5, WHITE), (rim, INK), (0.0, colour)] {
        let corners: Vec<Place> = outline(Marker::Circle, radius + grow)
            .iter()
            .map(|o| (at.0 + o.0, at.1 + o.1))
            .collect();
        canvas.fill(&corners, ink)?;
    }
    Ok(())
}

/// A cross that no background swallows.
fn cross(at: Place, arm: f64, canvas: &Canvas<'_>) -> Result<(), FigureError> {
    for (width, grow, ink) in [(3.0, 0.6, WHITE), (1.6, 0.0, (0, 0, 0))] {
        for turn in [-1.0, 1.0] {
            let arm = arm + grow;
            let ends = [
                (at.0 - arm, at.1 - turn * arm),
                (at.0 + arm, at.1 + turn * arm),
            ];
            canvas.stroke(&ends, width, ink)?;
        }
    }
    Ok(())
}
