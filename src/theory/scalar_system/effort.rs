//! How much is done to solve a system, and when it is enough.

/// Nodes that one problem may cost: a second of a usual machine. The longest path seen to
/// arrive took a tenth of it.
const MOST: u64 = 30_000_000;

/// What solving one problem has cost so far.
///
/// Steps alone tell little of the time: one is worth a handful of nodes where expectations
/// have a closed form, and ten thousand where they are integrals over many panels and the step
/// is cut twelve times.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::theory) struct Effort {
    /// Steps of Newton's method.
    pub(in crate::theory) steps: usize,
    /// Nodes of expectations, or what took as long.
    pub(in crate::theory) nodes: u64,
}

impl Effort {
    /// Whether no more should be tried.
    pub(in crate::theory) fn is_enough(&self) -> bool {
        self.nodes >= MOST
    }
}
