//! Bytes that a figure takes while it is drawn: most of it is the bitmap.

use crate::paper::Sheet;

/// The font, strokes and outlines of a figure with few lines (seen to be resident, as what follows).
const DRAWING: f64 = 5e6;
/// A pixel of four bytes, and once more while it is written.
const PIXEL: f64 = 8.0;
/// Title, caption, axis labels and legend above and below the frame, in points.
const AROUND: f64 = 110.0;

/// A figure of lines on a sheet.
pub(super) fn of_lines(sheet: Sheet) -> f64 {
    of_height(sheet, Sheet::plot_height(sheet.points()))
}

/// A map of so many panels.
pub(super) fn of_map(sheet: Sheet, panels: usize) -> f64 {
    /// Of a panel, in points, on wide paper.
    const HIGHEST: f64 = 250.0;
    // Four are drawn in two rows.
    let rows = if panels > 3 { 2.0 } else { 1.0 };
    let columns = panels as f64 / rows;
    let panel = (sheet.points() / columns.max(1.0)).min(HIGHEST);
    of_height(sheet, rows * panel)
}

fn of_height(sheet: Sheet, frames: f64) -> f64 {
    let pixels = sheet.points() * (frames + AROUND) * Sheet::DOTS_A_POINT.powi(2);
    DRAWING + PIXEL * pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes of bitmaps that were drawn, in pixels.
    #[test]
    fn bitmaps_are_about_as_large_as_they_were_seen_to_be() {
        let sheet = |width: f64| Sheet {
            width,
            ..Sheet::default()
        };
        for (found, width, height) in [
            (of_lines(sheet(84.0)), 993.0, 1005.0),
            (of_lines(sheet(Sheet::PAGE)), 1950.0, 1405.0),
            (of_lines(sheet(400.0)), 4725.0, 1921.0),
            (of_map(sheet(400.0), 1), 4725.0, 1463.0),
            (of_map(sheet(400.0), 4), 4725.0, 2663.0),
        ] {
            let ratio = (found - DRAWING) / (PIXEL * width * height);
            assert!((0.8..1.25).contains(&ratio), "{width} × {height}: {ratio}");
        }
    }
}
