//! How precise the means are that a scenario wanted precise, in words.

use std::fmt::Write;

use super::cell_row::CellRow;
use super::results::Results;
use super::summary::LISTED;
use crate::scenario::Precision;
use crate::stats::Target;

/// How precise the means of a cell are.
pub(super) struct CellPrecision<'a> {
    /// Its name.
    pub(super) cell: &'a str,
    /// Replicates that it took.
    pub(super) taken: usize,
    /// The first quantity that is less precise than asked, with its standard error.
    pub(super) short: Option<(String, f64)>,
}

/// What was asked for, and where it was not reached; nothing without `[precision]`.
pub(super) fn precision(out: &mut String, results: &Results) {
    let Some(asked) = &results.plan.precision else {
        return;
    };
    let labels: Vec<&str> = asked.quantities.iter().map(|q| q.label()).collect();
    told(out, asked, &labels.join(", "), &cells(results, asked));
}

/// The same of cells of any kind, and the quantities that are asked for in words.
pub(super) fn told<Q>(
    out: &mut String,
    asked: &Precision<Q>,
    quantities: &str,
    cells: &[CellPrecision<'_>],
) {
    let cap = asked.schedule.cap;
    let decisions: Vec<String> = asked
        .schedule
        .boundaries()
        .take(3)
        .map(|at| at.to_string())
        .collect();
    let more = match decisions.len() {
        3 => ", …",
        _ => "",
    };
    let _ = writeln!(
        out,
        "## Precision\n\nAsked for: standard errors of {quantities} {}. A design is simulated up to \
         {}{more} times and at most {cap} times, until every cell of it is as precise. {}\n",
        bounds(&asked.target),
        decisions.join(", "),
        taken(cells)
    );
    let short: Vec<_> = cells
        .iter()
        .filter_map(|cell| Some((cell.cell, cell.short.as_ref()?)))
        .collect();
    if short.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "Not reached in {} cells, for which [simulation] replicates = {cap} is too few:\n",
        short.len()
    );
    for (cell, (label, se)) in short.iter().take(LISTED) {
        let _ = writeln!(out, "- `{cell}` {label}: standard error {se:.2e}");
    }
    if short.len() > LISTED {
        let _ = writeln!(out, "- and {} more", short.len() - LISTED);
    }
    out.push('\n');
}

impl Results {
    /// Cells that are less precise than the scenario asks; `None` if it does not ask.
    pub fn short_of_precision(&self) -> Option<usize> {
        let asked = self.plan.precision.as_ref()?;
        let cells = cells(self, asked).into_iter();
        Some(cells.filter(|cell| cell.short.is_some()).count())
    }
}

fn bounds(target: &Target) -> String {
    let absolute = target.absolute.map(|a| format!("at most {a}"));
    let share = |r: f64| format!("at most {} % of the mean", 100.0 * r);
    let bounds: Vec<String> = absolute
        .into_iter()
        .chain(target.relative.map(share))
        .collect();
    bounds.join(" and ")
}

fn taken(cells: &[CellPrecision<'_>]) -> String {
    let replicates = || {
        cells
            .iter()
            .map(|cell| cell.taken)
            .filter(|taken| *taken > 0)
    };
    match (replicates().min(), replicates().max()) {
        (Some(least), Some(most)) if least == most => format!("It took {least} replicates."),
        (Some(least), Some(most)) => format!("It took {least} to {most} replicates."),
        _ => "Nothing was simulated.".to_owned(),
    }
}

fn cells<'a>(results: &'a Results, asked: &Precision) -> Vec<CellPrecision<'a>> {
    let short = |row: &CellRow| {
        let imprecise = row.estimate().filter(|e| !asked.target.admits(e));
        let is_asked = asked.quantities.contains(&row.quantity);
        imprecise
            .filter(|_| is_asked)
            .map(|e| (row.quantity.label().to_owned(), e.standard_error))
    };
    let cells = results.by_cell();
    let of_cell = |rows: &'a [CellRow]| CellPrecision {
        cell: &rows[0].cell,
        taken: rows[0].replicates + rows[0].failures,
        short: rows.iter().find_map(short),
    };
    cells.map(of_cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Overrides;
    use crate::sweep::parse;
    use crate::sweep::{Silent, run_study};

    const SCENARIO: &str = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n\
        [training]\ndelta = 0.2\n[simulation]\nn = 50\nreplicates = 12\n\
        [vary]\nweight_ratio = [1.0, 4.0]\n\
        [precision]\nfirst = 10\nbatch = 2\nrelative_standard_error = 0.5\n";

    fn told(text: &str) -> String {
        let plan = parse(text, "t.toml", Overrides::default()).unwrap();
        let flag = std::sync::atomic::AtomicBool::new(false);
        let study = run_study(&plan, Some(1), &Silent, &flag).unwrap();
        let mut out = String::new();
        precision(&mut out, &Results::of(plan, &study));
        out
    }

    #[test]
    fn cells_that_fall_short_are_named() {
        let reached = told(SCENARIO);
        for words in [
            "up to 10, 12 times and at most 12 times",
            "at most 50 % of the mean",
        ] {
            assert!(reached.contains(words), "{reached}");
        }
        assert!(!reached.contains("Not reached"), "{reached}");
        let both = format!("{SCENARIO}standard_error = 1e-9\n");
        let short = told(&both);
        for words in [
            "Not reached in 2 cells",
            "0.000000001 and at most 50 %",
            "w4-r0-weighted",
        ] {
            assert!(short.contains(words), "{short}");
        }
        let end = SCENARIO.find("[precision]").unwrap();
        assert_eq!(told(&SCENARIO[..end]), "");
    }
}
