//! Drawing (α, γ, b) in law, against training on data and against theory.
//!
//! Every comparison of two samplers is a two-sample Kolmogorov-Smirnov test. A test's
//! level is 1e-4 over all its comparisons together (Bonferroni), and its seeds are fixed.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use thumbscale::loss::LossKind;
use thumbscale::model::{ClassErrors, Design, Labels, Solver, TwoClass};
use thumbscale::simulate::law::{LawFit, jacobi, sufficient};
use thumbscale::simulate::{Streams, Training, run_replicate};
use thumbscale::theory::{Problem, predict};

const LEVEL: f64 = 1e-4;

/// (α, γ, b) for each training.
type Replicate = Vec<[f64; 3]>;

/// P(sup |F_a − F_b| ≥ what was found) under equal laws, by Kolmogorov's limit with
/// Stephens' correction for finite samples. Ties are counted together.
fn kolmogorov_smirnov(a: &[f64], b: &[f64]) -> f64 {
    let sorted = |x: &[f64]| {
        let mut x = x.to_vec();
        x.sort_by(f64::total_cmp);
        x
    };
    let (a, b) = (sorted(a), sorted(b));
    let (mut i, mut j, mut distance) = (0, 0, 0.0f64);
    while i < a.len() && j < b.len() {
        let at = a[i].min(b[j]);
        while i < a.len() && a[i] <= at {
            i += 1;
        }
        while j < b.len() && b[j] <= at {
            j += 1;
        }
        let gap = i as f64 / a.len() as f64 - j as f64 / b.len() as f64;
        distance = distance.max(gap.abs());
    }
    let size = (a.len() * b.len()) as f64 / (a.len() + b.len()) as f64;
    let x = (size.sqrt() + 0.12 + 0.11 / size.sqrt()) * distance;
    let series = |k: i32| (-2.0 * (f64::from(k) * x).powi(2)).exp();
    let sum: f64 = (1..=100)
        .map(|k| if k % 2 == 1 { series(k) } else { -series(k) })
        .sum();
    if x < 0.2 {
        1.0
    } else {
        (2.0 * sum).clamp(0.0, 1.0)
    }
}

#[test]
fn the_two_sample_test_has_its_level_and_its_power() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut draw = |shift: f64| -> Vec<f64> {
        (0..500)
            .map(|_| {
                use rand_distr::Distribution;
                let z: f64 = rand_distr::StandardNormal.sample(&mut rng);
                z + shift
            })
            .collect()
    };
    let small = (0..400)
        .filter(|_| kolmogorov_smirnov(&draw(0.0), &draw(0.0)) < 0.1)
        .count();
    // Binomial(400, .1): 40 ± 6.
    assert!((20..=62).contains(&small), "{small}");
    assert!(kolmogorov_smirnov(&draw(0.0), &draw(0.5)) < 1e-8);
    // D = .11; scipy 1.17, kstwobign.sf at the corrected argument.
    let first: Vec<f64> = (1..=100).map(f64::from).collect();
    let second: Vec<f64> = first.iter().map(|x| x + 10.5).collect();
    let p = kolmogorov_smirnov(&first, &second);
    assert!((p - 0.556017166229757).abs() < 1e-12, "{p}");
}

/// A design of n samples, n₊ of them expected in the minority.
#[derive(Clone, Copy, Debug)]
struct Shape {
    samples: usize,
    minority: usize,
    dimension: usize,
    signal: f64,
    labels: Labels,
}

impl Shape {
    fn fixed(samples: usize, minority: usize, dimension: usize, signal: f64) -> Self {
        Self {
            samples,
            minority,
            dimension,
            signal,
            labels: Labels::Fixed,
        }
    }

    fn random(self) -> Self {
        Self {
            labels: Labels::Random,
            ..self
        }
    }

    fn design(self) -> Design {
        let n = self.samples as f64;
        let two_class = TwoClass::new(self.minority as f64 / n, self.signal).unwrap();
        let delta = self.dimension as f64 / n;
        let design = Design::new(two_class, delta, self.samples, self.labels).unwrap();
        assert_eq!(design.dimension(), self.dimension);
        assert_eq!(design.minority_samples(), self.minority);
        design
    }
}

fn with_data(design: &Design, trainings: &[(f64, f64)], replicates: u32) -> Vec<Replicate> {
    let trainings: Vec<Training> = trainings
        .iter()
        .map(|&(weight_ratio, ridge)| Training {
            loss: LossKind::Square.into(),
            weight_ratio,
            ridge,
            downsample: false,
            solver: Solver::Direct,
        })
        .collect();
    (0..replicates)
        .filter_map(|r| {
            let outcome = run_replicate(design, &trainings, Streams::new([11; 32], r));
            let order = outcome.into_iter().map(|m| m.map(|m| m.order()));
            order.collect::<Result<Replicate, _>>().ok()
        })
        .collect()
}

fn in_law(
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

/// Every coordinate, and what ties coordinates and trainings together.
fn functionals(replicate: &Replicate, signal: f64) -> Vec<f64> {
    let mut values: Vec<f64> = replicate.iter().flatten().copied().collect();
    let worst =
        |[alpha, gamma, bias]: [f64; 3]| ClassErrors::two_class(signal, alpha, gamma, bias).worst();
    let margin = |[alpha, gamma, bias]: [f64; 3]| (signal * gamma + bias) / alpha;
    for pair in replicate.windows(2) {
        let [a, b] = [pair[0], pair[1]];
        values.extend((0..3).map(|i| a[i] - b[i]));
        values.extend([
            a[0] * b[2],
            a[1] * b[0],
            a[1] / a[0] - b[1] / b[0],
            margin(a) - margin(b),
            worst(a) / worst(b),
        ]);
    }
    values.extend(replicate.iter().map(|&order| margin(order)));
    // With one sample in a class some are zero but for rounding, which has no law.
    values.iter().map(|v| (v * 1e9).round() / 1e9).collect()
}

/// The p-values of all functionals; those that are the same number in every replicate of
/// both samplers are compared as numbers.
fn compare(name: &str, a: &[Replicate], b: &[Replicate], signal: f64) -> Vec<f64> {
    let columns = |sample: &[Replicate]| -> Vec<Vec<f64>> {
        let rows: Vec<Vec<f64>> = sample.iter().map(|r| functionals(r, signal)).collect();
        (0..rows[0].len())
            .map(|i| rows.iter().map(|row| row[i]).collect())
            .collect()
    };
    let constant = |x: &[f64]| {
        let size = 1e-9 * (1.0 + x[0].abs());
        x.iter().all(|v| (v - x[0]).abs() < size)
    };
    let mut values = Vec::new();
    for (x, y) in columns(a).iter().zip(&columns(b)) {
        assert_eq!(constant(x), constant(y), "{name}");
        if constant(x) {
            assert!((x[0] - y[0]).abs() < 2e-9 * (1.0 + x[0].abs()), "{name}");
        } else {
            values.push(kolmogorov_smirnov(x, y));
        }
    }
    let least = values.iter().fold(1.0f64, |m, &p| m.min(p));
    println!("{name}: least of {} p-values {least:.4}", values.len());
    values
}

fn judge(values: &[f64]) {
    let level = LEVEL / values.len() as f64;
    let least = values.iter().fold(1.0f64, |m, &p| m.min(p));
    println!(
        "least of {} p-values {least:.2e}, level {level:.1e}",
        values.len()
    );
    assert!(least > level, "{least:e} of {} p-values", values.len());
}

/// p and q above and below d, one sample in a class, few dimensions, corners of the Krylov
/// space (n = 2d + 1, n = d + 2), random labels. A wrong degree of freedom shows best where
/// they are few, so there are most replicates.
fn unregularised() -> Vec<(Shape, u32)> {
    vec![
        (Shape::fixed(60, 18, 12, 1.5), 3000),
        (Shape::fixed(60, 12, 20, 1.0), 3000),
        (Shape::fixed(100, 30, 40, 1.0), 2000),
        (Shape::fixed(40, 15, 20, 0.7), 3000),
        (Shape::fixed(31, 15, 15, 1.0), 3000),
        (Shape::fixed(32, 16, 15, 1.0), 3000),
        (Shape::fixed(30, 12, 28, 1.0), 3000),
        (Shape::fixed(30, 12, 22, 0.0), 3000),
        (Shape::fixed(30, 1, 5, 2.0), 3000),
        (Shape::fixed(30, 2, 25, 2.0), 3000),
        (Shape::fixed(40, 10, 1, 1.0), 4000),
        (Shape::fixed(30, 6, 2, 1.0), 20_000),
        (Shape::fixed(30, 15, 3, 0.5), 4000),
        (Shape::fixed(7, 3, 3, 1.0), 20_000),
        (Shape::fixed(12, 5, 4, 1.0), 20_000),
        (Shape::fixed(14, 7, 6, 1.0), 20_000),
        (Shape::fixed(9, 3, 7, 1.0), 20_000),
        (Shape::fixed(50, 10, 10, 1.0).random(), 3000),
        (Shape::fixed(30, 3, 14, 1.0).random(), 3000),
    ]
}

#[test]
fn the_jacobi_sampler_has_the_law_of_training_on_data() {
    let mut values = Vec::new();
    for (at, (shape, replicates)) in unregularised().into_iter().enumerate() {
        let design = shape.design();
        let ratios = [0.3, 1.0, 15.0];
        let data = with_data(&design, &ratios.map(|r| (r, 0.0)), replicates);
        let drawn = in_law(replicates, at as u64, |rng| {
            jacobi(&design, &ratios, rng).ok()
        });
        let name = format!("jacobi {shape:?}");
        values.extend(compare(&name, &data, &drawn, shape.signal));
    }
    judge(&values);
}

#[test]
fn both_samplers_have_one_law() {
    let mut values = Vec::new();
    for (at, (shape, replicates)) in unregularised().into_iter().enumerate() {
        let design = shape.design();
        let ratios = [1e-4, 4.0, 1e4];
        let pairs = ratios.map(|r| (r, 0.0));
        let full = in_law(replicates, 100 + at as u64, |rng| {
            sufficient(&design, &pairs, rng).ok()
        });
        let quick = in_law(replicates, 200 + at as u64, |rng| {
            jacobi(&design, &ratios, rng).ok()
        });
        let name = format!("both {shape:?}");
        values.extend(compare(&name, &full, &quick, shape.signal));
    }
    judge(&values);
}

#[test]
fn the_sufficient_sampler_has_the_law_of_training_on_data() {
    let shapes = [
        (Shape::fixed(60, 18, 12, 1.5), 3000),
        (Shape::fixed(60, 12, 20, 1.0), 3000),
        (Shape::fixed(50, 25, 30, 1.0), 2000),
        (Shape::fixed(30, 1, 6, 1.0), 3000),
        (Shape::fixed(30, 10, 1, 1.0), 3000),
        (Shape::fixed(30, 10, 2, 1.0), 3000),
        (Shape::fixed(120, 24, 30, 1.0), 1500),
        // From here on r = 0 interpolates.
        (Shape::fixed(30, 10, 29, 1.0), 3000),
        (Shape::fixed(30, 10, 30, 1.0), 3000),
        (Shape::fixed(30, 10, 31, 1.0), 3000),
        (Shape::fixed(30, 10, 32, 1.0), 3000),
        (Shape::fixed(30, 5, 75, 1.5), 3000),
        (Shape::fixed(4, 2, 9, 1.0), 3000),
        (Shape::fixed(40, 8, 16, 1.0).random(), 3000),
        (Shape::fixed(30, 6, 60, 1.0).random(), 3000),
    ];
    let mut values = Vec::new();
    for (at, (shape, replicates)) in shapes.into_iter().enumerate() {
        let design = shape.design();
        let pairs = [(1.0, 0.0), (5.0, 0.05), (12.0, 0.7)];
        let data = with_data(&design, &pairs, replicates);
        let drawn = in_law(replicates, 300 + at as u64, |rng| {
            sufficient(&design, &pairs, rng).ok()
        });
        let name = format!("sufficient {shape:?}");
        values.extend(compare(&name, &data, &drawn, shape.signal));
    }
    judge(&values);
}

#[test]
fn interpolation_has_one_law_too() {
    let mut values = Vec::new();
    for (at, (n, minority, d)) in [
        (30, 10, 29),
        (30, 10, 33),
        (20, 2, 60),
        (2, 1, 1),
        (3, 1, 2),
    ]
    .into_iter()
    .enumerate()
    {
        let shape = Shape::fixed(n, minority, d, 1.0);
        let design = shape.design();
        let data = with_data(&design, &[(1.0, 0.0)], 4000);
        let drawn = in_law(4000, 400 + at as u64, |rng| {
            jacobi(&design, &[1.0], rng).ok()
        });
        let name = format!("interpolation {shape:?}");
        values.extend(compare(&name, &data, &drawn, shape.signal));
    }
    judge(&values);
}

/// Means at sizes no matrix fits, within four standard errors and the 1/n shift.
#[test]
fn means_are_those_of_the_theory() {
    let cases = [
        (1_000_000, 0.2, 0.2, 2.0, 60),
        (1_000_000, 0.35, 0.1, 1.0, 60),
        (1_000_000_000, 0.2, 0.3, 1.5, 20),
        (1_000_000, 1.5, 0.2, 2.0, 60),
    ];
    for (n, delta, prior, signal, replicates) in cases {
        let two_class = TwoClass::new(prior, signal).unwrap();
        let design = Design::new(two_class, delta, n, Labels::Fixed).unwrap();
        let ratios = [0.5, 1.0, 4.0, 7.0, 20.0];
        let drawn = in_law(replicates, n as u64, |rng| {
            jacobi(&design, &ratios, rng).ok()
        });
        for (i, &ratio) in ratios.iter().enumerate() {
            let problem = Problem::new(delta, design.two_class()).unwrap();
            let theory = predict(&problem.with_weight_ratio(ratio).unwrap());
            let solution = theory.solution.unwrap();
            let limits = [solution.alpha, solution.gamma, solution.bias];
            for (q, limit) in limits.into_iter().enumerate() {
                let values: Vec<f64> = drawn.iter().map(|r| r[i][q]).collect();
                let count = values.len() as f64;
                let mean = values.iter().sum::<f64>() / count;
                let variance =
                    values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0);
                let allowed = 4.0 * (variance / count).sqrt() + 3.0 / n as f64;
                assert!(
                    (mean - limit).abs() < allowed,
                    "n = {n}, δ = {delta}, ρ = {ratio}, {q}: {mean} {limit} ± {allowed}"
                );
                // One replicate is within O(1/√n) of the limit: nothing else is random.
                assert!(variance.sqrt() < 30.0 / (n as f64).sqrt());
            }
        }
    }
}
