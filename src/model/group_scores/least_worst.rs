//! The threshold at which the worst group's error is least, in closed form.

use super::{GroupScore, GroupScores};
use crate::model::Label;

/// Where the largest error of the ones meets the largest of the others.
///
/// In the margins (f̄_g − τ)/s_g and (τ − f̄_h)/s_h of two groups g and h of labels +1 and −1 both are
/// v = (f̄_g − f̄_h)/(s_g + s_h) at τ = f̄_g − v s_g. The least margin of all groups is nowhere larger than
/// any v; and where the least of label +1, which falls with τ, meets the least of label −1, which
/// rises, it is the v of those two: the least of all.
pub(super) fn threshold(scores: &GroupScores) -> f64 {
    let of = |label| scores.groups.iter().filter(move |g| g.label == label);
    let pairs = of(Label::Positive).flat_map(|g| of(Label::Negative).map(move |h| crossing(g, h)));
    let least = pairs.min_by(|a, b| a.0.total_cmp(&b.0));
    least.map_or(0.0, |(_, threshold)| threshold)
}

/// v, and the τ at which both groups have it.
fn crossing(plus: &GroupScore, minus: &GroupScore) -> (f64, f64) {
    let margin = (plus.mean - minus.mean) / (plus.spread + minus.spread);
    // From the nearer mean, whose digits it keeps.
    let threshold = match plus.spread <= minus.spread {
        true => plus.mean - margin * plus.spread,
        false => minus.mean + margin * minus.spread,
    };
    (margin, threshold)
}
