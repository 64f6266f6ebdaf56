//! Any text as a scenario: a sound plan or errors with their places, in at most 100 MB.
#![no_main]

#[path = "../../tests/mutated/scenario.rs"]
mod scenario;

use std::alloc::System;

use cap::Cap;
use libfuzzer_sys::fuzz_target;

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// What checking may take beyond what the fuzzer has.
const MOST: usize = 100 << 20;

fuzz_target!(|text: &str| {
    // Whoever asks for more than that aborts, which the fuzzer keeps as a crash.
    let _ = MEMORY.set_limit(MEMORY.allocated() + MOST);
    let checked = scenario::check_groups(text).and_then(|()| scenario::check(text));
    let _ = MEMORY.set_limit(usize::MAX);
    if let Err(wrong) = checked {
        panic!("{wrong}");
    }
});
