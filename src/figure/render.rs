//! From strokes to files: one drawing, several formats.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, ImageKind, Options, Tree, WriteOptions, fontdb};

use super::canvas::{Beyond, Canvas, FINE, escaped};
use super::text::FONT;
use crate::paper::{Sheet, SvgText};

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

/// The same figure in several formats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Vector; text as outlines looks the same everywhere, see [`SvgText`].
    pub svg: String,
    /// 300 dots an inch.
    pub png: Vec<u8>,
    /// Vector, for LaTeX; `None` if the library is built without its feature `pdf`.
    pub pdf: Option<Vec<u8>>,
}

/// Draws on a sheet of the given height in points and writes it in every format of this build.
pub(super) fn rendered(
    title: &str,
    sheet: &Sheet,
    height: f64,
    draw: impl FnOnce(&Canvas<'_>) -> Result<(), FigureError>,
) -> Result<Rendered, FigureError> {
    let tree = drawn(sheet, height, draw)?;
    Ok(Rendered {
        svg: titled(&tree.to_string(&written(sheet.svg_text)), title),
        png: png(&tree)?,
        #[cfg(feature = "pdf")]
        pdf: Some(super::pdf::pdf(&tree)?),
        #[cfg(not(feature = "pdf"))]
        pdf: None,
    })
}

/// The drawing before it is written.
pub(super) fn drawn(
    sheet: &Sheet,
    height: f64,
    draw: impl FnOnce(&Canvas<'_>) -> Result<(), FigureError>,
) -> Result<Tree, FigureError> {
    let size = (sheet.points(), height);
    let mut strokes = String::new();
    let canvas = Canvas::new(&mut strokes, size.0, size.1)?;
    draw(&canvas)?;
    let beyond = canvas.finish()?;
    outlines(&strokes, beyond, size)
}

fn written(text: SvgText) -> WriteOptions {
    WriteOptions {
        preserve_text: match text {
            SvgText::Paths => false,
            SvgText::Text => true,
        },
        ..WRITE
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
fn outlines(strokes: &str, beyond: Beyond, size: (f64, f64)) -> Result<Tree, FigureError> {
    let fine = |v: f64| (v * FINE).round();
    let sized = strokes.replacen(
        &format!("width=\"{}\" height=\"{}\"", fine(size.0), fine(size.1)),
        &format!("width=\"{}\" height=\"{}\"", size.0, size.1),
        1,
    );
    let whole = with(sized, &beyond).replace(ANY_FAMILY, NAMED_FAMILY);
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    let images = beyond.images;
    let options = Options {
        font_family: "DejaVu Sans".to_owned(),
        fontdb: Arc::new(fonts),
        image_href_resolver: ImageHrefResolver {
            resolve_string: Box::new(move |href, _| {
                let number: usize = href.strip_prefix(IMAGE)?.parse().ok()?;
                Some(ImageKind::PNG(images.get(number)?.png.clone()))
            }),
            ..ImageHrefResolver::default()
        },
        ..Options::default()
    };
    Tree::from_str(&whole, &options).map_err(FigureError::drawing)
}

/// What plotters writes, and what text as text is shown in where it is kept: the font that
/// places were measured with, or one as wide.
const ANY_FAMILY: &str = "font-family=\"sans-serif\"";
const NAMED_FAMILY: &str = "font-family=\"DejaVu Sans, Verdana, sans-serif\"";

/// By what name the SVG calls its bitmaps until they are embedded.
const IMAGE: &str = "image-";

/// Puts bitmaps right after the paper and slanted text at the end.
fn with(mut svg: String, beyond: &Beyond) -> String {
    let fine = |v: f64| (v * FINE).round();
    let images: String = beyond
        .images
        .iter()
        .enumerate()
        .map(|(i, image)| {
            let (a, b) = (image.left_top, image.right_bottom);
            let (x, y) = (fine(a.0), fine(a.1));
            format!(
                "<image href=\"{IMAGE}{i}\" x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" \
                 preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\"/>\n",
                fine(b.0) - x,
                fine(b.1) - y
            )
        })
        .collect();
    if let Some(paper) = svg.find("/>") {
        svg.insert_str(paper + 2, &images);
    }
    if let Some(end) = svg.rfind("</svg>") {
        svg.insert_str(end, &beyond.over);
    }
    svg
}

/// Adds a title for screen readers.
fn titled(svg: &str, title: &str) -> String {
    svg.replacen('>', &format!("><title>{}</title>", escaped(title)), 1)
}

fn png(tree: &Tree) -> Result<Vec<u8>, FigureError> {
    let failed = |reason: String| FigureError::Format {
        format: "PNG",
        reason,
    };
    let scale = Sheet::DOTS_A_POINT as f32;
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
