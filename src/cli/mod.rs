//! The command line: one file a subcommand, the only place that prints.

mod advice_lines;
mod arguments;
mod check;
mod completions;
mod console;
mod estimates;
mod exit;
mod groups;
mod interrupt;
mod job;
mod list;
mod loss_flags;
mod manual;
mod maps;
mod method_feasibility;
mod plan;
mod plot;
mod population;
mod precision_reached;
mod predict;
mod prediction_remark;
mod problem_flags;
mod progress;
mod replay;
mod run;
mod schema;
mod score_flags;
mod score_report;
mod shard;
mod significant_digits;
mod simulate;
mod status;
mod submit;
mod threshold;
mod threshold_flags;
mod threshold_summary;
mod typed_line;
mod typed_number;
mod typed_path;
mod typed_threshold;
mod verdict;
mod verify;
mod verify_trends;
mod weights;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use thumbscale::sweep::is_refused_memory;

use console::Console;
use typed_line::NotRun;

/// Which weight for the rare class? Theory beside simulation for loss weighting on
/// imbalanced data, when a linear classifier is trained on n samples in d = δn dimensions.
#[derive(Debug, Parser)]
#[command(
    name = "thumbscale",
    version,
    max_term_width = 100,
    propagate_version = true
)]
#[command(after_help = "Examples:
  thumbscale run scenarios/quickstart.toml      theory beside simulation, with figures
  thumbscale weights --delta 0.2 --minority-prior 0.2 --signal 2
  thumbscale predict --delta 0.2 --minority-prior 0.2 --signal 2 --weight-ratio 7 --json

Exit codes: 0 ok, 1 a run failed, 2 bad usage or scenario, 3 theory and simulation
disagree (verify), 130 interrupted.")]
pub(crate) struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, Debug, Default, clap::Args)]
struct Global {
    /// Print one JSON object (or JSON lines) on standard output and nothing else there
    #[arg(long, global = true)]
    json: bool,
    /// No progress and no notes on standard error
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more on standard error
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
    /// When to use colour (NO_COLOR is respected)
    #[arg(long, global = true, value_enum, default_value_t = ColourChoice::Auto)]
    color: ColourChoice,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ColourChoice {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run scenarios: theory beside simulation, tables and figures
    Run(run::Args),
    /// Say how long a scenario will run, how much memory it needs, and how many replicates
    Plan(plan::Args),
    /// Say how much of a run is done, and which shards are missing
    Status(status::Args),
    /// Make one run of the shards of a scenario
    Merge(shard::MergeArgs),
    /// Run one replicate of one cell again, with details
    Replay(replay::Args),
    /// Write, and with --go submit, the jobs that run a scenario on a cluster
    Submit(submit::Args),
    /// Check scenario files without running them
    Check(check::Args),
    /// List the scenario files of a folder
    List(list::ListArgs),
    /// Predict the errors of one trained classifier from theory
    Predict(predict::Args),
    /// Compare the rules for choosing the weight, and recommend one
    Weights(weights::Args),
    /// The δ above which training data are linearly separable
    Threshold(threshold::Args),
    /// Simulate one training problem and set it beside theory
    Simulate(simulate::Args),
    /// Draw the figure of stored results again
    Plot(plot::Args),
    /// Hold stored results against their scenario's tolerance
    Verify(verify::VerifyArgs),
    /// Print a JSON Schema of scenario files, by which editors complete and check them
    Schema(schema::Args),
    /// Print the completions of a shell
    Completions(completions::Args),
    /// Print the manual pages
    Man(manual::Args),
}

/// Runs the subcommand that was typed and turns its end into an exit code.
pub(crate) fn run() -> ExitCode {
    if let Some(reason) = arguments::refused(std::env::args_os()) {
        let console = Console::new(Global::default());
        return exit::conclude(
            Err(exit::CliError::usage(anyhow::anyhow!(reason))),
            &console,
        );
    }
    interrupt::let_writes_fail();
    quiet_about_memory();
    let cli = match typed_line::understood() {
        Ok(cli) => cli,
        Err(NotRun::Answered(code)) => return ExitCode::from(code),
        Err(NotRun::Unheard(failure)) => {
            return exit::conclude(Err(failure), &Console::new(Global::default()));
        }
    };
    let console = Console::new(cli.global);
    let outcome = match cli.command {
        Command::Run(args) => run::run(&args, &console),
        Command::Plan(args) => plan::run(&args, &console),
        Command::Status(args) => status::run(&args, &console),
        Command::Merge(args) => shard::merge(&args, &console),
        Command::Replay(args) => replay::run(&args, &console),
        Command::Submit(args) => submit::run(&args, &console),
        Command::Check(args) => check::run(&args, &console),
        Command::List(args) => list::list(&args, &console),
        Command::Plot(args) => plot::run(&args, &console),
        Command::Verify(args) => verify::verify(&args, &console),
        Command::Schema(args) => schema::run(&args, &console),
        Command::Completions(args) => completions::run(&args, &console),
        Command::Man(args) => manual::run(&args, &console),
        Command::Predict(args) => predict::run(&args, &console),
        Command::Weights(args) => weights::run(&args, &console),
        Command::Threshold(args) => threshold::run(&args, &console),
        Command::Simulate(args) => simulate::run(&args, &console),
    };
    exit::conclude(outcome, &console)
}

/// What is refused to a replicate ends its run with a sentence; to print the panic as well takes
/// memory that is not there, and can wait for itself for ever.
fn quiet_about_memory() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !is_refused_memory(panic.payload()) {
            before(panic);
        }
    }));
}
