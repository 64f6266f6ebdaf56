//! The `thumbscale` command: parse, run one subcommand, exit with its code.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
