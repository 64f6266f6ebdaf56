//! Comparisons that share data, counted once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::compared_quantity::Measured;
use super::detection_power::{POWER, Sight};
use super::overview::Compared;
use crate::stats::{at_least, student_reach};

/// Chance that any design of a study of right predictions is said to disagree.
pub const DESIGN_LEVEL: f64 = 0.004;
/// The same of too many designs leaning away from theory.
const SHARE_LEVEL: f64 = 0.004;
/// Level at which a design leans away.
const LEANING: f64 = 0.05;

/// The designs of a study: all that was trained and measured on the same data.
///
/// Weights, losses and quantities of one design rise and fall together, so that one draw of
/// luck shows in many of its comparisons. Each design is one piece of evidence: its chance is
/// the least of its m comparisons, times m (Bonferroni), which holds whatever the dependence.
/// Designs are independent; Holm (1979, *A simple sequentially rejective multiple test
/// procedure*) says which of them disagree.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Designs {
    /// How many.
    pub designs: usize,
    /// Of these, with a comparison that neither chance nor the granted shift explains.
    pub off: usize,
    /// Leaning away from theory at level 5 %.
    pub leaning: usize,
    /// Chance of so many that lean.
    pub chance_of_leaning: f64,
    /// In how many class errors an error of theory would be seen.
    pub sight: Sight,
    /// Whether designs disagree with theory, or too many lean.
    pub passed: bool,
}

impl Designs {
    /// Of all comparisons of a study; `min_share` of the designs are asked not to lean.
    pub fn of<Q: Measured>(rows: &[Compared<Q>], min_share: f64) -> Self {
        let mut groups: BTreeMap<usize, Vec<&Compared<Q>>> = BTreeMap::new();
        for row in rows {
            groups.entry(row.design).or_default().push(row);
        }
        let chances: Vec<f64> = groups.values().map(|own| joint(own)).collect();
        let designs = chances.len();
        let leaning = chances.iter().filter(|c| **c < LEANING).count();
        let chance_of_leaning = at_least(leaning, designs, LEANING);
        let off = holm(chances, DESIGN_LEVEL);
        let enough = (designs - leaning) as f64 >= min_share * designs as f64;
        Self {
            designs,
            off,
            leaning,
            chance_of_leaning,
            sight: sight(groups.values()),
            passed: off == 0 && (enough || chance_of_leaning >= SHARE_LEVEL),
        }
    }
}

/// Chance of the farthest of a design's comparisons.
fn joint<Q>(own: &[&Compared<Q>]) -> f64 {
    let least = own.iter().map(|row| row.comparison.chance);
    (own.len() as f64 * least.fold(1.0, f64::min)).min(1.0)
}

/// How many of the chances are too small to be chance.
fn holm(mut chances: Vec<f64>, level: f64) -> usize {
    chances.sort_by(f64::total_cmp);
    let all = chances.len();
    let small = |(before, chance): (usize, &f64)| *chance <= level / (all - before) as f64;
    chances
        .iter()
        .enumerate()
        .take_while(|place| small(*place))
        .count()
}

/// A wrong theory is seen if it lies beyond what is granted even where the true shift hides
/// as much as it may, and the limit that the first of Holm's steps sets.
fn sight<'a, Q: Measured + 'a>(
    groups: impl ExactSizeIterator<Item = &'a Vec<&'a Compared<Q>>>,
) -> Sight {
    let designs = groups.len();
    let mut sight = Sight::default();
    for own in groups {
        let miss = DESIGN_LEVEL / (designs * own.len()) as f64;
        for row in own.iter().filter(|row| row.quantity.is_one_error()) {
            let degrees = row.estimate.replicates.saturating_sub(1);
            let reach = student_reach(miss, degrees) + POWER;
            let seen_at = 2.0 * row.comparison.granted + reach * row.estimate.standard_error;
            sight.count(row.comparison.theory, seen_at);
        }
    }
    sight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holm_goes_on_while_the_next_is_small_too() {
        // .05/4, .05/3, .05/2: the third, .03, is too large, and what follows with it.
        assert_eq!(holm(vec![0.016, 0.9, 0.01, 0.03], 0.05), 2);
        assert_eq!(holm(vec![0.013; 4], 0.05), 0);
        assert_eq!(holm(Vec::new(), 0.05), 0);
    }
}
