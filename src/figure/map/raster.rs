//! The filled cells as one bitmap over the frame.

use std::sync::Arc;

use super::super::frame::Ruler;
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
        let shape = grid.shape();
        let columns = cells(&grid.x, shape.0, x, false);
        let rows = cells(&grid.y, shape.1, y, true);
        let numbers: Vec<u8> = (0..shape.0 * shape.1)
            .map(|i| paint.index(grid.cells.datum(i)))
            .collect();
        let pixel = |row: Option<usize>, column: Option<usize>| match (row, column) {
            (Some(r), Some(c)) => numbers[r * shape.0 + c],
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

    pub(super) fn has_blanks(&self) -> bool {
        self.pixels.contains(&NONE)
    }

    /// Whether a place, as shares of width and height, has no value.
    pub(super) fn is_blank(&self, across: f64, down: f64) -> bool {
        let column = (across * self.width as f64) as usize;
        let row = (down * self.height as f64) as usize;
        column < self.width && self.pixels.get(row * self.width + column) == Some(&NONE)
    }
}

/// The cell under each pixel along one axis of the frame.
fn cells(span: &Span, number: usize, ruler: &Ruler, downwards: bool) -> Vec<Option<usize>> {
    let ends = ruler.place(span.low).zip(ruler.place(span.high));
    let Some((low, high)) = ends.filter(|(a, b)| number > 0 && a != b) else {
        return vec![None];
    };
    let length = (ruler.to - ruler.from).abs();
    let fills = (low - ruler.from).abs().max((high - ruler.to).abs()) < 1e-6 * length;
    let count = if fills {
        number * FINE_ENOUGH.div_ceil(number)
    } else {
        CUT
    };
    let cell = |pixel: usize| {
        let share = (pixel as f64 + 0.5) / count as f64;
        let share = if downwards { 1.0 - share } else { share };
        let place = ruler.from + share * (ruler.to - ruler.from);
        let cell = (place - low) / (high - low) * number as f64;
        (cell >= 0.0 && cell < number as f64).then_some(cell as usize)
    };
    (0..count).map(cell).collect()
}
