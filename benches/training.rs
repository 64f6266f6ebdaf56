//! Training on data: what one replicate of the simulation costs.

use divan::{Bencher, black_box};
use thumbscale::loss::{Logistic, Loss};
use thumbscale::model::{Labels, TwoClass};
use thumbscale::simulate::{Purpose, Streams, TrainingSet, erm};

fn main() {
    divan::main();
}

/// π₊ = .2, s = 1.
fn data(n: usize, d: usize) -> TrainingSet {
    let population = TwoClass::new(0.2, 1.0).unwrap().population();
    let mut rng = Streams::new([1; 32], 0).rng(Purpose::Data);
    TrainingSet::draw(&population, &[n / 5, n - n / 5], d, Labels::Fixed, &mut rng)
}

/// Weighted logistic regression, ρ = 4, without ridge.
#[divan::bench(args = [(1000, 20), (1000, 100), (4000, 400), (10_000, 1000)], sample_count = 20)]
fn logistic(bencher: Bencher<'_, '_>, (n, d): (usize, usize)) {
    let set = data(n, d);
    let losses: [&dyn Loss; 2] = [&Logistic, &Logistic];
    let fit = erm::newton(&set, &losses, &[4.0, 1.0], 0.0).unwrap();
    eprintln!(
        "n {n} d {d}: {} iterations, residual {:.1e}",
        fit.iterations, fit.residual
    );
    bencher.bench(|| erm::newton(black_box(&set), &losses, &[4.0, 1.0], 0.0));
}
