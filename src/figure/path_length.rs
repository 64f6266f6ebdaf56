//! Places along a path by the length up to them.

use super::frame::Place;

/// A path with the length up to each of its corners.
pub(super) struct PathLength<'a> {
    path: &'a [Place],
    upto: Vec<f64>,
}

impl<'a> PathLength<'a> {
    pub(super) fn of(path: &'a [Place]) -> Self {
        let mut sum = 0.0;
        let steps = path.windows(2).map(|p| {
            sum += (p[1].0 - p[0].0).hypot(p[1].1 - p[0].1);
            sum
        });
        let upto = std::iter::once(0.0).chain(steps).collect();
        Self { path, upto }
    }

    /// Of the whole path.
    pub(super) fn length(&self) -> f64 {
        self.upto.last().copied().unwrap_or(0.0)
    }

    /// The place so far along.
    pub(super) fn at(&self, length: f64) -> Place {
        let next = self.upto.partition_point(|&l| l < length);
        let Some(&b) = self.path.get(next) else {
            return self.path.last().copied().unwrap_or_default();
        };
        let Some(&a) = next.checked_sub(1).and_then(|i| self.path.get(i)) else {
            return b;
        };
        let t = (length - self.upto[next - 1]) / (self.upto[next] - self.upto[next - 1]);
        (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1))
    }

    /// What lies between two lengths.
    pub(super) fn piece(&self, from: f64, to: f64) -> Vec<Place> {
        let corners = self.path.iter().zip(&self.upto);
        let within = corners.filter(|(_, l)| **l > from && **l < to);
        std::iter::once(self.at(from))
            .chain(within.map(|(p, _)| *p))
            .chain(std::iter::once(self.at(to)))
            .collect()
    }
}
