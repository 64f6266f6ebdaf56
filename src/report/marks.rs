//! The weights of rules as lines across a figure, and what is said of those that have none.

use super::look::look_of;
use super::results::Results;
use super::rows::MarkRow;
use super::symbols::{mark_symbol, values_label};
use crate::figure::{Across, Dash, Mark, significant};
use crate::loss::LossKind;
use crate::model::WeightRule;
use crate::scenario::{Curve, FigurePlan, Plan, Treatment};

/// Digits of a weight in a label.
const DIGITS: usize = 3;

/// Rules that give the same weight, to some curves.
struct Group<'a> {
    rho: f64,
    rules: Vec<WeightRule>,
    rows: Vec<&'a MarkRow>,
}

/// Vertical lines at the rules' weights and, if asked for, horizontal ones at the worst-class
/// error that each reaches. Rules that give the same weight share a line.
pub(super) fn marks(results: &Results, figure: &FigurePlan) -> Vec<Mark> {
    let mut marks = Vec::new();
    for group in groups(results) {
        let look = Treatment::of_rule(group.rules[0]).map(look_of);
        let (colour, dash) = match look {
            Some(look) => (look.colour(), look.dash),
            None => (super::looks::NEUTRAL, Dash::Dashed),
        };
        let symbols: Vec<&str> = group.rules.iter().map(|r| mark_symbol(*r)).collect();
        let label = format!(
            "{} = {}",
            symbols.join(" = "),
            significant(group.rho, DIGITS)
        );
        let mark = |across, at, label| Mark {
            across,
            at,
            label,
            colour,
            dash,
        };
        let whose = whose(&results.plan, &group.rows);
        marks.push(mark(Across::X, group.rho, label + &whose));
        if !figure.mark_worst_class_error {
            continue;
        }
        let mut errors: Vec<f64> = group
            .rows
            .iter()
            .filter_map(|r| r.worst_class_error)
            .collect();
        errors.dedup();
        let lines = errors.into_iter();
        marks.extend(lines.map(|error| mark(Across::Y, error, format!("{error:.4}"))));
    }
    marks
}

fn groups(results: &Results) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for row in &results.marks {
        let Some((rho, rule)) = row.weight_ratio.zip(WeightRule::from_name(&row.rule)) else {
            continue;
        };
        let same = |g: &&mut Group<'_>| (g.rho.ln() - rho.ln()).abs() < 1e-6;
        match groups.iter_mut().find(same) {
            Some(group) => {
                if !group.rules.contains(&rule) {
                    group.rules.push(rule);
                }
                if !group.rows.iter().any(|r| r.curve == row.curve) {
                    group.rows.push(row);
                }
            }
            None => groups.push(Group {
                rho,
                rules: vec![rule],
                rows: vec![row],
            }),
        }
    }
    groups
}

/// Which curves a mark belongs to, unless to all.
fn whose(plan: &Plan, rows: &[&MarkRow]) -> String {
    if rows.len() >= plan.curves.len() {
        return String::new();
    }
    let names = rows.iter().filter_map(|row| plan.curves.get(row.curve));
    let names: Vec<String> = names.map(|curve| curve_name(plan, curve)).collect();
    format!(" ({})", names.join("; "))
}

fn curve_name(plan: &Plan, curve: &Curve) -> String {
    let mut parts = Vec::new();
    if plan.methods.len() > 1 {
        parts.push(plan.methods[curve.method].name.clone());
    }
    if !curve.series.is_empty() {
        parts.push(values_label(&curve.series));
    }
    parts.join(", ")
}

/// Marks that were asked for and cannot be seen, in sentences for the small print.
pub(super) fn absent(results: &Results, figure: &FigurePlan) -> String {
    let mut text = String::new();
    for row in &results.marks {
        let Some(rule) = WeightRule::from_name(&row.rule) else {
            continue;
        };
        let of = whose(&results.plan, &[row]);
        let symbol = mark_symbol(rule);
        match row.weight_ratio {
            None => {
                let why = reason(&row.status, rule, proved(&results.plan, row));
                text += &format!(" No mark {symbol}{of}: {why}.");
            }
            Some(rho) if is_beyond(rho, figure.x_range) => {
                let rho = significant(rho, DIGITS);
                text += &format!(" {symbol} = {rho}{of} lies beyond the axis.");
            }
            Some(_) => {}
        }
    }
    text
}

fn is_beyond(rho: f64, range: Option<(f64, f64)>) -> bool {
    range.is_some_and(|(low, high)| !(low..=high).contains(&rho))
}

/// Whether the end of ρ̃ is known, δ = 2π₊, not searched for.
fn proved(plan: &Plan, row: &MarkRow) -> bool {
    let curve = plan.curves.get(row.curve);
    let square = |c: &Curve| plan.methods[c.method].loss == LossKind::Square.into();
    let bare = |c: &Curve| c.points.iter().all(|(_, setting)| setting.ridge == 0.0);
    curve.is_some_and(|c| square(c) && bare(c))
}

/// Why a rule has no weight, from the status in marks.csv.
fn reason(status: &str, rule: WeightRule, proved: bool) -> &'static str {
    let equalises = rule == WeightRule::EqualError;
    match status {
        "no_finite_weight" if equalises && proved => "no weight equalises the errors",
        "no_finite_weight" if equalises => "no weight is known to equalise the errors",
        "no_finite_weight" => "no finite weight is the best",
        "beyond_cap" => "the only one is above 10⁶",
        "interpolation_threshold" => "the error diverges at δ = 1",
        "not_converged" => "theory found no solution",
        _ => "it has no weight here",
    }
}
