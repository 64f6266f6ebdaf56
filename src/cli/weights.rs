//! `thumbscale weights`

mod advice_flags;
mod fixed_row;
mod moved_table;
mod rule_table;
mod without_signal;

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde_json::{Map, Value, json};
use thumbscale::loss::LossKind;
use thumbscale::model::{Objective, Ridge, TwoClass, Undefined};
use thumbscale::theory::{Problem, Recommendation, RuleTable, Samples, ThresholdUse};

use super::advice_lines::advice_lines;
use super::console::{Console, number};
use super::exit::{CliError, CliResult};
use super::loss_flags::{LossArgs, loss_entries};
use super::population;
use super::typed_number::{parse_number, parse_ridge, whole_number};
use advice_flags::AdviceFlags;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale weights --delta 0.2 --minority-prior 0.2 --signal 2
  thumbscale weights --minority 200 --majority 1800 --dimension 512
  thumbscale weights --minority 200 --majority 1800 --dimension 512 --signal 2 --json
  thumbscale weights --delta 0.2 --minority-prior 0.2 --signal 2 --fixed-threshold
  thumbscale weights --delta 0.2 --minority-prior 0.2 --signal 2 --minimise cost --cost 5,1
  thumbscale weights --population groups.toml --delta 0.2

From counts, δ is (d+1)/n: at finite n the intercept counts as a parameter.
The equal-error weight for the square loss needs no signal strength; the others do.")]
pub(super) struct Args {
    /// Aspect ratio δ = d/n
    #[arg(
        long,
        value_name = "δ",
        required_unless_present = "minority",
        value_parser = parse_number
    )]
    delta: Option<f64>,
    /// Prior of the minority class π₊, in (0, 0.5]
    #[arg(
        long,
        value_name = "π₊",
        requires = "delta",
        required_unless_present_any = ["minority", "population"],
        value_parser = parse_number
    )]
    minority_prior: Option<f64>,
    /// Minority samples n₊
    #[arg(long, value_name = "N₊", value_parser = whole_number::<u64>(0..=u64::MAX), requires = "majority", requires = "dimension", conflicts_with_all = ["delta", "minority_prior"])]
    minority: Option<u64>,
    /// Majority samples n₋
    #[arg(long, value_name = "N₋", value_parser = whole_number::<u64>(0..=u64::MAX), requires = "minority")]
    majority: Option<u64>,
    /// Features d
    #[arg(long, value_name = "d", value_parser = whole_number::<u64>(0..=u64::MAX), requires = "minority")]
    dimension: Option<u64>,
    /// Signal strength s; without it errors are shown for several
    #[arg(long, value_name = "s", value_parser = parse_number)]
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
        value_parser = parse_ridge
    )]
    ridge: Ridge,
    #[command(flatten)]
    advice: AdviceFlags,
}

/// How a problem was given, and what is asked of it.
#[derive(Clone, Copy)]
struct Given {
    /// How δ was counted.
    convention: &'static str,
    /// What was counted.
    samples: Option<Samples>,
    ridge: Ridge,
    minimise: Objective,
    threshold: ThresholdUse,
}

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    let loss = args.loss.loss()?;
    if let (Some(file), Some(delta)) = (&args.population, args.delta) {
        let asked = population::rules::Asked {
            file,
            loss,
            delta,
            ridge: args.ridge,
            minimise: args.advice.group_objective()?,
            threshold: args.advice.threshold(),
        };
        return population::rules::run(&asked, console);
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
        samples: counted(args),
        ridge: args.ridge,
        minimise: args.advice.objective()?,
        threshold: args.advice.threshold(),
    };
    match args.signal {
        Some(_) => with_signal(&problem, given, console),
        None => without_signal::run(&problem, given, console),
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

/// The samples, where they were counted.
fn counted(args: &Args) -> Option<Samples> {
    Some(Samples {
        minority: args.minority? as f64,
        majority: args.majority? as f64,
        dimension: args.dimension? as f64,
    })
}

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
    object.insert("minimise".into(), json!(given.minimise.name()));
    let costs = given.minimise.costs().map(<[f64; 2]>::from);
    object.insert("cost_of_errors".into(), json!(costs));
    let fixed = given.threshold == ThresholdUse::Fixed;
    object.insert("fixed_threshold".into(), json!(fixed));
    object
}

fn with_signal(problem: &Problem, given: Given, console: &Console) -> CliResult {
    let rules = RuleTable::minimising(given.minimise, problem)?;
    let rules = match given.samples {
        Some(samples) => rules.on_samples(samples),
        None => rules,
    };
    let advice = rules.recommend(given.threshold);
    if console.json {
        let signal = problem.two_class().signal_strength();
        let mut object = header(problem, given, Some(signal));
        for (name, outcome) in &rules.rows {
            object.insert(
                (*name).into(),
                fixed_row::entries(&rules, name, outcome).into(),
            );
        }
        object.extend(moved_table::entries(&rules));
        object.insert("recommended".into(), recommended(&rules, &advice));
        console.print_json(&object.into())?;
        return Ok(());
    }
    console.print(&format!("{}\n", describe(problem, given)))?;
    console.print(&rule_table::text(&rules))?;
    console.print(&format!("\n{}", moved_table::text(&rules)))?;
    console.print(&format!("\n{}", told(advice.rule, &advice.lines)))?;
    Ok(())
}

/// What is advised, a line each.
fn told(rule: Option<&str>, lines: &[String]) -> String {
    match rule {
        Some(rule) => advice_lines(&format!("Use {rule}"), lines),
        None => advice_lines("Nothing can be advised", lines),
    }
}

fn recommended(rules: &RuleTable, advice: &Recommendation) -> Value {
    let choice = advice.choice.as_ref();
    let mut object = Map::new();
    object.insert("rule".into(), json!(advice.rule));
    object.insert(
        "weight_ratio".into(),
        json!(choice.and_then(|c| c.weight_ratio)),
    );
    object.insert("threshold".into(), json!(choice.map(|c| c.threshold)));
    object.insert("ridge".into(), json!(choice.map(|c| c.ridge)));
    object.insert("keep".into(), json!(choice.map(|c| c.keep)));
    object.insert(
        "margin_ratio".into(),
        json!(choice.and_then(|c| c.margin_ratio)),
    );
    let prior = rules.problem().two_class().minority_prior();
    for shown in shown(rules.objective()) {
        let value = choice.map(|c| shown.of(c.errors, prior));
        object.insert(shown.name().into(), json!(value));
    }
    if rules.counted().is_some() {
        object.insert(AT_N.into(), json!(choice.and_then(|c| c.mean)));
    }
    object.insert("why".into(), json!(advice.why));
    object.into()
}

/// The mean worst-class error over training sets of as many samples as were counted.
const AT_N: &str = "worst_class_error_at_n";

/// The heading of means over training sets, where they are known.
fn at_n(rules: &RuleTable) -> Option<String> {
    let samples = rules.counted()?;
    Some(format!("at n = {}", samples.total()))
}

/// Why rows have no mean at n, where some that can be taken have none.
fn no_mean<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<&str> = names.collect();
    let why = Undefined::TooFewSamples;
    (!names.is_empty()).then(|| format!("no mean at n: {}: {why}", names.join(", ")))
}

/// The errors that a table shows.
fn shown(minimise: Objective) -> Vec<Objective> {
    let costs = Some(minimise).filter(|o| o.costs().is_some());
    Objective::ALL.into_iter().chain(costs).collect()
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
