//! The line that was typed, taken apart.

use clap::{Arg, CommandFactory, FromArgMatches};

use super::Cli;
use super::exit::CliError;

/// What was typed; or the code that a line ends with which asks for help, for the version, or for
/// what there is not.
pub(super) fn understood() -> Result<Cli, Result<u8, CliError>> {
    let matches = Cli::command()
        .mut_subcommands(|command| command.mut_args(taking_negative_numbers))
        .try_get_matches();
    matches
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|answer| shown(&answer))
}

/// A negative number behind an option that takes a value is a value, which the option itself
/// refuses by what it allows; it is no unknown option.
fn taking_negative_numbers(option: Arg) -> Arg {
    match option.is_positional() || !option.get_action().takes_values() {
        true => option,
        false => option.allow_negative_numbers(true),
    }
}

/// Help that nobody gets is an error.
fn shown(answer: &clap::Error) -> Result<u8, CliError> {
    let code = u8::try_from(answer.exit_code()).unwrap_or(2);
    match answer.print() {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe && code == 0 => Err(e.into()),
        Ok(()) | Err(_) => Ok(code),
    }
}

#[cfg(test)]
mod tests {
    use clap::error::ErrorKind;

    use super::*;

    #[test]
    fn negative_numbers_are_refused_by_the_option_that_they_are_given_to() {
        let line =
            Cli::command().mut_subcommands(|command| command.mut_args(taking_negative_numbers));
        for command in line.get_subcommands() {
            let options = command.get_arguments().filter(|o| !o.is_positional());
            for option in options.filter(|o| o.get_action().takes_values()) {
                let flag = format!("--{}", option.get_long().unwrap());
                let typed = ["thumbscale", command.get_name(), &flag, "-1"];
                let Err(refused) = line.clone().try_get_matches_from(typed) else {
                    continue;
                };
                let told = refused.kind() != ErrorKind::UnknownArgument;
                assert!(told, "{typed:?}: {refused}");
            }
        }
    }
}
