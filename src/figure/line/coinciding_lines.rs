//! Lines that coincide: each is inked in its turn, so that none hides another.

use super::super::description::Style;
use super::super::frame::Place;
use super::super::path_length::PathLength;

/// Nearer than this, in points, one line covers another.
const NEAR: f64 = 0.6;
/// Shorter stretches are crossings, where both are seen before and after.
const LEAST: f64 = 36.0;
/// Ink of one line in its turn.
const TURN: f64 = 9.0;
/// Places along a line that are looked at.
const STEP: f64 = 1.5;
/// Longer lines go to and fro and are left as they are.
const LONGEST: f64 = 2e4;

/// What is inked of one line.
#[derive(Clone, Debug, Default)]
pub(super) struct Inked {
    pub(super) pieces: Vec<Vec<Place>>,
    /// Whether another line has the turns between.
    pub(super) in_turns: bool,
}

/// The ink of every line, each with its pieces inside the frame.
///
/// Lines of one pattern cover one another; a broken line over an unbroken one lets it be seen.
pub(super) fn turns(lines: &[(Style, &[Vec<Place>])]) -> Vec<Inked> {
    let of_line = |(own, (_, pieces)): (usize, &(Style, &[Vec<Place>]))| {
        let mut inked = Inked::default();
        for piece in *pieces {
            of_piece(piece, own, lines, &mut inked);
        }
        inked
    };
    lines.iter().enumerate().map(of_line).collect()
}

/// A stretch of a line, by lengths along it, and the numbers of those that lie there.
struct Stretch {
    from: f64,
    to: f64,
    sharing: Vec<usize>,
}

fn of_piece(piece: &[Place], own: usize, lines: &[(Style, &[Vec<Place>])], inked: &mut Inked) {
    let path = PathLength::of(piece);
    let stretches = stretches(&path, own, lines);
    if !stretches.iter().any(Stretch::is_shared) {
        inked.pieces.push(piece.to_vec());
        return;
    }
    inked.in_turns = true;
    for stretch in stretches {
        let (from, to) = (stretch.from, stretch.to);
        if !stretch.is_shared() {
            inked.pieces.push(path.piece(from, to));
            continue;
        }
        let turn = stretch.sharing.iter().position(|other| *other == own);
        let round = TURN * stretch.sharing.len() as f64;
        let mut begin = from + TURN * turn.unwrap_or(0) as f64;
        while begin < to {
            inked.pieces.push(path.piece(begin, (begin + TURN).min(to)));
            begin += round;
        }
    }
}

impl Stretch {
    fn is_shared(&self) -> bool {
        self.sharing.len() > 1 && self.to - self.from >= LEAST
    }
}

/// The stretches of a path along which the same lines lie.
fn stretches(path: &PathLength<'_>, own: usize, lines: &[(Style, &[Vec<Place>])]) -> Vec<Stretch> {
    let length = path.length();
    let mut stretches: Vec<Stretch> = Vec::new();
    if length.is_nan() || length > LONGEST {
        return stretches;
    }
    let count = (length / STEP).ceil().max(1.0);
    for step in 0..count as usize {
        let (from, to) = (
            step as f64 / count * length,
            (step + 1) as f64 / count * length,
        );
        let place = path.at((from + to) / 2.0);
        let sharing = sharing(place, own, lines);
        match stretches.last_mut() {
            Some(last) if last.sharing == sharing => last.to = to,
            _ => stretches.push(Stretch { from, to, sharing }),
        }
    }
    stretches
}

/// The lines that lie at a place of a line, itself among them.
fn sharing(place: Place, own: usize, lines: &[(Style, &[Vec<Place>])]) -> Vec<usize> {
    let style = lines[own].0;
    let covers = |(other, (look, pieces)): &(usize, &(Style, &[Vec<Place>]))| {
        let alike = look.dash == style.dash && *look != style;
        *other == own || (alike && pieces.iter().any(|piece| is_near(place, piece)))
    };
    let all = lines.iter().enumerate();
    all.filter(covers).map(|(other, _)| other).collect()
}

/// Whether a path, whose places are in order of x, passes by.
fn is_near(place: Place, path: &[Place]) -> bool {
    let next = path.partition_point(|p| p.0 < place.0);
    let segments = next.saturating_sub(2)..(next + 1).min(path.len().saturating_sub(1));
    segments
        .into_iter()
        .any(|i| distance(place, path[i], path[i + 1]) < NEAR)
}

/// From a place to a segment.
fn distance(place: Place, a: Place, b: Place) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let along = ((place.0 - a.0) * dx + (place.1 - a.1) * dy) / (dx * dx + dy * dy);
    let t = if along.is_finite() {
        along.clamp(0.0, 1.0)
    } else {
        0.0
    };
    (place.0 - a.0 - t * dx).hypot(place.1 - a.1 - t * dy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Dash, Marker, colour};

    fn style(i: usize, dash: Dash) -> Style {
        Style {
            colour: colour(i),
            dash,
            width: Style::WIDTH,
            marker: Marker::Circle,
        }
    }

    fn length(pieces: &[Vec<Place>]) -> f64 {
        pieces.iter().map(|p| PathLength::of(p).length()).sum()
    }

    #[test]
    fn lines_that_coincide_share_the_ink() {
        let line = |f: fn(f64) -> f64| {
            vec![
                (0..=200)
                    .map(|x| (f64::from(x), f(f64::from(x))))
                    .collect::<Vec<Place>>(),
            ]
        };
        let (level, bent) = (line(|_| 50.0), line(|x| 50.1 + (x - 100.0).max(0.0)));
        let crossing = line(|x| x);
        let solid = |i| style(i, Dash::Solid);
        let found = turns(&[
            (solid(0), &level),
            (solid(1), &bent),
            (solid(2), &crossing),
            (style(3, Dash::Dashed), &level),
        ]);
        assert!(found[0].in_turns && found[1].in_turns);
        // The first hundred points are shared: half of them each.
        for (inked, whole) in found.iter().zip([200.0, 100.0 + 100.0 * 2f64.sqrt()]) {
            let left = length(&inked.pieces);
            assert!((whole - left - 50.0).abs() < TURN + 1.0, "{left}");
        }
        // No place is without ink.
        for x in 1..100 {
            let place = (f64::from(x), 50.05);
            let inks = found[..2].iter().flat_map(|inked| &inked.pieces);
            assert!(inks.into_iter().any(|piece| is_near(place, piece)), "{x}");
        }
        for (inked, whole) in found[2..].iter().zip([&crossing, &level]) {
            assert!(!inked.in_turns);
            assert_eq!(&inked.pieces, whole);
        }
    }
}
