//! Any bytes as a journal, and journals that are damaged: nothing is read that nobody wrote.
#![no_main]

#[path = "../../tests/mutated/journal.rs"]
mod journal;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Err(wrong) = journal::check(bytes) {
        panic!("{wrong}");
    }
});
