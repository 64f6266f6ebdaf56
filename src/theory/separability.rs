//! When a hyperplane separates the training data.

use nalgebra::{Matrix2, Vector2};

use super::margin_shortfall::Shortfall;
use crate::model::TwoClass;
use crate::numerics::{Local, minimize_convex};

/// The threshold δ*(π₊, s): above it the training data are linearly separable (with an
/// intercept) with probability → 1, below it with probability → 0.
///
/// δ* = min over (g, b) of Σ_y π_y E[(√(1+g²)·G − s·g − y·b)₊²], a convex problem
/// (docs/theory.md, section 6; Cover's ½ for s = 0, π₊ = ½). `None` only if the minimisation
/// does not reach working accuracy.
pub fn separability_threshold(two_class: TwoClass) -> Option<f64> {
    let s = two_class.signal_strength();
    let classes = [
        (1.0, two_class.minority_prior()),
        (-1.0, two_class.majority_prior()),
    ];
    let objective = |at: &Vector2<f64>| {
        let g = at[0];
        let scale = g.hypot(1.0);
        // da/dg and d²a/dg² of a = √(1 + g²).
        let (slope, bend) = (g / scale, scale.powi(-3));
        let mut local = Local {
            value: 0.0,
            gradient: Vector2::zeros(),
            hessian: Matrix2::zeros(),
        };
        for (y, prior) in classes {
            let h = Shortfall::of(scale, s * g + y * at[1]);
            let [aa, am, mm] = h.second;
            local.value += prior * h.value;
            local.gradient += prior * Vector2::new(h.scale * slope + h.mean * s, h.mean * y);
            let cross = y * (am * slope + mm * s);
            local.hessian += prior
                * Matrix2::new(
                    aa * slope * slope + 2.0 * am * slope * s + mm * s * s + h.scale * bend,
                    cross,
                    cross,
                    mm,
                );
        }
        local
    };
    minimize_convex(objective, Vector2::new(s, 0.0)).map(|m| m.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Row {
        minority_prior: f64,
        signal: f64,
        threshold: f64,
    }

    #[test]
    fn golden_thresholds_to_1e_8() {
        let rows: Vec<Row> =
            serde_json::from_str(include_str!("../../tests/golden/separability.json")).unwrap();
        assert!(rows.len() >= 6);
        for row in rows {
            let two = TwoClass::new(row.minority_prior, row.signal).unwrap();
            let found = separability_threshold(two).unwrap();
            assert!(
                (found - row.threshold).abs() < 1e-8 * row.threshold,
                "{two:?} {found}"
            );
        }
    }

    #[test]
    fn falls_with_the_signal_and_rises_with_balance() {
        let at = |p, s| separability_threshold(TwoClass::new(p, s).unwrap()).unwrap();
        for p in [0.005, 0.05, 0.2, 0.5] {
            let mut last = 1.0;
            for k in 0..=24 {
                let next = at(p, 0.25 * f64::from(k));
                assert!(next > 0.0 && next < last, "π₊={p} k={k}: {next} {last}");
                last = next;
            }
        }
        assert!(at(0.1, 1.0) < at(0.2, 1.0) && at(0.2, 1.0) < at(0.5, 1.0));
    }
}
