//! The line that was typed, taken apart.

use std::any::TypeId;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command, CommandFactory, FromArgMatches};

use super::Cli;
use super::exit::CliError;

/// A line that no command is run for.
pub(super) enum NotRun {
    /// It asks for help, for the version, or for what there is not: that is printed, and this the exit code.
    Answered(u8),
    /// The answer could not be printed.
    Unheard(CliError),
}

/// What was typed.
pub(super) fn understood() -> Result<Cli, NotRun> {
    let line = Cli::command();
    let typed = joined(std::env::args_os(), &flags_of_numbers(&line));
    line.clone()
        .try_get_matches_from(&typed)
        .and_then(|matches| Cli::from_arg_matches(&matches))
        .map_err(|answer| shown(&with_tip(answer, &typed, &line)))
}

/// A word that begins with a minus and stands behind a flag that wants one can be given to it.
fn with_tip(mut answer: clap::Error, typed: &[OsString], line: &Command) -> clap::Error {
    let Some(ContextValue::String(unknown)) = answer.get(ContextKind::InvalidArg) else {
        return answer;
    };
    let behind = typed.windows(2).find_map(|pair| match pair {
        [flag, word] if **word == **unknown => flag.to_str(),
        _ => None,
    });
    let flag = behind.filter(|flag| flags(line, |_| true).iter().any(|known| known == flag));
    if let Some(flag) = flag {
        let tip = format!("to give '{unknown}' to '{flag}', write '{flag}={unknown}'");
        let tips = ContextValue::StyledStrs(vec![tip.into()]);
        answer.insert(ContextKind::Suggested, tips);
    }
    answer
}

/// A negative number behind a flag that takes one is its value, which is refused by what the flag
/// allows; it is no unknown flag.
fn joined(typed: impl Iterator<Item = OsString>, of_numbers: &[String]) -> Vec<OsString> {
    let mut all: Vec<OsString> = Vec::new();
    for argument in typed {
        match all
            .last_mut()
            .filter(|flag| of_numbers.iter().any(|f| **flag == **f))
        {
            Some(flag) if is_negative(&argument) => {
                flag.push("=");
                flag.push(argument);
            }
            Some(_) | None => all.push(argument),
        }
    }
    all
}

/// No flag begins so.
fn is_negative(argument: &OsString) -> bool {
    let rest = argument.to_str().and_then(|text| text.strip_prefix('-'));
    rest.is_some_and(|rest| {
        let digits = rest.strip_prefix('.').unwrap_or(rest);
        digits.starts_with(|c: char| c.is_ascii_digit()) || ["inf", "nan"].contains(&rest)
    })
}

/// Names of folders and other words may begin with a minus only where that is asked for by =.
fn flags_of_numbers(line: &Command) -> Vec<String> {
    let words = [TypeId::of::<PathBuf>(), TypeId::of::<String>()];
    flags(line, |option| {
        let value = option.get_value_parser().type_id();
        !words.iter().any(|word| value == *word)
    })
}

/// The flags with a value, of those that are wanted.
fn flags(line: &Command, wanted: impl Fn(&Arg) -> bool) -> Vec<String> {
    let all = line.get_subcommands().flat_map(Command::get_arguments);
    let all = all.filter(|option| option.get_action().takes_values() && wanted(option));
    let names = all.filter_map(Arg::get_long);
    names.map(|name| format!("--{name}")).collect()
}

/// Help that nobody gets is an error.
fn shown(answer: &clap::Error) -> NotRun {
    let code = u8::try_from(answer.exit_code()).unwrap_or(2);
    match answer.print() {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe && code == 0 => {
            NotRun::Unheard(e.into())
        }
        Ok(()) | Err(_) => NotRun::Answered(code),
    }
}

#[cfg(test)]
mod tests {
    use clap::error::ErrorKind;

    use super::*;

    fn taken(typed: &[&str]) -> Vec<OsString> {
        let typed = typed.iter().map(OsString::from);
        joined(typed, &flags_of_numbers(&Cli::command()))
    }

    #[test]
    fn negative_numbers_are_of_the_flag_before_them_if_it_takes_numbers() {
        for number in ["-1", "-0.5", "-.5", "-1e-3", "-2E+3", "-inf", "-1/2"] {
            let one = format!("--delta={number}");
            assert_eq!(taken(&["a", "--delta", number]), ["a", &one]);
        }
        for apart in [
            ["run", "--out", "-5"],
            ["submit", "--time", "-5"],
            ["check", "--json", "-5"],
            ["predict", "--delta", "--json"],
            ["predict", "--delta=3", "-5"],
        ] {
            assert_eq!(taken(&apart), apart);
        }
    }

    #[test]
    fn a_word_with_a_minus_can_be_given_to_the_flag_before_it() {
        let tip = |typed: &[&str]| {
            let typed: Vec<OsString> = typed.iter().map(OsString::from).collect();
            let line = Cli::command();
            let answer = line.clone().try_get_matches_from(&typed).unwrap_err();
            with_tip(answer, &typed, &line).to_string()
        };
        let said = tip(&["thumbscale", "run", "a.toml", "--out", "-5"]);
        assert!(said.contains("write '--out=-5'"), "{said}");
        let given = ["thumbscale", "run", "a.toml", "--out=-5"];
        assert!(Cli::command().try_get_matches_from(given).is_ok());
        let said = tip(&["thumbscale", "run", "--quick", "-5"]);
        assert!(!said.contains("--quick=-5"), "{said}");
    }

    #[test]
    fn no_flag_that_takes_a_number_takes_a_negative_one_for_a_flag() {
        let line = Cli::command();
        for command in line.get_subcommands() {
            for option in command.get_arguments() {
                let Some(flag) = option.get_long().map(|name| format!("--{name}")) else {
                    continue;
                };
                if !flags_of_numbers(&line).contains(&flag) {
                    continue;
                }
                let typed = taken(&["thumbscale", command.get_name(), &flag, "-1"]);
                if let Err(refused) = line.clone().try_get_matches_from(&typed) {
                    let known = refused.kind() != ErrorKind::UnknownArgument;
                    assert!(known, "{typed:?}: {refused}");
                    assert!(!refused.to_string().contains("invalid digit"), "{refused}");
                }
            }
        }
    }
}
