//! Lines on top of a map: boundaries in black, rules in their own colour and dash.

use super::rows::{LineRow, panel_value};
use crate::figure::{Colour, Dash, MapCurve};
use crate::loss::LossKind;
use crate::model::WeightRule;
use crate::report::rule_look::look_of;
use crate::scenario::{Boundary, MapPlan, Parameter, Treatment, Way};
use crate::sweep::LineKind;

const BLACK: Colour = (0, 0, 0);
/// Of lines.
const WIDTH: f64 = 1.4;
/// Of lines when all patterns of the usual width are taken.
const WIDE: f64 = 2.6;
/// Of lines between categories.
const THIN: f64 = 0.7;

/// The line through some rows of `boundaries.csv`.
pub(super) fn curve(map: &MapPlan, rows: &[&LineRow]) -> MapCurve {
    let path = rows.iter().map(|row| (row.x, Some(row.y))).collect();
    match rows[0].kind {
        LineKind::Boundary(boundary) => of_boundary(map, boundary, path),
        LineKind::Rule(rule) => of_rule(map, rule, path),
    }
}

type Path = Vec<(f64, Option<f64>)>;

fn of_boundary(map: &MapPlan, boundary: Boundary, path: Path) -> MapCurve {
    let (label, inline) = words(map, boundary);
    let (dash, width) = pattern(map, boundary);
    MapCurve {
        path,
        colour: BLACK,
        dash,
        width,
        label,
        inline: inline.to_owned(),
    }
}

fn of_rule(map: &MapPlan, rule: WeightRule, path: Path) -> MapCurve {
    let (way, look) = (Way::Weight(rule), Treatment::of_rule(rule).map(look_of));
    let equalises = rule == WeightRule::EqualError;
    let side = side(map, &[(Parameter::WeightRatio, true)]).filter(|_| equalises);
    let sides = side.map_or_else(String::new, |s| {
        format!(" ({s} of it the majority errs more)")
    });
    MapCurve {
        path,
        colour: look.map_or(BLACK, |l| l.colour()),
        dash: look.map_or(Dash::Dashed, |l| l.dash),
        width: WIDTH,
        label: way.label() + &sides,
        inline: rule.mark().to_owned(),
    }
}

/// Where some parameters lie that go up (or down) across a line, if they are on an axis.
fn side(map: &MapPlan, across: &[(Parameter, bool)]) -> Option<&'static str> {
    let on = |parameter: Parameter| across.iter().find(|(p, _)| *p == parameter);
    // An axis that is crossed level is told before one that is crossed upright.
    match (on(map.x.parameter), on(map.y.parameter)) {
        (Some((_, true)), _) => Some("right"),
        (Some((_, false)), _) => Some("left"),
        (None, Some((_, true))) => Some("above"),
        (None, Some((_, false))) => Some("below"),
        (None, None) => None,
    }
}

/// "right of it", or "beyond it" where the axes do not say.
fn beyond(map: &MapPlan, across: &[(Parameter, bool)]) -> String {
    match side(map, across) {
        Some(side @ ("right" | "left")) => format!("{side} of it"),
        Some(side) => format!("{side} it"),
        None => "beyond it".to_owned(),
    }
}

/// (legend, words in the line).
fn words(map: &MapPlan, boundary: Boundary) -> (String, &'static str) {
    let plain = map.base.training.loss == LossKind::Square.into()
        && map.base.training.ridge == 0.0
        && !map.varies(Parameter::Ridge);
    let harder = [
        (Parameter::Delta, true),
        (Parameter::MinorityPrior, false),
        (Parameter::Signal, true),
    ];
    match boundary {
        Boundary::Feasibility if plain => (
            format!(
                "δ = 2π₊: {} no weight equalises the errors",
                beyond(map, &harder[..2])
            ),
            "δ = 2π₊",
        ),
        Boundary::Feasibility => (
            format!("{} {}", beyond(map, &harder[..2]), without_weight(map)),
            "",
        ),
        Boundary::Separability => (
            format!(
                "separability threshold δ*: {} a hyperplane separates the data",
                beyond(map, &[harder[0], harder[2]])
            ),
            "δ*",
        ),
        Boundary::Interpolation => (
            format!(
                "δ = 1: {} more dimensions than samples",
                beyond(map, &harder[..1])
            ),
            "δ = 1",
        ),
        Boundary::EqualErrorOptimal => (
            format!("{} another weight is better than ρ̃", beyond(map, &harder)),
            "ρ̃ best",
        ),
        Boundary::EqualErrors => {
            let heavier = side(map, &[(Parameter::WeightRatio, true)]);
            let more = heavier.map(|_| beyond(map, &[(Parameter::WeightRatio, true)]));
            let more = more.map_or_else(String::new, |side| {
                format!(", {side} the majority errs more")
            });
            (format!("equal class errors{more}"), "R₊ = R₋")
        }
        Boundary::Category => (String::new(), ""),
    }
}

/// What is on the other side of where a weight is known to equalise the errors. Without ridge
/// that can be where data separate or are interpolated.
fn without_weight(map: &MapPlan) -> &'static str {
    match map.base.training.ridge == 0.0 || map.varies(Parameter::Ridge) {
        true => "weights have no effect, or none is known to equalise the errors",
        false => "no weight is known to equalise the errors",
    }
}

/// The pattern that a boundary has if no other on the map has it.
fn own_dash(boundary: Boundary) -> Dash {
    match boundary {
        Boundary::Feasibility | Boundary::EqualErrors | Boundary::Category => Dash::Solid,
        Boundary::Separability | Boundary::EqualErrorOptimal => Dash::Dashed,
        Boundary::Interpolation => Dash::Dotted,
    }
}

/// (pattern, width) of a boundary, unlike that of any other on the map: its own if no line
/// before it has it.
fn pattern(map: &MapPlan, boundary: Boundary) -> (Dash, f64) {
    if boundary == Boundary::Category {
        return (own_dash(boundary), THIN);
    }
    let mut taken: Vec<(Dash, f64)> = Vec::new();
    let drawn = Boundary::ALL.into_iter();
    for one in drawn.filter(|b| map.boundaries.contains(b) && *b != Boundary::Category) {
        let others = [WIDTH, WIDE]
            .into_iter()
            .flat_map(|width| Dash::ALL.map(|dash| (dash, width)));
        let mut choices = std::iter::once((own_dash(one), WIDTH)).chain(others);
        let free = choices.find(|choice| !taken.contains(choice));
        let free = free.unwrap_or((own_dash(one), WIDTH));
        if one == boundary {
            return free;
        }
        taken.push(free);
    }
    (own_dash(boundary), WIDTH)
}

/// Lines that were asked for and are not there, in sentences for the small print.
pub(super) fn absent(map: &MapPlan, lines: &[LineRow]) -> String {
    let boundaries = map.boundaries.iter().filter(|b| **b != Boundary::Category);
    let boundaries = boundaries.map(|b| (LineKind::Boundary(*b), boundary_name(*b)));
    let marks = map.marks.iter();
    let marks = marks.map(|rule| (LineKind::Rule(*rule), rule.mark()));
    let mut text = String::new();
    for (kind, shown) in boundaries.chain(marks) {
        let lacks = |panel: &usize| {
            let value = panel_value(map, *panel);
            !lines.iter().any(|l| l.kind == kind && l.panel == value)
        };
        let without: Vec<usize> = (0..map.panels()).filter(lacks).collect();
        if without.is_empty() {
            continue;
        }
        let places: Vec<String> = without
            .iter()
            .filter_map(|panel| super::chart::panel_title(map, *panel))
            .collect();
        let on = match (places.is_empty(), without.len() == map.panels()) {
            (false, false) => format!(" for {}", places.join(", ")),
            (true, _) | (_, true) => String::new(),
        };
        text += &format!(" No {shown} on this map{on}.");
    }
    text
}

fn boundary_name(boundary: Boundary) -> &'static str {
    match boundary {
        Boundary::Feasibility => "end of ρ̃",
        Boundary::Separability => "δ*",
        Boundary::Interpolation => "δ = 1",
        Boundary::EqualErrors => "R₊ = R₋",
        Boundary::EqualErrorOptimal => "line where ρ̃ ceases to be best",
        Boundary::Category => "change of category",
    }
}
