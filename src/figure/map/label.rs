//! Where a line has room for its own label.

use super::super::frame::Place;
use super::super::path_length::PathLength;

/// Places that labels keep off.
pub(super) struct Crowd {
    /// Place, radius, and the number of the line that it is part of.
    taken: Vec<(Place, f64, Option<usize>)>,
    left_top: Place,
    right_bottom: Place,
}

/// A place for a label in its line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LabelSeat {
    pub(super) at: Place,
    /// Radians, clockwise on paper; within a quarter turn of upright.
    pub(super) angle: f64,
    /// The part of the line that makes room.
    gap: (f64, f64),
}

impl Crowd {
    pub(super) fn new((left_top, right_bottom): (Place, Place)) -> Self {
        Self {
            taken: Vec::new(),
            left_top,
            right_bottom,
        }
    }

    pub(super) fn add(&mut self, at: Place, radius: f64) {
        self.taken.push((at, radius, None));
    }

    /// Keeps labels off a line, except the line's own.
    pub(super) fn add_line(&mut self, path: &[Place], owner: usize) {
        const STEP: f64 = 3.0;
        let line = PathLength::of(path);
        let count = (line.length() / STEP).ceil() as usize;
        self.taken
            .extend((0..=count).map(|i| (line.at(i as f64 * STEP), 0.5, Some(owner))));
    }

    /// The best place, if there is one, for text of the given width and size; it is
    /// taken from then on.
    pub(super) fn seat(
        &mut self,
        path: &[Place],
        owner: usize,
        width: f64,
        size: f64,
    ) -> Option<LabelSeat> {
        const STEP: f64 = 2.5;
        let line = PathLength::of(path);
        let (length, gap) = (line.length(), width + 5.0);
        // A label in a line that is hardly longer would replace it.
        if length < 1.8 * gap {
            return None;
        }
        let free = |bead: Place| self.free(bead, 0.55 * size, owner);
        let count = ((length - gap) / STEP) as usize;
        let (_, seat) = (0..=count)
            .filter_map(|i| candidate(&line, i as f64 * STEP, gap, size))
            .filter(|(_, seat)| seat.beads(size).into_iter().all(free))
            .min_by(|a, b| a.0.total_cmp(&b.0))?;
        for bead in seat.beads(size) {
            self.add(bead, 0.55 * size);
        }
        Some(seat)
    }

    fn free(&self, at: Place, radius: f64, owner: usize) -> bool {
        let rim = radius + 1.0;
        at.0 - rim >= self.left_top.0
            && at.1 - rim >= self.left_top.1
            && at.0 + rim <= self.right_bottom.0
            && at.1 + rim <= self.right_bottom.1
            && self.taken.iter().all(|(p, r, line)| {
                *line == Some(owner) || (p.0 - at.0).hypot(p.1 - at.1) >= radius + r
            })
    }
}

impl LabelSeat {
    /// Places along the text, half its size apart.
    fn beads(&self, size: f64) -> Vec<Place> {
        let length = self.gap.1 - self.gap.0;
        let count = (2.0 * length / size).ceil().max(1.0);
        let (dx, dy) = (libm::cos(self.angle), libm::sin(self.angle));
        (0..=count as usize)
            .map(|i| (i as f64 / count - 0.5) * length)
            .map(|t| (self.at.0 + t * dx, self.at.1 + t * dy))
            .collect()
    }
}

/// A place with its demerit: bends, and distance from the middle.
fn candidate(line: &PathLength<'_>, from: f64, gap: f64, size: f64) -> Option<(f64, LabelSeat)> {
    let (a, b) = (line.at(from), line.at(from + gap));
    let middle = ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
    let belly = line.at(from + gap / 2.0);
    let bend = (belly.0 - middle.0).hypot(belly.1 - middle.1);
    let straight = (b.0 - a.0).hypot(b.1 - a.1) / gap;
    if straight < 0.95 || bend > 0.3 * size {
        return None;
    }
    let turned = libm::atan2(b.1 - a.1, b.0 - a.0);
    let off = ((from + gap / 2.0) / line.length() - 0.5).abs();
    let seat = LabelSeat {
        at: ((middle.0 + belly.0) / 2.0, (middle.1 + belly.1) / 2.0),
        angle: upright(turned),
        gap: (from, from + gap),
    };
    Some((off + 10.0 * (1.0 - straight) + bend / size, seat))
}

fn upright(angle: f64) -> f64 {
    use std::f64::consts::{FRAC_PI_2, PI};
    // A vertical line is read upwards, like the label of an axis.
    if angle > FRAC_PI_2 - 1e-9 {
        angle - PI
    } else if angle < -FRAC_PI_2 - 1e-9 {
        angle + PI
    } else {
        angle
    }
}

/// The line before and after the gap.
pub(super) fn parted(path: &[Place], seat: &LabelSeat) -> [Vec<Place>; 2] {
    let line = PathLength::of(path);
    [
        line.piece(0.0, seat.gap.0),
        line.piece(seat.gap.1, line.length()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open() -> Crowd {
        Crowd::new(((0.0, 0.0), (100.0, 100.0)))
    }

    #[test]
    fn labels_sit_in_the_middle_of_straight_lines_and_read_upright() {
        for (path, angle) in [
            ([(0.0, 50.0), (100.0, 50.0)], 0.0),
            ([(100.0, 50.0), (0.0, 50.0)], 0.0),
            ([(50.0, 0.0), (50.0, 100.0)], -90.0_f64),
            ([(50.0, 100.0), (50.0, 0.0)], -90.0),
            ([(0.0, 0.0), (100.0, 100.0)], 45.0),
        ] {
            let seat = open().seat(&path, 0, 20.0, 7.0).unwrap();
            assert!((seat.angle.to_degrees() - angle).abs() < 1e-9, "{seat:?}");
            assert!((seat.at.0 - 50.0).hypot(seat.at.1 - 50.0) < 2.0);
            let [before, after] = parted(&path, &seat);
            let gap = (before[1].0 - after[0].0).hypot(before[1].1 - after[0].1);
            assert!((gap - 25.0).abs() < 1e-9);
        }
    }

    #[test]
    fn no_label_where_there_is_no_room() {
        let line = [(10.0, 50.0), (90.0, 50.0)];
        assert_eq!(open().seat(&line, 0, 60.0, 7.0), None, "too short");
        let mut crowd = open();
        crowd.add((50.0, 50.0), 5.0);
        let aside = crowd.seat(&line, 0, 15.0, 7.0).unwrap();
        assert!((aside.at.0 - 50.0).abs() > 12.0);
        crowd.add_line(&[(0.0, 52.0), (100.0, 52.0)], 1);
        assert_eq!(crowd.seat(&line, 0, 15.0, 7.0), None, "crossed");
        let edge = [(0.0, 1.0), (100.0, 1.0)];
        assert_eq!(open().seat(&edge, 0, 15.0, 7.0), None, "cut by the frame");
        assert_eq!(open().seat(&[], 0, 15.0, 7.0), None);
    }
}
