//! Where lines between kinds meet: inside a square of the lattice whose corners have three
//! kinds or more.

/// Ways to look for three kinds in a square, the cheapest first: by how much of its side it is
/// widened, and corners along a side of the lattice that it is cut into.
///
/// Three kinds are at the corners of a square also where lines meet just beside it, and one of
/// them may be a narrow wedge.
const LOOKS: [(f64, usize); 3] = [(0.0, 3), (0.5, 5), (0.5, 9)];
/// The place is known to about this share of the square: less than is seen on any paper.
const RESOLUTION: f64 = 1e-3;

/// The place (shares of the two sides) where three kinds meet.
///
/// The square is cut into parts, then the first part whose corners have three kinds, and so on.
/// Where none has, the middle of the last one is as much as is known; `None` if no part of the
/// square itself has.
///
/// # Errors
/// Those of `kind`.
pub(super) fn junction<E>(
    kind: impl Fn((f64, f64)) -> Result<Option<usize>, E>,
) -> Result<Option<(f64, f64)>, E> {
    let (mut corner, mut side) = ((0.0, 0.0), 1.0);
    while side > RESOLUTION {
        let mut part = None;
        for (wider, lattice) in LOOKS {
            let low = |v: f64| (v - wider * side).max(0.0);
            let from = (low(corner.0), low(corner.1));
            let across = (1.0 + 2.0 * wider) * side;
            let across = across.min(1.0 - from.0.max(from.1));
            part = part_of_three(from, across, lattice, &kind)?;
            if part.is_some() {
                break;
            }
        }
        let Some(found) = part else {
            break;
        };
        (corner, side) = found;
    }
    let middle = (corner.0 + 0.5 * side, corner.1 + 0.5 * side);
    Ok((side < 1.0).then_some(middle))
}

/// A square: its lower left corner and its side.
type Square = ((f64, f64), f64);

/// The first part of a square whose corners have three kinds.
fn part_of_three<E>(
    corner: (f64, f64),
    side: f64,
    lattice: usize,
    kind: &impl Fn((f64, f64)) -> Result<Option<usize>, E>,
) -> Result<Option<Square>, E> {
    let step = side / (lattice - 1) as f64;
    let place = |i: usize, j: usize| (corner.0 + i as f64 * step, corner.1 + j as f64 * step);
    let mut kinds = Vec::with_capacity(lattice * lattice);
    for j in 0..lattice {
        for i in 0..lattice {
            kinds.push(kind(place(i, j))?);
        }
    }
    let parts = (0..lattice - 1).flat_map(|j| (0..lattice - 1).map(move |i| (i, j)));
    let has_three = |&(i, j): &(usize, usize)| {
        let at = |i: usize, j: usize| kinds[j * lattice + i];
        let corners = [at(i, j), at(i + 1, j), at(i, j + 1), at(i + 1, j + 1)];
        let mut known: Vec<usize> = corners.into_iter().flatten().collect();
        known.sort_unstable();
        known.dedup();
        known.len() > 2
    };
    let found = parts.into_iter().find(has_three);
    Ok(found.map(|(i, j)| (place(i, j), step)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three sectors around a place, the third of them this wide.
    fn sectors(at: (f64, f64), wedge: f64) -> impl Fn((f64, f64)) -> Result<Option<usize>, ()> {
        move |(x, y)| {
            let turn = libm::atan2(y - at.1, x - at.0).rem_euclid(std::f64::consts::TAU);
            Ok(Some(match turn {
                t if t < wedge => 2,
                t if t < 3.3 => 0,
                _ => 1,
            }))
        }
    }

    #[test]
    fn lines_meet_where_their_kinds_do() {
        for (at, wedge, within) in [
            ((0.3, 0.9), 1.6, 3e-3),
            ((0.04, 0.11), 2.5, 3e-3),
            ((0.5, 0.5), 1.0, 3e-3),
            // Of a narrow wedge the tip is not found as well.
            ((0.21, 0.67), 0.3, 0.3),
        ] {
            let found = junction(sectors(at, wedge)).unwrap().unwrap();
            let off = (found.0 - at.0).hypot(found.1 - at.1);
            assert!(off < within, "{at:?} {wedge}: {found:?}");
        }
    }

    #[test]
    fn a_place_that_hides_is_not_made_up() {
        let never = |_| Ok::<_, ()>(Some(0));
        assert_eq!(junction(never), Ok(None));
        assert_eq!(junction(|_| Ok::<_, ()>(None)), Ok(None));
        assert_eq!(junction(|_| Err::<Option<usize>, _>(1)), Err(1));
    }
}
