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
    /// Cells of a map: evaluated, and all.
    cells: Option<(usize, usize)>,
    begun: Instant,
    /// When the next plain line is due.
    due: Instant,
}

/// Before the first plain line, and between others: work of several stages is not silent longer.
const PATIENCE: Duration = Duration::from_secs(5);
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
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {msg}") {
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
                cells: None,
                begun: now,
                due: now + PATIENCE,
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
            state.cells = None;
            state.begun = Instant::now();
        }
    }

    fn left(&self, cost: f64) {
        if let Ok(mut state) = self.state.lock() {
            state.total = state.done + cost;
        }
    }

    fn cells(&self, evaluated: usize, all: usize) {
        if let Ok(mut state) = self.state.lock() {
            let before = state.cells.map_or(0, |(evaluated, _)| evaluated);
            state.cells = Some((evaluated.max(before), all));
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
        self.bar.set_position((state.share() * STEPS) as u64);
        if !self.bar.is_hidden() {
            self.bar.set_message(state.sentence());
        }
        let now = Instant::now();
        // What is done to its end is told by what comes after it.
        if self.plain && now >= state.due && state.share() < 1.0 {
            state.due = now + SILENCE;
            self.console.note(&state.sentence());
        }
    }
}

impl State {
    /// The part of the work that is done, by predicted cost.
    fn share(&self) -> f64 {
        (self.done / self.total).clamp(0.0, 1.0)
    }

    fn sentence(&self) -> String {
        let (share, gone) = (self.share(), self.begun.elapsed().as_secs_f64());
        let cells = self.cells.map_or(String::new(), |(evaluated, all)| {
            format!(", {evaluated} of {all} cells evaluated")
        });
        let left = match share > 0.0 {
            true => format!(", about {:.0} s to go", gone * (1.0 - share) / share),
            false => String::new(),
        };
        // All is not done before it is.
        let percent = (100.0 * share).floor();
        format!("{percent:3.0} % after {gone:.0} s{cells}{left}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_cost_are_both_told() {
        let begun = Instant::now() - Duration::from_secs(30);
        let mut state = State {
            total: 400.0,
            done: 100.0,
            cells: None,
            begun,
            due: begun,
        };
        assert_eq!(state.sentence(), " 25 % after 30 s, about 90 s to go");
        // Of a map that is refined fewer cells are evaluated than it has.
        state.cells = Some((100, 4096));
        assert_eq!(
            state.sentence(),
            " 25 % after 30 s, 100 of 4096 cells evaluated, about 90 s to go"
        );
        state.done = 0.0;
        assert!(!state.sentence().contains("to go"));
        state.done = 399.0;
        assert!(state.sentence().starts_with(" 99 % after"));
    }
}
