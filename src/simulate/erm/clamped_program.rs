//! Problems of losses whose slope is a clamped line, and their certificates of optimality.

use super::signed_samples::SignedSamples;
use super::{axpy, length, norm_squared};

/// minimise over x = (θ, b)  P(x) = Σ_i φ_i(a_iᵀx) + (R/2)‖θ‖²,
/// φ_i(z) = max { u(z − t_i) − c_i u²/2 : l_i ≤ u ≤ h_i }: the slope is (z − t_i)/c_i, clamped
/// to [l_i, h_i], and for c_i = 0 it jumps from l_i to h_i at the kink t_i.
///
/// l_i = −∞ and h_i = 0 with c_i = 0 is the constraint z_i ≥ t_i. The dual is to maximise
/// D(u) = −Σ (u_i t_i + c_i u_i²/2) − ‖(Aᵀu)_θ‖²/(2R) over the box with (Aᵀu)_b = 0, and for
/// R = 0 the same without its last term, with Aᵀu = 0.
pub(super) struct Program<'a> {
    pub(super) data: &'a SignedSamples<'a>,
    /// t.
    pub(super) kinks: Vec<f64>,
    /// l, finite or −∞.
    pub(super) low: Vec<f64>,
    /// h, finite or ∞.
    pub(super) high: Vec<f64>,
    /// c.
    pub(super) compliance: Vec<f64>,
    /// R.
    pub(super) ridge: f64,
    /// How many of the unknowns R pulls: all but the intercept, which is last.
    pub(super) penalised: usize,
    /// Root mean square of ‖a_i‖.
    pub(super) length: f64,
}

/// x and u, with the distances of u from its bounds kept apart so that they stay exact
/// when tiny.
#[derive(Clone, Debug)]
pub(super) struct PrimalDual {
    pub(super) at: Vec<f64>,
    pub(super) dual: Vec<f64>,
    /// h − u.
    pub(super) to_high: Vec<f64>,
    /// u − l.
    pub(super) to_low: Vec<f64>,
}

impl PrimalDual {
    /// How far u_i may go towards the bound that an offset of that sign asks for.
    fn room(&self, i: usize, offset: f64) -> f64 {
        if offset >= 0.0 {
            self.to_high[i]
        } else {
            self.to_low[i]
        }
    }
}

impl Program<'_> {
    /// Aᵀu + R(θ, 0): zero at the solution.
    pub(super) fn stationarity(&self, at: &[f64], dual: &[f64]) -> Vec<f64> {
        let mut left = self.data.combine(dual);
        axpy(
            self.ridge,
            &at[..self.penalised],
            &mut left[..self.penalised],
        );
        left
    }

    /// z_i − t_i − c_i u_i: zero for u strictly inside its box, of the sign of the bound that u
    /// is at otherwise.
    pub(super) fn offsets(&self, margins: &[f64], dual: &[f64]) -> Vec<f64> {
        (0..margins.len())
            .map(|i| margins[i] - self.kinks[i] - self.compliance[i] * dual[i])
            .collect()
    }

    /// How far θ is from optimal, each condition on a scale of its own: the smaller of two
    /// certificates.
    ///
    /// The objective's is (P(x) − D(u))/min(P(x), (R/2)‖θ‖²): the objective is convex by the
    /// ridge at least, so that this bounds the square of θ's relative error. Where a ridge or a
    /// weight is so small that P is mostly rounding (a margin off by 10⁻¹⁶ costs as much as a
    /// ridge of 10⁻¹⁶), the conditions still tell. For θ = 0 only they do.
    pub(super) fn residual(&self, pair: &PrimalDual) -> f64 {
        self.certificates(pair).0
    }

    /// The residual, and how near P(x) itself is to its minimum.
    pub(super) fn certificates(&self, pair: &PrimalDual) -> (f64, f64) {
        if !pair.at.iter().all(|x| x.is_finite()) {
            return (f64::NAN, f64::NAN);
        }
        let margins = self.data.margins(&pair.at);
        let left = self.stationarity(&pair.at, &pair.dual);
        let (gap, violation) = self.objective_gap(pair, &margins, &left);
        let slopes = &pair.at[..self.penalised];
        let value = self.value(&margins, slopes);
        let drag = match self.ridge > 0.0 {
            true => 0.5 * self.ridge * length(slopes) * length(slopes),
            false => value,
        };
        let objective = worse(gap / value.min(drag), violation);
        let conditions = self.conditions(pair, &margins, &left);
        // Not the smaller one where that is not a number.
        let residual = match (objective.is_nan(), conditions.is_nan()) {
            (true, _) => conditions,
            (_, true) => objective,
            _ => objective.min(conditions),
        };
        (residual, gap / value)
    }

    /// P(x) − D(u), and the largest relative violation of a constraint z_i ≥ t_i.
    ///
    /// P − D is summed from terms that are each ≥ 0, so that nothing cancels:
    /// φ_i(z_i) − u_i(z_i − t_i) + c_i u_i²/2 for every sample and ‖l‖²/(2R), l = (Aᵀu)_θ + Rθ.
    /// For R → 0 that last term is of no use, and ‖l‖ max(‖θ‖, t/‖a‖) takes its place where it
    /// is less; so it does for the intercept, with |(Aᵀu)_b| max(|b|, t).
    fn objective_gap(&self, pair: &PrimalDual, margins: &[f64], left: &[f64]) -> (f64, f64) {
        let offsets = self.offsets(margins, &pair.dual);
        let (mut gap, mut violation) = (0.0, 0.0f64);
        for (i, e) in offsets.iter().enumerate() {
            let room = pair.room(i, *e);
            let c = self.compliance[i];
            let change = if c > 0.0 { room.min(e.abs() / c) } else { room };
            if change.is_finite() {
                gap += change * (e.abs() - 0.5 * c * change);
            } else {
                violation = worse(violation, e.abs());
            }
        }
        let (of_theta, of_bias) = left.split_at(self.penalised);
        let (slopes, intercept) = pair.at.split_at(self.penalised);
        let kink = self.typical_kink();
        let of_theta = length(of_theta);
        let along = of_theta * length(slopes).max(kink / self.length);
        gap += match self.ridge > 0.0 {
            true => along.min(of_theta * (of_theta / (2.0 * self.ridge))),
            false => along,
        };
        gap += length(of_bias) * length(intercept).max(kink);
        (gap, violation / kink)
    }

    /// P(x), without the constraints.
    fn value(&self, margins: &[f64], slopes: &[f64]) -> f64 {
        let mut sum = 0.5 * self.ridge * norm_squared(slopes);
        for (i, z) in margins.iter().enumerate() {
            let (e, c) = (z - self.kinks[i], self.compliance[i]);
            let bound = if e >= 0.0 { self.high[i] } else { self.low[i] };
            let slope = if c > 0.0 {
                (e / c).clamp(self.low[i], self.high[i])
            } else {
                bound
            };
            if slope.is_finite() {
                sum += slope * (e - 0.5 * c * slope);
            }
        }
        sum.max(f64::MIN_POSITIVE)
    }

    /// The largest violation of a condition: for every sample the smaller one of its offset,
    /// against its kink and the spread of margins that θ makes, and of u's distance from the
    /// bound that the offset asks for, against the largest |u| of its group; for
    /// Aᵀu + R(θ, 0) = 0 against what balances in it.
    ///
    /// A share of ε left of the last is what weights would leave that are wrong by a share of ε.
    fn conditions(&self, pair: &PrimalDual, margins: &[f64], left: &[f64]) -> f64 {
        let offsets = self.offsets(margins, &pair.dual);
        let spread = match length(&pair.at[..self.penalised]) * self.length {
            0.0 => f64::INFINITY,
            spread => spread,
        };
        let typical = self.typical_kink();
        let mut violations = Vec::with_capacity(margins.len() + 2);
        for (rows, _) in self.data.runs() {
            let pull = largest(&pair.dual[rows.clone()]);
            let kink = match largest(&self.kinks[rows.clone()]) {
                0.0 => typical,
                kink => kink,
            };
            violations.extend(rows.map(|i| {
                let room = pair.room(i, offsets[i]);
                let free = if room > 0.0 { room / pull } else { 0.0 };
                free.min(offsets[i].abs() / kink.min(spread))
            }));
        }
        let pulls: f64 = pair.dual.iter().map(|u| u.abs()).sum();
        let (of_theta, of_bias) = left.split_at(self.penalised);
        violations.push(length(of_theta) / (pulls * self.length));
        violations.push(length(of_bias) / pulls);
        match violations.iter().any(|v| v.is_nan()) {
            true => f64::NAN,
            false => largest(&violations),
        }
    }

    /// max |t_i|, or 1.
    pub(super) fn typical_kink(&self) -> f64 {
        let kink = largest(&self.kinks);
        if kink > 0.0 { kink } else { 1.0 }
    }

    /// Sets every u_i into its box and its distances to match.
    pub(super) fn boxed(&self, at: Vec<f64>, dual: &[f64]) -> PrimalDual {
        let bounds = || self.low.iter().zip(&self.high);
        let dual: Vec<f64> = (dual.iter().zip(bounds()))
            .map(|(u, (l, h))| u.clamp(*l, *h))
            .collect();
        PrimalDual {
            at,
            to_high: (dual.iter().zip(&self.high)).map(|(u, h)| h - u).collect(),
            to_low: (dual.iter().zip(&self.low)).map(|(u, l)| u - l).collect(),
            dual,
        }
    }
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0f64, |m, v| m.max(v.abs()))
}

/// The larger of two violations; what is not a number is not lost.
fn worse(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}
