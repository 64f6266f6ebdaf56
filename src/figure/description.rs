//! What a figure shows, without how it is drawn.

use super::palette::Colour;
use crate::paper::{Scale, Sheet};

/// Curves and points over one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct LineFigure {
    /// Above the frame.
    pub title: String,
    /// Below the title: what is the same for all that is shown.
    pub caption: String,
    /// Along the bottom.
    pub x: AxisSpec,
    /// Labelled ticks along the bottom, in the order in which they claim room for their
    /// label; empty for automatic ones.
    pub x_ticks: Vec<(f64, String)>,
    /// Along the left.
    pub y: AxisSpec,
    /// What is drawn.
    pub series: Vec<Series>,
    /// What the legend says, below the frame.
    pub legend: Vec<Key>,
    /// Lines across the whole frame.
    pub marks: Vec<Mark>,
    /// Small print at the bottom.
    pub note: String,
    /// Paper and letters.
    pub sheet: Sheet,
}

/// One axis.
#[derive(Clone, Debug, PartialEq)]
pub struct AxisSpec {
    /// With symbol and unit.
    pub label: String,
    /// Spacing.
    pub scale: Scale,
    /// The visible part; `None` shows all data.
    pub range: Option<(f64, f64)>,
}

/// A theory line, simulated points, or both, in one style.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// How it looks.
    pub style: Style,
    /// (x, y) in order of x; a `None` interrupts the line.
    pub line: Vec<(f64, Option<f64>)>,
    /// Points with error bars.
    pub points: Vec<Point>,
}

impl Series {
    /// Whether the line has a value to draw.
    pub fn has_line(&self) -> bool {
        self.line.iter().any(|(_, y)| y.is_some())
    }
}

/// A mean with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Place.
    pub x: f64,
    /// Mean.
    pub y: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Colour, dash, width and marker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Of lines, markers and bars.
    pub colour: Colour,
    /// Of lines.
    pub dash: Dash,
    /// Of lines, in points.
    pub width: f64,
    /// Of points.
    pub marker: Marker,
}

impl Style {
    /// Usual width of lines, in points.
    pub const WIDTH: f64 = 1.4;
}

/// Line patterns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    /// Unbroken.
    #[default]
    Solid,
    /// Long dashes.
    Dashed,
    /// Dots.
    Dotted,
    /// Alternating.
    DashDot,
}

impl Dash {
    /// All patterns, most legible first.
    pub const ALL: [Dash; 4] = [Dash::Solid, Dash::Dashed, Dash::Dotted, Dash::DashDot];
}

/// Point shapes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marker {
    /// ●
    #[default]
    Circle,
    /// ■
    Square,
    /// ▲
    Triangle,
    /// ◆
    Diamond,
}

impl Marker {
    /// All shapes.
    pub const ALL: [Marker; 4] = [
        Marker::Circle,
        Marker::Square,
        Marker::Triangle,
        Marker::Diamond,
    ];
}

/// An entry of the legend.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// What it says.
    pub label: String,
    /// What it shows.
    pub style: Style,
    /// Whether a piece of line is shown.
    pub line: bool,
    /// Whether a marker is shown.
    pub marker: bool,
}

/// Which way a mark runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Across {
    /// Vertical, at a value of x.
    X,
    /// Horizontal, at a value of y.
    Y,
}

/// A line across the frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Direction.
    pub across: Across,
    /// Where.
    pub at: f64,
    /// Said at its end, outside the frame.
    pub label: String,
    /// Its colour.
    pub colour: Colour,
    /// Its pattern.
    pub dash: Dash,
}
