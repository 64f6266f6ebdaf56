//! Every sample drawn, and every classifier trained on them.

use super::{DrawOutcome, Refusal, Sampler, Unknowable, of_factorisation};
use crate::loss::{LossKind, MarginLoss};
use crate::model::{Design, Solver, ThresholdSource, Training};
use crate::simulate::erm::is_piecewise_linear;
use crate::simulate::replicate::run_replicate;
use crate::simulate::{Streams, memory};

pub(super) struct Dense;

impl Sampler for Dense {
    /// What no method knows.
    fn refuse(&self, design: &Design, training: &Training) -> Option<Refusal> {
        match training.threshold.source() {
            ThresholdSource::LeaveOneOut => unknowable(design, training).map(Refusal::Unscored),
            ThresholdSource::Oracle | ThresholdSource::TrainingScores => None,
        }
    }

    fn memory(&self, design: &Design, trainings: &[Training]) -> usize {
        memory::working_memory(design, trainings)
    }

    fn cost(&self, design: &Design, trainings: &[Training]) -> f64 {
        let each = trainings
            .iter()
            .map(|t| of_training(design, t.loss, t.solver));
        let left_out = trainings
            .iter()
            .filter(|t| t.threshold.source() == ThresholdSource::LeaveOneOut);
        let each_left_out = left_out.map(|t| of_left_out(design, t.loss));
        of_data(design) + each.sum::<f64>() + each_left_out.sum::<f64>()
    }

    fn draw(&self, design: &Design, trainings: &[Training], streams: Streams) -> Vec<DrawOutcome> {
        run_replicate(design, trainings, streams)
    }
}

/// Whether leave-one-out scores are out of reach: where a loss with a kink is not interpolated.
fn unknowable(design: &Design, training: &Training) -> Option<Unknowable> {
    let (loss, name) = (training.loss, training.loss.name());
    if training.solver != Solver::Direct {
        return Some(Unknowable::Sgd);
    }
    let fits_anything = design.dimension() + 1 >= design.samples();
    let interpolates = training.ridge == 0.0 && !loss.vanishes_at_infinity() && fits_anything;
    let kink = is_piecewise_linear(loss.base().as_ref());
    (kink && !interpolates).then_some(Unknowable::Kink { name })
}

/// Predicted work of leave-one-out scores: a factor, through which all samples go once more.
fn of_left_out(design: &Design, loss: MarginLoss) -> f64 {
    let (n, d) = (design.samples() as f64, design.dimension() as f64);
    let small = n.min(d);
    let hessian = match loss == LossKind::Square.into() {
        true => 40.0 * n * d,
        false => 0.5 * n * small * small,
    };
    hessian + small * small * (0.5 * n + small / 6.0)
}

/// Predicted work of drawing a data set.
fn of_data(design: &Design) -> f64 {
    let (n, d) = (design.samples() as f64, design.dimension() as f64);
    // A normal variate costs about forty multiply-adds.
    40.0 * n * d + 0.5 * n * d * n.min(d) + of_factorisation(n.min(d))
}

/// Predicted work of one training on data that are drawn.
fn of_training(design: &Design, loss: MarginLoss, solver: Solver) -> f64 {
    let (n, d) = (design.samples() as f64, design.dimension() as f64);
    let small = n.min(d);
    match solver {
        // The weights share a factorisation, which is counted with the data: each combines
        // its Lanczos steps.
        Solver::Direct if loss == LossKind::Square.into() && d + 2.0 <= n => 150.0 * d,
        Solver::Direct if loss == LossKind::Square.into() => small * small * (small / 6.0 + 4.0),
        // Some twenty passes, limited by memory, and a Hessian or two in single precision.
        Solver::Direct => {
            let passes = 20.0 * 6.0 * n * small;
            passes + 2.0 * small * small * (0.25 * n + small / 6.0)
        }
        // Passes until convergence grow like the condition number of the data.
        Solver::Sgd => {
            let gap = (1.0 - (small / n.max(d)).sqrt()).max(0.02);
            4.0 * n * d * (30.0 + 12.0 * small / n / (gap * gap))
        }
    }
}
