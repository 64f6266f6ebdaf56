//! What is called a 95 % interval contains the truth in 95 % of studies.
//!
//! Tiny studies through the real path: data, training, aggregation, intervals. The truth of
//! the same finite problem comes from one long run with another seed, so that no theory is
//! involved. The intervals are Student's, the values skewed (1.1 to 1.7): that coverage is right
//! nevertheless is what is tested here.

use rayon::prelude::*;
use thumbscale::model::{
    Design, Labels, Quantity, SimulationMethod, TestConditions, Training, TwoClass,
};
use thumbscale::scenario::Precision;
use thumbscale::simulate::{Streams, run_replicate};
use thumbscale::stats::{Estimate, Schedule, Target};
use thumbscale::sweep::{Outcome, Reason, Unit, aggregate, data_key};
use thumbscale::{LossKind, MarginLoss};

/// One outcome a training.
type Replicate = Vec<Outcome>;

/// Of a study that does not stop by itself.
const REPLICATES: usize = 60;
/// Beyond these an adaptive study ends.
const CAP: usize = 600;
/// The truth's own standard error is then at most 7 % of a study's: some .1 % of coverage.
const LONG_RUN: u32 = 40_000;

fn design() -> Design {
    let classes = TwoClass::new(0.25, 1.5).unwrap();
    Design::new(classes, 0.125, 24, Labels::Fixed).unwrap()
}

/// Square loss at two weights and logistic loss, with ridge: no replicate is separable.
fn trainings() -> Vec<Training> {
    let training = |kind: LossKind, weight_ratio| Training {
        loss: MarginLoss::from(kind),
        weights: weight_ratio,
        ridge: 0.1,
        downsample: false,
        solver: Default::default(),
        threshold: thumbscale::model::Threshold::NONE,
    };
    vec![
        training(LossKind::Square, 1.0),
        training(LossKind::Square, 3.0),
        training(LossKind::Logistic, 3.0),
    ]
}

fn replicate(seed: u64, number: u32) -> Replicate {
    let design = design();
    let streams = Streams::new(data_key(seed, &design), number);
    let results = run_replicate(&design, &trainings(), streams);
    results
        .into_iter()
        .map(|r| r.map_err(Reason::from))
        .collect()
}

/// What is estimated: a quantity of one training, or its difference between two.
const ESTIMANDS: [(Quantity, usize, Option<usize>); 6] = [
    (Quantity::WorstClassError, 1, None),
    (Quantity::ErrorMinority, 1, None),
    (Quantity::WorstClassError, 2, None),
    (Quantity::ErrorMinority, 2, None),
    // The weight's effect, and the loss's.
    (Quantity::WorstClassError, 1, Some(0)),
    (Quantity::WorstClassError, 2, Some(1)),
];

fn value(outcome: &Replicate, (quantity, training, less): (Quantity, usize, Option<usize>)) -> f64 {
    let two_class = design().two_class();
    let of = |t: usize| {
        let seen = outcome[t].as_ref().unwrap().classifier(two_class);
        quantity.of(&seen).unwrap()
    };
    of(training) - less.map_or(0.0, of)
}

/// The library's own estimate of every estimand.
fn estimates(outcomes: &Vec<Replicate>) -> [Estimate; ESTIMANDS.len()] {
    let unit = Unit {
        design: design(),
        method: SimulationMethod::Dense,
        replicates: 0..outcomes.len(),
        trainings: trainings(),
        by_rule: Vec::new(),
        conditions: TestConditions::default(),
        precision: None,
    };
    ESTIMANDS.map(|estimand| match estimand {
        (quantity, training, None) => {
            aggregate(outcomes, &unit, training, &[quantity]).estimates[0].unwrap()
        }
        _ => {
            let values: Vec<f64> = outcomes.iter().map(|o| value(o, estimand)).collect();
            Estimate::of(&values).unwrap()
        }
    })
}

/// Sums in fixed chunks: the same bits for any number of threads.
fn truth() -> [f64; ESTIMANDS.len()] {
    let chunks: Vec<[f64; ESTIMANDS.len()]> = (0..LONG_RUN / 1000)
        .into_par_iter()
        .map(|chunk| {
            let mut sums = [0.0; ESTIMANDS.len()];
            for number in 1000 * chunk..1000 * (chunk + 1) {
                let outcome = replicate(0, number);
                for (sum, estimand) in sums.iter_mut().zip(ESTIMANDS) {
                    *sum += value(&outcome, estimand);
                }
            }
            sums
        })
        .collect();
    std::array::from_fn(|i| chunks.iter().map(|c| c[i]).sum::<f64>() / f64::from(LONG_RUN))
}

/// Standard deviations of worst-class errors are about .07 here: some 160 replicates.
fn precision() -> Precision {
    Precision {
        quantities: vec![Quantity::WorstClassError],
        target: Target {
            absolute: Some(0.0055),
            relative: None,
        },
        schedule: Schedule {
            first: Schedule::FIRST,
            batch: Schedule::BATCH,
            cap: CAP,
        },
    }
}

/// One study, at its fixed number of replicates and where it stops by itself.
fn study(seed: u64) -> [(usize, [Estimate; ESTIMANDS.len()]); 2] {
    let precision = precision();
    let mut outcomes: Vec<Replicate> = Vec::new();
    for boundary in precision.schedule.boundaries() {
        outcomes.extend((outcomes.len()..boundary).map(|r| replicate(seed, r as u32)));
        let met = |training: usize| {
            let of = |o: &Replicate| value(o, (precision.quantities[0], training, None));
            (precision.target).is_met(&outcomes.iter().map(of).collect::<Vec<_>>())
        };
        if (0..outcomes[0].len()).all(met) {
            break;
        }
    }
    let fixed = outcomes[..REPLICATES].to_vec();
    [fixed, outcomes].map(|o| (o.len(), estimates(&o)))
}

#[test]
fn intervals_contain_the_truth_as_often_as_they_say() {
    covered_as_often_as_is_said(400);
}

#[test]
#[ignore = "the same of five times as many studies: minutes"]
fn intervals_contain_the_truth_as_often_as_they_say_to_a_percent() {
    covered_as_often_as_is_said(2000);
}

fn covered_as_often_as_is_said(count: u32) {
    let truth = truth();
    let studies: Vec<_> = (1..=u64::from(count)).into_par_iter().map(study).collect();
    let share = |sum: usize| sum as f64 / f64::from(count);
    let taken = share(studies.iter().map(|s| s[1].0).sum());
    let mut found = Vec::new();
    for (kind, name) in ["fixed", "adaptive"].iter().enumerate() {
        for (i, estimand) in ESTIMANDS.iter().enumerate() {
            let covers = |e: &Estimate| e.low <= truth[i] && truth[i] <= e.high;
            let covered = studies.iter().filter(|s| covers(&s[kind].1[i])).count();
            found.push((*name, estimand, share(covered)));
        }
    }
    for (name, estimand, share) in &found {
        println!("{name} {estimand:?}: {share}");
    }
    println!("{taken} replicates until enough");
    // Three binomial standard errors, 3.3 % of 400: of twelve shares one is often beyond two.
    let granted = 3.0 * (0.05 * 0.95 / f64::from(count)).sqrt();
    let wrong: Vec<_> = found
        .iter()
        .filter(|(.., share)| (share - 0.95).abs() > granted)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Studies do stop, and not all at once.
    assert!(taken > 110.0 && taken < 0.8 * CAP as f64, "{taken}");
}
