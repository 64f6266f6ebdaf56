//! How much is done to solve a system, and when it is enough.

/// Nodes that a problem may cost that is asked for alone: three seconds of a usual machine. A
/// hundred thousandth below the separability threshold a tenth of it arrives.
pub(in crate::theory) const MOST_ALONE: u64 = 100_000_000;
/// And one of the many of a table: half a second.
pub(in crate::theory) const MOST_OF_MANY: u64 = 15_000_000;

/// What solving one problem has cost so far.
///
/// Steps alone tell little of the time: one is worth a handful of nodes where expectations
/// have a closed form, and ten thousand where they are integrals over many panels and the step
/// is cut twelve times.
#[derive(Clone, Copy, Debug)]
pub(in crate::theory) struct Effort {
    /// Steps of Newton's method.
    pub(in crate::theory) steps: usize,
    /// Nodes of expectations, or what took as long.
    pub(in crate::theory) nodes: u64,
    /// How many nodes are enough.
    most: u64,
}

impl Effort {
    /// None yet, of as many nodes at most.
    pub(in crate::theory) fn up_to(most: u64) -> Self {
        Self {
            steps: 0,
            nodes: 0,
            most,
        }
    }

    /// Whether no more should be tried.
    pub(in crate::theory) fn is_enough(&self) -> bool {
        self.nodes >= self.most
    }
}
