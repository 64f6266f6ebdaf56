//! What the theory of a scenario will take, from a pilot of problems all over it.

use std::time::{Duration, Instant};

use super::predictions::marked;
use super::resolve::{Resolved, resolve};
use super::spread::place_in_turn;
use crate::compare::evaluations_for_scale;
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

    /// How often a quantity is computed.
    fn values(self, quantity: Quantity) -> usize {
        match self.compared {
            true => 1 + evaluations_for_scale(quantity),
            false => 1,
        }
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

    /// What tables have of a problem is computed as often as they do: once, and for the scale of what is
    /// simulated.
    #[test]
    fn metrics_are_counted_with_what_they_take() {
        let values = |compared, quantity| {
            let quantities = &[];
            let told = Told {
                quantities,
                compared,
            };
            told.values(quantity)
        };
        for (quantity, compared) in [
            (Quantity::AveragePrecision, 1 + 3),
            (Quantity::WorstClassError, 1 + 1),
            (Quantity::LogLoss, 1 + 19),
            (Quantity::Alpha, 1 + 1),
        ] {
            assert_eq!(values(false, quantity), 1, "{quantity:?}");
            assert_eq!(values(true, quantity), compared, "{quantity:?}");
        }
    }
}
