//! By which method a design is simulated.

use crate::model::{Design, SimulationMethod};
use crate::scenario::Plan;
use crate::simulate::{Training, refusal, working_memory};

/// Bytes a thread beyond which a method is not chosen by itself, on any machine.
const MUCH_MEMORY: usize = 4_000_000_000;

/// From the fastest to the one that can do everything.
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
    match apart {
        true => SimulationMethod::Dense,
        false => fastest(design, trainings),
    }
}

/// The fastest method that has the law of all trainings jointly.
pub fn fastest(design: &Design, trainings: &[Training]) -> SimulationMethod {
    let able = |method: &SimulationMethod| {
        !trainings.is_empty()
            && trainings
                .iter()
                .all(|t| refusal(*method, design, t).is_none())
            && working_memory(*method, design, trainings) < MUCH_MEMORY
    };
    let found = ORDER.into_iter().find(able);
    found.unwrap_or(SimulationMethod::Dense)
}

#[cfg(test)]
mod tests {
    use crate::scenario::{Overrides, parse};
    use crate::sweep::groups;

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
