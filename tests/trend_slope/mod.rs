//! How the distance of a mean from theory falls with n: a power, with its standard error.

use thumbscale::model::Quantity;
use thumbscale::report::Results;

/// A power of n that was fitted.
pub(crate) struct Slope {
    pub(crate) value: f64,
    pub(crate) standard_error: f64,
}

/// Of one quantity at the δ of a study: log|mean − theory| against log n, weighted by the standard
/// errors of the means.
pub(crate) fn slope(results: &Results, quantity: Quantity, delta: f64) -> Slope {
    let own = |row: &&thumbscale::report::CellRow| {
        row.quantity == quantity && (row.delta - delta).abs() < 1e-9
    };
    let points: Vec<[f64; 3]> = results
        .cells
        .iter()
        .filter(own)
        .map(|row| {
            let distance = row.mean.unwrap() - row.theory.unwrap();
            [row.n.unwrap() as f64, distance.abs(), row.se.unwrap()]
        })
        .collect();
    let all = || {
        points
            .iter()
            .map(|[n, d, se]| ((d / se).powi(2), n.ln(), d.ln()))
    };
    let sum = |of: fn((f64, f64, f64)) -> f64| all().map(of).sum::<f64>();
    let weight = sum(|(w, _, _)| w);
    let (x, y) = (
        sum(|(w, x, _)| w * x) / weight,
        sum(|(w, _, y)| w * y) / weight,
    );
    let spread: f64 = all().map(|(w, u, _)| w * (u - x).powi(2)).sum();
    let along: f64 = all().map(|(w, u, v)| w * (u - x) * (v - y)).sum();
    Slope {
        value: along / spread,
        standard_error: spread.sqrt().recip(),
    }
}
