//! Problems whose numbers have any size that is allowed, most of them several far from 1.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use thumbscale::LossKind;
use thumbscale::model::{Parameter, Range, ThresholdRule, WeightRule};

const SEED: u64 = 18;

/// Sizes at which sums and products lose a part, besides the ends of what is allowed.
const SIZES: [f64; 12] = [
    1e-20, 1e-17, 1e-16, 1e-10, 0.01, 0.2, 0.5, 0.9999999, 1.0, 1.5, 30.0, 1e10,
];
/// One number in so many is of such a size; the others are as usual.
const FAR: f64 = 0.6;

struct Line {
    rng: ChaCha8Rng,
    words: Vec<String>,
}

impl Line {
    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.rng.random_range(0..all.len())].clone()
    }

    fn size(&mut self, range: Range, usual: &[f64]) -> f64 {
        let mut all = SIZES.to_vec();
        all.extend([range.low, range.high, 0.0]);
        all.retain(|&size| range.contains(size));
        let far = self.rng.random_bool(FAR);
        self.one_of(if far { &all } else { usual })
    }

    fn add(&mut self, flag: &str, value: impl ToString) {
        self.words.extend([format!("--{flag}"), value.to_string()]);
    }

    fn parameter(&mut self, parameter: Parameter) {
        let size = self.size(parameter.entry().range, &parameter.entry().usual.1);
        let flag = parameter.name().replace('_', "-");
        self.add(&flag, format!("{size:e}"));
    }

    fn score(&mut self) {
        if self.rng.random_bool(0.3) {
            let names: Vec<&str> = ThresholdRule::NAMED.iter().map(|named| named.0).collect();
            let rule = self.one_of(&names);
            self.add("threshold", rule);
            self.add("cost", "5,1e-3");
        }
        if self.rng.random_bool(0.3) {
            let prior = self.size(Parameter::MinorityPrior.entry().range, &[0.1]);
            self.add("test-prior", format!("{prior:e}"));
        }
    }
}

/// The line of a number.
pub(crate) fn line(number: u64) -> Vec<String> {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    rng.set_stream(number);
    let words = Vec::new();
    let mut line = Line { rng, words };
    let command = line.one_of(&["predict", "predict", "predict", "threshold", "weights"]);
    line.words.push(command.to_owned());
    line.parameter(Parameter::MinorityPrior);
    line.parameter(Parameter::Signal);
    if command != "threshold" {
        line.parameter(Parameter::Delta);
        line.parameter(Parameter::Ridge);
        let loss = line.one_of(&LossKind::ALL);
        line.add("loss", loss.name());
    }
    if command == "predict" {
        match line.rng.random_bool(0.5) {
            true => line.parameter(Parameter::WeightRatio),
            false => {
                let names: Vec<&str> = WeightRule::NAMED.iter().map(|named| named.0).collect();
                let rule = line.one_of(&names);
                line.add("weight-ratio", rule);
            }
        }
        line.score();
    }
    if line.rng.random_bool(0.5) {
        line.words.push("--json".to_owned());
    }
    line.words
}
