//! Ctrl-C: stop at the next replicate and leave nothing half-written.

use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static CANCEL: AtomicBool = AtomicBool::new(false);

/// The flag that a sweep watches; the first call starts listening for signals. A
/// second Ctrl-C ends the process at once.
pub(super) fn flag() -> &'static AtomicBool {
    static LISTEN: Once = Once::new();
    LISTEN.call_once(|| {
        // Where signals cannot be handled they end the process, which is as safe:
        // results are renamed into place only when complete.
        let _ = ctrlc::set_handler(|| {
            if CANCEL.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
            let _ = writeln!(
                std::io::stderr(),
                "interrupted: finishing the replicates under way (again: stop at once)"
            );
        });
    });
    &CANCEL
}
