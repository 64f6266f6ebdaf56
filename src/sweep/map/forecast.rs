//! What a map will take, from a pilot of cells all over it.

use std::time::{Duration, Instant};

use super::cell_value::evaluate;
use super::expected_cost;
use crate::model::ModelError;
use crate::scenario::MapPlan;
use crate::sweep::spread::place_in_turn;

/// What a map will take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapForecast {
    /// Cells of all panels.
    pub cells: usize,
    /// Cells that are expected to be evaluated. Of a map that is refined those about one
    /// boundary across it: more boundaries take more, to at most all cells.
    pub evaluated: usize,
    /// Work on lines, in evaluations of a cell.
    pub lines: f64,
    /// Cells that were tried.
    pub piloted: usize,
    /// Seconds of one core that one of them took, on average.
    pub cell_seconds: f64,
}

impl MapForecast {
    /// Seconds of one core for cells and lines.
    pub fn seconds(&self) -> f64 {
        (self.evaluated as f64 + self.lines) * self.cell_seconds
    }
}

/// Cells that say enough.
const ENOUGH: usize = 400;

/// Evaluates cells all over a map, at least one, as long as the budget lasts.
///
/// # Errors
/// [`ModelError`] if a cell asks for what the model does not allow.
pub fn forecast_map(map: &MapPlan, budget: Duration) -> Result<MapForecast, ModelError> {
    let total = map.cells();
    let size = map.x.values.len() * map.y.values.len();
    let begun = Instant::now();
    let mut piloted = 0;
    while piloted == 0 || (piloted < ENOUGH.min(total) && begun.elapsed() < budget) {
        let place = place_in_turn(piloted, total);
        let (panel, cell) = (place / size, place % size);
        let (x, y) = (cell % map.x.values.len(), cell / map.x.values.len());
        if let Some(place) = map.place(panel, map.x.values[x], map.y.values[y]) {
            evaluate(map, &place)?;
        }
        piloted += 1;
    }
    Ok(MapForecast {
        cells: total,
        evaluated: expected_cost::cells(map).round() as usize,
        lines: expected_cost::lines(map),
        piloted,
        cell_seconds: begun.elapsed().as_secs_f64() / piloted as f64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Overrides;
    use crate::sweep::parse;

    fn plan(more: &str) -> MapPlan {
        let text = format!(
            "name = \"m\"\n[model]\nsignal = 1\n[map]\n\
             x = {{ parameter = \"delta\", from = 0.05, to = 0.9, points = 64 }}\n\
             y = {{ parameter = \"minority_prior\", from = 0.05, to = 0.45, points = 64 }}\n{more}"
        );
        let plan = parse(&text, "m.toml", Overrides::default()).unwrap();
        plan.map().unwrap().clone()
    }

    #[test]
    fn every_cell_is_counted_and_fewer_of_a_map_that_is_refined() {
        let all = plan("value = \"weight\"\nrule = \"equal_error\"\n");
        let forecast = forecast_map(&all, Duration::MAX).unwrap();
        assert_eq!((forecast.cells, forecast.evaluated), (64 * 64, 64 * 64));
        assert!(forecast.piloted == ENOUGH && forecast.lines == 0.0);
        assert!(forecast.seconds() > 0.0);
        let refined = plan("value = \"separability\"\nrefine = 8\nboundaries = [\"category\"]\n");
        let forecast = forecast_map(&refined, Duration::ZERO).unwrap();
        assert_eq!(forecast.piloted, 1);
        let flag = std::sync::atomic::AtomicBool::new(false);
        let study = super::super::evaluate_map(&refined, Some(2), &crate::sweep::Silent, &flag);
        let evaluated = study.unwrap().cells.iter().filter(|c| c.evaluated).count();
        let ratio = forecast.evaluated as f64 / evaluated as f64;
        assert!((0.4..2.5).contains(&ratio), "{forecast:?} {evaluated}");
    }
}
