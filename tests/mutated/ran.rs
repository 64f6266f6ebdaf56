//! Valid mutants, run by the real binary.

use std::fmt;
use std::time::Duration;

use thumbscale::Plan;

use crate::binary::watched::watched;

/// What is run is meant to end soon: beyond these sizes a run may take as long as it says.
const MOST_CELLS: usize = 300;
const MOST_POINTS: usize = 3000;
const MOST_SAMPLES: usize = 3000;
/// A run of such a size that takes longer hangs.
const HANGS: Duration = Duration::from_secs(120);
/// Longer than this is said at the end.
const SLOW: Duration = Duration::from_secs(5);
/// KiB.
const MOST_MEMORY: u64 = 500 << 10;

/// The runs so far.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    ended: [usize; 4],
    slow: Vec<Duration>,
    peak: u64,
}

impl Ran {
    /// Whether a plan is of a size that is meant to be run at once.
    pub(crate) fn can(&self, plan: &Plan) -> bool {
        let points: usize = plan.curves.iter().map(|curve| curve.points.len()).sum();
        let mut sizes = plan.cells.iter().filter_map(|cell| cell.design);
        let panels = plan.map().map_or(1, |map| map.panels());
        plan.cells.len() <= MOST_CELLS
            && points <= MOST_POINTS
            && panels <= 6
            && sizes.all(|design| {
                design.samples() <= MOST_SAMPLES && design.dimension() <= MOST_SAMPLES
            })
    }

    /// Runs it on trial; what is wrong with its end, if anything is.
    pub(crate) fn quick(&mut self, plan: &Plan, text: &str) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("s.toml"), text).unwrap();
        let line = "run s.toml --quick --out out --threads 2";
        let arguments: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let ended = watched(&arguments, folder.path(), HANGS);
        self.peak = self.peak.max(ended.peak);
        if ended.took > SLOW {
            println!("{}: {:.1?}", plan.name, ended.took);
            self.slow.push(ended.took);
        }
        let said = ended.stderr.trim_end();
        if ended.interrupted {
            return Some(format!("run --quick goes on after {HANGS:?}: {said}"));
        }
        if said.contains("panicked") {
            return Some(format!("run --quick: {said}"));
        }
        match ended.code {
            Some(code @ 0..=3) => self.ended[code as usize] += 1,
            code => return Some(format!("run --quick ends with {code:?}: {said}")),
        }
        (ended.peak > MOST_MEMORY).then(|| format!("run --quick took {} MB", ended.peak >> 10))
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count: usize = self.ended.iter().sum();
        write!(
            f,
            "{count} run, exit codes 0 to 3: {:?}, at most {} MB, {} of them longer than {SLOW:?}",
            self.ended,
            self.peak >> 10,
            self.slow.len()
        )
    }
}
