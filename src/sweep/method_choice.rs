//! By which method a design is simulated.

use super::separability_onset::onset;
use crate::model::{Design, SimulationMethod, Training};
use crate::scenario::Plan;
use crate::simulate::{refusal, sampler, working_memory};

/// Bytes a thread beyond which a method is not chosen by itself, on any machine.
pub(super) const MUCH_MEMORY: usize = 4_000_000_000;

/// Multiply-adds of a replicate beyond which data are not drawn by themselves: a minute or so.
pub(super) const MUCH_WORK: f64 = 2e11;

/// Up to this share of the threshold separable data are not to be expected.
pub(super) const SAFE_SHARE: f64 = 0.9;

/// From the fastest on, before data are drawn.
const ORDER: [SimulationMethod; 2] = [SimulationMethod::Jacobi, SimulationMethod::Sufficient];

/// The method that a scenario names; else the fastest that has the law of all trainings of
/// the design jointly, so that they share their draws whatever it is.
///
/// What is downsampled shares no draws with the rest in law; where cells are held against
/// each other in pairs, and only there, that decides for data.
pub(super) fn choose(plan: &Plan, design: &Design, trainings: &[Training]) -> SimulationMethod {
    if let Some(method) = plan.method {
        return method;
    }
    let dropped = trainings.iter().filter(|t| t.downsample).count();
    let apart = plan.is_paired() && 0 < dropped && dropped < trainings.len();
    let fastest = fastest(design, trainings);
    // Neither has draws in common.
    let uncoupled = apart || plan.is_paired() && fastest == SimulationMethod::Lazy;
    match uncoupled {
        true => SimulationMethod::Dense,
        false => fastest,
    }
}

/// The fastest method that has the law of all trainings jointly; beyond what a machine can
/// hold or wait for, the one that has each one's law.
pub fn fastest(design: &Design, trainings: &[Training]) -> SimulationMethod {
    let able = |method: &SimulationMethod| {
        let can = |t| refusal(*method, design, t).is_none();
        !trainings.is_empty()
            && trainings.iter().all(can)
            && working_memory(*method, design, trainings) < MUCH_MEMORY
    };
    let dense = SimulationMethod::Dense;
    let found = ORDER.into_iter().find(able);
    let lazily = || {
        let heavy = !able(&dense) || sampler(dense).cost(design, trainings) > MUCH_WORK;
        let safe = trainings.iter().all(|t| has_minimiser(design, t));
        (heavy && safe && able(&SimulationMethod::Lazy)).then_some(SimulationMethod::Lazy)
    };
    found.or_else(lazily).unwrap_or(dense)
}

/// The method that needs the least memory of those that can simulate all trainings, and its
/// bytes.
pub(super) fn lightest(
    design: &Design,
    trainings: &[Training],
) -> Option<(SimulationMethod, usize)> {
    let able = |method: &SimulationMethod| {
        let can = |t: &Training| {
            let safe = *method != SimulationMethod::Lazy || has_minimiser(design, t);
            safe && refusal(*method, design, t).is_none()
        };
        !method.in_pairs() && trainings.iter().all(can)
    };
    let methods = SimulationMethod::ALL.into_iter().filter(able);
    methods
        .map(|method| (method, working_memory(method, design, trainings)))
        .min_by_key(|(_, bytes)| *bytes)
}

/// Whether data are most likely not separable, if that matters.
fn has_minimiser(design: &Design, training: &Training) -> bool {
    training.ridge > 0.0
        || !training.loss.vanishes_at_infinity()
        || onset(design, training).is_some_and(|onset| onset.share() < SAFE_SHARE)
}

#[cfg(test)]
mod tests {
    use crate::scenario::Overrides;
    use crate::sweep::groups;
    use crate::sweep::parse;

    fn chosen(more: &str) -> Vec<&'static str> {
        let text = format!(
            "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n[training]\ndelta = 0.3\n\
             weight_ratio = 2\n{more}"
        );
        let plan = parse(&text, "t.toml", Overrides::default()).unwrap();
        groups(&plan).iter().map(|g| g.method.name()).collect()
    }

    #[test]
    fn the_fastest_that_can() {
        let simulation = "[simulation]\nn = 100\nreplicates = 3\n";
        let with = |more: &str| chosen(&format!("{simulation}{more}"));
        assert_eq!(with(""), ["jacobi"]);
        assert_eq!(with("method = \"dense\"\n"), ["dense"]);
        assert_eq!(with("method = \"auto\"\n"), ["jacobi"]);
        assert_eq!(with("method = \"sufficient\"\n"), ["sufficient"]);
        assert_eq!(with("[vary]\nridge = [0, 0.1]\n"), ["sufficient"]);
        let losses = "[[method]]\nname = \"a\"\n[[method]]\nname = \"b\"\nloss = \"logistic\"\n";
        assert_eq!(with(losses), ["dense"]);
        assert_eq!(
            with("[[method]]\nname = \"a\"\nsolver = \"sgd\"\n"),
            ["dense"]
        );
    }

    /// A replicate that would take a minute or more memory than most machines have.
    #[test]
    fn what_is_too_large_is_drawn_lazily() {
        let at = |delta: f64, ridge: f64| {
            let text = format!(
                "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n[training]\n\
                 loss = \"logistic\"\ndelta = {delta}\nweight_ratio = 2\nridge = {ridge}\n\
                 [simulation]\nn = 1000000\nreplicates = 3\n"
            );
            let plan = parse(&text, "t.toml", Overrides::default()).unwrap();
            groups(&plan)[0].method.name()
        };
        // δ* = .206.
        assert_eq!(at(0.1, 0.0), "lazy");
        assert_eq!(at(0.3, 0.1), "lazy");
        assert_eq!(at(0.2, 0.0), "dense");
    }

    /// Pairs need draws in common.
    #[test]
    fn downsampled_pairs_are_trained_on_data() {
        let dropped = "[simulation]\nn = 100\nreplicates = 3\n[[method]]\nname = \"a\"\n\
                       [[method]]\nname = \"b\"\ndownsample = true\n";
        assert_eq!(chosen(dropped), ["jacobi"]);
        let paired = format!("{dropped}[paired]\nreference = {{ method = \"a\" }}\n");
        assert_eq!(chosen(&paired), ["dense"]);
    }
}
