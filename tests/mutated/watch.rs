//! What would never end, or fill the memory, is named before the process ends.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use peak_alloc::PeakAlloc;

/// The mutant under way: since when, its number and text.
type Current = Arc<Mutex<Option<(Instant, u64, String)>>>;

/// A thread that looks at the clock and at the memory.
pub(crate) struct Watch {
    current: Current,
}

const HANGS: Duration = Duration::from_secs(60);
/// In bytes.
const FILLS: usize = 2 << 30;

impl Watch {
    pub(crate) fn begin(memory: &'static PeakAlloc) -> Self {
        let watch = Self {
            current: Current::default(),
        };
        let current = Arc::clone(&watch.current);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_millis(20));
                let fills = memory.current_usage() > FILLS;
                let current = current.lock().unwrap();
                let Some((since, number, text)) = &*current else {
                    continue;
                };
                if fills || since.elapsed() > HANGS {
                    let kept = keep(*number, text);
                    let what = if fills { "fills the memory" } else { "hangs" };
                    println!("mutant {number} {what}: {}", kept.display());
                    // The thread at work cannot be ended alone.
                    std::process::exit(101);
                }
            }
        });
        watch
    }

    pub(crate) fn begins(&self, number: u64, text: &str) {
        *self.current.lock().unwrap() = Some((Instant::now(), number, text.to_owned()));
    }

    pub(crate) fn ends(&self) {
        *self.current.lock().unwrap() = None;
    }

    /// Leaves a mutant as a file to look at.
    pub(crate) fn keep(&self, number: u64, text: &str) -> PathBuf {
        keep(number, text)
    }
}

fn keep(number: u64, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("mutants");
    let path = folder.join(format!("{number}.toml"));
    let written = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, text));
    written.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    path
}
