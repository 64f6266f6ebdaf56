//! A progress bar on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use thumbscale::sweep::Progress;

use super::console::Console;

/// Progress measured in predicted cost, so that the time left is honest even when
/// the last cells are the expensive ones.
pub(super) struct Meter {
    console: Console,
    bar: ProgressBar,
    plain: bool,
    state: Mutex<State>,
}

struct State {
    total: f64,
    done: f64,
    begun: Instant,
    spoken: Instant,
}

/// Between plain lines.
const SILENCE: Duration = Duration::from_secs(10);
/// The bar counts in thousandths: indicatif takes whole numbers.
const STEPS: f64 = 1000.0;

impl Meter {
    pub(super) fn new(console: &Console) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = ProgressBar::with_draw_target(
            Some(STEPS as u64),
            if terminal && !console.quiet {
                ProgressDrawTarget::stderr()
            } else {
                ProgressDrawTarget::hidden()
            },
        );
        if let Ok(style) =
            ProgressStyle::with_template("{bar:32} {percent:>3} %  {elapsed} gone, {eta} to go")
        {
            bar.set_style(style);
        }
        let now = Instant::now();
        Self {
            console: *console,
            bar,
            plain: !terminal && !console.quiet,
            state: Mutex::new(State {
                total: 0.0,
                done: 0.0,
                begun: now,
                spoken: now,
            }),
        }
    }

    /// Takes the bar off the screen.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Meter {
    fn start(&self, total_cost: f64) {
        if let Ok(mut state) = self.state.lock() {
            state.total = total_cost;
            state.done = 0.0;
            state.begun = Instant::now();
            state.spoken = state.begun;
        }
    }

    fn grow(&self, more: f64) {
        if let Ok(mut state) = self.state.lock() {
            state.total += more;
        }
    }

    fn advance(&self, cost: f64) {
        let Ok(mut state) = self.state.lock() else {
            return;
        };
        state.done += cost;
        let share = (state.done / state.total).min(1.0);
        self.bar.set_position((share * STEPS) as u64);
        if self.plain && state.spoken.elapsed() >= SILENCE {
            state.spoken = Instant::now();
            let gone = state.begun.elapsed().as_secs_f64();
            let left = gone * (1.0 - share) / share;
            self.console.note(&format!(
                "{:3.0} % after {gone:.0} s, about {left:.0} s to go",
                100.0 * share
            ));
        }
    }
}
