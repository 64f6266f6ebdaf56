//! From stored rows to the description of a map.

use super::MapTables;
use super::rows::{LineRow, MapRow, panel_value};
use super::spots::spots;
use crate::figure::{
    AxisSpec, Category, Cells, ColourMap, ColourScale, Contours, Curve, Dash, Grid, MapFigure,
    Panel, Shading, Spacing, Span, fill,
};
use crate::loss::LossKind;
use crate::model::WeightRule;
use crate::report::results::Results;
use crate::report::simulated::caption;
use crate::scenario::{Axis, Boundary, MapPlan, MapValue, Scale, Way};

/// Describes the map; `None` of a scenario without one.
pub(in crate::report) fn map_chart(results: &Results) -> Option<MapFigure> {
    let map = results.plan.map.as_ref()?;
    let tables = results.map.as_ref()?;
    let panels: Vec<Panel> = (0..map.panels())
        .map(|number| panel(results, map, tables, number))
        .collect();
    let simulated = panels.iter().any(|p| !p.spots.is_empty());
    Some(MapFigure {
        title: results.plan.title.clone(),
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
        disagreeing: if simulated {
            "simulation disagrees".to_owned()
        } else {
            String::new()
        },
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

fn span(axis: &Axis) -> Span {
    let count = axis.values.len();
    Span::around(axis.values[0], axis.values[count - 1], count, axis.scale)
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
    let title = map.panels.as_ref().map_or_else(String::new, |axis| {
        format!("{} = {}", axis.parameter.symbol(), axis.values[number])
    });
    let value = panel_value(map, number);
    let lines: Vec<&LineRow> = tables.lines.iter().filter(|l| l.panel == value).collect();
    Panel {
        title,
        grid: Grid {
            x: span(&map.x),
            y: span(&map.y),
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

fn curve(map: &MapPlan, rows: &[&LineRow]) -> Curve {
    let kind = rows[0].kind.as_str();
    let boundary = Boundary::NAMED.iter().find(|(name, _)| *name == kind);
    let (label, inline, dash, width) = match boundary {
        Some((_, boundary)) => of_boundary(map, *boundary),
        None => of_rule(map, kind),
    };
    let (dash, width) = match boundary {
        Some((_, Boundary::Category)) => (dash, width),
        _ => pattern(map, kind).unwrap_or((dash, width)),
    };
    Curve {
        path: rows.iter().map(|row| (row.x, Some(row.y))).collect(),
        colour: (0, 0, 0),
        dash,
        width,
        label: label.to_owned(),
        inline,
    }
}

/// Width of lines when all patterns of the usual width are taken.
const WIDE: f64 = 2.6;

/// (pattern, width) of a line, unlike that of any other on the map: its own if no line
/// before it has it.
fn pattern(map: &MapPlan, kind: &str) -> Option<(Dash, f64)> {
    let named = |b: &Boundary| Boundary::NAMED.iter().find(|(_, known)| known == b);
    let boundaries = map.boundaries.iter().filter_map(named);
    let boundaries = boundaries.filter(|(_, b)| *b != Boundary::Category);
    let looks = boundaries.map(|(name, b)| (*name, of_boundary(map, *b)));
    let marks = map.marks.iter().filter_map(|rule| rule.name());
    let looks = looks.chain(marks.map(|name| (name, of_rule(map, name))));
    let mut taken: Vec<(Dash, f64)> = Vec::new();
    for (name, (_, _, own, width)) in looks {
        let others = [width, WIDE]
            .into_iter()
            .flat_map(|width| Dash::ALL.map(|dash| (dash, width)));
        let mut choices = std::iter::once((own, width)).chain(others);
        let free = choices.find(|choice| !taken.contains(choice));
        if name == kind {
            return free;
        }
        taken.extend(free);
    }
    None
}

/// (legend, words in the line, pattern, width).
type LineLook = (String, String, Dash, f64);

fn of_boundary(map: &MapPlan, boundary: Boundary) -> LineLook {
    let plain = map.loss == LossKind::Square.into() && map.base.ridge == 0.0;
    let look = |label: &str, inline: &str, dash| (label.to_owned(), inline.to_owned(), dash, 1.4);
    match boundary {
        Boundary::Feasibility if plain && !map.varies(crate::scenario::Parameter::Ridge) => {
            look("δ = 2π₊, no ρ̃ beyond", "δ = 2π₊", Dash::Solid)
        }
        Boundary::Feasibility => look("beyond it no weight equalises the errors", "", Dash::Solid),
        Boundary::Separability => look("separability threshold δ*", "δ*", Dash::Dashed),
        Boundary::Interpolation => look("interpolation, δ = 1", "δ = 1", Dash::Dotted),
        Boundary::EqualErrorOptimal => look(
            "beyond it another weight is better than ρ̃",
            "ρ̃ best",
            Dash::Dashed,
        ),
        Boundary::EqualErrors => look("equal class errors", "R₊ = R₋", Dash::Solid),
        Boundary::Category => (String::new(), String::new(), Dash::Solid, 0.7),
    }
}

fn of_rule(map: &MapPlan, name: &str) -> LineLook {
    let rule = WeightRule::from_name(name);
    let place = map.marks.iter().position(|m| Some(*m) == rule);
    let dashes = [Dash::Dashed, Dash::Dotted, Dash::DashDot, Dash::Solid];
    let way = Way::Weight(rule.unwrap_or(WeightRule::Unweighted));
    let dash = dashes[place.unwrap_or(0) % dashes.len()];
    (way.label(), way.symbol(), dash, 1.4)
}

fn shading(map: &MapPlan) -> Shading {
    let categories = map.value.categories();
    if !categories.is_empty() {
        let kind = |(i, (_, name)): (usize, (String, String))| Category {
            name,
            colour: fill(i),
        };
        return Shading::Categories(categories.into_iter().enumerate().map(kind).collect());
    }
    let range = map.look.colour_range;
    let (usual, centre) = match &map.value {
        MapValue::Weight(_) | MapValue::SeparabilityThreshold => (Scale::Log, None),
        MapValue::Gain(gain) if gain.ratio => (Scale::Log, Some(1.0)),
        MapValue::Gain(_) => (Scale::Linear, Some(0.0)),
        _ => (Scale::Linear, None),
    };
    // A range on one side of the neutral value needs one arm only.
    let centre = centre.filter(|c| range.is_none_or(|(low, high)| low < *c && *c < high));
    Shading::Values(ColourScale {
        label: map
            .look
            .value_label
            .clone()
            .unwrap_or_else(|| map.value.label()),
        map: centre.map_or(ColourMap::Cividis, |centre| ColourMap::Diverging { centre }),
        spacing: match map.look.colour_scale.unwrap_or(usual) {
            Scale::Linear => Spacing::Linear,
            Scale::Log => Spacing::Log,
        },
        range,
    })
}

/// Why cells are blank, in the words of the statuses that occur.
fn missing(map: &MapPlan, cells: &[MapRow]) -> String {
    // At δ = 1 no weight does so either.
    let (unfounded, threshold) = match map.value {
        MapValue::Weight(WeightRule::EqualError) => {
            let words = "no weight equalises the errors";
            (words, words)
        }
        _ => ("no finite weight", "the error diverges (δ = 1)"),
    };
    let blank = |row: &&MapRow| row.value.is_none() && row.category.is_none();
    let mut words: Vec<&str> = Vec::new();
    for row in cells.iter().filter(blank) {
        let word = match row.status.as_str() {
            "no_finite_weight" => unfounded,
            "interpolation_threshold" => threshold,
            "not_converged" => "not solved",
            "beyond_cap" => "only a weight above 10⁶",
            "not_finite" => "no finite value",
            other => other,
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(", or ")
}

fn spots_label(results: &Results) -> String {
    let sizes = results.cells.iter().filter_map(|row| row.n);
    let n = sizes.min().unwrap_or(0);
    format!(
        "simulation, n = {n}, {} replicates",
        results.plan.replicates
    )
}

fn note(results: &Results, map: &MapPlan, simulated: bool) -> String {
    let loss = results.plan.methods.first().map_or("", |m| m.loss.name());
    let mut note = format!("Theory, n, d → ∞, {loss} loss");
    if map.base.ridge > 0.0 && !map.varies(crate::scenario::Parameter::Ridge) {
        note += &format!(", ridge r = {}", map.base.ridge);
    }
    note += ".";
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
    note
}

fn percent(share: f64) -> String {
    format!("{} %", (1e8 * share).round() / 1e6)
}
