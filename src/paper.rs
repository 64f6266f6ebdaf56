//! What a figure is printed on: the paper, its letters and the scales of axes.

named! {
    /// How an axis is spaced and drawn.
    #[derive(Default)]
    pub enum Scale {
        /// Evenly.
        #[default]
        Linear = "linear",
        /// Evenly in the logarithm.
        Log = "log",
    }
}

/// The paper and its letters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheet {
    /// Printed width in mm.
    pub width: f64,
    /// Height of axis labels in points of the printed figure; the rest in proportion, but
    /// nothing below [`Sheet::LEAST_SIZE`].
    pub font_size: f64,
    /// What text is in the SVG.
    pub svg_text: SvgText,
}

impl Sheet {
    /// Text width of a page, in mm (468 pt).
    pub const PAGE: f64 = 468.0 / 72.0 * 25.4;
    /// One column of two, in mm.
    pub const COLUMN: f64 = 84.0;
    /// Nothing is printed smaller, in points.
    pub const LEAST_SIZE: f64 = 7.0;
    /// Widths in mm on which axes and words have room.
    pub(crate) const WIDTHS: (f64, f64) = (60.0, 400.0);
    /// Dots of a bitmap to a point: 300 to the inch.
    pub const DOTS_A_POINT: f64 = 300.0 / 72.0;
    /// Larger letters leave no room for the plot between its labels.
    const LARGEST_SHARE: f64 = 1.0 / 24.0;

    /// The width in points, 72 to the inch.
    pub fn points(self) -> f64 {
        self.width / 25.4 * 72.0
    }

    /// Height of the frame of a figure of lines, on paper of some width; both in points.
    pub fn plot_height(paper: f64) -> f64 {
        (236.0 / 468.0 * paper).clamp(150.0, 360.0)
    }

    /// What letters are unless the file says otherwise: a column has smaller ones.
    pub(crate) fn usual_size(width: f64) -> f64 {
        (10.0 * width / Self::PAGE).clamp(8.0, 10.0)
    }

    pub(crate) fn largest_size(width: f64) -> f64 {
        let size = Self::LARGEST_SHARE * width / 25.4 * 72.0;
        (2.0 * size).floor() / 2.0
    }
}

impl Default for Sheet {
    fn default() -> Self {
        Self {
            width: Self::PAGE,
            font_size: Self::usual_size(Self::PAGE),
            svg_text: SvgText::Paths,
        }
    }
}

named! {
    /// What text is in the SVG.
    #[derive(Default)]
    pub enum SvgText {
        /// Outlines: looks the same everywhere.
        #[default]
        Paths = "paths",
        /// Text in a named font: can be searched and edited.
        Text = "text",
    }
}
