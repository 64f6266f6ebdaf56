//! The weights of rules as lines across a figure, and what is said of those that have none.

use super::line_looks::Looks;
use super::results::Results;
use super::rows::MarkRow;
use super::symbols::values_label;
use crate::figure::{Across, Mark, significant};
use crate::loss::LossKind;
use crate::model::WeightRule;
use crate::scenario::{Curve, FigurePlan, Plan};
use crate::sweep::{Standing, within_cap};

/// Digits of a weight in a label.
const DIGITS: usize = 3;

/// Horizontal lines that can be told apart; of more the errors are said with the weights.
const MOST_LEVELS: usize = 4;

/// Rules that give the same weight, to some curves.
struct SharedWeight<'a> {
    rho: f64,
    rules: Vec<WeightRule>,
    rows: Vec<&'a MarkRow>,
}

/// Vertical lines at the rules' weights and, if asked for, horizontal ones at the worst-class
/// error that each reaches. Rules that give the same weight share a line.
pub(super) fn marks(results: &Results, figure: &FigurePlan, looks: &Looks) -> Vec<Mark> {
    let groups = groups(results);
    let crowded = is_crowded(&groups);
    let mut marks = Vec::new();
    for group in groups {
        let (colour, dash) = looks.mark(group.rules[0]);
        let mark = |across, at, label| Mark {
            across,
            at,
            label,
            colour,
            dash,
        };
        let whose = whose(&results.plan, &group.rows);
        let errors = match figure.mark_worst_class_error {
            true => group.errors(),
            false => Vec::new(),
        };
        let reached = match crowded {
            true => range(&errors),
            false => String::new(),
        };
        let label = format!("{}{whose}{reached}", group.name());
        marks.push(mark(Across::X, group.rho, label));
        if !crowded {
            let lines = errors.into_iter();
            marks.extend(lines.map(|error| mark(Across::Y, error, format!("{error:.4}"))));
        }
    }
    marks
}

/// What stands behind the weights, where the errors have no lines.
pub(super) fn explained(results: &Results, figure: &FigurePlan) -> &'static str {
    match figure.mark_worst_class_error && is_crowded(&groups(results)) {
        true => " Marks: the weight, and after the colon the worst-class error there.",
        false => "",
    }
}

fn is_crowded(groups: &[SharedWeight<'_>]) -> bool {
    groups.iter().map(|g| g.errors().len()).sum::<usize>() > MOST_LEVELS
}

/// ": 0.2036", or ": 0.2117 to 0.2612" where curves reach different errors.
fn range(errors: &[f64]) -> String {
    let least = errors.iter().copied().reduce(f64::min);
    let most = errors.iter().copied().reduce(f64::max);
    match least.zip(most) {
        Some((least, most)) if least == most => format!(": {least:.4}"),
        Some((least, most)) => format!(": {least:.4} to {most:.4}"),
        None => String::new(),
    }
}

impl SharedWeight<'_> {
    /// "ρ̃ = ρ* = 5".
    fn name(&self) -> String {
        let symbols: Vec<&str> = self.rules.iter().map(|r| r.mark()).collect();
        let rho = significant(self.rho, DIGITS);
        format!("{} = {rho}", symbols.join(" = "))
    }

    /// The different worst-class errors that its curves reach there.
    fn errors(&self) -> Vec<f64> {
        let rows = self.rows.iter();
        let mut errors: Vec<f64> = rows.filter_map(|r| r.worst_class_error).collect();
        errors.sort_by(f64::total_cmp);
        errors.dedup();
        errors
    }
}

fn groups(results: &Results) -> Vec<SharedWeight<'_>> {
    let mut groups: Vec<SharedWeight<'_>> = Vec::new();
    for row in &results.marks {
        let Some((rho, rule)) = row.weight_ratio.zip(row.rule.rule()) else {
            continue;
        };
        if !within_cap(rho) {
            continue;
        }
        let same = |g: &&mut SharedWeight<'_>| (g.rho.ln() - rho.ln()).abs() < 1e-6;
        match groups.iter_mut().find(same) {
            Some(group) => {
                if !group.rules.contains(&rule) {
                    group.rules.push(rule);
                }
                if !group.rows.iter().any(|r| r.curve == row.curve) {
                    group.rows.push(row);
                }
            }
            None => groups.push(SharedWeight {
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

/// Marks that were asked for and cannot be seen, in sentences for the small print: one for all
/// curves of which the same is to be said.
pub(super) fn absent(results: &Results, figure: &FigurePlan) -> String {
    let mut missing: Vec<(&'static str, &'static str, Vec<&MarkRow>)> = Vec::new();
    let mut beyond = String::new();
    for row in &results.marks {
        let Some(rule) = row.rule.rule() else {
            continue;
        };
        let symbol = rule.mark();
        let of = || whose(&results.plan, &[row]);
        match row.weight_ratio {
            None => {
                let why = reason(row.status, rule, proved(&results.plan, row));
                match missing.iter_mut().find(|m| (m.0, m.1) == (symbol, why)) {
                    Some((_, _, rows)) => rows.push(row),
                    None => missing.push((symbol, why, vec![row])),
                }
            }
            Some(rho) if !within_cap(rho) => {
                let rho = significant(rho, DIGITS);
                beyond += &format!(
                    " {symbol} = {rho}{} is farther out than weights are drawn.",
                    of()
                );
            }
            Some(rho) if is_beyond(rho, figure.x_range) => {
                let rho = significant(rho, DIGITS);
                beyond += &format!(" {symbol} = {rho}{} lies beyond the axis.", of());
            }
            Some(_) => {}
        }
    }
    let sentence = |(symbol, why, rows): &(&str, &str, Vec<&MarkRow>)| {
        format!(" No mark {symbol}{}: {why}.", whose(&results.plan, rows))
    };
    let said: String = missing.iter().map(sentence).collect();
    said + &beyond
}

fn is_beyond(rho: f64, range: Option<(f64, f64)>) -> bool {
    range.is_some_and(|(low, high)| !(low..=high).contains(&rho))
}

/// Whether the end of ρ̃ is known, δ = 2π₊, not searched for.
fn proved(plan: &Plan, row: &MarkRow) -> bool {
    let curve = plan.curves.get(row.curve);
    let square = |c: &Curve| plan.methods[c.method].loss == LossKind::Square.into();
    let bare = |c: &Curve| {
        c.points
            .iter()
            .all(|(_, setting)| setting.training.ridge == 0.0)
    };
    curve.is_some_and(|c| square(c) && bare(c))
}

/// Why a rule has no weight.
fn reason(status: Standing, rule: WeightRule, proved: bool) -> &'static str {
    let equalises = rule == WeightRule::EqualError;
    match status {
        Standing::NoFiniteWeight if equalises && proved => "no weight equalises the errors",
        Standing::NoFiniteWeight if equalises => "no weight is known to equalise the errors",
        Standing::NoFiniteWeight => "no finite weight is the best",
        Standing::NoEffect => "weights have no effect there",
        Standing::BeyondCap if equalises => "the only one is above 10⁶",
        Standing::BeyondCap => "errors still fall at 10⁶",
        Standing::Jump => "the errors cross by a jump",
        Standing::InterpolationThreshold => "the error diverges at δ = 1",
        Standing::NotConverged => "theory found no solution",
        Standing::Converged | Standing::Separable | Standing::NotFinite => "it has no weight here",
    }
}
