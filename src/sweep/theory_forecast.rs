//! What the theory of a scenario will take, from a pilot of problems all over it.

use std::time::{Duration, Instant};

use super::predictions::marked;
use super::resolve::{Resolved, resolve};
use super::spread::place_in_turn;
use crate::model::{ModelError, Quantity};
use crate::scenario::{Plan, Setting};

/// What the theory of cells, curves and marks will take; that of a map's own cells is
/// [`MapForecast`](super::MapForecast)'s.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TheoryForecast {
    /// Problems that are solved: one a cell, a point of a curve and a mark.
    pub problems: usize,
    /// Those that were tried.
    pub piloted: usize,
    /// Seconds of one core that one of them took, on average, with what tables have of it.
    pub problem_seconds: f64,
}

impl TheoryForecast {
    /// Seconds of one core for all.
    pub fn seconds(&self) -> f64 {
        self.problems as f64 * self.problem_seconds
    }
}

/// Problems that say enough.
const ENOUGH: usize = 400;

/// Solves problems all over a plan, at least one, as long as the budget lasts, with what tables have
/// of each: metrics that are integrals can take longer than the problem.
///
/// # Errors
/// [`ModelError`] if a cell asks for what the model does not allow.
pub fn forecast_theory(plan: &Plan, budget: Duration) -> Result<TheoryForecast, ModelError> {
    let marked = marked(plan);
    let cells = plan.cells.iter().map(|cell| &cell.setting);
    let points = plan.curves.iter().flat_map(|curve| &curve.points);
    let points = points.map(|(_, setting)| setting);
    let all: Vec<&Setting> = cells
        .chain(points)
        .chain(marked.iter().map(|(_, setting)| setting))
        .collect();
    let drawn = plan.figure.as_ref().map_or(&[][..], |figure| &figure.y);
    let told = |place: usize| match plan.cells.get(place) {
        Some(cell) => Told {
            quantities: &plan.quantities,
            compared: cell.design.is_some(),
        },
        None if place < all.len() - marked.len() => Told::alone(drawn),
        None => Told::alone(&[Quantity::WorstClassError]),
    };
    pilot(all.len(), budget, |place| {
        told(place).of(&resolve(all[place], plan.conditions)?);
        Ok(())
    })
}

/// What tables have of a problem.
#[derive(Clone, Copy)]
struct Told<'a> {
    quantities: &'a [Quantity],
    /// Whether simulation is held against it, on a scale that is made of more values.
    compared: bool,
}

impl<'a> Told<'a> {
    fn alone(quantities: &'a [Quantity]) -> Self {
        Self {
            quantities,
            compared: false,
        }
    }

    /// As many values as that takes.
    fn of(self, resolved: &Resolved) {
        let Some(seen) = resolved.classifier() else {
            return;
        };
        for quantity in self.quantities {
            for _ in 0..self.values(*quantity) {
                let _ = std::hint::black_box(quantity.of(&seen));
            }
        }
    }

    /// How often a quantity is computed: `compare::scale_of` moves what it follows from, m/α or that,
    /// b/α and α, each alone and by twos.
    fn values(self, quantity: Quantity) -> usize {
        let for_scale = match (self.compared, quantity.is_of_ranking()) {
            (false, _) => 0,
            (true, true) => 3,
            (true, false) => 19,
        };
        let is_moved = !quantity.scales() && !quantity.is_of_class_errors();
        1 + if is_moved { for_scale } else { 0 }
    }
}

/// Solves some of so many problems, spread over all of them.
///
/// # Errors
/// The first of `solve`.
pub(super) fn pilot(
    problems: usize,
    budget: Duration,
    solve: impl Fn(usize) -> Result<(), ModelError>,
) -> Result<TheoryForecast, ModelError> {
    let begun = Instant::now();
    let mut piloted = 0;
    while piloted < problems.min(ENOUGH) && (piloted == 0 || begun.elapsed() < budget) {
        solve(place_in_turn(piloted, problems))?;
        piloted += 1;
    }
    Ok(TheoryForecast {
        problems,
        piloted,
        problem_seconds: begun.elapsed().as_secs_f64() / piloted.max(1) as f64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Overrides;
    use crate::sweep::parse;

    /// Cells, points of curves and marks are counted as they are solved.
    #[test]
    fn every_problem_is_counted() {
        let text = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n[training]\n\
                    delta = 0.1\n[vary]\nweight_ratio = [1, 2, 4]\nridge = [0.1, 1]\n[figure]\n\
                    x = \"weight_ratio\"\ny = [\"error_minority\"]\ntheory_points = 50\n\
                    mark = [\"equal_error\", \"prior_ratio\"]\n";
        let plan = parse(text, "t.toml", Overrides::default()).unwrap();
        let flag = std::sync::atomic::AtomicBool::new(false);
        let study = crate::sweep::run_study(&plan, Some(1), &crate::sweep::Silent, &flag).unwrap();
        let points: usize = study.curves.iter().map(Vec::len).sum();
        let solved = study.cells.len() + points + study.marks.len();
        let forecast = forecast_theory(&plan, Duration::MAX).unwrap();
        assert_eq!((forecast.problems, solved), (solved, 6 + 100 + 4));
        assert_eq!(forecast.piloted, solved);
        assert!(forecast.seconds() > 0.0);
        assert_eq!(forecast_theory(&plan, Duration::ZERO).unwrap().piloted, 1);
    }

    /// Square loss is solved in a microsecond; average precision is an integral.
    #[test]
    fn metrics_are_counted_with_what_they_take() {
        let forecast = |more: &str| {
            let text = format!(
                "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n[training]\n\
                 delta = 0.1\nweight_ratio = 2\n[vary]\nridge = [0.1, 0.2, 0.4, 1]\n{more}"
            );
            let plan = parse(&text, "t.toml", Overrides::default()).unwrap();
            let least = |_| {
                forecast_theory(&plan, Duration::MAX)
                    .unwrap()
                    .problem_seconds
            };
            (0..5).map(least).fold(f64::INFINITY, f64::min)
        };
        let metric = "[metrics]\nquantities = [\"average_precision\"]\n";
        let simulated = format!("{metric}[simulation]\nn = 100\nreplicates = 2\n");
        let [without, with, compared] = [forecast(""), forecast(metric), forecast(&simulated)];
        assert!(with > 10.0 * without, "{with} {without}");
        // One value, and three more for the scale.
        assert!(compared > 2.0 * with, "{compared} {with}");
    }
}
