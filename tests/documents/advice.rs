//! What docs/weight-or-threshold.md shows: numbers, and what commands print.

use assert_cmd::Command;
use thumbscale::WeightRule;
use thumbscale::model::{GroupRule, Population, SpuriousCorrelation, TwoClass};
use thumbscale::numerics::upper_tail;
use thumbscale::theory::groups::rules::{GroupRuleTable, MovedGroupRule};
use thumbscale::theory::weights::best_direction;

use super::numbers::{figures, short, square as problem, weight, worst};
use super::text::says;
use crate::made;

const DOCUMENT: &str = "docs/weight-or-threshold.md";

/// (δ, π₊, s).
const PLACES: [[f64; 3]; 7] = [
    [0.2, 0.2, 1.0],
    [0.2, 0.2, 2.0],
    [0.2, 0.2, 4.0],
    [0.15, 0.1, 2.0],
    [0.35, 0.2, 2.0],
    [0.5, 0.2, 2.0],
    [2.0, 0.2, 2.0],
];

#[test]
fn weights_and_thresholds() {
    let row = |at: [f64; 3]| {
        let [delta, prior, signal]: [f64; 3] = at;
        let problem = problem(delta, prior, signal);
        let kept = if delta < 1.0 {
            1.0 - delta
        } else {
            1.0 - 1.0 / delta
        };
        let spread = signal * signal + delta / (4.0 * prior * (1.0 - prior));
        let theorem = upper_tail(signal * signal * kept.sqrt() / spread.sqrt());
        let equal = match weight(WeightRule::EqualError, &problem) {
            Some(rho) => figures(worst(&problem, rho), 5),
            None => "–".to_owned(),
        };
        let best = weight(WeightRule::MinWorstClass, &problem).unwrap();
        let ratio = problem.two_class().prior_ratio();
        vec![
            at.map(short).join(", "),
            figures(worst(&problem, 1.0), 5),
            figures(worst(&problem, ratio), 5),
            equal,
            format!(
                "{} ({})",
                figures(worst(&problem, best), 5),
                figures(best, 3)
            ),
            figures(theorem, 5),
        ]
    };
    let heading = [
        "δ, π₊, s",
        "no weight",
        "ρ = π₋/π₊",
        "ρ̃",
        "ρ* (its value)",
        "no weight, threshold moved",
    ];
    let table = made::table(&heading, &PLACES.map(row));
    made::block(DOCUMENT, "weights and thresholds", &table);
}

#[test]
fn numbers_of_the_text() {
    let ridged = problem(0.5, 0.2, 1.0).with_ridge(0.1).unwrap();
    let best = best_direction(&ridged);
    says(
        DOCUMENT,
        &format!(
            "has {} in both classes at ρ = {} and {} at ρ = 1.",
            figures(best.equal_error.unwrap(), 5),
            figures(best.weight_ratio.unwrap(), 5),
            figures(best.unweighted.unwrap(), 5)
        ),
    );
    let figure_2 = problem(0.2, 0.2, 2.0);
    let rho = weight(WeightRule::MinWorstClass, &figure_2).unwrap();
    says(
        "docs/claims.md",
        &format!(
            "from {} to {}.",
            figures(worst(&figure_2, 1.0), 5),
            figures(worst(&figure_2, rho), 5)
        ),
    );
    let alone = best_direction(&figure_2).equal_error.unwrap();
    let sentence = format!(
        "without any weight: {} at the same place",
        figures(alone, 4)
    );
    says("docs/claims.md", &sentence);
}

/// Two classes at ±2 with noise of their own, the first with the prior .2.
fn noisy(noise: [f64; 2]) -> Population {
    let two = TwoClass::new(0.2, 2.0).unwrap().population();
    let mut groups = two.groups().to_vec();
    for (group, noise) in groups.iter_mut().zip(noise) {
        group.noise_scale = noise;
    }
    Population::new(groups).unwrap()
}

fn spurious(positive_prior: f64) -> Population {
    let model = SpuriousCorrelation::new(positive_prior, 1.5, 1.0, 0.6);
    model.unwrap().population()
}

#[test]
fn weights_and_thresholds_of_groups() {
    let places = [
        ("σ₊ = 2, σ₋ = 1, π₊ = .2, δ = .3", noisy([2.0, 1.0]), 0.3),
        ("σ₊ = ½, σ₋ = 1, π₊ = .2, δ = .3", noisy([0.5, 1.0]), 0.3),
        ("σ₊ = ½, σ₋ = 2, π₊ = .2, δ = .3", noisy([0.5, 2.0]), 0.3),
        ("attribute, P(y = +1) = .5, δ = .2", spurious(0.5), 0.2),
        ("attribute, P(y = +1) = .3, δ = .2", spurious(0.3), 0.2),
        ("attribute, P(y = +1) = .2, δ = .1", spurious(0.2), 0.1),
    ];
    let rows = places.map(|(name, population, delta)| {
        let problem = thumbscale::Problem::new(delta, population).unwrap();
        let table = GroupRuleTable::new(&problem).unwrap();
        let fixed = |rule: GroupRule| {
            let (_, row) = table.rows.iter().find(|(r, _)| *r == rule).unwrap();
            row.prediction.as_ref().unwrap().worst().unwrap()
        };
        let moved = |rule: MovedGroupRule| {
            let row = table.moved.iter().find(|row| row.rule == rule).unwrap();
            let errors = &row.moved.as_ref().unwrap().errors;
            errors.iter().copied().fold(0.0, f64::max)
        };
        let errors = [
            fixed(GroupRule::Unweighted),
            fixed(GroupRule::MinWorstGroup),
            moved(MovedGroupRule::Thresholded),
            moved(MovedGroupRule::Best),
        ];
        let shown = errors.map(|error| figures(error, 5)).to_vec();
        [vec![name.to_owned()], shown].concat()
    });
    let heading = [
        "",
        "no weights",
        "best weights",
        "no weights, threshold moved",
        "best weights with threshold moved",
    ];
    let table = made::table(&heading, &rows);
    made::block(DOCUMENT, "weights and thresholds of groups", &table);
}

#[test]
fn what_commands_print() {
    for (name, line) in [
        (
            "weights with a signal",
            "weights --delta 0.2 --minority-prior 0.2 --signal 2",
        ),
        (
            "weights with a fixed threshold",
            "weights --delta 0.2 --minority-prior 0.2 --signal 2 --fixed-threshold --json",
        ),
        (
            "weights without a signal",
            "weights --minority 200 --majority 800 --dimension 199",
        ),
    ] {
        let mut program = Command::cargo_bin("thumbscale").unwrap();
        let output = program.args(line.split_whitespace()).output().unwrap();
        assert!(output.status.success(), "{line}");
        let printed = String::from_utf8(output.stdout).unwrap();
        let shown = match line.ends_with("--json") {
            true => advised(&printed),
            false => printed.trim_end().to_owned(),
        };
        let block = format!("```sh\nthumbscale {line}\n```\n\n```text\n{shown}\n```");
        made::block(DOCUMENT, name, &block);
    }
}

/// Of an object the advice.
fn advised(printed: &str) -> String {
    let object: serde_json::Value = serde_json::from_str(printed).unwrap();
    let pretty = serde_json::to_string_pretty(&object["recommended"]).unwrap();
    format!("\"recommended\": {pretty}")
}
