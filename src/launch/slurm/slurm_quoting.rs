//! Words as Slurm reads them.

use std::path::Path;

use super::SlurmError;
use crate::launch::shell_quoting::is_plain;

/// A path that both bash and Slurm can be given.
pub(super) fn path(path: &Path) -> Result<&str, SlurmError> {
    // A backslash in the name of a log turns off all that Slurm would fill in.
    let allowed = |text: &&str| !text.contains(['\\', '\n', '\r', '\0']);
    path.to_str()
        .filter(allowed)
        .ok_or_else(|| SlurmError::Path {
            path: path.display().to_string(),
        })
}

/// `#SBATCH --name=value`. `sbatch` reads such lines by rules of its own: double quotes, in
/// which a backslash takes the meaning from the next character and nothing is expanded;
/// outside them `#` begins a comment.
pub(super) fn directive(option: &str) -> String {
    let word = match option.split_once('=') {
        _ if is_plain(option) => option.to_owned(),
        Some((name, value)) if is_plain(name) => format!("{name}={}", in_quotes(value)),
        _ => in_quotes(option),
    };
    format!("#SBATCH {word}\n")
}

fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

/// A directive for a value that the user gave, if any.
pub(super) fn given(
    flag: &'static str,
    name: &str,
    value: Option<&String>,
) -> Result<String, SlurmError> {
    let Some(value) = value else {
        return Ok(String::new());
    };
    if value.trim().is_empty() || value.contains(char::is_control) {
        return Err(SlurmError::Value {
            flag,
            value: value.clone(),
        });
    }
    Ok(directive(&format!("--{name}={value}")))
}

/// A directive for any other option of `sbatch`.
pub(super) fn option(option: &str) -> Result<String, SlurmError> {
    let refused = |allowed| {
        Err(SlurmError::Option {
            option: option.to_owned(),
            allowed,
        })
    };
    let name = option.split('=').next().unwrap_or_default();
    if !name.starts_with("--") || name.len() < 3 || option.contains(char::is_control) {
        return refused("an option of sbatch in its long form, as in --constraint=avx2");
    }
    if !is_plain(name) {
        return refused("name and value are joined by `=`, as in --constraint=avx2");
    }
    // Like any option sbatch takes them abbreviated.
    let set_here = [
        "--array",
        "--dependency",
        "--wrap",
        "--parsable",
        "--output",
        "--error",
        "--job-name",
    ];
    if set_here.iter().any(|option| option.starts_with(name)) {
        return refused("shards, merge and their logs depend on it, it is set here");
    }
    Ok(directive(option))
}
