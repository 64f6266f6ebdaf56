//! Newton's method for smooth convex functions of a few variables.

use nalgebra::allocator::Allocator;
use nalgebra::{DefaultAllocator, Dim, OMatrix, OVector};

/// Value, gradient and Hessian at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Local<D: Dim>
where
    DefaultAllocator: Allocator<D> + Allocator<D, D>,
{
    /// f.
    pub value: f64,
    /// ∇f.
    pub gradient: OVector<f64, D>,
    /// ∇²f.
    pub hessian: OMatrix<f64, D, D>,
}

/// Where a convex function is smallest.
#[derive(Clone, Debug, PartialEq)]
pub struct ConvexMinimum<D: Dim>
where
    DefaultAllocator: Allocator<D>,
{
    /// The point.
    pub at: OVector<f64, D>,
    /// f there.
    pub value: f64,
    /// Half the squared Newton decrement: an estimate of f − min f.
    pub gap: f64,
    /// Newton steps.
    pub iterations: usize,
}

/// Minimises a convex function by damped Newton steps with a vanishing multiple of the
/// identity added to the Hessian. `None` if a value is not finite or the steps end
/// without a gap below 1e-12 of max(|f|, 1e-12).
pub fn minimize_convex<D: Dim>(
    f: impl Fn(&OVector<f64, D>) -> Local<D>,
    from: OVector<f64, D>,
) -> Option<ConvexMinimum<D>>
where
    DefaultAllocator: Allocator<D> + Allocator<D, D>,
{
    let mut at = from;
    let mut here = f(&at);
    let mut gap = f64::INFINITY;
    for iterations in 0..200 {
        let shift = 1e-14 * here.hessian.trace().abs() + f64::MIN_POSITIVE;
        let mut bent = here.hessian.clone();
        for i in 0..bent.nrows() {
            bent[(i, i)] += shift;
        }
        let step = -bent.cholesky()?.solve(&here.gradient);
        gap = -0.5 * here.gradient.dot(&step);
        if !(gap.is_finite() && here.value.is_finite()) {
            return None;
        }
        if gap <= 1e-30 * here.value.abs().max(1e-300) {
            return Some(ConvexMinimum {
                at,
                value: here.value,
                gap,
                iterations,
            });
        }
        let better = (0..50).find_map(|halving| {
            let share = 0.5f64.powi(halving);
            let next = &at + &step * share;
            let there = f(&next);
            (there.value < here.value - 1e-4 * share * gap).then_some((next, there))
        });
        match better {
            Some((next, there)) => (at, here) = (next, there),
            // Rounding hides any further descent.
            None => break,
        }
    }
    let done = gap <= 1e-12 * here.value.abs().max(1e-12);
    done.then_some(ConvexMinimum {
        at,
        value: here.value,
        gap,
        iterations: 200,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Vector2;

    /// min of e^{x+3y−.1} + e^{x−3y−.1} + e^{−x−.1} (Boyd & Vandenberghe, section 9.3):
    /// x = −½ log 2, y = 0, value 2√2·e^{−.1}.
    #[test]
    fn textbook_example() {
        let f = |p: &Vector2<f64>| {
            let terms = [(1.0, 3.0), (1.0, -3.0), (-1.0, 0.0)].map(|(a, b)| {
                let a = Vector2::new(a, b);
                (a, (a.dot(p) - 0.1).exp())
            });
            Local {
                value: terms.iter().map(|t| t.1).sum(),
                gradient: terms.iter().map(|t| t.0 * t.1).sum(),
                hessian: terms.iter().map(|t| t.0 * t.0.transpose() * t.1).sum(),
            }
        };
        let found = minimize_convex(f, Vector2::new(4.0, 3.0)).unwrap();
        assert!((found.at[0] + 0.5 * 2f64.ln()).abs() < 1e-8 && found.at[1].abs() < 1e-8);
        assert!((found.value - 2.0 * 2f64.sqrt() * (-0.1f64).exp()).abs() < 1e-14);
    }
}
