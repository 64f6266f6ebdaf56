//! From the checked file to every cell and curve.

use std::ops::Range;

use super::diagnostic::{ScenarioError, ScenarioText};
use super::figure;
use super::figure_sheet;
use super::identity;
use super::kind::{self, FiniteSize, finite_size};
use super::map;
use super::methods::{OwnMethod, methods};
use super::metrics;
use super::plan::{Axis, Cell, Method, Parameter, Plan, Setting};
use super::precision;
use super::raw::RawScenario;
use super::samplers::Samplers;
use super::simulation;
use super::value_ranges;
use crate::model::{Design, Labels, Notation, TestConditions, WeightRule};

/// More cells than one study should have: their names and values are held in memory before
/// anything is computed.
const MOST_CELLS: usize = 1 << 17;

type Result<T> = std::result::Result<T, ScenarioError>;

/// Checks everything and expands it.
pub(super) fn expand(
    samplers: &dyn Samplers,
    source: &ScenarioText<'_>,
    raw: &RawScenario,
) -> Result<Plan> {
    value_ranges::name(source, &raw.name)?;
    value_ranges::drawn_text(source, raw)?;
    figure::has_study(source, raw)?;
    let mut map = map::draft(source, raw)?;
    let (axes, methods) = match &mut map {
        Some(map) => (
            std::mem::take(&mut map.overlay),
            std::mem::take(&mut map.methods),
        ),
        None => {
            let axes = value_ranges::axes(source, raw)?;
            let methods = methods(source, raw, &axes)?;
            (axes, methods)
        }
    };
    let expander = Expander {
        source,
        raw,
        axes: &axes,
        methods,
        replicates: value_ranges::replicates(source, raw)?,
        finite_size: finite_size::study(source, raw)?,
    };
    let mut notes = Vec::new();
    let conditions = metrics::conditions(source, raw)?;
    let map = map
        .map(|draft| expander.map(draft, conditions))
        .transpose()?;
    let cells = match &map {
        // A map without a simulation has no cells of this kind.
        Some(_) if axes.is_empty() => Vec::new(),
        _ => expander.cells(&mut notes)?,
    };
    let kinds = kind::kinds(&expander, map, &cells)?;
    let (figure, curves) = match &raw.figure {
        // Beside a map it says how that is printed.
        Some(figure) if raw.map.is_none() => {
            let plan = expander.figure(figure)?;
            let curves = expander.curves(figure.get_ref(), &plan)?;
            (Some(plan), curves)
        }
        Some(_) | None => (None, Vec::new()),
    };
    let methods: Vec<Method> = expander.methods.iter().map(|m| m.method.clone()).collect();
    Ok(Plan {
        quantities: metrics::quantities(source, raw, &methods, &conditions)?,
        conditions,
        method: simulation::method(samplers, source, raw, &methods, &cells)?,
        name: raw.name.get_ref().clone(),
        title: raw.title.clone(),
        figure_title: figure_sheet::title(raw),
        sheet: figure_sheet::sheet(source, raw)?,
        description: raw.description.trim().to_owned(),
        seed: raw.seed.as_ref().map_or(0, |s| *s.get_ref()),
        replicates: expander.replicates,
        precision: precision::precision(source, raw, expander.replicates)?,
        kinds,
        methods,
        cells,
        curves,
        figure,
        tolerance: value_ranges::tolerance(source, &raw.verify)?,
        notes,
        resolved: String::new(),
        axes,
    })
}

pub(super) struct Expander<'a> {
    pub(super) source: &'a ScenarioText<'a>,
    pub(super) raw: &'a RawScenario,
    pub(super) axes: &'a [Axis],
    pub(super) methods: Vec<OwnMethod>,
    replicates: usize,
    pub(super) finite_size: Option<FiniteSize>,
}

impl Expander<'_> {
    pub(super) fn axis(&self, parameter: Parameter) -> Option<&Axis> {
        self.axes.iter().find(|a| a.parameter == parameter)
    }

    /// Where a parameter's value comes from in the file, for messages.
    pub(super) fn span_of(&self, parameter: Parameter) -> Range<usize> {
        let varied = self.raw.vary.span(parameter);
        let sizes = self.raw.finite_size.as_ref().map(|f| f.samples.span());
        varied
            .or(sizes.filter(|_| parameter == Parameter::N))
            .or_else(|| self.raw.map.as_ref()?.varied_at(parameter))
            .or_else(|| Some(self.raw.fixed(parameter)?.span()))
            .unwrap_or(0..0)
    }

    /// The value of a numeric parameter: from the axes, else from the file's fixed one.
    pub(super) fn number(&self, parameter: Parameter, at: &[(Parameter, f64)]) -> Result<f64> {
        if let Some((_, v)) = at.iter().find(|(p, _)| *p == parameter) {
            return Ok(*v);
        }
        let fixed = self
            .raw
            .fixed(parameter)
            .and_then(|at| at.get_ref().number());
        let Some(value) = fixed.or(parameter.entry().default) else {
            return Err(self.missing(parameter));
        };
        value_ranges::value(self.source, parameter, value, self.span_of(parameter))
    }

    fn missing(&self, parameter: Parameter) -> ScenarioError {
        let (name, table) = (parameter.name(), parameter.entry().table);
        let or = match (&self.raw.map, parameter.is_of_the_limit()) {
            (Some(_), false) => "",
            (Some(_), true) => ", or make it the parameter of an axis of [map]",
            (None, _) => ", or let it vary in [vary]",
        };
        let absent = self.source.absent(table, name);
        absent.help(format!("set {name} in [{table}]{or}"))
    }

    fn weight(&self, own: &OwnMethod, at: &[(Parameter, f64)]) -> Result<WeightRule> {
        // A method that has a weight of its own beside a varied one is part of a map.
        if let Some(own) = own.weight {
            return Ok(own);
        }
        if let Some((_, rho)) = at.iter().find(|(p, _)| *p == Parameter::WeightRatio) {
            // Downsampled classes are balanced: the axis does not concern them.
            return Ok(if own.method.downsample {
                WeightRule::Unweighted
            } else {
                WeightRule::Fixed(*rho)
            });
        }
        self.raw.common_weight().ok_or_else(|| {
            self.source.absent("training", "weight_ratio").help(
                "set weight_ratio in [training] or in every [[method]], or let it vary in [vary]",
            )
        })
    }

    /// The problem at a point of the grid, as a method trains it.
    pub(super) fn setting(&self, own: &OwnMethod, at: &[(Parameter, f64)]) -> Result<Setting> {
        let Method {
            name: _,
            loss,
            solver,
            downsample,
            threshold,
        } = &own.method;
        let mut setting = Setting::blank();
        setting.training.loss = *loss;
        setting.training.solver = *solver;
        setting.training.downsample = *downsample;
        setting.training.threshold = *threshold;
        let numbers = Parameter::ALL
            .into_iter()
            .filter(|p| p.is_of_the_limit() && p.entry().notation != Notation::Weight);
        for parameter in numbers {
            let value = match own.number(parameter) {
                Some(value) => value,
                None => self.number(parameter, at)?,
            };
            setting = setting.with(parameter, value).ok_or_else(|| {
                let error = self
                    .source
                    .at(self.span_of(parameter), format!("= {value} is wrong"));
                error.allowed(parameter.entry().allowed)
            })?;
        }
        Ok(setting.weighing(self.weight(own, at)?))
    }

    /// Completes a map with the values that no axis replaces.
    fn map(&self, draft: map::MapDraft, conditions: TestConditions) -> Result<map::MapPlan> {
        let base = self.setting(&self.methods[0], &draft.corner())?;
        draft.finish(self.source, self.raw.figure(), (base, conditions))
    }

    fn cells(&self, notes: &mut Vec<String>) -> Result<Vec<Cell>> {
        let sizes = || self.axes.iter().map(|a| a.values.len());
        let points = sizes().fold(1, usize::saturating_mul);
        if points.saturating_mul(self.methods.len()) > MOST_CELLS {
            let longest = self.axes.iter().max_by_key(|a| a.values.len());
            let span = longest.map_or(0..0, |axis| self.span_of(axis.parameter));
            let sizes: Vec<String> = sizes().map(|n| n.to_string()).collect();
            return Err(self
                .source
                .at(
                    span,
                    format!(
                        "has the most points of a grid of {}, times {} methods",
                        sizes.join(" × "),
                        self.methods.len()
                    ),
                )
                .allowed(format!("at most {MOST_CELLS} cells"))
                .help("take fewer points on this axis"));
        }
        let mut cells: Vec<Cell> = Vec::new();
        let names: Vec<&str> = self
            .methods
            .iter()
            .map(|m| m.method.name.as_str())
            .collect();
        let slugs = identity::slugs(&names);
        let (mut moved, mut merged) = (0, 0);
        for (index, own) in self.methods.iter().enumerate() {
            let mut seen = identity::Seen::default();
            let ending = format!("-{}", slugs[index]);
            for at in product(self.axes) {
                let nominal = self.setting(own, &at)?;
                let mut setting = nominal;
                let design = match &self.raw.simulation {
                    Some(_) => Some(self.design(&nominal, &at)?),
                    None => None,
                };
                if let Some(d) = &design {
                    setting.delta = d.delta();
                    setting.population = d.two_class();
                    let off = (setting.delta - nominal.delta).abs()
                        + (d.two_class().minority_prior() - nominal.population.minority_prior())
                            .abs();
                    moved += usize::from(off > 1e-9);
                }
                let values = identity::values(&setting, design.as_ref());
                let known = |place: usize| cells[place].id.strip_suffix(&ending);
                if !seen.is_new(&values, cells.len(), known) {
                    merged += 1;
                    continue;
                }
                cells.push(Cell {
                    id: [&values[..], &ending].concat(),
                    method: index,
                    setting,
                    replicates: design.map_or(0, |d| {
                        finite_size::share(
                            self.finite_size.as_ref(),
                            self.replicates,
                            d.samples(),
                            simulation::is_mirrored(self.raw),
                        )
                    }),
                    design,
                    axis_values: at.iter().map(|(_, v)| *v).collect(),
                });
            }
        }
        if moved > 0 {
            notes.push(format!(
                "{moved} of {} cells: δ or π₊ moved to the nearest that n samples realise \
                 (d and n₊ are whole numbers); tables give the realised values.",
                cells.len() + merged
            ));
        }
        if merged > 0 && self.finite_size.is_some() {
            return Err(self
                .source
                .at(
                    self.span_of(Parameter::N),
                    format!(
                        "leaves {merged} grid points that realise the same problem as another at \
                         the same n (d and n₊ are whole numbers)"
                    ),
                )
                .help("in a finite-size study take values further apart, or a larger smallest n"));
        }
        if merged > 0 {
            notes.push(format!(
                "{merged} grid points realise the same problem as another and are merged."
            ));
        }
        Ok(cells)
    }

    fn design(&self, nominal: &Setting, at: &[(Parameter, f64)]) -> Result<Design> {
        let n = self.number(Parameter::N, at)?;
        let labels: Labels = self.raw.model.labels.0;
        Design::new(nominal.population, nominal.delta, n as usize, labels)
            .map_err(|_| self.impossible(n, nominal))
    }
}

/// Every combination of the axes' values, one at a time; the last axis varies fastest.
pub(super) fn product(axes: &[Axis]) -> impl Iterator<Item = Vec<(Parameter, f64)>> {
    let mut next = axes
        .iter()
        .all(|axis| !axis.values.is_empty())
        .then(|| vec![0; axes.len()]);
    std::iter::from_fn(move || {
        let places = next.as_mut()?;
        let values = places.iter().zip(axes);
        let combination = values.map(|(&at, axis)| (axis.parameter, axis.values[at]));
        let combination = combination.collect();
        let last = |(at, axis): (&usize, &Axis)| at + 1 < axis.values.len();
        match places.iter().zip(axes).rposition(last) {
            Some(place) => {
                places[place] += 1;
                places[place + 1..].fill(0);
            }
            None => next = None,
        }
        Some(combination)
    })
}
