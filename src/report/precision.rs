//! How precise the means are that a scenario wanted precise, in words.

use std::fmt::Write;

use super::cell_row::CellRow;
use super::results::Results;
use super::summary::LISTED;
use crate::model::Quantity;
use crate::scenario::Precision;

/// What was asked for, and where it was not reached; nothing without `[precision]`.
pub(super) fn precision(out: &mut String, results: &Results) {
    let Some(asked) = &results.plan.precision else {
        return;
    };
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
        "## Precision\n\nAsked for: {}. A design is simulated up to {}{more} times and at most {cap} \
         times, until every cell of it is as precise. {}\n",
        wanted(asked),
        decisions.join(", "),
        taken(results)
    );
    let short = short(results, asked);
    if short.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "Not reached in {} cells, for which [simulation] replicates = {cap} is too few:\n",
        short.len()
    );
    for (row, se) in short.iter().take(LISTED) {
        let label = row.quantity.label();
        let _ = writeln!(out, "- `{}` {label}: standard error {se:.2e}", row.cell);
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
        Some(short(self, asked).len())
    }
}

fn wanted(asked: &Precision) -> String {
    let quantities: Vec<&str> = asked.quantities.iter().map(|q| q.label()).collect();
    let absolute = asked.target.absolute.map(|a| format!("at most {a}"));
    let share = |r: f64| format!("at most {} % of the mean", 100.0 * r);
    let bounds: Vec<String> = absolute
        .into_iter()
        .chain(asked.target.relative.map(share))
        .collect();
    format!(
        "standard errors of {} {}",
        quantities.join(", "),
        bounds.join(" and ")
    )
}

fn taken(results: &Results) -> String {
    let cells = results.cells.iter().step_by(Quantity::ALL.len());
    let replicates = || {
        cells
            .clone()
            .map(|row| row.replicates + row.failures)
            .filter(|taken| *taken > 0)
    };
    match (replicates().min(), replicates().max()) {
        (Some(least), Some(most)) if least == most => format!("It took {least} replicates."),
        (Some(least), Some(most)) => format!("It took {least} to {most} replicates."),
        _ => "Nothing was simulated.".to_owned(),
    }
}

/// The first row of every cell that is less precise than asked, with its standard error.
fn short<'a>(results: &'a Results, asked: &Precision) -> Vec<(&'a CellRow, f64)> {
    let imprecise = |row: &&CellRow| {
        let estimate = row.estimate().filter(|e| !asked.target.admits(e));
        asked.quantities.contains(&row.quantity) && estimate.is_some()
    };
    let cells = results.cells.chunks(Quantity::ALL.len());
    cells
        .filter_map(|rows| rows.iter().find(imprecise))
        .filter_map(|row| Some((row, row.se?)))
        .collect()
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
