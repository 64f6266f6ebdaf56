//! The figure of one run, and what its font cannot draw.

use super::chart::chart;
use super::distance_chart::distance_chart;
use super::map::map_chart;
use super::results::Results;
use super::trend_chart::trend_chart;
use crate::figure::{FigureError, MapFigure, Rendered, without_glyph};

/// The files of a figure; which of them are written depends on the build.
pub(super) const FIGURES: [&str; 3] = ["figure.svg", "figure.png", "figure.pdf"];

/// Characters named before the rest is only counted.
const BLANKS: usize = 20;

impl Results {
    /// Every file that a figure may have.
    pub const FIGURES: [&str; 3] = FIGURES;

    /// Characters of the scenario's texts that its figure leaves blank.
    pub fn undrawable(&self) -> Vec<char> {
        let plan = &self.plan;
        let labels = plan.figure.iter().flat_map(|f| [&f.x_label, &f.y_label]);
        let looks = plan.map().into_iter().map(|m| &m.look);
        let looks = looks.flat_map(|l| [&l.x_label, &l.y_label, &l.value_label]);
        let texts = labels
            .chain(looks)
            .flatten()
            .chain([&plan.figure_title])
            .chain(plan.methods.iter().map(|m| &m.name));
        match plan.figure.is_some() || plan.map().is_some() {
            true => without_glyph(texts.map(String::as_str)),
            false => Vec::new(),
        }
    }

    /// The same in a sentence, if there are any.
    pub fn blanks(&self) -> Option<String> {
        left_blank(&self.undrawable())
    }

    /// The figure, if the scenario asks for one.
    ///
    /// # Errors
    /// [`FigureError`]
    pub fn figure(&self) -> Result<Option<Rendered>, FigureError> {
        if let Some(map) = map_chart(self) {
            return map.render().map(Some);
        }
        let described = trend_chart(self)
            .or_else(|| distance_chart(self))
            .or_else(|| chart(self));
        described.map(|c| c.render()).transpose()
    }

    /// The files of the figure; none if the scenario asks for none.
    ///
    /// # Errors
    /// [`FigureError`]
    pub fn figures(&self) -> Result<Vec<(&'static str, Vec<u8>)>, FigureError> {
        Ok(figure_files(self.figure()?))
    }
}

/// What is said of characters that a figure leaves blank, if there are any.
pub(super) fn left_blank(blank: &[char]) -> Option<String> {
    let shown: Vec<String> = blank.iter().take(BLANKS).map(char::to_string).collect();
    let more = match blank.len().saturating_sub(BLANKS) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!blank.is_empty()).then(|| {
        format!(
            "the figure's font (Latin, Greek, mathematics) lacks these characters of titles, \
             labels or names, which are left blank: {}{more}",
            shown.join(" ")
        )
    })
}

/// What is said of bits of contours that a map leaves out, if there are any.
pub(super) fn without_crumbs(map: &MapFigure) -> Option<String> {
    let (bits, are) = match map.crumbs() {
        0 => return None,
        1 => ("1 bit of a contour".to_owned(), "is"),
        several => (format!("{several} bits of contours"), "are"),
    };
    Some(format!(
        "{bits}, no longer than a cell and leading nowhere, {are} not drawn: such places are where \
         values end, or cells too coarse"
    ))
}

pub(super) fn figure_files(figure: Option<Rendered>) -> Vec<(&'static str, Vec<u8>)> {
    let files = figure.map(|f| {
        let pdf = f.pdf.map(|pdf| (FIGURES[2], pdf));
        let drawn = [(FIGURES[0], f.svg.into_bytes()), (FIGURES[1], f.png)];
        drawn.into_iter().chain(pdf)
    });
    files.into_iter().flatten().collect()
}
