//! `summary.md` of a run about groups.

use std::fmt::Write;

use super::results::GroupResults;
use super::rows::GroupCellRow;
use crate::compare::{StudyVerdict, Verdict};
use crate::figure::significant;

/// The page.
pub(super) fn summary(results: &GroupResults) -> String {
    let plan = &results.plan;
    let heading = if plan.title.is_empty() {
        &plan.name
    } else {
        &plan.title
    };
    let mut out = format!("# {heading}\n\n");
    if !plan.description.is_empty() {
        let _ = writeln!(out, "{}\n", plan.description);
    }
    let _ = writeln!(out, "{}\n", results.sentence());
    groups(&mut out, results);
    if !results.cells.is_empty() {
        cells(&mut out, results);
    }
    for (what, z) in results.disagreeing().iter().take(20) {
        let z = z.map_or("–".to_owned(), |z| format!("{z:.1}"));
        let _ = writeln!(out, "- off: {what}, z = {z}");
    }
    out.push_str(COLUMNS);
    out
}

impl GroupResults {
    /// How theory and simulation agree, in a sentence.
    pub fn sentence(&self) -> String {
        let overview = self.overview();
        if let Some(map) = &self.plan.map {
            let without = self.map.iter().filter(|row| row.value.is_none()).count();
            return format!(
                "theory alone: {} cells of a map, {without} without a value",
                map.settings.len()
            );
        }
        if overview.comparisons == 0 {
            return format!("theory alone: {} cells", self.plan.cells.len());
        }
        let verdict = match overview.verdict {
            StudyVerdict::Agree => "theory and simulation agree",
            StudyVerdict::CannotTell => {
                "nothing speaks against theory, but errors off by 10 % would not be seen"
            }
            StudyVerdict::Disagree => "theory and simulation DISAGREE",
        };
        let largest = overview
            .largest_z
            .map_or(String::new(), |z| format!(", largest |z| {z:.1}"));
        format!(
            "{verdict}: of {} comparisons {} within 2 standard errors, {} tolerated, {} off{largest}",
            overview.comparisons, overview.agree, overview.tolerated, overview.disagree
        )
    }
}

/// The population, axes at their first value.
fn groups(out: &mut String, results: &GroupResults) {
    out.push_str("| group | label | prior | mean | noise |\n|---|---|---|---|---|\n");
    for group in results.plan.base.form.population().groups() {
        let mean: Vec<String> = group.mean.iter().map(|m| significant(*m, 6)).collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            group.name.replace('|', "\\|"),
            i8::from(group.label),
            significant(group.prior, 6),
            mean.join(", "),
            significant(group.noise_scale, 6)
        );
    }
    if !results.plan.axes.is_empty() {
        out.push_str("\nWhat varies has its first value here.\n");
    }
    out.push('\n');
}

/// Errors of every cell.
fn cells(out: &mut String, results: &GroupResults) {
    out.push_str(
        "| cell | quantity | theory | mean | se | z | verdict |\n|---|---|---|---|---|---|---|\n",
    );
    let lengths = ["alpha", "projection", "bias"];
    let errors = results
        .cells
        .iter()
        .filter(|row| !lengths.contains(&row.quantity.as_str()));
    for row in errors {
        let _ = writeln!(out, "{}", line(row));
    }
    out.push('\n');
}

fn line(row: &GroupCellRow) -> String {
    let number = |v: Option<f64>| v.map_or("–".to_owned(), |v| significant(v, 4));
    let what = match row.group.is_empty() {
        true => row.quantity.replace('_', " "),
        false => format!("{} of {}", row.quantity, row.group.replace('|', "\\|")),
    };
    format!(
        "| {} | {what} | {} | {} | {} | {} | {} |",
        row.cell,
        number(row.theory),
        number(row.mean),
        number(row.se),
        row.z.map_or("–".to_owned(), |z| format!("{z:.2}")),
        row.verdict.map_or("–", Verdict::name)
    )
}

const COLUMNS: &str = "
`cells.csv` has a row for each cell and quantity. `quantity` is alpha, projection, bias, error,
worst_group_error, balanced_error or average_error; `group` names the group of an error, or the
coordinate of a projection from 1 on; `prior` is that group's share of the training set. `weights`
are those of all groups, in the order of the table above. `theory` is the limit n → ∞ at the
realised priors and δ; `mean`, `se`, `lo`, `hi` are of the replicates; `known_shift` is by how much
the mean of the largest error exceeds the largest mean error by chance, and `z` is
(mean − theory − known_shift)/se.
";
