//! From stored rows to the description of a map.

use super::MapTables;
use super::blanks::{in_full, missing};
use super::lines::{absent, curve};
use super::rows::{LineRow, MapRow, panel_value};
use super::simulated_spots::spots;
use crate::figure::{
    AxisSpec, Category, Cells, Colour, ColourScale, Contours, Grid, Hue, MapFigure, Panel, Shading,
    Spacing, Span, fill,
};
use crate::paper::Scale;
use crate::report::fixed_values::fixed;
use crate::report::line_looks::gradient;
use crate::report::results::Results;
use crate::report::rule_look::{free, look_of_recipe};
use crate::report::simulation_caption::{caption, replicates};
use crate::report::symbols::values_label;
use crate::scenario::{Axis, ColourName, MapPlan, MapValue, Parameter, Recipe};

/// Describes the map; `None` of a scenario without one.
pub(in crate::report) fn map_chart(results: &Results) -> Option<MapFigure> {
    let map = results.plan.map()?;
    let tables = results.map.as_ref()?;
    let panels: Vec<Panel> = (0..map.panels())
        .map(|number| panel(results, map, tables, number))
        .collect();
    let simulated = panels.iter().any(|p| !p.spots.is_empty());
    Some(MapFigure {
        title: results.plan.figure_title.clone(),
        caption: fixed(&results.plan),
        sheet: results.plan.sheet,
        x: axis(&map.x, map.look.x_label.as_ref()),
        y: axis(&map.y, map.look.y_label.as_ref()),
        panels,
        shading: shading(map),
        missing: missing(map, &tables.cells),
        spots: if simulated {
            spots_label(results)
        } else {
            String::new()
        },
        undecided: "simulation cannot decide".to_owned(),
        disagreeing: "simulation disagrees".to_owned(),
        note: note(results, map, simulated),
    })
}

/// The axis ends at the centres of the outer cells, where boundaries end too.
fn axis(axis: &Axis, label: Option<&String>) -> AxisSpec {
    let parameter = axis.parameter;
    let ends = (axis.values[0], axis.values[axis.values.len() - 1]);
    AxisSpec {
        label: label.map_or_else(|| parameter.label().to_owned(), Clone::clone),
        scale: axis.scale,
        range: Some(ends),
    }
}

/// "s = 2"; `None` of a map with one panel.
pub(super) fn panel_title(map: &MapPlan, number: usize) -> Option<String> {
    let axis = map.panels.as_ref()?;
    let value = axis.values.get(number)?;
    Some(values_label(&[(axis.parameter, *value)]))
}

fn panel(results: &Results, map: &MapPlan, tables: &MapTables, number: usize) -> Panel {
    let size = map.x.values.len() * map.y.values.len();
    let rows = tables.cells.iter().skip(number * size).take(size);
    let categories = map.value.categories();
    let cells = match categories.is_empty() {
        true => Cells::Values(rows.map(|row| row.value).collect()),
        false => Cells::Categories(
            rows.map(|row| {
                let name = row.category.as_ref()?;
                categories.iter().position(|c| c.0 == *name)
            })
            .collect(),
        ),
    };
    let title = panel_title(map, number).unwrap_or_default();
    let value = panel_value(map, number);
    let lines: Vec<&LineRow> = tables.lines.iter().filter(|l| l.panel == value).collect();
    Panel {
        title,
        grid: Grid {
            x: Span::of(&map.x.values, map.x.scale),
            y: Span::of(&map.y.values, map.y.scale),
            cells,
        },
        contours: Contours::at(&map.contours, |v| format!("{v}").replace('-', "−")),
        curves: lines
            .chunk_by(|a, b| a.line == b.line)
            .map(|rows| curve(map, rows))
            .collect(),
        spots: spots(results, map, tables, number),
    }
}

fn shading(map: &MapPlan) -> Shading {
    let categories = map.value.categories();
    if !categories.is_empty() {
        let kind = |(i, (_, name)): (usize, (String, String))| Category {
            name,
            colour: category_fill(&map.value, i),
        };
        return Shading::Categories(categories.into_iter().enumerate().map(kind).collect());
    }
    let range = map.look.colour_range;
    let usual = usual_spacing(&map.value);
    // A range on one side of the neutral value needs one arm only.
    let inside = |c: &f64| range.is_none_or(|(low, high)| low < *c && *c < high);
    let centre = map.value.centre().filter(inside);
    let own = centre.map_or(ColourName::Cividis, |_| ColourName::Diverging);
    Shading::Values(ColourScale {
        label: map
            .look
            .value_label
            .clone()
            .unwrap_or_else(|| map.value.label()),
        map: gradient(map.look.colour_map.unwrap_or(own), centre.unwrap_or(0.0)),
        spacing: match map.look.colour_scale.unwrap_or(usual) {
            Scale::Linear => Spacing::Linear,
            Scale::Log => Spacing::Log,
        },
        range,
    })
}

/// A contender has the fill of its rule; other kinds have one by place.
fn category_fill(value: &MapValue, index: usize) -> Colour {
    let ways = match value {
        MapValue::Winner(contest) => &contest.ways[..],
        MapValue::Weight(_)
        | MapValue::Quantity(..)
        | MapValue::Gain(_)
        | MapValue::Feasibility
        | MapValue::Separability
        | MapValue::SeparabilityThreshold
        | MapValue::Monotonicity => &[],
    };
    let looks: Vec<_> = ways.iter().map(|recipe| look_of_recipe(*recipe)).collect();
    match (looks.get(index), ways.get(index)) {
        (Some(Some(look)), _) => look.fill(),
        (_, Some(recipe)) if recipe.is_moved() => {
            let taken: Vec<Colour> = looks.iter().flatten().map(|look| look.fill()).collect();
            let before = ways[..index].iter().filter(|r| r.is_moved()).count();
            let free = free(&moved_fills(), &taken);
            free[before % free.len()]
        }
        (_, Some(_) | None) => fill(index),
    }
}

/// Of ways that move the threshold: first the one that no rule has.
fn moved_fills() -> Vec<Colour> {
    let others = Hue::ALL.into_iter().filter(|hue| *hue != Hue::Sky);
    let all = std::iter::once(Hue::Sky).chain(others);
    all.map(Hue::fill).collect()
}

fn usual_spacing(value: &MapValue) -> Scale {
    match value {
        MapValue::Weight(_) | MapValue::SeparabilityThreshold => Scale::Log,
        MapValue::Gain(gain) if gain.ratio => Scale::Log,
        MapValue::Gain(_)
        | MapValue::Quantity(..)
        | MapValue::Winner(_)
        | MapValue::Feasibility
        | MapValue::Separability
        | MapValue::Monotonicity => Scale::Linear,
    }
}

fn spots_label(results: &Results) -> String {
    format!("simulation, {}", replicates(results))
}

fn note(results: &Results, map: &MapPlan, simulated: bool) -> String {
    let mut note = match map.varies(Parameter::N) {
        true => "Theory: mean over training sets of n samples at τ = 0, and over thresholds estimated from them.",
        false => "Theory, n, d → ∞.",
    }
    .to_owned();
    if let MapValue::Winner(contest) = &map.value {
        note += &format!(
            " The first listed among those within {} of the smallest {}.",
            percent(contest.tolerance),
            contest.quantity.label()
        );
        note += " Weights above 10⁶ do not compete.";
    }
    if simulated && !matches!(map.value, MapValue::Winner(_)) {
        note +=
            " Spots have the colour of the simulated value; where they agree only the rim shows.";
    }
    if simulated {
        note += &format!(" Spots: {}.", caption(&results.cells));
    }
    if let Some(tables) = &results.map {
        note += &losers(map, &tables.cells);
        note += &absent(map, &tables.lines);
        note += &in_full(&tables.cells);
    }
    note
}

/// Contenders that win no cell, which the legend does not have either.
fn losers(map: &MapPlan, cells: &[MapRow]) -> String {
    let MapValue::Winner(contest) = &map.value else {
        return String::new();
    };
    let wins = |way: &&Recipe| {
        let name = Some(way.name());
        cells.iter().any(|cell| cell.category == name)
    };
    let ways = contest.ways.iter().filter(|way| !wins(way));
    let labels: Vec<String> = ways.map(|way| way.label()).collect();
    match labels.is_empty() {
        true => String::new(),
        false => format!(" Wins nowhere: {}.", labels.join("; ")),
    }
}

fn percent(share: f64) -> String {
    format!("{} %", (1e8 * share).round() / 1e6)
}
