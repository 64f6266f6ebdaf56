//! All that is wrong with a scenario, not the first slip alone.

use super::draft::{Draft, StandIn};
use super::stand_in::stand_in;
use super::strangers::strangers;
use super::{Overrides, parse};
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::plan::Plan;
use crate::scenario::samplers::Samplers;

/// Errors that are named: whoever has more mends these first.
const MOST: usize = 20;
/// Every error may need several tries until nothing that follows from it is in the way.
const TRIES: usize = 8 * MOST;
/// Bytes that are read in all these tries, and for each cell as many as take as long: a file of
/// any length is soon done with. One of more than 25 KiB, or of more than 250 cells, has
/// fewer tries, but two at least.
const MOST_READ: usize = 4 << 20;
const BYTES_A_CELL: usize = 100;

/// What is wrong with a scenario: at least one error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioErrors {
    /// The first 20 errors, in the order of their lines and columns; those of the file as a
    /// whole come first.
    pub named: Vec<ScenarioError>,
    /// How many more were found; keys that no table has are found all.
    pub more: usize,
    /// Whether all were looked for. If not there may be others beyond `more`.
    pub all: bool,
}

impl ScenarioErrors {
    fn of(mut found: Vec<ScenarioError>, all: bool) -> Self {
        found.sort_by_key(|error| (error.line, error.column));
        let more = found.len().saturating_sub(MOST);
        found.truncate(MOST);
        Self {
            named: found,
            more,
            all,
        }
    }

    /// Where the search ended before the end: of keys that no table has there are as many more
    /// as the text has.
    fn ended(found: Vec<ScenarioError>, text: &str) -> Self {
        let said = found.iter().filter(|error| error.is_of_unknown_key());
        let unsaid = strangers(text).saturating_sub(said.count());
        let ended = Self::of(found, false);
        Self {
            more: ended.more + unsaid,
            ..ended
        }
    }
}

impl From<ScenarioError> for ScenarioErrors {
    fn from(error: ScenarioError) -> Self {
        Self::of(vec![error], true)
    }
}

/// Checks a scenario given as text, and goes on beyond the first error: what is wrong is
/// replaced by something that is right, line for line, and the rest is checked again.
///
/// One error a statement is named. What only follows from another error is left out as far as
/// that can be seen.
///
/// # Errors
/// [`ScenarioErrors`]; that of [`parse`] is among them.
pub fn parse_all(
    text: &str,
    origin: &str,
    overrides: Overrides,
    samplers: &dyn Samplers,
) -> Result<Plan, ScenarioErrors> {
    let parse = |text: &str| parse(text, origin, overrides, samplers);
    all_errors(text, origin, stand_in, parse)
}

/// The same of any kind of scenario: `parse` reads and checks a text, `value` gives what may stand
/// in the place of what is wrong.
pub(in crate::scenario) fn all_errors<P>(
    text: &str,
    origin: &str,
    value: StandIn,
    parse: impl Fn(&str) -> Result<P, ScenarioError>,
) -> Result<P, ScenarioErrors> {
    let mut error = match parse(text) {
        Ok(plan) => return Ok(plan),
        Err(error) => error,
    };
    let source = ScenarioText { origin, text };
    if source.is_excessive() {
        return Err(ScenarioErrors::of(vec![error], false));
    }
    let mut draft = Draft::new(text, value);
    let mut found: Vec<ScenarioError> = Vec::new();
    let mut read = 0_usize;
    for tried in 0..TRIES {
        // One fewer is still too many, which the first complaint of it has said.
        let again = |f: &ScenarioError| f.allowed == error.allowed && f.help == error.help;
        let repeated = error.mending.counts && found.iter().any(again);
        if found.is_empty() || !(repeated || draft.follows(&error)) {
            let placed = draft.placed(&error);
            if !found.contains(&placed) {
                found.push(placed);
            }
        }
        let cells = error.mending.cells.saturating_mul(BYTES_A_CELL);
        read = read.saturating_add(cells).saturating_add(text.len());
        if (tried > 0 && read > MOST_READ) || !draft.mend(&error) {
            return Err(ScenarioErrors::ended(found, text));
        }
        match parse(draft.text()) {
            Ok(_) => return Err(ScenarioErrors::of(found, true)),
            Err(next) => error = next,
        }
    }
    Err(ScenarioErrors::ended(found, text))
}
