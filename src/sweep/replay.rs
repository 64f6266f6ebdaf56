//! One replicate of one cell again, alone.

use super::Outcome;
use super::data_layout::groups;
use super::executor::guarded;
use super::key::{DataKey, draw_key, training_key};
use super::replicated::Replicated;
use super::resolve::{Resolved, resolve};
use super::store::Known;
use super::study::unit;
use super::two_classes::TwoClasses;
use super::unit::Unit;
use crate::model::{Design, ModelError, SimulationMethod, Training};
use crate::scenario::Plan;
use crate::simulate::Streams;

/// What one replicate of one cell gives, with what it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Replayed {
    /// Shapes the data.
    pub design: Design,
    /// How it is simulated.
    pub method: SimulationMethod,
    /// With the replicate's number, the seed of all its random streams.
    pub key: DataKey,
    /// What was trained.
    pub training: Training,
    /// What theory says of the cell.
    pub theory: Resolved,
    /// What came out now.
    pub outcome: Outcome,
    /// What is stored, if anything is.
    pub stored: Option<Outcome>,
}

/// Why a replicate cannot be run again.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReplayError {
    /// The scenario has no such cell.
    #[error("no cell is called `{cell}`{}", similar.as_ref().map_or(String::new(), |s| format!("; did you mean `{s}`?")))]
    NoCell {
        /// The name given.
        cell: String,
        /// The nearest name.
        similar: Option<String>,
    },
    /// The cell is theory only.
    #[error("cell `{cell}` is not simulated: {why}")]
    NotSimulated {
        /// The cell.
        cell: String,
        /// Why not.
        why: &'static str,
    },
    /// The replicate does not exist.
    #[error("cell `{cell}` has replicates 0 to {last}, not {replicate}")]
    NoReplicate {
        /// The cell.
        cell: String,
        /// The number given.
        replicate: usize,
        /// The largest number.
        last: usize,
    },
    /// The cell asks for what the model does not allow.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// Draws one replicate again and trains one cell's classifier on it: to the same bits as in
/// the sweep, whatever else was trained there.
///
/// # Errors
/// [`ReplayError`] if there is no such cell or replicate.
pub fn replay(
    plan: &Plan,
    cell: &str,
    replicate: usize,
    known: &Known,
) -> Result<Replayed, ReplayError> {
    let Some(place) = plan.cells.iter().position(|c| c.id == cell) else {
        let closest = plan.cells.iter().max_by(|a, b| {
            let likeness = |id: &str| strsim::jaro_winkler(id, cell);
            likeness(&a.id).total_cmp(&likeness(&b.id))
        });
        return Err(ReplayError::NoCell {
            cell: cell.to_owned(),
            similar: closest.map(|c| c.id.clone()),
        });
    };
    let found = &plan.cells[place];
    let not_simulated = |why| ReplayError::NotSimulated {
        cell: cell.to_owned(),
        why,
    };
    if found.design.is_none() {
        return Err(not_simulated("the scenario has no [simulation]"));
    }
    if replicate >= found.replicates {
        return Err(ReplayError::NoReplicate {
            cell: cell.to_owned(),
            replicate,
            last: found.replicates.saturating_sub(1),
        });
    }
    let (unit, training, theory) = of_cell(plan, place)?;
    let training = training.ok_or_else(|| not_simulated("its rule gives no finite weight"))?;
    let (design, method) = (unit.design, unit.method);
    let key = draw_key(plan.seed, &design, method);
    let streams = Streams::new(key, replicate as u32);
    let outcome = guarded(&TwoClasses::draw, &unit, &[training], streams).remove(0);
    let mut stored = None;
    let names = TwoClasses::kept_names(&design);
    let wanted = [training_key(&training)];
    known.each((&key, &names, &wanted), |number, _, found| {
        if number == replicate && stored.is_none() {
            stored = Some(found.outcome::<TwoClasses>(&design));
        }
    });
    Ok(Replayed {
        design,
        method,
        key,
        training,
        theory,
        outcome,
        stored,
    })
}

/// The unit that a simulated cell belongs to, what the cell trains there, and its theory.
fn of_cell(plan: &Plan, cell: usize) -> Result<(Unit, Option<Training>, Resolved), ModelError> {
    let groups = groups(plan);
    let group = groups.iter().find(|g| g.cells.contains(&cell));
    // Every cell with a design is in a group.
    let group = group.expect("simulated");
    let resolved = group
        .cells
        .iter()
        .map(|&cell| resolve(&plan.cells[cell].setting))
        .collect::<Result<Vec<Resolved>, ModelError>>()?;
    let (unit, places) = unit(plan, group, &resolved);
    let within = group.cells.iter().position(|&c| c == cell).unwrap_or(0);
    let training = places[within].map(|place| unit.trainings[place]);
    Ok((unit, training, resolved[within]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Overrides;
    use crate::sweep::parse;
    use crate::sweep::{Run, Silent, Store, finish_study};

    #[test]
    fn a_replayed_replicate_is_the_stored_one_bit_for_bit() {
        let text = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1.5\n\
                    [training]\nloss = \"logistic\"\nweight_ratio = \"equal_error\"\n\
                    [simulation]\nn = 60\nreplicates = 3\n[vary]\ndelta = [0.03, 0.05, 0.9]\n";
        let plan = parse(text, "t.toml", Overrides::default()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), false).unwrap();
        let flag = std::sync::atomic::AtomicBool::new(false);
        let run = Run {
            store: Some(&store),
            ..Run::new(Some(1), &Silent, &flag)
        };
        finish_study(&plan, &run).unwrap();
        drop(store);
        let (known, _) = Store::read(folder.path()).unwrap();
        let id = plan.cells[1].id.as_str();
        for replicate in 0..3 {
            let replayed = replay(&plan, id, replicate, &known).unwrap();
            assert_eq!(replayed.stored.as_ref(), Some(&replayed.outcome));
        }
        let error = |id: &str, replicate| replay(&plan, id, replicate, &known).unwrap_err();
        assert_eq!(
            error(id, 3).to_string(),
            format!("cell `{id}` has replicates 0 to 2, not 3")
        );
        let cut = &id[..id.len() - 1];
        assert!(error(cut, 0).to_string().contains("did you mean"));
        // Separable: no weight equalises the errors.
        let separable = plan.cells[2].id.as_str();
        assert!(matches!(
            error(separable, 0),
            ReplayError::NotSimulated { .. }
        ));
    }
}
