//! `summary.md` of a run about groups.

use std::fmt::Write;

use super::methods_table::methods;
use super::precision::precision;
use super::results::GroupResults;
use super::rows::GroupCellRow;
use crate::compare::{Measured, StudyVerdict, Verdict};
use crate::figure::significant;
use crate::model::{GroupQuantity, Population};
use crate::printable::{lines, markdown};
use crate::report::drawing::without_crumbs;
use crate::sweep::{Standing, WithoutWeights};

/// The page.
pub(super) fn summary(results: &GroupResults) -> String {
    let plan = &results.plan;
    let heading = if plan.title.is_empty() {
        &plan.name
    } else {
        &plan.title
    };
    let mut out = format!("# {}\n\n", markdown(heading));
    if !plan.description.is_empty() {
        // Its lines may be Markdown, but no tags.
        let text = lines(&plan.description).replace('<', "&lt;");
        let _ = writeln!(out, "{text}\n");
    }
    if plan.figure.is_some() || plan.map.is_some() {
        out.push_str("![figure](figure.svg)\n\n");
    }
    if let Some(blanks) = results.blanks() {
        let _ = writeln!(out, "**Warning:** {blanks}.\n");
    }
    let _ = writeln!(out, "{}\n", results.sentence());
    if let Some(without) = results.without_weights() {
        let _ = writeln!(out, "{}.\n", markdown(&without));
    }
    if results.cells.iter().any(|row| row.mean.is_some()) {
        let _ = writeln!(out, "Points: {}.\n", results.how_simulated());
    }
    unsolved_cells(&mut out, results);
    if let Some(crumbs) = results.map_chart().as_ref().and_then(without_crumbs) {
        let _ = writeln!(out, "{crumbs}.\n");
    }
    groups(&mut out, results);
    methods(&mut out, plan);
    if !results.cells.is_empty() {
        cells(&mut out, results);
    }
    precision(&mut out, results);
    for (what, z) in results.disagreeing().iter().take(20) {
        let z = z.map_or("–".to_owned(), |z| format!("{z:.1}"));
        let _ = writeln!(out, "- off: {what}, z = {z}");
    }
    out.push_str(match plan.map {
        Some(_) => MAP_COLUMNS,
        None => COLUMNS,
    });
    out
}

impl GroupResults {
    /// Cells whose weights were trained with, and that have a prediction.
    fn simulated_cells(&self) -> usize {
        let whole = |row: &&GroupCellRow| row.mean.is_some() && row.theory.is_some();
        let mut cells: Vec<&str> = self
            .cells
            .iter()
            .filter(whole)
            .map(|r| &r.cell[..])
            .collect();
        cells.dedup();
        cells.len()
    }

    /// What is said of cells whose rule has no weights, which are not simulated; `None` where
    /// every cell has some.
    pub fn without_weights(&self) -> Option<String> {
        let without = |(.., row): &(usize, GroupQuantity, &GroupCellRow)| row.weights.is_empty();
        let mut places: Vec<usize> = self.rows().filter(without).map(|(cell, ..)| cell).collect();
        places.dedup();
        WithoutWeights::told(&WithoutWeights::at(&self.plan, &places))
    }

    /// How theory and simulation agree, in a sentence.
    pub fn sentence(&self) -> String {
        let overview = self.overview();
        if let Some(map) = &self.plan.map {
            let without = self.map.iter().filter(|row| row.value.is_none()).count();
            return format!(
                "theory alone: {} cells of a map, {without} without a value",
                map.cells()
            );
        }
        if overview.comparisons == 0 {
            let cells = self.plan.cells.len();
            return match self.plan.replicates {
                0 => format!("theory alone: {}", counted(cells, "cell")),
                _ => format!(
                    "nothing could be compared: {} of {} have a prediction and replicates",
                    self.simulated_cells(),
                    counted(cells, "cell")
                ),
            };
        }
        let verdict = match overview.verdict {
            StudyVerdict::Agree => "theory and simulation agree",
            StudyVerdict::CannotTell => {
                "nothing speaks against theory, but errors off by 10 % would not be seen"
            }
            StudyVerdict::NothingToCompare => "theory and simulation are not compared",
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

/// `1 cell`, `2 cells`.
fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

/// Cells of a map named before the rest is only counted.
const LISTED: usize = 8;

/// Cells of a map in which theory did not converge.
fn unsolved_cells(out: &mut String, results: &GroupResults) {
    let Some(map) = &results.plan.map else {
        return;
    };
    let failed = results.map.iter();
    let failed = failed.filter(|row| row.status == Standing::NotConverged);
    let all = failed.clone().count();
    for row in failed.take(LISTED) {
        let _ = writeln!(
            out,
            "- not converged at {} = {}, {} = {}: {}",
            map.x.parameter.entry().symbol,
            significant(row.x, 4),
            map.y.parameter.entry().symbol,
            significant(row.y, 4),
            markdown(row.reason.as_deref().unwrap_or("no reason is stored")),
        );
    }
    if all > LISTED {
        let _ = writeln!(out, "- and {} more", all - LISTED);
    }
    if all > 0 {
        out.push('\n');
    }
}

/// The population; what varies it is at its first value.
fn groups(out: &mut String, results: &GroupResults) {
    let plan = &results.plan;
    let of_map = plan.map.as_ref().map(|map| map.setting(0));
    let shown = of_map.as_ref().unwrap_or(&plan.base);
    out.push_str("| group | label | prior | mean | noise |\n|---|---|---|---|---|\n");
    for group in shown.population.population().groups() {
        let mean: Vec<String> = group.mean.iter().map(|m| significant(*m, 6)).collect();
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            markdown(&group.name),
            i8::from(group.label),
            significant(group.prior, 6),
            mean.join(", "),
            significant(group.noise_scale, 6)
        );
    }
    let of_axes = plan.axes.iter().map(|axis| axis.parameter);
    let of_map = plan
        .map
        .iter()
        .flat_map(|map| [map.x.parameter, map.y.parameter]);
    for varied in of_axes.chain(of_map).filter(|p| p.shapes_population()) {
        let first = (varied.entry().read)(shown).map_or("–".to_owned(), |v| significant(v, 6));
        let _ = writeln!(
            out,
            "\n`{}` varies; the table is of the first value, {first}.",
            varied.name()
        );
    }
    out.push('\n');
}

/// Errors of every cell.
fn cells(out: &mut String, results: &GroupResults) {
    out.push_str(
        "| cell | quantity | theory | mean | se | z | verdict |\n|---|---|---|---|---|---|---|\n",
    );
    let errors = results
        .rows()
        .filter(|(_, quantity, _)| !quantity.is_of_length());
    let population = results.plan.base.population.population();
    for (_, quantity, row) in errors {
        let _ = writeln!(out, "{}", line(row, quantity, &population));
    }
    out.push('\n');
}

fn line(row: &GroupCellRow, quantity: GroupQuantity, population: &Population) -> String {
    let number = |v: Option<f64>| v.map_or("–".to_owned(), |v| significant(v, 4));
    let what = match row.group.is_empty() {
        true => quantity.label(population),
        false => format!("{} of {}", row.quantity, markdown(&row.group)),
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

const MAP_COLUMNS: &str = "
`map.csv` has a row for each cell of the map: `x` and `y`, the parameters along its sides; `value`, empty
where there is none; `status`, how that came about, or why there is none; and `reason`, what is in the way
where theory did not converge (each cell that did not is named above, up to eight).
";
