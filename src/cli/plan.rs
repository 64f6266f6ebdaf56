//! `thumbscale plan`

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args as ClapArgs;
use serde_json::{Value, json};
use thumbscale::scenario::{Overrides, Scenario};
use thumbscale::sweep::{Forecast, MapForecast, SimulatedPlan, TheoryForecast, forecast};
use thumbscale::written::bytes;

use super::console::Console;
use super::exit::{CliError, CliResult};
use super::groups;
use super::interrupt;
use super::maps::{self, many};
use super::method_feasibility;
use super::typed_number::{parse_replicates, whole_number};

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale plan my.toml
  thumbscale plan my.toml --threads 64 --budget 10 --json

Solves theory problems all over cells and curves, runs the first replicates of a few designs, from
the cheapest to the costliest that fits the budget, and evaluates cells all over a map. With
[precision] it also says how many replicates the target needs. Memory counts tables and figures.
Nothing is written.")]
pub(super) struct Args {
    /// Scenario file (TOML)
    #[arg(value_name = "SCENARIO")]
    scenario: PathBuf,
    /// Worker threads that the run will have [default: one a core]
    #[arg(long, value_name = "T", value_parser = whole_number::<u32>(1..=1024))]
    threads: Option<u32>,
    /// Seconds that the pilot may take
    #[arg(long, value_name = "SECONDS", default_value_t = 0.5, value_parser = seconds)]
    budget: f64,
    /// Replaces the scenario's number of replicates
    #[arg(long, value_name = "R", value_parser = parse_replicates)]
    replicates: Option<u32>,
}

fn seconds(given: &str) -> Result<f64, String> {
    match given.parse::<f64>() {
        Ok(value) if (0.0..=86_400.0).contains(&value) => Ok(value),
        _ => Err("a number of seconds from 0 to 86400 is allowed".to_owned()),
    }
}

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    let overrides = Overrides {
        replicates: args.replicates.map(u64::from),
        ..Overrides::default()
    };
    let scenario = Arc::new(method_feasibility::feasible_scenario(
        &args.scenario,
        overrides,
    )?);
    let budget = Duration::from_secs_f64(args.budget);
    let asked = Asked::of(&scenario);
    let tried = Arc::clone(&scenario);
    // One replicate of a large design takes as long as it takes, whatever the budget is.
    let tried = interrupt::watched_aloud(console, "pilots", move || match &*tried {
        Scenario::TwoClasses(plan) => forecasts(&**plan, budget),
        Scenario::Groups(plan) => forecasts(&**plan, budget),
    })?;
    let (forecast, map) = tried?;
    let threads = args.threads.map_or_else(
        || std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        |t| t as usize,
    );
    if console.json {
        return Ok(console.print_json(&as_json(&asked, &forecast, map.as_ref(), threads))?);
    }
    console.print(&format!("{}: {}", scenario.name(), asked.size))?;
    let of_map = map.as_ref().map(|map| map_line(map, &asked, threads));
    for line in of_map.into_iter().chain(lines(&asked, &forecast, threads)) {
        console.print(&format!("  {line}"))?;
    }
    Ok(())
}

/// What a scenario of either kind asks for, as far as it is told here.
struct Asked<'a> {
    name: &'a str,
    size: String,
    cells: usize,
    map_cells: Option<usize>,
    /// Whether only some of the map's cells are evaluated.
    is_refined: bool,
    /// The most replicates of a design, where fewer may be enough.
    cap: Option<usize>,
    /// What is said of cells without weights, as far as it is known beforehand.
    without_weights: Option<String>,
}

impl<'a> Asked<'a> {
    fn of(scenario: &'a Scenario) -> Self {
        match scenario {
            Scenario::TwoClasses(plan) => Self {
                name: &plan.name,
                size: maps::size(plan),
                cells: plan.cells.len(),
                map_cells: plan.map().map(|map| map.cells()),
                is_refined: plan.map().is_some_and(|map| map.refine > 1),
                cap: plan.precision.as_ref().map(|p| p.schedule.cap),
                without_weights: None,
            },
            Scenario::Groups(plan) => Self {
                name: &plan.name,
                size: groups::size(plan),
                cells: plan.cells.len(),
                map_cells: plan.map.as_ref().map(|map| map.cells()),
                is_refined: false,
                cap: plan.precision.as_ref().map(|p| p.schedule.cap),
                without_weights: groups::without_weights(plan),
            },
        }
    }
}

fn forecasts<P: SimulatedPlan>(
    plan: &P,
    budget: Duration,
) -> Result<(Forecast, Option<MapForecast>), CliError> {
    Ok((forecast(plan, budget)?, plan.map_forecast(budget)?))
}

/// Seconds by the clock for what is simulated.
fn wall(plan: &Forecast, threads: usize) -> Option<f64> {
    let work = plan.seconds? + plan.theory.seconds();
    // One replicate is one thread's, and tables are too.
    let longest = plan.pilots.iter().map(|p| p.seconds).fold(0.0, f64::max);
    Some((work / threads as f64).max(longest) + plan.results.seconds())
}

/// The same for everything.
fn whole(plan: &Forecast, map: Option<&MapForecast>, threads: usize) -> Option<f64> {
    let of_map = map.map_or(0.0, MapForecast::seconds) / threads as f64;
    match nothing_simulated(plan) {
        Some(_) => Some(plan.theory.seconds() / threads as f64 + of_map + plan.results.seconds()),
        None => Some(wall(plan, threads)? + of_map),
    }
}

/// The theory of cells, curves and marks.
fn theory_line(theory: &TheoryForecast, threads: usize) -> Option<String> {
    let pilot = match theory.piloted == theory.problems {
        true => "all of which were tried".to_owned(),
        false => format!("from a pilot of {}", many(theory.piloted, "problem")),
    };
    (theory.problems > 0).then(|| {
        format!(
            "theory: {}, {} each: about {} on {}, {pilot}",
            many(theory.problems, "problem"),
            short(theory.problem_seconds),
            span(theory.seconds() / threads as f64),
            many(threads, "thread")
        )
    })
}

fn map_line(map: &MapForecast, asked: &Asked<'_>, threads: usize) -> String {
    let cells = match asked.is_refined {
        true => format!(
            "about {} of {} cells, more where boundaries are long",
            map.evaluated, map.cells
        ),
        false => many(map.cells, "cell"),
    };
    let lines = match map.lines > 0.0 {
        true => format!(" and lines worth {:.0} cells", map.lines),
        false => String::new(),
    };
    format!(
        "the map: {cells}{lines}, {} each: about {} on {}, from a pilot of {}",
        short(map.cell_seconds),
        span(map.seconds() / threads as f64),
        many(threads, "thread"),
        many(map.piloted, "cell")
    )
}

/// Said where nothing is simulated: else it stands with the replicates.
fn tables_line(forecast: &Forecast) -> Option<String> {
    let seconds = forecast.results.seconds();
    (seconds >= WORTH_A_WORD).then(|| format!("tables: about {}", span(seconds)))
}

/// Less is lost in the uncertainty of the rest, in seconds.
const WORTH_A_WORD: f64 = 0.1;

/// A short time.
fn short(seconds: f64) -> String {
    match seconds {
        s if s < 1e-6 => "less than 1 µs".to_owned(),
        s if s < 1e-3 => format!("{:.0} µs", 1e6 * s),
        s if s < 1.0 => format!("{:.1} ms", 1e3 * s),
        s => span(s),
    }
}

/// Bytes while it runs: threads have given theirs back when tables are made.
fn memory(plan: &Forecast, threads: usize) -> usize {
    let threads = threads.saturating_mul(plan.thread_bytes);
    threads
        .max(plan.results.total() as usize)
        .saturating_add(plan.outcome_bytes)
}

/// What it takes, and what there is.
fn memory_lines(forecast: &Forecast, threads: usize) -> Vec<String> {
    let free = forecast.available_bytes;
    let free = free.map_or(String::new(), |free| {
        format!(", {} are free", bytes(free as f64))
    });
    let needed = memory(forecast, threads);
    let parts = match nothing_simulated(forecast) {
        Some(_) => String::new(),
        None => format!(
            " ({} a thread, {} for outcomes, {} for tables and figures)",
            bytes(forecast.thread_bytes as f64),
            bytes(forecast.outcome_bytes as f64),
            bytes(forecast.results.total())
        ),
    };
    let mut lines = vec![format!("memory: {}{parts}{free}", bytes(needed as f64))];
    let short = forecast.available_bytes.filter(|free| needed > *free);
    lines.extend(short.map(|free| too_much(forecast, free)));
    lines
}

/// What is said of a plan without simulations.
fn nothing_simulated(forecast: &Forecast) -> Option<&'static str> {
    match (forecast.designs, forecast.idle_designs) {
        (0, _) => Some("nothing is simulated"),
        (designs, idle) if designs == idle => Some("no cell has weights: nothing is simulated"),
        (_, _) => None,
    }
}

fn lines(asked: &Asked<'_>, forecast: &Forecast, threads: usize) -> Vec<String> {
    let of_memory = memory_lines(forecast, threads);
    let mut lines: Vec<String> = theory_line(&forecast.theory, threads).into_iter().collect();
    lines.extend(asked.without_weights.clone());
    if let Some(nothing) = nothing_simulated(forecast) {
        lines.push(nothing.to_owned());
        lines.extend(tables_line(forecast));
        lines.extend(of_memory);
        return lines;
    }
    let idle = match forecast.idle_designs {
        0 => String::new(),
        idle => format!(
            "; {} more without a cell that has weights",
            many(idle, "design")
        ),
    };
    lines.push(format!(
        "{} of {}{idle}",
        many(forecast.replicates, "replicate"),
        many(forecast.designs - forecast.idle_designs, "design")
    ));
    lines.extend(target(asked, forecast));
    lines.push(match wall(forecast, threads) {
        Some(wall) => format!(
            "about {} on {} (replicates {} of one core, theory {}, tables {}), from a pilot of {}",
            span(wall),
            many(threads, "thread"),
            span(forecast.seconds.unwrap_or(0.0)),
            span(forecast.theory.seconds()),
            span(forecast.results.seconds()),
            many(forecast.pilots.len(), "design")
        ),
        None => "no replicate fits the pilot's budget: raise --budget for an estimate of the time"
            .to_owned(),
    });
    let methods: Vec<&str> = forecast.methods.iter().map(|m| m.name()).collect();
    lines.push(format!("simulated by: {}", methods.join(", ")));
    lines.extend(of_memory);
    lines
}

/// What would fit into so many bytes.
fn too_much(forecast: &Forecast, available: usize) -> String {
    let room = available.saturating_sub(forecast.outcome_bytes);
    let results = forecast.results.total();
    if results > available as f64 {
        let advice = forecast.results.advice(available as f64);
        return format!("that is too much: {advice}");
    }
    if results > room as f64 {
        return "that is too much: lower the number of replicates or of cells".into();
    }
    match room / forecast.thread_bytes.max(1) {
        _ if room == 0 => {
            "that is too much: lower replicates, the outcomes alone do not fit".into()
        }
        0 => {
            "that is too much for one thread alone, so that fewer threads do not help: lower n or \
              delta, or name another [simulation] method; `run` says what fits"
                .into()
        }
        threads => format!(
            "that is too much: take --threads {threads} at most, or lower n, delta or replicates"
        ),
    }
}

/// How many replicates the target needs.
fn target(asked: &Asked<'_>, forecast: &Forecast) -> Option<String> {
    let cap = asked.cap?;
    let mut needed: Vec<usize> = forecast.pilots.iter().filter_map(|p| p.needed).collect();
    needed.sort_unstable();
    if forecast.pilots.is_empty() {
        return None;
    }
    let Some((&least, &most)) = needed.first().zip(needed.last()) else {
        return Some("[precision] is not reached with any number of replicates".to_owned());
    };
    let short = forecast.pilots.len() - needed.iter().filter(|&&n| n <= cap).count();
    let capped = match short {
        0 => String::new(),
        n => format!(
            "; {n} of {} piloted designs end at the cap of {cap} before",
            forecast.pilots.len()
        ),
    };
    Some(format!(
        "[precision] needs about {} replicates of a design, so some {} in all{capped}",
        match least == most {
            true => format!("{least}"),
            false => format!("{least} to {most}"),
        },
        forecast.expected_replicates
    ))
}

fn span(seconds: f64) -> String {
    match seconds {
        s if s < 0.01 => "0.01 s".to_owned(),
        s if s < 1.0 => format!("{s:.2} s"),
        s if s < 100.0 => format!("{s:.1} s"),
        s if s < 6000.0 => format!("{:.0} min", s / 60.0),
        s if s < 200_000.0 => format!("{:.1} h", s / 3600.0),
        s => format!("{:.1} days", s / 86_400.0),
    }
}

fn as_json(
    asked: &Asked<'_>,
    forecast: &Forecast,
    map: Option<&MapForecast>,
    threads: usize,
) -> Value {
    let pilots: Vec<Value> = forecast
        .pilots
        .iter()
        .map(|p| {
            json!({
                "n": p.samples,
                "d": p.dimension,
                "simulation_method": p.method.name(),
                "replicates": p.replicates,
                "seconds": p.seconds,
                "needed_replicates": p.needed,
            })
        })
        .collect();
    json!({
        "scenario": asked.name,
        "cells": asked.cells,
        "map_cells": asked.map_cells,
        "designs": forecast.designs,
        "designs_without_weights": forecast.idle_designs,
        "without_weights": asked.without_weights,
        "replicates": forecast.replicates,
        "expected_replicates": forecast.expected_replicates,
        "threads": threads,
        "seconds": whole(forecast, map, threads),
        "core_seconds": forecast.seconds,
        "theory_core_seconds": forecast.theory.seconds(),
        "tables_core_seconds": forecast.results.seconds(),
        "theory_problems": forecast.theory.problems,
        "piloted_theory_problems": forecast.theory.piloted,
        "map_core_seconds": map.map(MapForecast::seconds),
        "expected_map_cells": map.map(|map| map.evaluated),
        "piloted_map_cells": map.map(|map| map.piloted),
        "memory_bytes": memory(forecast, threads),
        "thread_bytes": forecast.thread_bytes,
        "outcome_bytes": forecast.outcome_bytes,
        "results_bytes": forecast.results.total() as usize,
        "available_bytes": forecast.available_bytes,
        "pilots": pilots,
    })
}
