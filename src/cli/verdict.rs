//! How theory and simulation agree, for people and machines.

use serde_json::{Value, json};
use thumbscale::compare::{Overview, Sight, StudyVerdict, TrendOverview};
use thumbscale::report::Results;

/// Shares of |z| ≤ 2 that differ by more are told apart in words.
const VISIBLY: f64 = 0.05;

/// Which cells are without a result: every other cell has one all the same.
pub(super) fn incomplete(results: &Results) -> Option<String> {
    let all = results.plan.cells.len();
    let mut parts = Vec::new();
    match results.lost() {
        0 => {}
        lost => parts.push(format!(
            "{lost} of {all} cells have no result because their replicates failed"
        )),
    }
    let unsolved = results.unsolved();
    if let Some(first) = unsolved.first() {
        parts.push(format!(
            "theory did not converge in {} of {all} cells, the first `{first}`",
            unsolved.len()
        ));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// What the verdict rests on, for machines: where nothing was compared, that nothing speaks against
/// theory says nothing for it.
pub(super) fn evidence(comparisons: usize, replicates: usize) -> &'static str {
    match (comparisons, replicates) {
        (0, 0) => "none: theory alone, nothing was simulated",
        (0, _) => "none: no cell has both theory and simulation",
        (_, _) => "simulation",
    }
}

/// How theory and simulation agree, for machines.
pub(super) fn verdict(results: &Results) -> Value {
    let overview = results.overview();
    let mut object = json!({
        "passed": results.passed() && incomplete(results).is_none(),
        "verdict": results.verdict(),
        "evidence": evidence(overview.comparisons, results.plan.replicates),
        "failures": results.failures(),
        "lost_cells": results.lost(),
        "unsolved_cells": results.unsolved(),
        "undefined": results.undefined_values(),
        "comparisons": overview.comparisons,
        "agree": overview.agree,
        "tolerated": overview.tolerated,
        "disagree": overview.disagree,
        "share_within_2": overview.share_within_2,
        "chance_share_within_2": overview.chance_share_within_2,
        "largest_z": overview.largest_z,
        "designs": overview.designs,
    });
    if let Some((trends, _)) = results.trends() {
        extend(&mut object, json!({ "trends": trends }));
    }
    object
}

/// Adds the entries of one object to another.
pub(super) fn extend(object: &mut Value, more: Value) {
    if let (Value::Object(object), Value::Object(more)) = (object, more) {
        object.extend(more);
    }
}

/// How theory and simulation agree, in one sentence.
pub(super) fn sentence(results: &Results) -> String {
    if let Some((trends, _)) = results.trends() {
        return limits(&trends);
    }
    let overview = results.overview();
    let percent = |share: Option<f64>| 100.0 * share.unwrap_or(f64::NAN);
    if overview.comparisons == 0 {
        return "nothing to compare: no cell has both theory and simulation".to_owned();
    }
    let verdict = results.verdict();
    format!(
        "theory and simulation {}{} ({} comparisons, {:.1} % with |z| ≤ 2 where chance gives {:.1} %, \
         {} beyond tolerance; {} of {} independent designs disagree){}{}",
        joined(verdict),
        granted(verdict, &overview),
        overview.comparisons,
        percent(overview.share_within_2),
        percent(overview.chance_share_within_2),
        overview.disagree,
        overview.designs.off,
        overview.designs.designs,
        told(verdict, overview.designs.sight),
        undefined(results)
    )
}

/// What could not be compared, because it does not exist.
fn undefined(results: &Results) -> String {
    match results.undefined_values() {
        0 => String::new(),
        count => format!("; {count} values do not exist and are not compared (undefined.csv)"),
    }
}

/// By what theory and simulation agree where chance alone would bring them closer together.
fn granted(verdict: StudyVerdict, overview: &Overview) -> &'static str {
    let shares = overview.share_within_2.zip(overview.chance_share_within_2);
    let apart = shares.is_some_and(|(share, chance)| share < chance - VISIBLY);
    match verdict {
        StudyVerdict::Agree | StudyVerdict::CannotTell if apart => {
            " within the c/n that finite n is granted"
        }
        StudyVerdict::Agree
        | StudyVerdict::CannotTell
        | StudyVerdict::NothingToCompare
        | StudyVerdict::Disagree => "",
    }
}

/// The verdict after "theory and simulation".
fn joined(verdict: StudyVerdict) -> &'static str {
    match verdict {
        StudyVerdict::Agree => "agree",
        StudyVerdict::CannotTell => "do not contradict each other",
        StudyVerdict::NothingToCompare => "are not compared",
        StudyVerdict::Disagree => "DISAGREE",
    }
}

/// What would have been seen: silence is worth something only then.
fn told(verdict: StudyVerdict, sight: Sight) -> String {
    match verdict {
        StudyVerdict::Agree => format!(
            "; theory off by 10 % would be seen in {} of {} class errors",
            sight.told, sight.errors
        ),
        StudyVerdict::CannotTell => format!(
            "; CANNOT TELL 10 %: theory off by that much would be seen in none of {} class errors, \
             which want more replicates or a larger n",
            sight.errors
        ),
        StudyVerdict::NothingToCompare | StudyVerdict::Disagree => String::new(),
    }
}

/// The same of a finite-size study.
fn limits(trends: &TrendOverview) -> String {
    if trends.tested == 0 {
        return "nothing to compare: no trend has both theory and simulation".to_owned();
    }
    format!(
        "theory and the limits of simulation {} ({} trends tested together at level {}: {} agree, {} \
         disagree, {} do not follow c/n){}",
        joined(trends.verdict()),
        trends.tested,
        trends.level,
        trends.agree,
        trends.disagree,
        trends.not_linear,
        told(trends.verdict(), trends.sight)
    )
}
