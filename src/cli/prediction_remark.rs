//! Limiting cases of a prediction, in words.

use thumbscale::loss::MarginLoss;
use thumbscale::model::{Population, Weighting};
use thumbscale::theory::groups::beyond_solved_scales;
use thumbscale::theory::{Prediction, Problem, Status};

/// Said where theory has no numbers.
const UNSOLVED: &str = "the scalar equations were not solved to working accuracy at this point";

/// The same, with what of the problem is far out, if anything is.
pub(super) fn unsolved(
    population: &Population,
    weighting: &Weighting,
    delta: f64,
    ridge: f64,
) -> String {
    match beyond_solved_scales(population, weighting, delta, ridge) {
        Some(why) => format!("{UNSOLVED}, {why}"),
        None => UNSOLVED.to_owned(),
    }
}

/// The same of two classes.
pub(super) fn unsolved_pair(problem: &Problem) -> String {
    let population = problem.two_class().population();
    let weights = vec![problem.weight_ratio(), 1.0];
    match Weighting::new(weights) {
        Ok(weighting) => unsolved(&population, &weighting, problem.delta(), problem.ridge()),
        Err(_) => UNSOLVED.to_owned(),
    }
}

/// What a reader of the numbers alone could miss; `None` for most predictions.
pub(super) fn remark(loss: MarginLoss, prediction: &Prediction) -> Option<String> {
    if prediction.status == Status::InterpolationThreshold {
        return Some("δ = 1 without ridge: the error diverges (double descent).".to_owned());
    }
    let solution = prediction.solution?;
    if prediction.status == Status::Separable {
        let shifted = loss.adjustment().shift() != [0.0; 2];
        let idle = match shifted && loss.targets().is_none() {
            true => {
                " Nor do margin shifts and required margins, which this loss forgets at \
                     infinity: of its adjustments only --margin-scale matters here."
            }
            false => "",
        };
        return Some(format!(
            "The data are separable: the loss has no minimiser and weights do not matter.{idle} The \
             maximum-margin limit is shown, scaled to α = 1."
        ));
    }
    // The minimum-norm limit.
    if solution.kappa.is_none() {
        return Some(
            "The data are interpolated (δ > 1 without ridge): weights do not matter. The classifier \
             of least norm is shown."
                .to_owned(),
        );
    }
    let errors = solution.errors;
    if solution.alpha == 0.0 {
        let class = match errors.minority > errors.majority {
            true => "minority",
            false => "majority",
        };
        return Some(format!("θ = 0: training gives the {class} up."));
    }
    [errors.minority, errors.majority]
        .contains(&0.0)
        .then(|| "An error of 0 here is less than 1e-300, which is below all doubles.".to_owned())
}
