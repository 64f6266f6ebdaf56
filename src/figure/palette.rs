//! Colours that stay apart for every kind of colour vision.

/// Red, green, blue.
pub type Colour = (u8, u8, u8);

/// Okabe & Ito's palette (Color Universal Design, 2008) without its yellow, which is
/// too light for lines on white, and in an order that keeps neighbours apart.
const OKABE_ITO: [Colour; 7] = [
    (0, 114, 178),
    (213, 94, 0),
    (0, 158, 115),
    (204, 121, 167),
    (230, 159, 0),
    (86, 180, 233),
    (0, 0, 0),
];

/// The colour of series number `index`; it repeats after seven.
pub fn colour(index: usize) -> Colour {
    OKABE_ITO[index % OKABE_ITO.len()]
}

pub(super) const INK: Colour = (38, 38, 38);
pub(super) const PALE: Colour = (96, 96, 96);
pub(super) const GRID: Colour = (232, 232, 232);

/// Okabe & Ito's colours, lightened until black lines and text stand out on them.
const FILLS: [Colour; 7] = [
    (133, 189, 222),
    (246, 205, 125),
    (150, 215, 193),
    (226, 178, 204),
    (246, 239, 150),
    (236, 160, 118),
    (205, 205, 205),
];

/// The fill of region number `index`; it repeats after seven.
pub fn fill(index: usize) -> Colour {
    FILLS[index % FILLS.len()]
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
            (250, 206, 173),
            (239, 149, 89),
            (200, 84, 0),
            (112, 42, 0),
        ],
    ];
    let arm = &ARMS[usize::from(v > 0.0)];
    let place = v.abs().min(1.0) * 4.0;
    let piece = (place.floor() as usize).min(3);
    let t = place - piece as f64;
    let mix = |a: u8, b: u8| (f64::from(a) + t * (f64::from(b) - f64::from(a))).round() as u8;
    let (a, b) = (arm[piece], arm[piece + 1]);
    (mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}

/// Black or white ink, whichever stands out more on a colour.
pub(super) fn ink_on(ground: Colour) -> Colour {
    let light = |c: u8| libm::pow(f64::from(c) / 255.0, 2.2);
    let luminance = 0.2126 * light(ground.0) + 0.7152 * light(ground.1) + 0.0722 * light(ground.2);
    if luminance < 0.2 { WHITE } else { (0, 0, 0) }
}
