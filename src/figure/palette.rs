//! Colours that stay apart for every kind of colour vision.

/// Red, green, blue.
pub type Colour = (u8, u8, u8);

/// Okabe & Ito's eight colours (Color Universal Design, 2008).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hue {
    /// As lines (0, 114, 178).
    Blue,
    /// As lines (213, 94, 0).
    Vermilion,
    /// As lines (0, 158, 115).
    Green,
    /// As lines (204, 121, 167).
    Purple,
    /// As lines (230, 159, 0).
    Orange,
    /// As lines (86, 180, 233).
    Sky,
    /// As lines black.
    Black,
    /// As lines darker than theirs, which is too light on white: (140, 128, 0).
    Yellow,
}

impl Hue {
    /// In an order that keeps neighbours apart.
    pub const ALL: [Hue; 8] = [
        Hue::Blue,
        Hue::Vermilion,
        Hue::Green,
        Hue::Purple,
        Hue::Orange,
        Hue::Sky,
        Hue::Black,
        Hue::Yellow,
    ];

    /// Of lines, markers and text on white.
    pub fn line(self) -> Colour {
        match self {
            Hue::Blue => (0, 114, 178),
            Hue::Vermilion => (213, 94, 0),
            Hue::Green => (0, 158, 115),
            Hue::Purple => (204, 121, 167),
            Hue::Orange => (230, 159, 0),
            Hue::Sky => (86, 180, 233),
            Hue::Black => (0, 0, 0),
            Hue::Yellow => (140, 128, 0),
        }
    }

    /// Of regions: lightened as far as keeps all pairs apart for every kind of colour
    /// vision and lets black lines and text stand out on them.
    pub fn fill(self) -> Colour {
        match self {
            Hue::Blue => (90, 164, 205),
            Hue::Vermilion => (224, 136, 66),
            Hue::Green => (219, 241, 235),
            Hue::Purple => (225, 176, 203),
            Hue::Orange => (235, 177, 47),
            Hue::Sky => (178, 220, 246),
            Hue::Black => (153, 153, 153),
            Hue::Yellow => (245, 238, 133),
        }
    }
}

/// The colour of series number `index`; it repeats after seven.
pub fn colour(index: usize) -> Colour {
    Hue::ALL[index % 7].line()
}

pub(super) const INK: Colour = (38, 38, 38);
pub(super) const PALE: Colour = (96, 96, 96);
pub(super) const GRID: Colour = (232, 232, 232);

/// The fill of region number `index`; it repeats after seven.
pub fn fill(index: usize) -> Colour {
    const ORDER: [Hue; 7] = [
        Hue::Blue,
        Hue::Orange,
        Hue::Green,
        Hue::Purple,
        Hue::Yellow,
        Hue::Vermilion,
        Hue::Black,
    ];
    ORDER[index % 7].fill()
}

/// Of cells without a value.
pub(super) const BLANK: Colour = (240, 240, 240);
/// Of the lines across them.
pub(super) const HATCH: Colour = (176, 176, 176);
pub(super) const WHITE: Colour = (255, 255, 255);

/// Blue at −1, nearly white at 0, orange at 1; as dark at v as at −v.
pub(super) fn diverging(v: f64) -> Colour {
    /// Okabe & Ito's blue and vermilion, continued to white and to the dark.
    const ARMS: [[Colour; 5]; 2] = [
        [
            (247, 247, 247),
            (183, 213, 232),
            (95, 163, 206),
            (0, 108, 172),
            (2, 56, 104),
        ],
        [
            (247, 247, 247),
            (244, 201, 169),
            (217, 136, 81),
            (173, 73, 0),
            (97, 37, 0),
        ],
    ];
    let arm = &ARMS[usize::from(v > 0.0)];
    let place = if v.is_nan() {
        0.0
    } else {
        v.abs().min(1.0) * 4.0
    };
    let piece = (place.floor() as usize).min(3);
    let t = place - piece as f64;
    let mix = |a: u8, b: u8| (f64::from(a) + t * (f64::from(b) - f64::from(a))).round() as u8;
    let (a, b) = (arm[piece], arm[piece + 1]);
    (mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}

/// Relative luminance.
fn luminance(c: Colour) -> f64 {
    let light = |c: u8| libm::pow(f64::from(c) / 255.0, 2.2);
    0.2126 * light(c.0) + 0.7152 * light(c.1) + 0.0722 * light(c.2)
}

/// Black or white ink, whichever stands out more on a colour.
pub(super) fn ink_on(ground: Colour) -> Colour {
    if luminance(ground) < 0.2 {
        WHITE
    } else {
        (0, 0, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_arms_are_equally_dark_and_text_stands_out() {
        // CIE L*, from 0 to 100.
        let lightness = |c: Colour| 116.0 * libm::cbrt(luminance(c)) - 16.0;
        for v in [0.25, 0.5, 0.75, 1.0] {
            let (below, above) = (lightness(diverging(-v)), lightness(diverging(v)));
            assert!((below - above).abs() < 2.0, "{v} {below} {above}");
            assert!(above < lightness(diverging(v - 0.25)));
        }
        assert_eq!(diverging(f64::NAN), diverging(0.0));
        assert_eq!(ink_on((0, 32, 76)), WHITE);
        assert_eq!(ink_on((255, 233, 69)), (0, 0, 0));
        assert!((0..7).all(|i| ink_on(fill(i)) == (0, 0, 0)));
        assert_eq!(fill(7), fill(0));
    }
}
