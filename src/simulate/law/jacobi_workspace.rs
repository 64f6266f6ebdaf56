//! What a draw of `jacobi` works in, kept for the next.

use std::cell::Cell;

use super::lanczos_process::LanczosProcess;
use super::weight_block::{Block, Lane};

/// Bytes that are kept at most.
const MOST_KEPT: usize = 1 << 22;

thread_local! {
    /// Allocating it anew takes a tenth of a draw's time.
    static KEPT: Cell<JacobiWorkspace> = Cell::default();
}

/// Whatever a draw left: everything in it must be begun anew.
#[derive(Default)]
pub(super) struct JacobiWorkspace {
    pub(super) levels: LanczosProcess,
    pub(super) blocks: Vec<Block>,
    pub(super) work: Vec<Lane>,
}

impl JacobiWorkspace {
    /// That of the last draw on this thread.
    pub(super) fn take() -> Self {
        KEPT.take()
    }

    /// Leaves it for the next draw, unless this one was large.
    pub(super) fn keep(self) {
        let steps = self.levels.steps.len();
        let triangle = size_of::<f64>() * steps / 2;
        let blocks = 2 * size_of::<Lane>() * self.blocks.len();
        if steps * (triangle + blocks) <= MOST_KEPT {
            KEPT.set(self);
        }
    }
}
