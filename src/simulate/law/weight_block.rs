//! Solving for eight weights at a time.

use pulp::{Arch, Simd, WithSimd};

use super::lanczos_process::{LanczosProcess, LanczosStep, USUAL_STEPS};
use crate::numerics::with_vectors;

/// Weights that are worked on together.
pub(super) const WIDTH: usize = 8;

/// One number for each of them.
pub(super) type Lane = [f64; WIDTH];

#[inline(always)]
fn lane(f: impl Fn(usize) -> f64) -> Lane {
    // A loop is inlined where the standard library's functions of arrays may not be.
    let mut lane = [0.0; WIDTH];
    for (l, value) in lane.iter_mut().enumerate() {
        *value = f(l);
    }
    lane
}

/// (I + (ρ−1)J)⁻¹e₁ for eight ρ, by elimination while the Lanczos process goes on.
///
/// For ρ < 1 the roles of the classes are exchanged: (1/ρ)(I + (1/ρ−1)(I−J))⁻¹e₁. So all
/// matrices are I + shift·K with shift ≥ 0 and K between 0 and I.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    ratios: Lane,
    shifts: Lane,
    /// Whether J or I − J is the matrix K: one of these is 1, the other 0.
    kinds: [Lane; 2],
    tolerance: f64,
    /// shift × the entry of K above the last pivot, and that over the pivot before.
    coupling: Lane,
    multiplier: Lane,
    /// The next entry of L⁻¹e₁ in the elimination; zero when nothing more is to come.
    ahead: Lane,
    multipliers: Vec<Lane>,
    heads: Vec<Lane>,
    cut: Lane,
}

/// V/f with f = ‖Δ‖/f₁₁, for eight weights: along Δ, along two directions that hold the
/// means, and its norm.
pub(super) struct SolvedBlock {
    pub(super) along: [Lane; 3],
    pub(super) norm: Lane,
}

impl Block {
    /// Begins anew with up to eight ratios; a relative error up to `tolerance` may come from
    /// cutting off.
    pub(super) fn start(&mut self, ratios: &[f64], tolerance: f64) {
        let ratios = lane(|l| ratios.get(l).copied().unwrap_or(1.0));
        let kind = |chosen: bool| if chosen { 1.0 } else { 0.0 };
        self.ratios = ratios;
        self.shifts = ratios.map(|r| r.max(1.0 / r) - 1.0);
        self.kinds = [
            ratios.map(|r| kind(r >= 1.0)),
            ratios.map(|r| kind(r < 1.0)),
        ];
        self.tolerance = tolerance;
        self.coupling = [0.0; WIDTH];
        self.multiplier = [0.0; WIDTH];
        self.ahead = [1.0; WIDTH];
        for rows in [&mut self.multipliers, &mut self.heads] {
            rows.clear();
            rows.reserve(USUAL_STEPS);
        }
        self.cut = [0.0; WIDTH];
    }

    /// Whether every weight is solved for.
    pub(super) fn done(&self) -> bool {
        self.ahead == [0.0; WIDTH]
    }

    /// A bound on the relative error that cutting off has caused, a weight.
    ///
    /// The residual of m steps is the next entry h of L⁻¹e₁ over the elimination, and
    /// ‖A⁻¹‖‖A‖ ≤ κ = max(ρ, 1/ρ): so ‖δy‖/‖y‖ ≤ κ|h|.
    pub(super) fn cut(&self) -> Lane {
        self.cut
    }

    /// Eliminates one row more. A weight whose error bound has come below the tolerance
    /// ends here: further rows are zero for it.
    pub(super) fn advance(&mut self, step: &LanczosStep) {
        with_vectors(
            #[inline(always)]
            || self.eliminate(step),
        );
    }

    #[inline(always)]
    fn eliminate(&mut self, step: &LanczosStep) {
        let [j, complement] = step.diagonal;
        let inverse = lane(|l| {
            let entry = self.kinds[0][l] * j + self.kinds[1][l] * complement;
            1.0 / (1.0 + self.shifts[l] * entry - self.multiplier[l] * self.coupling[l])
        });
        self.heads.push(lane(|l| self.ahead[l] * inverse[l]));
        self.coupling =
            lane(|l| self.shifts[l] * (self.kinds[0][l] - self.kinds[1][l]) * step.below);
        self.multiplier = lane(|l| self.coupling[l] * inverse[l]);
        self.multipliers.push(self.multiplier);
        let next = lane(|l| -self.multiplier[l] * self.ahead[l]);
        let error = lane(|l| (1.0 + self.shifts[l]) * next[l].abs());
        let goes_on = |l: usize| error[l] > self.tolerance;
        self.cut = lane(|l| {
            if goes_on(l) {
                0.0
            } else {
                self.cut[l].max(error[l])
            }
        });
        self.ahead = lane(|l| if goes_on(l) { next[l] } else { 0.0 });
    }

    /// Solves for V. `work` is scratch.
    pub(super) fn solve(&self, levels: &LanczosProcess, work: &mut Vec<Lane>) -> SolvedBlock {
        let first = self.spread(levels, work);
        back_substitute(levels, work);
        let mut squares = lane(|l| first[l] * first[l]);
        for u in work.iter() {
            squares = lane(|l| squares[l] + u[l] * u[l]);
        }
        let [second, third] = project(levels, work);
        SolvedBlock {
            along: [first, second, third],
            norm: lane(|l| squares[l].sqrt()),
        }
    }

    /// Leaves y₂ − r v₁ in `work`, in coordinates that begin along r, and returns v₁, all
    /// without the factor f.
    ///
    /// y = Σ y_i q_i in the Lanczos basis, which is a uniform frame; so is its position
    /// against r, and each step's angle turns one more q_i into the frame.
    #[inline(always)]
    fn spread(&self, levels: &LanczosProcess, work: &mut Vec<Lane>) -> Lane {
        let steps = self.heads.len();
        let reached = levels.reached(steps);
        work.clear();
        work.resize(reached, [0.0; WIDTH]);
        // For ρ < 1 the solution is that of the exchanged problem over ρ.
        let scale = lane(|l| 1.0 / self.ratios[l].min(1.0));
        let mut y = [0.0; WIDTH];
        let mut rest = [0.0; WIDTH];
        for i in (0..steps).rev() {
            let (head, multiplier) = (&self.heads[i], &self.multipliers[i]);
            y = lane(|l| head[l] - multiplier[l] * y[l]);
            if i == 0 {
                break;
            }
            let turn = levels.steps[i - 1].mixing;
            if i < reached {
                work[i] = lane(|l| scale[l] * (turn.sin * y[l] - turn.cos * rest[l]));
            }
            rest = lane(|l| turn.cos * y[l] + turn.sin * rest[l]);
        }
        let along_gap = lane(|l| scale[l] * y[l] / levels.corner);
        if let Some(first) = work.first_mut() {
            *first = lane(|l| scale[l] * rest[l] - levels.row * along_gap[l]);
        }
        along_gap
    }
}

/// R u = x in place, two columns at a time from the last: half the traffic of one.
fn back_substitute(levels: &LanczosProcess, mut x: &mut [Lane]) {
    while let [above @ .., before, last] = x {
        let (left, right) = (levels.column(above.len()), levels.column(above.len() + 1));
        let (coupling, corner) = (right[above.len()], right[above.len() + 1]);
        let second = lane(|l| last[l] / corner);
        let first = lane(|l| (before[l] - coupling * second[l]) / left[above.len()]);
        (*before, *last) = (first, second);
        let columns = [(left, first), (right, second)];
        Arch::new().dispatch(Subtract { columns, x: above });
        x = above;
    }
    if let [only] = x {
        let corner = levels.column(0)[0];
        *only = lane(|l| only[l] / corner);
    }
}

/// x_i ← x_i − r_i·u − s_i·v, in vectors of weights: left to itself the compiler makes them
/// of rows, which it then has to gather.
struct Subtract<'a> {
    columns: [(&'a [f64], Lane); 2],
    x: &'a mut [Lane],
}

impl WithSimd for Subtract<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let [(r, u), (s, v)] = self.columns;
        let (u, v) = (S::as_simd_f64s(&u).0, S::as_simd_f64s(&v).0);
        for ((x, r), s) in self.x.iter_mut().zip(r).zip(s) {
            let (r, s) = (simd.splat_f64s(-r), simd.splat_f64s(-s));
            let x = S::as_mut_simd_f64s(x).0;
            for ((x, u), v) in x.iter_mut().zip(u).zip(v) {
                *x = simd.mul_add_e_f64s(r, *u, simd.mul_add_e_f64s(s, *v, *x));
            }
        }
    }
}

/// Components of u along two orthonormal directions in uniform position.
#[inline(always)]
fn project(levels: &LanczosProcess, u: &[Lane]) -> [Lane; 2] {
    let mut sums = [[0.0; WIDTH]; 2];
    for (u, step) in u.iter().zip(&levels.steps).rev() {
        let [first, second] = step.rows;
        // What the first direction leaves of this coordinate is the second's.
        let left = lane(|l| first.sin * u[l] - first.cos * sums[0][l]);
        sums[0] = lane(|l| first.cos * u[l] + first.sin * sums[0][l]);
        sums[1] = lane(|l| second.cos * left[l] + second.sin * sums[1][l]);
    }
    sums
}
