//! Ctrl-C: stop at the next replicate and leave nothing half-written.

use std::io::Write;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use anyhow::anyhow;

use super::console::Console;
use super::exit::CliError;

static CANCEL: AtomicBool = AtomicBool::new(false);
/// When the first signal came, in milliseconds.
static FIRST: AtomicU64 = AtomicU64::new(0);
/// Signals so close together, in milliseconds, are one.
const TOGETHER: u64 = 500;

/// The flag that sweeps, maps and theory watch; the first call starts listening for signals.
/// A second Ctrl-C ends the process at once.
pub(super) fn flag() -> &'static AtomicBool {
    static LISTEN: Once = Once::new();
    LISTEN.call_once(|| {
        let begun = Instant::now();
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
                "interrupted: ending after the replicates under way, those that take long left out \
                 (again: stop at once)"
            );
        });
    });
    &CANCEL
}

/// Lets a file that outgrows the user's limit be an error of its write: the signal that comes
/// with it would end the process without a word.
pub(super) fn let_writes_fail() {
    #[cfg(unix)]
    {
        let came = Arc::new(AtomicBool::new(false));
        // Where it cannot be caught it ends the process: what is stored stays good.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, came);
    }
}

/// How long a signal may wait to be seen.
const GLANCE: Duration = Duration::from_millis(100);
/// As the main thread has it on most systems: drawing nests deeply.
const STACK: usize = 16 << 20;

/// How long tables or figures are made without a word.
const SILENCE: Duration = Duration::from_secs(5);

/// [`watched`], and tells now and then that it goes on.
pub(super) fn watched_aloud<T: Send + 'static>(
    console: &Console,
    what: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, CliError> {
    let begun = Instant::now();
    let mut due = SILENCE;
    watched_by(what, work, &mut || {
        let gone = begun.elapsed();
        if gone >= due {
            due = 2 * gone;
            console.note(&format!(
                "{what} are being made, {} s so far",
                gone.as_secs()
            ));
        }
    })
}

/// Does work that looks at no flag, such as making tables or drawing, on a thread of its own,
/// and leaves it behind when a signal comes: it writes nothing, so that nothing is
/// half-written. `what` is what it makes, in the plural.
///
/// What is done within a glance is taken even after a signal.
pub(super) fn watched<T: Send + 'static>(
    what: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, CliError> {
    watched_by(what, work, &mut || {})
}

/// The same; `meanwhile` is called at every glance.
fn watched_by<T: Send + 'static>(
    what: &str,
    work: impl FnOnce() -> T + Send + 'static,
    meanwhile: &mut dyn FnMut(),
) -> Result<T, CliError> {
    let cancel = flag();
    let (sender, receiver) = channel();
    // Kept here as well, for where no thread can be started.
    let work = Arc::new(Mutex::new(Some(work)));
    let taken = Arc::clone(&work);
    let thread = std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            if let Some(work) = take(&taken) {
                drop(sender.send(work()));
            }
        });
    let Ok(thread) = thread else {
        // Then nobody looks for a signal meanwhile.
        let done = take(&work).map(|work| work());
        return done.ok_or_else(|| CliError::failed(anyhow!("{what} were lost")));
    };
    loop {
        match receiver.recv_timeout(GLANCE) {
            Ok(done) => return Ok(done),
            Err(RecvTimeoutError::Timeout) if cancel.load(Ordering::Relaxed) => {
                return Err(CliError::interruption(anyhow!(
                    "interrupted: {what} were not finished"
                )));
            }
            Err(RecvTimeoutError::Timeout) => meanwhile(),
            Err(RecvTimeoutError::Disconnected) => match thread.join() {
                Err(payload) => resume_unwind(payload),
                Ok(()) => return Err(CliError::failed(anyhow!("{what} were lost"))),
            },
        }
    }
}

fn take<W>(work: &Mutex<Option<W>>) -> Option<W> {
    work.lock().unwrap_or_else(PoisonError::into_inner).take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_is_given_and_what_takes_long_is_left_behind() {
        assert_eq!(watched("sums", || 1 + 1).unwrap(), 2);
        CANCEL.store(true, Ordering::Relaxed);
        // Work that ends only when this test does: who waits for it waits for ever.
        let (end, wait) = channel::<()>();
        let ended = watched("tables", move || wait.recv().is_ok());
        CANCEL.store(false, Ordering::Relaxed);
        drop(end);
        let said = ended.unwrap_err();
        assert!(said.is_interruption() && said.to_string().contains("tables were not finished"));
    }
}
