//! From what is written to a plan.

use super::curves_and_map::{curves, figure, map, refuse_both, sheet};
use super::methods::{OwnMethod, methods};
use super::plan::{GroupAxis, GroupCell, GroupPlan, GroupShown};
use super::raw::{RawGroupSimulation, RawStudy};
use super::size_limits::has_few_cells;
use super::values::{AxisTable, Written, axis, written};
use crate::model::{
    GroupDesign, GroupParameter, GroupQuantity, GroupSetting, GroupTraining, GroupWeights,
    ModelError, Parameter, SimulationMethod, Weighting,
};
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::identity;
use crate::scenario::plan::Precision;
use crate::scenario::precision::{asked, of_simulated_means};
use crate::scenario::samplers::Samplers;
use crate::scenario::sizes::FEW;
use crate::scenario::value_ranges;
use crate::written::brief;

type Result<T> = std::result::Result<T, ScenarioError>;

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
    let mut methods = methods(source, raw, &written)?;
    let of_cells = written.iter().filter(|axis| axis.table == AxisTable::Vary);
    let axes: Vec<GroupAxis> = of_cells
        .clone()
        .map(|written| axis(source, &methods[0].base, written))
        .collect::<Result<_>>()?;
    has_few_cells(source, raw, &methods, &axes)?;
    for own in &mut methods {
        own.begin_at_first(source, of_cells.clone(), &axes)?;
    }
    let base = methods[0].base.clone();
    let map = map(source, raw, &base)?;
    let cells = match &map {
        Some(_) => Vec::new(),
        None => cells(source, raw, &methods, &axes)?,
    };
    let figure = figure(source, raw, &methods, &axes)?;
    let curves = match &figure {
        Some(figure) => curves(source, raw, figure, &methods, &axes)?,
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
        methods: methods.into_iter().map(OwnMethod::planned).collect(),
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
    let methods = raw.method.iter().map(|method| &method.get_ref().name);
    texts.extend(methods.map(|name| (name.span(), name.get_ref())));
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

impl OwnMethod {
    /// Every value of an axis must be allowed with its weights too; the problem is then that of the
    /// first ones.
    fn begin_at_first<'w>(
        &mut self,
        source: &ScenarioText<'_>,
        written: impl Iterator<Item = &'w Written>,
        axes: &[GroupAxis],
    ) -> Result<()> {
        for written in written {
            axis(source, &self.base, written)?;
        }
        for axis in axes {
            let first = self.base.with(axis.parameter, axis.values[0]);
            self.base = first.unwrap_or_else(|| self.base.clone());
        }
        Ok(())
    }
}

fn cells(
    source: &ScenarioText<'_>,
    raw: &RawStudy,
    methods: &[OwnMethod],
    axes: &[GroupAxis],
) -> Result<Vec<GroupCell>> {
    let names: Vec<&str> = methods.iter().filter_map(|m| m.name.as_deref()).collect();
    let words = identity::slugs(&names);
    let mut cells = Vec::new();
    for (method, own) in methods.iter().enumerate() {
        for values in product(axes) {
            let id = id(axes, &values, words.get(method));
            let Some(setting) = at(&own.base, axes, &values) else {
                return Err(source.overall(format!("asks for cell `{id}`, which is not allowed")));
            };
            let simulation = raw.simulation.as_ref();
            let design = simulation
                .map(|s| design(source, s, &setting, (axes, &id)))
                .transpose()?;
            cells.push(GroupCell {
                id,
                method,
                setting,
                design,
                axis_values: values,
            });
        }
    }
    Ok(cells)
}

/// Names a cell by what varies, and by its method where that has a name.
fn id(axes: &[GroupAxis], values: &[f64], method: Option<&String>) -> String {
    let pairs = axes.iter().zip(values);
    let mut parts: Vec<String> = pairs
        .map(|(axis, value)| format!("{}={}", axis.parameter.name(), brief(*value)))
        .collect();
    parts.extend(method.map(|word| format!("method={word}")));
    match parts.is_empty() {
        true => "all".to_owned(),
        false => parts.join(" "),
    }
}

fn design(
    source: &ScenarioText<'_>,
    simulation: &RawGroupSimulation,
    setting: &GroupSetting,
    (axes, id): (&[GroupAxis], &str),
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
        if matches!(why, ModelError::Dimensions { .. }) && n as f64 >= FEW {
            let varies = axes
                .iter()
                .any(|axis| axis.parameter == GroupParameter::Delta);
            let table = if varies { "vary" } else { "training" };
            return source
                .at(
                    source.value_in(table, Parameter::Delta.name()),
                    format!("does not do in cell `{id}`: {why}"),
                )
                .resting_on("simulation.n");
        }
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
