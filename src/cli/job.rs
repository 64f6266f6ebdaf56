//! One scenario from its first replicate to its files.

mod ending;
mod notes;
mod publishing;
mod workplace;

use std::path::Path;
use std::time::{Instant, SystemTime};

use thumbscale::report::{Circumstances, Manifest, Results};
use thumbscale::scenario::Plan;
use thumbscale::sweep::{Run, Workers, finish_study};

use super::console::Console;
use super::exit::CliResult;
use super::interrupt;
use super::maps;
use super::progress::Meter;
use ending::{conclude, tell};
pub(super) use notes::{after, remarks, reuse};
pub(super) use publishing::Leaves;
pub(super) use workplace::{Workplace, open, unfinished};

/// A checked scenario with a folder that is ours.
pub(super) struct Job {
    pub(super) plan: Plan,
    pub(super) workplace: Workplace,
}

/// What the command line says of running.
#[derive(Clone, Copy, Debug)]
pub(super) struct How<'a> {
    pub(super) threads: Option<usize>,
    pub(super) gallery: Option<&'a Path>,
    /// Whether nothing may be simulated.
    pub(super) collect_only: bool,
}

impl Job {
    /// Runs it, writes its files and says how it went.
    pub(super) fn run(self, how: How<'_>, console: &Console) -> CliResult {
        let (begun, clock) = (SystemTime::now(), Instant::now());
        let Self {
            plan,
            mut workplace,
        } = self;
        workplace.begin()?;
        console.note(&format!("{}: {}", plan.name, maps::size(&plan)));
        for note in &plan.notes {
            console.detail(note);
        }
        workplace.remark(console);
        let meter = Meter::new(console);
        let run = Run {
            store: workplace.store.as_ref(),
            collect_only: how.collect_only,
            ..Run::new(how.threads, &meter, interrupt::flag())
        };
        let finished = finish_study(&plan, &run);
        meter.finish();
        let finished = finished.map_err(|error| workplace.left(error.into()))?;
        let counts = (finished.reused, finished.simulated);
        reuse(counts, (finished.near, finished.conflicts), console);
        let circumstances = Circumstances {
            begun,
            took: clock.elapsed(),
            threads: finished.threads,
            reused: finished.reused,
            sessions: workplace.sessions(),
        };
        let (threads, told) = (how.threads, *console);
        let make = move || {
            let meter = Meter::new(&told);
            let workers = Workers::new(threads, &meter);
            let results = Results::made_by(plan, &finished.study, &workers);
            meter.finish();
            let manifest = Manifest::of(&results, &circumstances);
            (results, manifest)
        };
        let leaves = Leaves {
            tables: Results::tables,
            blanks: Results::blanks,
            figures: Results::figures,
        };
        let (results, manifest, earlier) = workplace.publish(make, leaves, how, console)?;
        let folder = workplace.folder.path();
        tell(&results, &manifest, counts, earlier, folder, console)?;
        maps::failed(&results, folder)?;
        conclude(&results, folder)
    }
}
