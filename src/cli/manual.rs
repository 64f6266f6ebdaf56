//! `thumbscale man`

use std::path::PathBuf;

use clap::{Args as ClapArgs, Command, CommandFactory};
use clap_mangen::Man;
use serde_json::json;
use thumbscale::report::Folder;

use super::Cli;
use super::console::Console;
use super::exit::{CliError, CliResult};

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale man | man -l -
  thumbscale man --out ~/.local/share/man/man1")]
pub(super) struct Args {
    /// Write each page into this folder, as <page>.1, in place of all to standard output
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// (file, text)
type Page = (String, Vec<u8>);

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let pages = pages(&command)?;
    let Some(out) = &args.out else {
        let text = |(_, text): &Page| String::from_utf8_lossy(text).into_owned();
        if console.json {
            let all = pages.iter().map(|page| (page.0.clone(), text(page).into()));
            let all: serde_json::Map<String, serde_json::Value> = all.collect();
            return Ok(console.print_json(&all.into())?);
        }
        let all: String = pages.iter().map(text).collect();
        return Ok(console.print(all.trim_end())?);
    };
    Folder::can_be(out).map_err(CliError::usage)?;
    std::fs::create_dir_all(out)
        .map_err(|e| CliError::usage(anyhow::anyhow!("--out {}: {e}", out.display())))?;
    for (file, text) in &pages {
        Folder::place(out, file, text).map_err(CliError::failed)?;
    }
    let files: Vec<&str> = pages.iter().map(|(file, _)| file.as_str()).collect();
    if console.json {
        let folder = out.display().to_string();
        return Ok(console.print_json(&json!({ "folder": folder, "files": files }))?);
    }
    Ok(console.print(&format!("{}: {}", out.display(), files.join(", ")))?)
}

/// The page of a command, and those of its subcommands.
fn pages(command: &Command) -> std::io::Result<Vec<Page>> {
    let page = Man::new(command.clone());
    let mut text = Vec::new();
    page.render(&mut text)?;
    let mut all = vec![(page.get_filename(), text)];
    for subcommand in command.get_subcommands().filter(|s| !s.is_hide_set()) {
        all.extend(pages(subcommand)?);
    }
    Ok(all)
}
