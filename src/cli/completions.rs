//! `thumbscale completions`

use clap::{Args as ClapArgs, CommandFactory};
use clap_complete::{Shell, generate};
use serde_json::json;

use super::Cli;
use super::console::Console;
use super::exit::CliResult;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale completions bash > ~/.local/share/bash-completion/completions/thumbscale
  thumbscale completions zsh > ~/.zfunc/_thumbscale
  thumbscale completions fish > ~/.config/fish/completions/thumbscale.fish")]
pub(super) struct Args {
    /// Whose completions
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "thumbscale", &mut script);
    let script = String::from_utf8_lossy(&script);
    if console.json {
        let object = json!({ "shell": args.shell.to_string(), "script": script });
        return Ok(console.print_json(&object)?);
    }
    Ok(console.print_ours(script.trim_end())?)
}
