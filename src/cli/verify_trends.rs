//! `thumbscale verify` of a finite-size study.

use anyhow::anyhow;
use serde_json::json;
use thumbscale::compare::{TrendOverview, TrendVerdict};
use thumbscale::report::{Results, TrendRow};

use super::console::{Console, number, table};
use super::verdict::{extend, sentence, verdict};
use super::verify::{Changed, LISTED, freshness, more};

/// The trends that could be tested and do not agree.
pub(super) fn show(
    results: &Results,
    rows: &[TrendRow],
    changed: &Changed,
    all: bool,
    console: &Console,
) -> std::io::Result<()> {
    let off: Vec<&TrendRow> = rows
        .iter()
        .filter(|r| matches!(r.verdict, TrendVerdict::Disagree | TrendVerdict::NotLinear))
        .collect();
    if console.json {
        let mut object = json!({ "scenario": results.plan.name, "off_trends": off });
        extend(&mut object, verdict(results));
        extend(&mut object, freshness(results, changed));
        return console.print_json(&object);
    }
    console.print(&changed.headed(&results.plan.name, &sentence(results)))?;
    if off.is_empty() {
        return Ok(());
    }
    let heading = [
        "method", "series", "quantity", "theory", "limit", "from", "to", "p of c/n", "verdict",
    ];
    let mut lines = vec![heading.map(str::to_owned).to_vec()];
    let listed = if all { off.len() } else { LISTED };
    lines.extend(off.iter().take(listed).map(|r| {
        vec![
            r.method.clone(),
            r.series.clone(),
            r.quantity.name().to_owned(),
            number(r.theory),
            number(r.limit),
            number(r.simultaneous_lo),
            number(r.simultaneous_hi),
            number(r.p),
            r.verdict.name().to_owned(),
        ]
    }));
    console.print(&table(&lines))?;
    match more(off.len(), listed, "trend.csv") {
        Some(left) => console.print(&left),
        None => Ok(()),
    }
}

/// What is wrong, and what to do.
pub(super) fn complaint(overview: &TrendOverview) -> anyhow::Error {
    let advice = if overview.not_linear > 0 {
        "; means that do not follow c/n want a larger smallest n in [finite_size]"
    } else {
        ""
    };
    anyhow!(
        "theory and the limits of simulation disagree: of {} trends {} have a limit off theory and {} \
         do not follow c/n{advice}",
        overview.tested,
        overview.disagree,
        overview.not_linear
    )
}
