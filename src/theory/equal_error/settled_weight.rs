//! A weight from which on a larger one changes nothing.

use super::{LEAST, STEPS, at_weight};
use crate::model::ClassErrors;
use crate::theory::Problem;
use crate::theory::weight_path::Trail;

/// Of b and of errors, which have settled where they differ by less (what is rounding in b can
/// show in an error),
const SETTLED: (f64, f64) = (1e-12, 1e-9);
/// over at least this factor of the weight.
const FAR_ENOUGH: f64 = 1e3;
/// Of the step in which errors settle: it is known to a few thousandths of itself.
const HALVINGS: usize = 9;

/// b and the errors at a weight.
#[derive(Clone, Copy)]
struct Settling {
    bias: f64,
    errors: ClassErrors,
}

impl Settling {
    fn at(problem: &Problem, log_rho: f64, trail: &mut Trail) -> Option<Self> {
        let found = at_weight(problem, log_rho.exp(), trail).solution?;
        Some(Self {
            bias: found.bias,
            errors: found.errors,
        })
    }

    fn is_like(&self, other: &Self) -> bool {
        let close = |a: f64, b: f64| (a - b).abs() <= SETTLED.1 * b;
        alike(self.bias, other.bias)
            && close(self.errors.minority, other.errors.minority)
            && close(self.errors.majority, other.errors.majority)
    }
}

fn alike(bias: f64, last: f64) -> bool {
    (bias - last).abs() <= SETTLED.0 * last.abs()
}

/// From which weight on, up to the last of those that a search met as (log ρ, b), a larger one
/// changed nothing: under a loss whose pull on a sample ends at its kink (hinge, absolute; to
/// rounding squared hinge and Huber) a minority that is met exactly can be met no better.
pub(super) fn settled_from(
    problem: &Problem,
    met: &[(f64, f64)],
    trail: &mut Trail,
) -> Option<f64> {
    problem.loss().base().pieces()?;
    let &(end, last) = met.last()?;
    let same = met.iter().rev().take_while(|(_, b)| alike(*b, last));
    let first = met.len() - same.count();
    let from = met[first].0;
    let final_ = Settling::at(problem, end, trail)?;
    let mut is_settled = |log_rho: f64| {
        Settling::at(problem, log_rho, trail).is_some_and(|here| here.is_like(&final_))
    };
    if end - from < FAR_ENOUGH.ln() || !is_settled(from) {
        return None;
    }
    let before = first.checked_sub(1).map(|previous| met[previous].0);
    Some(beginning(from, before, is_settled).exp())
}

/// Where it begins, between a place where all has settled and one before it where it has not;
/// without such a place that is sought first.
fn beginning(from: f64, before: Option<f64>, mut is_settled: impl FnMut(f64) -> bool) -> f64 {
    let (mut settled, mut below) = (from, before);
    while below.is_none() && settled > LEAST.ln() {
        let next = (settled - STEPS.0).max(LEAST.ln());
        match is_settled(next) {
            true => settled = next,
            false => below = Some(next),
        }
    }
    let Some(mut changing) = below else {
        return settled;
    };
    for _ in 0..HALVINGS {
        let middle = 0.5 * (changing + settled);
        match is_settled(middle) {
            true => settled = middle,
            false => changing = middle,
        }
    }
    settled
}
