//! What becomes of samples at a threshold.

use super::{ScoreLaw, log_priors};
use crate::model::error_rates::tail_of;
use crate::model::{Costs, Undefined};
use crate::numerics::log_upper_tail;

/// Logarithms of the shares of a class that are on either side of the threshold: ratios of them
/// exist where the shares themselves are below all doubles.
struct Shares {
    /// log(1 − R₊).
    found: f64,
    /// log R₊.
    missed: f64,
    /// log R₋.
    false_alarms: f64,
    /// log(1 − R₋).
    spared: f64,
}

impl ScoreLaw {
    fn shares(&self, threshold: f64) -> Shares {
        let [plus, minus] = self.noise.map(|noise| self.alpha * noise);
        let shift = self.bias - threshold;
        let log_tail = |margin: f64, spread: f64| match spread > 0.0 {
            true => log_upper_tail(margin / spread),
            false => tail_of(margin, spread).ln(),
        };
        Shares {
            found: log_tail(-(self.margin + shift), plus),
            missed: log_tail(self.margin + shift, plus),
            false_alarms: log_tail(self.margin - shift, minus),
            spared: log_tail(shift - self.margin, minus),
        }
    }

    /// π₊(1 − R₊)/(π₊(1 − R₊) + π₋R₋): the share of those taken for the minority that is of it.
    ///
    /// # Errors
    /// [`Undefined::NothingFound`] where none is.
    pub fn precision(&self, threshold: f64, prior: f64) -> Result<f64, Undefined> {
        let shares = self.shares(threshold);
        let (plus, minus) = log_priors(prior);
        match shares.found.max(shares.false_alarms) == f64::NEG_INFINITY {
            true => Err(Undefined::NothingFound),
            false => Ok(share_of(plus + shares.found, minus + shares.false_alarms)),
        }
    }

    /// 1 − R₊: the share of the minority that is found.
    pub fn recall(&self, threshold: f64) -> f64 {
        self.shares(threshold).found.exp()
    }

    /// F1 = 2π₊(1 − R₊)/(π₊(2 − R₊) + π₋R₋), the harmonic mean of precision and recall; 0 where
    /// no sample is taken for the minority.
    pub fn f1(&self, threshold: f64, prior: f64) -> f64 {
        let shares = self.shares(threshold);
        let (plus, minus) = log_priors(prior);
        let found = shares.found.exp();
        2.0 * found / (1.0 + found + (minus - plus + shares.false_alarms).exp())
    }

    /// Matthews' correlation of the class with the decision,
    /// √(π₊π₋)(1 − R₊ − R₋)/√(q(1 − q)), q = π₊(1 − R₊) + π₋R₋.
    ///
    /// # Errors
    /// [`Undefined::OneClass`] where all samples are put into one class.
    pub fn mcc(&self, threshold: f64, prior: f64) -> Result<f64, Undefined> {
        let shares = self.shares(threshold);
        let (plus, minus) = log_priors(prior);
        let taken = log_sum(plus + shares.found, minus + shares.false_alarms);
        let left = log_sum(plus + shares.missed, minus + shares.spared);
        if taken.min(left) == f64::NEG_INFINITY {
            return Err(Undefined::OneClass);
        }
        let (less, more) = match shares.found >= shares.false_alarms {
            true => (shares.false_alarms, shares.found),
            false => (shares.found, shares.false_alarms),
        };
        let difference = more + (-(less - more).exp_m1()).ln();
        let size = (difference + 0.5 * (plus + minus - taken - left)).exp();
        Ok(match shares.found >= shares.false_alarms {
            true => size,
            false => -size,
        })
    }

    /// c₊π₊R₊ + c₋π₋R₋: what errors cost a sample.
    pub fn cost_risk(&self, threshold: f64, prior: f64, costs: Costs) -> f64 {
        let errors = self.errors(threshold);
        costs.minority() * prior * errors.minority
            + costs.majority() * (1.0 - prior) * errors.majority
    }
}

/// eᵃ/(eᵃ + eᵇ).
pub(super) fn share_of(a: f64, b: f64) -> f64 {
    1.0 / (1.0 + (b - a).exp())
}

/// log(eᵃ + eᵇ).
pub(in crate::model) fn log_sum(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    match high == f64::NEG_INFINITY {
        true => high,
        false => high + (low - high).exp().ln_1p(),
    }
}
