//! Rows of the tables of a run about groups.

use serde::{Deserialize, Serialize};

use crate::compare::{Comparison, Measured, Predicted, Verdict, compare, scale};
use crate::loss::LossKind;
use crate::model::{
    GroupDesign, GroupParameter, GroupQuantity, GroupRule, GroupWeights, Population, Tolerance,
};
use crate::scenario::{GroupCell, GroupPlan};
use crate::stats::Estimate;
use crate::sweep::{GroupCellResult, GroupMapCell, GroupMark, GroupResolved, Standing};

/// One quantity of one cell: a row of `cells.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupCellRow {
    /// Name of the cell.
    pub cell: String,
    /// Name of the method; no column in a run whose scenario names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// Its loss; the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loss: Option<LossKind>,
    /// Samples; empty without simulation.
    pub n: Option<usize>,
    /// Dimensions; empty without simulation.
    pub d: Option<usize>,
    /// δ = d/n as realised.
    pub delta: f64,
    /// r.
    pub ridge: f64,
    /// c of a label with a spurious attribute.
    pub correlation: Option<f64>,
    /// σ₊/σ₋ of two groups.
    pub noise_ratio: Option<f64>,
    /// The rule of the weights, or `given`.
    pub weight_rule: String,
    /// t: groups count ω_g^t.
    pub weight_strength: f64,
    /// ω_g^t of every group, in the population's order; empty where the rule has none.
    pub weights: String,
    /// What is predicted and measured.
    pub quantity: String,
    /// Of which group, or which coordinate of the means, from 1 on.
    pub group: String,
    /// π_g of that group as realised.
    pub prior: Option<f64>,
    /// How theory came to its value, or why there is none.
    pub status: Standing,
    /// The limit n → ∞.
    pub theory: Option<f64>,
    /// Of the replicates.
    pub mean: Option<f64>,
    /// Its Monte-Carlo standard error.
    pub se: Option<f64>,
    /// Lower end of its 95 % interval.
    pub lo: Option<f64>,
    /// Upper end.
    pub hi: Option<f64>,
    /// By how much finite n is known to move the mean.
    pub known_shift: Option<f64>,
    /// (mean − theory − known_shift)/se.
    pub z: Option<f64>,
    /// What that amounts to.
    pub verdict: Option<Verdict>,
    /// √(α² + b²) of theory: what a shift of α, projections and b is counted in.
    pub length: Option<f64>,
    /// Replicates in the mean.
    pub replicates: usize,
    /// Replicates without a classifier.
    pub failures: usize,
    /// Replicates whose training set was separable.
    pub separable: usize,
    /// The sampler.
    pub simulation_method: Option<String>,
}

/// A point of a theory curve: a row of `curves.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupCurveRow {
    /// Number of the curve, from 0 on.
    pub curve: usize,
    /// As in `cells.csv`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The parameter along x.
    pub x: f64,
    /// As in `cells.csv`.
    pub quantity: String,
    /// As in `cells.csv`.
    pub group: String,
    /// How theory came to its value, or why there is none.
    pub status: Standing,
    /// The limit n → ∞.
    pub theory: Option<f64>,
}

/// A marked rule: a row of `marks.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupMarkRow {
    /// Number of the curve, from 0 on.
    pub curve: usize,
    /// As in `cells.csv`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The rule.
    pub rule: GroupRule,
    /// Where on the axis its weights are; empty where they are not.
    pub weight_strength: Option<f64>,
    /// What it reaches.
    pub worst_group_error: Option<f64>,
}

/// A cell of a map: a row of `map.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupMapRow {
    /// The parameter along x.
    pub x: f64,
    /// The parameter along y.
    pub y: f64,
    /// What the cell holds.
    pub value: Option<f64>,
    /// How it came about, or why there is none.
    pub status: Standing,
    /// What is in the way where theory did not converge.
    #[serde(default)]
    pub reason: Option<String>,
}

/// (quantity, group) as tables have them.
pub(super) fn named(quantity: GroupQuantity, population: &Population) -> (&'static str, String) {
    match quantity {
        GroupQuantity::Alpha => ("alpha", String::new()),
        GroupQuantity::Projection(j) => ("projection", (j + 1).to_string()),
        GroupQuantity::Bias => ("bias", String::new()),
        GroupQuantity::Error(g) => ("error", population.groups()[g].name.clone()),
        GroupQuantity::WorstGroupError => ("worst_group_error", String::new()),
        GroupQuantity::BalancedError => ("balanced_error", String::new()),
        GroupQuantity::AverageError => ("average_error", String::new()),
    }
}

/// The rows of a cell, one a quantity.
pub(super) fn of_cell(
    plan: &GroupPlan,
    cell: &GroupCell,
    result: &GroupCellResult,
) -> Vec<GroupCellRow> {
    let population = cell.population();
    let quantities = GroupQuantity::all(&population).into_iter();
    let row = |(place, quantity): (usize, GroupQuantity)| {
        let estimate = result.simulated.as_ref().and_then(|s| s.estimates[place].1);
        let mut row = predicted(plan, cell, &result.theory, quantity);
        row.known_shift = estimate.map(|_| match quantity {
            GroupQuantity::WorstGroupError => result.worst_excess.unwrap_or(0.0),
            GroupQuantity::Alpha
            | GroupQuantity::Projection(_)
            | GroupQuantity::Bias
            | GroupQuantity::Error(_)
            | GroupQuantity::BalancedError
            | GroupQuantity::AverageError => 0.0,
        });
        if let Some(simulated) = &result.simulated {
            row.failures = simulated.failed.len();
            row.separable = simulated.separable;
            row.replicates = simulated.measured;
        }
        row.simulation_method = result.method.map(|m| m.name().to_owned());
        row.mean = estimate.map(|e| e.mean);
        row.se = estimate.map(|e| e.standard_error);
        row.lo = estimate.map(|e| e.low);
        row.hi = estimate.map(|e| e.high);
        let compared = row.compared(quantity, &plan.tolerance);
        row.z = compared.and_then(|(_, c)| c.z);
        row.verdict = compared.map(|(_, c)| c.verdict);
        row
    };
    quantities.enumerate().map(row).collect()
}

/// What theory says of a quantity of a cell, without a measurement.
pub(super) fn predicted(
    plan: &GroupPlan,
    cell: &GroupCell,
    theory: &GroupResolved,
    quantity: GroupQuantity,
) -> GroupCellRow {
    let (setting, population) = (&cell.setting, cell.population());
    let (word, group) = named(quantity, &population);
    let value = |quantity| theory.value(quantity, &population);
    let both = value(GroupQuantity::Alpha).zip(value(GroupQuantity::Bias));
    let prior = match quantity {
        GroupQuantity::Error(g) => Some(population.groups()[g].prior),
        GroupQuantity::Alpha
        | GroupQuantity::Projection(_)
        | GroupQuantity::Bias
        | GroupQuantity::WorstGroupError
        | GroupQuantity::BalancedError
        | GroupQuantity::AverageError => None,
    };
    let method = plan.name_of_method(cell.method).map(str::to_owned);
    GroupCellRow {
        cell: cell.id.clone(),
        loss: method.as_ref().map(|_| setting.training.loss.kind()),
        method,
        n: cell.design.as_ref().map(GroupDesign::samples),
        d: cell.design.as_ref().map(GroupDesign::dimension),
        delta: cell.delta(),
        ridge: setting.training.ridge,
        correlation: setting.number(GroupParameter::Correlation),
        noise_ratio: setting.number(GroupParameter::NoiseRatio),
        weight_rule: match &setting.training.weights.at_one {
            GroupWeights::Rule(rule) => rule.name().to_owned(),
            GroupWeights::Given(_) => "given".to_owned(),
        },
        weight_strength: setting.training.weights.strength,
        weights: theory.weighting.as_ref().map_or_else(String::new, |w| {
            let each: Vec<String> = w.weights().iter().map(f64::to_string).collect();
            each.join(" ")
        }),
        quantity: word.to_owned(),
        group,
        prior,
        status: theory.standing,
        theory: value(quantity),
        mean: None,
        se: None,
        lo: None,
        hi: None,
        known_shift: None,
        z: None,
        verdict: None,
        length: both.map(|(alpha, bias)| alpha.hypot(bias)),
        replicates: 0,
        failures: 0,
        separable: 0,
        simulation_method: None,
    }
}

impl GroupCellRow {
    /// Mean, standard error and interval; `None` without.
    pub(super) fn estimate(&self) -> Option<Estimate> {
        Some(Estimate {
            mean: self.mean?,
            standard_error: self.se?,
            low: self.lo?,
            high: self.hi?,
            replicates: self.replicates,
        })
    }

    /// Whether mean and theory measure the same thing: lengths of a direction scaled to α = 1 are
    /// not those of a minimiser.
    pub(super) fn on_one_scale(&self, quantity: GroupQuantity) -> bool {
        let directions = match self.status == Standing::Separable {
            true => self.replicates,
            false => 0,
        };
        !quantity.is_of_length() || self.separable == directions
    }

    /// Holds the row against its prediction; `None` where either side is missing or they are not
    /// on one scale.
    pub(super) fn compared(
        &self,
        quantity: GroupQuantity,
        tolerance: &Tolerance,
    ) -> Option<(Estimate, Comparison)> {
        let estimate = self.estimate().filter(|_| self.on_one_scale(quantity))?;
        let theory = self.theory?;
        let predicted = Predicted {
            theory,
            known_shift: self.known_shift.unwrap_or(0.0),
            scale: scale(quantity, theory, self.length?),
        };
        Some((estimate, compare(&predicted, &estimate, self.n?, tolerance)))
    }
}

/// The rows of all curves: of each point what the figure shows.
pub(super) fn of_curves(plan: &GroupPlan, curves: &[Vec<GroupResolved>]) -> Vec<GroupCurveRow> {
    let shown = shown(plan);
    let mut rows = Vec::new();
    for (curve, (asked, resolved)) in plan.curves.iter().zip(curves).enumerate() {
        for ((x, setting), resolved) in asked.points.iter().zip(resolved) {
            let population = setting.population.population();
            rows.extend(shown.iter().map(|&quantity| {
                let (word, group) = named(quantity, &population);
                GroupCurveRow {
                    curve,
                    method: plan.name_of_method(asked.method).map(str::to_owned),
                    x: *x,
                    quantity: word.to_owned(),
                    group,
                    status: resolved.standing,
                    theory: resolved.value(quantity, &population),
                }
            }));
        }
    }
    rows
}

/// The quantities that the figure shows.
pub(super) fn shown(plan: &GroupPlan) -> Vec<GroupQuantity> {
    let groups = plan.group_names().len();
    let figure = plan.figure.iter().flat_map(|figure| &figure.y);
    figure.flat_map(|shown| shown.quantities(groups)).collect()
}

/// The row of a marked rule.
pub(super) fn of_mark(plan: &GroupPlan, mark: &GroupMark) -> GroupMarkRow {
    let curve = plan.curves.get(mark.curve);
    let method = curve.and_then(|curve| plan.name_of_method(curve.method));
    GroupMarkRow {
        curve: mark.curve,
        method: method.map(str::to_owned),
        rule: mark.rule,
        weight_strength: mark.strength,
        worst_group_error: mark.worst_group_error,
    }
}

/// The rows of a map.
pub(super) fn of_map(plan: &GroupPlan, cells: &[GroupMapCell]) -> Vec<GroupMapRow> {
    let Some(map) = &plan.map else {
        return Vec::new();
    };
    let places = map
        .y
        .values
        .iter()
        .flat_map(|y| map.x.values.iter().map(move |x| (*x, *y)));
    let row = |((x, y), cell): ((f64, f64), &GroupMapCell)| GroupMapRow {
        x,
        y,
        value: cell.value,
        status: cell.standing,
        reason: cell.reason.clone(),
    };
    places.zip(cells).map(row).collect()
}
