//! The quantities that theory predicts and simulation measures: one table.

use super::{Classifier, ScoreLaw, Threshold, ThresholdRule, Undefined};

/// All that is known of a quantity.
struct QuantityEntry {
    /// On axes and in legends.
    label: &'static str,
    kind: QuantityKind,
    needs: Needs,
    of: fn(&Classifier) -> Result<f64, Undefined>,
}

/// What a quantity is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum QuantityKind {
    /// Grows with the length of (θ, b).
    Length,
    /// The error of one class.
    ClassError,
    /// Made of class errors, smoothly.
    Mean,
    /// The larger of the class errors: its mean is off by O(1/√n) where these meet.
    Worst,
    /// Not made of class errors, and the smaller the better.
    Loss,
    /// The larger the better.
    Merit,
    /// Neither: the best value lies between.
    Coefficient,
}

/// What a quantity depends on beside the direction of (θ, b) and the classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// What errors cost.
    Costs,
    /// The length of (θ, b), which separable data leave open.
    Length,
    /// That, and scores that are meant as log-odds: those of logistic loss.
    LogOdds,
}

// In the order that tables use.
described! {
    /// One number that both sides of the comparison produce.
    #[derive(PartialOrd, Ord)]
    pub enum Quantity: QuantityEntry {
        /// α = ‖θ‖.
        Alpha = "alpha" {
            label: "norm of the weights α",
            kind: QuantityKind::Length,
            needs: Needs::Nothing,
            of: |seen| Ok(seen.alpha()),
        }
        /// γ = μᵀθ/‖μ‖.
        Gamma = "gamma" {
            label: "alignment γ",
            kind: QuantityKind::Length,
            needs: Needs::Nothing,
            of: |seen| Ok(seen.gamma()),
        }
        /// b, the intercept.
        Bias = "bias" {
            label: "intercept b",
            kind: QuantityKind::Length,
            needs: Needs::Nothing,
            of: |seen| Ok(seen.bias()),
        }
        /// R₊.
        ErrorMinority = "error_minority" {
            label: "minority error R₊",
            kind: QuantityKind::ClassError,
            needs: Needs::Nothing,
            of: |seen| Ok(seen.errors().minority),
        }
        /// R₋.
        ErrorMajority = "error_majority" {
            label: "majority error R₋",
            kind: QuantityKind::ClassError,
            needs: Needs::Nothing,
            of: |seen| Ok(seen.errors().majority),
        }
        /// max(R₊, R₋).
        WorstClassError = "worst_class_error" {
            label: "worst-class error",
            kind: QuantityKind::Worst,
            needs: Needs::Nothing,
            of: |seen| Ok(seen.errors().worst()),
        }
        /// (R₊ + R₋)/2.
        BalancedError = "balanced_error" {
            label: "balanced error",
            kind: QuantityKind::Mean,
            needs: Needs::Nothing,
            of: |seen| Ok(seen.errors().balanced()),
        }
        /// π₊R₊ + π₋R₋.
        AverageError = "average_error" {
            label: "average error",
            kind: QuantityKind::Mean,
            needs: Needs::Nothing,
            of: |seen| Ok(seen.errors().average(seen.test_prior())),
        }
        /// Q(m/α), both class errors at the threshold that equalises them.
        EqualError = "equal_error" {
            label: "class errors if equalised by τ",
            kind: QuantityKind::Loss,
            needs: Needs::Nothing,
            of: |seen| seen.law().equal_error(),
        }
        /// AUC = Φ(√2 m/α): the chance that a minority sample scores above one of the majority.
        Auc = "auc" {
            label: "area under the ROC curve AUC",
            kind: QuantityKind::Merit,
            needs: Needs::Nothing,
            of: |seen| seen.law().auc(),
        }
        /// The area below the curve of precision against recall.
        AveragePrecision = "average_precision" {
            label: "average precision AP",
            kind: QuantityKind::Merit,
            needs: Needs::Nothing,
            of: |seen| seen.law().average_precision(seen.test_prior()),
        }
        /// The share of those taken for the minority that is of it.
        Precision = "precision" {
            label: "precision of f > τ",
            kind: QuantityKind::Merit,
            needs: Needs::Nothing,
            of: |seen| seen.law().precision(seen.threshold(), seen.test_prior()),
        }
        /// 1 − R₊.
        Recall = "recall" {
            label: "recall 1 − R₊",
            kind: QuantityKind::Merit,
            needs: Needs::Nothing,
            of: |seen| Ok(seen.law().recall(seen.threshold())),
        }
        /// F1, the harmonic mean of precision and recall.
        F1 = "f1" {
            label: "F₁",
            kind: QuantityKind::Merit,
            needs: Needs::Nothing,
            of: |seen| Ok(seen.law().f1(seen.threshold(), seen.test_prior())),
        }
        /// Matthews' correlation of the class with the decision.
        Mcc = "mcc" {
            label: "correlation with the class MCC",
            kind: QuantityKind::Merit,
            needs: Needs::Nothing,
            of: |seen| seen.law().mcc(seen.threshold(), seen.test_prior()),
        }
        /// The largest F1 that a threshold reaches.
        BestF1 = "best_f1" {
            label: "largest F₁ of any τ",
            kind: QuantityKind::Merit,
            needs: Needs::Nothing,
            of: best_f1,
        }
        /// A = 2m/α² of log P(+ | f)/P(− | f) = A f + B; of logistic loss the calibration slope.
        PosteriorSlope = "posterior_slope" {
            label: "slope A of the log-odds in the score",
            kind: QuantityKind::Coefficient,
            needs: Needs::Length,
            of: |seen| seen.law_with_length()?.posterior_slope(),
        }
        /// B of the same: the log-odds where the score is 0.
        PosteriorIntercept = "posterior_intercept" {
            label: "log-odds B at the score 0",
            kind: QuantityKind::Coefficient,
            needs: Needs::Length,
            of: |seen| seen.law_with_length()?.posterior_intercept(seen.test_prior()),
        }
        /// E log(1 + e^{−yf}), of the probabilities 1/(1 + e^{−f}).
        LogLoss = "log_loss" {
            label: "log loss",
            kind: QuantityKind::Loss,
            needs: Needs::LogOdds,
            of: |seen| seen.law_of_log_odds().map(|law| law.log_loss(seen.test_prior())),
        }
        /// The mean squared error of the same.
        Brier = "brier" {
            label: "Brier score",
            kind: QuantityKind::Loss,
            needs: Needs::LogOdds,
            of: |seen| seen.law_of_log_odds().map(|law| law.brier_score(seen.test_prior())),
        }
        /// How far on average the same are from P(+ | f).
        CalibrationError = "calibration_error" {
            label: "calibration error",
            kind: QuantityKind::Loss,
            needs: Needs::LogOdds,
            of: |seen| {
                let law = seen.law_of_log_odds()?;
                Ok(law.calibration_error(seen.test_prior()))
            },
        }
        /// c₊π₊R₊ + c₋π₋R₋.
        CostRisk = "cost_risk" {
            label: "cost of errors a sample c₊π₊R₊ + c₋π₋R₋",
            kind: QuantityKind::Loss,
            needs: Needs::Costs,
            of: |seen| {
                let costs = seen.costs()?;
                Ok(seen.law().cost_risk(seen.threshold(), seen.test_prior(), costs))
            },
        }
        /// τ of the rule f > τ.
        Threshold = "threshold" {
            label: "threshold τ",
            kind: QuantityKind::Length,
            needs: Needs::Nothing,
            of: |seen| Ok(seen.threshold()),
        }
    }
}

fn best_f1(seen: &Classifier) -> Result<f64, Undefined> {
    let law: &ScoreLaw = seen.law();
    let best = ThresholdRule::BestF1.threshold(law, seen.test_prior(), None)?;
    Ok(law.f1(best, seen.test_prior()))
}

impl Quantity {
    /// Those that every table has; the others are there where they are asked for.
    pub const USUAL: [Self; 8] = [
        Self::Alpha,
        Self::Gamma,
        Self::Bias,
        Self::ErrorMinority,
        Self::ErrorMajority,
        Self::WorstClassError,
        Self::BalancedError,
        Self::AverageError,
    ];

    /// The usual ones and some that are asked for, each once, in the order of tables.
    pub fn with_usual(asked: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut all = Self::USUAL.to_vec();
        all.extend(asked);
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Its value for a classifier.
    ///
    /// # Errors
    /// [`Undefined`] where it does not exist, with the reason.
    pub fn of(self, seen: &Classifier) -> Result<f64, Undefined> {
        match seen.undecided() {
            Some(why) if self.goes_by_threshold() => Err(why),
            Some(_) | None => (self.entry().of)(seen),
        }
    }

    /// Whether it depends on the threshold.
    pub fn goes_by_threshold(self) -> bool {
        match self {
            Quantity::Alpha
            | Quantity::Gamma
            | Quantity::Bias
            | Quantity::EqualError
            | Quantity::Auc
            | Quantity::AveragePrecision
            | Quantity::BestF1
            | Quantity::PosteriorSlope
            | Quantity::PosteriorIntercept
            | Quantity::LogLoss
            | Quantity::Brier
            | Quantity::CalibrationError => false,
            Quantity::ErrorMinority
            | Quantity::ErrorMajority
            | Quantity::WorstClassError
            | Quantity::BalancedError
            | Quantity::AverageError
            | Quantity::Precision
            | Quantity::Recall
            | Quantity::F1
            | Quantity::Mcc
            | Quantity::CostRisk
            | Quantity::Threshold => true,
        }
    }

    /// Whether it follows from m/α and the classes alone: of scores with a free threshold neither
    /// their length nor b tells anything.
    pub fn is_of_ranking(self) -> bool {
        match self {
            Quantity::EqualError
            | Quantity::Auc
            | Quantity::AveragePrecision
            | Quantity::BestF1 => true,
            Quantity::Alpha
            | Quantity::Gamma
            | Quantity::Bias
            | Quantity::ErrorMinority
            | Quantity::ErrorMajority
            | Quantity::WorstClassError
            | Quantity::BalancedError
            | Quantity::AverageError
            | Quantity::Precision
            | Quantity::Recall
            | Quantity::F1
            | Quantity::Mcc
            | Quantity::PosteriorSlope
            | Quantity::PosteriorIntercept
            | Quantity::LogLoss
            | Quantity::Brier
            | Quantity::CalibrationError
            | Quantity::CostRisk
            | Quantity::Threshold => false,
        }
    }

    /// Label on axes and in legends.
    pub fn label(self) -> &'static str {
        self.entry().label
    }

    /// What it depends on beside the direction of (θ, b) and the classes.
    pub fn needs(self) -> Needs {
        self.entry().needs
    }

    /// Whether it grows with the length of (θ, b): α, γ, b and τ themselves.
    pub fn scales(self) -> bool {
        self.entry().kind == QuantityKind::Length
    }

    /// Whether smaller is better.
    pub fn is_error(self) -> bool {
        match self.entry().kind {
            QuantityKind::Length | QuantityKind::Merit | QuantityKind::Coefficient => false,
            QuantityKind::ClassError
            | QuantityKind::Mean
            | QuantityKind::Worst
            | QuantityKind::Loss => true,
        }
    }

    /// Whether it is the error of one class, and not made of others.
    pub fn is_class_error(self) -> bool {
        self.entry().kind == QuantityKind::ClassError
    }

    /// Whether it is a class error, or made of them.
    pub fn is_of_class_errors(self) -> bool {
        match self.entry().kind {
            QuantityKind::ClassError | QuantityKind::Mean | QuantityKind::Worst => true,
            QuantityKind::Length
            | QuantityKind::Loss
            | QuantityKind::Merit
            | QuantityKind::Coefficient => false,
        }
    }

    /// Whether its mean is off its limit by c/n: that of the larger class error is off by
    /// O(1/√n) where the errors meet, unless the threshold makes them the same in each replicate.
    pub fn has_trend(self, threshold: Threshold) -> bool {
        self.entry().kind != QuantityKind::Worst || threshold.equalises_each()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_serde_writes() {
        for q in Quantity::ALL {
            assert_eq!(
                serde_json::to_string(&q).unwrap(),
                format!("{:?}", q.name())
            );
        }
    }

    /// Tables find a quantity's row by its place.
    #[test]
    fn places_are_those_of_the_declaration() {
        for (place, quantity) in Quantity::ALL.into_iter().enumerate() {
            assert_eq!(quantity as usize, place);
        }
        assert_eq!(Quantity::with_usual([]), Quantity::ALL[..8]);
        let asked = Quantity::with_usual([Quantity::Brier, Quantity::Auc, Quantity::Bias]);
        assert_eq!(asked[8..], [Quantity::Auc, Quantity::Brier]);
    }
}
