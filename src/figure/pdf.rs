//! The PDF of a drawing.

use resvg::usvg::Tree;

use super::render::FigureError;

pub(super) fn pdf(tree: &Tree) -> Result<Vec<u8>, FigureError> {
    let page = svg2pdf::PageOptions { dpi: 72.0 };
    let written = svg2pdf::to_pdf(tree, svg2pdf::ConversionOptions::default(), page);
    written.map(in_order).map_err(|e| FigureError::Format {
        format: "PDF",
        reason: e.to_string(),
    })
}

/// Puts the list of bitmaps in order: svg2pdf lists them as a hash map does, in another
/// order each time. Nothing else moves, so that all offsets stay true.
fn in_order(mut pdf: Vec<u8>) -> Vec<u8> {
    const HEAD: &[u8] = b"/XObject <<\n";
    let mut from = 0;
    while let Some(found) = pdf[from..].windows(HEAD.len()).position(|w| w == HEAD) {
        let start = from + found + HEAD.len();
        let mut lines: Vec<Vec<u8>> = pdf[start..]
            .split_inclusive(|b| *b == b'\n')
            .take_while(|line| line.trim_ascii().starts_with(b"/xo"))
            .map(<[u8]>::to_vec)
            .collect();
        lines.sort();
        let sorted = lines.concat();
        from = start + sorted.len();
        pdf[start..from].copy_from_slice(&sorted);
    }
    pdf
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lists_of_bitmaps_are_sorted() {
        let list = |a: &str| {
            format!("/xo9\n/XObject <<\n {a}>>\n/Font <<\n /fo1\n /fo0\n>>\n/XObject <<\n")
                .into_bytes()
        };
        let mixed = list("/xo2 9 0 R\n /xo0 7 0 R\n /xo1 8 0 R\n");
        assert_eq!(
            in_order(mixed),
            list("/xo0 7 0 R\n /xo1 8 0 R\n /xo2 9 0 R\n")
        );
        assert_eq!(in_order(Vec::new()), Vec::<u8>::new());
    }
}
