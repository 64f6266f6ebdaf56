//! Which of n, δ and π₊ is to blame where n samples realise no problem, and what would do.

use super::allowed_values::MOST_SAMPLES;
use super::diagnostic::ScenarioError;
use super::expand::Expander;
use super::plan::{Parameter, Setting};
use crate::model::{Design, Labels, TOO_MANY_DIMENSIONS, TwoClass};
use crate::written::round_up;

/// So few samples are themselves the slip, whatever δ and π₊ are.
pub(in crate::scenario) const FEW: f64 = 20.0;

impl Expander<'_> {
    /// The complaint about a problem that [`Design::new`] refuses.
    pub(super) fn impossible(&self, n: f64, setting: &Setting) -> ScenarioError {
        let (delta, prior) = (setting.delta, setting.population.minority_prior());
        let dimensions = (delta * n).round();
        if dimensions >= TOO_MANY_DIMENSIONS {
            return self.too_many_dimensions(n, delta);
        }
        let (parameter, value, lacks) = match dimensions < 1.0 {
            true => (Parameter::Delta, delta, "not one dimension: round(δn) = 0"),
            false => (
                Parameter::MinorityPrior,
                prior,
                "no sample of the minority: round(π₊n) = 0",
            ),
        };
        let enough = self.enough();
        let blamed = match enough {
            Some(_) if n < FEW => Parameter::N,
            Some(_) | None => parameter,
        };
        let name = parameter.name();
        let few = blamed == Parameter::N;
        let message = match few {
            true => format!("= {n} is too few samples for {name} = {value}: {lacks}"),
            false => format!("= {value} gives, at n = {n}, {lacks}"),
        };
        let least = round_up(0.5 / n);
        let error = self.source.at(self.span_of(blamed), message);
        let error = match few {
            true => error.allowed("round(π₊n) ≥ 1, round(π₋n) ≥ 1 and 1 ≤ round(δn) < 10⁹"),
            false => error
                .allowed(format!("{name} ≥ {least} at this n"))
                .resting_on(self.key_of_samples()),
        };
        match enough {
            Some(n) => error.help(format!(
                "n = {n} gives each class a sample and at least one dimension, in every cell"
            )),
            None => error,
        }
    }

    fn too_many_dimensions(&self, n: f64, delta: f64) -> ScenarioError {
        let (blamed, value, most) = match delta > 1.0 {
            true => (Parameter::Delta, delta, (TOO_MANY_DIMENSIONS - 1.0) / n),
            false => (
                Parameter::N,
                n,
                ((TOO_MANY_DIMENSIONS - 1.0) / delta).floor(),
            ),
        };
        let message = format!("= {value} gives d = round(δn) = {:e}", (delta * n).round());
        self.source
            .at(self.span_of(blamed), message)
            .allowed(format!(
                "{} ≤ {most} here, so that d is below 10⁹",
                blamed.name()
            ))
            .resting_on(match blamed == Parameter::N {
                true => self.key_of_delta(),
                false => self.key_of_samples(),
            })
    }

    /// The key that gives n, as complaints name it.
    fn key_of_samples(&self) -> &'static str {
        match (&self.raw.finite_size, self.raw.vary.span(Parameter::N)) {
            (_, Some(_)) => "vary.n",
            (Some(_), None) => "finite_size.samples",
            (None, None) => "simulation.n",
        }
    }

    fn key_of_delta(&self) -> &'static str {
        match self.raw.vary.span(Parameter::Delta) {
            Some(_) => "vary.delta",
            None => "training.delta",
        }
    }

    /// The fewest samples at which every cell is possible; `None` beyond what may be simulated.
    fn enough(&self) -> Option<u64> {
        let least = |parameter| {
            let axis = self.axis(parameter).map(|axis| axis.values.iter().copied());
            let fixed = self.number(parameter, &[]).ok();
            axis.map_or(fixed, |values| values.reduce(f64::min))
        };
        let (delta, prior) = (least(Parameter::Delta)?, least(Parameter::MinorityPrior)?);
        let n = (0.5 / prior).max(0.5 / delta).max(2.0).ceil();
        let two_class = TwoClass::new(prior, 1.0).ok()?;
        let possible = |n: &u64| {
            let design = Design::new(two_class, delta, *n as usize, Labels::Fixed);
            *n as f64 <= MOST_SAMPLES && design.is_ok()
        };
        if n > MOST_SAMPLES {
            return None;
        }
        // Halves are rounded away from zero, but 0.5/δ itself is rounded.
        (n as u64..n as u64 + 3).find(possible)
    }
}
