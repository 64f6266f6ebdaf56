//! Changes of kind along an edge between two places of the lattice.

/// Changes on one edge at most, beyond the first: thinner bands are not resolved.
const DEPTH: usize = 3;

/// Changes on one edge at most: each that is found parts what is left in two.
pub(super) const MOST_CHANGES: usize = (1 << (DEPTH + 1)) - 1;

/// Bands narrower than this share of the edge are not looked for: one that is seen on one edge
/// and not on the next would seem to end between them.
const THIN: f64 = 2e-3;

/// Two kinds, and the share of the edge where the one becomes the other.
pub(super) type KindChange = ((usize, usize), f64);

/// What finds changes on one edge.
pub(super) struct LatticeEdge<Root, Kind> {
    /// Where, between two shares, the first of two kinds ends or the second begins.
    pub(super) root: Root,
    /// The kind at a share.
    pub(super) kind: Kind,
}

impl<E, Root, Kind> LatticeEdge<Root, Kind>
where
    Root: Fn((usize, usize), (f64, f64)) -> Result<f64, E>,
    Kind: Fn(f64) -> Result<Option<usize>, E>,
{
    /// The changes in order, given the kinds at the two ends. A third kind may lie between
    /// them, in a band that no corner of the lattice sees.
    pub(super) fn changes(&self, kinds: (usize, usize)) -> Result<Vec<KindChange>, E> {
        let mut found = Vec::new();
        self.between(kinds, (0.0, 1.0), DEPTH, &mut found)?;
        Ok(found)
    }

    fn between(
        &self,
        kinds: (usize, usize),
        (from, to): (f64, f64),
        depth: usize,
        found: &mut Vec<KindChange>,
    ) -> Result<(), E> {
        let at = (self.root)(kinds, (from, to))?;
        let (before, after) = ((at - THIN).max(from), (at + THIN).min(to));
        let near = (self.kind)(before)?.zip((self.kind)(after)?);
        // What is no change here is one of the two ends all the same.
        let (left, right) = near.filter(|(a, b)| a != b && depth > 0).unwrap_or(kinds);
        if left != kinds.0 {
            self.between((kinds.0, left), (from, before), depth - 1, found)?;
        }
        found.push(((left, right), at));
        if right != kinds.1 {
            self.between((right, kinds.1), (after, to), depth - 1, found)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kinds of an edge whose changes are given; a root is where the lower kind ends or begins.
    fn found(steps: &[(f64, usize)], kinds: (usize, usize)) -> Vec<KindChange> {
        let kind = |share: f64| {
            let known = steps.iter().rev().find(|(from, _)| share >= *from);
            known.map(|(_, kind)| *kind)
        };
        let root = |kinds: (usize, usize), (mut low, mut high): (f64, f64)| {
            let lower = Some(kinds.0.min(kinds.1));
            let first = kind(low) == lower;
            while high - low > 1e-6 {
                let middle = (low + high) / 2.0;
                match (kind(middle) == lower) == first {
                    true => low = middle,
                    false => high = middle,
                }
            }
            Ok::<_, ()>((low + high) / 2.0)
        };
        let edge = LatticeEdge {
            root,
            kind: |share| Ok(kind(share)),
        };
        edge.changes(kinds).unwrap()
    }

    #[test]
    fn a_band_between_two_places_has_two_edges() {
        for (steps, kinds, exact) in [
            (vec![(0.0, 2), (0.4, 3)], (2, 3), vec![((2, 3), 0.4)]),
            (
                vec![(0.0, 2), (0.4, 4), (0.41, 3)],
                (2, 3),
                vec![((2, 4), 0.4), ((4, 3), 0.41)],
            ),
            // Too thin to be looked for.
            (
                vec![(0.0, 2), (0.4, 4), (0.4001, 3)],
                (2, 3),
                vec![((2, 3), 0.4)],
            ),
            (
                vec![(0.0, 3), (0.2, 4), (0.7, 2)],
                (3, 2),
                vec![((3, 4), 0.2), ((4, 2), 0.7)],
            ),
            (
                vec![(0.0, 0), (0.2, 4), (0.5, 5), (0.7, 2)],
                (0, 2),
                vec![((0, 4), 0.2), ((4, 5), 0.5), ((5, 2), 0.7)],
            ),
        ] {
            let found = found(&steps, kinds);
            assert_eq!(found.len(), exact.len(), "{found:?}");
            for ((kinds, at), (known, place)) in found.iter().zip(&exact) {
                assert!(kinds == known && (at - place).abs() < 1e-5, "{found:?}");
            }
        }
    }
}
