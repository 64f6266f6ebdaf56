//! The threshold at which a mean of the groups' errors is least.

use super::{GroupScore, GroupScores, ROUNDING};
use crate::model::{Label, Undefined};
use crate::numerics::bracketed_root;

/// Places to either side of a group's mean, and how many of them one of its spreads has.
const BESIDE: i32 = 64;
const PER_SPREAD: f64 = 8.0;
/// Beyond all groups places are twice as far each time.
const DOUBLINGS: i32 = 60;

/// The lowest of all local minima of Σ shares·R_g.
///
/// Its slope is Σ ±shares·p_g(τ), + for label +1, with the scores' densities p_g: a minimum is where
///
/// ```text
/// log Σ_{y_g = +1} shares·p_g(τ) − log Σ_{y_g = −1} shares·p_g(τ)
/// ```
///
/// rises through 0, which can be in several places. They are looked for between the points of a grid
/// that has every group's own scale, to 8 spreads off its mean, and grows by doublings beyond.
pub(super) fn threshold(scores: &GroupScores, shares: &[f64]) -> Result<f64, Undefined> {
    let slope = Slope::new(scores, shares);
    let places = places(&scores.groups);
    let known: Vec<(f64, f64)> = places
        .into_iter()
        .map(|at| (at, slope.at(at)))
        .filter(|(_, value)| value.is_finite())
        .collect();
    let upwards = |pair: &&[(f64, f64)]| pair[0].1 < 0.0 && pair[1].1 >= 0.0;
    let roots: Vec<f64> = known
        .windows(2)
        .filter(upwards)
        .filter_map(|pair| bracketed_root(|at| slope.at(at), pair[0].0, pair[1].0).ok())
        .map(|root| root.at)
        .collect();
    let by_value = roots.iter().map(|&at| (at, mean(scores, shares, at)));
    let least = by_value.min_by(|a, b| a.1.total_cmp(&b.1));
    let (at, value) = least.ok_or(Undefined::NoBestThreshold)?;
    // Where the mean falls up to its only minimum and rises from there on, to be lower than at both ends is
    // certain, also by less than a double can tell.
    let falls_then_rises = known.iter().all(|(place, value)| match *place < at {
        true => *value <= 0.0,
        false => *value >= 0.0,
    });
    match value < (1.0 - ROUNDING) * given_up(scores, shares) || falls_then_rises {
        true => Ok(at),
        false => Err(Undefined::NoBestThreshold),
    }
}

fn mean(scores: &GroupScores, shares: &[f64], threshold: f64) -> f64 {
    let each = scores.groups.iter().zip(shares);
    each.map(|(g, share)| share * g.error(threshold)).sum()
}

/// The mean where the label that counts less is given up.
fn given_up(scores: &GroupScores, shares: &[f64]) -> f64 {
    let of = |label: Label| {
        let each = scores.groups.iter().zip(shares);
        each.filter(|(g, _)| g.label == label)
            .map(|(_, share)| share)
            .sum::<f64>()
    };
    of(Label::Positive).min(of(Label::Negative))
}

/// In ascending order, each once.
fn places(groups: &[GroupScore]) -> Vec<f64> {
    let beside = |g: &GroupScore| {
        let (mean, spread) = (g.mean, g.spread);
        (-BESIDE..=BESIDE).map(move |k| mean + spread * f64::from(k) / PER_SPREAD)
    };
    let mut places: Vec<f64> = groups.iter().flat_map(beside).collect();
    let low = places.iter().copied().fold(f64::INFINITY, f64::min);
    let high = places.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for k in 0..DOUBLINGS {
        let far = (high - low) * f64::from(k - 4).exp2();
        places.extend([low - far, high + far]);
    }
    places.retain(|at| at.is_finite());
    places.sort_by(f64::total_cmp);
    places.dedup();
    places
}

struct Slope<'a> {
    scores: &'a GroupScores,
    shares: &'a [f64],
    /// The largest spread.
    widest: f64,
    /// As far from 0 as any group reaches.
    reach: f64,
}

impl<'a> Slope<'a> {
    fn new(scores: &'a GroupScores, shares: &'a [f64]) -> Self {
        let groups = || scores.groups.iter();
        let ends = groups().map(|g| g.mean.abs() + f64::from(BESIDE) / PER_SPREAD * g.spread);
        Self {
            scores,
            shares,
            widest: groups().map(|g| g.spread).fold(0.0, f64::max),
            reach: ends.fold(0.0, f64::max),
        }
    }

    /// The logarithm of what rises less that of what falls: in logarithms because densities can be below all
    /// doubles.
    fn at(&self, threshold: f64) -> f64 {
        self.log_density(Label::Positive, threshold) - self.log_density(Label::Negative, threshold)
    }

    /// log Σ shares·p_g(τ) over a label's groups, but for the constant of all.
    fn log_density(&self, label: Label, threshold: f64) -> f64 {
        let each = self.scores.groups.iter().zip(self.shares);
        let terms = || {
            let of_label = each.clone().filter(|(g, _)| g.label == label);
            of_label.map(|(g, share)| share.ln() - g.spread.ln() - self.distance(g, threshold))
        };
        let most = terms().fold(f64::NEG_INFINITY, f64::max);
        most + terms().map(|term| (term - most).exp()).sum::<f64>().ln()
    }

    /// ½(τ − f̄)²/s²; beyond all groups without ½τ²/s² of the widest, which is in all of them and would hide
    /// what they differ in.
    fn distance(&self, group: &GroupScore, threshold: f64) -> f64 {
        let (mean, spread, widest) = (group.mean, group.spread, self.widest);
        if threshold.abs() <= self.reach {
            return 0.5 * ((threshold - mean) / spread).powi(2);
        }
        let narrower = (widest - spread) * (widest + spread) / (widest * widest);
        let far = threshold / spread;
        0.5 * far * far * narrower - far * (mean / spread) + 0.5 * (mean / spread).powi(2)
    }
}
