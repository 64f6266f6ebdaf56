//! What can be said without a signal: the equal-error weight, and errors for several signals.

use serde_json::{Map, Value, json};
use thumbscale::model::{Objective, WeightRule};
use thumbscale::theory::square::equal_error_signal_limit;
use thumbscale::theory::{
    AdviceText, MovedRule, Problem, SignalErrors, SignalRow, ThresholdUse, over_signal, weights,
};

use super::{Given, describe, header, told};
use crate::cli::console::{Console, number, table};
use crate::cli::exit::{CliError, CliResult};

/// What is advised whatever the signal.
struct Advice {
    rule: Option<&'static str>,
    weight_ratio: Option<f64>,
    why: AdviceText,
}

pub(super) fn run(problem: &Problem, given: Given, console: &Console) -> CliResult {
    if given.minimise != Objective::WorstClass {
        return Err(CliError::usage(anyhow::anyhow!(
            "--minimise {} needs --signal: without it only worst-class errors are shown, for \
             several signals",
            given.minimise.name()
        )));
    }
    let equal = weights::weight_for(WeightRule::EqualError, problem);
    let rows = over_signal(problem, given.samples.as_ref())?;
    let advice = advised(problem, given, equal, &rows);
    match console.json {
        true => console.print_json(&as_json(problem, given, equal, (&rows, &advice)))?,
        false => console.print(&as_text(problem, given, equal, (&rows, &advice)))?,
    }
    Ok(())
}

fn advised(problem: &Problem, given: Given, equal: Option<f64>, rows: &[SignalRow]) -> Advice {
    let free = given.threshold == ThresholdUse::Free;
    let dropping = |row: &SignalRow| row.downsampling_wins(free);
    if free && rows.iter().all(SignalRow::threshold_wins) {
        return threshold_alone(problem, given);
    }
    if rows.iter().all(dropping) {
        return fewer_samples(problem, given);
    }
    let by_signal = rows.iter().any(dropping) || rows.iter().any(SignalRow::threshold_wins);
    match free && by_signal {
        true => by_the_signal(rows),
        false => equal_errors(problem, equal, given.threshold),
    }
}

/// What differs from signal to signal.
fn by_the_signal(rows: &[SignalRow]) -> Advice {
    let at = |wins: &dyn Fn(&SignalRow) -> bool| {
        let all = rows.iter().filter(|row| wins(row));
        let all: Vec<String> = all.map(|row| row.signal.to_string()).collect();
        match all.is_empty() {
            true => "no s of the table".to_owned(),
            false => format!("s = {}", all.join(", ")),
        }
    };
    Advice {
        rule: None,
        weight_ratio: None,
        why: AdviceText::of("it depends on the signal")
            .sentence(format!(
                "The threshold alone is the best at {}, dropping majority samples at {}",
                at(&SignalRow::threshold_wins),
                at(&|row| row.downsampling_wins(true))
            ))
            .clause("give --signal"),
    }
}

fn fewer_samples(problem: &Problem, given: Given) -> Advice {
    let moved = match given.threshold {
        ThresholdUse::Free => ", nor is the threshold alone",
        ThresholdUse::Fixed => "",
    };
    Advice {
        rule: Some("downsampled"),
        weight_ratio: Some(1.0),
        why: AdviceText::of(format!(
            "dropping majority samples until the classes are balanced: at no signal of the table a \
             weight is better{moved}"
        ))
        .sentence(match problem.delta() > 1.0 && problem.ridge() == 0.0 {
            true => {
                "The training data are interpolated, whatever their weights, while fewer samples of the \
                 majority do move the boundary"
            }
            false => {
                "All samples are too near to d = n, where errors are at their worst, and fewer are \
                 farther from it"
            }
        })
        .sentence("A ridge does that too")
        .clause("give --signal and --ridge to see what it brings"),
    }
}

fn threshold_alone(problem: &Problem, given: Given) -> Advice {
    let at_finite_n = match given.samples {
        Some(_) => {
            "Means over training sets are expansions in 1/√n, and that of the threshold is too low for \
             few minority samples (up to 44 % at ten)"
        }
        None => "It takes n and d for large: at finite n errors are off by about 1/n",
    };
    let whatever = match problem.ridge() == 0.0 && given.samples.is_none() {
        true => "no weight is better, whatever the signal (docs/theory.md, section 12)",
        false => "at no signal of the table a weight is better",
    };
    Advice {
        rule: Some(MovedRule::Thresholded.name()),
        weight_ratio: Some(1.0),
        why: AdviceText::of(format!(
            "training without weights with the threshold moved: {whatever}"
        ))
        .sentence(
            "This assumes two Gaussian classes whose noise is the same in every direction and in \
             both classes",
        )
        .sentence(at_finite_n)
        .and(
            "the threshold has to be estimated, from leave-one-out scores and not from training \
             scores",
        )
        .sentence("Those who cannot move it ask again with --fixed-threshold"),
    }
}

fn equal_errors(problem: &Problem, equal: Option<f64>, threshold: ThresholdUse) -> Advice {
    // Equal they are at d = n as well, at chance.
    let is_chance = problem.ridge() == 0.0 && problem.delta() == 1.0;
    let equal = equal.filter(|_| !is_chance);
    let why = match equal {
        Some(_) => {
            let best = match equal_error_signal_limit(problem) {
                Some(limit) if limit.is_finite() => format!(
                    "it is the best weight up to a signal of s = {limit:.4} and too large beyond; give \
                     --signal for the best one"
                ),
                Some(_) | None => "give --signal for the best weight".to_owned(),
            };
            AdviceText::of("it equalises the class errors whatever the signal").clause(best)
        }
        None => no_equal_errors(problem, threshold),
    };
    Advice {
        rule: equal.map(|_| "equal_error"),
        weight_ratio: equal,
        why,
    }
}

/// Why no weight equalises the class errors, whatever the signal (docs/theory.md, sections 4 and 5).
fn no_equal_errors(problem: &Problem, threshold: ThresholdUse) -> AdviceText {
    let (delta, prior) = (problem.delta(), problem.two_class().minority_prior());
    let plain = problem.ridge() == 0.0;
    if plain && delta == 1.0 {
        return AdviceText::of(
            "at d = n without ridge the errors of every weight tend to chance, whatever the signal \
             and the threshold (docs/theory.md, section 5)",
        )
        .clause("add a ridge or change the number of features");
    }
    let why = match plain && delta > 1.0 {
        true => AdviceText::of(
            "with d > n and no ridge the training data are interpolated: weights do nothing at all, \
             whatever the signal (docs/theory.md, section 5)",
        ),
        false if plain => AdviceText::of(format!(
            "no weight equalises the class errors, however large: without ridge one does for δ < 2π₊ \
             alone, and δ = {delta} is not below {} (docs/theory.md, section 4)",
            2.0 * prior
        )),
        false => AdviceText::of(
            "no weight equalises the class errors at this shape and ridge, however large \
             (docs/theory.md, section 4)",
        ),
    };
    let why = match threshold {
        ThresholdUse::Fixed => why.clause(
            "a threshold does equalise the class errors: those who can move it ask again without \
             --fixed-threshold",
        ),
        ThresholdUse::Free => why,
    };
    why.clause(
        "what is best with the threshold at 0, dropped samples and another ridge among it, depends \
         on the signal: give --signal",
    )
}

fn as_json(
    problem: &Problem,
    given: Given,
    equal: Option<f64>,
    (rows, advice): (&[SignalRow], &Advice),
) -> Value {
    let mut object = header(problem, given, None);
    let unknown = |rho: Option<f64>| json!({"weight_ratio": rho, "worst_class_error": null});
    let all: Vec<Value> = equal.into_iter().map(|rho| unknown(Some(rho))).collect();
    let prior_ratio = problem.two_class().prior_ratio();
    object.insert("prior_ratio".into(), unknown(Some(prior_ratio)));
    let equal_entry = json!({
        "feasible": equal.is_some(),
        "all": all,
        "weight_ratio": equal,
        "worst_class_error": null,
    });
    object.insert("equal_error".into(), equal_entry);
    object.insert("unweighted".into(), unknown(Some(1.0)));
    for missing in [
        "min_worst_class",
        "min_balanced",
        "min_average",
        "downsampled",
        "best_thresholded",
        "best_direction",
    ] {
        object.insert(missing.into(), Value::Null);
    }
    let thresholded = json!({"weight_ratio": 1.0, "threshold": null, "worst_class_error": null});
    object.insert(MovedRule::Thresholded.name().into(), thresholded);
    object.insert(
        "over_signal".into(),
        rows.iter().map(signal_entry).collect(),
    );
    let unmoved = |rule: &&str| *rule != MovedRule::Thresholded.name();
    let threshold = advice.rule.filter(unmoved).map(|_| 0.0);
    let recommended = json!({
        "rule": advice.rule,
        "weight_ratio": advice.weight_ratio,
        "threshold": threshold,
        "ridge": advice.rule.map(|_| problem.ridge()),
        "worst_class_error": null,
        "why": advice.why.paragraph() + ".",
    });
    object.insert("recommended".into(), recommended);
    object.into()
}

fn signal_entry(row: &SignalRow) -> Value {
    let errors = |entry: &mut Map<String, Value>, errors: &SignalErrors| {
        for (name, error) in [
            ("unweighted", errors.unweighted),
            ("prior_ratio", errors.prior_ratio),
            ("equal_error", errors.equal_error),
            ("min_worst_class", errors.min_worst_class),
            ("downsampled", errors.downsampled),
            ("thresholded", errors.thresholded),
        ] {
            entry.insert(name.into(), json!(error));
        }
    };
    let mut entry = Map::new();
    entry.insert("signal".into(), json!(row.signal));
    errors(&mut entry, &row.limit);
    let best = json!(row.best_weight);
    entry.insert("min_worst_class_weight_ratio".into(), best);
    if let Some(mean) = &row.mean {
        let mut there = Map::new();
        errors(&mut there, mean);
        entry.insert("at_n".into(), there.into());
    }
    entry.into()
}

fn as_text(
    problem: &Problem,
    given: Given,
    equal: Option<f64>,
    (rows, advice): (&[SignalRow], &Advice),
) -> String {
    let shown = equal.map_or("infeasible".to_owned(), |rho| number(Some(rho)));
    let ratio = problem.two_class().prior_ratio();
    let weights = table(&[
        vec!["rule".to_owned(), "ρ".to_owned()],
        vec!["prior_ratio".to_owned(), number(Some(ratio))],
        vec!["equal_error".to_owned(), shown],
    ]);
    let heading = [
        "s",
        "ρ = 1",
        "π₋/π₊",
        "ρ̃",
        "ρ*",
        "its value",
        "downsampled",
        "ρ = 1, τ moved",
    ];
    let mut lines = vec![heading.map(str::to_owned).to_vec()];
    lines.extend(rows.iter().map(|row| {
        let found = row.errors();
        let errors = [found.unweighted, found.prior_ratio, found.equal_error];
        let mut cells = vec![row.signal.to_string()];
        cells.extend(errors.map(three));
        cells.extend([three(found.min_worst_class), three(row.best_weight)]);
        cells.extend([three(found.downsampled), three(found.thresholded)]);
        cells
    }));
    let used = told(advice.rule, &advice.why.lines());
    let what = match given.samples {
        Some(samples) => format!(
            "mean worst-class errors over training sets of {} samples, over the signal s",
            samples.total()
        ),
        None => "worst-class errors over the signal s".to_owned(),
    };
    format!(
        "{}\n\n{weights}\n\n{what}\n{}\n\n{used}",
        describe(problem, given),
        table(&lines)
    )
}

/// Three digits.
fn three(value: Option<f64>) -> String {
    match value {
        Some(v) if v != 0.0 && (1e-3..1e6).contains(&v) => {
            let digits = (2.0 - v.log10().floor()).clamp(0.0, 5.0) as usize;
            format!("{v:.digits$}")
        }
        Some(v) => format!("{v:.2e}"),
        None => "–".to_owned(),
    }
}
