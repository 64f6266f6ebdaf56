//! Whether a sweep fits into memory, and what would if it does not.

use std::fmt;

use super::replicated::Replicated;
use super::store::Stored;
use super::unit::Unit;
use crate::model::{Quantity, SimulationMethod};
use crate::written;

/// More memory than the machine has free.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortage {
    /// Replicates of a design, the most of them.
    pub replicates: usize,
    /// n of the largest design.
    pub samples: usize,
    /// d of the largest design.
    pub dimension: usize,
    /// Its method of simulation.
    pub method: SimulationMethod,
    /// Worker threads.
    pub threads: usize,
    /// Bytes that one thread needs.
    pub of_thread: f64,
    /// Bytes that the outcomes of all replicates need.
    pub of_outcomes: f64,
    /// Bytes that the system reports free.
    pub available: f64,
    /// The method that needs the least of those that can, and its bytes a thread.
    pub lightest: Option<(SimulationMethod, f64)>,
    /// The most samples that one thread has room for at the same δ, with their d.
    pub largest: Option<(usize, usize)>,
}

impl Shortage {
    /// Bytes in all.
    pub fn needed(&self) -> f64 {
        self.of_thread * self.threads as f64 + self.of_outcomes
    }

    /// What would fit.
    fn advice(&self) -> String {
        let room = self.available - self.of_outcomes;
        if room <= 0.0 {
            // A share, because a finite-size study has more replicates at small n than it names.
            let times = (self.of_outcomes / (0.9 * self.available.max(1.0))).ceil();
            return format!(
                "their outcomes alone need {}: divide the number of replicates, or of cells, by \
                 {times:.0}",
                written::bytes(self.of_outcomes),
            );
        }
        let lighter = self.lightest.filter(|(_, bytes)| *bytes < room);
        let lighter = lighter.map(|(method, bytes)| {
            let name = method.name();
            format!(
                "method {name} can do it with {} a thread",
                written::bytes(bytes)
            )
        });
        let (one, fitting) = (
            written::bytes(self.of_thread),
            (room / self.of_thread) as usize,
        );
        let ways: Vec<String> = match (fitting, self.largest) {
            (0, Some((n, d))) => lighter
                .into_iter()
                .chain([match self.threads {
                    1 => format!("at the same delta n = {n}, d = {d} fit"),
                    _ => format!("at the same delta n = {n}, d = {d} fit on one thread"),
                }])
                .collect(),
            (0, None) => lighter
                .into_iter()
                .chain(["lower n or delta".to_owned()])
                .collect(),
            (threads, _) => [format!("{threads} thread(s) fit")]
                .into_iter()
                .chain(lighter)
                .collect(),
        };
        let ways = ways.join("; or ");
        match fitting {
            0 => {
                format!("one thread alone needs {one}, so that fewer threads do not help: {ways}")
            }
            _ => format!("each thread needs {one}: {ways}"),
        }
    }
}

impl fmt::Display for Shortage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} replicates of up to n = {}, d = {} by method {} need {} on {} thread(s), but {} \
             are available; {}",
            self.replicates,
            self.samples,
            self.dimension,
            self.method.name(),
            written::bytes(self.needed()),
            self.threads,
            written::bytes(self.available),
            self.advice()
        )
    }
}

/// What keeps the units from running at so many bytes; `None` if nothing does.
pub(super) fn shortage<R: Replicated>(
    units: &[Unit<R>],
    threads: usize,
    available: f64,
) -> Option<Shortage> {
    let largest = units.iter().max_by_key(|unit| memory(unit))?;
    let of_unit = |unit: &Unit<R>| {
        let trainings = (unit.trainings.len(), unit.replicates.len());
        outcomes::<R>(&unit.design, trainings, Quantity::USUAL.len())
    };
    let of_outcomes: f64 = units.iter().map(of_unit).sum();
    let of_thread = memory(largest) as f64;
    if of_thread * threads as f64 + of_outcomes <= available {
        return None;
    }
    let (samples, dimension) = R::size(&largest.design);
    Some(Shortage {
        replicates: units.iter().map(|u| u.replicates.len()).max().unwrap_or(0),
        samples,
        dimension,
        method: largest.method,
        threads,
        of_thread,
        of_outcomes,
        available,
        lightest: R::lightest(&largest.design, &largest.trainings)
            .filter(|(_, bytes)| *bytes < of_thread as usize)
            .map(|(method, bytes)| (method, bytes as f64)),
        largest: largest_that_fits(largest, available - of_outcomes),
    })
}

fn memory<R: Replicated>(unit: &Unit<R>) -> usize {
    R::memory(unit.method, &unit.design, &unit.trainings)
}

/// Halves n until it fits, then closes in on it, to two digits or so.
fn largest_that_fits<R: Replicated>(unit: &Unit<R>, room: f64) -> Option<(usize, usize)> {
    let fitting = |n: usize| {
        let design = R::resized(&unit.design, n)?;
        let bytes = R::memory(unit.method, &design, &unit.trainings) as f64;
        (bytes <= room).then_some(design)
    };
    let (mut low, mut high) = (0, R::size(&unit.design).0);
    while high - low > (high / 100).max(1) {
        let middle = low + (high - low) / 2;
        match fitting(middle) {
            Some(_) => low = middle,
            None => high = middle,
        }
    }
    fitting(low).map(|design| R::size(&design))
}

/// Bytes that the outcomes of so many trainings in so many replicates of a design take, and what is
/// made of them. `tests/memory.rs` holds them against a run, and one that finds them all stored.
pub(super) fn outcomes<R: Replicated>(
    design: &R::Design,
    (trainings, replicates): (usize, usize),
    quantities: usize,
) -> f64 {
    /// Of a replicate: a list, and what the system needs to know of it.
    const LIST: f64 = 40.0;
    // Every cell has its column of each quantity, but no more cells at a time than there are
    // threads, which nobody knows here: half of them.
    let columns = 0.5 * (size_of::<f64>() * (quantities + 1)) as f64;
    let training = R::outcome_bytes(design) + columns;
    replicates as f64 * (LIST + columns + trainings as f64 * training)
}

/// Bytes that the outcome of a training of two classes takes, here and as it was stored.
pub(super) fn outcome_bytes() -> f64 {
    (size_of::<super::Outcome>() + size_of::<Stored>()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::{Design, Labels, Solver, Training, TwoClass};
    use crate::simulate::working_memory;

    fn unit(method: SimulationMethod, loss: LossKind, ridge: f64) -> Unit {
        let two_class = TwoClass::new(0.2, 1.0).unwrap();
        Unit {
            design: Design::new(two_class, 0.5, 20_000, Labels::Fixed).unwrap(),
            method,
            replicates: 0..100,
            by_rule: Vec::new(),
            conditions: crate::model::TestConditions::default(),
            precision: None,
            trainings: vec![Training {
                loss: loss.into(),
                weights: 4.0,
                ridge,
                downsample: false,
                solver: Solver::Direct,
                threshold: crate::model::Threshold::NONE,
            }],
        }
    }

    #[test]
    fn fewer_threads_are_advised_only_where_they_help() {
        let unit = [unit(SimulationMethod::Sufficient, LossKind::Square, 0.1)];
        let one = memory(&unit[0]) as f64;
        assert_eq!(shortage(&unit, 4, 4.1 * one), None);
        let said = shortage(&unit, 4, 3.5 * one).unwrap().to_string();
        assert!(
            said.contains("each thread needs ") && said.contains("3 thread(s) fit"),
            "{said}"
        );
        let short = shortage(&unit, 4, 0.5 * one).unwrap();
        let said = short.to_string();
        assert!(said.contains("fewer threads do not help"), "{said}");
        // What is said to fit does, and a little more does not.
        let (n, _) = short.largest.unwrap();
        let bytes = |n| {
            let design = Design::new(unit[0].design.two_class(), 0.5, n, Labels::Fixed).unwrap();
            working_memory(SimulationMethod::Sufficient, &design, &unit[0].trainings) as f64
        };
        let room = 0.5 * one - short.of_outcomes;
        assert!(bytes(n) <= room && bytes(n + n / 40) > room, "{n}");
    }

    #[test]
    fn a_lighter_method_is_named_if_there_is_one() {
        let by = |method, loss, ridge| {
            let unit = [unit(method, loss, ridge)];
            let available = 0.2 * memory(&unit[0]) as f64;
            shortage(&unit, 2, available).unwrap().to_string()
        };
        let said = by(SimulationMethod::Sufficient, LossKind::Square, 0.0);
        assert!(said.contains("method jacobi can do it"), "{said}");
        let said = by(SimulationMethod::Dense, LossKind::Logistic, 0.1);
        assert!(said.contains("method lazy can do it"), "{said}");
        // These are separable, and hinge loss is trained on data alone.
        for (loss, ridge) in [(LossKind::Logistic, 0.0), (LossKind::Hinge, 0.1)] {
            let said = by(SimulationMethod::Dense, loss, ridge);
            assert!(
                !said.contains("can do it") && said.contains("n = "),
                "{said}"
            );
        }
    }

    #[test]
    fn outcomes_that_do_not_fit_want_fewer_replicates() {
        let mut unit = [unit(SimulationMethod::Jacobi, LossKind::Square, 0.0)];
        unit[0].replicates = 0..1_000_000;
        let said = shortage(&unit, 1, 1e8).unwrap().to_string();
        assert!(
            said.contains("outcomes alone") && said.contains("divide the number of replicates"),
            "{said}"
        );
    }
}
