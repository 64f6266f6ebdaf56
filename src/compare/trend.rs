//! Predictions beside the limits to which simulated means go.

use serde::{Deserialize, Serialize};

use crate::stats::Trend;

/// Chance that a study of right predictions is said to disagree.
pub const TREND_LEVEL: f64 = 0.05;
/// Chance that a study whose means do follow c/n is said not to.
const LINE_LEVEL: f64 = 0.01;

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

/// All trends of a study taken together.
///
/// One prediction is as good as another chance to be wrong: with m trends each is judged
/// at level .05/m (Bonferroni), which bounds the chance of any false disagreement by .05
/// whatever the dependence between them. It is strong here: all quantities, weights and
/// losses of one n share their data. In the same way c/n is given up at .01/m.
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
    /// Whether every trend that was tested agrees.
    pub passed: bool,
}

impl TrendOverview {
    /// Judges every trend; `None` stands for one that cannot be fitted.
    pub fn of(trends: &[Option<Trend>]) -> (Self, Vec<TrendVerdict>) {
        let tested = trends.iter().flatten().count();
        let verdicts: Vec<TrendVerdict> = trends
            .iter()
            .map(|t| match t {
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
            passed: disagree + not_linear == 0,
        };
        (overview, verdicts)
    }

    /// Chance with which the simultaneous interval of one limit misses.
    pub fn row_level(&self) -> f64 {
        self.level / self.tested.max(1) as f64
    }
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

    /// Normal two-sided points: 1.960 at .05, 2.807 at .05/10.
    #[test]
    fn more_tests_need_more_evidence() {
        let trend = |value, p_value| {
            let coefficient = |value| Coefficient {
                value,
                standard_error: 1.0,
                degrees: 1e6,
            };
            Some(Trend {
                offset: coefficient(value),
                slope: coefficient(3.0),
                covariance: 0.0,
                chi2: 1.0,
                p_value,
            })
        };
        let judged = |trends: &[Option<Trend>]| TrendOverview::of(trends);
        let (one, verdicts) = judged(&[trend(2.0, 0.5)]);
        assert_eq!((verdicts[0], one.passed), (TrendVerdict::Disagree, false));
        let mut ten = [trend(2.7, 0.005); 10];
        assert!(judged(&ten).0.passed);
        ten[3] = trend(-2.9, 0.5);
        assert_eq!((judged(&ten).0.disagree, judged(&ten).0.agree), (1, 9));
        ten[3] = trend(0.0, 0.0009);
        let (overview, verdicts) = judged(&ten);
        assert_eq!(
            (verdicts[3], overview.passed),
            (TrendVerdict::NotLinear, false)
        );
        ten[3] = None;
        let (overview, _) = judged(&ten);
        assert_eq!(
            (overview.tested, overview.untested, overview.passed),
            (9, 1, true)
        );
        assert!(judged(&[]).0.passed);
    }
}
