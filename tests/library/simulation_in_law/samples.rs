//! Designs, and replicates of them in either way.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use thumbscale::loss::LossKind;
use thumbscale::model::{Design, Labels, Solver, Training, TwoClass};
use thumbscale::simulate::law::LawFit;
use thumbscale::simulate::{Streams, run_replicate};

/// (α, γ, b) for each training.
pub(crate) type Replicate = Vec<[f64; 3]>;

/// A design of n samples, n₊ of them expected in the minority.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    samples: usize,
    minority: usize,
    dimension: usize,
    pub(crate) signal: f64,
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
        assert_eq!(design.minority_samples(), self.minority);
        design
    }
}

pub(crate) fn with_data(
    design: &Design,
    trainings: &[(f64, f64)],
    replicates: u32,
) -> Vec<Replicate> {
    let trainings: Vec<Training> = trainings
        .iter()
        .map(|&(weight_ratio, ridge)| Training {
            loss: LossKind::Square.into(),
            weights: weight_ratio,
            ridge,
            downsample: false,
            solver: Solver::Direct,
            threshold: thumbscale::model::Threshold::NONE,
        })
        .collect();
    (0..replicates)
        .filter_map(|r| {
            let outcome = run_replicate(design, &trainings, Streams::new([11; 32], r));
            let order = outcome.into_iter().map(|m| m.map(|m| m.order));
            order.collect::<Result<Replicate, _>>().ok()
        })
        .collect()
}

pub(crate) fn in_law(
    replicates: u32,
    seed: u64,
    mut draw: impl FnMut(&mut ChaCha8Rng) -> Option<Vec<LawFit>>,
) -> Vec<Replicate> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..replicates)
        .filter_map(|_| draw(&mut rng))
        .map(|fits| fits.iter().map(|f| f.order).collect())
        .collect()
}
