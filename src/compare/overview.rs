//! All comparisons of a study taken together.

use serde::{Deserialize, Serialize};

use super::detection_power::StudyVerdict;
use super::{Comparison, Designs, Verdict};
use crate::model::{Quantity, Tolerance};
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
    /// The same by designs, each of which counts once.
    pub designs: Designs,
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

/// One comparison, and what it is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared<Q = Quantity> {
    /// Equal for all comparisons on the same data.
    pub design: usize,
    /// What is compared.
    pub quantity: Q,
    /// n.
    pub samples: usize,
    /// Simulation.
    pub estimate: Estimate,
    /// What it says of theory.
    pub comparison: Comparison,
}

impl Overview {
    /// Of comparisons in any order.
    pub fn of(rows: &[Compared], tolerance: &Tolerance) -> Self {
        let count = |v| rows.iter().filter(|r| r.comparison.verdict == v).count();
        let share = |within: usize, all: usize| (all > 0).then(|| within as f64 / all as f64);
        let agree = count(Verdict::Agree);
        let disagree = count(Verdict::Disagree);
        let by_chance: Vec<f64> = rows
            .iter()
            .filter_map(|r| student_share_within(2.0, r.estimate.replicates.saturating_sub(1)))
            .collect();
        let designs = Designs::of(rows, tolerance.min_share);
        Self {
            comparisons: rows.len(),
            agree,
            tolerated: count(Verdict::Tolerated),
            disagree,
            share_within_2: share(agree, rows.len()),
            chance_share_within_2: (!by_chance.is_empty())
                .then(|| by_chance.iter().sum::<f64>() / by_chance.len() as f64),
            designs,
            largest_z: rows
                .iter()
                .filter_map(|r| r.comparison.z)
                .map(f64::abs)
                .reduce(f64::max),
            shifts: Quantity::ALL
                .into_iter()
                .filter_map(|quantity| QuantityShift::of(rows, quantity))
                .collect(),
            passed: disagree == 0 && designs.passed,
        }
    }

    /// What the study says of theory.
    pub fn verdict(&self) -> StudyVerdict {
        StudyVerdict::of(self.passed, self.comparisons, self.designs.sight)
    }
}

impl QuantityShift {
    /// Of the rows of one quantity; `None` without any.
    fn of(rows: &[Compared], quantity: Quantity) -> Option<Self> {
        let own: Vec<_> = rows.iter().filter(|r| r.quantity == quantity).collect();
        let number = own.len() as f64;
        let (mut sum, mut squares, mut within) = (0.0, 0.0, 0.0);
        for row in own {
            let (n, comparison) = (row.samples as f64, &row.comparison);
            sum += n * (row.estimate.mean - comparison.theory - comparison.known_shift);
            squares += (n * row.estimate.standard_error).powi(2);
            within += f64::from(u8::from(comparison.verdict == Verdict::Agree));
        }
        (number > 0.0).then(|| Self {
            quantity,
            coefficient: sum / number,
            noise: (squares / number).sqrt(),
            share_within_2: within / number,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Predicted, compare};

    const TOLERANCE: Tolerance = Tolerance {
        finite_size: 0.0,
        max_z: 4.0,
        min_share: 0.6,
    };

    /// A mean beside a prediction of 1, of 40 replicates with a standard error of .01.
    fn row(design: usize, mean: f64) -> Compared {
        let estimate = Estimate {
            mean,
            standard_error: 0.01,
            low: 0.0,
            high: 0.0,
            replicates: 40,
        };
        let predicted = Predicted {
            theory: 1.0,
            known_shift: 0.0,
            scale: 1.0,
        };
        Compared {
            design,
            quantity: Quantity::Alpha,
            samples: 100,
            estimate,
            comparison: compare(&predicted, &estimate, 100, &TOLERANCE),
        }
    }

    #[test]
    fn counts_shares_and_shifts() {
        let rows = [row(0, 1.0), row(1, 1.01), row(2, 1.03)];
        let overview = Overview::of(&rows, &TOLERANCE);
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
        assert!(!Overview::of(&[row(0, 1.06)], &TOLERANCE).passed);
        let empty = Overview::of(&[], &TOLERANCE);
        assert!(empty.passed);
        assert_eq!(empty.verdict(), StudyVerdict::NothingToCompare);
    }

    /// Three numbers of one draw that lean together are one design that leans; three draws
    /// that do are no chance.
    #[test]
    fn what_shares_data_counts_once() {
        let same = [row(7, 1.028), row(7, 1.028), row(7, 1.028)];
        let overview = Overview::of(&same, &TOLERANCE);
        assert_eq!((overview.designs.designs, overview.designs.leaning), (1, 1));
        assert!(overview.passed, "{overview:?}");
        let each = [row(0, 1.028), row(1, 1.028), row(2, 1.028)];
        let overview = Overview::of(&each, &TOLERANCE);
        assert_eq!((overview.designs.off, overview.designs.leaning), (0, 3));
        assert!(!overview.passed, "{overview:?}");
    }

    /// One design off is enough, in whichever company.
    #[test]
    fn one_design_can_refute() {
        let mut rows: Vec<_> = (0..20).map(|design| row(design, 1.0)).collect();
        rows.push(row(20, 1.048));
        let overview = Overview::of(&rows, &TOLERANCE);
        assert_eq!((overview.designs.off, overview.passed), (1, false));
    }
}
