//! What the table of rules shows is what one gets who types it in again.

use thumbscale::LossKind;
use thumbscale::model::{Quantity, TwoClass, WeightRule};
use thumbscale::theory::weights::{
    Strategy, StrategyOutcome, StrategyVerdict, downsampled, partly_downsampled,
};
use thumbscale::theory::{Problem, RuleTable, predict};

const SHOWN: [Quantity; 3] = [
    Quantity::WorstClassError,
    Quantity::BalancedError,
    Quantity::AverageError,
];

fn uniform(state: &mut u64) -> f64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1u64 << 53) as f64
}

fn problem(kind: LossKind, [delta, prior, signal, ridge]: [f64; 4]) -> Problem {
    Problem::new(delta, TwoClass::new(prior, signal).unwrap())
        .and_then(|p| p.with_loss(kind).with_ridge(ridge))
        .unwrap()
}

/// All losses, no signal and some, no ridge, small ones and large ones.
fn random_problem(k: usize, state: &mut u64) -> Problem {
    let kind = LossKind::ALL[k % LossKind::ALL.len()];
    let delta = 10f64.powf(-2.0 + 2.5 * uniform(state));
    let prior = 0.01 + 0.48 * uniform(state);
    let signal = (4.5 * uniform(state) - 0.5).max(0.0);
    let size = uniform(state);
    let ridge = match k / LossKind::ALL.len() % 3 {
        0 => 0.0,
        1 => 10f64.powf(-4.0 + 5.0 * size),
        _ => 10f64.powf(3.0 * size),
    };
    problem(kind, [delta, prior, signal, ridge])
}

/// Six digits.
fn printed(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap()
}

/// The errors that a row shows, reached again with its numbers as they are printed.
fn again(problem: &Problem, outcome: &StrategyOutcome) -> Option<[f64; 3]> {
    let two = problem.two_class();
    let kept = if outcome.keep == two.minority_prior() / two.majority_prior() {
        downsampled(problem).unwrap()
    } else if outcome.keep < 1.0 {
        partly_downsampled(problem, printed(outcome.keep)).ok()?
    } else {
        *problem
    };
    let ridge = match outcome.ridge == problem.ridge() {
        true => outcome.ridge,
        false => printed(outcome.ridge),
    };
    let there = kept
        .with_ridge(ridge)
        .and_then(|p| p.with_weight_ratio(printed(outcome.weight_ratio.unwrap_or(1.0))))
        .unwrap();
    let prediction = predict(&there);
    Some(SHOWN.map(|q| prediction.value(q, two).unwrap()))
}

fn check(problem: &Problem) {
    let table = RuleTable::new(problem).unwrap();
    for (name, outcome) in &table.rows {
        if outcome.verdict.offers()
            && outcome.margin_ratio.is_none()
            && let Some(reached) = again(problem, outcome)
        {
            for (quantity, reached) in SHOWN.into_iter().zip(reached) {
                let claimed = table.reached(outcome, quantity).unwrap();
                assert!(
                    (reached - claimed).abs() <= 0.01 * claimed + 1e-9,
                    "{name} {quantity:?}: {reached} for {claimed}, {outcome:?} {problem:?}"
                );
            }
        }
    }
    let row = |name: &str| table.outcome(name).unwrap();
    for (optimised, quantity) in [
        ("min_worst_class", Quantity::WorstClassError),
        ("min_balanced", Quantity::BalancedError),
        ("min_average", Quantity::AverageError),
    ] {
        let best = row(optimised);
        for (name, other) in &table.rows[..7.min(table.rows.len())] {
            let weighed = other.keep == 1.0 && other.ridge == best.ridge;
            let open =
                [StrategyVerdict::BeyondCap, StrategyVerdict::Plateau].contains(&best.verdict);
            let both = [best, other].map(|o| table.reached(o, quantity));
            let flagged = [best, other]
                .iter()
                .all(|o| o.verdict == StrategyVerdict::KnifeEdge);
            if let [Some(least), Some(there)] = both
                && weighed
                && !open
                && !flagged
                && other
                    .weight_ratio
                    .is_some_and(|r| (1e-6..=1e6).contains(&r))
            {
                assert!(
                    least <= there * (1.0 + 1e-9) + 1e-15,
                    "{optimised} {least} > {name} {there}: {problem:?}"
                );
            }
        }
    }
}

/// Where errors jump (hinge and absolute loss with a strong ridge) rows are knife edges for all
/// errors that are shown, in the weight and in a ridge that was chosen.
#[test]
fn what_is_shown_is_reached_again_where_errors_jump() {
    for (kind, at) in [
        (
            LossKind::Hinge,
            [
                0.187_755_431_858_109_17,
                0.203_453_394_758_881_33,
                0.137_790_828_011_840_56,
                4.464_775_477_075_559,
            ],
        ),
        (LossKind::Hinge, [3.0, 0.05, 1.5, 0.0]),
        (LossKind::Absolute, [3.0, 0.05, 1.5, 0.1]),
        (LossKind::Hinge, [0.03, 0.35, 0.0, 1.0]),
        (LossKind::Absolute, [0.2, 0.35, 0.0, 10.0]),
        (LossKind::Hinge, [0.01, 0.1, 0.5, 10.0]),
        (LossKind::Hinge, [0.3, 0.1, 1.5, 22.5]),
        // A dip that a percent lies beyond on either side.
        (LossKind::Hinge, [1.026, 0.01053, 1.86, 154.0]),
    ] {
        check(&problem(kind, at));
    }
}

#[test]
fn what_is_shown_is_reached_again() {
    let mut state = 18;
    for k in 0..63 {
        check(&random_problem(k, &mut state));
    }
}

#[test]
fn what_a_coin_does_as_well_is_called_so() {
    let table = RuleTable::new(&problem(LossKind::Hinge, [0.3, 0.1, 1.5, 22.5])).unwrap();
    let why = table.recommend().why;
    assert!(why.contains("than a coin"), "{why}");
}

/// Equal numbers of both classes are had exactly, whichever row asks for them.
#[test]
fn equal_numbers_are_judged_alike() {
    let problem = problem(LossKind::Square, [20.0, 0.1, 5.0, 0.0]);
    let table = RuleTable::new(&problem).unwrap();
    let rows = ["downsampled", "partly_downsampled"].map(|name| table.outcome(name).unwrap());
    assert!((rows[0].keep / rows[1].keep - 1.0).abs() < 1e-12);
    assert_eq!(rows[0].verdict, rows[1].verdict);
}

/// The worst-class error, where a little more or less of the weight does not undo it.
fn sound(problem: &Problem) -> Option<f64> {
    let worst = |factor: f64| {
        let there = problem.with_weight_ratio(factor * problem.weight_ratio());
        let solution = predict(&there.unwrap()).solution;
        solution.map(|s| s.errors.worst())
    };
    let here = worst(1.0)?;
    let near = [(1e-2, 0.1), (1e-5, 0.005)].into_iter().all(|(by, share)| {
        [1.0 - by, 1.0 + by]
            .into_iter()
            .filter_map(worst)
            .all(|e| (e - here).abs() <= share * here)
    });
    near.then_some(here)
}

/// The ridge offered is the best of all, also of those that are farther out than any search
/// begins: no end of one is advised. At δ = 1 the error of square, absolute and Huber loss falls
/// for ever as r → 0.
#[test]
fn no_ridge_is_better_than_the_one_that_is_offered() {
    let mut state = 31;
    let at_one = [LossKind::Square, LossKind::Absolute, LossKind::Huber].into_iter();
    let at_one = at_one
        .flat_map(|kind| [[1.0, 0.1, 1.0, 0.0], [1.0, 0.3, 3.0, 0.0]].map(|at| problem(kind, at)));
    // Without signal all ridges are as good.
    let without_signal = [
        problem(LossKind::Exponential, [4.380_06, 0.322_582, 0.0, 0.023_657]),
        problem(LossKind::Hinge, [0.208_481, 0.464_047, 0.0, 4602.8]),
        problem(LossKind::Absolute, [0.027_396_5, 0.138_201_8, 0.0, 8.6833]),
        problem(LossKind::Square, [0.019_156, 0.497_276, 0.0, 0.334_52]),
    ];
    let random = (0..21).map(|k| random_problem(k, &mut state));
    let all: Vec<Problem> = at_one.chain(without_signal).chain(random).collect();
    for problem in all {
        let table = RuleTable::new(&problem).unwrap();
        let ratio = problem.two_class().prior_ratio();
        let row = table.outcome("best_ridge").unwrap();
        if let Some(claimed) = table.offered(row) {
            for decade in (-20..=12).step_by(2) {
                let ridge = 10f64.powi(decade);
                let there = problem
                    .with_ridge(ridge)
                    .and_then(|p| p.with_weight_ratio(ratio));
                let error = sound(&there.unwrap());
                assert!(
                    error.is_none_or(|e| claimed <= e * (1.0 + 2e-3)),
                    "{claimed} at {}, {error:?} at {ridge}: {problem:?}",
                    row.ridge
                );
            }
        }
        let row = table.outcome("best_weight_and_ridge").unwrap();
        assert!((row.ridge / 1e-4 - 1.0).abs() > 0.2, "{row:?} {problem:?}");
        if let Some(claimed) = table.offered(row)
            && row.ridge > 0.0
        {
            for factor in [1e-3, 0.1, 10.0, 1e3] {
                let there = problem.with_ridge(factor * row.ridge).unwrap();
                let best = Strategy::Weight(WeightRule::MinWorstClass)
                    .apply(&there)
                    .unwrap();
                let error = best.value(Quantity::WorstClassError, &there);
                assert!(
                    !best.verdict.offers() || error.is_none_or(|e| claimed <= e * (1.0 + 2e-3)),
                    "{claimed} at {}, {error:?} at {factor} times that: {problem:?}",
                    row.ridge
                );
            }
        }
    }
}

/// A ridge or a share that is the last before others that are not offered, or whose weight is
/// the largest that is advised, is no minimum: where such a row is not marked, nothing beside it
/// is better, sound or not.
#[test]
fn where_a_search_ends_is_said() {
    let mut state = 77;
    let ended = [
        problem(LossKind::SquaredHinge, [1.431, 0.39, 3.366, 0.0]),
        problem(LossKind::SquaredHinge, [0.6776, 0.006_279, 2.954, 0.0927]),
        problem(LossKind::Absolute, [0.227, 0.4814, 3.182, 0.0]),
        problem(LossKind::Logistic, [0.1136, 0.002_512, 1.379, 0.399]),
    ];
    let random = (0..14).map(|k| random_problem(k, &mut state));
    let mut marked = [0; 2];
    for problem in ended.into_iter().chain(random) {
        let table = RuleTable::new(&problem).unwrap();
        for name in ["best_ridge", "best_weight_and_ridge", "partly_downsampled"] {
            let row = table.outcome(name).unwrap();
            marked[0] += usize::from(row.verdict == StrategyVerdict::BeyondCap);
            marked[1] += usize::from(row.instead_of.is_some());
            let Some(claimed) = table.offered(row) else {
                continue;
            };
            let rho = row.weight_ratio.unwrap();
            assert!((2e-6..=5e5).contains(&rho), "{name} {row:?} {problem:?}");
            if let Some(undone) = row.instead_of {
                assert!(
                    undone.worst_class_error < claimed,
                    "{name} {row:?} {problem:?}"
                );
                continue;
            }
            for factor in [0.01, 0.5, 0.9, 1.1, 2.0, 100.0] {
                let error = beside(&problem, name, row, factor);
                assert!(
                    error.is_none_or(|e| claimed <= e * (1.0 + 2e-3)),
                    "{name}: {error:?} at {factor} times what reaches {claimed}: {problem:?} {row:?}"
                );
            }
        }
    }
    assert!(marked.iter().all(|n| *n > 0), "{marked:?}");
}

/// The worst-class error with another ridge or share, and the weight that goes with it.
fn beside(problem: &Problem, name: &str, row: &StrategyOutcome, factor: f64) -> Option<f64> {
    let rule = match name {
        "best_ridge" => WeightRule::PriorRatio,
        _ => WeightRule::MinWorstClass,
    };
    let there = match name {
        "partly_downsampled" => partly_downsampled(problem, factor * row.keep),
        _ => problem.with_ridge(factor * row.ridge),
    };
    let there = there.ok()?;
    let reached = Strategy::Weight(rule).apply(&there).unwrap();
    let known = reached.verdict != StrategyVerdict::BeyondCap;
    reached
        .value(Quantity::WorstClassError, &there)
        .filter(|_| known)
}
