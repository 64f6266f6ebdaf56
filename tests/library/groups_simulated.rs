//! Groups: the simulation of finite training sets against the theory of their limit.

use crate::golden_groups::{numbers, population};
use rayon::prelude::*;
use serde_json::Value;
use thumbscale::loss::{LossKind, MarginLoss};
use thumbscale::model::{
    Design, Group, GroupDesign, GroupQuantity, GroupTraining, Label, Labels, Population,
    SimulationMethod, Solver, SpuriousCorrelation, Training, TwoClass, Weighting,
};
use thumbscale::simulate::groups::{GroupMeasurement, simulate_groups};
use thumbscale::simulate::{Streams, simulate};
use thumbscale::stats::{Estimate, probit_scale};
use thumbscale::sweep::{data_key, group_draw_key};
use thumbscale::theory::groups::GroupPrediction;
use thumbscale::theory::groups::rules::{Thumb, generalised_thumb};
use thumbscale::theory::{Problem, predict};

use crate::simulation_in_law::kolmogorov_smirnov::kolmogorov_smirnov;

/// The seed of all studies here.
const SEED: u64 = 17;
/// Finite n may move a mean by this over n, on the scale of its quantity.
const SHIFT: f64 = 8.0;
/// Standard errors that are granted: some 600 means are compared.
const MOST_Z: f64 = 4.5;

fn replicates(
    method: SimulationMethod,
    design: &GroupDesign,
    training: &GroupTraining,
    count: u32,
) -> Vec<GroupMeasurement> {
    let key = group_draw_key(SEED, design, method);
    let all = std::slice::from_ref(training);
    let one = |number| simulate_groups(method, design, all, Streams::new(key, number)).remove(0);
    (0..count)
        .into_par_iter()
        .map(|number| one(number).unwrap())
        .collect()
}

/// A problem, and how it is simulated.
struct Study {
    population: Population,
    weights: Vec<f64>,
    loss: MarginLoss,
    delta: f64,
    ridge: f64,
}

impl Study {
    /// Means of so many replicates beside theory at the same counts.
    fn run(
        &self,
        method: SimulationMethod,
        n: usize,
        count: u32,
    ) -> (GroupPrediction, Vec<(GroupQuantity, Estimate)>) {
        let design =
            GroupDesign::new(self.population.clone(), self.delta, n, Labels::Fixed).unwrap();
        let population = design.population();
        let weighting = Weighting::new(self.weights.clone()).unwrap();
        let problem = Problem::new(design.delta(), population.clone())
            .and_then(|p| p.with_loss(self.loss).with_ridge(self.ridge))
            .and_then(|p| p.with_weights(weighting))
            .unwrap();
        let theory = predict(&problem);
        let found = replicates(method, &design, problem.training(), count);
        let quantities = GroupQuantity::all(population).into_iter();
        let estimates = quantities.map(|q| {
            let value = |m: &GroupMeasurement| q.value(population, &m.order, &m.errors);
            (
                q,
                Estimate::of(&found.iter().map(value).collect::<Vec<_>>()).unwrap(),
            )
        });
        let estimates = estimates.collect();
        (theory, estimates)
    }

    /// Every mean is where theory says, but for chance and a shift of order 1/n.
    fn agrees(
        &self,
        what: &str,
        method: SimulationMethod,
        n: usize,
        count: u32,
    ) -> Vec<(GroupQuantity, Estimate)> {
        let (theory, estimates) = self.run(method, n, count);
        let order = theory.order.as_ref().unwrap();
        let length = order.alpha.hypot(order.bias);
        for &(quantity, estimate) in &estimates {
            let expected = theory.value(quantity, &self.population).unwrap();
            let (off, chance) = (estimate.mean - expected, MOST_Z * estimate.standard_error);
            let scale = match quantity {
                GroupQuantity::Alpha | GroupQuantity::Projection(_) | GroupQuantity::Bias => length,
                GroupQuantity::Error(_)
                | GroupQuantity::WorstGroupError
                | GroupQuantity::BalancedError
                | GroupQuantity::AverageError => probit_scale(expected),
            };
            let granted = SHIFT / n as f64 * scale + chance;
            // The mean of a maximum lies above the maximum of means, as far as errors are close.
            let over = match quantity == GroupQuantity::WorstGroupError {
                true => estimate.standard_error * f64::from(count).sqrt(),
                false => 0.0,
            };
            assert!(
                off >= -granted && off <= granted + over,
                "{what} {method:?} {quantity:?}: {estimate:?}, theory {expected}, {granted:e}"
            );
        }
        estimates
    }
}

fn rows(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

fn golden(row: &Value, kind: LossKind) -> Study {
    Study {
        population: population(row),
        weights: numbers(&row["weights"]),
        loss: kind.into(),
        delta: row["delta"].as_f64().unwrap(),
        ridge: row["ridge"].as_f64().unwrap(),
    }
}

#[test]
fn square_loss_of_golden_populations() {
    for (i, row) in rows(include_str!("../golden/groups.json"))
        .iter()
        .enumerate()
    {
        let study = golden(row, LossKind::Square);
        study.agrees(&i.to_string(), SimulationMethod::Sufficient, 1000, 60);
        study.agrees(&i.to_string(), SimulationMethod::Dense, 500, 40);
        study.agrees(&i.to_string(), SimulationMethod::Lazy, 1000, 20);
    }
}

#[test]
fn logistic_loss_of_golden_populations() {
    for (i, row) in rows(include_str!("../golden/groups_logistic.json"))
        .iter()
        .enumerate()
    {
        let study = golden(row, LossKind::Logistic);
        study.agrees(&i.to_string(), SimulationMethod::Dense, 1000, 40);
        study.agrees(&i.to_string(), SimulationMethod::Lazy, 4000, 20);
    }
}

/// docs/theory.md, section 8: noise of scale 2 in the minority, 1 in the majority.
fn noisy() -> Population {
    let group = |label: Label, prior, noise_scale| Group {
        name: format!("{label:?}"),
        label,
        prior,
        mean: vec![2.0 * label.sign()],
        noise_scale,
    };
    Population::new(vec![
        group(Label::Positive, 0.2, 2.0),
        group(Label::Negative, 0.8, 1.0),
    ])
    .unwrap()
}

#[test]
fn noise_of_its_own_for_each_class() {
    let study = Study {
        population: noisy(),
        weights: vec![4.0, 1.0],
        loss: LossKind::Square.into(),
        delta: 0.3,
        ridge: 0.0,
    };
    study.agrees("noise", SimulationMethod::Dense, 500, 40);
    let found = study.agrees("noise", SimulationMethod::Sufficient, 1000, 100);
    let mean = |quantity| found.iter().find(|(q, _)| *q == quantity).unwrap().1;
    for (quantity, expected) in [
        (GroupQuantity::Alpha, 0.5143),
        (GroupQuantity::Projection(0), 0.3103),
        (GroupQuantity::Bias, -0.2182),
        (GroupQuantity::Error(0), 0.3478),
        (GroupQuantity::Error(1), 0.0515),
    ] {
        let estimate = mean(quantity);
        let granted = MOST_Z * estimate.standard_error + SHIFT / 1000.0 * 0.3 + 5e-5;
        assert!((estimate.mean - expected).abs() < granted, "{estimate:?}");
    }
}

/// Every loss on groups with noise of their own, without ridge below the threshold and with it
/// above; and where training sets separate or are interpolated.
#[test]
fn every_loss_in_every_regime() {
    let rows: [(f64, i8, [f64; 2], f64); 3] = [
        (0.2, 1, [1.5, 0.3], 0.8),
        (0.3, 1, [0.4, -0.9], 1.3),
        (0.5, -1, [-1.1, 0.6], 1.0),
    ];
    let group =
        |(i, &(prior, label, mean, noise_scale)): (usize, &(f64, i8, [f64; 2], f64))| Group {
            name: i.to_string(),
            label: Label::try_from(label).unwrap(),
            prior,
            mean: mean.to_vec(),
            noise_scale,
        };
    let population = Population::new(rows.iter().enumerate().map(group).collect()).unwrap();
    for kind in LossKind::ALL {
        for (delta, ridge) in [(0.05, 0.0), (0.4, 0.2), (1.5, 0.0)] {
            let study = Study {
                population: population.clone(),
                weights: vec![2.0, 0.7, 1.2],
                loss: kind.into(),
                delta,
                ridge,
            };
            let what = format!("{kind:?} {delta} {ridge}");
            study.agrees(&what, SimulationMethod::Dense, 160, 16);
        }
    }
}

/// All four errors are the same, in theory to the last digits and at n = 4000 within intervals.
#[test]
fn the_generalised_thumb_equalises_four_errors() {
    let model = SpuriousCorrelation::new(0.5, 1.5, 1.0, 0.6).unwrap();
    let population = model.population();
    let Ok(Thumb::Weights(thumb)) = generalised_thumb(&population, 0.2) else {
        panic!("δ = .2 is below 4·.1");
    };
    let study = Study {
        population,
        weights: thumb.weights().to_vec(),
        loss: LossKind::Square.into(),
        delta: 0.2,
        ridge: 0.0,
    };
    let (theory, found) = study.run(SimulationMethod::Sufficient, 4000, 16);
    let errors: Vec<Estimate> = found
        .iter()
        .filter(|(q, _)| matches!(q, GroupQuantity::Error(_)))
        .map(|(_, estimate)| *estimate)
        .collect();
    assert_eq!(errors.len(), 4);
    for (estimate, expected) in errors.iter().zip(&theory.errors) {
        assert!((expected - theory.errors[0]).abs() < 1e-12);
        let apart = (estimate.mean - expected).abs();
        let granted = 3.5 * estimate.standard_error + 1e-3 / 4.0 * probit_scale(*expected);
        assert!(apart < granted, "{estimate:?} {expected}");
        // And small against the differences that other weights leave, .02 for 1/π.
        assert!(estimate.standard_error < 2e-3, "{estimate:?}");
    }
}

/// Two groups at ±μ are the paper's two classes: every coordinate by every method has the law of
/// theirs, by Kolmogorov and Smirnov's test.
#[test]
fn two_groups_have_the_law_of_two_classes() {
    let two = TwoClass::new(0.25, 1.5).unwrap();
    let count = 2000;
    let mut least: f64 = 1.0;
    let mut tests = 0.0;
    for (n, delta, labels) in [(40, 0.3, Labels::Fixed), (30, 0.2, Labels::Random)] {
        let theirs = Design::new(two, delta, n, labels).unwrap();
        let ours = GroupDesign::new(two.population(), delta, n, labels).unwrap();
        let single = Training {
            loss: LossKind::Square.into(),
            weights: 3.0,
            ridge: 0.0,
            downsample: false,
            solver: Solver::Direct,
            threshold: thumbscale::model::Threshold::NONE,
        };
        let weighting = Weighting::ratio(3.0).unwrap();
        let training = GroupTraining::new(single.loss, weighting);
        let key = data_key(SEED, &theirs);
        let reference: Vec<[f64; 3]> = (0..count)
            .into_par_iter()
            .map(|number| {
                let streams = Streams::new(key, number);
                let method = SimulationMethod::Jacobi;
                let outcome = simulate(method, &theirs, &[single], streams).remove(0);
                outcome.unwrap().order
            })
            .collect();
        for method in [
            SimulationMethod::Dense,
            SimulationMethod::Sufficient,
            SimulationMethod::Lazy,
        ] {
            let found = replicates(method, &ours, &training, count);
            for i in 0..3 {
                let a: Vec<f64> = reference.iter().map(|order| order[i]).collect();
                let of = |m: &GroupMeasurement| [m.order.alpha, m.order.gamma(), m.order.bias][i];
                let b: Vec<f64> = found.iter().map(of).collect();
                least = least.min(kolmogorov_smirnov(&a, &b));
                tests += 1.0;
            }
        }
    }
    assert!(least > 1e-4 / tests, "{least:e}");
}
