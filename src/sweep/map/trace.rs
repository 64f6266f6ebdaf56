//! Lines between places of different kind, from a lattice of kinds.

use std::collections::{BTreeMap, BTreeSet};

/// A lattice of kinds, row by row from the lowest y; `None` has none and is kept apart
/// by no line.
pub(super) struct Kinds<'a> {
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) all: &'a [Option<usize>],
}

/// An edge between lattice neighbours of different kind, or one of several changes on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Crossing {
    /// Lower or left end (column, row).
    pub(super) from: (usize, usize),
    /// Whether the other end is above it, not right of it.
    pub(super) upward: bool,
    /// The kinds at the two ends.
    pub(super) kinds: (usize, usize),
}

/// Where lines go through: a crossing, or a place inside a square where several meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    /// Number of the crossing.
    Edge(usize),
    /// Lower left corner of the square.
    Middle(usize, usize),
}

impl Kinds<'_> {
    fn at(&self, column: usize, row: usize) -> Option<usize> {
        *self.all.get(row * self.columns + column)?
    }

    /// Every crossing, in order.
    pub(super) fn crossings(&self) -> Vec<Crossing> {
        let mut found = Vec::new();
        for row in 0..self.rows {
            for column in 0..self.columns {
                let from = (column, row);
                for (upward, to) in [(false, (column + 1, row)), (true, (column, row + 1))] {
                    if to.0 < self.columns
                        && to.1 < self.rows
                        && let Some((a, b)) = self.at(column, row).zip(self.at(to.0, to.1))
                        && a != b
                    {
                        found.push(Crossing {
                            from,
                            upward,
                            kinds: (a, b),
                        });
                    }
                }
            }
        }
        found
    }

    /// Lines through the crossings, each as long as it can be without branching. Those of one
    /// edge follow each other, from its lower or left end.
    pub(super) fn lines(&self, crossings: &[Crossing]) -> Vec<Vec<Node>> {
        let mut numbers: BTreeMap<((usize, usize), bool), Vec<usize>> = BTreeMap::new();
        for (number, crossing) in crossings.iter().enumerate() {
            let edge = numbers.entry((crossing.from, crossing.upward)).or_default();
            edge.push(number);
        }
        let mut links = Links::default();
        for row in 0..self.rows.saturating_sub(1) {
            for column in 0..self.columns.saturating_sub(1) {
                let edge = |from, upward| numbers.get(&(from, upward)).map_or(&[][..], |n| n);
                let below = edge((column, row), false).iter();
                let right = edge((column + 1, row), true).iter();
                let above = edge((column, row + 1), false).iter().rev();
                let left = edge((column, row), true).iter().rev();
                let around = below.chain(right).chain(above).chain(left);
                let around: Vec<Met> = around
                    .map(|&number| Met::of(number, &crossings[number]))
                    .collect();
                self.square((column, row), &around, &mut links);
            }
        }
        links.chains()
    }

    /// Joins the crossings around a square.
    fn square(&self, at: (usize, usize), around: &[Met], links: &mut Links) {
        match around {
            [a, b] => links.join(a.node, b.node),
            [below, right, above, left] if around.iter().all(|m| m.kinds == below.kinds) => {
                // The corners of the diagonal with different kinds are cut off.
                let falling = self.at(at.0 + 1, at.1) == self.at(at.0, at.1 + 1);
                let pairs = match falling {
                    true => [(below, left), (right, above)],
                    false => [(below, right), (above, left)],
                };
                pairs
                    .into_iter()
                    .for_each(|(a, b)| links.join(a.node, b.node));
            }
            _ => meeting(at, around, links),
        }
    }
}

/// A crossing on the rim of a square, and the kinds that it keeps apart, the lower first.
struct Met {
    node: Node,
    kinds: (usize, usize),
}

impl Met {
    fn of(number: usize, crossing: &Crossing) -> Self {
        let (a, b) = crossing.kinds;
        Self {
            node: Node::Edge(number),
            kinds: (a.min(b), a.max(b)),
        }
    }
}

/// Two crossings between the same kinds are one line; the rest meet inside the square.
fn meeting(at: (usize, usize), around: &[Met], links: &mut Links) {
    let mut rest: Vec<&Met> = around.iter().collect();
    let mut alone = Vec::new();
    while let Some(first) = rest.pop() {
        let same = |m: &&Met| m.kinds == first.kinds;
        match rest.iter().rposition(same) {
            Some(other) => links.join(first.node, rest.remove(other).node),
            None => alone.push(first.node),
        }
    }
    match alone[..] {
        // Beside cells of no kind a line may end.
        [] | [_] => {}
        [a, b] => links.join(a, b),
        _ => {
            let middle = Node::Middle(at.0, at.1);
            alone.into_iter().for_each(|node| links.join(node, middle));
        }
    }
}

/// Which nodes are joined.
#[derive(Default)]
struct Links(BTreeMap<Node, BTreeSet<Node>>);

impl Links {
    fn join(&mut self, a: Node, b: Node) {
        self.0.entry(a).or_default().insert(b);
        self.0.entry(b).or_default().insert(a);
    }

    /// Takes every link once: first lines from ends and branchings, then rings.
    fn chains(mut self) -> Vec<Vec<Node>> {
        let mut chains = Vec::new();
        let branching = |links: &Self, n: &Node| links.0.get(n).is_some_and(|l| l.len() != 2);
        let special: BTreeSet<Node> = self
            .0
            .keys()
            .copied()
            .filter(|n| branching(&self, n))
            .collect();
        for &start in &special {
            while let Some(chain) = self.walk(start, &special) {
                chains.push(chain);
            }
        }
        while let Some(start) = self.0.iter().find(|(_, l)| !l.is_empty()).map(|(n, _)| *n) {
            chains.extend(self.walk(start, &special));
        }
        chains
    }

    fn walk(&mut self, start: Node, ends: &BTreeSet<Node>) -> Option<Vec<Node>> {
        let mut chain = vec![start];
        let mut here = start;
        while let Some(next) = self.take(here) {
            chain.push(next);
            here = next;
            if ends.contains(&here) {
                break;
            }
        }
        (chain.len() > 1).then_some(chain)
    }

    fn take(&mut self, from: Node) -> Option<Node> {
        let to = self.0.get_mut(&from)?.pop_first()?;
        if let Some(back) = self.0.get_mut(&to) {
            back.remove(&from);
        }
        Some(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(columns: usize, kinds: &[usize]) -> Vec<usize> {
        let all: Vec<Option<usize>> = kinds.iter().map(|k| Some(*k)).collect();
        let kinds = Kinds {
            columns,
            rows: all.len() / columns,
            all: &all,
        };
        let mut lengths: Vec<usize> = kinds
            .lines(&kinds.crossings())
            .iter()
            .map(Vec::len)
            .collect();
        lengths.sort_unstable();
        lengths
    }

    #[test]
    fn lines_rings_and_branchings() {
        // A straight line through three rows.
        assert_eq!(lines(2, &[0, 1, 0, 1, 0, 1]), [3]);
        // A ring around one place comes back to its start.
        assert_eq!(lines(3, &[0, 0, 0, 0, 1, 0, 0, 0, 0]), [5]);
        // Three kinds meet in the middle of a square.
        assert_eq!(lines(2, &[0, 0, 1, 2]), [2, 2, 2]);
        // Two corners of other kinds than the rest are cut off.
        assert_eq!(lines(2, &[0, 1, 2, 0]), [2, 2]);
        // A saddle: two corners are cut off.
        assert_eq!(lines(2, &[0, 1, 1, 0]), [2, 2]);
        assert_eq!(lines(2, &[0, 0, 0, 0]), [0; 0]);
    }
}
