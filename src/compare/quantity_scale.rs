//! What a shift of 1/n is counted in, for each quantity of two classes.

use crate::model::{Classifier, Quantity, ScoreLaw};
use crate::stats::probit_scale;

/// How far numbers are moved to see what follows.
const STEP: f64 = 1e-3;

/// The scale on which finite n moves the mean of a quantity by c/n with c of order one; `None`
/// where the quantity does not exist.
///
/// α, γ, b and τ have that of (θ, b), its length. A class error, and what is made of them, has that
/// of the classifier's margin in standard deviations. All else follows from u = m/α, v = b/α and
/// α, which finite n moves by about 1 + |u|, 1 + |v| and α of itself: the scale is how far these
/// three move the quantity, each alone and two together. So a shift of AUC near 1 is granted as
/// little as one of an error near 0, and a slope is judged on its own scale, however large.
pub fn scale_of(quantity: Quantity, seen: &Classifier) -> Option<f64> {
    let value = quantity.of(seen).ok()?;
    if quantity.scales() {
        return Some(seen.alpha().hypot(seen.bias()));
    }
    match quantity.is_of_class_errors() {
        true => Some(probit_scale(value)),
        false => moved(quantity, seen, value),
    }
}

/// How often [`scale_of`] evaluates a quantity: itself, to either side of each of what moves it, and at
/// four corners of every two. Some are integrals, so that it is asked for only where it is needed.
pub fn evaluations_for_scale(quantity: Quantity) -> usize {
    match quantity.scales() || quantity.is_of_class_errors() {
        true => 1,
        false => {
            let moving = moving(quantity);
            1 + 2 * moving + 4 * (moving * (moving - 1) / 2)
        }
    }
}

/// What ranks follows from u alone, all else from u, v and α.
fn moving(quantity: Quantity) -> usize {
    if quantity.is_of_ranking() { 1 } else { 3 }
}

/// Σ |∂q/∂p|·(scale of p) over p = u, v, log α, of both sides of a kink the steeper, and
/// Σ |∂²q/∂p∂p'|·(scales of both) over pairs: the mean of a product moves by 1/n where both
/// factors, each of which varies by 1/√n, are 0.
fn moved(quantity: Quantity, seen: &Classifier, value: f64) -> Option<f64> {
    let (alpha, law) = (seen.alpha(), seen.law());
    if alpha <= 0.0 {
        return None;
    }
    let (u, v) = (law.margin() / alpha, law.bias() / alpha);
    let at = |[du, dv, dl]: [f64; 3]| {
        let there = alpha * (1.0 + STEP * dl);
        let u = u + STEP * du * (1.0 + u.abs());
        let v = v + STEP * dv * (1.0 + v.abs());
        let law = ScoreLaw::new(there, u * there, v * there);
        quantity.of(&seen.with_law(law)).ok()
    };
    let mut sum = 0.0;
    for i in 0..moving(quantity) {
        let step = |sign: f64| std::array::from_fn(|k| if k == i { sign } else { 0.0 });
        let sides = [at(step(1.0)), at(step(-1.0))];
        let sides = sides.into_iter().flatten().map(|q| (q - value).abs());
        sum += sides.reduce(f64::max)? / STEP;
        for j in 0..i {
            let corner = |a: f64, b: f64| {
                at(std::array::from_fn(|k| match k {
                    k if k == i => a,
                    k if k == j => b,
                    _ => 0.0,
                }))
            };
            let like = corner(1.0, 1.0)? + corner(-1.0, -1.0)?;
            let unlike = corner(1.0, -1.0)? + corner(-1.0, 1.0)?;
            sum += (like - unlike).abs() / (4.0 * STEP * STEP);
        }
    }
    sum.is_finite().then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::{Costs, TestConditions, TwoClass};
    use crate::numerics::density;
    use approx::assert_relative_eq;

    fn classifier(order: [f64; 3]) -> Classifier {
        let conditions = TestConditions {
            minority_prior: None,
            costs: Costs::new(5.0, 1.0).ok(),
        };
        Classifier::new(order, TwoClass::new(0.2, 2.0).unwrap())
            .of_loss(LossKind::Logistic)
            .tested(conditions)
    }

    fn scale(quantity: Quantity, order: [f64; 3]) -> f64 {
        scale_of(quantity, &classifier(order)).unwrap()
    }

    /// AUC = Φ(√2 u), the equal error Q(u), A = 2u/α and B = log(π₊/π₋) − 2uv by hand.
    #[test]
    fn as_derivatives_by_hand_have_it() {
        let order = [0.8, 0.6, -0.4];
        let (u, v) = (1.5, -0.5f64);
        let auc = 2f64.sqrt() * density(2f64.sqrt() * u) * (1.0 + u);
        for (quantity, expected) in [
            (Quantity::Auc, auc),
            (Quantity::EqualError, density(u) * (1.0 + u)),
            (Quantity::PosteriorSlope, 2.0 * (2.0 * (1.0 + u) + u) / 0.8),
            (
                Quantity::PosteriorIntercept,
                2.0 * (v.abs() * (1.0 + u) + u * (1.0 + v.abs()) + (1.0 + u) * (1.0 + v.abs())),
            ),
            (Quantity::Alpha, 0.8f64.hypot(0.4)),
            (Quantity::ErrorMinority, (1.0 + 1.0) * density(1.0)),
        ] {
            let found = scale(quantity, order);
            assert_relative_eq!(found, expected, max_relative = 1e-2);
        }
    }

    /// What is left out of their scales is nothing: they do not change with b nor with the length.
    #[test]
    fn what_ranks_goes_by_the_ratio_alone() {
        let [here, there] = [[0.8, 0.6, -0.4], [2.4, 1.8, 0.7]].map(classifier);
        // Nothing has moved the threshold.
        let others = Quantity::ALL
            .into_iter()
            .filter(|q| *q != Quantity::Threshold);
        for quantity in others {
            let values = [here, there].map(|seen| quantity.of(&seen).unwrap());
            let is_same = (values[0] - values[1]).abs() < 1e-14;
            assert_eq!(is_same, quantity.is_of_ranking(), "{quantity:?} {values:?}");
        }
    }

    /// Near perfection what is granted falls as errors do: of 1 − AUC never a multiple beyond
    /// that of the error with the same tail.
    #[test]
    fn near_one_as_near_zero() {
        for u in [1.0, 2.0, 3.0, 4.0] {
            let order = [1.0, 0.5 * u, 0.1];
            let seen = classifier(order);
            let auc = 1.0 - Quantity::Auc.of(&seen).unwrap();
            let error = Quantity::EqualError.of(&seen).unwrap();
            let (of_auc, of_error) = (
                scale(Quantity::Auc, order) / auc,
                scale(Quantity::EqualError, order) / error,
            );
            assert!(
                (0.5..3.0).contains(&(of_auc / of_error)),
                "{of_auc} {of_error}"
            );
        }
    }

    /// No scale is nothing or endless where the quantity exists.
    #[test]
    fn every_quantity_has_one() {
        for order in [
            [0.5, 0.4, -0.1],
            [3.0, 1.0, -2.0],
            [1.0, 0.0, 0.0],
            [0.2, -0.1, 0.3],
        ] {
            for quantity in Quantity::ALL {
                let seen = classifier(order);
                let scale = scale_of(quantity, &seen);
                let exists = quantity.of(&seen).is_ok();
                assert_eq!(scale.is_some(), exists, "{quantity:?} {order:?}");
                assert!(
                    scale.is_none_or(|s| s > 0.0 && s < 100.0),
                    "{quantity:?} {scale:?}"
                );
            }
        }
        let nothing = classifier([0.0, 0.0, 1.0]);
        assert_eq!(scale_of(Quantity::Auc, &nothing), None);
    }
}
