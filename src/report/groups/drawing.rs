//! The figure of a run about groups, and what its font cannot draw.

use super::results::GroupResults;
use crate::figure::{FigureError, LineFigure, MapFigure, Rendered, Shading, without_glyph};
use crate::report::drawing::{figure_files, left_blank};

impl GroupResults {
    /// The figure, if the scenario asks for one.
    ///
    /// # Errors
    /// [`FigureError`]
    pub fn figure(&self) -> Result<Option<Rendered>, FigureError> {
        match (self.map_chart(), self.chart()) {
            (Some(map), _) => map.render().map(Some),
            (None, Some(chart)) => chart.render().map(Some),
            (None, None) => Ok(None),
        }
    }

    /// The files of the figure; none if the scenario asks for none.
    ///
    /// # Errors
    /// [`FigureError`]
    pub fn figures(&self) -> Result<Vec<(&'static str, Vec<u8>)>, FigureError> {
        Ok(figure_files(self.figure()?))
    }

    /// Characters of titles, labels and names that the figure leaves blank, in a sentence, if
    /// there are any.
    pub fn blanks(&self) -> Option<String> {
        let chart = self.chart();
        let map = self.map_chart();
        let texts = chart.iter().flat_map(of_lines);
        let texts = texts.chain(map.iter().flat_map(of_map));
        left_blank(&without_glyph(texts))
    }
}

fn of_lines(figure: &LineFigure) -> impl Iterator<Item = &str> {
    let LineFigure {
        title,
        caption,
        x,
        x_ticks,
        y,
        series: _,
        legend,
        marks,
        note,
        sheet: _,
    } = figure;
    let single = [title, caption, &x.label, &y.label, note].into_iter();
    let all = single
        .chain(legend.iter().map(|key| &key.label))
        .chain(marks.iter().map(|mark| &mark.label))
        .chain(x_ticks.iter().map(|(_, label)| label));
    all.map(String::as_str)
}

/// Of a map of groups, whose panels have no words of their own.
fn of_map(figure: &MapFigure) -> impl Iterator<Item = &str> {
    let MapFigure {
        title,
        caption,
        x,
        y,
        panels: _,
        shading,
        missing,
        spots,
        undecided,
        disagreeing,
        note,
        sheet: _,
    } = figure;
    let single = [
        title,
        caption,
        &x.label,
        &y.label,
        missing,
        spots,
        undecided,
        disagreeing,
        note,
    ];
    let colours: Vec<&String> = match shading {
        Shading::Values(scale) => vec![&scale.label],
        Shading::Categories(kinds) => kinds.iter().map(|kind| &kind.name).collect(),
    };
    single.into_iter().chain(colours).map(String::as_str)
}
