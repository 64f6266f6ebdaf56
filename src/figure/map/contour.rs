//! Lines of equal value through a lattice (marching squares).

use std::collections::BTreeMap;

use super::super::frame::Place;

/// Values at the crossings of vertical and horizontal lines.
pub(super) struct Lattice {
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// Row by row.
    values: Vec<Option<f64>>,
}

impl Lattice {
    /// What is absent or not finite has no value, and no line passes by it.
    pub(super) fn new(xs: Vec<f64>, ys: Vec<f64>, mut values: Vec<Option<f64>>) -> Self {
        values.resize(xs.len() * ys.len(), None);
        for value in &mut values {
            *value = value.filter(|v| v.is_finite());
        }
        Self { xs, ys, values }
    }

    /// The same values continued, by straight lines, from cell centres to the outer
    /// edges: lines reach the rim of the cells.
    pub(super) fn to_edges(&self, x: (f64, f64), y: (f64, f64)) -> Self {
        let rows = self.ys.len();
        let widened: Vec<Option<f64>> = (0..rows)
            .flat_map(|j| {
                let row: Vec<_> = (0..self.xs.len()).map(|i| self.at(i, j)).collect();
                with_ends(&row, &self.xs, x)
            })
            .collect();
        let xs = edged(&self.xs, x);
        let columns: Vec<Vec<Option<f64>>> = (0..xs.len())
            .map(|i| {
                let column: Vec<_> = (0..rows).map(|j| widened[j * xs.len() + i]).collect();
                with_ends(&column, &self.ys, y)
            })
            .collect();
        let ys = edged(&self.ys, y);
        let values = (0..ys.len())
            .flat_map(|j| columns.iter().map(move |column| column[j]))
            .collect();
        Self::new(xs, ys, values)
    }

    /// The diagonal of its squares, which but for those at the rim are all alike.
    pub(super) fn diagonal(&self) -> f64 {
        let side = |at: &[f64]| {
            let sides = at.windows(2).map(|pair| (pair[1] - pair[0]).abs());
            sides.fold(0.0, f64::max)
        };
        side(&self.xs).hypot(side(&self.ys))
    }

    fn at(&self, i: usize, j: usize) -> Option<f64> {
        self.values[j * self.xs.len() + i]
    }

    /// The lines at a level; a closed line ends where it begins.
    pub(super) fn contour(&self, level: f64) -> Vec<Vec<Place>> {
        let mut segments = Vec::new();
        for j in 0..self.ys.len().saturating_sub(1) {
            for i in 0..self.xs.len().saturating_sub(1) {
                segments.extend(self.square(i, j, level));
            }
        }
        chains(&segments)
            .iter()
            .map(|chain| chain.iter().map(|&e| self.crossing(e, level)).collect())
            .collect()
    }

    /// Segments between the sides of one square.
    fn square(&self, i: usize, j: usize, level: f64) -> Vec<(usize, usize)> {
        let corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)];
        let values = corners.map(|(i, j)| self.at(i, j));
        let [Some(a), Some(b), Some(c), Some(d)] = values else {
            return Vec::new();
        };
        let columns = self.xs.len();
        let bottom = 2 * (j * columns + i);
        let left = bottom + 1;
        let right = left + 2;
        let top = bottom + 2 * columns;
        let above = [a, b, c, d].map(|v| usize::from(v >= level));
        let middle = (a + b + c + d) / 4.0 >= level;
        match (
            above[0] + 2 * above[1] + 4 * above[2] + 8 * above[3],
            middle,
        ) {
            (1 | 14, _) => vec![(left, bottom)],
            (2 | 13, _) => vec![(bottom, right)],
            (3 | 12, _) => vec![(left, right)],
            (4 | 11, _) => vec![(right, top)],
            (6 | 9, _) => vec![(bottom, top)],
            (7 | 8, _) => vec![(left, top)],
            // Two opposite corners above: the centre says whether they are connected.
            (5, true) | (10, false) => vec![(left, top), (bottom, right)],
            (5, false) | (10, true) => vec![(left, bottom), (right, top)],
            _ => Vec::new(),
        }
    }

    /// Where the level crosses a side: even numbers run along x, odd ones along y.
    fn crossing(&self, side: usize, level: f64) -> Place {
        let (node, columns) = (side / 2, self.xs.len());
        let (i, j) = (node % columns, node / columns);
        let along_x = side.is_multiple_of(2);
        let (k, l) = if along_x { (i + 1, j) } else { (i, j + 1) };
        let (a, b) = (self.at(i, j), self.at(k, l));
        let t = match (a, b) {
            (Some(a), Some(b)) if a != b => ((level - a) / (b - a)).clamp(0.0, 1.0),
            _ => 0.5,
        };
        let between = |from: f64, to: f64| from + t * (to - from);
        (
            between(self.xs[i], self.xs[k]),
            between(self.ys[j], self.ys[l]),
        )
    }
}

fn edged(centres: &[f64], (low, high): (f64, f64)) -> Vec<f64> {
    let mut all = vec![low];
    all.extend_from_slice(centres);
    all.push(high);
    all
}

fn with_ends(values: &[Option<f64>], at: &[f64], ends: (f64, f64)) -> Vec<Option<f64>> {
    let last = values.len().saturating_sub(1);
    let beyond = |near: usize, far: usize, place: f64| {
        let (a, b) = (values.get(near).copied()??, values.get(far).copied()??);
        let t = (place - at[near]) / (at[far] - at[near]);
        Some(if near == far { a } else { a + t * (b - a) })
    };
    let mut all = vec![beyond(0, 1.min(last), ends.0)];
    all.extend_from_slice(values);
    all.push(beyond(last, last.saturating_sub(1), ends.1));
    all
}

/// Joins segments that share a side: open lines first, then rings.
fn chains(segments: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut meeting: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (s, &(a, b)) in segments.iter().enumerate() {
        meeting.entry(a).or_default().push(s);
        meeting.entry(b).or_default().push(s);
    }
    let mut used = vec![false; segments.len()];
    let open = meeting
        .iter()
        .filter(|(_, m)| m.len() == 1)
        .map(|(e, _)| *e);
    let rings = segments.iter().map(|s| s.0);
    let mut all = Vec::new();
    for start in open.chain(rings) {
        let mut chain = vec![start];
        let mut end = start;
        while let Some(&s) = meeting[&end].iter().find(|s| !used[**s]) {
            used[s] = true;
            let (a, b) = segments[s];
            end = if a == end { b } else { a };
            chain.push(end);
        }
        if chain.len() > 1 {
            all.push(chain);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lattice(n: usize, f: impl Fn(f64, f64) -> Option<f64>) -> Lattice {
        let at: Vec<f64> = (0..n)
            .map(|i| -1.0 + 2.0 * (i as f64 + 0.5) / n as f64)
            .collect();
        let values = at
            .iter()
            .flat_map(|&y| at.iter().map(move |&x| (x, y)))
            .map(|(x, y)| f(x, y))
            .collect();
        Lattice::new(at.clone(), at, values)
    }

    #[test]
    fn circles_are_closed_and_have_their_radius() {
        let n = 80;
        let field = lattice(n, |x, y| Some(x.hypot(y)));
        for radius in [0.2, 0.5, 0.9] {
            let lines = field.contour(radius);
            assert_eq!(lines.len(), 1);
            let ring = &lines[0];
            assert_eq!(ring.first(), ring.last());
            // Linear interpolation errs by h²/8 times the second derivative 1/radius.
            let h = 2.0 / n as f64;
            let most = h * h / 8.0 / radius * 1.1;
            for &(x, y) in ring {
                let error = (x.hypot(y) - radius).abs();
                assert!(error <= most, "{radius}: {error} > {most}");
            }
            let length: f64 = ring
                .windows(2)
                .map(|p| (p[1].0 - p[0].0).hypot(p[1].1 - p[0].1))
                .sum();
            assert!((length / (std::f64::consts::TAU * radius) - 1.0).abs() < 0.01);
        }
    }

    #[test]
    fn linear_fields_are_exact_up_to_the_rim() {
        let field = lattice(7, |x, y| Some(2.0 * x + y)).to_edges((-1.0, 1.0), (-1.0, 1.0));
        let lines = field.contour(0.5);
        assert_eq!(lines.len(), 1);
        assert!(
            lines[0]
                .iter()
                .all(|(x, y)| (2.0 * x + y - 0.5).abs() < 1e-12)
        );
        let ends = [lines[0][0], lines[0][lines[0].len() - 1]];
        assert!(
            ends.iter().all(|p| (p.1.abs() - 1.0).abs() < 1e-12),
            "{ends:?}"
        );
    }

    #[test]
    fn saddles_have_two_lines_and_nothing_passes_missing_values() {
        assert_eq!(lattice(10, |x, y| Some(x * y)).contour(0.05).len(), 2);
        assert_eq!(lattice(2, |x, y| Some(x * y)).contour(0.0).len(), 2);
        let half = lattice(40, |x, y| (x > 0.0).then(|| x.hypot(y)));
        let lines = half.contour(0.5);
        assert_eq!(lines.len(), 1);
        assert!(lines[0].iter().all(|p| p.0 > 0.0));
        assert_ne!(lines[0].first(), lines[0].last());
        assert!(lattice(5, |_, _| Some(f64::NAN)).contour(0.0).is_empty());
        assert!(Lattice::new(vec![], vec![], vec![]).contour(0.0).is_empty());
    }
}
