//! What a map shows, without how it is drawn.

use super::super::description::{AxisSpec, Dash};
use super::super::palette::Colour;
use super::colour_scale::ColourScale;
use crate::paper::{Scale, Sheet};

/// Fields or regions over two axes: one to four panels that share axes and colours.
///
/// ```
/// use thumbscale::figure::*;
/// use thumbscale::paper::{Scale, Sheet};
///
/// let axis = |label: &str, scale| AxisSpec { label: label.into(), scale, range: None };
/// let (x, y) = (
///     Span::around(0.1, 10.0, 41, Scale::Log),
///     Span::around(0.0, 0.5, 21, Scale::Linear),
/// );
/// let cells = (0..41 * 21)
///     .map(|i| (x.centre(i % 41, Scale::Log), y.centre(i / 41, Scale::Linear)))
///     .map(|(delta, prior)| (delta < 2.0 * prior).then(|| delta / prior))
///     .collect();
/// let boundary = (0..=50).map(|i| f64::from(i) / 50.0);
/// let figure = MapFigure {
///     title: "δ per prior".into(),
///     caption: String::new(),
///     x: axis("δ = d/n", Scale::Log),
///     y: axis("π₊", Scale::Linear),
///     panels: vec![Panel {
///         grid: Grid { x, y, cells: Cells::Values(cells) },
///         contours: Contours::at(&[0.5, 1.0], |v| format!("{v}")),
///         curves: vec![MapCurve {
///             path: boundary.map(|d| (d, Some(d / 2.0))).collect(),
///             colour: (0, 0, 0),
///             dash: Dash::Solid,
///             width: 1.4,
///             label: "δ = 2π₊".into(),
///             inline: String::new(),
///         }],
///         ..Panel::default()
///     }],
///     shading: Shading::Values(ColourScale {
///         label: "δ/π₊".into(),
///         map: ColourMap::Cividis,
///         spacing: Spacing::Linear,
///         range: Some((0.0, 2.0)),
///     }),
///     missing: "δ > 2π₊".into(),
///     spots: String::new(),
///     undecided: String::new(),
///     disagreeing: String::new(),
///     note: String::new(),
///     sheet: Sheet::default(),
/// };
/// assert!(figure.render()?.svg.starts_with("<svg"));
/// # Ok::<(), FigureError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MapFigure {
    /// Above the panels.
    pub title: String,
    /// Below the title: what is the same for all that is shown.
    pub caption: String,
    /// Along the bottom; without a range as far as the grids reach.
    pub x: AxisSpec,
    /// Along the left.
    pub y: AxisSpec,
    /// Up to three side by side, four as a square.
    pub panels: Vec<Panel>,
    /// What colours stand for.
    pub shading: Shading,
    /// What the legend says of cells without a value, if there are any.
    pub missing: String,
    /// What the legend says of spots; empty for no entry.
    pub spots: String,
    /// What the legend says of hollow spots; empty for no entry.
    pub undecided: String,
    /// What the legend says of crossed-out spots; empty for no entry.
    pub disagreeing: String,
    /// Small print at the bottom.
    pub note: String,
    /// Paper and letters.
    pub sheet: Sheet,
}

/// What colours stand for.
#[derive(Clone, Debug, PartialEq)]
pub enum Shading {
    /// Numbers, by a colour bar.
    Values(ColourScale),
    /// Kinds, by a legend.
    Categories(Vec<Category>),
}

/// A kind of cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// In the legend.
    pub name: String,
    /// Fill; [`fill`](crate::figure::fill) has some that lines stand out on.
    pub colour: Colour,
}

/// One map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// Such as "s = 1".
    pub title: String,
    /// Filled cells.
    pub grid: Grid,
    /// Lines of equal value.
    pub contours: Contours,
    /// Lines on top.
    pub curves: Vec<MapCurve>,
    /// Single results on top.
    pub spots: Vec<Spot>,
}

/// Cells, evenly spaced on each axis' scale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// Columns.
    pub x: Span,
    /// Rows.
    pub y: Span,
    /// Row by row from the lowest y, in a row from the lowest x; what is absent has
    /// no value.
    pub cells: Cells,
}

impl Grid {
    /// Columns and rows; none of a grid that is finer than any paper.
    pub(super) fn shape(&self) -> (usize, usize) {
        const MOST: usize = 4096;
        let shape = (self.x.cells, self.y.cells);
        if shape.0.max(shape.1) > MOST {
            return (0, 0);
        }
        shape
    }
}

/// The cells along one axis.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Span {
    /// Lower edge of the first cell.
    pub low: f64,
    /// Upper edge of the last.
    pub high: f64,
    /// How many; at most 4096 are drawn.
    pub cells: usize,
}

impl Span {
    /// Cells whose first and last centres are given.
    pub fn around(first: f64, last: f64, cells: usize, scale: Scale) -> Self {
        let gaps = cells.saturating_sub(1).max(1) as f64;
        let (low, high) = match scale {
            Scale::Linear => {
                let half = (last - first) / gaps / 2.0;
                (first - half, last + half)
            }
            Scale::Log => {
                let half = (last / first).powf(0.5 / gaps);
                (first / half, last * half)
            }
        };
        Self { low, high, cells }
    }

    /// Cells around the values of an axis, in order and equally spaced.
    pub fn of(values: &[f64], scale: Scale) -> Self {
        match values {
            [] => Self::around(0.0, 0.0, 0, Scale::Linear),
            [first, .., last] => Self::around(*first, *last, values.len(), scale),
            [only] => Self::around(*only, *only, 1, scale),
        }
    }

    /// The centre of a cell.
    pub fn centre(&self, cell: usize, scale: Scale) -> f64 {
        let share = (cell as f64 + 0.5) / self.cells.max(1) as f64;
        match scale {
            Scale::Linear => self.low + share * (self.high - self.low),
            Scale::Log => self.low * (self.high / self.low).powf(share),
        }
    }
}

/// What the cells hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Numbers.
    Values(Vec<Option<f64>>),
    /// Places in the list of categories.
    Categories(Vec<Option<usize>>),
}

impl Default for Cells {
    fn default() -> Self {
        Self::Values(Vec::new())
    }
}

impl Cells {
    pub(super) fn datum(&self, cell: usize) -> Option<Datum> {
        match self {
            Self::Values(all) => all.get(cell).copied().flatten().map(Datum::Value),
            Self::Categories(all) => all.get(cell).copied().flatten().map(Datum::Category),
        }
    }

    pub(super) fn data(&self) -> impl Iterator<Item = Option<Datum>> + '_ {
        let count = match self {
            Self::Values(all) => all.len(),
            Self::Categories(all) => all.len(),
        };
        (0..count).map(|i| self.datum(i))
    }
}

/// What one cell or spot holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Datum {
    /// A number.
    Value(f64),
    /// A place in the list of categories.
    Category(usize),
}

/// Lines of equal value.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contours {
    /// Of which field, in the order of the cells; `None` for the cells' own values.
    pub field: Option<Vec<Option<f64>>>,
    /// At which values.
    pub levels: Vec<Contour>,
}

impl Contours {
    /// Lines of the cells' own values, each labelled by `format`.
    pub fn at(levels: &[f64], format: impl Fn(f64) -> String) -> Self {
        let contour = |&level: &f64| Contour {
            level,
            label: format(level),
            dash: Dash::Solid,
            width: 0.8,
        };
        Self {
            field: None,
            levels: levels.iter().map(contour).collect(),
        }
    }
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Contour {
    /// The value.
    pub level: f64,
    /// Written into the line where there is room; may be empty.
    pub label: String,
    /// Pattern.
    pub dash: Dash,
    /// In points.
    pub width: f64,
}

/// A line on top of the map: an analytic boundary, say.
#[derive(Clone, Debug, PartialEq)]
pub struct MapCurve {
    /// (x, y) along the line; a `None` interrupts it.
    pub path: Vec<(f64, Option<f64>)>,
    /// Ink.
    pub colour: Colour,
    /// Pattern.
    pub dash: Dash,
    /// In points.
    pub width: f64,
    /// In the legend, once for all panels; empty for no entry.
    pub label: String,
    /// Written into the line where there is room; may be empty.
    pub inline: String,
}

/// One result, shown on the map's own colours: where it agrees only its rim is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Place.
    pub x: f64,
    /// Place.
    pub y: f64,
    /// What it found.
    pub datum: Option<Datum>,
    /// Against the map.
    pub finding: Finding,
}

/// What a single result says of the map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Finding {
    /// It fits: filled with its colour.
    #[default]
    Agrees,
    /// It cannot tell: hollow.
    Undecided,
    /// It speaks against the map: crossed out.
    Disagrees,
}
