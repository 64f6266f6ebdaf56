//! The run in one page of Markdown.

use std::fmt::Write;

use super::columns;
use super::differences;
use super::fixed_values;
use super::limiting_cases;
use super::manifest::Manifest;
use super::map::{map_columns, map_summary};
use super::precision;
use super::results::Results;
use super::scenario_kinds;
use super::simulation_caption::caption;
use super::trend_summary;
use super::undefined;
use crate::compare::{DESIGN_LEVEL, Overview, StudyVerdict, Verdict};
use crate::model::SimulationMethod;
use crate::printable::{lines, markdown};
use crate::sweep::Standing;

/// Rows listed before the rest is only counted.
pub(super) const LISTED: usize = 12;
/// Below this many samples the limit is a coarse guide.
const FEW_SAMPLES: usize = 500;

pub(super) fn summary(results: &Results, manifest: &Manifest) -> String {
    let plan = &results.plan;
    let overview = results.overview();
    let title = if plan.title.is_empty() {
        &plan.name
    } else {
        &plan.title
    };
    let mut out = format!("# {}\n\n", markdown(title));
    if !plan.description.is_empty() {
        // Its lines may be Markdown, but no tags.
        let text = lines(&plan.description).replace('<', "&lt;");
        out += &format!("{text}\n\n");
    }
    if plan.figure.is_some() || plan.map().is_some() {
        out += "![figure](figure.svg)\n\n";
    }
    if let Some(blanks) = results.blanks() {
        out += &format!("**Warning:** {blanks}.\n\n");
    }
    map_summary(&mut out, results);
    trend_summary::trends(&mut out, results);
    agreement(&mut out, results, &overview);
    differences::differences(&mut out, results);
    precision::precision(&mut out, results);
    limiting_cases::limiting_cases(&mut out, results);
    undefined::undefined(&mut out, results);
    absent(&mut out, results);
    marks(&mut out, results);
    conventions(&mut out, results, manifest);
    if plan.map().is_some() {
        map_columns(&mut out);
        if plan.cells.is_empty() {
            return out;
        }
    }
    out += "\n## Columns of cells.csv\n\n| column | meaning |\n|---|---|\n";
    columns::rows(&mut out, &columns::cells());
    scenario_kinds::explained(&mut out, &plan.kinds);
    out
}

fn percent(share: Option<f64>) -> String {
    share.map_or("–".to_owned(), |s| format!("{:.1} %", 100.0 * s))
}

fn agreement(out: &mut String, results: &Results, overview: &Overview) {
    let fixed_n = results.plan.finite_size().is_some();
    out.push_str(match fixed_n {
        true => "## Theory against simulation at each n\n\nNo verdict here: the trend decides.\n\n",
        false => "## Theory against simulation\n\n",
    });
    if overview.comparisons == 0 {
        out.push_str("Nothing was simulated, or theory has no value where it was.\n\n");
        return;
    }
    let t = &results.plan.tolerance;
    let _ = writeln!(
        out,
        "{} comparisons (cells × quantities): {} agree (|z| ≤ 2), {} lie within the tolerance \
         {}/n (on the quantity's scale) + {} standard errors only, {} disagree.{}\n",
        overview.comparisons,
        overview.agree,
        overview.tolerated,
        t.finite_size,
        t.max_z,
        overview.disagree,
        match (fixed_n, overview.verdict()) {
            (true, _) => "",
            (false, StudyVerdict::Agree) => " Verdict: **passed**.",
            (false, StudyVerdict::CannotTell) => " Verdict: **cannot tell 10 %**.",
            (false, StudyVerdict::NothingToCompare) => "",
            (false, StudyVerdict::Disagree) => " Verdict: **failed**.",
        }
    );
    if !fixed_n {
        by_designs(out, overview);
    }
    let _ = writeln!(
        out,
        "Share of |z| ≤ 2: {} (chance alone would give {}; the rest is the 1/n shift below). \
         Largest |z|: {:.1}. Quantities and weights of one replicate share its data, so \
         these shares fluctuate more than independent ones would.\n",
        percent(overview.share_within_2),
        percent(overview.chance_share_within_2),
        overview.largest_z.unwrap_or(0.0)
    );
    out.push_str(
        "| quantity | share of \\|z\\| ≤ 2 | average shift c in mean = theory + c/n | chance size of c in one cell |\n|---|---|---|---|\n",
    );
    for s in &overview.shifts {
        let _ = writeln!(
            out,
            "| {} | {} | {:.2} | {:.2} |",
            s.quantity.label(),
            percent(Some(s.share_within_2)),
            s.coefficient,
            s.noise
        );
    }
    out.push('\n');
    let smallest = results.cells.iter().filter_map(|r| r.n).min();
    if let Some(n) = smallest.filter(|n| *n < FEW_SAMPLES && !fixed_n) {
        let _ = writeln!(
            out,
            "**Finite size:** with n = {n} samples the limit is off by c/n, which is large here; \
             raise n before reading disagreement as a fault of the theory.\n"
        );
    }
    let off: Vec<_> = results
        .cells
        .iter()
        .filter_map(|row| Some((row, results.comparison(row)?.1)))
        .filter(|(_, c)| c.verdict == Verdict::Disagree)
        .collect();
    if !off.is_empty() {
        out.push_str("Beyond tolerance:\n\n");
        for (row, comparison) in off.iter().take(LISTED) {
            let z = comparison.z.unwrap_or(0.0);
            let _ = writeln!(out, "- `{}` {}: z = {z:.1}", row.cell, row.quantity.label());
        }
        if off.len() > LISTED {
            let _ = writeln!(out, "- and {} more", off.len() - LISTED);
        }
        out.push('\n');
    }
}

/// What shares data taken together.
fn by_designs(out: &mut String, overview: &Overview) {
    let d = &overview.designs;
    let _ = writeln!(
        out,
        "What shares data counts once: of {} designs {} disagree (Holm, level {DESIGN_LEVEL} for \
         all), {} lean away at level .05 (chance of so many: {:.3}). Theory off by 10 % would be \
         seen in {} of {} class errors.\n",
        d.designs, d.off, d.leaning, d.chance_of_leaning, d.sight.told, d.sight.errors
    );
}

/// Cells without theory or without simulation, and why.
fn absent(out: &mut String, results: &Results) {
    let mut lines = Vec::new();
    for rows in results.cells.chunk_by(|a, b| a.cell == b.cell) {
        let row = &rows[0];
        // The maximum-margin limit is a result like any other.
        if ![Standing::Converged, Standing::Separable].contains(&row.status) {
            lines.push(format!("- `{}`: theory {}", row.cell, row.status.words()));
        }
        if row.failures > 0 {
            lines.push(format!(
                "- `{}`: {} replicates failed and are left out",
                row.cell, row.failures
            ));
        }
    }
    if lines.is_empty() {
        return;
    }
    out.push_str("## Cells that are incomplete\n\n");
    for line in lines.iter().take(LISTED) {
        let _ = writeln!(out, "{line}");
    }
    if lines.len() > LISTED {
        let _ = writeln!(out, "- and {} more", lines.len() - LISTED);
    }
    out.push('\n');
}

fn marks(out: &mut String, results: &Results) {
    if results.marks.is_empty() {
        return;
    }
    out.push_str("## Weights by rule (theory)\n\n| series | rule | ρ | worst-class error |\n|---|---|---|---|\n");
    let shown = |v: Option<f64>| v.map_or("–".to_owned(), |v| format!("{v:.4}"));
    for m in &results.marks {
        let series = if m.series.is_empty() {
            &m.method
        } else {
            &m.series
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} |",
            markdown(series),
            m.rule.name(),
            shown(m.weight_ratio),
            shown(m.worst_class_error)
        );
    }
    out.push('\n');
}

fn conventions(out: &mut String, results: &Results, manifest: &Manifest) {
    let plan = &results.plan;
    out.push_str("## How it was made\n\n");
    let m = manifest.value();
    let _ = writeln!(
        out,
        "- thumbscale {} ({}), seed {}, {}{} replicates{}, {:.1} s on {} threads",
        m["thumbscale"]["version"].as_str().unwrap_or(""),
        m["thumbscale"]["revision"].as_str().unwrap_or(""),
        plan.seed,
        plan.precision.as_ref().map_or("", |_| "at most "),
        plan.replicates,
        match plan.finite_size() {
            Some(_) if plan.method == Some(SimulationMethod::Mirrored) => " at each n",
            Some(_) => " at the largest n and n_max/n times as many at n",
            None => "",
        },
        m["seconds"].as_f64().unwrap_or(0.0),
        m["machine"]["threads"]
    );
    if plan.replicates > 0 {
        let _ = writeln!(out, "- Points: {}.", caption(&results.cells));
    }
    out.push_str(
        "- d = round(δn); n₊ = round(π₊n) in every replicate unless labels are random. Theory is \
         evaluated at the realised δ = d/n and π₊ = n₊/n.\n\
         - ρ̃ is computed from δ = d/n. Counting the intercept, (d + 1)/n, changes it by O(1/n).\n\
         - Class errors are exact for each trained classifier (from α, γ and b), never counted on \
         a test set.\n",
    );
    if plan.replicates > 0 {
        out.push_str(
            "- The worst-class error of a replicate is the larger of two noisy numbers: its mean \
             exceeds theory by `known_shift`, up to .4 standard deviations of R₊ − R₋ where the \
             two meet. z-scores take that out.\n",
        );
    }
    let conditions = fixed_values::conditions(plan, true);
    if !conditions.is_empty() {
        let _ = writeln!(
            out,
            "- Quantities are judged by: {}.",
            conditions.join(", ")
        );
    }
    for note in &plan.notes {
        let _ = writeln!(out, "- {}", markdown(note));
    }
}
