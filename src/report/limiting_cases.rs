//! Cells whose classifier is a limiting case, in words: θ = 0, or the maximum margin.

use std::fmt::Write;

use super::cell_row::CellRow;
use super::results::Results;
use super::summary::LISTED;
use crate::model::Quantity;
use crate::sweep::Standing;

impl Results {
    /// Cells in which theory gives (the minority, the majority) up: θ = 0, and everything is
    /// taken for the other class.
    pub fn given_up(&self) -> [usize; 2] {
        let value = |rows: &[CellRow], q: Quantity| rows.get(q as usize).and_then(|r| r.theory);
        let cells = || self.by_cell();
        let lost = |rows: &[CellRow], error: Quantity| {
            value(rows, Quantity::Alpha) == Some(0.0) && value(rows, error) == Some(1.0)
        };
        [Quantity::ErrorMinority, Quantity::ErrorMajority]
            .map(|error| cells().filter(|rows| lost(rows, error)).count())
    }
}

/// Everything there is to say; nothing for most scenarios.
pub(super) fn limiting_cases(out: &mut String, results: &Results) {
    let mut lines = Vec::new();
    let classes = [("minority", "majority"), ("majority", "minority")];
    for (count, (class, other)) in results.given_up().into_iter().zip(classes) {
        if count > 0 {
            lines.push(format!(
                "In {count} of {} cells training gives the {class} up: θ = 0, and everything is taken \
                 for the {other}. A loss with a kink does that; theory decides it by a criterion.",
                results.plan.cells.len()
            ));
        }
    }
    lines.extend(separable(results));
    lines.extend(mixed(results));
    if !lines.is_empty() {
        let _ = writeln!(out, "## Limiting cases\n\n{}\n", lines.join("\n\n"));
    }
}

fn separable(results: &Results) -> Option<String> {
    let count = results
        .first_rows()
        .filter(|r| r.status == Standing::Separable)
        .count();
    (count > 0).then(|| {
        format!(
            "In {count} of {} cells the data are separable as n, d → ∞: the loss has no minimiser, \
             weights do not matter, and theory is the maximum-margin direction, scaled to α = 1.",
            results.plan.cells.len()
        )
    })
}

/// Cells at which some training sets have a minimiser and others have none.
fn mixed(results: &Results) -> Option<String> {
    let mixed: Vec<_> = results.first_rows().filter(|r| r.is_mixed()).collect();
    if mixed.is_empty() {
        return None;
    }
    let mut text = format!(
        "In {} cells some replicates were linearly separable and others not, as happens near the \
         separability threshold at finite n. A separable one has no minimiser and counts with its \
         maximum-margin direction, scaled to α = 1. Means of α, γ and b over both kinds mean \
         nothing and are not compared with theory; the class errors, which depend on the direction \
         alone, are.\n",
        mixed.len()
    );
    for row in mixed.iter().take(LISTED) {
        let _ = write!(
            text,
            "\n- `{}`: {} of {} replicates separable (probability {:.3} to {:.3})",
            row.cell,
            row.separable,
            row.replicates,
            row.separable_lo.unwrap_or(0.0),
            row.separable_hi.unwrap_or(1.0)
        );
    }
    if mixed.len() > LISTED {
        let _ = write!(text, "\n- and {} more", mixed.len() - LISTED);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Overrides;
    use crate::sweep::parse;
    use crate::sweep::{Silent, run_study};

    /// δ* = .206: at n = 100 and δ = .19 data are separable as often as not.
    #[test]
    fn a_mixture_of_kinds_compares_errors_only() {
        let text = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1.0\n\
            [training]\nloss = \"squared-hinge\"\nweight_ratio = 2\n\
            [simulation]\nn = 100\nreplicates = 12\n[vary]\ndelta = [0.05, 0.19, 0.6]\n";
        let plan = parse(text, "t.toml", Overrides::default()).unwrap();
        let flag = std::sync::atomic::AtomicBool::new(false);
        let study = run_study(&plan, Some(1), &Silent, &flag).unwrap();
        let results = Results::of(plan, &study);
        let found: Vec<_> = results
            .by_cell()
            .map(|rows| {
                let compared = rows.iter().filter(|r| r.verdict.is_some()).count();
                assert_eq!(
                    compared,
                    rows.iter().filter_map(|r| results.comparison(r)).count()
                );
                (rows[0].is_mixed(), compared)
            })
            .collect();
        assert_eq!(found, [(false, 8), (true, 5), (false, 8)]);
        let mut text = String::new();
        limiting_cases(&mut text, &results);
        assert!(text.contains("In 1 cells some replicates") && text.contains("In 1 of 3 cells"));
    }

    #[test]
    fn a_class_that_is_given_up_is_counted() {
        let text = "name = \"t\"\n[model]\nminority_prior = 0.4369\nsignal = 0.386\n\
            [training]\nloss = \"hinge\"\nweight_ratio = 0.4836\n[vary]\ndelta = [0.0322, 0.5]\n";
        let plan = parse(text, "t.toml", Overrides::default()).unwrap();
        let flag = std::sync::atomic::AtomicBool::new(false);
        let results = Results::of(
            plan.clone(),
            &run_study(&plan, Some(1), &Silent, &flag).unwrap(),
        );
        assert_eq!(results.given_up(), [1, 0]);
        let mut text = String::new();
        limiting_cases(&mut text, &results);
        assert!(text.contains("gives the minority up: θ = 0"), "{text}");
    }
}
