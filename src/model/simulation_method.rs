//! How a replicate is simulated.

named! {
    /// How the trained classifiers of one replicate are drawn. Each way has exactly the law of
    /// training on a data set, so they agree in distribution, not number by number.
    pub enum SimulationMethod {
        /// Every sample is drawn and every classifier trained on them.
        Dense = "dense",
        /// Square loss: the class means and scatter matrices are drawn in place of the samples.
        Sufficient = "sufficient",
        /// Square loss without ridge: the few scalars that a Lanczos process would meet.
        Jacobi = "jacobi",
        /// The same in pairs of replicates, 2k and 2k + 1, that mirror each other: their mean
        /// has noise of O(1/n) in place of O(1/√n).
        Mirrored = "mirrored",
        /// Any loss with a continuous derivative: the features are drawn as far as training
        /// looks at them.
        Lazy = "lazy",
    }
}

impl SimulationMethod {
    /// What it does, for those who choose one.
    pub fn work(self) -> &'static str {
        match self {
            Self::Dense => "Draw every sample and train on them",
            Self::Sufficient => {
                "Square loss: draw class means and scatters in place of the samples"
            }
            Self::Jacobi => {
                "Square loss, no ridge: draw what a Lanczos process would meet, at any n and d"
            }
            Self::Mirrored => {
                "The same in pairs that mirror each other: noise of O(1/n) in place of O(1/√n)"
            }
            Self::Lazy => {
                "Losses with a continuous derivative: draw the features as far as training looks"
            }
        }
    }

    /// What it is, for captions: "simulation …".
    pub fn caption(self) -> &'static str {
        match self {
            Self::Dense => "trained on drawn data",
            Self::Sufficient => "drawn in law from class means and scatters",
            Self::Jacobi => "drawn in law by Jacobi–Lanczos",
            Self::Mirrored => "drawn in law by Jacobi–Lanczos in mirrored pairs",
            Self::Lazy => "trained in law on lazily drawn data",
        }
    }

    /// The same of groups, of which there are as many means and scatters.
    pub fn caption_of_groups(self) -> &'static str {
        match self {
            Self::Sufficient => "drawn in law from group means and scatters",
            Self::Dense | Self::Jacobi | Self::Mirrored | Self::Lazy => self.caption(),
        }
    }

    /// Whether replicates 2k and 2k + 1 are not independent of each other.
    pub fn in_pairs(self) -> bool {
        self == Self::Mirrored
    }
}
