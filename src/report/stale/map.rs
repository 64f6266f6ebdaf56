//! A map's cells and lines.

use super::Stale;
use super::held_entries::{Held, SAME, WEIGHT};
use crate::paper::Scale;
use crate::report::map::{BOUNDARIES, LineRow, MAP, MapRow, MapTables};
use crate::scenario::{Axis, MapPlan, MapValue};
use crate::sweep::MapStudy;

pub(super) fn compare(
    plan: &MapPlan,
    stored: &MapTables,
    theory: Option<&MapStudy>,
    found: &mut Vec<Stale>,
) {
    let Some(theory) = theory else {
        return;
    };
    let (cells, lines) = MapTables::predicted(plan, theory);
    for (row, now) in stored.cells.iter().zip(&cells) {
        of_cell(plan, row, now, found);
    }
    let counts = [stored.lines.len(), lines.len()].map(|count| Some(count as f64));
    let place = || "all lines".to_owned();
    Held::new(BOUNDARIES, &place, found).on_scale("points", counts[0], counts[1], 0.0);
    for (row, now) in stored.lines.iter().zip(&lines) {
        of_point(plan, row, now, found);
    }
}

fn of_cell(plan: &MapPlan, row: &MapRow, now: &MapRow, found: &mut Vec<Stale>) {
    let own = now.value.unwrap_or(0.0);
    let scale = match &plan.value {
        MapValue::Weight(_) => WEIGHT / SAME * own,
        // A difference of errors is known as well as they are, which are below one.
        MapValue::Gain(gain) if !gain.ratio => 1.0,
        MapValue::Gain(_)
        | MapValue::Quantity(..)
        | MapValue::Winner(_)
        | MapValue::Feasibility
        | MapValue::Separability
        | MapValue::SeparabilityThreshold
        | MapValue::Monotonicity => own,
    };
    let place = || row.whereabouts(plan);
    Held::new(MAP, &place, found)
        .on_scale("value", row.value, now.value, scale)
        .word("category", row.category.as_deref(), now.category.as_deref())
        .word("status", Some(row.status.name()), Some(now.status.name()));
}

fn of_point(plan: &MapPlan, row: &LineRow, now: &LineRow, found: &mut Vec<Stale>) {
    // Places are known to a share of the axis.
    let scale = |axis: &Axis, at: f64| match axis.scale {
        Scale::Log => at,
        Scale::Linear => axis
            .values
            .iter()
            .fold(0.0, |most: f64, v| most.max(v.abs())),
    };
    let place = || format!("line {}, {}", now.line, now.kind.name());
    Held::new(BOUNDARIES, &place, found)
        .on_scale("x", Some(row.x), Some(now.x), scale(&plan.x, now.x))
        .on_scale("y", Some(row.y), Some(now.y), scale(&plan.y, now.y))
        .word("kind", Some(row.kind.name()), Some(now.kind.name()));
}
