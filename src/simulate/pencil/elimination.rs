//! (I + tJ)⁻¹e₁ for a tridiagonal J that becomes known row by row.

/// What cutting the Lanczos process off may change, relative to the solution: no more than
/// rounding does at moderate weights.
const TOLERANCE: f64 = 1e-14;

/// Steps after which conjugate gradients at condition κ have a relative error below ε:
/// their residual is at most 2√κ((√κ−1)/(√κ+1))^m, and the error κ times that.
pub(in crate::simulate) fn steps_for(condition: f64, tolerance: f64) -> usize {
    let root = condition.sqrt();
    let wanted = (2.0 / tolerance).ln() + 1.5 * condition.ln();
    // ln((√κ+1)/(√κ−1)) = 2 artanh(1/√κ), infinite at κ = 1.
    let rate = 2.0 * (1.0 / root).atanh();
    // The rate is zero for ratios near the ends of the numbers.
    ((wanted / rate).ceil() as usize).saturating_add(1)
}

/// Steps that suffice for a weight ratio relative to the centre.
pub(super) fn most_steps(relative: f64) -> usize {
    steps_for(relative.max(1.0 / relative), TOLERANCE)
}

/// Elimination on I + (ρ−1)J, J between 0 and I, as long as its rows come.
#[derive(Clone, Debug)]
pub(super) struct Elimination {
    shift: f64,
    condition: f64,
    coupling: f64,
    multiplier: f64,
    /// The next entry of L⁻¹e₁ in the elimination; zero when nothing more is to come.
    ahead: f64,
    multipliers: Vec<f64>,
    heads: Vec<f64>,
}

impl Elimination {
    pub(super) fn new(relative: f64) -> Self {
        Self {
            shift: relative - 1.0,
            condition: relative.max(1.0 / relative),
            coupling: 0.0,
            multiplier: 0.0,
            ahead: 1.0,
            multipliers: Vec::new(),
            heads: Vec::new(),
        }
    }

    pub(super) fn done(&self) -> bool {
        self.ahead == 0.0
    }

    /// Eliminates one row more: its diagonal entry and the one below.
    ///
    /// The residual of m steps is the next entry h of L⁻¹e₁, and the condition is at most
    /// κ = max(ρ, 1/ρ): so ‖δy‖/‖y‖ ≤ κ|h|, and where that is small enough it ends.
    pub(super) fn advance(&mut self, diagonal: f64, below: f64) {
        let pivot = 1.0 + self.shift * diagonal - self.multiplier * self.coupling;
        self.heads.push(self.ahead / pivot);
        self.coupling = self.shift * below;
        self.multiplier = self.coupling / pivot;
        self.multipliers.push(self.multiplier);
        let next = -self.multiplier * self.ahead;
        // A number that is not one ends it too; the residual tells.
        let goes_on = self.condition * next.abs() > TOLERANCE;
        self.ahead = if goes_on { next } else { 0.0 };
    }

    /// y, one entry for each row.
    pub(super) fn solution(mut self) -> Vec<f64> {
        let mut last = 0.0;
        for (head, multiplier) in self.heads.iter_mut().zip(&self.multipliers).rev() {
            *head -= multiplier * last;
            last = *head;
        }
        self.heads
    }
}
