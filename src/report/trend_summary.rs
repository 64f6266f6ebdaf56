//! The finite-size study in words.

use std::fmt::Write;

use super::columns;
use super::results::Results;
use super::trend::TrendRow;
use crate::compare::{StudyVerdict, TrendOverview, TrendVerdict};
use crate::model::Quantity;
use crate::printable::markdown;

/// Heading, verdict and table; nothing for other scenarios.
pub(super) fn trends(out: &mut String, results: &Results) {
    let Some((overview, rows)) = results.trends() else {
        return;
    };
    out.push_str("## Theory against the limit of the simulation\n\n");
    verdict(out, results, &overview);
    table(out, &rows);
    advice(out, &overview, &rows);
}

fn verdict(out: &mut String, results: &Results, overview: &TrendOverview) {
    let sizes = results
        .plan
        .finite_size()
        .into_iter()
        .flat_map(|s| &s.samples);
    let sizes: Vec<String> = sizes.map(usize::to_string).collect();
    let _ = writeln!(
        out,
        "Every problem at n = {}. The mean of a quantity is off its limit by c/n, so at any one n \
         enough replicates disprove any theory; what theory predicts is the limit. It is estimated by \
         weighted least squares, mean − theory = offset + c/n (theory at the δ and π₊ that each n \
         realises), and the interval of theory + offset must contain theory.\n",
        sizes.join(", ")
    );
    let _ = writeln!(
        out,
        "{} trends: {} limits agree with theory, {} disagree, {} do not follow c/n, {} cannot be \
         tested. Verdict: **{}**.\n",
        overview.tested + overview.untested,
        overview.agree,
        overview.disagree,
        overview.not_linear,
        overview.untested,
        match overview.verdict() {
            StudyVerdict::Agree => "passed",
            StudyVerdict::CannotTell => "cannot tell 10 %",
            StudyVerdict::NothingToCompare => "nothing to compare",
            StudyVerdict::Disagree => "failed",
        }
    );
    let _ = writeln!(
        out,
        "Theory off by 10 % would be seen in {} of {} limits of class errors.\n",
        overview.sight.told, overview.sight.errors
    );
    let _ = writeln!(
        out,
        "The verdict takes all trends at once: each limit is judged by an interval of level \
         1 − {}/{} (Bonferroni), so that right predictions fail with a chance of at most {} \
         altogether, however the trends depend on each other (they share data). The table shows plain \
         95 % intervals, of which one in twenty misses. {}\n",
        overview.level,
        overview.tested.max(1),
        overview.level,
        of_the_worst(results)
    );
}

/// Why the worst-class error is among the trends, or is not.
fn of_the_worst(results: &Results) -> &'static str {
    let study = results.plan.finite_size();
    match study.is_some_and(|s| s.quantities.contains(&Quantity::WorstClassError)) {
        true => {
            "The threshold makes both class errors of a replicate the same, so that the worst-class \
             error has a trend as well."
        }
        false => {
            "The worst-class error has no trend: where the errors meet, the mean of the larger one is \
             off by O(1/√n); its two parts are tested."
        }
    }
}

fn table(out: &mut String, rows: &[TrendRow]) {
    out.push_str(
        "| method | quantity | theory | limit with 95 % interval | c with 95 % interval | \
         χ² (p) | verdict |\n|---|---|---|---|---|---|---|\n",
    );
    let exact = |v: Option<f64>, se: Option<f64>| {
        v.map_or("–".to_owned(), |v| format!("{v:.*}", decimals(se)))
    };
    let two = |v: Option<f64>| v.map_or("–".to_owned(), |v| format!("{v:.2}"));
    for r in rows {
        let name = match r.series.as_str() {
            "" => r.method.clone(),
            series => format!("{}, {series}", r.method),
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} ({} to {}) | {} ({} to {}) | {} ({}) | {} |",
            markdown(&name),
            r.quantity.label(),
            exact(r.theory, r.se),
            exact(r.limit, r.se),
            exact(r.lo, r.se),
            exact(r.hi, r.se),
            two(r.c),
            two(r.c_lo),
            two(r.c_hi),
            two(r.chi2),
            two(r.p),
            r.verdict.name().replace('_', " ")
        );
    }
    out.push('\n');
}

/// As many as a standard error makes sense of, at least five.
fn decimals(se: Option<f64>) -> usize {
    let digits = se.filter(|se| *se > 0.0).map_or(5.0, |se| 2.0 - se.log10());
    (digits as usize).clamp(5, 15)
}

/// What to make of rows that do not agree, and of replicates that are missing.
fn advice(out: &mut String, overview: &TrendOverview, rows: &[TrendRow]) {
    if overview.not_linear > 0 {
        out.push_str(
            "**Not linear:** these means do not lie on a line in 1/n, most likely because the \
             smallest n still feels 1/n². Start at a larger n.\n\n",
        );
    }
    if overview.disagree > 0 {
        out.push_str(
            "**Disagree:** the limit lies off the prediction. If it does so by little, see whether a \
             larger smallest n brings it back: a 1/n² term that χ² cannot see still moves the limit.\n\n",
        );
    }
    let biased = |r: &&TrendRow| r.failures > 0 && r.verdict != TrendVerdict::Untested;
    if let Some(worst) = rows.iter().filter(biased).map(|r| r.failures).max() {
        let _ = writeln!(
            out,
            "**Failures:** up to {worst} replicates of a trend gave no classifier. The others are not a \
             fair sample; where failures are many at small n, start at a larger one.\n"
        );
    }
}

/// What the columns of `trend.csv` mean.
pub(super) fn explained(out: &mut String) {
    out.push_str("\n## Columns of trend.csv\n\n| column | meaning |\n|---|---|\n");
    columns::rows(out, &columns::trend());
}
