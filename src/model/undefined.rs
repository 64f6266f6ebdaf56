//! Why a number that is asked for does not exist.

/// A quantity or a threshold that does not exist, and why: a sentence to print beside the dash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Undefined {
    /// α = 0.
    #[error("all samples have the same score (θ = 0)")]
    SameScores,
    /// Scores that meet their labels, or whose spreads are not known.
    #[error(
        "the scores of a class are all the same, or their spread is not known: of the rules only midpoint \
         does without"
    )]
    NoSpread,
    /// The precision is 0/0.
    #[error("no sample is put into the minority class")]
    NothingFound,
    /// A correlation with a constant.
    #[error("all samples are put into one class")]
    OneClass,
    /// The best threshold is at infinity.
    #[error(
        "no threshold is better than to put all samples into one class: the scores do not tell the \
         classes apart well enough"
    )]
    NoBestThreshold,
    /// Separable data without ridge.
    #[error(
        "of separable data only the direction of (θ, b) has a limit, and this depends on its length \
         as well"
    )]
    NoLength,
    /// σ₊ ≠ σ₋.
    #[error("the classes' noise differs, and the log-odds are no straight line in the score")]
    CurvedOdds,
    /// Losses whose scores mean something else.
    #[error("the scores of this loss are no log-odds: only those of logistic loss are")]
    NoProbabilities,
    /// Nothing was solved, or it diverges.
    #[error("there is no prediction here")]
    NoPrediction,
    /// Nothing to estimate a threshold from.
    #[error("no scores were looked at that a threshold could be estimated from")]
    NoScores,
    /// An estimate of which theory does not know how far it is off.
    #[error(
        "how far an estimated threshold is off is known for the midpoint of leave-one-out scores of \
         the square loss alone"
    )]
    UnknownSpread,
    /// Means over training sets are expansions in 1/n.
    #[error(
        "there are too few samples for a mean over training sets: each class needs two, and without ridge \
         n and d must be at least 4 apart"
    )]
    TooFewSamples,
    /// Nothing says what errors cost.
    #[error("no costs of errors are given")]
    NoCosts,
    /// Overflow.
    #[error("the number is beyond all doubles")]
    BeyondDoubles,
}

/// A number as it is, unless it is none.
pub(super) fn finite(value: f64) -> Result<f64, Undefined> {
    match value.is_finite() {
        true => Ok(value),
        false => Err(Undefined::BeyondDoubles),
    }
}
