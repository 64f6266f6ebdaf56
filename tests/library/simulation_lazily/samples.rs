//! Designs, trainings of them in either way, and the comparison.

use crate::simulation_in_law::kolmogorov_smirnov::kolmogorov_smirnov;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use thumbscale::loss::{LossKind, MarginLoss};
use thumbscale::model::{ClassErrors, Design, Labels, Solver, Training, TwoClass};
use thumbscale::simulate::law::{LawError, lazy, sufficient};
use thumbscale::simulate::{Streams, run_replicate};

/// Of a whole test, over all its comparisons.
const LEVEL: f64 = 1e-4;
/// Below so many replicates little can be told apart.
const LEAST: u32 = 150;

/// Loss, ρ and r.
pub(crate) type Case = (MarginLoss, f64, f64);

pub(crate) fn logistic() -> MarginLoss {
    LossKind::Logistic.into()
}

pub(crate) fn exponential() -> MarginLoss {
    LossKind::Exponential.into()
}

pub(crate) fn squared_hinge() -> MarginLoss {
    LossKind::SquaredHinge.into()
}

pub(crate) fn huber() -> MarginLoss {
    LossKind::Huber.into()
}

pub(crate) fn square() -> MarginLoss {
    LossKind::Square.into()
}

/// A design of n samples, n₊ of them expected in the minority.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    samples: usize,
    minority: usize,
    dimension: usize,
    signal: f64,
    labels: Labels,
}

impl Shape {
    pub(crate) fn fixed(samples: usize, minority: usize, dimension: usize, signal: f64) -> Self {
        Self {
            samples,
            minority,
            dimension,
            signal,
            labels: Labels::Fixed,
        }
    }

    pub(crate) fn random(self) -> Self {
        Self {
            labels: Labels::Random,
            ..self
        }
    }

    pub(crate) fn design(self) -> Design {
        let n = self.samples as f64;
        let two_class = TwoClass::new(self.minority as f64 / n, self.signal).unwrap();
        let delta = self.dimension as f64 / n;
        let design = Design::new(two_class, delta, self.samples, self.labels).unwrap();
        assert_eq!(design.dimension(), self.dimension);
        design
    }
}

/// The order parameters where training has a minimiser, and how often it has none.
#[derive(Clone, Debug, Default)]
struct Sample {
    orders: Vec<[f64; 3]>,
    separable: usize,
}

fn with_data(design: &Design, cases: &[Case], replicates: u32) -> Vec<Sample> {
    let trainings: Vec<Training> = cases
        .iter()
        .map(|&(loss, weight_ratio, ridge)| Training {
            loss,
            weights: weight_ratio,
            ridge,
            downsample: false,
            solver: Solver::Direct,
            threshold: thumbscale::model::Threshold::NONE,
        })
        .collect();
    let mut samples = vec![Sample::default(); cases.len()];
    for replicate in 0..replicates {
        let outcomes = run_replicate(design, &trainings, Streams::new([12; 32], replicate));
        for (sample, outcome) in samples.iter_mut().zip(outcomes) {
            match outcome {
                Ok(fit) if fit.separable => sample.separable += 1,
                Ok(fit) => sample.orders.push(fit.order),
                // An empty class: both ways leave it out.
                Err(_) => {}
            }
        }
    }
    samples
}

fn lazily(design: &Design, &(loss, ratio, ridge): &Case, replicates: u32, seed: u64) -> Sample {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut sample = Sample::default();
    for _ in 0..replicates {
        match lazy(design, &loss, ratio, ridge, &mut rng) {
            Ok(fit) => {
                assert!(fit.residual <= 1e-7, "{design:?} {loss:?} {fit:?}");
                sample.orders.push(fit.order);
            }
            Err(LawError::Separable) => sample.separable += 1,
            Err(LawError::EmptyClass) => {}
            Err(error) => panic!("{design:?} {loss:?} {ratio} {ridge}: {error}"),
        }
    }
    sample
}

/// α, γ, b, the angle with the means and both class errors.
fn functionals([alpha, gamma, bias]: [f64; 3], signal: f64) -> [f64; 6] {
    let errors = ClassErrors::two_class(signal, alpha, gamma, bias);
    let angle = gamma / alpha;
    let values = [alpha, gamma, bias, angle, errors.minority, errors.majority];
    // In one dimension the angle is one of two numbers, but for rounding.
    values.map(|v| (v * 1e6).round() / 1e6)
}

fn compare(name: &str, signal: f64, a: &Sample, b: &Sample) -> Vec<f64> {
    let columns = |sample: &Sample| -> Vec<Vec<f64>> {
        let rows = sample.orders.iter().map(|o| functionals(*o, signal));
        let rows: Vec<[f64; 6]> = rows.collect();
        (0..6)
            .map(|i| rows.iter().map(|r| r[i]).collect())
            .collect()
    };
    assert!(a.orders.len().min(b.orders.len()) > 100, "{name}");
    let mut values: Vec<f64> = columns(a)
        .iter()
        .zip(&columns(b))
        .map(|(x, y)| kolmogorov_smirnov(x, y))
        .collect();
    // How often there is no minimiser: zeros and ones have a law too.
    let flags = |s: &Sample| {
        let mut flags = vec![0.0; s.orders.len()];
        flags.resize(s.orders.len() + s.separable, 1.0);
        flags
    };
    values.push(kolmogorov_smirnov(&flags(a), &flags(b)));
    let least = values.iter().fold(1.0f64, |m, &p| m.min(p));
    println!(
        "{name}: separable {} and {}, least p {least:.4}",
        a.separable, b.separable
    );
    values
}

/// All cases on all shapes; the square loss against its own sampler as well.
pub(crate) fn check(table: &[(Shape, u32, Vec<Case>)], thinned: u32) {
    let mut values = Vec::new();
    for (at, (shape, replicates, cases)) in table.iter().enumerate() {
        let (design, replicates) = (shape.design(), (replicates / thinned).max(LEAST));
        let data = with_data(&design, cases, replicates);
        for (i, (case, data)) in cases.iter().zip(&data).enumerate() {
            let seed = (100 * at + i) as u64;
            let drawn = lazily(&design, case, replicates, seed);
            let name = format!("{shape:?} {} {} {}", case.0.name(), case.1, case.2);
            values.extend(compare(&name, shape.signal, data, &drawn));
            if case.0 == square() {
                let mut rng = ChaCha8Rng::seed_from_u64(seed + 50);
                let orders = (0..replicates)
                    .filter_map(|_| sufficient(&design, &[(case.1, case.2)], &mut rng).ok())
                    .map(|fits| fits[0].order)
                    .collect();
                let known = Sample {
                    orders,
                    separable: 0,
                };
                values.extend(compare(&name, shape.signal, &known, &drawn));
            }
        }
    }
    let level = LEVEL / values.len() as f64;
    let least = values.iter().fold(1.0f64, |m, &p| m.min(p));
    println!(
        "least of {} p-values {least:.2e}, level {level:.1e}",
        values.len()
    );
    assert!(least > level, "{least:e} of {} p-values", values.len());
}
