//! `thumbscale weights`

mod rule_table;

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde_json::{Map, Value, json};
use thumbscale::loss::LossKind;
use thumbscale::model::{Quantity, Ridge, TwoClass, WeightRule};
use thumbscale::theory::square::{Jump, equal_error_signal_limit};
use thumbscale::theory::weights::{StrategyOutcome, StrategyVerdict};
use thumbscale::theory::{Prediction, Problem, Recommendation, RuleTable, weights};

use super::console::{Console, number, table};
use super::exit::{CliError, CliResult};
use super::loss_flags::{LossArgs, loss_entries};
use super::population;
use super::typed_number::{parse_number, parse_ridge};
use rule_table::rule_table;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale weights --delta 0.2 --minority-prior 0.2 --signal 2
  thumbscale weights --minority 200 --majority 1800 --dimension 512
  thumbscale weights --minority 200 --majority 1800 --dimension 512 --signal 2 --json
  thumbscale weights --population groups.toml --delta 0.2

From counts, δ is (d+1)/n: at finite n the intercept counts as a parameter.
The equal-error weight for the square loss needs no signal strength; the others do.")]
pub(super) struct Args {
    /// Aspect ratio δ = d/n
    #[arg(
        long,
        value_name = "δ",
        required_unless_present = "minority",
        allow_negative_numbers = true,
        value_parser = parse_number
    )]
    delta: Option<f64>,
    /// Prior of the minority class π₊, in (0, 0.5]
    #[arg(
        long,
        value_name = "π₊",
        requires = "delta",
        required_unless_present_any = ["minority", "population"],
        allow_negative_numbers = true,
        value_parser = parse_number
    )]
    minority_prior: Option<f64>,
    /// Minority samples n₊
    #[arg(long, value_name = "N₊", requires = "majority", requires = "dimension", conflicts_with_all = ["delta", "minority_prior"])]
    minority: Option<u64>,
    /// Majority samples n₋
    #[arg(long, value_name = "N₋", requires = "minority")]
    majority: Option<u64>,
    /// Features d
    #[arg(long, value_name = "d", requires = "minority")]
    dimension: Option<u64>,
    /// Signal strength s; without it only the equal-error weight is known
    #[arg(long, value_name = "s", allow_negative_numbers = true, value_parser = parse_number)]
    signal: Option<f64>,
    /// Groups in place of two classes: a file of [[group]] with name, label, prior, mean and noise
    #[arg(long, value_name = "FILE", requires = "delta", conflicts_with_all = ["minority_prior", "signal", "minority", "majority", "dimension"])]
    population: Option<PathBuf>,
    #[command(flatten)]
    loss: LossArgs,
    /// Ridge strength r, or vanishing for r → 0
    #[arg(
        long,
        value_name = "r",
        default_value_t = Ridge::default(),
        allow_negative_numbers = true,
        value_parser = parse_ridge
    )]
    ridge: Ridge,
}

/// How the shape and the ridge of a problem were given.
#[derive(Clone, Copy)]
struct Given {
    /// How δ was counted.
    convention: &'static str,
    ridge: Ridge,
}

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    let loss = args.loss.loss()?;
    if let (Some(file), Some(delta)) = (&args.population, args.delta) {
        return population::rules::run(file, loss, delta, args.ridge, console);
    }
    let (delta, prior, convention) = shape(args)?;
    if args.signal.is_none() && !(loss.kind() == LossKind::Square && loss.is_plain()) {
        return Err(CliError::usage(anyhow::anyhow!(
            "--loss {} needs --signal: only the plain square loss has an equal-error weight that \
             does not depend on it",
            loss.name()
        )));
    }
    // The equal-error weight of the square loss does not depend on the signal: any value
    // serves.
    let signal = args.signal.unwrap_or(1.0);
    let problem = Problem::new(delta, TwoClass::new(prior, signal)?)?
        .with_loss(loss)
        .with_ridge(args.ridge.strength())?;
    let given = Given {
        convention,
        ridge: args.ridge,
    };
    match args.signal {
        Some(_) => with_signal(&problem, given, console),
        None => without_signal(&problem, given, console),
    }
}

/// δ, π₊ and how δ was counted.
fn shape(args: &Args) -> Result<(f64, f64, &'static str), CliError> {
    if let (Some(delta), Some(prior)) = (args.delta, args.minority_prior) {
        return Ok((delta, prior, "d/n"));
    }
    let (Some(minority), Some(majority), Some(dimension)) =
        (args.minority, args.majority, args.dimension)
    else {
        return Err(CliError::usage(anyhow::anyhow!(
            "give --delta and --minority-prior, or --minority, --majority and --dimension"
        )));
    };
    if minority == 0 || dimension == 0 {
        return Err(CliError::usage(anyhow::anyhow!(
            "--minority {minority} --dimension {dimension}: both must be at least 1"
        )));
    }
    if majority == 0 {
        return Err(CliError::usage(anyhow::anyhow!(
            "--majority 0: both classes need samples, the majority no fewer than the minority"
        )));
    }
    if minority > majority {
        return Err(CliError::usage(anyhow::anyhow!(
            "--minority {minority} exceeds --majority {majority}: swap the classes"
        )));
    }
    let n = minority as f64 + majority as f64;
    Ok(((dimension as f64 + 1.0) / n, minority as f64 / n, "(d+1)/n"))
}

const COLUMNS: [Quantity; 3] = [
    Quantity::WorstClassError,
    Quantity::BalancedError,
    Quantity::AverageError,
];

fn header(problem: &Problem, given: Given, signal: Option<f64>) -> Map<String, Value> {
    let mut object = loss_entries(problem.loss());
    object.insert("delta".into(), json!(problem.delta()));
    object.insert("delta_convention".into(), json!(given.convention));
    object.insert(
        "minority_prior".into(),
        json!(problem.two_class().minority_prior()),
    );
    object.insert("signal".into(), json!(signal));
    object.insert("ridge".into(), json!(given.ridge));
    object
}

fn with_signal(problem: &Problem, given: Given, console: &Console) -> CliResult {
    let rules = RuleTable::new(problem)?;
    let advice = rules.recommend();
    if console.json {
        let signal = problem.two_class().signal_strength();
        let mut object = header(problem, given, Some(signal));
        for (name, outcome) in &rules.rows {
            object.insert((*name).into(), row(&rules, name, outcome).into());
        }
        object.insert("recommended".into(), recommended(&advice));
        console.print_json(&object.into())?;
        return Ok(());
    }
    console.print(&format!("{}\n", describe(problem, given)))?;
    console.print(&rule_table(&rules))?;
    match advice.rule {
        Some(rule) => console.print(&format!("\nUse {rule}: {}", advice.why))?,
        None => console.print(&format!("\nNo weight can be advised: {}", advice.why))?,
    }
    Ok(())
}

fn recommended(advice: &Recommendation) -> Value {
    let outcome = advice.outcome.as_ref();
    json!({
        "rule": advice.rule,
        "weight_ratio": outcome.and_then(|o| o.weight_ratio),
        "ridge": outcome.map(|o| o.ridge),
        "keep": outcome.map(|o| o.keep),
        "margin_ratio": outcome.and_then(|o| o.margin_ratio),
        "worst_class_error": advice.worst_class_error,
        "why": advice.why,
    })
}

/// A row in JSON. What cannot be taken (no weight exists or was found, beyond the cap, a
/// knife edge) has no errors of its own: what it or the limit ρ → ∞ would reach stands under
/// keys that say so.
fn row(rules: &RuleTable, name: &str, outcome: &StrategyOutcome) -> Map<String, Value> {
    let mut entry = Map::new();
    if name == "equal_error" {
        entry.insert("feasible".into(), json!(feasible(outcome)));
        let all = rules.equal_errors.iter();
        let all = all.map(|(rho, error)| json!({"weight_ratio": rho, "worst_class_error": error}));
        entry.insert("all".into(), all.collect());
    }
    entry.insert("verdict".into(), json!(outcome.verdict.name()));
    entry.insert("weight_ratio".into(), json!(outcome.weight_ratio));
    for q in COLUMNS {
        let reached = rules.reached(outcome, q);
        entry.insert(
            q.name().into(),
            json!(reached.filter(|_| outcome.verdict.offers())),
        );
    }
    if name == "equal_error" || outcome.searched_to.is_some() {
        entry.insert("searched_to".into(), json!(outcome.searched_to));
    }
    if let Some(from) = outcome.settled_from {
        entry.insert("settled_from".into(), json!(from));
    }
    if let Some(jump) = outcome.jump {
        entry.insert("jump".into(), sides(&jump));
    }
    let worst = rules.reached(outcome, Quantity::WorstClassError);
    if let Some(key) = would_reach(outcome.verdict) {
        entry.insert(key.into(), json!(worst));
    }
    if let Some(edge) = outcome.edge {
        entry.insert("knife_edge_of".into(), json!(edge.of.name()));
        entry.insert("knife_edge_within".into(), json!(edge.within));
    }
    if let Some(undone) = outcome.instead_of {
        let edge = undone.edge;
        let error = Some(undone.worst_class_error);
        let is_edge = undone.weight_ratio.is_some();
        let undone = json!({
            "weight_ratio": undone.weight_ratio,
            "ridge": undone.ridge,
            "keep": undone.keep,
            "knife_edge_worst_class_error": error.filter(|_| is_edge),
            "beyond_cap_worst_class_error": error.filter(|_| !is_edge),
            "knife_edge_of": edge.map(|e| e.of.name()),
            "knife_edge_within": edge.map(|e| e.within),
        });
        entry.insert("instead_of".into(), undone);
    }
    if let Some(problems) = outcome.ended_after {
        entry.insert("search_ended_after".into(), json!(problems));
    }
    entry.insert("ridge".into(), json!(outcome.ridge));
    entry.insert("keep".into(), json!(outcome.keep));
    entry.insert("margin_ratio".into(), json!(outcome.margin_ratio));
    entry
}

/// Whether a weight equalises the errors, which at a jump no number does; `None` where that
/// is not known.
fn feasible(outcome: &StrategyOutcome) -> Option<bool> {
    match outcome.verdict {
        StrategyVerdict::Found
        | StrategyVerdict::Plateau
        | StrategyVerdict::KnifeEdge
        | StrategyVerdict::BeyondCap => Some(true),
        StrategyVerdict::Jump | StrategyVerdict::Infeasible => Some(false),
        StrategyVerdict::NoEffect => Some(outcome.weight_ratio.is_some()),
        StrategyVerdict::NotFound
        | StrategyVerdict::NotSeparable
        | StrategyVerdict::Diverges
        | StrategyVerdict::Unsolved => None,
    }
}

/// The key for the error of what cannot be taken.
fn would_reach(verdict: StrategyVerdict) -> Option<&'static str> {
    match verdict {
        StrategyVerdict::Infeasible => Some("infinite_weight_worst_class_error"),
        StrategyVerdict::NotFound => Some("search_end_worst_class_error"),
        StrategyVerdict::BeyondCap => Some("beyond_cap_worst_class_error"),
        StrategyVerdict::KnifeEdge => Some("knife_edge_worst_class_error"),
        StrategyVerdict::Found
        | StrategyVerdict::Plateau
        | StrategyVerdict::Jump
        | StrategyVerdict::NoEffect
        | StrategyVerdict::NotSeparable
        | StrategyVerdict::Diverges
        | StrategyVerdict::Unsolved => None,
    }
}

/// Where the errors cross, and both of them at two weights beside.
fn sides(jump: &Jump) -> Value {
    let side = |weight_ratio: f64, there: Prediction| {
        let errors = there.solution.map(|s| s.errors);
        json!({
            "weight_ratio": weight_ratio,
            "error_minority": errors.map(|e| e.minority),
            "error_majority": errors.map(|e| e.majority),
        })
    };
    json!({
        "weight_ratio": jump.at,
        "below": side(jump.at * (1.0 - jump.within), jump.below),
        "above": side(jump.at * (1.0 + jump.within), jump.above),
    })
}

fn describe(problem: &Problem, given: Given) -> String {
    format!(
        "{} loss, δ = {} = {}, π₊ = {}, ridge {}",
        problem.loss().name(),
        given.convention,
        number(Some(problem.delta())),
        number(Some(problem.two_class().minority_prior())),
        given.ridge,
    )
}

fn without_signal(problem: &Problem, given: Given, console: &Console) -> CliResult {
    let rho = weights::weight_for(WeightRule::EqualError, problem);
    let prior_ratio = problem.two_class().prior_ratio();
    let why = match rho {
        Some(_) => {
            let best = match equal_error_signal_limit(problem) {
                Some(limit) if limit.is_finite() => format!(
                    "it is the best weight up to a signal of s = {limit:.4} and too large beyond; give \
                     --signal for the best one"
                ),
                _ => "give --signal for the best weight".to_owned(),
            };
            format!("It equalises the class errors whatever the signal; {best}.")
        }
        None => "No weight equalises the class errors at this shape; give --signal to see what is \
                 best there."
            .to_owned(),
    };
    if console.json {
        let mut object = header(problem, given, None);
        object.insert(
            "prior_ratio".into(),
            json!({"weight_ratio": prior_ratio, "worst_class_error": null}),
        );
        object.insert(
            "equal_error".into(),
            json!({
                "feasible": rho.is_some(),
                "all": rho.map(|r| json!({"weight_ratio": r, "worst_class_error": null})).as_slice(),
                "weight_ratio": rho,
                "worst_class_error": null,
            }),
        );
        object.insert(
            "unweighted".into(),
            json!({"weight_ratio": 1.0, "worst_class_error": null}),
        );
        for missing in [
            "min_worst_class",
            "min_balanced",
            "min_average",
            "downsampled",
        ] {
            object.insert(missing.into(), Value::Null);
        }
        let rule = rho.map(|_| "equal_error");
        object.insert(
            "recommended".into(),
            json!({"rule": rule, "weight_ratio": rho, "why": why}),
        );
        console.print_json(&object.into())?;
        return Ok(());
    }
    console.print(&format!("{}\n", describe(problem, given)))?;
    let shown = rho.map_or("infeasible".to_owned(), |r| number(Some(r)));
    console.print(&table(&[
        vec!["rule".to_owned(), "ρ".to_owned()],
        vec!["prior_ratio".to_owned(), number(Some(prior_ratio))],
        vec!["equal_error".to_owned(), shown],
    ]))?;
    console.print(&format!("\n{why}"))?;
    Ok(())
}
