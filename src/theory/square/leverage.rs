//! The limiting mean leverage of each class, from which everything follows.

use crate::model::{ClassErrors, TwoClass};
use crate::numerics::bracketed_root;
use crate::theory::Solution;

/// c_y = κω_y/(1+κω_y), the limit of the mean leverage of class y, with the
/// complements 1 − c_y kept apart so that neither is found by subtraction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leverages {
    /// c₊.
    pub minority: f64,
    /// c₋.
    pub majority: f64,
    /// 1 − c₊.
    pub minority_complement: f64,
    /// 1 − c₋.
    pub majority_complement: f64,
    /// κ, `None` where it is infinite (minimum norm) or zero (ρ → ∞).
    pub kappa: Option<f64>,
    /// rκ, the share of δ that the ridge takes; δ − 1 in the minimum-norm limit.
    pub ridge_share: f64,
    /// Function evaluations spent on κ.
    pub evaluations: usize,
}

impl Leverages {
    /// Of an effective step κ with weights (ρ, 1) and ridge r.
    pub(super) fn from_kappa(kappa: f64, weight_ratio: f64, ridge: f64) -> Self {
        let step = kappa * weight_ratio;
        Self {
            minority: step / (1.0 + step),
            majority: kappa / (1.0 + kappa),
            minority_complement: 1.0 / (1.0 + step),
            majority_complement: 1.0 / (1.0 + kappa),
            kappa: Some(kappa),
            ridge_share: ridge * kappa,
            evaluations: 0,
        }
    }

    /// r = 0 and δ < 1: the positive root λ = κρ of
    /// (1−δ)λ² + (π₊ρ + π₋ − δ(1+ρ))λ − δρ = 0, in the form that does not cancel.
    pub(super) fn unregularised(delta: f64, minority_prior: f64, weight_ratio: f64) -> Self {
        let rho = weight_ratio;
        let b = minority_prior * rho + (1.0 - minority_prior) - delta * (1.0 + rho);
        // Each factor under its own root: neither the square nor the product may overflow.
        let root = b.hypot(2.0 * ((1.0 - delta) * delta).sqrt() * rho.sqrt());
        let step = if b > 0.0 {
            2.0 * delta * (rho / (b + root))
        } else {
            (root - b) / (2.0 * (1.0 - delta))
        };
        // λ/(ρ+λ) rather than κ/(1+κ): κ = λ/ρ may underflow where c₋ does not matter yet.
        Self {
            minority: step / (1.0 + step),
            majority: step / (rho + step),
            minority_complement: 1.0 / (1.0 + step),
            majority_complement: rho / (rho + step),
            kappa: Some(step / rho),
            ridge_share: 0.0,
            evaluations: 0,
        }
    }

    /// r = 0 and δ > 1: minimum-norm interpolation, the same for every weight.
    pub(super) fn minimum_norm(delta: f64) -> Self {
        Self {
            minority: 1.0,
            majority: 1.0,
            minority_complement: 0.0,
            majority_complement: 0.0,
            kappa: None,
            ridge_share: delta - 1.0,
            evaluations: 0,
        }
    }

    /// r > 0: κ is the unique root of rκ + Σ_y π_y c_y = δ, which increases in κ.
    pub(super) fn with_ridge(
        delta: f64,
        minority_prior: f64,
        weight_ratio: f64,
        ridge: f64,
    ) -> Option<Self> {
        let total_weight = minority_prior * weight_ratio + (1.0 - minority_prior);
        // c_y ≤ κω_y from below, c_y ≥ 0 from above.
        let low = (delta / (ridge + total_weight)).ln();
        let high = (delta / ridge).ln().max(low);
        let excess = |log_kappa: f64| {
            let c = Self::from_kappa(log_kappa.exp(), weight_ratio, ridge);
            (c.ridge_share + c.total(minority_prior)) / delta - 1.0
        };
        let margin = 1e-9 + 1e-12 * low.abs().max(high.abs());
        let root = bracketed_root(excess, low - margin, high + margin).ok()?;
        let mut found = Self::from_kappa(root.at.exp(), weight_ratio, ridge);
        found.evaluations = root.evaluations;
        Some(found)
    }

    /// T = π₊c₊ + π₋c₋, the fraction of samples' worth of freedom used (δ when r = 0, δ < 1).
    pub fn total(&self, minority_prior: f64) -> f64 {
        minority_prior * self.minority + (1.0 - minority_prior) * self.majority
    }

    /// (α, γ, b) and the errors that these leverages imply, for any δ and ridge.
    ///
    /// With A_y = π_y c_y, D = (A₊−A₋)/T, h = 4A₊A₋/T and e = 1 − sγ = δ/(δ+s²h):
    /// γ = sh/(δ+s²h), b = De, and α² = (δγ² + Σ_y π_y c_y² (e(1∓D))²)/(δ − S), S = Σ_y π_y c_y².
    /// The denominator is rκ + Σ_y π_y c_y(1−c_y): no difference is taken.
    pub fn solution(&self, delta: f64, two_class: TwoClass) -> Solution {
        let [alpha, gamma, bias] = self.order(delta, two_class);
        let s = two_class.signal_strength();
        Solution {
            alpha,
            gamma,
            bias,
            kappa: self.kappa,
            errors: ClassErrors::two_class(s, alpha, gamma, bias),
        }
    }

    /// (α, γ, b) alone.
    pub(super) fn order(&self, delta: f64, two_class: TwoClass) -> [f64; 3] {
        let (p, q) = (two_class.minority_prior(), two_class.majority_prior());
        let s = two_class.signal_strength();
        let (a_plus, a_minus) = (p * self.minority, q * self.majority);
        let total = a_plus + a_minus;
        let h = 4.0 * a_plus * (a_minus / total);
        let denominator = delta + s * s * h;
        let gamma = s * h / denominator;
        let e = delta / denominator;
        let bias = e * ((a_plus - a_minus) / total);
        let residual_plus = 2.0 * e * (a_minus / total);
        let residual_minus = 2.0 * e * (a_plus / total);
        let noise = p * (self.minority * residual_plus).powi(2)
            + q * (self.majority * residual_minus).powi(2);
        let freedom = self.ridge_share
            + a_plus * self.minority_complement
            + a_minus * self.majority_complement;
        // α² − γ² = (Sγ² + noise)/(δ − S), S = Σ π_y c_y²: so α ≥ γ to the last bit.
        let fitted = a_plus * self.minority + a_minus * self.majority;
        let alpha = gamma.hypot(((fitted * gamma * gamma + noise) / freedom).sqrt());
        [alpha, gamma, bias]
    }

    /// Largest scaled residual of the stationarity equations (a)–(d) of docs/theory.md,
    /// section 2 at a solution, written with the square loss's prox: x − p = c_y(x − 1).
    pub(super) fn residual(&self, delta: f64, two_class: TwoClass, at: &Solution) -> f64 {
        let (p, q) = (two_class.minority_prior(), two_class.majority_prior());
        let s = two_class.signal_strength();
        let (r_plus, r_minus) = (s * at.gamma + at.bias - 1.0, s * at.gamma - at.bias - 1.0);
        let (pull_plus, pull_minus) = (p * self.minority * r_plus, q * self.majority * r_minus);
        let spread = at.alpha * at.alpha;
        let (used_plus, used_minus) = (p * self.minority.powi(2), q * self.majority.powi(2));
        let fitted =
            used_plus * (spread + r_plus * r_plus) + used_minus * (spread + r_minus * r_minus);
        // Scales are sums of the terms' sizes: r_y itself is a difference.
        let size = 1.0 + s * at.gamma.abs() + at.bias.abs();
        let pull_size = self.total(p) * size;
        [
            (
                delta * (spread - at.gamma * at.gamma) - fitted,
                delta * spread + (used_plus + used_minus) * (spread + size * size),
            ),
            (self.ridge_share + self.total(p) - delta, delta),
            (
                delta * at.gamma + s * (pull_plus + pull_minus),
                delta * at.gamma.abs() + s * pull_size,
            ),
            (pull_plus - pull_minus, pull_size),
        ]
        .into_iter()
        .map(|(difference, scale)| {
            if scale > 0.0 {
                (difference / scale).abs()
            } else {
                difference.abs()
            }
        })
        .fold(0.0, f64::max)
    }
}
