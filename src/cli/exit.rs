//! How a command ends: the exit codes and the one line that explains them.

use std::process::ExitCode;

use thumbscale::loss::LossError;
use thumbscale::model::ModelError;
use thumbscale::sweep::{StudyError, SweepError};
use thumbscale::written::as_written;

use super::console::Console;

/// A command's end, short of success.
#[derive(Debug)]
pub(super) struct CliError {
    code: u8,
    error: anyhow::Error,
}

pub(super) type CliResult = Result<(), CliError>;

impl CliError {
    /// A run failed: exit code 1.
    pub(super) fn failed(error: impl Into<anyhow::Error>) -> Self {
        Self {
            code: 1,
            error: error.into(),
        }
    }

    /// Whether it says nothing of other runs: exit code 1.
    pub(super) fn is_of_one_run(&self) -> bool {
        self.code == 1
    }

    /// Whether somebody ended it: exit code 130.
    pub(super) fn is_interruption(&self) -> bool {
        self.code == 130
    }

    /// Somebody ended it: exit code 130.
    pub(super) fn interruption(error: impl Into<anyhow::Error>) -> Self {
        Self {
            code: 130,
            error: error.into(),
        }
    }

    /// The same with something to add.
    pub(super) fn context(self, more: &str) -> Self {
        Self {
            error: anyhow::anyhow!("{:#}; {more}", self.error),
            ..self
        }
    }

    /// Theory and simulation disagree: exit code 3.
    pub(super) fn disagreement(error: impl Into<anyhow::Error>) -> Self {
        Self {
            code: 3,
            error: error.into(),
        }
    }

    /// Bad usage or a bad scenario: exit code 2.
    pub(super) fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self {
            code: 2,
            error: error.into(),
        }
    }
}

impl std::fmt::Display for CliError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#}", self.error)
    }
}

/// A complaint about a flag, with its number as it was typed.
fn typed(message: String) -> anyhow::Error {
    let arguments = std::env::args_os().skip(1);
    let said = arguments.fold(message, |said, argument| {
        let argument = argument.to_string_lossy();
        let value = argument
            .split_once('=')
            .map_or(&*argument, |(_, value)| value);
        as_written(said, value)
    });
    anyhow::Error::msg(said)
}

/// A loss's parameters: the flag is named first.
impl From<LossError> for CliError {
    fn from(error: LossError) -> Self {
        let flag = error.parameter().replace('_', "-");
        Self::usage(match &error {
            LossError::OutOfRange { value, allowed, .. } => {
                typed(format!("--{flag} {value} is not allowed: {allowed}"))
            }
            LossError::NotOfThisLoss { .. }
            | LossError::ShiftTwice
            | LossError::NothingToTrain { .. } => anyhow::anyhow!("--{flag}: {error}"),
        })
    }
}

/// Model errors on the command line name the flag they came from.
impl From<ModelError> for CliError {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::OutOfRange {
                name,
                value,
                allowed,
            } => {
                let flag = name.replace('_', "-");
                Self::usage(typed(format!("--{flag} {value} is not allowed: {allowed}")))
            }
            ModelError::Dimensions { .. } => {
                let said = error.to_string().replacen("delta = ", "--delta ", 1);
                Self::usage(typed(said))
            }
            ModelError::Length { .. }
            | ModelError::PriorSum { .. }
            | ModelError::SameName { .. }
            | ModelError::EmptyGroup { .. }
            | ModelError::RandomCounts
            | ModelError::MissingLabel { .. } => Self::usage(error),
        }
    }
}

impl From<SweepError> for CliError {
    fn from(error: SweepError) -> Self {
        let code = match error {
            SweepError::Interrupted { .. } => 130,
            SweepError::Memory(_)
            | SweepError::Results { .. }
            | SweepError::Threads(_)
            | SweepError::Store { .. }
            | SweepError::Allocation { .. }
            | SweepError::Missing { .. } => 1,
        };
        Self {
            code,
            error: error.into(),
        }
    }
}

impl From<StudyError> for CliError {
    fn from(error: StudyError) -> Self {
        match error {
            StudyError::Sweep(error) => error.into(),
            StudyError::TheoryInterrupted { .. }
            | StudyError::SummaryInterrupted { .. }
            | StudyError::MapInterrupted { .. } => Self {
                code: 130,
                error: error.into(),
            },
            StudyError::Model(error) => Self::failed(error),
        }
    }
}

/// Writing to standard output failed.
impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> Self {
        Self {
            code: 1,
            error: anyhow::Error::new(error).context("cannot write to standard output"),
        }
    }
}

/// Prints the error, if any, and gives the process its exit code.
pub(super) fn conclude(outcome: CliResult, console: &Console) -> ExitCode {
    if thumbscale::disk::is_unsynced() {
        console.note(
            "warning: this file system cannot be asked to bring files to the disk (it takes a sync \
             for a mistake): what was written survives the program, perhaps not a power cut",
        );
    }
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            console.error(&failure.to_string());
            ExitCode::from(failure.code)
        }
    }
}
