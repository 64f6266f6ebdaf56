//! `thumbscale predict`

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde_json::{Value, json};
use thumbscale::model::{Classifier, Parameter, Quantity, Ridge, TwoClass, WeightRule};
use thumbscale::theory::square::EqualError;
use thumbscale::theory::{
    Prediction, Problem, Status, equal_error_weight, equal_error_weights, predict, weights,
};

use super::console::{Console, number, table};
use super::exit::{CliError, CliResult};
use super::loss_flags::loss_entries;
use super::population;
use super::prediction_remark::{remark, unsolved_pair};
use super::problem_flags::{ProblemFlags, parse_weight};
use super::score_flags::ScoreFlags;
use super::score_report::ScoreReport;

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale predict --delta 0.2 --minority-prior 0.2 --signal 2 --weight-ratio 7
  thumbscale predict --delta 1.5 --minority-prior 0.1 --signal 3 --ridge 0.1 --json
  thumbscale predict --delta 0.2 --minority-prior 0.2 --signal 2 --threshold equal_error
  thumbscale predict --population groups.toml --weights generalised_thumb --delta 0.2
  thumbscale predict --population groups.toml --delta 0.2 --threshold min_worst_group")]
pub(super) struct Args {
    #[command(flatten)]
    point: ProblemFlags,
    #[arg(
        long,
        help = Parameter::WeightRatio.entry().help,
        value_name = Parameter::WeightRatio.symbol(),
        default_value = "1",
        value_parser = parse_weight,
    )]
    weight_ratio: WeightRule,
    #[command(flatten)]
    score: ScoreFlags,
    /// Groups in place of two classes: a file of [[group]] with name, label, prior, mean and noise
    #[arg(long, value_name = "FILE", conflicts_with_all = ["minority_prior", "signal", "weight_ratio"])]
    population: Option<PathBuf>,
    /// One weight a group, as numbers or name=number; or unweighted, inverse_prior,
    /// generalised_thumb, min_worst_group, min_balanced
    // What is required is not asked for where it conflicts with what is there.
    #[arg(long, value_name = "ω₁,ω₂,…", requires = "population", conflicts_with_all = ["minority_prior", "signal", "weight_ratio"])]
    weights: Option<String>,
}

pub(super) fn run(args: &Args, console: &Console) -> CliResult {
    if let Some(file) = &args.population {
        let question = population::Question {
            file,
            weights: args.weights.as_deref(),
            loss: args.point.loss.loss()?,
            delta: args.point.delta,
            ridge: args.point.ridge,
            threshold: args.score.of_groups()?,
        };
        return population::run(&question, console);
    }
    args.score.check()?;
    // Both are required without --population.
    let (prior, signal) = (args.point.minority_prior, args.point.signal);
    let two_class = TwoClass::new(prior.unwrap_or(f64::NAN), signal.unwrap_or(f64::NAN))?;
    let problem = Problem::new(args.point.delta, two_class)?
        .with_loss(args.point.loss.loss()?)
        .with_ridge(args.point.ridge.strength())?;
    let Some(rho) = weights::weight_for(args.weight_ratio, &problem) else {
        let rule = args.weight_ratio.name().unwrap_or("this rule");
        let because = no_weight(args.weight_ratio, &problem);
        return Err(CliError::usage(anyhow::anyhow!(
            "--weight-ratio {rule} has no value here: {because} (`thumbscale weights` shows what \
             each rule gives)"
        )));
    };
    let all = match args.weight_ratio == WeightRule::EqualError {
        true => Some(all_equal_errors(&problem)),
        false => None,
    };
    let problem = problem.with_weight_ratio(rho)?;
    let prediction = predict(&problem);
    let (classifier, report) = scores(&args.score, &problem, &prediction)?;
    let answer = Answer {
        problem,
        ridge: args.point.ridge,
        prediction,
        classifier,
        report,
        all_equal_error: all,
    };
    match console.json {
        true => console.print_json(&answer.as_json())?,
        false => {
            let remark = remark(problem.loss(), &prediction);
            console.print(&answer.as_text(remark))?;
        }
    }
    match prediction.status {
        Status::NotConverged => Err(CliError::failed(anyhow::anyhow!(unsolved_pair(
            &answer.problem
        )))),
        Status::Converged | Status::Separable | Status::InterpolationThreshold => Ok(()),
    }
}

/// What is answered.
struct Answer {
    problem: Problem,
    ridge: Ridge,
    prediction: Prediction,
    /// At the threshold.
    classifier: Option<Classifier>,
    report: ScoreReport,
    /// Where equal errors were asked for, every weight that makes them, with the error.
    all_equal_error: Option<Vec<(f64, f64)>>,
}

impl Answer {
    fn value(&self, quantity: Quantity) -> Option<f64> {
        quantity.of(self.classifier.as_ref()?).ok()
    }

    fn kappa(&self) -> Option<f64> {
        self.prediction.solution.and_then(|s| s.kappa)
    }

    fn as_json(&self) -> Value {
        let two_class = self.problem.two_class();
        let equalising =
            |(rho, error): &(f64, f64)| json!({"weight_ratio": rho, "worst_class_error": error});
        let mut object = loss_entries(self.problem.loss());
        let rest = json!({
            "delta": self.problem.delta(),
            "minority_prior": two_class.minority_prior(),
            "signal": two_class.signal_strength(),
            "weight_ratio": self.problem.weight_ratio(),
            "ridge": self.ridge,
            "status": self.prediction.status.name(),
            "alpha": self.value(Quantity::Alpha),
            "gamma": self.value(Quantity::Gamma),
            "bias": self.value(Quantity::Bias),
            "kappa": self.kappa(),
            "error_minority": self.value(Quantity::ErrorMinority),
            "error_majority": self.value(Quantity::ErrorMajority),
            "worst_class_error": self.value(Quantity::WorstClassError),
            "balanced_error": self.value(Quantity::BalancedError),
            "average_error": self.value(Quantity::AverageError),
            "residual": self.prediction.residual,
            "iterations": self.prediction.iterations,
            "all_equal_error": self.all_equal_error.as_ref().map(|all| {
                all.iter().map(equalising).collect::<Vec<_>>()
            }),
        });
        object.extend(rest.as_object().cloned().unwrap_or_default());
        object.extend(self.report.entries());
        object.into()
    }

    /// A table, a block about scores, and what a reader of the numbers alone could miss.
    fn as_text(&self, remark: Option<String>) -> String {
        let rho = self.problem.weight_ratio();
        let row = |label: &str, shown: String| vec![label.to_owned(), shown];
        let mut rows = vec![
            row("status", self.prediction.status.name().to_owned()),
            row("weight ratio ρ", number(Some(rho))),
        ];
        rows.extend(Quantity::USUAL.map(|q| row(q.label(), number(self.value(q)))));
        rows.push(row("effective step κ", number(self.kappa())));
        rows.push(row("residual", number(self.prediction.residual)));
        let mut blocks = vec![table(&rows)];
        blocks.extend(self.report.text());
        blocks.extend(remark);
        let others = self.all_equal_error.iter().flatten();
        blocks.extend(
            others
                .filter(|(each, _)| *each != rho)
                .map(|&(other, error)| {
                    format!(
                        "Another weight equalises the class errors as well: ρ = {}, at {}.",
                        number(Some(other)),
                        number(Some(error))
                    )
                }),
        );
        blocks.join("\n\n")
    }
}

/// The classifier at the threshold that is asked for, and what follows from its score's law.
fn scores(
    flags: &ScoreFlags,
    problem: &Problem,
    prediction: &Prediction,
) -> Result<(Option<Classifier>, ScoreReport), CliError> {
    let two_class = problem.two_class();
    let judged = |classifier: Classifier| {
        classifier
            .of_loss(problem.loss().kind())
            .tested(flags.test.conditions())
    };
    let Some(classifier) = prediction.classifier(two_class) else {
        let anything = judged(Classifier::new([1.0, 0.0, 0.0], two_class));
        return Ok((None, ScoreReport::unknown(&anything)));
    };
    let seen = judged(classifier);
    let seen = seen.at(flags.threshold(seen.law(), seen.test_prior())?);
    Ok((Some(seen), ScoreReport::new(&seen)))
}

/// Why a rule gives no weight.
pub(super) fn no_weight(rule: WeightRule, problem: &Problem) -> String {
    if problem.ridge() == 0.0 && problem.delta() == 1.0 && predict(problem).solution.is_none() {
        return "at δ = 1 without ridge the errors of any weight tend to chance".to_owned();
    }
    if weights::without_effect(problem) {
        return "weights have no effect at all on separable or interpolated data without ridge"
            .to_owned();
    }
    if rule != WeightRule::EqualError {
        return "errors still fall where the search ends, and a search end is no weight".to_owned();
    }
    match equal_error_weight(problem) {
        EqualError::Jump(jump) => format!(
            "the class errors cross by a jump at ρ = {}, which equalises them no more than the \
             weights beside it",
            number(Some(jump.at))
        ),
        EqualError::Infeasible { .. } => {
            "no weight equalises the class errors here, however large".to_owned()
        }
        EqualError::NotFound {
            settled_from: Some(from),
            ..
        } => format!(
            "none was found, and from ρ = {} on a larger weight changes nothing",
            number(Some(from))
        ),
        EqualError::NotFound { up_to, .. } => {
            format!("none was found up to ρ = {}", number(Some(up_to)))
        }
        EqualError::Weight(_) => "it was not found".to_owned(),
    }
}

/// Every weight that equalises the class errors, with the error of both.
fn all_equal_errors(problem: &Problem) -> Vec<(f64, f64)> {
    let reached = |rho: f64| {
        let there = problem.with_weight_ratio(rho).ok()?;
        Some((rho, predict(&there).solution?.errors.worst()))
    };
    let all = equal_error_weights(problem).into_iter();
    all.filter_map(reached).collect()
}
