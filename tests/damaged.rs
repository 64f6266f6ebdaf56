//! Journals and tables damaged at random: nothing is read that nobody wrote, and whatever
//! stands in a folder of results is refused or drawn.
//!
//! THUMBSCALE_DAMAGES says how many of each are looked at, THUMBSCALE_FIRST which is the first.

mod mutated {
    pub(crate) mod bytes;
    pub(crate) mod journal;
    pub(crate) mod pool;
    pub(crate) mod tables;
}

use std::panic::{AssertUnwindSafe, catch_unwind};

use mutated::{bytes, journal, pool, tables};

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// Looks at what is in the pool and so many mutants of it, or at every second of them.
fn some(
    (what, usual): (&str, u64),
    pool: &[Vec<u8>],
    every: Every,
    check: impl Fn(&[u8]) -> Result<(), String>,
) {
    let (first, count) = (
        number("THUMBSCALE_FIRST", 0),
        number("THUMBSCALE_DAMAGES", usual),
    );
    let whole = pool.iter().cloned();
    let mutants = (first..first + count).map(|number| bytes::mutant(pool, number));
    let mut wrong = Vec::new();
    let inputs = whole.chain(mutants).enumerate();
    let (first, step) = match every {
        Every::One => (0, 1),
        Every::Even => (0, 2),
        Every::Odd => (1, 2),
    };
    for (number, input) in inputs.skip(first).step_by(step) {
        let checked = catch_unwind(AssertUnwindSafe(|| check(&input)));
        if let Err(what) = checked.unwrap_or_else(|_| Err("panicked".to_owned())) {
            wrong.push(format!(
                "{number}: {what}: {:?}",
                String::from_utf8_lossy(&input)
            ));
        }
    }
    println!("{what}: {} as they are and {count} mutants", pool.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Which of them one test looks at: two tests are run at the same time.
#[derive(Clone, Copy)]
enum Every {
    One,
    Even,
    Odd,
}

fn corpus(target: &str) -> Vec<Vec<u8>> {
    let files = pool::files(&format!("fuzz/corpus/{target}"));
    files
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect()
}

#[test]
fn journals_have_no_record_that_nobody_wrote() {
    let mut pool = corpus("journal");
    // Three records and room for four edits.
    let mut input = vec![1, 3, 1, 2, 3, 1, 255, 200];
    input.extend((0..200).map(|i| i as u8));
    input.extend([0; 21]);
    pool.push(input);
    some(("journals", 20_000), &pool, Every::One, journal::check);
}

#[test]
fn results_are_refused_or_drawn() {
    results(Every::Even);
}

#[test]
fn results_are_refused_or_drawn_too() {
    results(Every::Odd);
}

fn results(every: Every) {
    let runs = tables::runs();
    let mut pool = corpus("tables");
    for (number, run) in runs.iter().enumerate() {
        for (file, (_, bytes)) in run.files.iter().enumerate() {
            pool.push([&[number as u8, file as u8], &bytes[..]].concat());
        }
    }
    some(("tables", 400), &pool, every, |input| {
        tables::check(&runs, input)
    });
}
