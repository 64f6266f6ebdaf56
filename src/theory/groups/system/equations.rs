//! The k + 3 equations and their Jacobian.

use nalgebra::{DMatrix, DVector};

use crate::loss::Loss;
use crate::theory::groups::problem::{FramedProblem, Member};
use crate::theory::scalar_system::{Anchor, Blend, ProxMoments, Rule, TrainedMargins};

/// (log η, m, b, log κ).
pub(in crate::theory::groups) type GroupUnknowns = DVector<f64>;

/// The system of one problem. Its rows: the spread η, the k coordinates of m, b, the degrees of
/// freedom δ.
pub(super) struct GroupEquations<'a> {
    problem: &'a FramedProblem,
    trained: Vec<TrainedMargins<'a>>,
    anchor: Anchor,
}

/// Residuals, each relative to the size of its own terms, and their derivatives.
#[derive(Clone, Debug)]
pub(in crate::theory::groups) struct GroupEvaluation {
    pub(in crate::theory::groups) residual: DVector<f64>,
    pub(in crate::theory::groups) jacobian: DMatrix<f64>,
    /// Along every log ω_g.
    pub(in crate::theory::groups) by_weight: DMatrix<f64>,
    /// What it cost, in nodes.
    pub(super) nodes: u64,
}

impl<'a> GroupEquations<'a> {
    /// Of `loss`, the problem's own without its adjustments, blended with a share `square` of the
    /// square loss Δ²(z−t)²/2 around the margin t that the loss itself aims at, or 1 for
    /// losses that aim at none.
    pub(super) fn new(problem: &'a FramedProblem, loss: &'a dyn Loss, square: f64) -> Self {
        let adjustment = problem.loss.adjustment();
        let [plus, minus] = problem.pulls();
        let anchor = Anchor::between(plus / minus, adjustment, loss);
        let aims = problem.loss.targets().is_some();
        let trained = |g: &Member| {
            let class = g.class();
            let (scale, shift) = (adjustment.scale()[class], adjustment.shift()[class]);
            let centre = if aims { 1.0 } else { scale + shift };
            let loss = Blend {
                loss,
                square,
                centre,
            };
            let pieces = crate::loss::Loss::pieces(&loss).map(|p| anchor.pieces(class, p));
            TrainedMargins::new(loss, pieces, scale * g.noise, shift)
        };
        Self {
            problem,
            trained: problem.members.iter().map(trained).collect(),
            anchor,
        }
    }

    /// A point with b measured from the anchor.
    pub(super) fn anchored(&self, at: &GroupUnknowns) -> GroupUnknowns {
        self.moved(at, -self.anchor.bias())
    }

    /// And back.
    pub(super) fn released(&self, at: &GroupUnknowns) -> GroupUnknowns {
        self.moved(at, self.anchor.bias())
    }

    fn moved(&self, at: &GroupUnknowns, by: f64) -> GroupUnknowns {
        let mut to = at.clone();
        to[at.len() - 2] += by;
        to
    }

    /// Whether a rough rule is cheaper than the full one.
    pub(super) fn by_quadrature(&self) -> bool {
        self.trained.iter().any(TrainedMargins::by_quadrature)
    }

    /// At a point with b measured from the anchor.
    pub(super) fn evaluate(&self, rule: Rule, at: &GroupUnknowns) -> GroupEvaluation {
        let place = Unpacked::of(at);
        let mut sum = Sum::begin(self.problem, &place);
        for (index, (g, trained)) in self.problem.members.iter().zip(&self.trained).enumerate() {
            let mean = g.direction.dot(&place.position);
            let (e, cost) = trained.moments(rule, mean, place.alpha, place.kappa * g.weight);
            sum.nodes += cost;
            sum.add(index, g, &e, &place);
        }
        sum.scaled(self.problem.delta, &place)
    }
}

/// The unknowns, each by its name.
struct Unpacked {
    eta: f64,
    /// (m, b).
    position: DVector<f64>,
    alpha: f64,
    kappa: f64,
    /// dα along the unknowns.
    of_alpha: DVector<f64>,
}

impl Unpacked {
    fn of(at: &GroupUnknowns) -> Self {
        let size = at.len() - 2;
        let position = at.rows(1, size).into_owned();
        let eta = at[0].exp();
        let along = position.rows(0, size - 1);
        let alpha = eta.hypot(along.norm());
        let mut of_alpha = DVector::zeros(at.len());
        of_alpha[0] = eta * eta / alpha;
        of_alpha.rows_mut(1, size - 1).copy_from(&(along / alpha));
        Self {
            eta,
            position,
            alpha,
            kappa: at[size + 1].exp(),
            of_alpha,
        }
    }

    /// How many coordinates (m, b) has.
    fn size(&self) -> usize {
        self.position.len()
    }
}

/// The equations while groups are added.
struct Sum {
    residual: DVector<f64>,
    jacobian: DMatrix<f64>,
    by_weight: DMatrix<f64>,
    /// Σ π_g|v_g E u_g| of the rows of m and b.
    pulls: DVector<f64>,
    /// Σ π_g E w_g.
    shrink: f64,
    nodes: u64,
}

impl Sum {
    /// What does not depend on any group.
    fn begin(problem: &FramedProblem, place: &Unpacked) -> Self {
        let (size, delta) = (place.size(), problem.delta);
        let ridge = problem.ridge * place.kappa;
        let mut residual = DVector::zeros(size + 2);
        let mut jacobian = DMatrix::zeros(size + 2, size + 2);
        residual[0] = delta * place.eta * place.eta;
        jacobian[(0, 0)] = 2.0 * delta * place.eta * place.eta;
        for j in 0..size - 1 {
            residual[1 + j] = delta * place.position[j];
            jacobian[(1 + j, 1 + j)] = delta;
        }
        residual[size + 1] = delta - ridge;
        jacobian[(size + 1, size + 1)] = -ridge;
        Self {
            residual,
            jacobian,
            by_weight: DMatrix::zeros(size + 2, problem.members.len()),
            pulls: DVector::zeros(size),
            shrink: 0.0,
            nodes: 0,
        }
    }

    fn add(&mut self, index: usize, g: &Member, e: &ProxMoments, place: &Unpacked) {
        let size = place.size();
        let slopes = e.slopes(place.alpha);
        self.shrink += g.prior * e.w;
        self.pulls += (g.prior * e.u).abs() * g.direction.abs();
        self.put(0, (-g.prior, e.uu, slopes.uu), (index, g), place);
        self.put(size + 1, (-g.prior, e.w, slopes.w), (index, g), place);
        for j in 0..size {
            let factor = g.prior * g.direction[j];
            self.put(1 + j, (factor, e.u, slopes.u), (index, g), place);
        }
    }

    /// factor·value in a row, with its derivatives by way of the mean, α and log λ.
    fn put(
        &mut self,
        row: usize,
        (factor, value, [mean, spread, step]): (f64, f64, [f64; 3]),
        (index, g): (usize, &Member),
        place: &Unpacked,
    ) {
        let size = place.size();
        self.residual[row] += factor * value;
        for (column, of_alpha) in place.of_alpha.iter().enumerate() {
            self.jacobian[(row, column)] += factor * spread * of_alpha;
        }
        for (j, v) in g.direction.iter().enumerate() {
            self.jacobian[(row, 1 + j)] += factor * mean * v;
        }
        self.jacobian[(row, size + 1)] += factor * step;
        self.by_weight[(row, index)] += factor * step;
    }

    /// Every row relative to its terms.
    fn scaled(mut self, delta: f64, place: &Unpacked) -> GroupEvaluation {
        let size = place.size();
        let own = |row: usize| match row {
            0 => delta * place.eta * place.eta,
            row if row == size + 1 => delta.max(self.shrink),
            row if row == size => self.pulls[size - 1],
            // Where no mean lies in a direction its equation is δm = 0: measured against α then.
            row => (delta * place.position[row - 1].abs() + self.pulls[row - 1])
                .max(1e-3 * delta * place.alpha),
        };
        let sizes: Vec<f64> = (0..size + 2).map(own).collect();
        for (row, own) in sizes.into_iter().enumerate() {
            let own = own.max(f64::MIN_POSITIVE);
            self.residual[row] /= own;
            self.jacobian.row_mut(row).unscale_mut(own);
            self.by_weight.row_mut(row).unscale_mut(own);
        }
        GroupEvaluation {
            residual: self.residual,
            jacobian: self.jacobian,
            by_weight: self.by_weight,
            nodes: self.nodes,
        }
    }
}
