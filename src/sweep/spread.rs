//! Parts of a whole that lie all over it: costs change slowly along cells, so that the time of the
//! first tenth then says what the rest will take.

/// The golden ratio: its multiples modulo 1 are spread evenly, however many there are.
const GOLDEN: f64 = 0.618_033_988_749_894_8;

/// Tasks with their places, in an order in which any part of them is spread over the whole.
pub(super) fn spread<T>(tasks: Vec<T>) -> Vec<(usize, T)> {
    let count = tasks.len();
    let mut tasks: Vec<(usize, T)> = tasks.into_iter().enumerate().collect();
    let turn = |place: usize| (place as f64 * GOLDEN).fract();
    if count > 2 {
        tasks.sort_by(|(a, _), (b, _)| turn(*a).total_cmp(&turn(*b)));
    }
    tasks
}

/// The place in so many, at least one, that is looked at in some turn; one may have several turns.
pub(super) fn place_in_turn(turn: usize, count: usize) -> usize {
    let share = ((turn as f64 + 0.5) * GOLDEN).fract();
    ((share * count as f64) as usize).min(count - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_have_one_turn_and_the_first_lie_all_over() {
        for count in [1, 2, 3, 12, 64, 97, 360] {
            let mut found: Vec<usize> = spread(vec![(); count]).iter().map(|(p, ())| *p).collect();
            let first = &found[..found.len().min(4)];
            let (low, high) = (first.iter().min().unwrap(), first.iter().max().unwrap());
            assert!(
                count < 12 || 3 * (high - low) > count,
                "{first:?} of {count}"
            );
            found.sort_unstable();
            assert_eq!(found, (0..count).collect::<Vec<_>>());
            let places: Vec<usize> = (0..4).map(|turn| place_in_turn(turn, count)).collect();
            let (low, high) = (places.iter().min().unwrap(), places.iter().max().unwrap());
            assert!(
                *high < count && (count < 12 || 3 * (high - low) > count),
                "{places:?}"
            );
        }
    }
}
