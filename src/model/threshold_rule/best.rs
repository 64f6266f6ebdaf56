//! Thresholds that are the best for something.

use crate::model::score_law::{LogOdds, Rising, log_sum};
use crate::model::{ScoreLaw, Undefined};
use crate::numerics::{bracketed_root, log_upper_tail};

/// Doublings of a bracket: beyond, nothing is a double.
const DOUBLINGS: i32 = 1000;

/// The threshold with the least c₊π₊R₊ + c₋π₋R₋.
///
/// Its derivative in τ is c₊π₊p₊(τ) − c₋π₋p₋(τ) with the scores' densities p±: a minimum is
/// where the log-odds rise through log(c₋π₋/(c₊π₊)), of which there is one at most. Where the
/// noise differs it is to be better than τ = ±∞ as well; for equal noise, and m > 0, it is.
pub(super) fn least_risk(law: &ScoreLaw, prior: f64, costs: [f64; 2]) -> Result<f64, Undefined> {
    let odds = law.log_odds()?;
    let [plus, minus] = costs;
    let stakes = (-prior).ln_1p() - prior.ln() + minus.ln() - plus.ln();
    if odds.rising() == Rising::Nowhere {
        return Err(Undefined::NoBestThreshold);
    }
    let found = odds.rising_through(stakes);
    if odds.rising() == Rising::Everywhere {
        return law.score_at(found.ok_or(Undefined::BeyondDoubles)?);
    }
    let threshold = law.score_at(found.ok_or(Undefined::NoBestThreshold)?)?;
    let errors = law.errors(threshold);
    let (missing, alarming) = (plus * prior, minus * (1.0 - prior));
    let there = missing * errors.minority + alarming * errors.majority;
    match there < missing.min(alarming) {
        true => Ok(threshold),
        false => Err(Undefined::NoBestThreshold),
    }
}

/// The threshold with the largest F1 = 2π₊A/(π₊ + π₊A + π₋R₋), A = 1 − R₊.
///
/// dF1/dτ has the sign of F1/2 − P(+ | τ). Where both are the same, their difference falls if
/// the posterior rises: between two maxima there would be another that it passes the wrong way.
/// So where log-odds rise there is one maximum at most, to which a bracket leads. With the
/// odds of F1/2, J = π₊A/(π₊ + π₋R₋), it is the root of log P(+)/P(−) − log J, in logarithms
/// because A can be below all doubles. At τ = −∞ F1 is 2π₊/(1 + π₊); for equal noise, and
/// m > 0, it rises from there.
pub(super) fn best_f1(law: &ScoreLaw, prior: f64) -> Result<f64, Undefined> {
    let odds = law.log_odds()?;
    let condition = Condition::new(law, odds, prior)?;
    let bracket = condition.bracket(odds.rising());
    let (low, high) = bracket.ok_or(Undefined::NoBestThreshold)?;
    let root = bracketed_root(|z| condition.gap(z), low, high);
    let z = root.map_err(|_| Undefined::NoBestThreshold)?.at;
    let threshold = law.score_at(z)?;
    let better = || law.f1(threshold, prior) > 2.0 * prior / (1.0 + prior);
    match odds.rising() == Rising::Everywhere || better() {
        true => Ok(threshold),
        false => Err(Undefined::NoBestThreshold),
    }
}

/// log P(+ | z)/P(− | z) − log J(z), which passes zero upwards where log-odds rise.
struct Condition {
    odds: LogOdds,
    signal_to_noise: f64,
    noise: [f64; 2],
    log_plus: f64,
    log_minus: f64,
}

impl Condition {
    fn new(law: &ScoreLaw, odds: LogOdds, prior: f64) -> Result<Self, Undefined> {
        Ok(Self {
            odds,
            signal_to_noise: law.signal_to_noise()?,
            noise: law.noise(),
            log_plus: prior.ln(),
            log_minus: (-prior).ln_1p(),
        })
    }

    /// π₊ stands in both terms.
    fn gap(&self, z: f64) -> f64 {
        let found = log_upper_tail((z - self.signal_to_noise) / self.noise[0]);
        let false_alarms = log_upper_tail((z + self.signal_to_noise) / self.noise[1]);
        let wanted_or_taken = log_sum(self.log_plus, self.log_minus + false_alarms);
        self.odds.at(z) - self.log_minus - found + wanted_or_taken
    }

    /// Places where log-odds rise with the root between them; `None` where there is none.
    fn bracket(&self, rising: Rising) -> Option<(f64, f64)> {
        let (from, down, up) = match rising {
            Rising::Nowhere => return None,
            Rising::Everywhere => (0.0, true, true),
            Rising::Above(turn) => (turn, false, true),
            Rising::Below(turn) => (turn, true, false),
        };
        let here = self.gap(from);
        let (allowed, sign) = match here < 0.0 {
            true => (up, 1.0),
            false => (down, -1.0),
        };
        if !allowed || here.is_nan() {
            return None;
        }
        let mut near = from;
        for k in 0..DOUBLINGS {
            let far = from + sign * f64::from(k).exp2();
            if self.gap(far) * sign >= 0.0 {
                return Some((near.min(far), near.max(far)));
            }
            near = far;
        }
        None
    }
}
