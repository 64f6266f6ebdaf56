//! One replicate of one cell again, alone.

use super::Outcome;
use super::guarded_replicate::guarded;
use super::key::DataKey;
use super::replicated::Replicated;
use super::resolve::Resolved;
use super::simulated_plan::SimulatedPlan;
use super::store::Known;
use super::two_classes::TwoClasses;
use crate::model::{ModelError, SimulationMethod};
use crate::simulate::Streams;
use crate::suggestion::meant;

/// What one replicate of one cell gives, with what it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Replayed<R: Replicated = TwoClasses, T = Resolved> {
    /// Shapes the data.
    pub design: R::Design,
    /// How it is simulated.
    pub method: SimulationMethod,
    /// With the replicate's number, the seed of all its random streams.
    pub key: DataKey,
    /// What was trained.
    pub training: R::Training,
    /// What theory says of the cell.
    pub theory: T,
    /// What came out now.
    pub outcome: Outcome<R::Measurement>,
    /// What is stored, if anything is.
    pub stored: Option<Outcome<R::Measurement>>,
}

/// Why a replicate cannot be run again.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReplayError {
    /// The scenario has no such cell.
    #[error("no cell is called `{cell}`{}", match similar {
        Some(similar) => format!("; did you mean `{similar}`?"),
        None => format!(": a name is one of column `cell` of cells.csv, such as `{example}`"),
    })]
    NoCell {
        /// The name given.
        cell: String,
        /// The name that was probably meant.
        similar: Option<String>,
        /// A name that there is.
        example: String,
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
    /// The replicate could not be run.
    #[error(
        "the system refused memory to run the replicate again: allow more (`ulimit -v`, the job's \
         limits)"
    )]
    MemoryRefused,
    /// The cell asks for what the model does not allow.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// Draws one replicate again and trains one cell's classifier on it: to the same bits as in
/// the sweep, whatever else was trained there.
///
/// # Errors
/// [`ReplayError`] if there is no such cell or replicate.
pub fn replay<P: SimulatedPlan>(
    plan: &P,
    cell: &str,
    replicate: usize,
    known: &Known,
) -> Result<Replayed<P::Of, P::Theory>, ReplayError> {
    let place = place_of(&plan.cell_names(), cell)?;
    let not_simulated = |why| ReplayError::NotSimulated {
        cell: cell.to_owned(),
        why,
    };
    let designs = plan.designs();
    let on = designs.iter().find(|on| on.cells.contains(&place));
    let on = on.ok_or_else(|| not_simulated("the scenario has no [simulation]"))?;
    if replicate >= on.replicates {
        return Err(ReplayError::NoReplicate {
            cell: cell.to_owned(),
            replicate,
            last: on.replicates.saturating_sub(1),
        });
    }
    let theory = plan.theory_of(on)?;
    let (unit, places) = plan.unit(on, &theory)?;
    let of_cell = on.cells.iter().zip(places).zip(theory);
    let found = of_cell.into_iter().find(|((c, _), _)| **c == place);
    let found = found.and_then(|((_, training), theory)| Some((training?, theory)));
    let (training, theory) =
        found.ok_or_else(|| not_simulated("its rule gives no finite weight"))?;
    let wanted = std::slice::from_ref(&unit.trainings[training]);
    let key = P::Of::draw_key(plan.seed(), &unit.design, unit.method);
    let streams = Streams::new(key, replicate as u32);
    let outcome = guarded(&P::Of::draw, &unit, wanted, streams);
    let outcome = outcome.map_err(|_| ReplayError::MemoryRefused)?.remove(0);
    let mut stored = None;
    let names = P::Of::kept_names(&unit.design, &wanted[0]);
    let keys = [P::Of::training_key(&wanted[0])];
    known.each((&key, &names, &keys), |number, _, found| {
        if number == replicate && stored.is_none() {
            stored = Some(found.outcome::<P::Of>(&unit.design));
        }
    });
    Ok(Replayed {
        training: wanted[0].clone(),
        method: unit.method,
        design: unit.design,
        key,
        theory,
        outcome,
        stored,
    })
}

/// Which of the cells has that name.
fn place_of(names: &[&str], cell: &str) -> Result<usize, ReplayError> {
    let place = names.iter().position(|name| *name == cell);
    place.ok_or_else(|| {
        let example = names.first().copied().unwrap_or_default();
        ReplayError::NoCell {
            cell: cell.to_owned(),
            similar: meant(cell, names.iter().copied()).map(str::to_owned),
            example: example.to_owned(),
        }
    })
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
        let said = error("3", 0).to_string();
        let example = format!("such as `{}`", plan.cells[0].id);
        assert!(said.ends_with(&example), "{said}");
        // Separable: no weight equalises the errors.
        let separable = plan.cells[2].id.as_str();
        assert!(matches!(
            error(separable, 0),
            ReplayError::NotSimulated { .. }
        ));
    }
}
