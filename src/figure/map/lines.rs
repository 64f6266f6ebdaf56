//! Curves and contours on paper, with gaps for their labels.

use super::super::canvas::{Canvas, Inks};
use super::super::dash::inked;
use super::super::description::Dash;
use super::super::frame::Place;
use super::super::palette::Colour;
use super::super::render::FigureError;
use super::super::text::width;
use super::label::{Crowd, LabelSeat, parted};

/// White on both sides of a line, so that it stands out on every colour.
const CASING: f64 = 0.7;

/// A line on paper with its look and label.
pub(super) struct DrawnLine<'a> {
    pub(super) path: Vec<Place>,
    pub(super) ink: Colour,
    pub(super) rim: Colour,
    pub(super) dash: Dash,
    pub(super) width: f64,
    /// Whether the rim runs along the line, not around its label only.
    pub(super) cased: bool,
    pub(super) label: &'a str,
}

/// A line, its pieces around the label, and the label's place.
pub(super) type Settled<'a, 'l> = (&'a DrawnLine<'l>, Vec<Vec<Place>>, Option<LabelSeat>);

/// Finds places for labels, in order, and parts the lines there.
pub(super) fn settle<'a, 'l>(
    lines: &'a [DrawnLine<'l>],
    crowd: &mut Crowd,
    size: f64,
) -> Vec<Settled<'a, 'l>> {
    for (owner, line) in lines.iter().enumerate() {
        crowd.add_line(&line.path, owner);
    }
    let settled = lines.iter().enumerate().map(|(owner, line)| {
        let room = width(line.label, size);
        let found = Some(line.label)
            .filter(|label| !label.is_empty())
            .and_then(|_| crowd.seat(&line.path, owner, room, size));
        match found {
            Some(seat) => (line, parted(&line.path, &seat).to_vec(), Some(seat)),
            None => (line, vec![line.path.clone()], None),
        }
    });
    settled.collect()
}

impl DrawnLine<'_> {
    pub(super) fn inks(&self, size: f64) -> Inks {
        Inks {
            size,
            text: self.ink,
            rim: self.rim,
            rim_width: 1.6,
        }
    }

    /// Draws a piece of it.
    pub(super) fn draw(&self, path: &[Place], canvas: &Canvas<'_>) -> Result<(), FigureError> {
        if self.cased {
            let wide = self.width + 2.0 * CASING;
            for piece in inked(path, self.width, self.dash) {
                canvas.stroke(&piece, wide, self.rim)?;
            }
        }
        canvas.dashed(path, self.width, (self.ink, self.dash))
    }
}

/// Whether a line is no longer than a cell's diagonal and leads nowhere, neither round nor to the
/// frame: where values end at a steep slope, some cells hold a bit of contour by chance.
pub(super) fn is_crumb(path: &[Place], cell: f64, (a, b): (Place, Place)) -> bool {
    const SHORT: f64 = 6.0;
    const RIM: f64 = 0.5;
    let inside =
        |p: &Place| (a.0 + RIM..b.0 - RIM).contains(&p.0) && (a.1 + RIM..b.1 - RIM).contains(&p.1);
    let enclosed = path.first().is_some_and(inside) && path.last().is_some_and(inside);
    let short = if enclosed { cell.max(SHORT) } else { SHORT };
    let length: f64 = path
        .windows(2)
        .map(|p| (p[1].0 - p[0].0).hypot(p[1].1 - p[0].1))
        .sum();
    path.first() != path.last() && length < short
}

/// Corners closer than the eye sees are left out.
pub(super) fn thinned(path: &[Place]) -> Vec<Place> {
    const CLOSE: f64 = 0.4;
    let mut kept: Vec<Place> = Vec::new();
    for (i, &p) in path.iter().enumerate() {
        let near = kept
            .last()
            .is_some_and(|q| (q.0 - p.0).hypot(q.1 - p.1) < CLOSE);
        if near && i + 1 < path.len() {
            continue;
        }
        kept.push(p);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::is_crumb;

    #[test]
    fn a_bit_of_contour_in_one_wide_cell_is_a_crumb() {
        let frame = ((0.0, 0.0), (100.0, 100.0));
        let is = |path: &[(f64, f64)], cell| is_crumb(path, cell, frame);
        let bit = [(40.0, 40.0), (55.0, 50.0)];
        assert!(is(&bit, 28.0) && !is(&bit, 3.0));
        assert!(
            !is(&[(0.0, 40.0), (15.0, 50.0)], 28.0),
            "it ends at the frame"
        );
        let ring = [(40.0, 40.0), (45.0, 45.0), (40.0, 45.0), (40.0, 40.0)];
        assert!(!is(&ring, 28.0));
        assert!(is(&[(1.0, 40.0), (4.0, 42.0)], 1.0));
    }
}
