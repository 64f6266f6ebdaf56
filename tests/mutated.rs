//! Scenarios made wrong at random: whatever the file, `check` ends soon, in little memory, with
//! a plan that is what it says or with errors that tell where.
//!
//! THUMBSCALE_MUTATIONS says how many mutants are looked at, THUMBSCALE_FIRST which is the first:
//! THUMBSCALE_MUTATIONS=1000000 cargo test --release --locked --test mutated -- --nocapture
//! One in a thousand is run by the real binary. A mutant is a function of its number alone.

mod binary;

mod mutated {
    pub(crate) mod engine;
    pub(crate) mod pool;
    pub(crate) mod ran;
    pub(crate) mod scenario;
    pub(crate) mod watch;
    pub(crate) mod words;
}

use std::panic::catch_unwind;
use std::path::PathBuf;
use std::time::Duration;

use mutated::ran::Ran;
use mutated::watch::Watch;
use mutated::{engine, pool, scenario};
use peak_alloc::PeakAlloc;
use thumbscale::scenario::Overrides;
use thumbscale::sweep::lazily_separable;
use thumbscale::sweep::parse_all;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Most memory that checking may take beside the file itself, in bytes.
const MOST: usize = 100 << 20;
/// Processor time, in a release build; others only must not hang.
const LONGEST: Duration = Duration::from_secs(if cfg!(debug_assertions) { 50 } else { 5 });
/// One in so many is run, if it is valid and of a size that is meant to be run.
const RUN_OF: u64 = 1000;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// Processor time of this thread: a machine that does other things meanwhile is no fault. Where
/// it is not told nothing is slow, short of a hang.
fn worked() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|word| word.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

/// The plan of a valid mutant, and what was found wrong with what was said of it.
fn looked_at(text: &str) -> (Option<thumbscale::Plan>, Option<String>) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let began = worked();
    let checked = catch_unwind(|| {
        scenario::check_groups(text)?;
        let plan = scenario::check(text)?;
        if let Some(plan) = &plan {
            let _ = lazily_separable(plan);
            let quick = Overrides {
                quick: true,
                ..Overrides::default()
            };
            let _ = parse_all(text, "a.toml", quick);
        }
        Ok(plan)
    });
    let took = worked().saturating_sub(began);
    let peak = MEMORY.peak_usage().saturating_sub(before);
    // A valid plan is read twice, and held beside the second: once is what checking takes.
    let peak = peak - MEMORY.current_usage().saturating_sub(before).min(peak);
    let (plan, wrong) = match checked {
        Ok(Ok(plan)) => (plan, None),
        Ok(Err(wrong)) => (None, Some(wrong)),
        Err(_) => (None, Some("panicked".to_owned())),
    };
    let wrong = wrong
        .or((peak > MOST).then(|| format!("took {} MB", peak >> 20)))
        .or((took > LONGEST).then(|| format!("took {took:.1?}")));
    (plan, wrong)
}

/// Every scenario that ships, then every text that fuzzing has kept.
fn scenarios() -> Vec<String> {
    let all = [
        pool::files("scenarios"),
        pool::files("scenarios/groups"),
        pool::files("fuzz/corpus/scenario"),
    ]
    .concat();
    let text = |path: &PathBuf| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    all.iter().map(text).collect()
}

/// What mutants have found, as small as it can be.
const FOUND: [&str; 8] = [
    "[precision",
    "[[tra",
    "samples = [1e2, 1e",
    "name = \"a\"\n[model]\nkind = ",
    "name = \"a\"\n[model]?\nkind = \"spurious_correlation\"\n[training]\nweights = \"unweighted\"\n",
    "name = \"a\"\n[model]\nkind = \"spurious_correlation\"\npositive_prior = 5e-324\ncore_signal = 1\nspurious_signal = 1\ncorrelation = 0.6\n[training]\ndelta = 0.2\n",
    "[figure]\ny = \"\"\"\nmany\nlines\"\"\"\n[[group]]\n[vary]\nx = [",
    "[model]\nkind = \"spurious_correlation\"\nsignal = \"\"\"\na\nb\"\"\"\n",
];

#[test]
fn what_was_found_is_mended() {
    for text in FOUND {
        let (_, wrong) = looked_at(text);
        assert_eq!(wrong, None, "{text:?}");
    }
}

/// Names and titles are copied to cells and curves.
#[test]
fn texts_of_any_length_take_little_memory() {
    let long = "9".repeat(90_000);
    for name in [
        "quickstart",
        "groups/group_losses",
        "groups/noise_imbalance",
    ] {
        let text = std::fs::read_to_string(format!("scenarios/{name}.toml")).unwrap();
        let parts: Vec<&str> = text.split('"').collect();
        assert!(parts.len() > 10, "{name}");
        for within in (1..parts.len()).step_by(2) {
            let mut parts = parts.clone();
            parts[within] = &long;
            let (_, wrong) = looked_at(&parts.join("\""));
            assert_eq!(
                wrong,
                None,
                "{name}: the text that was {:?}",
                text.split('"').nth(within)
            );
        }
    }
}

#[test]
fn mutants_are_plans_or_told_where_they_are_wrong() {
    let pool = scenarios();
    let (first, count) = (
        number("THUMBSCALE_FIRST", 0),
        number("THUMBSCALE_MUTATIONS", 2000),
    );
    let watch = Watch::begin(&MEMORY);
    let (mut valid, mut wrong, mut due) = (0, Vec::new(), 0);
    let mut ran = Ran::default();
    for mutant in first..first + count {
        let text = engine::mutant(&pool, mutant);
        watch.begins(mutant, &text);
        let (plan, mut found) = looked_at(&text);
        watch.ends();
        due += u64::from(mutant % RUN_OF == RUN_OF - 1);
        valid += usize::from(plan.is_some());
        if let Some(plan) = plan.filter(|plan| due > 0 && ran.can(plan)) {
            due -= 1;
            found = found.or(ran.quick(&plan, &text));
        }
        if let Some(what) = found {
            let kept = watch.keep(mutant, &text);
            println!("{mutant}: {what}\n  {}", kept.display());
            wrong.push(format!("{mutant} ({}): {what}", kept.display()));
        }
        if mutant % 10_000 == 9_999 {
            println!(
                "{} looked at, {valid} valid, {} wrong",
                mutant + 1 - first,
                wrong.len()
            );
        }
    }
    println!(
        "{count} mutants from {first}, {valid} of them valid, {} wrong; {ran}",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
