//! What a run will take, from a pilot of its own first replicates.

use std::time::{Duration, Instant};

use super::available_memory::available_memory;
use super::data_layout::DesignGroup;
use super::memory::outcomes;
use super::pilots::{Pilot, Trial};
use super::replicated::Replicated;
use super::results_memory::ResultBytes;
use super::simulated_plan::SimulatedPlan;
use super::theory_forecast::TheoryForecast;
use crate::model::{ModelError, SimulationMethod};

/// What a run will take.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Training sets of different shape.
    pub designs: usize,
    /// Of these, without a cell that has weights, so that nothing is simulated there: those that
    /// the budget allows to look at.
    pub idle_designs: usize,
    /// Replicates of all other designs; the most, where fewer may be enough.
    pub replicates: usize,
    /// Replicates that are expected to be enough, of all designs; without a target all.
    pub expected_replicates: usize,
    /// Seconds of one core for those, 0 where nothing is simulated; `None` if no pilot fitted the
    /// budget.
    pub seconds: Option<f64>,
    /// The theory of cells, curves and marks.
    pub theory: TheoryForecast,
    /// Largest working memory of one thread, in bytes.
    pub thread_bytes: usize,
    /// Memory for the outcomes of all replicates, in bytes.
    pub outcome_bytes: usize,
    /// Memory for rows, tables and figures, and the program itself, in bytes.
    pub results: ResultBytes,
    /// Memory that is free now, in bytes, where the system tells.
    pub available_bytes: Option<usize>,
    /// How designs are simulated, each method once.
    pub methods: Vec<SimulationMethod>,
    /// The designs that were tried.
    pub pilots: Vec<Pilot>,
}

/// The share of the budget that theory may take where something is simulated too.
const OF_THEORY: f64 = 0.25;

/// Runs the first replicates of a few designs, as long as the budget lasts.
///
/// # Errors
/// [`ModelError`] if a cell asks for what the model does not allow.
pub fn forecast<P: SimulatedPlan>(plan: &P, budget: Duration) -> Result<Forecast, ModelError> {
    let designs = plan.designs();
    let begun = Instant::now();
    let share = match designs.is_empty() {
        true => budget,
        false => budget.mul_f64(OF_THEORY),
    };
    let theory = plan.theory_forecast(share)?;
    let mut trial = Trial::new(plan, begun + budget);
    let (pilots, idle) = trial.of_some(&designs)?;
    let places = (0..designs.len()).filter(|place| !idle.contains(place));
    let busy: Vec<&DesignGroup<P::Of>> = places.map(|place| &designs[place]).collect();
    if let Some(largest) = busy.iter().max_by(|a, b| a.cost.total_cmp(&b.cost)) {
        trial.some_of(largest)?;
    }
    let replicates: usize = busy.iter().map(|on| on.replicates).sum();
    let quantities = plan.quantities();
    let kept = busy.iter().map(|on| {
        let trainings = (on.cells.len(), on.replicates);
        outcomes::<P::Of>(&on.design, trainings, quantities.len())
    });
    let outcome_bytes: f64 = kept.sum();
    let share = expected_share(plan.precision().map(|p| p.schedule.cap), &pilots);
    let total: f64 = busy.iter().map(|on| on.cost * on.replicates as f64).sum();
    // Of each replicate of each cell every quantity.
    let trained = busy
        .iter()
        .map(|on| (on.replicates * on.cells.len()) as f64);
    let summaries = trial.measurement_seconds() * trained.sum::<f64>();
    let rate = match (replicates, trial.cost > 0.0) {
        (0, _) => Some(0.0),
        (_, true) => Some(trial.seconds / trial.cost),
        (_, false) => None,
    };
    Ok(Forecast {
        designs: designs.len(),
        idle_designs: idle.len(),
        replicates,
        expected_replicates: (share * replicates as f64).round() as usize,
        seconds: rate.map(|rate| share * (rate * total + summaries)),
        theory,
        thread_bytes: trial.thread_bytes,
        outcome_bytes: (share * outcome_bytes) as usize,
        results: plan.results_bytes(),
        available_bytes: available_memory().map(|bytes| bytes as usize),
        methods: methods(&busy),
        pilots,
    })
}

fn methods<R: Replicated>(designs: &[&DesignGroup<R>]) -> Vec<SimulationMethod> {
    let mut methods: Vec<SimulationMethod> = designs.iter().map(|on| on.method).collect();
    methods.sort_by_key(|method| method.name());
    methods.dedup();
    methods
}

/// The share of the most replicates that is expected to be taken; all without a cap of a target.
fn expected_share(cap: Option<usize>, pilots: &[Pilot]) -> f64 {
    let Some(cap) = cap else {
        return 1.0;
    };
    let taken: Vec<f64> = pilots
        .iter()
        .map(|pilot| pilot.needed.map_or(cap, |needed| needed.min(cap)) as f64)
        .collect();
    match taken.len() {
        0 => 1.0,
        count => taken.iter().sum::<f64>() / (count * cap.max(1)) as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Overrides, Plan};
    use crate::sweep::parse;
    use crate::sweep::pilots::TIMED;

    fn plan(more: &str) -> Plan {
        let text = format!(
            "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n\
             [simulation]\nmethod = \"dense\"\nn = 100\nreplicates = 500\n[vary]\ndelta = [0.1, 0.4, 1.3]\n\
             weight_ratio = [1, 2, 4]\n{more}"
        );
        parse(&text, "t.toml", Overrides::default()).unwrap()
    }

    #[test]
    fn everything_is_counted_and_timed() {
        let forecast = forecast(&plan(""), Duration::from_secs(5)).unwrap();
        assert_eq!((forecast.designs, forecast.replicates), (3, 1500));
        assert_eq!(forecast.expected_replicates, 1500);
        assert_eq!(forecast.pilots.len(), 3);
        assert!(
            forecast
                .pilots
                .iter()
                .all(|p| p.replicates == TIMED && p.needed.is_none())
        );
        // 1500 replicates take at least as long as the mean of the three pilots says, and then the
        // quantities that are made of them.
        let mean = forecast.pilots.iter().map(|p| p.seconds).sum::<f64>() / 3.0;
        let ratio = forecast.seconds.unwrap() / (1500.0 * mean);
        assert!(ratio > 1.0 - 1e-6, "{ratio}");
        // At least the features of the largest design, 100 × 130.
        assert!(forecast.thread_bytes > 8 * 100 * 130);
    }

    /// What the pilot says is needed, against what the sweep takes.
    #[test]
    fn a_target_is_forecast_within_the_pilot_s_own_uncertainty() {
        let plan = plan("[precision]\nstandard_error = 0.003\nfirst = 20\nbatch = 10\n");
        let forecast = forecast(&plan, Duration::from_secs(5)).unwrap();
        let flag = std::sync::atomic::AtomicBool::new(false);
        let study = crate::sweep::run_study(&plan, Some(2), &crate::sweep::Silent, &flag).unwrap();
        let taken = |cell: usize| {
            let aggregate = study.cells[cell].simulated.as_ref().unwrap();
            aggregate.estimates[0].unwrap().replicates as f64
        };
        // Twelve values know a variance to 43 %; the largest of three is chosen.
        for (pilot, cell) in forecast.pilots.iter().zip([0, 3, 6]) {
            let needed = pilot.needed.unwrap().min(500) as f64;
            let ratio = needed / taken(cell);
            assert!((0.3..3.0).contains(&ratio), "{pilot:?} {}", taken(cell));
        }
        assert!(forecast.expected_replicates < 1500);
    }

    /// All quantities of some of the pilot's replicates are computed, and foretold of all.
    #[test]
    fn metrics_of_replicates_are_counted() {
        let text = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n[training]\n\
                    delta = 0.1\nweight_ratio = 2\n[simulation]\nn = 40\nreplicates = 1000\n\
                    [metrics]\nquantities = [\"average_precision\"]\n";
        let plan = parse(text, "t.toml", Overrides::default()).unwrap();
        let mut trial = Trial::new(&plan, Instant::now() + Duration::from_secs(5));
        trial.of_some(&plan.designs()).unwrap();
        assert_eq!(trial.measured(), TIMED);
        assert!(trial.measurement_seconds() > 0.0);
    }

    /// Of a design with many cells, each with weights to search for, some are enough.
    #[test]
    fn searches_for_weights_keep_to_the_budget() {
        let text = "name = \"t\"\n[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
                    spurious_signal = 1.0\ncorrelation = 0.5\n[training]\nloss = \"logistic\"\n\
                    delta = 0.3\nweights = \"min_worst_group\"\n[simulation]\nn = 100\n\
                    replicates = 2\n[vary]\nridge = { from = 0.1, to = 1.0, points = 200 }\n";
        let plan = crate::sweep::parse_any(text, "t.toml", Overrides::default()).unwrap();
        let crate::scenario::Scenario::Groups(plan) = plan else {
            panic!("it is about groups");
        };
        let begun = Instant::now();
        let forecast = forecast(&*plan, Duration::ZERO).unwrap();
        let solved = begun.elapsed().as_secs_f64() / forecast.theory.problem_seconds;
        assert!(solved < 40.0, "as long as {solved} of 200 cells");
        assert!(forecast.thread_bytes > 8 * 3 * 100 * 30);
    }

    #[test]
    fn without_time_there_is_no_pilot_but_all_else() {
        let forecast = forecast(&plan(""), Duration::ZERO).unwrap();
        assert_eq!(forecast.seconds, None);
        assert_eq!((forecast.designs, forecast.pilots.len()), (3, 0));
        assert!(forecast.thread_bytes > 0);
    }

    /// Two of three designs have no weights that equalise the errors; of logistic loss at δ ≥ δ*
    /// none has.
    #[test]
    fn designs_without_weights_are_not_counted() {
        let text = |deltas: &str, loss: &str| {
            format!(
                "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n[training]\n\
                 loss = \"{loss}\"\nweight_ratio = \"equal_error\"\n[simulation]\nn = 100\n\
                 replicates = 500\n[vary]\ndelta = {deltas}\n"
            )
        };
        let forecast = |deltas, loss| {
            let plan = parse(&text(deltas, loss), "t.toml", Overrides::default()).unwrap();
            forecast(&plan, Duration::from_secs(5)).unwrap()
        };
        let some = forecast("[0.1, 0.5, 0.9]", "square");
        assert_eq!((some.designs, some.idle_designs), (3, 2));
        assert_eq!((some.replicates, some.expected_replicates), (500, 500));
        let none = forecast("[1.5, 2]", "logistic");
        assert_eq!(
            (none.designs, none.idle_designs, none.replicates),
            (2, 2, 0)
        );
        assert_eq!((none.seconds, none.outcome_bytes), (Some(0.0), 0));
    }
}
