//! Every loss against values computed independently (see tests/golden).

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;
use thumbscale::loss::Adjustment;
use thumbscale::theory::scalar_system::solve;
use thumbscale::theory::{Status, predict, separability_threshold};
use thumbscale::{LossKind, MarginLoss, Problem, TwoClass};

#[derive(Debug, Deserialize)]
struct Row {
    loss: String,
    delta: f64,
    minority_prior: f64,
    signal: f64,
    weight_ratio: f64,
    ridge: f64,
    alpha: f64,
    gamma: f64,
    bias: f64,
    kappa: f64,
    error_minority: f64,
    error_majority: f64,
}

#[test]
fn every_point_to_1e_9() {
    let rows: Vec<Row> = serde_json::from_str(include_str!("../golden/points.json")).unwrap();
    let mut wrong = Vec::new();
    for row in &rows {
        let classes = TwoClass::new(row.minority_prior, row.signal).unwrap();
        let problem = Problem::new(row.delta, classes)
            .unwrap()
            .with_loss(LossKind::from_name(&row.loss.replace('_', "-")).unwrap())
            .with_weight_ratio(row.weight_ratio)
            .unwrap()
            .with_ridge(row.ridge)
            .unwrap();
        let found = solve(&problem);
        let Some(s) = found.solution else {
            wrong.push(format!("{row:?}: {found:?}"));
            continue;
        };
        for (value, expected) in [
            (s.alpha, row.alpha),
            (s.gamma, row.gamma),
            (s.bias, row.bias),
            (s.kappa.unwrap(), row.kappa),
            (s.errors.minority, row.error_minority),
            (s.errors.majority, row.error_majority),
        ] {
            if (value - expected).abs() > 1e-9 * expected.abs().max(1e-3) {
                wrong.push(format!("{row:?}: {value} {expected} {found:?}"));
            }
        }
    }
    assert_eq!(rows.len(), 17);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// δ ∈ [1e-3, 20], π₊ ∈ [.005, .5], s ∈ [0, 6], ρ ∈ [1e-2, 1e3], r ∈ {0} ∪ [1e-6, 10]:
/// every one is solved, or separable with its maximum-margin limit.
#[test]
fn two_thousand_random_points() {
    let plain = solve_random(2000, 2025, |_| None);
    assert!(plain.failed.is_empty(), "{:#?}", plain.failed);
    assert!(plain.largest_residual <= 1e-10);
}

/// Problems that defeated earlier versions of the solver, out of 20,000 random ones.
#[test]
fn hard_points() {
    let rows = [
        (
            LossKind::Logistic,
            0.009166878179976783,
            0.31020423935982944,
            2.6068226012516473,
            0.10300135856950192,
            0.0,
        ),
        (
            LossKind::Exponential,
            0.02136983659719508,
            0.014582652372628692,
            1.5644361992604536,
            196.87487687636732,
            0.000005293878669677271,
        ),
        (
            LossKind::Logistic,
            0.0036417089809760456,
            0.011819695954603665,
            2.304005035042998,
            0.05559698897802609,
            0.0,
        ),
        (
            LossKind::Logistic,
            0.001351964684925201,
            0.0790284627582532,
            3.048692007907125,
            0.02112650372422902,
            0.0,
        ),
        (
            LossKind::Exponential,
            0.001756914611715326,
            0.28706191310329315,
            3.3013812438808854,
            437.1492796934233,
            0.000013694341991366668,
        ),
        (
            LossKind::SquaredHinge,
            0.004193714435036609,
            0.011513239526776393,
            2.270144463451788,
            0.050540691930535994,
            0.0,
        ),
        (
            LossKind::SquaredHinge,
            0.006240825927461904,
            0.2617623005162514,
            2.731994168372576,
            0.015234620819971992,
            0.0,
        ),
        (
            LossKind::Hinge,
            0.038044635382929,
            0.011867884404666684,
            0.5855458546155434,
            0.09728945126275322,
            0.0000809194150151281,
        ),
        (
            LossKind::Hinge,
            0.0804351534572807,
            0.028923607075574474,
            0.34261870259938526,
            0.17320786524346124,
            0.019074104789031928,
        ),
    ];
    let mut failed = Vec::new();
    for (kind, delta, prior, signal, rho, ridge) in rows {
        let problem = Problem::new(delta, TwoClass::new(prior, signal).unwrap())
            .and_then(|p| p.with_loss(kind).with_ridge(ridge))
            .and_then(|p| p.with_weight_ratio(rho))
            .unwrap();
        let found = predict(&problem);
        if found.residual.is_none_or(|r| r > 1e-10) {
            failed.push((problem, found));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// The same with label-dependent adjustments Δ_y ∈ [.2, 5], ι_y ∈ ±2.
#[test]
fn random_points_with_adjustments() {
    let adjusted = solve_random(1000, 8, |rng| {
        let mut scale = || (0.2f64.ln() + rng.random::<f64>() * 25f64.ln()).exp();
        let scale = [scale(), scale()];
        let mut shift = || 4.0 * rng.random::<f64>() - 2.0;
        Adjustment::new(scale, [shift(), shift()]).ok()
    });
    // One hinge problem, with a class so light that α ~ 10⁻⁶, is known to be missed.
    assert!(adjusted.failed.len() <= 1, "{:#?}", adjusted.failed);
    assert!(adjusted.largest_residual <= 1e-10);
}

struct Tally {
    failed: Vec<String>,
    largest_residual: f64,
}

fn solve_random(
    count: usize,
    seed: u64,
    mut adjustment: impl FnMut(&mut ChaCha8Rng) -> Option<Adjustment>,
) -> Tally {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut tally = Tally {
        failed: Vec::new(),
        largest_residual: 0.0,
    };
    for i in 0..count {
        let mut log =
            |low: f64, high: f64| (low.ln() + rng.random::<f64>() * (high / low).ln()).exp();
        let kind = LossKind::ALL[1 + i % 6];
        let ridge = if i % 3 == 0 { 0.0 } else { log(1e-6, 10.0) };
        let delta = log(1e-3, 20.0);
        let classes = TwoClass::new(log(0.005, 0.5), 6.0 * log(1.0, 2.0).log2()).unwrap();
        let ratio = log(1e-2, 1e3);
        let loss = MarginLoss::from(kind);
        // Adjustments that leave nothing to train are refused: those problems stay plain.
        let loss = adjustment(&mut rng)
            .and_then(|a| loss.with_adjustment(a).ok())
            .unwrap_or(loss);
        let problem = Problem::new(delta, classes)
            .and_then(|p| p.with_loss(loss).with_ridge(ridge))
            .and_then(|p| p.with_weight_ratio(ratio))
            .unwrap();
        let found = predict(&problem);
        if found.solution.is_none() {
            let share = delta / separability_threshold(classes).unwrap();
            let (kind, a) = (loss.name(), loss.adjustment());
            tally.failed.push(format!(
                "{kind} δ={delta} ({share}δ*) {classes:?} ρ={ratio} r={ridge} {a:?}"
            ));
        }
        let residual = found.residual.unwrap_or(0.0);
        tally.largest_residual = tally.largest_residual.max(residual);
    }
    tally
}

/// α diverges at δ*: there the path in δ is what leads to the solution, and what it finds
/// does not depend on where it began.
#[test]
fn up_to_the_separability_threshold() {
    let classes = TwoClass::new(0.2, 1.0).unwrap();
    let threshold = separability_threshold(classes).unwrap();
    for kind in LossKind::ALL.into_iter().filter(|k| k.is_decreasing()) {
        let mut last = 0.0;
        for share in [0.5, 0.95, 0.99, 0.999, 0.9999] {
            let problem = Problem::new(share * threshold, classes).unwrap();
            let found = predict(&problem.with_loss(kind));
            assert_eq!(found.status, Status::Converged, "{kind:?} {share}");
            let alpha = found.solution.unwrap().alpha;
            assert!(alpha > last);
            last = alpha;
        }
        let beyond = Problem::new(1.0001 * threshold, classes).unwrap();
        let separable = predict(&beyond.with_loss(kind));
        assert_eq!(separable.status, Status::Separable);
        // Both sides tend to the same direction.
        let below = Problem::new(0.99999 * threshold, classes).unwrap();
        let errors = predict(&below.with_loss(kind)).solution.unwrap().errors;
        let limit = separable.solution.unwrap().errors;
        assert!((errors.minority - limit.minority).abs() < 2e-3, "{kind:?}");
    }
}
