//! What is to be small where the threshold is moved to its best for every weights.

use nalgebra::{DMatrix, DVector};

use super::goal::{LocalGoal, Smoothing, log_mean, shares_of};
use crate::model::{GroupScore, GroupScores, Label};
use crate::theory::groups::problem::Member;

/// An error as a function of margins a_g at τ = 0, least over τ, which adds −y_g τ/(ασ_g) to them.
#[derive(Clone, Debug)]
pub(super) enum FreeThreshold {
    /// max_g R_g at the best τ is Q of the least of (σ_g a_g + σ_h a_h)/(σ_g + σ_h) over pairs of groups
    /// with y_g = +1, y_h = −1 (see [`GroupScores::best`]): a row a pair.
    Worst(DMatrix<f64>),
    /// Σ shares·R_g.
    Mean(MovedMean),
}

/// A mean of errors at its best τ.
#[derive(Clone, Debug)]
pub(super) struct MovedMean {
    shares: DVector<f64>,
    labels: Vec<Label>,
    noise: DVector<f64>,
    /// −y_g/σ_g: what τ/α adds to the margins.
    along: DVector<f64>,
    /// Where the label that counts less is given up.
    given_up: f64,
}

impl FreeThreshold {
    pub(super) fn new(members: &[Member], shares: Option<Vec<f64>>) -> Self {
        match shares {
            None => FreeThreshold::Worst(pairs(members)),
            Some(shares) => FreeThreshold::Mean(MovedMean::new(members, shares.into())),
        }
    }

    pub(super) fn pairs(&self, margins: &DVector<f64>) -> Option<DVector<f64>> {
        match self {
            FreeThreshold::Worst(pairs) => Some(pairs * margins),
            FreeThreshold::Mean(_) => None,
        }
    }

    pub(super) fn local(&self, margins: &DVector<f64>, smoothing: &Smoothing) -> LocalGoal {
        match self {
            FreeThreshold::Worst(pairs) => {
                let (value, shares) = shares_of(&(pairs * margins), smoothing);
                // (diag(s) − s sᵀ)/T of pairs, of which there can be a thousand, as groups see it.
                let mut weighed = pairs.clone();
                for (mut row, share) in weighed.row_iter_mut().zip(shares.iter()) {
                    row *= *share;
                }
                let of_groups = pairs.tr_mul(&shares);
                let apart = pairs.tr_mul(&weighed) - &of_groups * of_groups.transpose();
                LocalGoal {
                    value,
                    bend: apart / smoothing.temperature,
                    slope: -of_groups,
                }
            }
            FreeThreshold::Mean(mean) => mean.local(margins),
        }
    }

    pub(super) fn value(&self, margins: &DVector<f64>) -> f64 {
        match self {
            FreeThreshold::Worst(pairs) => -(pairs * margins).min(),
            FreeThreshold::Mean(mean) => mean.local(margins).value,
        }
    }
}

fn pairs(members: &[Member]) -> DMatrix<f64> {
    let of = |label| (0..members.len()).filter(move |&g| members[g].label == label);
    let all: Vec<(usize, usize)> = of(Label::Positive)
        .flat_map(|g| of(Label::Negative).map(move |h| (g, h)))
        .collect();
    let mut rows = DMatrix::zeros(all.len(), members.len());
    for (row, (g, h)) in all.into_iter().enumerate() {
        let both = members[g].noise + members[h].noise;
        rows[(row, g)] = members[g].noise / both;
        rows[(row, h)] = members[h].noise / both;
    }
    rows
}

impl MovedMean {
    fn new(members: &[Member], shares: DVector<f64>) -> Self {
        let each = || members.iter();
        let of = |label| {
            let own = each().zip(shares.iter()).filter(|(g, _)| g.label == label);
            own.map(|(_, share)| share).sum::<f64>()
        };
        let size = members.len();
        Self {
            labels: each().map(|g| g.label).collect(),
            noise: DVector::from_iterator(size, each().map(|g| g.noise)),
            along: DVector::from_iterator(size, each().map(|g| -g.label.sign() / g.noise)),
            given_up: of(Label::Positive).min(of(Label::Negative)),
            shares,
        }
    }

    /// τ/α; `None` where giving a label up is best.
    fn best(&self, margins: &DVector<f64>) -> Option<f64> {
        let groups = (0..margins.len()).map(|g| GroupScore {
            label: self.labels[g],
            mean: self.labels[g].sign() * margins[g] * self.noise[g],
            spread: self.noise[g],
        });
        let scores = GroupScores::of_groups(groups);
        scores.least_mean(self.shares.as_slice()).ok()
    }

    /// At the best τ its own slope vanishes, so that margins move the value as if it stood still; of the bends
    /// what τ makes good by moving is taken away.
    fn local(&self, margins: &DVector<f64>) -> LocalGoal {
        let size = margins.len();
        let Some(threshold) = self.best(margins) else {
            return LocalGoal {
                value: self.given_up.ln(),
                slope: DVector::zeros(size),
                bend: DMatrix::zeros(size, size),
            };
        };
        let there = log_mean(&(margins + &self.along * threshold), &self.shares);
        let across = &there.bend * &self.along;
        let own = across.dot(&self.along);
        let bend = match own > 0.0 {
            true => &there.bend - &across * across.transpose() / own,
            false => there.bend,
        };
        LocalGoal { bend, ..there }
    }
}
