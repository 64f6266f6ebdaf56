//! The rows of `cells.csv`.

use serde::{Deserialize, Serialize};

use crate::compare::{Comparison, Predicted, Verdict, compare, scale_of};
use crate::loss::LossKind;
use crate::model::{
    ClassErrors, Classifier, Labels, Parameter, Quantity, RuleName, SimulationMethod, Solver,
    Threshold, ThresholdSource, Tolerance, TwoClass, columns_of_parameters,
};
use crate::scenario::{Cell, Plan};
use crate::stats::Estimate;
use crate::sweep::{Aggregate, CellResult, Standing, Workers};

/// A row of `cells.csv`, with a column for each parameter that a setting has.
macro_rules! cell_row {
    ($($name:ident: $parameter:ident),*) => {
        /// One cell and quantity of `cells.csv`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct CellRow {
            /// Name of the cell, made of its values.
            pub cell: String,
            /// Name of the method.
            pub method: String,
            /// Loss ℓ that training minimises.
            pub loss: LossKind,
            /// Algorithm of the simulation.
            pub solver: Solver,
            /// How replicates were simulated.
            pub simulation_method: Option<SimulationMethod>,
            /// Whether majority samples were dropped first.
            pub downsample: bool,
            /// Class counts fixed, or labels random.
            pub labels: Option<Labels>,
            /// Samples.
            pub n: Option<usize>,
            /// Dimensions, round(δn).
            pub d: Option<usize>,
            /// Minority samples, round(π₊n); the expected number for random labels.
            pub n_minority: Option<usize>,
            $(
                #[serde(default = "unsaid")]
            #[doc = concat!("[`Parameter::", stringify!($parameter), "`], as realised.")]
                pub $name: f64,
            )*
            /// How ρ was chosen; `fixed` for a number.
            pub weight_rule: RuleName,
            /// ρ = ω₊/ω₋; empty where the rule gives no finite weight.
            pub weight_ratio: Option<f64>,
            /// What the following columns measure; errors are probabilities.
            pub quantity: Quantity,
            /// Of the theory: converged, separable, interpolation_threshold, not_converged, no_finite_weight, no_effect, beyond_cap, jump.
            pub status: Standing,
            /// Predicted limit n, d → ∞.
            pub theory: Option<f64>,
            /// Average over replicates.
            pub mean: Option<f64>,
            /// Monte-Carlo standard error of the mean.
            pub se: Option<f64>,
            /// Lower end of the 95 % interval (Student's t).
            pub lo: Option<f64>,
            /// Upper end.
            pub hi: Option<f64>,
            /// By how much the mean of the larger class error exceeds the larger mean at this n.
            pub known_shift: Option<f64>,
            /// (mean − theory − known_shift)/se.
            pub z: Option<f64>,
            /// Agree: |z| ≤ 2; tolerated: within the scenario's tolerance; disagree: beyond. Empty
            /// where [`CellRow::on_one_scale`] is not so.
            pub verdict: Option<Verdict>,
            /// Replicates in the mean.
            pub replicates: usize,
            /// Replicates that gave no classifier.
            pub failures: usize,
            /// Replicates whose data were separable: they count with the maximum-margin direction,
            /// scaled to α = 1.
            pub separable: usize,
            /// Lower end of the 95 % interval (Wilson's) of the probability that data are separable.
            pub separable_lo: Option<f64>,
            /// Upper end.
            pub separable_hi: Option<f64>,
            /// Largest relative residual a solver left.
            pub largest_residual: Option<f64>,
            /// What a shift of the mean is counted in: from this cell's other rows, and so no column
            /// of its own.
            #[serde(skip)]
            pub(super) scale: Option<f64>,
            /// Replicates in the mean of α, which all have that have any number; from its row.
            #[serde(skip)]
            pub(super) measured: usize,
        }

        impl CellRow {
            /// What the row says of a parameter: the realised value, where theory was asked too.
            pub fn number(&self, parameter: Parameter) -> Option<f64> {
                match parameter {
                    Parameter::N => self.n.map(|n| n as f64),
                    Parameter::WeightRatio => self.weight_ratio,
                    $(Parameter::$parameter => Some(self.$name),)*
                }
            }

            /// Gives a parameter that a table of before has no column for its default.
            ///
            /// # Errors
            /// The first column that is missing and had always been there.
            pub(super) fn fill(&mut self) -> Result<(), &'static str> {
                $(if self.$name.is_nan() {
                    let entry = Parameter::$parameter.entry();
                    let default = entry.default.filter(|_| entry.letters.is_some());
                    self.$name = default.ok_or(entry.name)?;
                })*
                Ok(())
            }
        }

        /// The rows of one cell, one for each quantity.
        pub(super) fn of_cell(plan: &Plan, cell: &Cell, result: &CellResult) -> Vec<CellRow> {
            let method = &plan.methods[cell.method];
            let simulated = result.simulated.as_ref();
            let seen = result.theory.classifier();
            let estimates = simulated.map_or(&[][..], |a| &a.estimates);
            let estimate = |index: usize| estimates.get(index).copied().flatten();
            let row = |(index, &quantity): (usize, &Quantity)| {
                let measured = estimate(0).map_or(0, |e| e.replicates);
                let estimate = estimate(index);
                let theory = seen.as_ref().and_then(|seen| quantity.of(seen).ok());
                let separable = estimate.and(simulated).map(Aggregate::separable_interval);
                let mut row = CellRow {
                    cell: cell.id.clone(),
                    method: method.name.clone(),
                    loss: method.loss.kind(),
                    solver: method.solver,
                    simulation_method: result.method,
                    downsample: method.downsample,
                    labels: cell.design.map(|d| d.labels()),
                    n: cell.design.map(|d| d.samples()),
                    d: cell.design.map(|d| d.dimension()),
                    n_minority: cell.design.map(|d| d.minority_samples()),
                    // Every setting has them.
                    $($name: cell.setting.number(Parameter::$parameter).unwrap_or(f64::NAN),)*
                    weight_rule: cell.setting.training.weights.into(),
                    weight_ratio: result.theory.weight_ratio,
                    quantity,
                    status: result.theory.status(),
                    theory,
                    mean: estimate.map(|e| e.mean),
                    se: estimate.map(|e| e.standard_error),
                    lo: estimate.map(|e| e.low),
                    hi: estimate.map(|e| e.high),
                    known_shift: None,
                    z: None,
                    verdict: None,
                    replicates: estimate.map_or(0, |e| e.replicates),
                    failures: simulated.map_or(0, |a| a.failed.len()),
                    separable: simulated.map_or(0, |a| a.separable),
                    separable_lo: separable.map(|interval| interval.0),
                    separable_hi: separable.map(|interval| interval.1),
                    largest_residual: estimate.and(simulated).map(|a| a.largest_residual),
                    // It takes its time, and only what is simulated is held against it.
                    scale: estimate.and_then(|_| scale_of(quantity, seen.as_ref()?)),
                    measured,
                };
                if row.on_one_scale() && estimate.is_some() && theory.is_some() {
                    row.known_shift = Some(result.known_shift(quantity));
                }
                if let Some((_, compared)) = row.compared(&plan.tolerance) {
                    row.z = compared.z;
                    row.verdict = Some(compared.verdict);
                }
                row
            };
            plan.quantities.iter().enumerate().map(row).collect()
        }
    };
}
columns_of_parameters!(cell_row);

impl CellRow {
    /// Whether mean and theory measure the same thing: α, γ and b of a direction scaled to
    /// α = 1 are not those of a minimiser, so that theory and every replicate must be of one
    /// kind. Errors do not depend on the scale. Of a quantity that some replicates do not have the
    /// others are a selection.
    pub fn on_one_scale(&self) -> bool {
        let directions = match self.status == Standing::Separable {
            true => self.replicates,
            false => 0,
        };
        let alike = !self.quantity.scales() || self.separable == directions;
        alike && self.replicates == self.measured
    }

    /// Holds the row against its prediction; `None` where either side is missing or they are
    /// not [`CellRow::on_one_scale`].
    pub(super) fn compared(&self, tolerance: &Tolerance) -> Option<(Estimate, Comparison)> {
        let estimate = self.estimate().filter(|_| self.on_one_scale())?;
        let predicted = Predicted {
            theory: self.theory?,
            known_shift: self.known_shift.unwrap_or(0.0),
            scale: self.scale?,
        };
        let comparison = compare(&predicted, &estimate, self.n?, tolerance);
        Some((estimate, comparison))
    }

    /// Whether some replicates were separable, but not all.
    pub(super) fn is_mixed(&self) -> bool {
        0 < self.separable && self.separable < self.replicates
    }

    /// The simulated side.
    pub fn estimate(&self) -> Option<Estimate> {
        Some(Estimate {
            mean: self.mean?,
            standard_error: self.se?,
            low: self.lo?,
            high: self.hi?,
            replicates: self.replicates,
        })
    }
}

/// Of a parameter without a column; see [`CellRow::fill`].
fn unsaid() -> f64 {
    f64::NAN
}

/// Gives rows that were read back, those of all cells in their order, what is in no column.
pub(super) fn complete(cells: &mut [CellRow], plan: &Plan, workers: &Workers<'_>) {
    let of_cells: Vec<(&Cell, &[CellRow])> = plan
        .cells
        .iter()
        .zip(cells.chunks(plan.quantities.len()))
        .collect();
    workers.start(of_cells.len());
    let scales: Vec<Option<f64>> = workers.each(&of_cells, |(cell, rows)| {
        let seen = limit(rows, plan, plan.methods[cell.method].threshold);
        let scale = |row: &CellRow| {
            row.estimate()?;
            scale_of(row.quantity, seen.as_ref()?)
        };
        rows.iter().map(scale).collect::<Vec<_>>()
    });
    for (row, scale) in cells.iter_mut().zip(scales) {
        row.scale = scale;
    }
    for rows in cells.chunks_mut(plan.quantities.len()) {
        let measured = rows.first().map_or(0, |alpha| alpha.replicates);
        rows.iter_mut().for_each(|row| row.measured = measured);
    }
}

/// The limiting classifier that a cell's rows tell of.
fn limit(rows: &[CellRow], plan: &Plan, threshold: Threshold) -> Option<Classifier> {
    let theory = |q: Quantity| rows.get(q as usize).and_then(|row| row.theory);
    let order = [
        theory(Quantity::Alpha)?,
        theory(Quantity::Gamma)?,
        theory(Quantity::Bias)?,
    ];
    let row = rows.first()?;
    let two_class = TwoClass::new(row.minority_prior, row.signal).ok()?;
    let seen = Classifier::new(order, two_class)
        .of_loss(row.loss)
        .tested(plan.conditions)
        .direction(row.status == Standing::Separable);
    if threshold.is_none() {
        return Some(seen);
    }
    // No rule tells where the limit of an estimate lies: the errors that were predicted do.
    let errors = theory(Quantity::ErrorMinority).zip(theory(Quantity::ErrorMajority));
    let threshold_with = |(minority, majority)| {
        let errors = ClassErrors { minority, majority };
        seen.law().threshold_with(errors)
    };
    Some(match errors.and_then(threshold_with) {
        Some(found) => seen.at(found),
        None => seen.thresholded(
            Threshold::new(threshold.rule(), ThresholdSource::Oracle),
            None,
        ),
    })
}

#[cfg(test)]
mod tests {
    use crate::report::columns;
    use crate::scenario::Overrides;
    use crate::sweep::parse;
    use crate::sweep::{Silent, Workers, run_study};

    use super::{complete, of_cell};

    #[test]
    fn every_column_is_explained() {
        let text = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n\
                    [training]\ndelta = 0.2\nweight_ratio = 2\n";
        let plan = parse(text, "t.toml", Overrides::default()).unwrap();
        let flag = std::sync::atomic::AtomicBool::new(false);
        let study = run_study(&plan, Some(1), &Silent, &flag).unwrap();
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in of_cell(&plan, &plan.cells[0], &study.cells[0]) {
            writer.serialize(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let explained: Vec<&str> = columns::cells().iter().map(|c| c.0).collect();
        assert_eq!(text.lines().next().unwrap(), explained.join(","));
        assert_eq!(text.lines().count(), 9);
    }

    /// What `verify` grants is what `run` granted, wherever the threshold is.
    #[test]
    fn rows_read_back_have_the_scales_they_had() {
        let text = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1.5\n\
                    [training]\ndelta = 0.2\nweight_ratio = 2\n\
                    [simulation]\nn = 100\nreplicates = 4\n\
                    [metrics]\nquantities = [\"mcc\", \"precision\", \"threshold\", \"auc\"]\n\
                    [[method]]\nname = \"none\"\n\
                    [[method]]\nname = \"number\"\nthreshold = -0.4\n\
                    [[method]]\nname = \"oracle\"\nthreshold = \"best_f1\"\n\
                    [[method]]\nname = \"left out\"\nthreshold = \"midpoint\"\n\
                    threshold_from = \"leave_one_out\"\n\
                    [[method]]\nname = \"training\"\nthreshold = \"midpoint\"\n\
                    threshold_from = \"training_scores\"\n\
                    [[method]]\nname = \"separable\"\nloss = \"hinge\"\nthreshold = 0.5\n";
        let plan = parse(text, "t.toml", Overrides::default()).unwrap();
        let flag = std::sync::atomic::AtomicBool::new(false);
        let study = run_study(&plan, Some(1), &Silent, &flag).unwrap();
        let cells = plan.cells.iter().zip(&study.cells);
        let written: Vec<_> = cells
            .flat_map(|(cell, result)| of_cell(&plan, cell, result))
            .collect();
        let mut read = written.clone();
        read.iter_mut().for_each(|row| row.scale = None);
        complete(&mut read, &plan, &Workers::alone());
        for (row, before) in read.iter().zip(&written) {
            let [found, had] = [row, before].map(|row| row.scale.filter(|_| row.theory.is_some()));
            let [found, had] = [found, had].map(|scale| scale.unwrap_or(0.0));
            let off = (found - had).abs();
            assert!(off <= 1e-7 * had, "{row:?}: {found} {had}");
        }
    }

    /// A column that was always there is not made up.
    #[test]
    fn a_missing_column_is_named() {
        let text = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n\
                    [training]\ndelta = 0.2\nweight_ratio = 2\n";
        let plan = parse(text, "t.toml", Overrides::default()).unwrap();
        let flag = std::sync::atomic::AtomicBool::new(false);
        let study = run_study(&plan, Some(1), &Silent, &flag).unwrap();
        let mut row = of_cell(&plan, &plan.cells[0], &study.cells[0]).remove(0);
        assert_eq!(row.fill(), Ok(()));
        let written = serde_json::to_string(&row).unwrap();
        let without = written.replace("\"ridge\":0.0,", "");
        assert_ne!(without, written);
        let mut row: super::CellRow = serde_json::from_str(&without).unwrap();
        assert_eq!(row.fill(), Err("ridge"));
    }
}
