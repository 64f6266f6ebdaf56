//! Ways to choose the weights of groups, by name.

named! {
    /// A rule that gives weights for a problem of groups, or trains on other samples.
    pub enum GroupRule {
        /// ω_g = 1.
        Unweighted = "unweighted",
        /// ω_g ∝ 1/π_g.
        InversePrior = "inverse_prior",
        /// ω_g ∝ 1/(π_g − δ/K); may not exist.
        GeneralisedThumb = "generalised_thumb",
        /// As many samples of each group as the smallest has, unweighted.
        Downsampled = "downsampled",
        /// The smallest predicted error of the worst group.
        MinWorstGroup = "min_worst_group",
        /// The smallest predicted mean of the groups' errors.
        MinBalanced = "min_balanced",
    }
}

impl GroupRule {
    /// Its name in sentences and legends.
    pub fn in_words(self) -> String {
        self.name().replace('_', " ")
    }

    /// Whether its weights are searched for, so that their last digits are a machine's own.
    pub fn is_searched(self) -> bool {
        match self {
            GroupRule::MinWorstGroup | GroupRule::MinBalanced => true,
            GroupRule::Unweighted
            | GroupRule::InversePrior
            | GroupRule::GeneralisedThumb
            | GroupRule::Downsampled => false,
        }
    }

    /// Whether it trains on all samples with weights, which is what can be raised to a power.
    pub fn has_weights(self) -> bool {
        match self {
            GroupRule::Unweighted
            | GroupRule::InversePrior
            | GroupRule::GeneralisedThumb
            | GroupRule::MinWorstGroup
            | GroupRule::MinBalanced => true,
            GroupRule::Downsampled => false,
        }
    }
}
