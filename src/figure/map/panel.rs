//! One map, layer by layer.

use super::super::canvas::{Canvas, Image};
use super::super::frame::{Place, Ruler, clipped};
use super::super::letters::Letters;
use super::super::palette::{HATCH, INK, WHITE, ink_on};
use super::super::render::FigureError;
use super::contour::Lattice;
use super::description::{Cells, Contour, MapCurve, Panel, Span};
use super::hatch::hatch;
use super::label::Crowd;
use super::lines::{DrawnLine, is_crumb, settle, thinned};
use super::map_legend::spot;
use super::paint::Paint;
use super::raster::Raster;

/// Where one panel is drawn, and with which colours.
pub(super) struct PanelSheet<'a, 'c> {
    pub(super) x: Ruler,
    pub(super) y: Ruler,
    pub(super) paint: &'a Paint,
    pub(super) canvas: &'a Canvas<'c>,
    pub(super) letters: Letters,
}

impl PanelSheet<'_, '_> {
    fn inside(&self) -> (Place, Place) {
        ((self.x.from, self.y.to), (self.x.to, self.y.from))
    }

    fn place(&self, x: f64, y: f64) -> Option<Place> {
        self.x.place(x).zip(self.y.place(y))
    }

    pub(super) fn draw(&self, panel: &Panel) -> Result<(), FigureError> {
        self.cells(panel)?;
        let radius = radius(panel.spots.len(), self.inside());
        let mut crowd = Crowd::new(self.inside());
        for spot in &panel.spots {
            if let Some(at) = self.place(spot.x, spot.y) {
                crowd.add(at, radius + 1.5);
            }
        }
        // Curves are few and their labels matter more: they choose first.
        let mut lines: Vec<DrawnLine<'_>> =
            panel.curves.iter().flat_map(|c| self.curve(c)).collect();
        let curves = lines.len();
        lines.extend(self.contours(panel));
        let settled = settle(&lines, &mut crowd, self.letters.note);
        let (over, under) = settled.split_at(curves);
        for (line, pieces, _) in under.iter().chain(over) {
            for piece in pieces {
                line.draw(piece, self.canvas)?;
            }
        }
        self.spots(panel, radius)?;
        for (line, _, seat) in &settled {
            if let Some(seat) = seat {
                self.canvas.slanted(
                    line.label,
                    seat.at,
                    seat.angle,
                    line.inks(self.letters.note),
                );
            }
        }
        Ok(())
    }

    fn cells(&self, panel: &Panel) -> Result<(), FigureError> {
        let (a, b) = self.inside();
        let raster = Raster::of(&panel.grid, &self.x, &self.y, self.paint);
        self.canvas.image(Image {
            left_top: a,
            right_bottom: b,
            png: raster.png(&self.paint.palette)?,
        });
        if raster.has_blanks() {
            for line in hatch((a, b), |across, down| raster.is_blank(across, down)) {
                self.canvas.stroke(&line, 0.6, HATCH)?;
            }
        }
        Ok(())
    }

    fn curve<'l>(&self, curve: &'l MapCurve) -> Vec<DrawnLine<'l>> {
        let (a, b) = self.inside();
        let places: Vec<Option<Place>> =
            curve.path.iter().map(|&(x, y)| self.place(x, y?)).collect();
        places
            .split(Option::is_none)
            .map(|run| run.iter().flatten().copied().collect::<Vec<_>>())
            .flat_map(|run| clipped(&run, a, b))
            .map(|path| DrawnLine {
                path,
                ink: curve.colour,
                rim: WHITE,
                dash: curve.dash,
                width: curve.width,
                cased: true,
                label: &curve.inline,
            })
            .collect()
    }

    fn contours<'l>(&self, panel: &'l Panel) -> Vec<DrawnLine<'l>> {
        let Some(lattice) = self.lattice(panel) else {
            return Vec::new();
        };
        let levels = panel.contours.levels.iter();
        levels
            .flat_map(|contour| self.contour(&lattice, contour, panel.contours.field.is_none()))
            .collect()
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
    ) -> Vec<DrawnLine<'l>> {
        let (a, b) = self.inside();
        let shades = self.paint.shades.as_ref().filter(|_| own);
        let level = shades.map_or(contour.level, |s| s.spaced(contour.level));
        // A line through its own field has one colour under it all along.
        let under = shades
            .and_then(|s| s.shade(contour.level))
            .map(|shade| self.paint.colour(shade as u8));
        let ink = under.map_or(INK, ink_on);
        lattice
            .contour(level)
            .iter()
            .filter(|path| !is_crumb(path, lattice.diagonal(), (a, b)))
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
            .collect()
    }

    fn spots(&self, panel: &Panel, radius: f64) -> Result<(), FigureError> {
        for found in &panel.spots {
            let visible = self.x.shows(found.x) && self.y.shows(found.y);
            let Some(at) = self.place(found.x, found.y).filter(|_| visible) else {
                continue;
            };
            let colour = self.paint.colour(self.paint.index(found.datum));
            spot(at, radius, colour, found.finding, self.canvas)?;
        }
        Ok(())
    }
}

/// Where the cells' centres and outer edges lie.
fn centres(span: &Span, cells: usize, ruler: &Ruler) -> Option<(Vec<f64>, (f64, f64))> {
    let (from, to) = ruler.place(span.low).zip(ruler.place(span.high))?;
    let at = |i: usize| from + (to - from) * (i as f64 + 0.5) / cells as f64;
    Some(((0..cells).map(at).collect(), (from, to)))
}

/// Spots shrink where there are many.
fn radius(count: usize, (a, b): (Place, Place)) -> f64 {
    let each = (b.0 - a.0) * (b.1 - a.1) / count.max(1) as f64;
    (0.22 * each.sqrt()).clamp(1.5, 3.2)
}
