//! Reading scenario files.

mod all_errors;
mod draft;
mod line_kinds;
mod stand_in;
mod stand_in_of_groups;
mod strangers;

pub(super) use all_errors::all_errors;
pub use all_errors::{ScenarioErrors, parse_all};
pub(super) use stand_in_of_groups::stand_in_of_groups;

use std::io::ErrorKind;
use std::path::Path;

use serde::Serialize;
use toml::Spanned;
use toml::de::DeTable;

use super::diagnostic::{ScenarioError, ScenarioText};
use super::expand::expand;
use super::groups::describes_groups;
use super::plan::{Parameter, Plan};
use super::population::population;
use super::raw::RawScenario;
use super::samplers::Samplers;
use super::section::Given;
use super::table_shape::misshapen;
use super::value_ranges::axes;
use crate::bounded::{MOST_SCENARIO, drain, read};
use crate::model::Population;
use crate::suggestion::meant;

/// What the command line changes in a scenario, before it is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overrides {
    /// A trial run: at most 10 replicates, at most 400 samples where n is fixed, and maps
    /// of at most 20 × 20 cells.
    pub quick: bool,
    /// Another seed.
    pub seed: Option<u64>,
    /// Another number of replicates.
    pub replicates: Option<u64>,
}

/// Of a scenario that names none.
pub(super) const DEFAULT_SEED: u64 = 1;
pub(super) const QUICK_REPLICATES: u64 = 10;
pub(super) const QUICK_SAMPLES: u64 = 400;
pub(super) const QUICK_POINTS: usize = 20;
/// Of scenario files.
const SUFFIX: &str = ".toml";

/// Reads and checks a scenario file; `-` stands for standard input.
///
/// # Errors
/// [`ScenarioError`] for a file that cannot be read or is not a valid scenario.
pub fn load(
    path: &Path,
    overrides: Overrides,
    samplers: &dyn Samplers,
) -> Result<Plan, ScenarioError> {
    parse(&text(path)?, &origin(path), overrides, samplers)
}

/// What to do about a file that is much too long.
const IS_IT: &str = "a scenario is a few kilobytes of TOML: see whether this is the file that was \
                     meant";

pub(super) fn text(path: &Path) -> Result<String, ScenarioError> {
    let origin = origin(path);
    let about = |message: String, help| ScenarioError::about_file(&origin, message, help);
    if path.is_dir() && !is_standard_input(path) {
        return Err(about(
            "is a folder, not a scenario file".into(),
            Some("name a .toml file in it".into()),
        ));
    }
    let bytes = bytes(path).map_err(|e| {
        let is = |kind| e.kind() == kind;
        if is(ErrorKind::NotFound) {
            about("no such file".into(), similar_file(path))
        } else if is(ErrorKind::FileTooLarge) {
            about(e.to_string(), Some(IS_IT.into()))
        } else if is(ErrorKind::TimedOut) {
            about(
                e.to_string(),
                Some("start what writes into it first, or name a file".into()),
            )
        } else {
            about(format!("cannot be read: {e}"), None)
        }
    })?;
    String::from_utf8(bytes).map_err(|e| {
        let place = e.utf8_error().valid_up_to();
        let line = 1 + e.as_bytes()[..place]
            .iter()
            .filter(|b| **b == b'\n')
            .count();
        about(
            format!("is not UTF-8 text (line {line}, byte {place} of the file)"),
            Some("save it as UTF-8".into()),
        )
    })
}

/// Checks a scenario given as text; `origin` is what messages call it.
///
/// # Errors
/// [`ScenarioError`] if it is not a valid scenario.
pub fn parse(
    text: &str,
    origin: &str,
    overrides: Overrides,
    samplers: &dyn Samplers,
) -> Result<Plan, ScenarioError> {
    let source = ScenarioText { origin, text };
    if let Some(error) = source.excessive() {
        return Err(error);
    }
    // What is no TOML is told as that, with its line.
    if describes_groups(text) && DeTable::parse(text).is_ok() {
        let kind = source.value_in("model", "kind");
        let place = match kind.is_empty() {
            true => source.value_in("", "group"),
            false => kind,
        };
        return Err(source
            .at(
                place,
                "describes groups, and a scenario of two classes is asked for",
            )
            .help("remove [[group]] and `kind` of [model], or ask for what takes groups"));
    }
    if let Some(error) = misshapen(&source) {
        return Err(error);
    }
    let mut raw: RawScenario = toml::from_str(text).map_err(|e| source.refused_by_toml(&e))?;
    apply(&mut raw, overrides);
    let mut plan = expand(samplers, &source, &raw).map_err(|mut error| {
        error.mending.cells = cells(&source, &raw);
        error
    })?;
    plan.resolved = written_back(&source, &raw)?;
    Ok(plan)
}

/// About as many cells as a scenario asks for; 0 where its axes are wrong.
fn cells(source: &ScenarioText<'_>, raw: &RawScenario) -> usize {
    let axes = axes(source, raw).unwrap_or_default();
    let sizes = axes.iter().map(|axis| axis.values.len());
    sizes.fold(raw.method.len().max(1), usize::saturating_mul)
}

/// The scenario with every default filled in, which must be one that can be read again.
pub(super) fn written_back<T: Serialize>(
    source: &ScenarioText<'_>,
    raw: &T,
) -> Result<String, ScenarioError> {
    let text =
        toml::to_string(raw).map_err(|e| source.overall(format!("cannot be written back: {e}")))?;
    match text.len() as u64 > MOST_SCENARIO {
        true => Err(source
            .overall(format!(
                "takes {} bytes once it is written with all its defaults, more than the \
                 {MOST_SCENARIO} that are read",
                text.len()
            ))
            .help("give long lists of [vary] as ranges, or split the scenario")),
        false => Ok(text),
    }
}

/// Reads and checks a population of groups; `-` stands for standard input.
///
/// # Errors
/// [`ScenarioError`] for a file that cannot be read or describes no population.
pub fn load_population(path: &Path) -> Result<Population, ScenarioError> {
    let text = text(path)?;
    population(&ScenarioText {
        origin: &origin(path),
        text: &text,
    })
}

/// What messages call a file; `-` is standard input.
pub fn origin(path: &Path) -> String {
    match is_standard_input(path) {
        true => "standard input".to_owned(),
        false => path.display().to_string(),
    }
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    match is_standard_input(path) {
        true => drain(std::io::stdin().lock(), MOST_SCENARIO),
        false => read(path, MOST_SCENARIO),
    }
}

fn apply(raw: &mut RawScenario, overrides: Overrides) {
    if let Some(seed) = overrides
        .seed
        .or(raw.seed.is_none().then_some(DEFAULT_SEED))
    {
        raw.seed = Some(Spanned::new(0..0, seed));
    }
    if let Some(map) = raw.map.as_mut().filter(|_| overrides.quick) {
        map.coarsen(QUICK_POINTS);
    }
    if let Some(study) = raw.finite_size.as_mut().filter(|_| overrides.quick) {
        study.samples.get_mut().shorten();
    }
    let Some(simulation) = &mut raw.simulation else {
        return;
    };
    if let Some(replicates) = overrides.replicates {
        // It stands in no line of the file.
        simulation.replicates = Spanned::new(0..0, replicates);
    }
    let mut replicates = *simulation.replicates.get_ref();
    if overrides.quick {
        replicates = replicates.min(QUICK_REPLICATES);
        if let Some(Given::Whole(n)) = simulation.given_mut(Parameter::N) {
            *n = (*n).min(QUICK_SAMPLES);
        }
    }
    *simulation.replicates.get_mut() = replicates;
}

/// A file in the same folder whose name is close.
fn similar_file(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_string_lossy().into_owned();
    let folder = match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    };
    let entries = std::fs::read_dir(folder).ok()?;
    let names =
        entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()));
    let mut stems: Vec<String> = names
        .filter_map(|name| name.strip_suffix(SUFFIX).map(str::to_owned))
        .collect();
    stems.sort_unstable();
    let slip = wanted.strip_suffix(SUFFIX).unwrap_or(&wanted);
    let stem = meant(slip, stems.iter().map(String::as_str))?;
    let nearest = folder.join(format!("{stem}{SUFFIX}"));
    Some(format!("did you mean {}?", nearest.display()))
}
