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

fn adjusted(plain: bool) -> &'static str {
    match plain {
        true => "",
        false => " with margins of its own",
    }
}
