//! What can be wrong with a loss's parameters.

/// A parameter out of range, or parameters that do not go together.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LossError {
    /// A number outside its range.
    #[error("{name} = {value} is not allowed: {allowed}")]
    OutOfRange {
        /// The parameter's name, as in scenario files.
        name: &'static str,
        /// What was given.
        value: f64,
        /// What is allowed, in words.
        allowed: &'static str,
    },
    /// A parameter that this loss does not have.
    #[error("{what} does not go with the loss {loss}: it goes with {allowed}")]
    NotOfThisLoss {
        /// The parameter.
        what: &'static str,
        /// The loss it was given for.
        loss: &'static str,
        /// Losses that have it.
        allowed: &'static str,
    },
    /// Both a shift and a required margin.
    #[error("margin_shift and required_margin both shift the margin: give one of the two")]
    ShiftTwice,
    /// A constant classifier has zero loss.
    #[error(
        "with these adjustments the losses vanish at margins {plus} (minority) and {minus} \
         (majority), so that a constant classifier has none: their sum must be positive"
    )]
    NothingToTrain {
        /// (1 − ι₊)/Δ₊.
        plus: f64,
        /// (1 − ι₋)/Δ₋.
        minus: f64,
    },
}

impl LossError {
    /// The parameter that is to be changed, as named in scenario files.
    pub fn parameter(&self) -> &'static str {
        match self {
            LossError::OutOfRange { name, .. } => name,
            LossError::NotOfThisLoss { what, .. } => what,
            LossError::ShiftTwice => "required_margin",
            LossError::NothingToTrain { .. } => "margin_shift",
        }
    }
}
