//! What `benches/side_by_side.py` times on this side: each call prints one JSON object.
//!
//! ```text
//! data square|logistic FOLDER     writes the data of replicate 0 for the other side
//! square dense|sufficient|jacobi REPEATS
//! logistic dense REPEATS [GRADIENT]   (data drawn before; relative gradient, 1e-12 if not given)
//! logistic lazy REPEATS               (n = 20000, d = 4000)
//! theory REPEATS
//! ```

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};
use thumbscale::loss::{Logistic, Loss, LossKind};
use thumbscale::model::{Design, Labels, Quantity, SimulationMethod, Solver, Training, TwoClass};
use thumbscale::simulate::{Purpose, Streams, TrainingSet, erm, simulate};
use thumbscale::theory::{Problem, predict};

fn main() {
    // cargo adds a flag of its own.
    let given: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let words: Vec<&str> = given.iter().map(String::as_str).collect();
    let found = match words[..] {
        ["data", case, folder] => data(case, Path::new(folder)),
        ["square", method, repeats] => replicates(&square(), method, number(repeats)),
        ["logistic", "lazy", repeats] => replicates(&large(), "lazy", number(repeats)),
        ["logistic", "dense", repeats] => training(&logistic(), number(repeats), 1e-12),
        ["logistic", "dense", repeats, gradient] => {
            let gradient = gradient.parse().expect("a relative gradient");
            training(&logistic(), number(repeats), gradient)
        }
        ["theory", repeats] => theory(number(repeats)),
        _ => {
            // As under `cargo test --benches`.
            eprintln!("for benches/side_by_side.py; see the top of benches/side_by_side.rs");
            return;
        }
    };
    println!("{found}");
}

fn number(word: &str) -> usize {
    word.parse().expect("a number of repeats")
}

struct Case {
    design: Design,
    trainings: Vec<Training>,
}

fn case(n: usize, delta: f64, two_class: TwoClass, loss: LossKind, weights: &[f64]) -> Case {
    let training = |&weight_ratio: &f64| Training {
        loss: loss.into(),
        weights: weight_ratio,
        ridge: 0.0,
        downsample: false,
        solver: Solver::Direct,
        threshold: thumbscale::model::Threshold::NONE,
    };
    Case {
        design: Design::new(two_class, delta, n, Labels::Fixed).expect("a design"),
        trainings: weights.iter().map(training).collect(),
    }
}

/// The sweep of the paper's Figure 2: 50 weights.
fn square() -> Case {
    let weights: Vec<f64> = (0..50).map(|k| 20_f64.powf(f64::from(k) / 49.0)).collect();
    let two_class = TwoClass::new(0.2, 2.0).expect("two classes");
    case(2000, 0.2, two_class, LossKind::Square, &weights)
}

fn logistic() -> Case {
    let two_class = TwoClass::new(0.2, 1.0).expect("two classes");
    case(4000, 0.1, two_class, LossKind::Logistic, &[4.0])
}

fn large() -> Case {
    let two_class = TwoClass::new(0.3, 1.0).expect("two classes");
    case(20_000, 0.2, two_class, LossKind::Logistic, &[2.0])
}

fn streams(replicate: u32) -> Streams {
    Streams::new([7; 32], replicate)
}

fn data(name: &str, folder: &Path) -> Value {
    let case = match name {
        "square" => square(),
        "logistic" => logistic(),
        _ => large(),
    };
    let (design, two_class) = (case.design, case.design.two_class());
    let minority = design.minority_samples();
    let set = drawn(&design);
    let columns = set.groups.iter().flat_map(|g| g.features.col_iter());
    let bytes: Vec<u8> = columns
        .flat_map(|sample| {
            sample
                .iter()
                .flat_map(|x| x.to_le_bytes())
                .collect::<Vec<u8>>()
        })
        .collect();
    let meta = json!({
        "n": design.samples(),
        "d": design.dimension(),
        "minority": minority,
        "signal": two_class.signal_strength(),
        "weights": case.trainings.iter().map(|t| t.weights).collect::<Vec<_>>(),
    });
    std::fs::write(folder.join("features.f64"), bytes).expect("a folder that can be written");
    std::fs::write(folder.join("meta.json"), meta.to_string()).expect("the same");
    meta
}

/// The data of replicate 0.
fn drawn(design: &Design) -> TrainingSet {
    let minority = design.minority_samples();
    TrainingSet::draw(
        &design.two_class().population(),
        &[minority, design.samples() - minority],
        design.dimension(),
        Labels::Fixed,
        &mut streams(0).rng(Purpose::Data),
    )
}

/// Seconds of a training on data that are there.
fn training(case: &Case, repeats: usize, gradient: f64) -> Value {
    let set = drawn(&case.design);
    let losses: [&dyn Loss; 2] = [&Logistic, &Logistic];
    let weights = [case.trainings[0].weights, 1.0];
    let fit = || {
        let fit = erm::newton_to(black_box(&set), &losses, &weights, 0.0, gradient);
        fit.expect("a minimiser")
    };
    let seconds = median(repeats, |_| drop(black_box(fit())));
    let found = fit();
    let alpha = found.theta.iter().map(|t| t * t).sum::<f64>().sqrt();
    json!({
        "seconds": seconds,
        "order": [alpha, found.theta[0], found.bias],
        "relative_gradient": found.residual,
    })
}

/// Seconds of a replicate, data drawn included, and what came of the first.
fn replicates(case: &Case, method: &str, repeats: usize) -> Value {
    let method = SimulationMethod::ALL
        .into_iter()
        .find(|m| m.name() == method)
        .expect("a method's name");
    let one = |replicate| simulate(method, &case.design, &case.trainings, streams(replicate));
    let first = one(0);
    let seconds = median(repeats, |k| drop(black_box(one(k as u32 + 1))));
    let rows = first.iter().map(|outcome| {
        let m = outcome.as_ref().expect("a measurement");
        let seen = m.classifier(case.design.two_class());
        let value = |q: Quantity| q.of(&seen).expect("a value");
        (
            [
                value(Quantity::ErrorMinority),
                value(Quantity::ErrorMajority),
            ],
            [
                value(Quantity::Alpha),
                value(Quantity::Gamma),
                value(Quantity::Bias),
            ],
            m.residual,
        )
    });
    let rows: Vec<_> = rows.collect();
    json!({
        "seconds": seconds,
        "errors": rows.iter().map(|r| r.0).collect::<Vec<_>>(),
        "order": rows[0].1,
        "relative_gradient": rows.iter().map(|r| r.2).fold(0.0, f64::max),
    })
}

fn theory(repeats: usize) -> Value {
    let problem = |loss: LossKind| {
        let two_class = TwoClass::new(0.2, 1.0).expect("two classes");
        let problem = Problem::new(0.1, two_class).map(|p| p.with_loss(loss));
        problem
            .and_then(|p| p.with_weight_ratio(4.0))
            .expect("a problem")
    };
    let timed = |loss| {
        let problem = problem(loss);
        // Clocks are coarser than a closed form.
        let many = if loss == LossKind::Square { 1000 } else { 1 };
        let seconds = median(repeats, |_| {
            for _ in 0..many {
                black_box(predict(black_box(&problem)));
            }
        });
        seconds / f64::from(many)
    };
    let solution = predict(&problem(LossKind::Logistic))
        .solution
        .expect("a solution");
    json!({
        "square": timed(LossKind::Square),
        "logistic": timed(LossKind::Logistic),
        "order": [solution.alpha, solution.gamma, solution.bias],
    })
}

fn median(repeats: usize, mut work: impl FnMut(usize)) -> f64 {
    let mut seconds: Vec<f64> = (0..repeats.max(1))
        .map(|k| {
            let begun = Instant::now();
            work(k);
            begun.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}
