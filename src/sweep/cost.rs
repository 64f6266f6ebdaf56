//! Predicted work of a replicate.

use crate::loss::{LossKind, MarginLoss};
use crate::model::{Design, SimulationMethod, Solver, Training};

/// Predicted work of drawing a data set, in units of a multiply-add.
fn of_data(design: &Design) -> f64 {
    let (n, d) = (design.samples() as f64, design.dimension() as f64);
    // A normal variate costs about forty multiply-adds.
    40.0 * n * d + 0.5 * n * d * n.min(d) + of_factorisation(n.min(d))
}

/// Predicted work of one Cholesky factor and some thirty Lanczos steps, whose products wait
/// for memory.
fn of_factorisation(size: f64) -> f64 {
    size * size * (size / 6.0 + 30.0 * 8.0)
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

/// Predicted work of one replicate.
pub(super) fn of_replicate(
    method: SimulationMethod,
    design: &Design,
    trainings: &[Training],
) -> f64 {
    match method {
        SimulationMethod::Dense => {
            let each = trainings
                .iter()
                .map(|t| of_training(design, t.loss, t.solver));
            of_data(design) + each.sum::<f64>()
        }
        SimulationMethod::Sufficient => of_scatters(design, trainings),
        SimulationMethod::Jacobi | SimulationMethod::Mirrored => {
            of_lanczos(design, trainings.len())
        }
        SimulationMethod::Lazy => trainings.len() as f64 * A_LAZY_SAMPLE * design.samples() as f64,
    }
}

/// A sample's share of a lazy training: some forty columns, drawn, made orthogonal and taken
/// through Newton's method.
const A_LAZY_SAMPLE: f64 = 1e4;

/// Two scatters from their factors and one factorisation for the trainings that share it.
fn of_scatters(design: &Design, trainings: &[Training]) -> f64 {
    let side = design.dimension().min(design.samples() + 1) as f64;
    let square = side * side;
    40.0 * square + square * side + of_factorisation(side) + 150.0 * trainings.len() as f64 * side
}

/// A triangle of normal variates, and a triangular system for each weight.
fn of_lanczos(design: &Design, trainings: usize) -> f64 {
    let (n, d) = (design.samples(), design.dimension());
    let steps = d.min(n.saturating_sub(d)).min(64) as f64;
    (20.0 + trainings as f64) * (steps + 4.0) * (steps + 4.0)
}
