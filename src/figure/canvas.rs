//! Pen strokes on plotters' SVG backend, ten units to the point.
//!
//! plotters places everything on whole units: at ten to the point its rounding is
//! finer than any printer.

use std::cell::RefCell;
use std::sync::Arc;

use plotters::prelude::*;
use plotters::style::FontTransform;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::dash::inked;
use super::description::{Dash, Marker, Style};
use super::frame::Place;
use super::palette::Colour;
use super::render::FigureError;
use super::text::{EM, Hold, Script};

/// Units to the point.
pub(super) const FINE: f64 = 10.0;

/// A sheet to draw on.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, plotters::coord::Shift>,
    beyond: RefCell<Beyond>,
}

/// What plotters' backend cannot draw, for the SVG's own elements.
#[derive(Default)]
pub(super) struct Beyond {
    /// On the paper, under every stroke.
    pub(super) images: Vec<Image>,
    /// Slanted text over every stroke, as SVG.
    pub(super) over: String,
}

/// A bitmap stretched over a box.
pub(super) struct Image {
    pub(super) left_top: Place,
    pub(super) right_bottom: Place,
    pub(super) png: Arc<Vec<u8>>,
}

type DrawResult = Result<(), FigureError>;

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
        Ok(Self {
            area,
            beyond: RefCell::default(),
        })
    }

    /// Ends the strokes and hands over the rest.
    pub(super) fn finish(self) -> Result<Beyond, FigureError> {
        self.area.present().map_err(FigureError::drawing)?;
        Ok(self.beyond.into_inner())
    }

    pub(super) fn image(&self, image: Image) {
        self.beyond.borrow_mut().images.push(image);
    }

    /// A filled shape.
    pub(super) fn fill(&self, corners: &[Place], colour: Colour) -> DrawResult {
        let corners: Vec<_> = corners.iter().copied().map(whole).collect();
        self.area
            .draw(&Polygon::new(corners, rgb(colour).filled()))
            .map_err(FigureError::drawing)
    }

    pub(super) fn stroke(&self, path: &[Place], width: f64, colour: Colour) -> DrawResult {
        if path.len() < 2 {
            return Ok(());
        }
        let points: Vec<_> = path.iter().copied().map(whole).collect();
        let style = rgb(colour).stroke_width((width * FINE).round() as u32);
        self.area
            .draw(&PathElement::new(points, style))
            .map_err(FigureError::drawing)
    }

    pub(super) fn dashed(&self, path: &[Place], width: f64, style: (Colour, Dash)) -> DrawResult {
        for piece in inked(path, width, style.1) {
            self.stroke(&piece, width, style.0)?;
        }
        Ok(())
    }

    /// A filled shape with a thin white rim, so that it stands out on its own line.
    pub(super) fn marker(&self, at: Place, style: Style) -> DrawResult {
        for (grow, colour) in [(0.6, (255, 255, 255)), (0.0, style.colour)] {
            let corners: Vec<Place> = outline(style.marker, 2.6 + grow)
                .iter()
                .map(|o| (at.0 + o.0, at.1 + o.1))
                .collect();
            self.fill(&corners, colour)?;
        }
        Ok(())
    }

    pub(super) fn text(&self, text: &str, at: Place, script: Script) -> DrawResult {
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

    /// Text centred on a place and turned by `angle` (radians, clockwise), over
    /// everything else, with a rim of another colour.
    pub(super) fn slanted(&self, text: &str, at: Place, angle: f64, inks: Inks) {
        let (x, y) = whole(at);
        let unit = |v: f64| (v * FINE).round();
        self.beyond.borrow_mut().over += &format!(
            "<text dy=\"0.5ex\" text-anchor=\"middle\" font-family=\"sans-serif\" \
             font-size=\"{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\" \
             stroke-linejoin=\"round\" paint-order=\"stroke\" \
             transform=\"translate({x} {y}) rotate({:.2})\">{}</text>\n",
            unit(inks.size),
            hex(inks.text),
            hex(inks.rim),
            unit(inks.rim_width),
            angle.to_degrees(),
            escaped(text),
        );
    }
}

/// Colours and size of slanted text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inks {
    pub(super) size: f64,
    pub(super) text: Colour,
    pub(super) rim: Colour,
    pub(super) rim_width: f64,
}

/// Text that XML takes literally.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn hex((r, g, b): Colour) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The corners of a marker around the origin.
pub(super) fn outline(marker: Marker, r: f64) -> Vec<Place> {
    match marker {
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
}
