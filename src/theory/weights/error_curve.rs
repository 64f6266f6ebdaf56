//! An error, or the direction of θ, along the weight, with its slope where there is one.

use crate::model::Objective;
use crate::numerics::{density, upper_tail};
use crate::theory::Problem;
use crate::theory::weight_path::{Trail, WeightPath};

/// Which class's branch of the worst-class error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Branch {
    /// R₊, the larger where b < 0.
    Minority,
    /// R₋.
    Majority,
}

/// What is made small along the weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Aim {
    /// An error at τ = 0.
    Error(Objective),
    /// Q(sγ/α), which both class errors are at the threshold that equalises them: it asks for
    /// the best direction of θ, whatever b.
    Direction,
}

impl From<Objective> for Aim {
    fn from(error: Objective) -> Self {
        Aim::Error(error)
    }
}

/// An error of one problem over log ρ.
pub(super) struct ErrorCurve<'a> {
    along: WeightPath<'a>,
    aim: Aim,
}

/// One place of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    /// log ρ.
    pub(super) at: f64,
    /// A number that grows with the error.
    pub(super) value: f64,
    /// b: where it vanishes the worst-class error has its kink.
    pub(super) bias: f64,
    gives_up: bool,
    /// Along log ρ, of the value (of the worst-class error by branches).
    slopes: Option<[f64; 2]>,
}

impl Sample {
    /// The slope along a branch, which for other errors than that of the worst class is
    /// the slope.
    pub(super) fn along(&self, branch: Branch) -> Option<f64> {
        let slopes = self.slopes.filter(|s| s.iter().all(|v| v.is_finite()))?;
        Some(slopes[usize::from(branch == Branch::Majority)])
    }

    /// Whether θ = 0, so that the error does not change with the weight.
    pub(super) fn gives_up(&self) -> bool {
        self.gives_up
    }

    /// The slope of the value, away from the kink.
    pub(super) fn slope(&self) -> Option<f64> {
        self.along(self.branch())
    }

    /// The class whose error is the larger.
    pub(super) fn branch(&self) -> Branch {
        match self.bias < 0.0 {
            true => Branch::Minority,
            false => Branch::Majority,
        }
    }
}

impl<'a> ErrorCurve<'a> {
    pub(super) fn new(problem: &'a Problem, aim: impl Into<Aim>, trail: &'a mut Trail) -> Self {
        Self {
            along: WeightPath::new(problem, trail),
            aim: aim.into(),
        }
    }

    pub(super) fn problem(&self) -> &Problem {
        self.along.problem()
    }

    /// π₋/π₊.
    pub(super) fn prior_ratio(&self) -> f64 {
        self.along.problem().two_class().prior_ratio()
    }

    /// Whether the value has a kink at b = 0.
    pub(super) fn has_kink(&self) -> bool {
        has_kink(self.aim)
    }

    /// Whether samples have slopes.
    pub(super) fn has_slopes(&self) -> bool {
        self.along.has_slopes()
    }

    /// The sample at log ρ; where there is no prediction its value is infinite.
    pub(super) fn sample(&mut self, log_rho: f64) -> Sample {
        let two = self.along.problem().two_class();
        let (prior, s) = (two.minority_prior(), two.signal_strength());
        let Some(order) = self.along.order(log_rho) else {
            return Sample {
                at: log_rho,
                value: f64::INFINITY,
                bias: f64::NAN,
                gives_up: false,
                slopes: None,
            };
        };
        Sample {
            at: log_rho,
            value: of_order(self.aim, prior, s, order),
            bias: order[2],
            gives_up: order[0] == 0.0,
            slopes: self
                .along
                .slopes()
                .map(|slopes| self.slopes(prior, s, order, slopes)),
        }
    }

    /// The sample at log ρ if b were 0.
    pub(super) fn balanced(&mut self, log_rho: f64) -> Option<Sample> {
        let two = self.along.problem().two_class();
        let [alpha, gamma, _] = self.along.order(log_rho)?;
        let (prior, s) = (two.minority_prior(), two.signal_strength());
        Some(Sample {
            at: log_rho,
            value: of_order(self.aim, prior, s, [alpha, gamma, 0.0]),
            bias: 0.0,
            gives_up: alpha == 0.0,
            slopes: None,
        })
    }

    pub(super) fn value(&mut self, log_rho: f64) -> f64 {
        self.sample(log_rho).value
    }

    /// The error itself at log ρ, as [`error_of`] has it.
    pub(super) fn error(&mut self, log_rho: f64) -> f64 {
        let value = self.value(log_rho);
        self.error_of(value)
    }

    /// The same from a value.
    pub(super) fn error_of(&self, value: f64) -> f64 {
        error_of(self.aim, value)
    }

    fn slopes(&self, prior: f64, s: f64, order: [f64; 3], along: [f64; 3]) -> [f64; 2] {
        let (t, slopes) = (margins(s, order), margin_slopes(s, order, along));
        let stakes = match self.aim {
            Aim::Direction => return [-direction_slope(s, order, along); 2],
            Aim::Error(error) => stakes(error, prior),
        };
        match stakes {
            Some([minority, majority]) => {
                [-(minority * density(t.0) * slopes.0 + majority * density(t.1) * slopes.1); 2]
            }
            None => [-slopes.0, -slopes.1],
        }
    }
}

/// What an error of each class counts, for errors that are sums of both: a factor that is common
/// to them has no say. `None` for the larger of both.
fn stakes(error: Objective, prior: f64) -> Option<[f64; 2]> {
    match error {
        Objective::WorstClass => None,
        Objective::Balanced => Some([1.0, 1.0]),
        Objective::Average => Some([prior, 1.0 - prior]),
        Objective::Cost(costs) => {
            let costs = costs.relative();
            Some([costs.minority() * prior, costs.majority() * (1.0 - prior)])
        }
    }
}

fn has_kink(aim: Aim) -> bool {
    match aim {
        Aim::Error(error) => stakes(error, 0.5).is_none(),
        Aim::Direction => false,
    }
}

/// An error (of the balanced error twice that, of costs their share of the larger) from its value
/// on an [`ErrorCurve`].
pub(super) fn error_of(aim: impl Into<Aim>, value: f64) -> f64 {
    match aim.into() {
        Aim::Error(error) if stakes(error, 0.5).is_some() => value,
        Aim::Error(_) | Aim::Direction => upper_tail(-value),
    }
}

/// t± = (sγ ± b)/α, so that R± = Q(t±).
fn margins(s: f64, [alpha, gamma, bias]: [f64; 3]) -> (f64, f64) {
    // θ = 0 gives one class up: t = ±∞, or 0 for b = 0.
    let t = |margin: f64| {
        if alpha > 0.0 {
            margin / alpha
        } else if margin == 0.0 {
            0.0
        } else {
            f64::INFINITY.copysign(margin)
        }
    };
    (t(s * gamma + bias), t(s * gamma - bias))
}

fn margin_slopes(s: f64, order: [f64; 3], slopes: [f64; 3]) -> (f64, f64) {
    let [alpha, gamma, bias] = order;
    let slope = |sign: f64| {
        let margin = (s * gamma + sign * bias) / alpha;
        (s * slopes[1] + sign * slopes[2] - margin * slopes[0]) / alpha
    };
    (slope(1.0), slope(-1.0))
}

/// The slope of sγ/α.
fn direction_slope(s: f64, [alpha, gamma, _]: [f64; 3], slopes: [f64; 3]) -> f64 {
    s * (slopes[1] - gamma / alpha * slopes[0]) / alpha
}

/// A number that grows with what is made small; θ = 0 has no direction.
fn of_order(aim: Aim, prior: f64, s: f64, order: [f64; 3]) -> f64 {
    match aim {
        Aim::Error(error) => badness(error, prior, s, order),
        Aim::Direction if order[0] > 0.0 => -s * (order[1] / order[0]),
        Aim::Direction => f64::INFINITY,
    }
}

/// A number that grows with the error: −min(t₊, t₋) for the worst class, which keeps its
/// digits where errors are tiny.
pub(super) fn badness(error: Objective, prior: f64, s: f64, order: [f64; 3]) -> f64 {
    of_margins(error, prior, margins(s, order))
}

fn of_margins(error: Objective, prior: f64, (plus, minus): (f64, f64)) -> f64 {
    match stakes(error, prior) {
        None => -plus.min(minus),
        Some([minority, majority]) => minority * upper_tail(plus) + majority * upper_tail(minus),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::{Costs, TwoClass};

    /// Slopes against differences, on both sides of the kink.
    #[test]
    fn slopes_are_those_of_the_values() {
        for kind in [LossKind::Logistic, LossKind::Huber, LossKind::SquaredHinge] {
            let problem = Problem::new(0.1, TwoClass::new(0.2, 1.3).unwrap())
                .unwrap()
                .with_loss(kind)
                .with_ridge(0.02)
                .unwrap();
            let cost = Objective::Cost(Costs::new(5.0, 2.0).unwrap());
            let errors = Objective::ALL.into_iter().chain([cost]).map(Aim::Error);
            for aim in errors.chain([Aim::Direction]) {
                let mut trail = Trail::default();
                let mut curve = ErrorCurve::new(&problem, aim, &mut trail);
                for at in [-0.5, 0.7, 1.4, 2.6, 4.0] {
                    let h = 1e-4;
                    let difference = (curve.value(at + h) - curve.value(at - h)) / (2.0 * h);
                    let slope = curve.sample(at).slope().unwrap();
                    assert!((slope - difference).abs() < 1e-7, "{kind:?} {aim:?} {at}");
                }
            }
        }
    }
}
