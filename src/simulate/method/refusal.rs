//! What each method cannot do, with the value that rules it out and the limit.

/// Why a method cannot simulate a training.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Stochastic gradient descent goes through samples, and none are drawn.
    #[error("solver = sgd goes through the samples one by one, and the method draws none")]
    Sgd,
    /// Class means and scatters decide the square loss alone.
    #[error("it is for the plain square loss, not for {name} loss{}", adjusted(*.plain))]
    Loss {
        /// The loss's name.
        name: &'static str,
        /// Whether the loss is without adjustments.
        plain: bool,
    },
    /// A second derivative is needed nearly everywhere.
    #[error(
        "{name} loss has a kink, where it has no derivative; it is for square, logistic, \
         exponential, squared-hinge and huber loss"
    )]
    Kink {
        /// The loss's name.
        name: &'static str,
    },
    /// The law is known without ridge only.
    #[error("ridge = {ridge} is not 0: it is for ridge = 0")]
    Ridge {
        /// r.
        ridge: f64,
    },
    /// The Krylov space would be too large, or rounding too.
    #[error(
        "weight_ratio = {ratio:e} is too far from 1: at n = {samples}, d = {dimension} it is for \
         1/{most:e} to {most:e}"
    )]
    WeightRatio {
        /// ρ.
        ratio: f64,
        /// n.
        samples: usize,
        /// d.
        dimension: usize,
        /// The greatest ρ allowed, to three digits; the least is its inverse.
        most: f64,
    },
    /// Nobody's score is drawn.
    #[error(
        "a threshold by {source_name} looks at the scores of samples, and the method draws none: it \
         is for method dense; training_scores by midpoint for sufficient, jacobi and mirrored too"
    )]
    Scores {
        /// What the threshold goes by.
        source_name: &'static str,
    },
    /// Means of scores are drawn, and not how they spread.
    #[error(
        "a threshold by training_scores and the rule {rule} goes by the spread of scores in each \
         class, and the method draws their means: it is for threshold = \"midpoint\", or for method \
         dense"
    )]
    Spreads {
        /// The rule's name.
        rule: &'static str,
    },
    /// What is known beforehand of leave-one-out scores.
    #[error("no threshold by leave_one_out: {0}")]
    Unscored(Unknowable),
    /// Any labels fit, and only the data know the maximum margin.
    #[error(
        "with d = {dimension} ≥ n − 1 = {} the samples are always separable, where {name} loss \
         without ridge has no minimiser, and the maximum margin is not drawn: it needs \
         ridge > 0, or fewer dimensions", .samples - 1
    )]
    Separable {
        /// The loss's name.
        name: &'static str,
        /// n.
        samples: usize,
        /// d.
        dimension: usize,
    },
}

/// Why no method has a training's leave-one-out scores.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Unknowable {
    /// One step of Newton's method needs a second derivative.
    #[error(
        "{name} loss has a kink, and its scores without a sample do not follow from a step of \
         Newton's method; it is for square, logistic, exponential, squared-hinge and huber loss"
    )]
    Kink {
        /// The loss's name.
        name: &'static str,
    },
    /// Not at a minimum to rounding.
    #[error("solver = sgd ends near a minimum, and not at it: it is for solver = direct")]
    Sgd,
}

/// Why a method cannot simulate a training on groups.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum GroupRefusal {
    /// What two classes are refused for, too.
    #[error(transparent)]
    AsTwoClasses(#[from] Refusal),
    /// More scatters than one Lanczos process is of.
    #[error(
        "it draws the one Lanczos process of two scatters, ρW₊ + W₋, and {groups} groups with noise \
         and weights of their own have {groups}, which no common process makes tridiagonal: take \
         sufficient (square loss), lazy or dense"
    )]
    Scatters {
        /// K.
        groups: usize,
    },
    /// Its law is that of the paper's classes.
    #[error(
        "its law is that of the two classes ±μ with noise of scale 1, which are asked for by their \
         prior and signal, not as groups: for groups take sufficient (square loss), lazy or dense"
    )]
    Pair,
    /// Many classifiers minimise.
    #[error(
        "with d = {dimension} ≥ n − 1 = {} the samples are interpolated by many classifiers, of which \
         {name} loss without ridge means that of least norm, and descent along directions as they are \
         drawn finds another: it needs ridge > 0, fewer dimensions, or method dense", .samples - 1
    )]
    Interpolated {
        /// The loss's name.
        name: &'static str,
        /// n.
        samples: usize,
        /// d.
        dimension: usize,
    },
    /// Groups have no such training.
    #[error(
        "groups are trained by a direct solver, and on all samples of their design: what is \
         downsampled is a design of its own (`GroupDesign::balanced`)"
    )]
    Sampling,
    /// One threshold equalises two errors, not those of any groups.
    #[error("thresholds other than 0 are for two classes, not for groups")]
    Threshold,
    /// Weights of other groups.
    #[error("the training has {weights} weights for {groups} groups")]
    Weights {
        /// Weights given.
        weights: usize,
        /// K.
        groups: usize,
    },
}

fn adjusted(plain: bool) -> &'static str {
    match plain {
        true => "",
        false => " with margins of its own",
    }
}
