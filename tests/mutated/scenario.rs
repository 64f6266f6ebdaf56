//! What holds for every text that is read as a scenario. Also the body of the fuzzing target
//! `scenario`.

use std::collections::HashSet;

use thumbscale::Plan;
use thumbscale::printable::is_printable;
use thumbscale::scenario::{Overrides, ScenarioError, ScenarioErrors, describes_groups};
use thumbscale::sweep::{examine, parse, parse_all, parse_any};

const ORIGIN: &str = "a.toml";

/// Errors of no line: they are of the whole.
const OF_THE_WHOLE: [&str; 2] = [
    "once it is written with all its defaults",
    "cannot be written back",
];

/// A scenario about groups is read as it is written back, or every error is told where it is.
///
/// # Errors
/// What does not hold, in one sentence.
pub(crate) fn check_groups(text: &str) -> Result<(), String> {
    if !describes_groups(text) {
        return Ok(());
    }
    match examine(text, ORIGIN, Overrides::default()) {
        Ok(scenario) => match parse_any(scenario.resolved(), ORIGIN, Overrides::default()) {
            Ok(again) if again == scenario => Ok(()),
            Ok(_) => Err(format!("resolves to another: {}", scenario.resolved())),
            Err(error) => Err(format!("what it resolves to is refused: {error}")),
        },
        Err(errors) => all_told(&errors, text),
    }
}

fn all_told(errors: &ScenarioErrors, text: &str) -> Result<(), String> {
    if errors.named.is_empty() {
        return Err("refused without an error".to_owned());
    }
    let mut named = errors.named.iter();
    named.try_for_each(|error| told(error, text))
}

/// The plan, if the text is a valid scenario.
///
/// # Errors
/// What does not hold, in one sentence.
pub(crate) fn check(text: &str) -> Result<Option<Plan>, String> {
    match parse_all(text, ORIGIN, Overrides::default()) {
        Ok(plan) => {
            sound(&plan)?;
            Ok(Some(plan))
        }
        Err(errors) => {
            all_told(&errors, text)?;
            Ok(None)
        }
    }
}

/// An error names file and line, and steers no terminal.
fn told(error: &ScenarioError, text: &str) -> Result<(), String> {
    let said = error.to_string();
    if !is_shown_as_it_is(&said) {
        return Err(format!("steers the terminal: {said:?}"));
    }
    if error.origin != ORIGIN || !said.starts_with(ORIGIN) {
        return Err(format!("without the file: {said}"));
    }
    let whole = text.is_empty()
        || OF_THE_WHOLE
            .iter()
            .any(|words| error.message.contains(words));
    if error.line == 0 && !whole {
        return Err(format!("without a line: {said}"));
    }
    if error.line > text.split('\n').count() {
        return Err(format!("of a line that is not there: {said}"));
    }
    match error.message.trim().is_empty() {
        true => Err(format!("says nothing: {said}")),
        false => Ok(()),
    }
}

fn is_shown_as_it_is(text: &str) -> bool {
    text.split('\n').all(is_printable)
}

fn sound(plan: &Plan) -> Result<(), String> {
    let again = parse(&plan.resolved, ORIGIN, Overrides::default())
        .map_err(|e| format!("what it resolves to is refused: {e}"))?;
    if again != *plan {
        let what = match again.resolved == plan.resolved {
            true => "is another plan",
            false => "resolves to something else",
        };
        return Err(format!("what it resolves to {what}: {}", plan.resolved));
    }
    let ids: HashSet<&str> = plan.cells.iter().map(|cell| cell.id.as_str()).collect();
    if ids.len() != plan.cells.len() {
        return Err(format!(
            "{} cells have {} names",
            plan.cells.len(),
            ids.len()
        ));
    }
    counted(plan)
}

/// Cells are the product of axes and methods, but for those that are merged, which is said.
fn counted(plan: &Plan) -> Result<(), String> {
    if plan.map().is_some() {
        return Ok(());
    }
    let sizes = plan.axes.iter().map(|axis| axis.values.len());
    let product = sizes
        .chain([plan.methods.len()])
        .try_fold(1_usize, usize::checked_mul);
    let merged = plan.notes.iter().find_map(|note| {
        let (count, rest) = note.split_once(' ')?;
        rest.contains("are merged")
            .then(|| count.parse::<usize>().ok())?
    });
    match product == plan.cells.len().checked_add(merged.unwrap_or(0)) {
        true => Ok(()),
        false => Err(format!(
            "{} cells, but {product:?} by the axes",
            plan.cells.len()
        )),
    }
}
