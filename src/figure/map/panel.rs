//! One map, layer by layer.

use super::super::canvas::{Canvas, Image};
use super::super::frame::{Place, clipped};
use super::super::letters::Letters;
use super::super::palette::{HATCH, WHITE};
use super::super::render::FigureError;
use super::contour_lines::PanelFrame;
use super::description::{MapCurve, Panel};
use super::hatch::hatch;
use super::label::Crowd;
use super::lines::{DrawnLine, settle};
use super::map_legend::spot;
use super::raster::Raster;

/// Where one panel is drawn, and with which colours.
pub(super) struct PanelSheet<'a, 'c> {
    pub(super) frame: PanelFrame<'a>,
    pub(super) canvas: &'a Canvas<'c>,
    pub(super) letters: Letters,
}

impl PanelSheet<'_, '_> {
    pub(super) fn draw(&self, panel: &Panel) -> Result<(), FigureError> {
        self.cells(panel)?;
        let radius = radius(panel.spots.len(), self.frame.inside());
        let mut crowd = Crowd::new(self.frame.inside());
        for spot in &panel.spots {
            if let Some(at) = self.frame.place(spot.x, spot.y) {
                crowd.add(at, radius + 1.5);
            }
        }
        // Curves are few and their labels matter more: they choose first.
        let mut lines: Vec<DrawnLine<'_>> =
            panel.curves.iter().flat_map(|c| self.curve(c)).collect();
        let curves = lines.len();
        lines.extend(self.frame.contours(panel).0);
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
        let (a, b) = self.frame.inside();
        let raster = Raster::of(&panel.grid, &self.frame.x, &self.frame.y, self.frame.paint);
        self.canvas.image(Image {
            left_top: a,
            right_bottom: b,
            png: raster.png(&self.frame.paint.palette)?,
        });
        if raster.has_blanks() {
            for line in hatch((a, b), |across, down| raster.is_blank(across, down)) {
                self.canvas.stroke(&line, 0.6, HATCH)?;
            }
        }
        Ok(())
    }

    fn curve<'l>(&self, curve: &'l MapCurve) -> Vec<DrawnLine<'l>> {
        let (a, b) = self.frame.inside();
        let places: Vec<Option<Place>> = curve
            .path
            .iter()
            .map(|&(x, y)| self.frame.place(x, y?))
            .collect();
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

    fn spots(&self, panel: &Panel, radius: f64) -> Result<(), FigureError> {
        for found in &panel.spots {
            let visible = self.frame.x.shows(found.x) && self.frame.y.shows(found.y);
            let Some(at) = self.frame.place(found.x, found.y).filter(|_| visible) else {
                continue;
            };
            let colour = self.frame.paint.colour(self.frame.paint.index(found.datum));
            spot(at, radius, colour, found.finding, self.canvas)?;
        }
        Ok(())
    }
}

/// Spots shrink where there are many.
fn radius(count: usize, (a, b): (Place, Place)) -> f64 {
    let each = (b.0 - a.0) * (b.1 - a.1) / count.max(1) as f64;
    (0.22 * each.sqrt()).clamp(1.5, 3.2)
}
