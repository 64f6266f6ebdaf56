//! The groups' margins as functions of the logarithms of the weights.

use nalgebra::{DMatrix, DVector};

use crate::theory::groups::problem::FramedProblem;
use crate::theory::groups::system::{GroupRoot, GroupUnknowns, solve_briefly};

/// a_g = y_g(μ_g·m + b)/(ασ_g), with R_g = Q(a_g), at some weights.
pub(super) struct GroupMargins {
    pub(super) values: DVector<f64>,
    /// da_g/d log ω_h: a row a group, a column a weight.
    pub(super) slopes: DMatrix<f64>,
    /// The root of the system, where the next may begin.
    pub(super) at: GroupUnknowns,
}

impl GroupMargins {
    /// `None` where the system has no root or its Jacobian no inverse.
    pub(super) fn of(problem: &FramedProblem, near: Option<&GroupUnknowns>) -> Option<Self> {
        Self::at_root(problem, solve_briefly(problem, near).root?)
    }

    fn at_root(problem: &FramedProblem, root: GroupRoot) -> Option<Self> {
        let tangents = root.tangents()?;
        let (at, size) = (root.at, problem.dimension() + 1);
        let (eta, position) = (at[0].exp(), at.rows(1, size));
        let along = position.rows(0, size - 1);
        let alpha = eta.hypot(along.norm());
        let groups = problem.members.len();
        let mut values = DVector::zeros(groups);
        let mut slopes = DMatrix::zeros(groups, groups);
        for (column, tangent) in tangents.column_iter().enumerate() {
            let of_position = tangent.rows(1, size);
            let of_alpha =
                (eta * eta * tangent[0] + along.dot(&of_position.rows(0, size - 1))) / alpha;
            for (row, g) in problem.members.iter().enumerate() {
                let margin = g.direction.dot(&position) / alpha;
                values[row] = margin;
                slopes[(row, column)] = (g.direction.dot(&of_position) - margin * of_alpha) / alpha;
            }
        }
        let finite = values.iter().chain(slopes.iter()).all(|v| v.is_finite());
        finite.then_some(Self { values, slopes, at })
    }
}
