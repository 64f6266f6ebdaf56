//! All comparisons of a study taken together.

use serde::{Deserialize, Serialize};

use super::{Comparison, Tolerance, Verdict};
use crate::model::Quantity;
use crate::stats::{Estimate, student_share_within};

/// How a study's theory and simulation agree overall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// Comparisons made.
    pub comparisons: usize,
    /// Of these, with each verdict.
    pub agree: usize,
    /// Within tolerance only.
    pub tolerated: usize,
    /// Outside it.
    pub disagree: usize,
    /// Share of |z| ≤ 2; `None` without comparisons.
    pub share_within_2: Option<f64>,
    /// The share that chance alone would give (Student's t for these replicates).
    pub chance_share_within_2: Option<f64>,
    /// Comparisons whose Monte-Carlo error is not small beside the granted shift: the others
    /// see the 1/n term itself, and say nothing about chance.
    pub judged: usize,
    /// Share of |z| ≤ 2 among those, which must reach the tolerance's; `None` without any.
    pub judged_share_within_2: Option<f64>,
    /// Largest |z|.
    pub largest_z: Option<f64>,
    /// For each quantity the average of n·(mean − theory − known shift): the 1/n
    /// coefficient as far as these data tell.
    pub shifts: Vec<QuantityShift>,
    /// Whether the tolerance is kept.
    pub passed: bool,
}

/// The 1/n term of one quantity, averaged over cells.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuantityShift {
    /// Which quantity.
    pub quantity: Quantity,
    /// Average of n·(mean − theory − known shift).
    pub coefficient: f64,
    /// Root mean square of n·standard error over the same cells: the size that a
    /// coefficient of a single cell has by chance.
    pub noise: f64,
    /// Share of this quantity's |z| ≤ 2.
    pub share_within_2: f64,
}

impl Overview {
    /// Of (quantity, n, estimate, comparison) in any order.
    pub fn of(rows: &[(Quantity, usize, Estimate, Comparison)], tolerance: &Tolerance) -> Self {
        let count = |v| rows.iter().filter(|r| r.3.verdict == v).count();
        let share = |within: usize, all: usize| (all > 0).then(|| within as f64 / all as f64);
        let agree = count(Verdict::Agree);
        let disagree = count(Verdict::Disagree);
        let share_within_2 = share(agree, rows.len());
        let judged: Vec<_> = rows
            .iter()
            .filter(|(_, n, e, _)| e.standard_error * *n as f64 >= tolerance.least_judged())
            .collect();
        let within = judged.iter().filter(|r| r.3.verdict == Verdict::Agree);
        let judged_share_within_2 = share(within.count(), judged.len());
        let by_chance: Vec<f64> = rows
            .iter()
            .filter_map(|r| student_share_within(2.0, r.2.replicates.saturating_sub(1)))
            .collect();
        let shifts = Quantity::ALL
            .into_iter()
            .filter_map(|quantity| {
                let own: Vec<_> = rows.iter().filter(|r| r.0 == quantity).collect();
                let number = own.len() as f64;
                let (mut sum, mut squares, mut within) = (0.0, 0.0, 0.0);
                for (_, n, estimate, comparison) in own.iter().copied() {
                    let n = *n as f64;
                    sum += n * (estimate.mean - comparison.theory - comparison.known_shift);
                    squares += (n * estimate.standard_error).powi(2);
                    within += f64::from(u8::from(comparison.verdict == Verdict::Agree));
                }
                (number > 0.0).then(|| QuantityShift {
                    quantity,
                    coefficient: sum / number,
                    noise: (squares / number).sqrt(),
                    share_within_2: within / number,
                })
            })
            .collect();
        Self {
            comparisons: rows.len(),
            agree,
            tolerated: count(Verdict::Tolerated),
            disagree,
            share_within_2,
            chance_share_within_2: (!by_chance.is_empty())
                .then(|| by_chance.iter().sum::<f64>() / by_chance.len() as f64),
            judged: judged.len(),
            judged_share_within_2,
            largest_z: rows
                .iter()
                .filter_map(|r| r.3.z)
                .map(f64::abs)
                .reduce(f64::max),
            shifts,
            passed: disagree == 0 && judged_share_within_2.is_none_or(|s| s >= tolerance.min_share),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::compare;

    #[test]
    fn counts_shares_and_shifts() {
        let tolerance = Tolerance {
            finite_size: 0.0,
            max_z: 4.0,
            min_share: 0.6,
        };
        let row = |mean: f64| {
            let estimate = Estimate {
                mean,
                standard_error: 0.01,
                low: 0.0,
                high: 0.0,
                replicates: 40,
            };
            (
                Quantity::Alpha,
                100,
                estimate,
                compare(1.0, &estimate, 0.0, 100, &tolerance),
            )
        };
        let overview = Overview::of(&[row(1.0), row(1.01), row(1.03)], &tolerance);
        assert_eq!(
            (overview.agree, overview.tolerated, overview.disagree),
            (2, 1, 0)
        );
        assert!(overview.passed);
        assert!((overview.largest_z.unwrap() - 3.0).abs() < 1e-9);
        assert!((overview.shifts[0].coefficient - 4.0 / 3.0).abs() < 1e-9);
        assert!((overview.shifts[0].noise - 1.0).abs() < 1e-12);
        let chance = overview.chance_share_within_2.unwrap();
        assert!((chance - 0.9475).abs() < 5e-4, "{chance}");
        assert!(!Overview::of(&[row(1.05)], &tolerance).passed);
        assert!(!Overview::of(&[row(1.03), row(1.0)], &tolerance).passed);
        assert!(Overview::of(&[], &tolerance).passed);
        // With a shift granted, errors far below it are not asked what chance would do.
        let shifted = |finite_size: f64| {
            let granted = Tolerance {
                finite_size,
                ..tolerance
            };
            let overview = Overview::of(&[row(1.03), row(1.03), row(1.03)], &granted);
            (overview.judged, overview.passed)
        };
        assert_eq!(shifted(9.0), (3, false));
        assert_eq!(shifted(11.0), (0, true));
    }
}
