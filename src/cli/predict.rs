//! `thumbscale predict`

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde_json::json;
use thumbscale::model::{Parameter, Quantity, TwoClass, WeightRule};
use thumbscale::theory::square::EqualError;
use thumbscale::theory::{
    Problem, Status, equal_error_weight, equal_error_weights, predict, weights,
};

use super::console::{Console, number, table};
use super::exit::{CliError, CliResult};
use super::loss_flags::loss_entries;
use super::population;
use super::prediction_remark::{remark, unsolved_pair};
use super::problem_flags::{ProblemFlags, parse_weight};

#[derive(Clone, Debug, ClapArgs)]
#[command(after_help = "Examples:
  thumbscale predict --delta 0.2 --minority-prior 0.2 --signal 2 --weight-ratio 7
  thumbscale predict --delta 1.5 --minority-prior 0.1 --signal 3 --ridge 0.1 --json
  thumbscale predict --population groups.toml --weights generalised_thumb --delta 0.2")]
pub(super) struct Args {
    #[command(flatten)]
    point: ProblemFlags,
    #[arg(
        long,
        help = Parameter::WeightRatio.entry().help,
        value_name = Parameter::WeightRatio.symbol(),
        default_value = "1",
        value_parser = parse_weight,
        allow_negative_numbers = true
    )]
    weight_ratio: WeightRule,
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
        };
        return population::run(&question, console);
    }
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
    let prior = problem.two_class().minority_prior();
    let value = |q| prediction.value(q, prior);
    let kappa = prediction.solution.and_then(|s| s.kappa);
    if console.json {
        let mut object = loss_entries(problem.loss());
        let rest = json!({
            "delta": problem.delta(),
            "minority_prior": prior,
            "signal": problem.two_class().signal_strength(),
            "weight_ratio": rho,
            "ridge": args.point.ridge,
            "status": prediction.status.name(),
            "alpha": value(Quantity::Alpha),
            "gamma": value(Quantity::Gamma),
            "bias": value(Quantity::Bias),
            "kappa": kappa,
            "error_minority": value(Quantity::ErrorMinority),
            "error_majority": value(Quantity::ErrorMajority),
            "worst_class_error": value(Quantity::WorstClassError),
            "balanced_error": value(Quantity::BalancedError),
            "average_error": value(Quantity::AverageError),
            "residual": prediction.residual,
            "iterations": prediction.iterations,
            "all_equal_error": all.map(|all| {
                let each = |(rho, error)| json!({"weight_ratio": rho, "worst_class_error": error});
                all.into_iter().map(each).collect::<Vec<_>>()
            }),
        });
        object.extend(rest.as_object().cloned().unwrap_or_default());
        console.print_json(&object.into())?;
    } else {
        let mut rows = vec![vec![
            "status".to_owned(),
            prediction.status.name().to_owned(),
        ]];
        rows.push(vec!["weight ratio ρ".to_owned(), number(Some(rho))]);
        for q in Quantity::ALL {
            rows.push(vec![q.label().to_owned(), number(value(q))]);
        }
        rows.push(vec!["effective step κ".to_owned(), number(kappa)]);
        rows.push(vec!["residual".to_owned(), number(prediction.residual)]);
        console.print(&table(&rows))?;
        if let Some(remark) = remark(problem.loss(), &prediction) {
            console.print(&format!("\n{remark}"))?;
        }
        for (other, error) in all.into_iter().flatten().filter(|(each, _)| *each != rho) {
            console.print(&format!(
                "\nAnother weight equalises the class errors as well: ρ = {}, at {}.",
                number(Some(other)),
                number(Some(error))
            ))?;
        }
    }
    if prediction.status == Status::NotConverged {
        return Err(CliError::failed(anyhow::anyhow!(unsolved_pair(&problem))));
    }
    Ok(())
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
