//! Predictions beside the limits to which simulated means go.

use serde::{Deserialize, Serialize};

use super::detection_power::{POWER, Sight, StudyVerdict};
use crate::model::Quantity;
use crate::stats::Trend;

/// Chance that a study of right predictions is said to disagree.
pub const TREND_LEVEL: f64 = 0.005;
/// Chance that a study whose means do follow c/n is said not to.
const LINE_LEVEL: f64 = 0.005;

/// What the trend of mean − theory says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrendVerdict {
    /// The limit's simultaneous interval contains the prediction.
    Agree,
    /// It does not.
    Disagree,
    /// c/n does not describe the means: no limit can be read off.
    NotLinear,
    /// No prediction, or fewer than three means.
    Untested,
}

impl TrendVerdict {
    /// The word in tables.
    pub fn name(self) -> &'static str {
        match self {
            TrendVerdict::Agree => "agree",
            TrendVerdict::Disagree => "disagree",
            TrendVerdict::NotLinear => "not_linear",
            TrendVerdict::Untested => "untested",
        }
    }
}

/// A trend, and what it is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Followed {
    /// What is followed.
    pub quantity: Quantity,
    /// Its predicted limit.
    pub theory: Option<f64>,
    /// The fit of mean − theory; `None` for one that cannot be fitted.
    pub trend: Option<Trend>,
}

/// All trends of a study taken together.
///
/// One prediction is as good as another chance to be wrong: with m trends each is judged
/// at level .005/m (Bonferroni), which bounds the chance of any false disagreement by .005
/// whatever the dependence between them. It is strong here: all quantities, weights and
/// losses of one n share their data. In the same way c/n is given up at .005/m, so that right
/// theory passes in 99 of 100 studies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrendOverview {
    /// Trends that could be tested: m.
    pub tested: usize,
    /// Limits that agree with theory.
    pub agree: usize,
    /// Limits that do not.
    pub disagree: usize,
    /// Trends that are no line in 1/n.
    pub not_linear: usize,
    /// Trends that could not be tested.
    pub untested: usize,
    /// Chance that any limit disagrees although every prediction is right.
    pub level: f64,
    /// In how many class errors an error of theory would be seen.
    pub sight: Sight,
    /// Whether every trend that was tested agrees.
    pub passed: bool,
}

impl TrendOverview {
    /// Judges every trend.
    pub fn of(trends: &[Followed]) -> (Self, Vec<TrendVerdict>) {
        let tested = trends.iter().filter(|f| f.trend.is_some()).count();
        let verdicts: Vec<TrendVerdict> = trends
            .iter()
            .map(|f| match &f.trend {
                Some(trend) => judge(trend, tested),
                None => TrendVerdict::Untested,
            })
            .collect();
        let count = |wanted| verdicts.iter().filter(|v| **v == wanted).count();
        let (disagree, not_linear) = (
            count(TrendVerdict::Disagree),
            count(TrendVerdict::NotLinear),
        );
        let overview = Self {
            tested,
            agree: count(TrendVerdict::Agree),
            disagree,
            not_linear,
            untested: count(TrendVerdict::Untested),
            level: TREND_LEVEL,
            sight: sight(trends, tested),
            passed: disagree + not_linear == 0,
        };
        (overview, verdicts)
    }

    /// Chance with which the simultaneous interval of one limit misses.
    pub fn row_level(&self) -> f64 {
        self.level / self.tested.max(1) as f64
    }

    /// What the study says of theory.
    pub fn verdict(&self) -> StudyVerdict {
        StudyVerdict::of(self.passed, self.tested, self.sight)
    }
}

/// A limit has no shift: what is seen is what its simultaneous interval excludes. The larger of two
/// class errors is followed where both are one.
fn sight(trends: &[Followed], tested: usize) -> Sight {
    let mut sight = Sight::default();
    let is_error = |q: Quantity| q.is_class_error() || q == Quantity::WorstClassError;
    for followed in trends.iter().filter(|f| is_error(f.quantity)) {
        if let (Some(theory), Some(trend)) = (followed.theory, followed.trend) {
            let (low, high) = trend.offset.interval(TREND_LEVEL / tested as f64);
            let power = POWER * trend.offset.standard_error;
            sight.count(theory, 0.5 * (high - low) + power);
        }
    }
    sight
}

/// Judges mean − theory = offset + c/n among `tested` of its kind.
fn judge(trend: &Trend, tested: usize) -> TrendVerdict {
    let (low, high) = trend.offset.interval(TREND_LEVEL / tested as f64);
    if trend.p_value < LINE_LEVEL / tested as f64 {
        TrendVerdict::NotLinear
    } else if low <= 0.0 && 0.0 <= high {
        TrendVerdict::Agree
    } else {
        TrendVerdict::Disagree
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Coefficient;

    /// Normal two-sided points: 2.807 at .005, 3.481 at .005/10.
    #[test]
    fn more_tests_need_more_evidence() {
        let trend = |value, p_value| {
            let coefficient = |value| Coefficient {
                value,
                standard_error: 1.0,
                degrees: 1e6,
            };
            Followed {
                quantity: Quantity::ErrorMinority,
                theory: Some(50.0),
                trend: Some(Trend {
                    offset: coefficient(value),
                    slope: coefficient(3.0),
                    covariance: 0.0,
                    chi2: 1.0,
                    p_value,
                }),
            }
        };
        let judged = |trends: &[Followed]| TrendOverview::of(trends);
        let (one, verdicts) = judged(&[trend(2.9, 0.5)]);
        assert_eq!((verdicts[0], one.passed), (TrendVerdict::Disagree, false));
        // A tenth of 50 is 5: more than 2.807 + 1.645, less than 3.481 + 1.645.
        assert_eq!((one.sight.told, one.sight.errors), (1, 1));
        let mut ten = [trend(3.4, 0.005); 10];
        assert_eq!(judged(&ten).0.verdict(), StudyVerdict::CannotTell);
        ten[3] = trend(-3.6, 0.5);
        assert_eq!((judged(&ten).0.disagree, judged(&ten).0.agree), (1, 9));
        ten[3] = trend(0.0, 0.0004);
        let (overview, verdicts) = judged(&ten);
        assert_eq!(
            (verdicts[3], overview.passed),
            (TrendVerdict::NotLinear, false)
        );
        ten[3].trend = None;
        let (overview, _) = judged(&ten);
        assert_eq!(
            (overview.tested, overview.untested, overview.passed),
            (9, 1, true)
        );
        assert!(judged(&[]).0.passed);
    }
}
