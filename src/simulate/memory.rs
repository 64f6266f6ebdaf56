//! What a replicate needs at its peak.

use super::erm::TOGETHER;
use super::pencil::{shared_steps, vectors};
use super::prepared_set::by_moments;
use super::replicate::is_streamed;
use super::scatter::columns;
use super::square::fixed_counts;
use crate::model::{Design, Solver, ThresholdSource, Training};

/// Bytes that one replicate of these trainings needs at its peak, to within a few percent.
///
/// The plain square loss up to d = n − 2 takes a few d × d matrices whatever n; all else
/// stores the samples.
pub(super) fn working_memory(design: &Design, trainings: &[Training]) -> usize {
    let sizes = fixed_counts(design);
    let (streamed, stored): (Vec<_>, Vec<_>) =
        (trainings.iter().copied()).partition(|t| is_streamed(design, sizes, t));
    // One after the other.
    8 * of_scatters(design, sizes, &streamed).max(of_samples(design, &stored))
}

/// While samples are drawn, scatters and a block of samples; then scatters, one matrix that is
/// factored, and the vectors of the steps that are taken.
fn of_scatters(design: &Design, [plus, minus]: [usize; 2], trainings: &[Training]) -> usize {
    let d = design.dimension();
    let of = |downsample: bool| trainings.iter().filter(move |t| t.downsample == downsample);
    let smaller = plus.min(minus);
    let kinds = [
        (
            of(false).count(),
            minus as f64 / plus as f64,
            plus.max(minus),
        ),
        (of(true).count(), 1.0, smaller),
    ];
    let used = || kinds.iter().filter(|(count, ..)| *count > 0);
    let block: usize = used().map(|&(_, _, samples)| columns(samples)).sum();
    let steps = [false, true].map(|downsample| {
        let centre = kinds[usize::from(downsample)].1;
        let steps = of(downsample).filter_map(|t| shared_steps(d, t.weights / centre));
        steps.max().map_or(0, vectors)
    });
    let scatters = 2 * used().count();
    // When the steps are taken; then one matrix and a block of samples.
    let left_out = match trainings.iter().any(is_left_out) {
        true => d + TOGETHER,
        false => 0,
    };
    match scatters {
        0 => 0,
        _ => d * (scatters * d + block.max(d + steps[0].max(steps[1])).max(left_out)),
    }
}

fn of_samples(design: &Design, trainings: &[Training]) -> usize {
    let (n, d) = (design.samples(), design.dimension());
    let small = n.min(d);
    let kernel = |t: &Training| t.solver == Solver::Direct && by_moments(&t.loss);
    // Signed samples in double precision, if nobody else needed them, a block of them, and a system.
    let left_out = match trainings.iter().any(is_left_out) {
        true => (small + 1) * (small + TOGETHER),
        false => 0,
    };
    if trainings.is_empty() {
        0
    } else if trainings.iter().all(kernel) {
        // Features, the same by rows, and their kernel; then the system in the rows' stead.
        (n * d + small * small) + (n * d).max(small * small + left_out.min(small * TOGETHER))
    } else {
        // Features, signed samples in either precision or their reflections; the systems of
        // both kinds.
        3 * n * d + 6 * small * small + left_out
    }
}

fn is_left_out(training: &Training) -> bool {
    training.threshold.source() == ThresholdSource::LeaveOneOut
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::{Labels, TwoClass};

    fn training(loss: LossKind, weight_ratio: f64, downsample: bool) -> Training {
        Training {
            loss: loss.into(),
            weights: weight_ratio,
            ridge: 0.0,
            downsample,
            solver: Solver::Direct,
            threshold: crate::model::Threshold::NONE,
        }
    }

    /// Numbers held at once, of a design with d = 1000.
    fn numbers(samples: usize, trainings: &[Training]) -> usize {
        let two_class = TwoClass::new(0.2, 1.0).unwrap();
        let delta = 1000.0 / samples as f64;
        let design = Design::new(two_class, delta, samples, Labels::Fixed).unwrap();
        working_memory(&design, trainings) / 8
    }

    #[test]
    fn without_stored_samples_their_number_does_not_matter() {
        let square = |weight, downsample| training(LossKind::Square, weight, downsample);
        let extreme = square(1e5, false);
        assert_eq!(numbers(10_000, &[extreme]), 3_000_000);
        assert_eq!(numbers(1_000_000, &[extreme]), 3_000_000);
        // Weights near the centre keep four vectors for each of their steps.
        let shared = numbers(10_000, &[square(20.0, false)]);
        assert!((3_100_000..3_300_000).contains(&shared), "{shared}");
        let both = numbers(10_000, &[extreme, square(1e5, true)]);
        assert_eq!(both, 5_000_000);
        // Downsampled to 800 samples the kernel takes them, and they are stored.
        assert!(numbers(2_000, &[square(1.0, true)]) > 2 * 2_000 * 1_000);
        let hinge = training(LossKind::Hinge, 1.0, false);
        assert!(numbers(10_000, &[extreme, hinge]) > 3 * 10_000 * 1_000);
        assert_eq!(numbers(10_000, &[]), 0);
    }
}
