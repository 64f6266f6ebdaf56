//! `thumbscale schema`

use clap::Args as ClapArgs;
use thumbscale::scenario::schema;

use super::console::Console;
use super::exit::CliResult;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale schema > scenario.schema.json

The first line of a scenario then names it for editors that know TOML (Even Better TOML, taplo):
  #:schema ./scenario.schema.json")]
pub(super) struct Args {}

pub(super) fn run(_: &Args, console: &Console) -> CliResult {
    let schema = schema();
    if console.json {
        return Ok(console.print_json(&schema)?);
    }
    // Of people and editors; it is JSON in any case.
    Ok(console.print_ours(&format!("{schema:#}"))?)
}
