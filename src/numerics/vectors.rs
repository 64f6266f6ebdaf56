//! The machine's vector instructions for loops over slices.

use pulp::Arch;

/// Runs `work` compiled for the widest vectors this machine has. What it calls must be
/// inlined to gain by that.
#[inline(always)]
pub(crate) fn with_vectors<R>(work: impl FnOnce() -> R) -> R {
    Arch::new().dispatch(work)
}
