//! `thumbscale threshold`

use clap::Args as ClapArgs;
use serde_json::json;
use thumbscale::model::{Parameter, TwoClass};
use thumbscale::theory::separability_threshold;

use super::console::{Console, number};
use super::exit::{CliError, CliResult};
use super::typed_number::parse_number;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Example:
  thumbscale threshold --minority-prior 0.2 --signal 1")]
pub(super) struct Args {
    #[arg(
        long,
        help = Parameter::MinorityPrior.entry().help,
        value_name = Parameter::MinorityPrior.symbol(),
        value_parser = parse_number
    )]
    minority_prior: f64,
    #[arg(
        long,
        help = Parameter::Signal.entry().help,
        value_name = Parameter::Signal.symbol(),
        value_parser = parse_number
    )]
    signal: f64,
}

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    let two_class = TwoClass::new(args.minority_prior, args.signal)?;
    let threshold = separability_threshold(two_class);
    if console.json {
        console.print_json(&json!({"separability_threshold": threshold}))?;
    } else {
        let shown = match threshold {
            Some(0.0) => "δ* < 1e-300, which is below all doubles".to_owned(),
            known => format!("δ* = {}", number(known)),
        };
        console.print(&shown)?;
    }
    match threshold {
        Some(_) => Ok(()),
        None => Err(CliError::failed(anyhow::anyhow!(
            "the minimisation did not reach working accuracy at this point"
        ))),
    }
}
