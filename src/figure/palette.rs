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
