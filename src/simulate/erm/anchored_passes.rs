//! Passes in single precision about a point that is known in double.

use super::risk::Risk;
use super::signed_samples::add_ridge;
use super::single_precision::SinglePrecision;

/// A point, and how the risk's gradient differs from that there.
///
/// With margins z₀, pulls u₀ and gradient g₀ at θ₀, the gradient at θ₀ + s is
/// g₀ + Aᵀ(u(z₀ + As) − u₀). What is multiplied with A is small when s is, so that with A in
/// single precision the error is 1e-7 of the change rather than of the gradient's terms.
pub(super) struct Anchor<'a> {
    risk: &'a Risk<'a>,
    single: &'a SinglePrecision,
    at: Vec<f64>,
    margins: Vec<f64>,
    pulls: Vec<f64>,
    /// Without the ridge's part.
    gradient: Vec<f64>,
    /// Σ|u| at zero.
    first_pull: f64,
}

impl<'a> Anchor<'a> {
    /// At zero, where a pull is that of its group and the gradient needs no pass. `None` for
    /// samples out of single precision's range.
    pub(super) fn at_zero(risk: &'a Risk<'a>) -> Option<Self> {
        let single = risk.data.single()?;
        let margins = vec![0.0; risk.data.samples()];
        let pulls = risk.pulls(&margins);
        Some(Self {
            risk,
            single,
            at: vec![0.0; risk.data.unknowns()],
            gradient: single.combine_groups(&pulls),
            margins,
            first_pull: total(&pulls),
            pulls,
        })
    }

    /// Σ|u| here, as a share of that at zero.
    ///
    /// What balances in a gradient is of this size: with weights of 10¹² or means 10⁵ noise
    /// scales apart it is many orders smaller at the minimum than at zero, and so must a
    /// gradient be that counts as small.
    pub(super) fn share_of_pull(&self) -> f64 {
        match self.first_pull > 0.0 {
            true => total(&self.pulls) / self.first_pull,
            false => 1.0,
        }
    }

    /// Margins and gradient at the anchor.
    pub(super) fn here(&self) -> (Vec<f64>, Vec<f64>) {
        let mut gradient = self.gradient.clone();
        add_ridge(self.risk.ridge, &self.at, &mut gradient);
        (self.margins.clone(), gradient)
    }

    /// Margins and gradient at another point, in one pass over half the memory.
    pub(super) fn pass(&self, at: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let step: Vec<f32> = at
            .iter()
            .zip(&self.at)
            .map(|(a, b)| (a - b) as f32)
            .collect();
        let (margins, change) = self.single.pass(&self.margins, &step, |first, z, u| {
            self.risk.pull(first, z, u);
            for (u, before) in u.iter_mut().zip(&self.pulls[first..]) {
                *u -= before;
            }
        });
        let both = self.gradient.iter().zip(change);
        let mut gradient: Vec<f64> = both.map(|(g, c)| g + c).collect();
        add_ridge(self.risk.ridge, at, &mut gradient);
        (margins, gradient)
    }

    /// Moves there, in a pass in double precision; its margins and gradient.
    pub(super) fn move_to(&mut self, at: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let (margins, gradient) = self.risk.pass(at);
        self.at.copy_from_slice(at);
        self.margins.copy_from_slice(&margins);
        self.pulls = self.risk.pulls(&margins);
        self.gradient.copy_from_slice(&gradient);
        add_ridge(-self.risk.ridge, at, &mut self.gradient);
        (margins, gradient)
    }
}

fn total(pulls: &[f64]) -> f64 {
    pulls.iter().map(|u| u.abs()).sum()
}
