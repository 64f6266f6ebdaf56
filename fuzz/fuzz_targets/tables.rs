//! Any bytes in the place of one file of a finished run: refused, or read and drawn.
#![no_main]

#[path = "../../tests/mutated/tables.rs"]
mod tables;

use std::cell::LazyCell;

use libfuzzer_sys::fuzz_target;

thread_local! {
    static RUNS: LazyCell<Vec<tables::Stored>> = LazyCell::new(tables::runs);
}

fuzz_target!(|bytes: &[u8]| {
    RUNS.with(|runs| {
        if let Err(wrong) = tables::check(runs, bytes) {
            panic!("{wrong}");
        }
    });
});
