//! The table of rules as people read it.

use thumbscale::model::{Objective, Quantity};
use thumbscale::theory::square::Jump;
use thumbscale::theory::weights::{CAP, Edge, StrategyOutcome, StrategyVerdict, Undone};
use thumbscale::theory::{Prediction, RuleTable};

use super::moved_table::column;
use super::{at_n, no_mean, shown};
use crate::cli::console::{number, table};

pub(super) fn text(rules: &RuleTable) -> String {
    let (minimise, errors) = (rules.objective(), shown(rules.objective()));
    let prior = rules.problem().two_class().minority_prior();
    let of = |outcome: &StrategyOutcome, error: Objective| {
        let solution = outcome
            .prediction
            .solution
            .filter(|_| outcome.verdict.offers());
        solution.map(|s| error.of(s.errors, prior))
    };
    let all = rules.rows.iter().filter_map(|(_, o)| of(o, minimise));
    let best = all.fold(f64::INFINITY, f64::min);
    let mut remarks = Vec::new();
    let mut heading = vec!["rule".to_owned(), "ρ".to_owned()];
    heading.extend(errors.iter().map(|error| column(*error).to_owned()));
    heading.extend(at_n(rules));
    heading.extend(["above least", "with"].map(str::to_owned));
    let mut rows = vec![heading];
    for (name, outcome) in &rules.rows {
        // Margins have a say on separable data only.
        if outcome.verdict == StrategyVerdict::NotSeparable {
            continue;
        }
        let mut row = vec![(*name).to_owned(), weight(outcome)];
        row.extend(errors.iter().map(|error| number(of(outcome, *error))));
        row.extend(at_n(rules).map(|_| number(rules.mean_at_zero(outcome))));
        row.push(of(outcome, minimise).map_or("–".to_owned(), |e| above(minimise, e, best)));
        row.push(besides(name, outcome));
        rows.push(row);
        remarks.extend(
            remarks_on(rules, name, outcome)
                .into_iter()
                .map(|said| format!("{name}: {said}")),
        );
    }
    if rules
        .rows
        .iter()
        .any(|(_, o)| o.verdict == StrategyVerdict::Diverges)
    {
        remarks.push(
            "diverges: at d = n (of the samples that are kept) without ridge the errors of any \
             weight tend to chance"
                .to_owned(),
        );
    }
    let none = |o: &StrategyOutcome| rules.offered(o) == Some(0.0);
    if rules.rows.iter().any(|(_, outcome)| none(outcome)) {
        remarks.push("0: less than 1e-300, which is below all doubles".to_owned());
    }
    if rules.counted().is_some() {
        let all = rules.rows.iter();
        let without = all.filter(|(_, o)| o.verdict.offers() && rules.mean_at_zero(o).is_none());
        remarks.extend(no_mean(without.map(|(name, _)| *name)));
    }
    remarks.extend(rules.of_limit().map(weight_of_limit));
    let mut shown = table(&rows);
    if !remarks.is_empty() {
        shown.push_str("\n\n");
        shown.push_str(&remarks.join("\n"));
    }
    shown
}

/// Which weight the limit has where another is better at n.
fn weight_of_limit(of_limit: &StrategyOutcome) -> String {
    let taken = of_limit.weight_ratio.filter(|_| of_limit.verdict.offers());
    let there = match taken {
        Some(rho) => format!("in the limit ρ = {}", number(Some(rho))),
        None => "the limit has none that can be taken".to_owned(),
    };
    format!("min_worst_class: the weight with the least mean at n; {there}")
}

/// How far a row is from the least: errors in percent points, costs as they are.
pub(super) fn above(minimise: Objective, value: f64, least: f64) -> String {
    match minimise.costs() {
        Some(_) => number(Some(value - least)),
        None => format!("{:.2} pp", 100.0 * (value - least)),
    }
}

fn weight(outcome: &StrategyOutcome) -> String {
    match outcome.verdict {
        StrategyVerdict::Infeasible => "infeasible".to_owned(),
        StrategyVerdict::Jump => "none".to_owned(),
        StrategyVerdict::NotFound => "none found".to_owned(),
        StrategyVerdict::Diverges => "diverges".to_owned(),
        StrategyVerdict::Unsolved => "no value".to_owned(),
        StrategyVerdict::NoEffect if outcome.weight_ratio.is_none() => "no effect".to_owned(),
        StrategyVerdict::BeyondCap if outcome.weight_ratio.is_none() => "search end".to_owned(),
        StrategyVerdict::Found
        | StrategyVerdict::Plateau
        | StrategyVerdict::KnifeEdge
        | StrategyVerdict::BeyondCap
        | StrategyVerdict::NoEffect
        | StrategyVerdict::NotSeparable => number(outcome.weight_ratio),
    }
}

/// What the strategy chooses beside the weight; the end of a search is no choice.
fn besides(name: &str, outcome: &StrategyOutcome) -> String {
    let chosen = outcome.weight_ratio.is_some() || outcome.margin_ratio.is_some();
    let beside = choice_beside(name, outcome).filter(|_| chosen);
    beside.unwrap_or_default()
}

fn choice_beside(name: &str, outcome: &StrategyOutcome) -> Option<String> {
    if let Some(ratio) = outcome.margin_ratio {
        Some(format!("m₊/m₋ = {}", number(Some(ratio))))
    } else if outcome.keep < 1.0 || name == "partly_downsampled" {
        let share = number(Some(outcome.keep));
        (outcome.keep < 1.0 || outcome.searched_to.is_some())
            .then(|| format!("{share} of the majority"))
    } else if name.contains("ridge") && outcome.prediction.solution.is_some() {
        Some(format!("r = {}", number(Some(outcome.ridge))))
    } else {
        None
    }
}

/// What is to be known of a choice.
fn remarks_on(rules: &RuleTable, name: &str, outcome: &StrategyOutcome) -> Vec<String> {
    let mut said = Vec::new();
    let would = number(rules.reached(outcome, Quantity::WorstClassError));
    match outcome.verdict {
        StrategyVerdict::Plateau => said.push("more gains less than 0.1 %".to_owned()),
        StrategyVerdict::KnifeEdge => said.push(knife_edge(&would, outcome.edge)),
        StrategyVerdict::BeyondCap => said.push(match outcome.searched_to {
            Some(end) => search_end(name, outcome, end, &would),
            None => format!("beyond the cap {CAP:e}: {would}"),
        }),
        StrategyVerdict::Infeasible => said.push(format!("limit ρ → ∞: {would}")),
        StrategyVerdict::Jump => said.extend(outcome.jump.as_ref().map(crossing)),
        StrategyVerdict::NotFound if outcome.prediction.solution.is_some() => {
            said.push(match outcome.settled_from {
                Some(_) => format!(
                    "from {} on a larger weight changes nothing: {would}",
                    number(outcome.settled_from)
                ),
                None => format!(
                    "none up to {}, where it is {would}",
                    number(outcome.searched_to)
                ),
            });
        }
        StrategyVerdict::NotFound if !name.ends_with("margins") => said.push(
            "every choice that was tried is a knife edge or at an end of the search".to_owned(),
        ),
        StrategyVerdict::Found
        | StrategyVerdict::NotFound
        | StrategyVerdict::NoEffect
        | StrategyVerdict::NotSeparable
        | StrategyVerdict::Diverges
        | StrategyVerdict::Unsolved => {}
    }
    said.extend(outcome.instead_of.as_ref().map(instead_of));
    if let Some(problems) = outcome.ended_after {
        said.push(format!(
            "search ended after {problems} solves, before all was tried"
        ));
    }
    if name == "equal_error" {
        said.extend(rules.other_equal_errors().map(|(rho, error)| {
            let (rho, error) = (number(Some(rho)), number(Some(error)));
            format!("ρ = {rho} as well: {error}")
        }));
    }
    said
}

/// What stands at the end of a search. A search over a ridge or a share ends where that needs
/// the largest weight that is advised; one over weights alone goes beyond.
fn search_end(name: &str, outcome: &StrategyOutcome, end: f64, would: &str) -> String {
    let at = number(Some(end));
    match choice_beside(name, outcome) {
        Some(beside) => format!(
            "the search ends at the largest weights that are advised ({CAP:e}): {would} with ρ = \
             {at} and {beside}"
        ),
        None => format!("falls on beyond {at}, where the search ends: {would} there"),
    }
}

fn crossing(jump: &Jump) -> String {
    let both = |side: Prediction| {
        let errors = side.solution.map(|s| s.errors);
        [errors.map(|e| e.minority), errors.map(|e| e.majority)].map(number)
    };
    let ([below, _], [_, above]) = (both(jump.below), both(jump.above));
    format!(
        "the errors cross by a jump at {}: {below} just below (minority), {above} just above \
         (majority)",
        number(Some(jump.at))
    )
}

fn knife_edge(would: &str, edge: Option<Edge>) -> String {
    format!("knife edge: {would} here, but {}", undoes(edge))
}

/// What undoes a choice.
fn undoes(edge: Option<Edge>) -> String {
    match edge {
        Some(edge) if edge.within < 1e-3 => format!(
            "the sixth digit of {} changes an error by more than half a percent",
            edge.of.symbol()
        ),
        Some(edge) => format!(
            "1 % more or less of {} changes an error by more than a tenth",
            edge.of.symbol()
        ),
        None => "a little more or less changes it".to_owned(),
    }
}

/// The least of a search, which is not what the row has.
fn instead_of(undone: &Undone) -> String {
    let place = match undone.keep < 1.0 {
        true => format!("a share of {}", number(Some(undone.keep))),
        false => format!("r = {}", number(Some(undone.ridge))),
    };
    let reached = number(Some(undone.worst_class_error));
    match undone.weight_ratio {
        Some(_) => format!(
            "taken beside {place}, which reaches {reached} but is a knife edge: {}",
            undoes(undone.edge)
        ),
        None => format!(
            "taken beside {place}, which reaches {reached} but with a weight beyond the cap {CAP:e}"
        ),
    }
}
