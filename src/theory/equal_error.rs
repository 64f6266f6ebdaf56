//! The weight that equalises the class errors, for any loss.

mod jump;
mod settled_weight;

use jump::{jump_at, unsolved_between};
use settled_weight::settled_from;

use super::square::{self, EqualError};
use super::weight_path::{Trail, WeightPath, predict_on};
use super::weights::within_cap;
use super::{Prediction, Problem, Status, max_margin, predict};
use crate::loss::LossKind;
use crate::numerics::bracketed_root_to;

/// Of log ρ: b is known to rounding of the equations, no better.
const TOLERANCE: f64 = 1e-12;

/// Without ridge the errors tend to limits as ρ → ∞ and are sought up to here.
const MOST_WITHOUT_RIDGE: f64 = 1e8;
/// With ridge b grows like log ρ: what exists is found, up to here.
const MOST_WITH_RIDGE: f64 = 1e200;
/// Adjusted margins may ask for a small weight.
const LEAST: f64 = 1e-8;
/// Of log ρ: steps while weights are such as are used, and farther out.
const STEPS: (f64, f64) = (1.0, 3.0);
/// Where steps become wide.
const FAR: f64 = 1e8;

/// ρ̃: in closed form for the plain square loss, else a root of b(ρ) = 0, for errors are
/// equal exactly where the intercept vanishes.
///
/// With ridge the search goes to 10²⁰⁰, without to 10⁸; where it finds none, the answer says
/// how far it went ([`EqualError::NotFound`]) and claims no more, but for data on which
/// weights have no effect: there none exists ([`EqualError::Infeasible`]). Where the errors
/// cross too steeply for any number, it says where ([`EqualError::Jump`]). Of several
/// ([`equal_error_weights`]) it is the one with the smallest error, the smaller weight where
/// these are the same; one within the [`CAP`](super::weights::CAP) before those beyond. The
/// problem's own weight ratio is ignored.
pub fn equal_error_weight(problem: &Problem) -> EqualError {
    equal_error_on(problem, &mut Trail::default())
}

/// The same where something is known of the problem already.
pub(super) fn equal_error_on(problem: &Problem, trail: &mut Trail) -> EqualError {
    let plain = problem.loss().is_plain();
    if plain && problem.loss().kind() == LossKind::Square {
        return square::equal_error_weight(problem);
    }
    if plain && problem.two_class().minority_prior() == 0.5 {
        return EqualError::Weight(1.0);
    }
    if super::weights::without_effect(problem) {
        return EqualError::Infeasible {
            limit: predict(problem),
        };
    }
    match several_possible(problem) {
        true => {
            let (roots, reached) = all_roots(problem, trail);
            match preferred(problem, &roots, trail) {
                Some(rho) => EqualError::Weight(rho),
                None => not_found(problem, reached, trail),
            }
        }
        false => one_root(problem, trail),
    }
}

/// All weights that equalise the class errors, ascending, as far as [`equal_error_weight`]
/// looks for them; where it gives none, none.
///
/// Exponential loss with ridge can have two or three: there more weight on the minority acts
/// like a smaller ridge too, and where the data are separable that can turn b back. Without
/// ridge its b is half of log ρ and a constant. For the other losses one is sought: a search
/// over 3600 random problems, with ridge and without, found no second.
pub fn equal_error_weights(problem: &Problem) -> Vec<f64> {
    equal_errors_on(problem, &mut Trail::default())
}

/// The same where something is known of the problem already.
pub(super) fn equal_errors_on(problem: &Problem, trail: &mut Trail) -> Vec<f64> {
    let unequal = problem.two_class().minority_prior() < 0.5 || !problem.loss().is_plain();
    match unequal && several_possible(problem) {
        true => all_roots(problem, trail).0,
        false => equal_error_on(problem, trail)
            .weight()
            .into_iter()
            .collect(),
    }
}

/// Whether a problem can have more than one.
pub(super) fn several_possible(problem: &Problem) -> bool {
    problem.loss().kind() == LossKind::Exponential && problem.ridge() > 0.0
}

/// The one to take: within the cap if any is, then that with the smallest error.
fn preferred(problem: &Problem, all: &[f64], trail: &mut Trail) -> Option<f64> {
    let mut rank = |rho: f64| {
        let there = problem.with_weight_ratio(rho).ok()?;
        let error = predict_on(&there, trail).solution?.errors.worst();
        Some((rho, !within_cap(rho), error))
    };
    let ranked = all.iter().filter_map(|&rho| rank(rho));
    let best = ranked.min_by(|a, b| (a.1.cmp(&b.1)).then(a.2.total_cmp(&b.2)));
    best.map(|(rho, ..)| rho)
}

fn not_found(problem: &Problem, up_to: f64, trail: &mut Trail) -> EqualError {
    EqualError::NotFound {
        up_to,
        settled_from: None,
        there: at_weight(problem, up_to, trail),
    }
}

fn at_weight(problem: &Problem, rho: f64, trail: &mut Trail) -> Prediction {
    let there = problem.with_weight_ratio(rho);
    there.map_or_else(|_| predict(problem), |p| predict_on(&p, trail))
}

/// b at log ρ. Where the solver gives no number it is unknown, not zero.
fn bias(along: &mut WeightPath<'_>, log_rho: f64) -> f64 {
    let found = along
        .predict(log_rho)
        .filter(|p| p.status == Status::Converged);
    found.and_then(|p| p.solution).map_or(f64::NAN, |s| s.bias)
}

/// For a bias that grows with the weight.
fn one_root(problem: &Problem, trail: &mut Trail) -> EqualError {
    let mut along = WeightPath::new(problem, trail);
    let mut bias = |log_rho: f64| bias(&mut along, log_rho);
    let Outwards { ends, reached, met } = outwards(problem, &mut bias);
    let root = bracketed_root_to(&mut bias, ends, TOLERANCE);
    let between = match root {
        Ok(root) if root.residual == 0.0 => Some((root.at, root.at)),
        Ok(root) => Some((root.at - TOLERANCE, root.at + TOLERANCE)),
        Err(_) => unsolved_between(&mut bias, ends),
    };
    let known = bias(ends.1).is_finite();
    if let Ok(root) = root
        && are_equal(problem, root.at.exp(), trail)
    {
        return EqualError::Weight(root.at.exp());
    }
    // b jumps over zero, as where another class is given up: no error is equal there.
    if let Some(between) = between {
        return match jump_at(problem, between, trail) {
            Some(jump) => EqualError::Jump(jump),
            None => not_found(problem, between.0.exp(), trail),
        };
    }
    let up_to = if known { ends.1 } else { reached };
    EqualError::NotFound {
        up_to: up_to.exp(),
        settled_from: settled_from(problem, &met, trail),
        there: at_weight(problem, up_to.exp(), trail),
    }
}

/// Where a search from the usual weights arrives.
struct Outwards {
    /// Of log ρ: around a root, or the last step of the search.
    ends: (f64, f64),
    /// The last place where b was known.
    reached: f64,
    /// (log ρ, b) of the steps to larger weights.
    met: Vec<(f64, f64)>,
}

/// Outwards from where weights are such as are used.
fn outwards(problem: &Problem, mut bias: impl FnMut(f64) -> f64) -> Outwards {
    let (mut low, mut high) = (0.0, problem.two_class().prior_ratio().ln());
    let most = match problem.ridge() > 0.0 {
        true => MOST_WITH_RIDGE.ln(),
        false => MOST_WITHOUT_RIDGE.ln(),
    };
    let mut reached = high;
    let mut met = Vec::new();
    loop {
        let b = bias(high);
        if b.is_finite() {
            met.push((high, b));
        }
        if !(b < 0.0 && high < most) {
            break;
        }
        reached = high;
        (low, high) = (high, (high + step_at(high)).min(most));
    }
    // Adjusted margins may favour the minority already.
    while bias(low) > 0.0 && low > LEAST.ln() {
        (low, high) = ((low - STEPS.0).max(LEAST.ln()), low);
        reached = low;
    }
    Outwards {
        ends: (low, high),
        reached,
        met,
    }
}

/// Whether a root of b, which is known to rounding of log ρ only, equalises the errors.
fn are_equal(problem: &Problem, rho: f64, trail: &mut Trail) -> bool {
    let there = problem.with_weight_ratio(rho).ok();
    let there = there.map(|p| predict_on(&p, trail));
    let errors = there.and_then(|p| p.solution).map(|s| s.errors);
    errors.is_some_and(|e| (e.minority - e.majority).abs() <= APART * e.worst())
}

fn step_at(log_rho: f64) -> f64 {
    if log_rho < FAR.ln() { STEPS.0 } else { STEPS.1 }
}

/// Errors that differ by more than this share are not equal: a weight whose last digit
/// changes them by as much equalises nothing.
const APART: f64 = 1e-3;

/// A place of b along log ρ.
#[derive(Clone, Copy)]
struct BiasAt {
    at: f64,
    bias: f64,
    slope: f64,
}

impl BiasAt {
    fn of(along: &mut WeightPath<'_>, at: f64) -> Self {
        Self {
            at,
            bias: bias(along, at),
            slope: along.slopes().map_or(f64::NAN, |[_, _, slope]| slope),
        }
    }

    fn is_settled(&self, towards: f64) -> bool {
        let away = self.bias * towards > 0.0 && self.slope * towards > 0.0;
        self.at >= FAR.ln() && away
    }

    /// Whether b comes nearest to zero between two places where it has one sign.
    fn turns_before(&self, next: &Self) -> bool {
        let towards = -self.bias.signum();
        self.bias * next.bias > 0.0 && self.slope * towards > 0.0 && next.slope * towards < 0.0
    }
}

/// The sign of b as ρ → ∞, for exponential loss with ridge.
///
/// A shift of b by c = log ρ/(Δ₊+Δ₋) leaves a problem with ridge r·exp(−Δ₋c) → 0. Its b
/// is bounded unless the data are separable; there θ grows with the logarithm of the ridge
/// along the maximum margin, whose margins 1/Δ_y come with b₁: in all c(1 + Δ₋b₁).
fn in_the_end(problem: &Problem) -> f64 {
    let [plus, minus] = problem.loss().adjustment().scale();
    let margins = (1.0 / plus, 1.0 / minus);
    let hard = max_margin(problem.delta(), problem.two_class(), margins);
    let bias = hard.solution.map_or(0.0, |s| s.bias);
    (1.0 + minus * bias).signum()
}

/// The roots that steps from [`LEAST`] to [`MOST_WITH_RIDGE`] find: between two where b changes
/// its sign, and around where it turns before it does. Beyond 10⁸ it ends where b has the sign
/// that it keeps and moves away from zero. Also the last weight at which b was known.
fn all_roots(problem: &Problem, trail: &mut Trail) -> (Vec<f64>, f64) {
    let mut along = WeightPath::new(problem, trail);
    let mut roots = Vec::new();
    let towards = in_the_end(problem);
    let mut here = BiasAt::of(&mut along, LEAST.ln());
    let mut reached = here.at;
    while here.at < MOST_WITH_RIDGE.ln() && !here.is_settled(towards) {
        let next = (here.at + step_at(here.at)).min(MOST_WITH_RIDGE.ln());
        let next = BiasAt::of(&mut along, next);
        let turn = here
            .turns_before(&next)
            .then(|| turn(&mut along, &here, &next));
        let places: Vec<BiasAt> = [Some(here), turn.flatten(), Some(next)]
            .into_iter()
            .flatten()
            .collect();
        for pair in places.windows(2) {
            if pair[0].bias * pair[1].bias <= 0.0 && pair[1].bias != 0.0 {
                let ends = (pair[0].at, pair[1].at);
                let root = bracketed_root_to(|u| bias(&mut along, u), ends, TOLERANCE);
                roots.extend(root.ok().map(|r| r.at.exp()));
            }
        }
        here = next;
        if here.bias.is_finite() {
            reached = here.at;
        }
    }
    (roots, reached.exp())
}

/// Where the slope of b vanishes.
fn turn(along: &mut WeightPath<'_>, from: &BiasAt, to: &BiasAt) -> Option<BiasAt> {
    let slope = |u: f64| BiasAt::of(along, u).slope;
    let root = bracketed_root_to(slope, (from.at, to.at), TOLERANCE).ok()?;
    Some(BiasAt::of(along, root.at))
}

#[cfg(test)]
mod tests;
