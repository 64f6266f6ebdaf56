//! Contours of one map within its frame.

use super::super::frame::{Place, Ruler, clipped};
use super::super::palette::{INK, WHITE, ink_on};
use super::contour::Lattice;
use super::description::{Cells, Contour, Panel, Span};
use super::lines::{DrawnLine, is_crumb, thinned};
use super::paint::Paint;

/// Where one panel lies, and with which colours.
#[derive(Clone, Copy)]
pub(super) struct PanelFrame<'a> {
    pub(super) x: Ruler,
    pub(super) y: Ruler,
    pub(super) paint: &'a Paint,
}

impl PanelFrame<'_> {
    pub(super) fn inside(&self) -> (Place, Place) {
        ((self.x.from, self.y.to), (self.x.to, self.y.from))
    }

    pub(super) fn place(&self, x: f64, y: f64) -> Option<Place> {
        self.x.place(x).zip(self.y.place(y))
    }

    /// The lines of all contours, and how many crumbs are left out.
    pub(super) fn contours<'l>(&self, panel: &'l Panel) -> (Vec<DrawnLine<'l>>, usize) {
        let Some(lattice) = self.lattice(panel) else {
            return (Vec::new(), 0);
        };
        let own = panel.contours.field.is_none();
        let (mut lines, mut crumbs) = (Vec::new(), 0);
        for contour in &panel.contours.levels {
            let (found, left_out) = self.contour(&lattice, contour, own);
            lines.extend(found);
            crumbs += left_out;
        }
        (lines, crumbs)
    }

    /// Cell centres on paper, with values spaced as their colours are.
    fn lattice(&self, panel: &Panel) -> Option<Lattice> {
        let grid = &panel.grid;
        if panel.contours.levels.is_empty() {
            return None;
        }
        let values = match (&panel.contours.field, &grid.cells, &self.paint.shades) {
            (Some(field), _, _) => field.clone(),
            (None, Cells::Values(own), Some(shades)) => {
                own.iter().map(|v| v.map(|v| shades.spaced(v))).collect()
            }
            _ => return None,
        };
        let (columns, rows) = grid.shape();
        let (xs, x_ends) = centres(&grid.x, columns, &self.x)?;
        let (ys, y_ends) = centres(&grid.y, rows, &self.y)?;
        Some(Lattice::new(xs, ys, values).to_edges(x_ends, y_ends))
    }

    fn contour<'l>(
        &self,
        lattice: &Lattice,
        contour: &'l Contour,
        own: bool,
    ) -> (Vec<DrawnLine<'l>>, usize) {
        let (a, b) = self.inside();
        let shades = self.paint.shades.as_ref().filter(|_| own);
        let level = shades.map_or(contour.level, |s| s.spaced(contour.level));
        // A line through its own field has one colour under it all along.
        let under = shades
            .and_then(|s| s.shade(contour.level))
            .map(|shade| self.paint.colour(shade as u8));
        let ink = under.map_or(INK, ink_on);
        let paths = lattice.contour(level);
        let is_crumb = |path: &&Vec<Place>| is_crumb(path, lattice.diagonal(), (a, b));
        let (crumbs, kept): (Vec<_>, Vec<_>) = paths.iter().partition(is_crumb);
        let lines = kept
            .into_iter()
            .flat_map(|path| clipped(&thinned(path), a, b))
            .map(|path| DrawnLine {
                path,
                ink,
                rim: under.unwrap_or(WHITE),
                dash: contour.dash,
                width: contour.width,
                cased: !own,
                label: &contour.label,
            })
            .collect();
        (lines, crumbs.len())
    }
}

/// Where the cells' centres and outer edges lie.
fn centres(span: &Span, cells: usize, ruler: &Ruler) -> Option<(Vec<f64>, (f64, f64))> {
    let (from, to) = ruler.place(span.low).zip(ruler.place(span.high))?;
    let at = |i: usize| from + (to - from) * (i as f64 + 0.5) / cells as f64;
    Some(((0..cells).map(at).collect(), (from, to)))
}
