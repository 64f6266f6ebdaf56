//! From strokes to files: one drawing, three formats.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, WriteOptions, fontdb};

use super::canvas::{Canvas, FINE, FONT};
use super::description::LineFigure;
use super::draw::{Layout, draw};

/// A figure that could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FigureError {
    /// The drawing failed.
    #[error("cannot draw the figure: {0}")]
    Drawing(String),
    /// A format could not be written.
    #[error("cannot write the figure as {format}: {reason}")]
    Format {
        /// Which.
        format: &'static str,
        /// Why.
        reason: String,
    },
}

impl FigureError {
    pub(super) fn drawing(error: impl std::fmt::Display) -> Self {
        Self::Drawing(error.to_string())
    }
}

/// The same figure three times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Vector, text as outlines: looks the same everywhere.
    pub svg: String,
    /// 300 dots an inch.
    pub png: Vec<u8>,
    /// Vector, for LaTeX.
    pub pdf: Vec<u8>,
}

/// Points to the inch.
const POINTS: f32 = 72.0;
/// Dots to the inch of bitmaps.
const DOTS: f32 = 300.0;

impl LineFigure {
    /// Draws the figure. The same figure gives the same bytes.
    ///
    /// # Errors
    /// [`FigureError`] if a library refuses; no input is known that makes one do so.
    pub fn render(&self) -> Result<Rendered, FigureError> {
        let layout = Layout::of(self);
        let mut strokes = String::new();
        let canvas = Canvas::new(&mut strokes, layout.width, layout.height)?;
        draw(self, &layout, &canvas)?;
        canvas.finish()?;
        let tree = outlines(&strokes, &layout)?;
        Ok(Rendered {
            svg: titled(&tree.to_string(&WRITE), &self.title),
            png: png(&tree)?,
            pdf: pdf(&tree)?,
        })
    }
}

const WRITE: WriteOptions = WriteOptions {
    id_prefix: None,
    preserve_text: false,
    // Tenths of a point are the unit: finer than this nobody sees.
    coordinates_precision: 0,
    transforms_precision: 6,
    use_single_quote: false,
    indent: resvg::usvg::Indent::None,
    attributes_indent: resvg::usvg::Indent::None,
};

/// Reads the strokes back at their true size, text turned into outlines.
fn outlines(strokes: &str, layout: &Layout) -> Result<Tree, FigureError> {
    let fine = |v: f64| (v * FINE).round();
    let sized = strokes.replacen(
        &format!(
            "width=\"{}\" height=\"{}\"",
            fine(layout.width),
            fine(layout.height)
        ),
        &format!("width=\"{}\" height=\"{}\"", layout.width, layout.height),
        1,
    );
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    let options = Options {
        font_family: "DejaVu Sans".to_owned(),
        fontdb: Arc::new(fonts),
        ..Options::default()
    };
    Tree::from_str(&sized, &options).map_err(FigureError::drawing)
}

/// Adds a title for screen readers.
fn titled(svg: &str, title: &str) -> String {
    let safe = title
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    svg.replacen('>', &format!("><title>{safe}</title>"), 1)
}

fn png(tree: &Tree) -> Result<Vec<u8>, FigureError> {
    let failed = |reason: String| FigureError::Format {
        format: "PNG",
        reason,
    };
    let scale = DOTS / POINTS;
    let size = tree.size();
    let (width, height) = (size.width() * scale, size.height() * scale);
    let mut pixels = Pixmap::new(width.ceil() as u32, height.ceil() as u32)
        .ok_or_else(|| failed("no such size".to_owned()))?;
    pixels.fill(resvg::tiny_skia::Color::WHITE);
    resvg::render(
        tree,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    pixels.encode_png().map_err(|e| failed(e.to_string()))
}

fn pdf(tree: &Tree) -> Result<Vec<u8>, FigureError> {
    let page = svg2pdf::PageOptions { dpi: POINTS };
    svg2pdf::to_pdf(tree, svg2pdf::ConversionOptions::default(), page).map_err(|e| {
        FigureError::Format {
            format: "PDF",
            reason: e.to_string(),
        }
    })
}
