//! The filled cells as one bitmap over the frame.

use std::sync::Arc;

use super::super::frame::{Place, Ruler, clip};
use super::super::palette::Colour;
use super::super::render::FigureError;
use super::description::{Grid, Span};
use super::paint::{NONE, OUTSIDE, Paint};

/// Cells are widened to whole numbers of pixels until the bitmap has this many: a
/// viewer that smooths bitmaps then blurs no more than a cell's rim.
const FINE_ENOUGH: usize = 600;
/// Pixels across a frame that cuts through cells.
const CUT: usize = 1500;

/// Colour numbers of pixels over the frame, from the left top.
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl Raster {
    pub(super) fn of(grid: &Grid, x: &Ruler, y: &Ruler, paint: &Paint) -> Self {
        let columns = cells(&grid.x, x, false);
        let rows = cells(&grid.y, y, true);
        let numbers: Vec<u8> = (0..grid.x.cells * grid.y.cells)
            .map(|i| paint.index(grid.cells.datum(i)))
            .collect();
        let pixel = |row: Option<usize>, column: Option<usize>| match (row, column) {
            (Some(r), Some(c)) => numbers[r * grid.x.cells + c],
            _ => OUTSIDE,
        };
        let pixels = rows
            .iter()
            .flat_map(|&r| columns.iter().map(move |&c| (r, c)))
            .map(|(r, c)| pixel(r, c))
            .collect();
        Self {
            width: columns.len(),
            height: rows.len(),
            pixels,
        }
    }

    /// A lossless bitmap; the same pixels give the same bytes.
    pub(super) fn png(&self, palette: &[Colour]) -> Result<Arc<Vec<u8>>, FigureError> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width as u32, self.height as u32);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Best);
        // Numbers of colours have no slope for a filter to predict.
        encoder.set_filter(png::FilterType::NoFilter);
        encoder.set_palette(
            palette
                .iter()
                .flat_map(|c| [c.0, c.1, c.2])
                .collect::<Vec<u8>>(),
        );
        let mut writer = encoder.write_header().map_err(FigureError::drawing)?;
        writer
            .write_image_data(&self.pixels)
            .map_err(FigureError::drawing)?;
        writer.finish().map_err(FigureError::drawing)?;
        Ok(Arc::new(bytes))
    }

    /// Slanted lines over the pixels without a value.
    pub(super) fn hatch(&self, left_top: Place, right_bottom: Place) -> Vec<[Place; 2]> {
        const APART: f64 = 5.0;
        const STEP: f64 = 0.25;
        if !self.pixels.contains(&NONE) {
            return Vec::new();
        }
        let (width, height) = (right_bottom.0 - left_top.0, right_bottom.1 - left_top.1);
        let mut lines = Vec::new();
        for k in 1..((width + height) / APART).ceil() as usize {
            // Aligned on the sheet, so that panels and legend look alike.
            let reach = k as f64 * APART;
            let start = (left_top.0, left_top.1 + reach);
            let end = (left_top.0 + reach, left_top.1);
            if let Some((a, b)) = clip(start, end, left_top, right_bottom) {
                let steps = ((b.0 - a.0) / STEP).ceil().max(1.0);
                let at = |i: f64| {
                    let t = i / steps;
                    (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1))
                };
                let blank = |p: Place| {
                    let u = (p.0 - left_top.0) / width * self.width as f64;
                    let v = (p.1 - left_top.1) / height * self.height as f64;
                    let (u, v) = (u as usize, v as usize);
                    u < self.width && self.pixels.get(v * self.width + u) == Some(&NONE)
                };
                let mut from = None;
                for i in 0..=steps as usize {
                    let inside = i < steps as usize && blank(at(i as f64 + 0.5));
                    match (from, inside) {
                        (None, true) => from = Some(at(i as f64)),
                        (Some(start), false) => {
                            lines.push([start, at(i as f64)]);
                            from = None;
                        }
                        _ => {}
                    }
                }
            }
        }
        lines
    }
}

/// The cell under each pixel along one axis of the frame.
fn cells(span: &Span, ruler: &Ruler, downwards: bool) -> Vec<Option<usize>> {
    let ends = ruler.place(span.low).zip(ruler.place(span.high));
    let Some((low, high)) = ends.filter(|(a, b)| span.cells > 0 && a != b) else {
        return vec![None];
    };
    let length = (ruler.to - ruler.from).abs();
    let fills = (low - ruler.from).abs().max((high - ruler.to).abs()) < 1e-6 * length;
    let count = if fills {
        span.cells * FINE_ENOUGH.div_ceil(span.cells)
    } else {
        CUT
    };
    let cell = |pixel: usize| {
        let share = (pixel as f64 + 0.5) / count as f64;
        let share = if downwards { 1.0 - share } else { share };
        let place = ruler.from + share * (ruler.to - ruler.from);
        let cell = (place - low) / (high - low) * span.cells as f64;
        (cell >= 0.0 && cell < span.cells as f64).then_some(cell as usize)
    };
    (0..count).map(cell).collect()
}
