//! What holds for all bytes that stand in a folder of results. Also the body of the fuzzing
//! target `tables`.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;
use thumbscale::report::{Circumstances, Manifest, Results, altered};
use thumbscale::scenario::Overrides;
use thumbscale::sweep::parse;
use thumbscale::sweep::{Predictions, Run, Silent, predict_plan};
use thumbscale::{printable, run_study};

/// Between them they have every table.
const SCENARIOS: [&str; 2] = [
    "name = \"s\"\n[model]\nminority_prior = 0.2\nsignal = 1.5\n[training]\ndelta = 0.2\n\
     [simulation]\nreplicates = 4\n[finite_size]\nsamples = [20, 40, 80]\n[paired]\n\
     reference = { weight_ratio = 1 }\n[vary]\nweight_ratio = [1, 4]\n",
    "name = \"m\"\n[model]\nsignal = 1\n[simulation]\nn = 40\nreplicates = 4\n[map]\n\
     value = \"gain\"\nrule = \"equal_error\"\nover = \"prior_ratio\"\n\
     boundaries = [\"feasibility\"]\n\
     x = { parameter = \"delta\", from = 0.1, to = 1, points = 3 }\n\
     y = { parameter = \"minority_prior\", from = 0.1, to = 0.5, points = 3 }\n\
     overlay = { x = [0.25, 0.5], y = [0.25, 0.5] }\n[figure]\n",
];
const DRAWN: &str = "name = \"d\"\n[model]\nminority_prior = 0.2\nsignal = 2\n[training]\n\
     delta = 0.2\n[simulation]\nn = 40\nreplicates = 4\n[vary]\nweight_ratio = [1, 4]\n[figure]\n\
     x = \"weight_ratio\"\ny = [\"worst_class_error\"]\nmark = [\"equal_error\"]\n\
     theory_points = 5\n";

/// One finished run on disk.
pub(crate) struct Stored {
    folder: TempDir,
    theory: Predictions,
    /// Its files, in the order of their names, as the run wrote them.
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

/// Finished runs that have every kind of table.
pub(crate) fn runs() -> Vec<Stored> {
    SCENARIOS
        .iter()
        .chain([&DRAWN])
        .map(|text| stored(text))
        .collect()
}

fn stored(text: &str) -> Stored {
    let plan = parse(text, "s.toml", Overrides::default()).unwrap_or_else(|e| panic!("{e}"));
    let cancel = AtomicBool::new(false);
    let run = Run::new(Some(1), &Silent, &cancel);
    let study = run_study(&plan, Some(1), &Silent, &cancel).unwrap();
    let theory = predict_plan(&plan, &run).unwrap();
    let results = Results::of(plan, &study);
    let circumstances = Circumstances {
        begun: SystemTime::UNIX_EPOCH,
        took: Duration::ZERO,
        threads: 1,
        reused: 0,
        sessions: Vec::new(),
    };
    let manifest = Manifest::of(&results, &circumstances);
    let folder = tempfile::tempdir().unwrap();
    let mut files: Vec<(String, Vec<u8>)> = results
        .tables(&manifest)
        .into_iter()
        .map(|(name, bytes)| (name.to_owned(), bytes))
        .collect();
    files.sort();
    for (name, bytes) in &files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    Stored {
        folder,
        theory,
        files,
    }
}

/// The first two bytes say of which run and in place of which file the rest stands.
///
/// # Errors
/// What does not hold, in one sentence.
pub(crate) fn check(runs: &[Stored], input: &[u8]) -> Result<(), String> {
    let [run, file, bytes @ ..] = input else {
        return Ok(());
    };
    let run = &runs[usize::from(*run) % runs.len()];
    let (name, whole) = &run.files[usize::from(*file) % run.files.len()];
    run.with(name, bytes, whole)
}

impl Stored {
    fn with(&self, name: &str, bytes: &[u8], whole: &[u8]) -> Result<(), String> {
        let place = self.folder.path();
        std::fs::write(place.join(name), bytes).unwrap();
        let held = self.held(place, bytes == whole);
        std::fs::write(place.join(name), whole).unwrap();
        held.map_err(|wrong| format!("{name}: {wrong}"))
    }

    /// What `verify`, `plot` and `status` do with a folder.
    fn held(&self, place: &Path, is_whole: bool) -> Result<(), String> {
        let changed = altered(place);
        if is_whole != changed.is_empty() && is_whole {
            return Err(format!("changed without a change: {changed:?}"));
        }
        let results = match Results::read(place) {
            Ok(results) => results,
            Err(error) => {
                let said = printable::lines(&error.to_string());
                return match is_whole || said.is_empty() {
                    true => Err(format!("refused: {said}")),
                    false => Ok(()),
                };
            }
        };
        let _ = (results.overview(), results.verdict(), results.passed());
        let _ = (results.lost(), results.failures(), results.against());
        let stale = results.stale(&self.theory);
        if is_whole && !stale.is_empty() {
            return Err(format!("stale without a change: {}", stale[0]));
        }
        match results.figures() {
            Ok(_) => Ok(()),
            Err(error) if error.to_string().is_empty() => Err("no figure, and not why".to_owned()),
            Err(_) => Ok(()),
        }
    }
}
