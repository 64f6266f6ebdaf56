//! Means at a size at which the limit is nearly reached.

use super::samples::{Case, exponential, huber, logistic, squared_hinge};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use thumbscale::model::{Design, Labels, TwoClass};
use thumbscale::simulate::law::lazy;
use thumbscale::theory::{Problem, predict};

/// Within 4.5 standard errors and the 1/n shift.
#[test]
fn means_are_those_of_the_theory() {
    let samples = 20_000;
    let cases: [(f64, Case); 5] = [
        (0.05, (logistic(), 2.0, 0.0)),
        (0.5, (logistic(), 4.0, 0.1)),
        (0.05, (squared_hinge(), 4.0, 0.0)),
        (0.1, (huber(), 3.0, 0.0)),
        (0.1, (exponential(), 2.0, 0.1)),
    ];
    for (delta, (loss, ratio, ridge)) in cases {
        let two_class = TwoClass::new(0.3, 0.7).unwrap();
        let design = Design::new(two_class, delta, samples, Labels::Fixed).unwrap();
        let problem = Problem::new(delta, two_class).unwrap().with_loss(loss);
        let problem = problem.with_weight_ratio(ratio).unwrap();
        let solution = predict(&problem.with_ridge(ridge).unwrap()).solution;
        let limit = solution.map(|s| [s.alpha, s.gamma, s.bias]).unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(21);
        let fits: Vec<[f64; 3]> = (0..12)
            .map(|_| lazy(&design, &loss, ratio, ridge, &mut rng).unwrap().order)
            .collect();
        for (q, limit) in limit.into_iter().enumerate() {
            let count = fits.len() as f64;
            let mean = fits.iter().map(|f| f[q]).sum::<f64>() / count;
            let squares = fits.iter().map(|f| (f[q] - mean).powi(2)).sum::<f64>();
            let error = (squares / (count - 1.0) / count).sqrt();
            let allowed = 4.5 * error + 3.0 / samples as f64;
            let off = (mean - limit).abs();
            assert!(off < allowed, "{loss:?} {q}: {mean} {limit} ± {allowed}");
            // One training is near the limit by itself.
            assert!(error < 0.01 * (1.0 + limit.abs()), "{loss:?} {q}: {error}");
        }
    }
}
