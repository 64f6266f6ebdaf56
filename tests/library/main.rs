//! What the library promises, module by module: one binary, since each that is linked takes long.

mod advice;
mod all_errors;
mod calibration;
mod determinism;
mod finite_size;
mod golden_erm;
mod golden_groups;
mod golden_losses;
mod golden_metrics;
mod golden_solvers;
mod golden_square;
mod group_thresholds;
mod groups_simulated;
mod hard_predictions;
mod hard_problems;
mod metrics;
mod scenario_keys;
mod scenarios;
mod schema;
mod simulation_in_law;
mod simulation_lazily;
mod theory_vs_simulation;
mod thresholds;
mod weight_or_threshold;
mod weights_advice;
