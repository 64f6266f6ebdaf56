//! Slanted lines over what has no value.

use super::super::frame::{Place, clip};

/// Between lines, along the sides of the box.
const APART: f64 = 5.0;
/// How finely a line looks where blank ground begins and ends.
const STEP: f64 = 0.25;

/// The pieces, over blank ground, of slanted lines across a box; a place is blank or
/// not by its shares of the box' width and height.
pub(super) fn hatch(
    (left_top, right_bottom): (Place, Place),
    blank: impl Fn(f64, f64) -> bool,
) -> Vec<[Place; 2]> {
    let (width, height) = (right_bottom.0 - left_top.0, right_bottom.1 - left_top.1);
    let blank = |p: Place| blank((p.0 - left_top.0) / width, (p.1 - left_top.1) / height);
    let count = ((width + height) / APART).ceil() as usize;
    (1..count)
        .map(|k| k as f64 * APART)
        .filter_map(|reach| {
            let (start, end) = (
                (left_top.0, left_top.1 + reach),
                (left_top.0 + reach, left_top.1),
            );
            clip(start, end, left_top, right_bottom)
        })
        .flat_map(|(a, b)| runs(a, b, &blank))
        .collect()
}

/// The blank pieces of one line.
fn runs(a: Place, b: Place, blank: &impl Fn(Place) -> bool) -> Vec<[Place; 2]> {
    let steps = ((b.0 - a.0) / STEP).ceil().max(1.0);
    let at = |i: f64| {
        let t = i / steps;
        (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1))
    };
    let mut pieces = Vec::new();
    let mut from = None;
    for i in 0..=steps as usize {
        let here = i as f64;
        let inside = here < steps && blank(at(here + 0.5));
        match (from, inside) {
            (None, true) => from = Some(at(here)),
            (Some(start), false) => {
                pieces.push([start, at(here)]);
                from = None;
            }
            _ => {}
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_on_blank_ground() {
        let sheet = ((10.0, 10.0), (110.0, 60.0));
        let lines = hatch(sheet, |across, _| across > 0.5);
        assert!(lines.len() > 15);
        for [a, b] in lines {
            assert!(a.0 >= 60.0 - STEP && b.0 <= 110.0 + 1e-9, "{a:?} {b:?}");
            assert!((a.0 + a.1 - b.0 - b.1).abs() < 1e-9);
        }
        assert!(hatch(sheet, |_, _| false).is_empty());
    }
}
