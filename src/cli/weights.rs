//! `thumbscale weights`

use clap::Args as ClapArgs;
use serde_json::{Map, Value, json};
use thumbscale::loss::LossKind;
use thumbscale::model::{Quantity, TwoClass, WeightRule};
use thumbscale::theory::square::equal_error_signal_limit;
use thumbscale::theory::weights::{Outcome as Reached, Verdict};
use thumbscale::theory::{Problem, RuleTable, weights};

use super::console::{Console, number, table};
use super::exit::{Failure, Outcome};
use super::loss::{LossArgs, loss_entries};

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale weights --delta 0.2 --minority-prior 0.2 --signal 2
  thumbscale weights --minority 200 --majority 1800 --dimension 512
  thumbscale weights --minority 200 --majority 1800 --dimension 512 --signal 2 --json

From counts, δ is (d+1)/n: at finite n the intercept counts as a parameter.
The equal-error weight for the square loss needs no signal strength; the others do.")]
pub(super) struct Args {
    /// Aspect ratio δ = d/n
    #[arg(
        long,
        value_name = "δ",
        requires = "minority_prior",
        required_unless_present = "minority",
        allow_negative_numbers = true
    )]
    delta: Option<f64>,
    /// Prior of the minority class π₊, in (0, 0.5]
    #[arg(
        long,
        value_name = "π₊",
        requires = "delta",
        allow_negative_numbers = true
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
    #[arg(long, value_name = "s", allow_negative_numbers = true)]
    signal: Option<f64>,
    #[command(flatten)]
    loss: LossArgs,
    /// Ridge strength r
    #[arg(
        long,
        value_name = "r",
        default_value_t = 0.0,
        allow_negative_numbers = true
    )]
    ridge: f64,
}

pub(super) fn run(args: &Args, console: &Console) -> Outcome {
    let (delta, prior, convention) = shape(args)?;
    let loss = args.loss.loss()?;
    if args.signal.is_none() && !(loss.kind() == LossKind::Square && loss.is_plain()) {
        return Err(Failure::usage(anyhow::anyhow!(
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
        .with_ridge(args.ridge)?;
    match args.signal {
        Some(_) => with_signal(&problem, convention, console),
        None => without_signal(&problem, convention, console),
    }
}

/// δ, π₊ and how δ was counted.
fn shape(args: &Args) -> Result<(f64, f64, &'static str), Failure> {
    if let (Some(delta), Some(prior)) = (args.delta, args.minority_prior) {
        return Ok((delta, prior, "d/n"));
    }
    let (Some(minority), Some(majority), Some(dimension)) =
        (args.minority, args.majority, args.dimension)
    else {
        return Err(Failure::usage(anyhow::anyhow!(
            "give --delta and --minority-prior, or --minority, --majority and --dimension"
        )));
    };
    if minority == 0 || dimension == 0 {
        return Err(Failure::usage(anyhow::anyhow!(
            "--minority {minority} --dimension {dimension}: both must be at least 1"
        )));
    }
    if minority > majority {
        return Err(Failure::usage(anyhow::anyhow!(
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

fn header(problem: &Problem, convention: &str, signal: Option<f64>) -> Map<String, Value> {
    let mut object = loss_entries(problem.loss());
    object.insert("delta".into(), json!(problem.delta()));
    object.insert("delta_convention".into(), json!(convention));
    object.insert(
        "minority_prior".into(),
        json!(problem.two_class().minority_prior()),
    );
    object.insert("signal".into(), json!(signal));
    object.insert("ridge".into(), json!(problem.ridge()));
    object
}

fn with_signal(problem: &Problem, convention: &str, console: &Console) -> Outcome {
    let rules = RuleTable::new(problem)?;
    let advice = rules.recommend();
    if console.json {
        let signal = problem.two_class().signal_strength();
        let mut object = header(problem, convention, Some(signal));
        for (name, outcome) in &rules.rows {
            object.insert((*name).into(), row(&rules, name, outcome).into());
        }
        object.insert(
            "recommended".into(),
            json!({"rule": advice.rule, "weight_ratio": advice.weight_ratio, "why": advice.why}),
        );
        console.print_json(&object.into())?;
        return Ok(());
    }
    console.print(&format!("{}\n", describe(problem, convention)))?;
    console.print(&rule_table(&rules))?;
    match advice.rule {
        Some(rule) => console.print(&format!(
            "\nUse {rule} (ρ = {}): {}",
            number(advice.weight_ratio),
            advice.why
        ))?,
        None => console.print(&format!("\nNo weight can be advised: {}", advice.why))?,
    }
    Ok(())
}

/// A row in JSON. Where no weight equalises the errors, the limit ρ → ∞ has a key of its
/// own: what the rule itself reaches is null.
fn row(rules: &RuleTable, name: &str, outcome: &Reached) -> Map<String, Value> {
    let mut entry = Map::new();
    let infeasible = outcome.verdict == Verdict::Infeasible;
    if name == "equal_error" {
        entry.insert("feasible".into(), json!(outcome.weight_ratio.is_some()));
    }
    entry.insert("verdict".into(), json!(outcome.verdict.name()));
    entry.insert("weight_ratio".into(), json!(outcome.weight_ratio));
    let limit = outcome.weight_ratio.is_some_and(weights::at_search_limit);
    entry.insert("at_search_limit".into(), json!(limit));
    for q in COLUMNS {
        let reached = rules.reached(outcome, q).filter(|_| !infeasible);
        entry.insert(q.name().into(), json!(reached));
    }
    if infeasible {
        let limit = rules.reached(outcome, Quantity::WorstClassError);
        entry.insert("infinite_weight_worst_class_error".into(), json!(limit));
    }
    entry.insert("ridge".into(), json!(outcome.ridge));
    entry.insert("keep".into(), json!(outcome.keep));
    entry.insert("margin_ratio".into(), json!(outcome.margin_ratio));
    entry
}

fn describe(problem: &Problem, convention: &str) -> String {
    format!(
        "{} loss, δ = {convention} = {}, π₊ = {}, ridge {}",
        problem.loss().name(),
        number(Some(problem.delta())),
        number(Some(problem.two_class().minority_prior())),
        problem.ridge(),
    )
}

fn rule_table(rules: &RuleTable) -> String {
    let best = rules
        .rows
        .iter()
        .filter_map(|(_, o)| rules.reached(o, Quantity::WorstClassError))
        .fold(f64::INFINITY, f64::min);
    let mut rows = vec![
        [
            "rule",
            "ρ",
            "worst class",
            "balanced",
            "average",
            "cost",
            "",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    for (name, outcome) in &rules.rows {
        // Margins have a say on separable data only.
        if outcome.verdict == Verdict::NotSeparable {
            continue;
        }
        let label =
            if outcome.verdict == Verdict::Infeasible && outcome.prediction.solution.is_some() {
                format!("{name} (limit ρ → ∞)")
            } else {
                (*name).to_owned()
            };
        let mut row = vec![label, weight(outcome)];
        row.extend(COLUMNS.map(|q| number(rules.reached(outcome, q))));
        let cost = rules
            .reached(outcome, Quantity::WorstClassError)
            .map(|e| 100.0 * (e - best));
        row.push(cost.map_or("–".to_owned(), |c| format!("{c:+.2} pt")));
        row.push(besides(name, outcome));
        rows.push(row);
    }
    table(&rows)
}

fn weight(outcome: &Reached) -> String {
    match outcome.weight_ratio {
        Some(rho) if weights::at_search_limit(rho) => {
            let side = if rho > 1.0 { "≥" } else { "≤" };
            format!("{side} {}", number(Some(rho)))
        }
        Some(rho) => number(Some(rho)),
        None if outcome.verdict == Verdict::Infeasible => "infeasible".to_owned(),
        None if outcome.verdict == Verdict::NoEffect => "no effect".to_owned(),
        None => "no value".to_owned(),
    }
}

fn at_least(outcome: &Reached) -> &'static str {
    if matches!(
        outcome.verdict,
        Verdict::AtRidgeLimit | Verdict::AtMarginLimit
    ) {
        "≥"
    } else {
        "="
    }
}

/// What the strategy chooses beside the weight.
fn besides(name: &str, outcome: &Reached) -> String {
    if let Some(ratio) = outcome.margin_ratio {
        return format!("m₊/m₋ {} {}", at_least(outcome), number(Some(ratio)));
    }
    if outcome.keep < 1.0 {
        return format!("keeps {} of the majority", number(Some(outcome.keep)));
    }
    if name.contains("ridge") && outcome.prediction.solution.is_some() {
        return format!("r {} {}", at_least(outcome), number(Some(outcome.ridge)));
    }
    String::new()
}

fn without_signal(problem: &Problem, convention: &str, console: &Console) -> Outcome {
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
        let mut object = header(problem, convention, None);
        object.insert(
            "prior_ratio".into(),
            json!({"weight_ratio": prior_ratio, "worst_class_error": null}),
        );
        object.insert(
            "equal_error".into(),
            json!({"feasible": rho.is_some(), "weight_ratio": rho, "worst_class_error": null}),
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
    console.print(&format!("{}\n", describe(problem, convention)))?;
    let shown = rho.map_or("infeasible".to_owned(), |r| number(Some(r)));
    console.print(&table(&[
        vec!["rule".to_owned(), "ρ".to_owned()],
        vec!["prior_ratio".to_owned(), number(Some(prior_ratio))],
        vec!["equal_error".to_owned(), shown],
    ]))?;
    console.print(&format!("\n{why}"))?;
    Ok(())
}
