//! The paper's width and the sizes of its letters, in points as printed.

use crate::paper::Sheet;

/// Sizes at which labels of axes are 10 points high.
const TITLE: f64 = 11.0;
const LABEL: f64 = 10.0;
const KEY: f64 = 9.0;
const TICK: f64 = 8.5;
const NOTE: f64 = 7.5;

/// Sizes of everything that is written, and the paper's width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Letters {
    pub(super) paper: f64,
    pub(super) title: f64,
    pub(super) label: f64,
    /// Of legends and of panels' titles.
    pub(super) key: f64,
    pub(super) tick: f64,
    /// Of small print, the line below the title, and labels in lines.
    pub(super) note: f64,
}

impl Letters {
    pub(super) fn of(sheet: &Sheet) -> Self {
        let size = |usual: f64| (usual * sheet.font_size / LABEL).max(Sheet::LEAST_SIZE);
        Self {
            paper: sheet.points(),
            title: size(TITLE),
            label: size(LABEL),
            key: size(KEY),
            tick: size(TICK),
            note: size(NOTE),
        }
    }

    /// From the frame to the middle of the labels of ticks below it.
    pub(super) fn below(&self) -> f64 {
        11.0 * self.tick / TICK
    }

    /// From the frame to the middle of the labels of marks above it.
    pub(super) fn above(&self) -> f64 {
        7.0 / 11.0 * self.mark_row()
    }

    /// Height of a row of labels of marks.
    pub(super) fn mark_row(&self) -> f64 {
        11.0 * self.tick / TICK
    }

    /// Height of a row of a legend.
    pub(super) fn key_row(&self) -> f64 {
        14.0 * self.key / KEY
    }

    /// Height of a line of a title.
    pub(super) fn title_row(&self) -> f64 {
        13.0 * self.title / TITLE
    }

    /// Height of a line of an axis' label.
    pub(super) fn label_row(&self) -> f64 {
        12.0 * self.label / LABEL
    }

    /// Height of a line of small print.
    pub(super) fn note_row(&self) -> f64 {
        10.0 * self.note / NOTE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_smaller_than_can_be_read() {
        for (width, font_size) in [(84.0, 8.0), (84.0, 7.0), (165.0, 10.0), (400.0, 20.0)] {
            let letters = Letters::of(&Sheet {
                width,
                font_size,
                ..Sheet::default()
            });
            let least = [letters.tick, letters.note, letters.key, letters.label];
            assert!(least.iter().all(|size| *size >= 7.0), "{letters:?}");
        }
        let usual = Letters::of(&Sheet::default());
        assert!((usual.paper - 468.0).abs() < 1e-9 && usual.note == 7.5);
    }
}
