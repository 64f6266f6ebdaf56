//! `thumbscale verify`: from stored results, without simulating.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::Args as ClapArgs;
use serde_json::{Value, json};
use thumbscale::compare::Verdict;
use thumbscale::report::{
    Altered, ReadError, Results, SCENARIO, Stale, UNFINISHED, altered, holds_groups, undisturbed,
};
use thumbscale::sweep::{Run, Workers, predict_plan};

use super::console::{Console, number, table};
use super::exit::{CliError, CliResult};
use super::groups;
use super::interrupt;
use super::maps;
use super::plot::read_with_word;
use super::progress::Meter;
use super::significant_digits;
use super::verdict::{extend, incomplete, sentence, verdict};
use super::verify_trends;

#[derive(Clone, Debug, ClapArgs)]
#[command(
    after_help = "Exit code 3 if a table is not what the run wrote, if a stored prediction is not what theory
gives now, if any comparison lies
beyond the scenario's [verify], or if designs, each with all that shares its data, speak against
theory at a level that lets right theory pass in 99 of 100 studies. Exit code 0 also where nothing
speaks against theory although errors off by 10 % would not be seen: the verdict says `cannot
tell 10 %`. With [finite_size] code 3 if any limit lies off theory or any mean does not
follow c/n; with [map] or [paired], if differences on common data contradict it. Example:
  thumbscale verify output/quickstart && echo theory holds"
)]
pub(super) struct VerifyArgs {
    /// Folder that `run` wrote
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// List everything that disagrees, not the worst ten alone (--json always does)
    #[arg(long)]
    all: bool,
}

pub(super) fn verify(args: &VerifyArgs, console: &Console) -> CliResult {
    if holds_groups(&args.folder, SCENARIO) {
        return groups::verify(&args.folder, args.all, console);
    }
    let read = |place: &Path| read_with_word(place, console);
    let (results, tables) = settled(&args.folder, console, read)?;
    let (results, predictions) = recomputed(results, console)?;
    let changed = Changed {
        tables,
        predictions,
    };
    let trends = results.trends();
    match &trends {
        Some((_, rows)) => verify_trends::show(&results, rows, &changed, args.all, console)?,
        None => comparisons(&results, &changed, args.all, console)?,
    }
    if let Some(what) = incomplete(&results) {
        return Err(CliError::disagreement(anyhow!(
            "{what}: nothing can be verified there"
        )));
    }
    let disagreement = (!results.passed()).then(|| match trends {
        Some((overview, _)) => verify_trends::complaint(&overview),
        None => complaint(&results),
    });
    match (changed.sentence(), disagreement) {
        (None, None) => Ok(()),
        (Some(touched), None) => Err(CliError::disagreement(anyhow!(touched))),
        (None, Some(wrong)) => Err(CliError::disagreement(wrong)),
        (Some(touched), Some(wrong)) => Err(CliError::disagreement(anyhow!("{touched}; {wrong}"))),
    }
}

/// What is stored in a folder, all of one run, and the tables that are not what it wrote.
pub(super) fn settled<T>(
    folder: &Path,
    console: &Console,
    read: impl Fn(&Path) -> Result<T, ReadError>,
) -> Result<(T, Vec<Altered>), CliError> {
    let (results, tables) = undisturbed(folder, || (read(folder), altered(folder))).ok_or_else(|| {
        CliError::failed(anyhow!(
            "{}: runs replaced the results again and again while they were read; verify them when \
             these have ended",
            folder.display()
        ))
    })?;
    let results = results.map_err(CliError::usage)?;
    if folder.join(UNFINISHED).is_file() {
        console.note(&format!(
            "judged are the results that {} has; another run has begun there and is not finished",
            folder.display()
        ));
    }
    Ok((results, tables))
}

/// Stored predictions that theory, asked anew, does not give. A map takes as long as it took
/// when it was run.
fn recomputed(results: Results, console: &Console) -> Result<(Results, Vec<Stale>), CliError> {
    let meter = Meter::new(console);
    let run = Run::new(None, &meter, interrupt::flag());
    let theory = predict_plan(&results.plan, &run);
    meter.finish();
    let (theory, told) = (theory?, *console);
    interrupt::watched("the comparisons", move || {
        let meter = Meter::new(&told);
        let stale = results.stale_by(&theory, &Workers::new(None, &meter));
        meter.finish();
        (results, stale)
    })
}

/// What was changed in a folder since it was written.
pub(super) struct Changed {
    tables: Vec<Altered>,
    predictions: Vec<Stale>,
}

impl Changed {
    fn is_none(&self) -> bool {
        self.tables.is_empty() && self.predictions.is_empty()
    }

    /// What is printed first: that theory and simulation agree says little of tables that
    /// were changed.
    pub(super) fn headed(&self, name: &str, sentence: &str) -> String {
        match self.is_none() {
            true => format!("{name}: {sentence}"),
            false => format!("{name}: CHANGED since it was run; as it stands, {sentence}"),
        }
    }

    /// What to say of it.
    fn sentence(&self) -> Option<String> {
        let parts: Vec<String> = tables_changed(&self.tables)
            .into_iter()
            .chain(self.predictions_changed())
            .collect();
        (!parts.is_empty()).then(|| format!("{}: run the scenario again", parts.join("; ")))
    }

    fn predictions_changed(&self) -> Option<String> {
        let first = self.predictions.first()?;
        let more = match self.predictions.len() - 1 {
            0 => String::new(),
            more => format!(", and so {more} more"),
        };
        Some(format!(
            "the stored predictions are not this program's: {first}{more}; they were changed, or \
             are of another version"
        ))
    }
}

/// What to say of tables that are not what a run wrote.
pub(super) fn tables_changed(tables: &[Altered]) -> Option<String> {
    let said: Vec<String> = tables.iter().map(ToString::to_string).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

fn complaint(results: &Results) -> anyhow::Error {
    let (overview, tolerance) = (results.overview(), results.plan.tolerance);
    let against = match results.against() {
        0 => String::new(),
        pairs if results.map.is_some() => {
            format!(", {pairs} pairs of rules speak against the map (pairs.csv)")
        }
        pairs => format!(", {pairs} differences on common data are not theory's (differences.csv)"),
    };
    let designs = overview.designs;
    anyhow!(
        "theory and simulation disagree: {} comparisons beyond {}/n on their scale + {} standard \
         errors; of {} independent designs {} disagree and {} lean away (at most {:.0} % asked; \
         chance of so many: {:.1e}){against}",
        overview.disagree,
        tolerance.finite_size,
        tolerance.max_z,
        designs.designs,
        designs.off,
        designs.leaning,
        100.0 * (1.0 - tolerance.min_share),
        designs.chance_of_leaning
    )
}

/// Rows that are listed unless all are asked for.
pub(super) const LISTED: usize = 10;

/// Whether tables are the run's and predictions theory's, and what that makes of the verdict, for machines.
pub(super) fn freshness(results: &Results, changed: &Changed) -> Value {
    let passed = results.passed() && incomplete(results).is_none() && changed.is_none();
    json!({
        "changed_predictions": changed.predictions,
        "changed_tables": changed.tables,
        "passed": passed,
    })
}

/// What is not listed, and where it is.
pub(super) fn more(count: usize, listed: usize, file: &str) -> Option<String> {
    let left = count.saturating_sub(listed);
    (left > 0).then(|| format!("… and {left} more: --all lists them, {file} has every row"))
}

/// The comparisons beyond the tolerance, the worst first.
fn comparisons(
    results: &Results,
    changed: &Changed,
    all: bool,
    console: &Console,
) -> std::io::Result<()> {
    let mut beyond: Vec<_> = results
        .cells
        .iter()
        .filter_map(|row| Some((row, results.comparison(row)?)))
        .filter(|(_, (_, comparison))| comparison.verdict == Verdict::Disagree)
        .collect();
    if console.json {
        let listed: Vec<_> = beyond
            .iter()
            .map(|(row, (estimate, comparison))| {
                json!({
                    "cell": row.cell,
                    "quantity": row.quantity.name(),
                    "theory": comparison.theory,
                    "mean": estimate.mean,
                    "se": estimate.standard_error,
                    "z": comparison.z,
                })
            })
            .collect();
        let mut object = json!({
            "scenario": results.plan.name,
            "tolerance": results.plan.tolerance,
            "beyond_tolerance": listed,
        });
        extend(&mut object, verdict(results));
        extend(&mut object, maps::facts(results));
        extend(&mut object, freshness(results, changed));
        return console.print_json(&object);
    }
    console.print(&changed.headed(&results.plan.name, &sentence(results)))?;
    if beyond.is_empty() {
        return Ok(());
    }
    let size = |z: Option<f64>| z.map_or(f64::INFINITY, f64::abs);
    beyond.sort_by(|(_, (_, a)), (_, (_, b))| size(b.z).total_cmp(&size(a.z)));
    let listed = if all { beyond.len() } else { LISTED };
    let mut rows = vec![
        ["cell", "quantity", "theory", "mean", "std. error", "z"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(
        beyond
            .iter()
            .take(listed)
            .map(|(row, (estimate, comparison))| {
                let se = Some(estimate.standard_error);
                vec![
                    row.cell.clone(),
                    row.quantity.name().to_owned(),
                    significant_digits::beside(Some(comparison.theory), se),
                    significant_digits::measured(Some(estimate.mean), se),
                    significant_digits::error(se),
                    number(comparison.z),
                ]
            }),
    );
    console.print(&table(&rows))?;
    match more(beyond.len(), listed, "cells.csv") {
        Some(left) => console.print(&left),
        None => Ok(()),
    }
}
