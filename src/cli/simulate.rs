//! `thumbscale simulate`

use std::path::PathBuf;
use std::time::Instant;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args as ClapArgs, ValueEnum};
use thumbscale::model::{
    Design, Labels, Quantity, SimulationMethod, Solver, Training, TwoClass, WeightRule,
};
use thumbscale::simulate::{Refusal, refusal, working_memory};
use thumbscale::sweep::{
    FailedReplicate, Progress, Settings, Unit, aggregate_telling, execute, fastest, onset,
};
use thumbscale::theory::{Problem, downsampled, predict, weights};
use thumbscale::written::bytes;

use super::console::Console;
use super::estimates::{as_json, pairs, print_text};
use super::exit::{CliError, CliResult};
use super::interrupt;
use super::method_feasibility;
use super::population;
use super::predict::no_weight;
use super::problem_flags::{ProblemFlags, parse_samples, parse_weight};
use super::progress::Meter;
use super::score_flags::TestFlags;
use super::threshold_flags::ThresholdFlags;
use super::threshold_summary::{ThresholdSummary, limit};
use super::typed_number::{parse_replicates, whole_number};

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale simulate --delta 0.2 --n 1000 --minority-prior 0.2 --signal 2 --weight-ratio 7 \\
                      --replicates 100 --seed 1
  thumbscale simulate --delta 0.2 --n 1000 --minority-prior 0.2 --signal 2 --solver sgd --json
  thumbscale simulate --delta 0.2 --n 1000 --minority-prior 0.2 --signal 2 --threshold leave_one_out
  thumbscale simulate --population groups.toml --weights generalised_thumb --delta 0.2 --n 2000")]
pub(super) struct Args {
    #[command(flatten)]
    pub(super) point: ProblemFlags,
    /// Samples n; d = round(δn), and n₊ = round(π₊n) with fixed labels
    #[arg(long, value_name = "n", value_parser = parse_samples)]
    pub(super) n: usize,
    /// Weight of the minority ρ = ω₊/ω₋: a positive number or a rule
    #[arg(long, value_name = "ρ", default_value = "1", value_parser = parse_weight)]
    weight_ratio: WeightRule,
    #[command(flatten)]
    pub(super) test: TestFlags,
    /// Independent replicates, at least 2; with --method mirrored every two make one pair
    #[arg(long, value_name = "R", default_value_t = 100, value_parser = parse_replicates)]
    pub(super) replicates: u32,
    /// Seed; the same seed gives the same numbers on any number of threads
    #[arg(long, value_name = "SEED", default_value_t = 1, value_parser = whole_number::<u64>(0..=u64::MAX))]
    pub(super) seed: u64,
    /// How the data are simulated
    #[arg(long, default_value = MethodFlag::AUTO, value_parser = MethodFlag::parser())]
    pub(super) method: MethodFlag,
    /// How the classifier is trained
    #[arg(long, value_enum, default_value_t = SolverArg::Direct)]
    solver: SolverArg,
    /// Whether class counts are fixed or labels drawn at random
    #[arg(long, value_enum, default_value_t = LabelsArg::Fixed)]
    labels: LabelsArg,
    /// Groups in place of two classes: a file of [[group]] with name, label, prior, mean and noise
    #[arg(long, value_name = "FILE", conflicts_with_all = ["minority_prior", "signal", "weight_ratio", "solver"])]
    population: Option<PathBuf>,
    /// One weight a group, as numbers or name=number; or unweighted, inverse_prior,
    /// generalised_thumb, min_worst_group, min_balanced
    // What is required is not asked for where it conflicts with what is there.
    #[arg(long, value_name = "ω₁,ω₂,…", requires = "population", conflicts_with_all = ["minority_prior", "signal", "weight_ratio", "solver"])]
    pub(super) weights: Option<String>,
    /// Drop majority samples to balance the classes, or groups, before training
    #[arg(long)]
    pub(super) downsample: bool,
    #[command(flatten)]
    pub(super) threshold: ThresholdFlags,
    /// Worker threads (default: one a core)
    #[arg(long, value_name = "T", value_parser = whole_number::<u32>(1..=1024))]
    pub(super) threads: Option<u32>,
}

impl Args {
    /// How labels arise.
    pub(super) fn labels(&self) -> Labels {
        match self.labels {
            LabelsArg::Fixed => Labels::Fixed,
            LabelsArg::Random => Labels::Random,
        }
    }
}

/// The method that is named; `auto` names none.
#[derive(Clone, Copy, Debug)]
pub(super) struct MethodFlag(pub(super) Option<SimulationMethod>);

impl MethodFlag {
    const AUTO: &str = "auto";

    /// `auto` and every method, each with what it does.
    fn parser() -> impl TypedValueParser<Value = Self> {
        let auto = PossibleValue::new(Self::AUTO).help(
            "The fastest of jacobi, sufficient and dense that can; lazy where data would be too \
             much",
        );
        let named = SimulationMethod::ALL.map(|m| PossibleValue::new(m.name()).help(m.work()));
        let all = std::iter::once(auto).chain(named);
        let of = |word: String| Self(SimulationMethod::ALL.into_iter().find(|m| m.name() == word));
        PossibleValuesParser::new(all).map(of)
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SolverArg {
    Direct,
    Sgd,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LabelsArg {
    Fixed,
    Random,
}

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    if let Some(file) = &args.population {
        return population::simulate::run(args, file, console);
    }
    let begun = Instant::now();
    let solver = match args.solver {
        SolverArg::Direct => Solver::Direct,
        SolverArg::Sgd => Solver::Sgd,
    };
    let loss = args.point.loss.loss()?;
    if !solver.trains(loss) {
        return Err(CliError::usage(anyhow::anyhow!(
            "--loss {}: --solver sgd trains the plain square loss alone; every loss can be trained with \
             --solver direct",
            loss.name()
        )));
    }
    // Both are required without --population.
    let (prior, signal) = (args.point.minority_prior, args.point.signal);
    let nominal = TwoClass::new(prior.unwrap_or(f64::NAN), signal.unwrap_or(f64::NAN))?;
    let design = Design::new(nominal, args.point.delta, args.n, args.labels())?;
    let problem = Problem::new(design.delta(), design.two_class())?
        .with_loss(loss)
        .with_ridge(args.point.ridge.strength())?;
    let Some(rho) = weights::weight_for(args.weight_ratio, &problem) else {
        return Err(CliError::usage(anyhow::anyhow!(
            "--weight-ratio {} has no value here: {} (`thumbscale weights` shows what each rule \
             gives)",
            args.weight_ratio.name().unwrap_or("this rule"),
            no_weight(args.weight_ratio, &problem)
        )));
    };
    let problem = problem.with_weight_ratio(rho)?;
    let asked = if args.downsample {
        downsampled(&problem)?.with_weight_ratio(rho)?
    } else {
        problem
    };
    let training = Training {
        ridge: args.point.ridge.strength(),
        downsample: args.downsample,
        solver,
        threshold: args.threshold.threshold(args.test.cost)?,
        ..Training::new(loss, rho)
    };
    // What no other method does either.
    if let Some(why) = refusal(SimulationMethod::Dense, &design, &training) {
        return Err(CliError::usage(anyhow::anyhow!("--threshold: {why}")));
    }
    let method = method(args, &design, &training, console)?;
    let memory = working_memory(method, &design, &[training]);
    console.detail(&format!(
        "method {}: {} a thread",
        method.name(),
        bytes(memory as f64)
    ));
    let conditions = args.test.conditions();
    let unit = [Unit {
        design,
        method,
        replicates: 0..args.replicates as usize,
        by_rule: Vec::new(),
        conditions,
        precision: None,
        trainings: vec![training],
    }];
    let settings = Settings {
        seed: args.seed,
        threads: args.threads.map(|t| t as usize),
    };
    let meter = Meter::new(console);
    let outcomes = execute(&unit, settings, &meter, interrupt::flag());
    meter.finish();
    let (outcomes, told) = (outcomes?, *console);
    let (result, unit, outcomes) = interrupt::watched("the means", move || {
        // Some metrics of a replicate are integrals.
        let meter = Meter::new(&told);
        meter.start(outcomes[0].len() as f64);
        let advance = |more: usize| meter.advance(more as f64);
        let result = aggregate_telling(&outcomes[0], (&unit[0], 0), &Quantity::ALL, advance);
        meter.finish();
        (result, unit, outcomes)
    })?;
    let outcome = &outcomes[0];
    let prediction = predict(&asked);
    let limit = limit(&asked, &prediction, (&training, &design), conditions);
    let threshold = ThresholdSummary::new(&unit[0], outcome, limit.as_ref(), (&asked, &prediction));
    let seconds = begun.elapsed().as_secs_f64();
    if console.json {
        let mut object = as_json(args, &unit[0], rho, &result, seconds);
        object.extend(threshold.iter().flat_map(ThresholdSummary::entries));
        console.print_json(&object.into())?;
    } else {
        let theory = (&asked, &prediction, limit.as_ref());
        print_text(&unit[0], &result, (theory, threshold.as_ref()), console)?;
        let pairs = pairs(method, &result).map_or(String::new(), |p| format!(" ({p} pairs)"));
        let replicates = args.replicates;
        console.note(&format!("{replicates} replicates{pairs} in {seconds:.2} s"));
    }
    conclude(args, result.estimates[0].is_some(), &result.failed)
}

/// As a run's: with failures it does not end well, since the rest is a selection.
pub(super) fn conclude(args: &Args, measured: bool, failed: &[FailedReplicate]) -> CliResult {
    let left = match measured {
        true => " and are left out of the means: what is left is a selection",
        false => "",
    };
    match failed.first() {
        Some(first) => Err(CliError::failed(anyhow::anyhow!(
            "{} of {} replicates failed{left}; the first: {}",
            failed.len(),
            args.replicates,
            first.reason
        ))),
        None if left.is_empty() => Err(CliError::failed(anyhow::anyhow!("no replicate"))),
        None => Ok(()),
    }
}

/// The method that was asked for, if it can; without one the fastest that shares its draws.
fn method(
    args: &Args,
    design: &Design,
    training: &Training,
    console: &Console,
) -> Result<SimulationMethod, CliError> {
    let Some(method) = args.method.0 else {
        return Ok(fastest(design, std::slice::from_ref(training)));
    };
    if method.in_pairs() && (args.replicates % 2 == 1 || args.replicates < 4) {
        return Err(CliError::usage(anyhow::anyhow!(
            "--replicates {}: with --method mirrored two make a pair; take an even number from 4 on",
            args.replicates
        )));
    }
    if method.in_pairs() && design.labels() == Labels::Random {
        return Err(CliError::usage(anyhow::anyhow!(
            "--labels random: their counts have no mirror image, so that --method mirrored gains \
             nothing; take --method jacobi"
        )));
    }
    let refused = refusal(method, design, training);
    let fits = matches!(refused, None | Some(Refusal::Separable { .. }));
    if method == SimulationMethod::Lazy && fits {
        // Theory knows the threshold: a simulation only that there is one.
        method_feasibility::refuse_separable(onset(design, training), console)?;
    }
    match refused {
        None => Ok(method),
        Some(why) => Err(CliError::usage(anyhow::anyhow!(
            "--method {}: {why}; without --method this is simulated by {}",
            method.name(),
            fastest(design, std::slice::from_ref(training)).name()
        ))),
    }
}
