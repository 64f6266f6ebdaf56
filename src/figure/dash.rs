//! Broken lines.

use super::description::Dash;
use super::frame::Place;

/// The inked pieces of a path that is drawn in a width and pattern.
pub(super) fn inked(path: &[Place], width: f64, dash: Dash) -> Vec<Vec<Place>> {
    pieces(path, pattern(dash, width))
}

/// Lengths of ink and gap in turn; empty for a solid line.
fn pattern(dash: Dash, width: f64) -> Vec<f64> {
    let unit = width.max(0.8);
    let lengths: &[f64] = match dash {
        Dash::Solid => &[],
        Dash::Dashed => &[5.0, 2.5],
        Dash::Dotted => &[1.2, 1.8],
        Dash::DashDot => &[6.0, 2.0, 1.2, 2.0],
    };
    lengths.iter().map(|l| l * unit).collect()
}

/// Turns of a pattern in one path at most: a sheet is some hundred dashes wide, and a
/// path of unknown length has no end.
const TURNS: f64 = 1e5;

fn is_short(path: &[Place], pattern: &[f64]) -> bool {
    let length: f64 = path
        .windows(2)
        .map(|p| (p[1].0 - p[0].0).hypot(p[1].1 - p[0].1))
        .sum();
    length <= TURNS * pattern.iter().sum::<f64>()
}

/// Cuts a path into the inked pieces of a pattern.
fn pieces(path: &[Place], pattern: Vec<f64>) -> Vec<Vec<Place>> {
    if pattern.is_empty() || !is_short(path, &pattern) {
        return vec![path.to_vec()];
    }
    let mut out = Vec::new();
    let mut current: Vec<Place> = path.first().copied().into_iter().collect();
    let (mut turn, mut left) = (0, pattern[0]);
    for pair in path.windows(2) {
        let (mut a, b) = (pair[0], pair[1]);
        loop {
            let length = (b.0 - a.0).hypot(b.1 - a.1);
            let inked = turn % 2 == 0;
            if length <= left {
                left -= length;
                if inked {
                    current.push(b);
                }
                break;
            }
            let t = left / length;
            a = (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
            if inked {
                current.push(a);
                out.push(std::mem::take(&mut current));
            } else {
                current = vec![a];
            }
            turn += 1;
            left = pattern[turn % pattern.len()];
        }
    }
    if current.len() > 1 {
        out.push(current);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_cover_the_path_in_turn() {
        let cut = pieces(&[(0.0, 0.0), (4.0, 0.0), (10.0, 0.0)], vec![3.0, 2.0]);
        let ends: Vec<_> = cut.iter().map(|p| (p[0].0, p[p.len() - 1].0)).collect();
        assert_eq!(ends, [(0.0, 3.0), (5.0, 8.0)]);
        assert_eq!(pieces(&[(0.0, 0.0), (1.0, 0.0)], vec![]).len(), 1);
        for far in [f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(pieces(&[(0.0, 0.0), (far, 0.0)], vec![3.0, 2.0]).len(), 1);
        }
    }
}
