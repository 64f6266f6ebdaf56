//! From what is written to a plan.

use super::curves_and_map::{curves, figure, map, refuse_both, sheet};
use super::plan::{GroupAxis, GroupCell, GroupPlan, GroupShown};
use super::raw::{RawGroupSimulation, RawStudy};
use super::values::{AxisTable, axis, base, written};
use crate::model::{
    GroupDesign, GroupQuantity, GroupSetting, GroupTraining, GroupWeights, Parameter,
    SimulationMethod, Weighting,
};
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::plan::Precision;
use crate::scenario::precision::{asked, of_simulated_means};
use crate::scenario::samplers::Samplers;
use crate::scenario::value_ranges;
use crate::written::brief;

type Result<T> = std::result::Result<T, ScenarioError>;

/// More cells than anyone looks at.
const MOST_CELLS: usize = 1 << 14;

/// Checks everything and expands it.
pub(super) fn expand(
    samplers: &dyn Samplers,
    source: &ScenarioText<'_>,
    raw: &RawStudy,
) -> Result<GroupPlan> {
    value_ranges::name(source, &raw.name)?;
    value_ranges::all_drawable(source, texts(source, raw))?;
    refuse_both(source, raw)?;
    let written = written(raw);
    let mut base = base(source, raw, &written)?;
    let of_cells = written.iter().filter(|axis| axis.table == AxisTable::Vary);
    let axes: Vec<GroupAxis> = of_cells
        .map(|written| axis(source, &base, written))
        .collect::<Result<_>>()?;
    for axis in &axes {
        base = base.with(axis.parameter, axis.values[0]).unwrap_or(base);
    }
    let map = map(source, raw, &base)?;
    let cells = match &map {
        Some(_) => Vec::new(),
        None => cells(source, raw, &base, &axes)?,
    };
    let figure = figure(source, raw, &base, &axes)?;
    let curves = match &figure {
        Some(figure) => curves(source, raw, figure, &base, &axes)?,
        None => Vec::new(),
    };
    let simulation = raw.simulation.as_ref();
    let replicates = simulation.map_or(Ok(0), |s| {
        value_ranges::replicates_given(source, &s.replicates)
    })?;
    let own_title = raw.figure.as_ref().and_then(|f| f.title.clone());
    Ok(GroupPlan {
        name: raw.name.get_ref().clone(),
        title: raw.title.clone(),
        figure_title: own_title.unwrap_or_else(|| raw.title.clone()),
        description: raw.description.trim().to_owned(),
        seed: raw.seed.as_ref().map_or(0, |seed| *seed.get_ref()),
        replicates,
        precision: precision(source, raw, &base, replicates)?,
        method: simulation.map_or(Ok(None), |s| method(samplers, source, s, &cells))?,
        tolerance: value_ranges::tolerance(source, &raw.verify)?,
        sheet: sheet(source, raw)?,
        base,
        axes,
        cells,
        curves,
        figure,
        map,
        resolved: String::new(),
    })
}

/// When fewer replicates are enough; `replicates` is the cap.
fn precision(
    source: &ScenarioText<'_>,
    raw: &RawStudy,
    base: &GroupSetting,
    replicates: usize,
) -> Result<Option<Precision<GroupQuantity>>> {
    let Some(section) = &raw.precision else {
        return Ok(None);
    };
    if raw.map.is_some() {
        return Err(source
            .in_table("precision", "stands beside [map]")
            .help("remove it: a map of groups is theory alone, without replicates"));
    }
    if raw.simulation.is_none() {
        return Err(of_simulated_means(source));
    }
    let asked = asked(source, section, replicates, GroupShown::WorstGroupError)?;
    let groups = base.population.population().groups().len();
    let quantities = asked.quantities.into_iter();
    Ok(Some(Precision {
        quantities: quantities.flat_map(|q| q.quantities(groups)).collect(),
        target: asked.target,
        schedule: asked.schedule,
    }))
}

/// Every text that is drawn, and where it stands.
fn texts<'a>(
    source: &ScenarioText<'_>,
    raw: &'a RawStudy,
) -> Vec<(std::ops::Range<usize>, &'a String)> {
    let mut texts = vec![(source.value_in("", "title"), &raw.title)];
    let mut add = |table: &str, key: &str, text: &'a Option<String>| {
        texts.extend(text.iter().map(|text| (source.value_in(table, key), text)));
    };
    if let Some(figure) = &raw.figure {
        add("figure", "x_label", &figure.x_label);
        add("figure", "y_label", &figure.y_label);
        add("figure", "title", &figure.title);
    }
    if let Some(map) = &raw.map {
        add("map", "value_label", &map.get_ref().value_label);
    }
    texts
}

/// Every combination of the axes' values; the last axis varies fastest.
pub(super) fn product(axes: &[GroupAxis]) -> Vec<Vec<f64>> {
    axes.iter().fold(vec![Vec::new()], |all, axis| {
        let with = |before: &Vec<f64>, value: f64| [&before[..], &[value]].concat();
        let each = all
            .iter()
            .flat_map(|b| axis.values.iter().map(move |v| with(b, *v)));
        each.collect()
    })
}

/// A problem with values of some axes, all of which were checked one by one.
pub(super) fn at(base: &GroupSetting, axes: &[GroupAxis], values: &[f64]) -> Option<GroupSetting> {
    let mut pairs = axes.iter().zip(values);
    pairs.try_fold(base.clone(), |setting, (axis, value)| {
        setting.with(axis.parameter, *value)
    })
}

/// Numbers that describe the groups of all cells, each of which has its own priors.
const MOST_NUMBERS: usize = 1 << 22;

/// Refuses what would take more memory than reading a scenario may.
pub(super) fn fits(
    source: &ScenarioText<'_>,
    table: &str,
    base: &GroupSetting,
    cells: usize,
) -> Result<()> {
    let population = base.population.population();
    // A name takes as much as several numbers.
    let of_group = population.mean_dimension() + 8;
    let of_cell = of_group * population.groups().len();
    match cells.saturating_mul(of_cell) <= MOST_NUMBERS {
        true => Ok(()),
        false => Err(source
            .in_table(
                table,
                format!(
                    "asks for {cells} populations of {} groups in {} coordinates",
                    population.groups().len(),
                    population.mean_dimension()
                ),
            )
            .allowed(format!(
                "at most {} such cells or points",
                MOST_NUMBERS / of_cell
            ))),
    }
}

fn cells(
    source: &ScenarioText<'_>,
    raw: &RawStudy,
    base: &GroupSetting,
    axes: &[GroupAxis],
) -> Result<Vec<GroupCell>> {
    let count = axes
        .iter()
        .map(|a| a.values.len())
        .fold(1, usize::saturating_mul);
    if count > MOST_CELLS {
        let longest = axes.iter().max_by_key(|axis| axis.values.len());
        let longest = longest.and_then(|axis| raw.vary.axis(axis.parameter).as_ref());
        return Err(source
            .at(
                longest.map_or(0..0, |at| at.span()),
                format!("has the most points of {count} cells"),
            )
            .allowed(format!(
                "at most {MOST_CELLS}: the product of all lengths in [vary]"
            )));
    }
    fits(source, "vary", base, count)?;
    let mut cells = Vec::with_capacity(count);
    for values in product(axes) {
        let id = id(axes, &values);
        let Some(setting) = at(base, axes, &values) else {
            return Err(source.overall(format!("asks for cell `{id}`, which is not allowed")));
        };
        let simulation = raw.simulation.as_ref();
        let design = simulation
            .map(|s| design(source, s, &setting, &id))
            .transpose()?;
        cells.push(GroupCell {
            id,
            setting,
            design,
            axis_values: values,
        });
    }
    Ok(cells)
}

/// Names a cell by what varies.
fn id(axes: &[GroupAxis], values: &[f64]) -> String {
    let pairs = axes.iter().zip(values);
    let parts: Vec<String> = pairs
        .map(|(axis, value)| format!("{}={}", axis.parameter.name(), brief(*value)))
        .collect();
    match parts.is_empty() {
        true => "all".to_owned(),
        false => parts.join(" "),
    }
}

fn design(
    source: &ScenarioText<'_>,
    simulation: &RawGroupSimulation,
    setting: &GroupSetting,
    id: &str,
) -> Result<GroupDesign> {
    let n = *simulation.n.get_ref();
    let entry = Parameter::N.entry();
    if !entry.range.contains(n as f64) {
        return Err(source
            .at(simulation.n.span(), format!("= {n} is not allowed"))
            .allowed(entry.allowed));
    }
    let population = setting.population.population();
    GroupDesign::new(population, setting.delta, n as usize, simulation.labels.0).map_err(|why| {
        source
            .at(
                simulation.n.span(),
                format!("= {n} is too few in cell `{id}`: {why}"),
            )
            .help("raise n, or the priors or delta of that cell")
    })
}

/// The method that is named; it must be able to simulate every cell.
fn method(
    samplers: &dyn Samplers,
    source: &ScenarioText<'_>,
    simulation: &RawGroupSimulation,
    cells: &[GroupCell],
) -> Result<Option<SimulationMethod>> {
    let Some((given, method)) = simulation
        .method
        .as_ref()
        .and_then(|at| Some((at, at.get_ref().0.0?)))
    else {
        return Ok(None);
    };
    for cell in cells {
        let Some(design) = &cell.design else { continue };
        let refused = samplers.group_refusal(method, design, &training(cell));
        if let Some(why) = refused {
            let name = method.name();
            return Err(source
                .at(
                    given.span(),
                    format!("= \"{name}\" cannot simulate cell `{}`: {why}", cell.id),
                )
                .help(
                    "\"dense\" simulates everything; without the key the fastest that can is taken",
                ));
        }
    }
    Ok(Some(method))
}

/// What a cell trains, with equal weights where a rule's are not known yet.
fn training(cell: &GroupCell) -> GroupTraining {
    let GroupSetting {
        delta: _,
        population,
        training,
    } = &cell.setting;
    let weighting = match &training.weights.at_one {
        GroupWeights::Given(weighting) => weighting.clone(),
        GroupWeights::Rule(_) => Weighting::equal(&population.population()),
    };
    training.clone().weighing(weighting)
}
