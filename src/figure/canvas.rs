//! Pen strokes on plotters' SVG backend, ten units to the point.
//!
//! plotters places everything on whole units: at ten to the point its rounding is
//! finer than any printer.

use std::sync::OnceLock;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontTransform, register_font};

use super::description::{Dash, Marker, Style};
use super::frame::{Place, clip};
use super::palette::Colour;
use super::render::FigureError;

/// Units to the point.
pub(super) const FINE: f64 = 10.0;
/// A subset of DejaVu Sans: Latin, Greek, scripts and operators (see `font/`).
pub(super) const FONT: &[u8] = include_bytes!("font/DejaVuSans-subset.ttf");

/// plotters writes a font size as em = size/1.24 and measures it as the height from
/// ascender to descender, 1.16 em here: text is written at its true size, and
/// measured a little large.
const EM: f64 = 1.24;

/// Where text is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    Left,
    Centre,
    Right,
}

/// How text is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Script {
    pub(super) size: f64,
    pub(super) colour: Colour,
    pub(super) hold: Hold,
    /// Upwards along the left edge.
    pub(super) upward: bool,
}

impl Script {
    pub(super) fn new(size: f64, colour: Colour, hold: Hold) -> Self {
        Self {
            size,
            colour,
            hold,
            upward: false,
        }
    }
}

/// A sheet to draw on.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, plotters::coord::Shift>,
}

type Drawn = Result<(), FigureError>;

fn whole(place: Place) -> (i32, i32) {
    (
        (place.0 * FINE).round() as i32,
        (place.1 * FINE).round() as i32,
    )
}

fn rgb((r, g, b): Colour) -> RGBColor {
    RGBColor(r, g, b)
}

impl<'a> Canvas<'a> {
    /// White paper of the given size in points.
    pub(super) fn new(out: &'a mut String, width: f64, height: f64) -> Result<Self, FigureError> {
        let size = whole((width, height));
        let area = SVGBackend::with_string(out, (size.0 as u32, size.1 as u32)).into_drawing_area();
        area.fill(&WHITE).map_err(FigureError::drawing)?;
        Ok(Self { area })
    }

    pub(super) fn finish(self) -> Drawn {
        self.area.present().map_err(FigureError::drawing)
    }

    pub(super) fn stroke(&self, path: &[Place], width: f64, colour: Colour) -> Drawn {
        if path.len() < 2 {
            return Ok(());
        }
        let points: Vec<_> = path.iter().copied().map(whole).collect();
        let style = rgb(colour).stroke_width((width * FINE).round() as u32);
        self.area
            .draw(&PathElement::new(points, style))
            .map_err(FigureError::drawing)
    }

    pub(super) fn dashed(&self, path: &[Place], width: f64, style: (Colour, Dash)) -> Drawn {
        for piece in pieces(path, pattern(style.1, width)) {
            self.stroke(&piece, width, style.0)?;
        }
        Ok(())
    }

    /// A path cut at the box, in pieces, dashed through.
    pub(super) fn clipped(
        &self,
        path: &[Place],
        (left_top, right_bottom): (Place, Place),
        width: f64,
        style: (Colour, Dash),
    ) -> Drawn {
        let mut current: Vec<Place> = Vec::new();
        for pair in path.windows(2) {
            match clip(pair[0], pair[1], left_top, right_bottom) {
                Some((a, b)) => {
                    if current.last() != Some(&a) {
                        self.dashed(&current, width, style)?;
                        current = vec![a];
                    }
                    current.push(b);
                }
                None => {
                    self.dashed(&current, width, style)?;
                    current.clear();
                }
            }
        }
        self.dashed(&current, width, style)
    }

    /// A filled shape with a thin white rim, so that it stands out on its own line.
    pub(super) fn marker(&self, at: Place, style: Style) -> Drawn {
        let corners = |offsets: &[Place]| -> Vec<(i32, i32)> {
            offsets
                .iter()
                .map(|o| whole((at.0 + o.0, at.1 + o.1)))
                .collect()
        };
        let shape = |grow: f64| -> Vec<Place> {
            let r = 2.6 + grow;
            match style.marker {
                Marker::Circle => (0..32)
                    .map(|k| {
                        let angle = std::f64::consts::TAU * f64::from(k) / 32.0;
                        (r * libm::cos(angle), r * libm::sin(angle))
                    })
                    .collect(),
                Marker::Square => {
                    let a = 0.88 * r;
                    vec![(-a, -a), (a, -a), (a, a), (-a, a)]
                }
                Marker::Triangle => {
                    let a = 1.25 * r;
                    vec![(0.0, -a), (0.9 * a, 0.65 * a), (-0.9 * a, 0.65 * a)]
                }
                Marker::Diamond => {
                    let a = 1.25 * r;
                    vec![(0.0, -a), (a, 0.0), (0.0, a), (-a, 0.0)]
                }
            }
        };
        for (grow, colour) in [(0.6, WHITE), (0.0, rgb(style.colour))] {
            self.area
                .draw(&Polygon::new(corners(&shape(grow)), colour.filled()))
                .map_err(FigureError::drawing)?;
        }
        Ok(())
    }

    pub(super) fn text(&self, text: &str, at: Place, script: Script) -> Drawn {
        if text.is_empty() {
            return Ok(());
        }
        let font = ("sans-serif", script.size * FINE * EM).into_font();
        let font = if script.upward {
            font.transform(FontTransform::Rotate270)
        } else {
            font
        };
        let hold = match script.hold {
            Hold::Left => HPos::Left,
            Hold::Centre => HPos::Center,
            Hold::Right => HPos::Right,
        };
        let ink = rgb(script.colour);
        let style = TextStyle::from(font)
            .pos(Pos::new(hold, VPos::Center))
            .color(&ink);
        self.area
            .draw(&Text::new(text.to_owned(), whole(at), style))
            .map_err(FigureError::drawing)
    }
}

/// Width of a text in points.
pub(super) fn width(text: &str, size: f64) -> f64 {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    if !*REGISTERED.get_or_init(|| register_font("sans-serif", FontStyle::Normal, FONT).is_ok()) {
        return 0.6 * size * text.chars().count() as f64;
    }
    let marks = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let bare: String = text.chars().filter(|c| !marks(c)).collect();
    ("sans-serif", size * FINE * 1.2)
        .into_font()
        .box_size(&bare)
        .map_or(0.6 * size * bare.chars().count() as f64, |(w, _)| {
            f64::from(w) / FINE
        })
}

/// Lengths of ink and gap in turn; empty for a solid line.
fn pattern(dash: Dash, width: f64) -> Vec<f64> {
    let unit = width.max(0.8);
    let lengths: &[f64] = match dash {
        Dash::Solid => &[],
        Dash::Dashed => &[5.0, 2.5],
        Dash::Dotted => &[1.2, 1.8],
        Dash::DashDot => &[6.0, 2.0, 1.2, 2.0],
    };
    lengths.iter().map(|l| l * unit).collect()
}

/// Cuts a path into the inked pieces of a pattern.
fn pieces(path: &[Place], pattern: Vec<f64>) -> Vec<Vec<Place>> {
    if pattern.is_empty() {
        return vec![path.to_vec()];
    }
    let mut out = Vec::new();
    let mut current: Vec<Place> = path.first().copied().into_iter().collect();
    let (mut turn, mut left) = (0, pattern[0]);
    for pair in path.windows(2) {
        let (mut a, b) = (pair[0], pair[1]);
        loop {
            let length = (b.0 - a.0).hypot(b.1 - a.1);
            let inked = turn % 2 == 0;
            if length <= left {
                left -= length;
                if inked {
                    current.push(b);
                }
                break;
            }
            let t = left / length;
            a = (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
            if inked {
                current.push(a);
                out.push(std::mem::take(&mut current));
            } else {
                current = vec![a];
            }
            turn += 1;
            left = pattern[turn % pattern.len()];
        }
    }
    if current.len() > 1 {
        out.push(current);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_cover_the_path_in_turn() {
        let cut = pieces(&[(0.0, 0.0), (4.0, 0.0), (10.0, 0.0)], vec![3.0, 2.0]);
        let ends: Vec<_> = cut.iter().map(|p| (p[0].0, p[p.len() - 1].0)).collect();
        assert_eq!(ends, [(0.0, 3.0), (5.0, 8.0)]);
        assert_eq!(pieces(&[(0.0, 0.0), (1.0, 0.0)], vec![]).len(), 1);
    }

    #[test]
    fn text_has_a_width_and_a_combining_mark_none() {
        let rho = width("ρ", 10.0);
        assert!((4.0..9.0).contains(&rho), "{rho}");
        assert_eq!(width("ρ̃", 10.0), rho);
        assert!(width("minority prior π₊", 10.0) > 8.0 * rho);
    }
}
