//! The colours of one figure, numbered: what a cell holds becomes a number.

use super::super::palette::{BLANK, Colour, WHITE};
use super::colour_scale::{SHADES, Shades};
use super::description::{Datum, MapFigure, Shading};

/// The number of cells without a value.
pub(super) const NONE: u8 = SHADES as u8;
/// The number of what no cell covers.
pub(super) const OUTSIDE: u8 = NONE + 1;

/// Colours by number, and how to find the number.
pub(super) struct Paint {
    pub(super) palette: Vec<Colour>,
    /// For figures of numbers.
    pub(super) shades: Option<Shades>,
    categories: usize,
}

impl Paint {
    pub(super) fn of(figure: &MapFigure) -> Self {
        let (mut palette, shades): (Vec<Colour>, _) = match &figure.shading {
            Shading::Values(scale) => {
                let shades = Shades::of(scale, data(figure).filter_map(number));
                let all = (0..SHADES).map(|i| shades.colour(i)).collect();
                (all, Some(shades))
            }
            Shading::Categories(all) => (all.iter().map(|c| c.colour).take(SHADES).collect(), None),
        };
        let categories = palette.len();
        palette.resize(SHADES, BLANK);
        palette.extend([BLANK, WHITE]);
        Self {
            palette,
            shades,
            categories,
        }
    }

    /// The number of a colour: [`NONE`] for what the figure's shading does not have.
    pub(super) fn index(&self, datum: Option<Datum>) -> u8 {
        let index = match (datum, &self.shades) {
            (Some(Datum::Value(v)), Some(shades)) => shades.shade(v),
            (Some(Datum::Category(i)), None) => Some(i).filter(|i| *i < self.categories),
            _ => None,
        };
        index.map_or(NONE, |i| i as u8)
    }

    pub(super) fn colour(&self, index: u8) -> Colour {
        self.palette
            .get(usize::from(index))
            .copied()
            .unwrap_or(BLANK)
    }
}

/// All that cells and spots hold.
pub(super) fn data(figure: &MapFigure) -> impl Iterator<Item = Option<Datum>> + '_ {
    figure.panels.iter().flat_map(|panel| {
        let spots = panel.spots.iter().map(|spot| spot.datum);
        panel.grid.cells.data().chain(spots)
    })
}

/// The number, if it is one.
pub(super) fn number(datum: Option<Datum>) -> Option<f64> {
    match datum {
        Some(Datum::Value(v)) if !v.is_nan() => Some(v),
        _ => None,
    }
}
