//! All that is wrong with a scenario, not the first slip alone.

use super::draft::Draft;
use super::{Overrides, parse};
use crate::scenario::diagnostic::ScenarioError;
use crate::scenario::plan::Plan;

/// Errors beyond which a file is not read on.
const MOST: usize = 20;
/// Every error may need several tries until nothing that follows from it is in the way.
const TRIES: usize = 6 * MOST;

/// Checks a scenario given as text, and goes on beyond the first error: what is wrong is
/// replaced by something that is right, line for line, and the rest is checked again.
///
/// One error a statement is named, at most 20 in all. What only follows from an earlier
/// error is left out as far as that can be seen.
///
/// # Errors
/// At least one [`ScenarioError`]; the first is that of [`parse`].
pub fn parse_all(
    text: &str,
    origin: &str,
    overrides: Overrides,
) -> Result<Plan, Vec<ScenarioError>> {
    let mut error = match parse(text, origin, overrides) {
        Ok(plan) => return Ok(plan),
        Err(error) => error,
    };
    let mut draft = Draft::new(text);
    let mut found: Vec<ScenarioError> = Vec::new();
    for _ in 0..TRIES {
        // One fewer is still too many, which the first complaint of it has said.
        let again = |f: &ScenarioError| f.allowed == error.allowed && f.help == error.help;
        let repeated = error.mending.counts && found.iter().any(again);
        if found.is_empty() || !(repeated || draft.follows(&error)) {
            let placed = draft.placed(&error);
            if !found.contains(&placed) {
                found.push(placed);
            }
        }
        if found.len() == MOST || !draft.mend(&error) {
            break;
        }
        match parse(draft.text(), origin, overrides) {
            Ok(_) => break,
            Err(next) => error = next,
        }
    }
    Err(found)
}
