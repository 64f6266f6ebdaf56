//! Ctrl-C: stop at the next replicate and leave nothing half-written.

use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

static CANCEL: AtomicBool = AtomicBool::new(false);
/// When the first signal came, in milliseconds.
static FIRST: AtomicU64 = AtomicU64::new(0);
/// Signals so close together, in milliseconds, are one.
const TOGETHER: u64 = 500;

/// The flag that sweeps and maps watch; the first call starts listening for signals. A
/// second Ctrl-C ends the process at once.
///
/// Nobody asks it while tables are written: they take seconds, all replicates are there, and
/// a run whose files are complete has succeeded (exit code 0). A scenario that would come
/// after it ends at its first cell (130).
pub(super) fn flag() -> &'static AtomicBool {
    static LISTEN: Once = Once::new();
    LISTEN.call_once(|| {
        let begun = std::time::Instant::now();
        // Where signals cannot be handled they end the process, which is as safe:
        // results are renamed into place only when complete.
        let _ = ctrlc::set_handler(move || {
            let now = begun.elapsed().as_millis() as u64;
            if CANCEL.swap(true, Ordering::Relaxed) {
                // A launcher may send its signal to the process and to its group.
                if now.saturating_sub(FIRST.load(Ordering::Relaxed)) > TOGETHER {
                    std::process::exit(130);
                }
                return;
            }
            FIRST.store(now, Ordering::Relaxed);
            let _ = writeln!(
                std::io::stderr(),
                "interrupted: finishing the replicates or the tables under way (again: stop at once)"
            );
        });
    });
    &CANCEL
}
