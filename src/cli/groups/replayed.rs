//! What `replay` says of groups.

use serde_json::json;
use thumbscale::model::GroupQuantity;
use thumbscale::sweep::{GroupResolved, Groups, Replayed};

use crate::cli::console::number;
use crate::cli::loss_flags::loss_entries;
use crate::cli::population::of_groups;
use crate::cli::replay::Told;

pub(in crate::cli) fn told(replayed: &Replayed<Groups, GroupResolved>) -> Told {
    let (design, training) = (&replayed.design, &replayed.training);
    let population = design.population();
    let mut facts = loss_entries(training.loss);
    for (name, value) in [
        ("n", json!(design.samples())),
        ("d", json!(design.dimension())),
        ("labels", json!(design.labels())),
        ("ridge", json!(training.ridge)),
    ] {
        facts.insert(name.into(), value);
    }
    let measured = replayed.outcome.as_ref().ok();
    let value = |q: GroupQuantity| measured.map(|m| q.value(population, &m.order, &m.errors));
    let theory = |q: GroupQuantity| replayed.theory.value(q, population);
    let all = GroupQuantity::all(population).into_iter();
    let rows = all.filter_map(|q| Some((q.label(population), value(q)?, theory(q))));
    let weights: Vec<String> = training
        .weights
        .weights()
        .iter()
        .map(|w| number(Some(*w)))
        .collect();
    Told {
        facts,
        sentence: format!(
            "n = {}, d = {}; {} loss, weights {}, r = {}",
            design.samples(),
            design.dimension(),
            training.loss.name(),
            weights.join(", "),
            number(Some(training.ridge)),
        ),
        quantities: of_groups(
            population,
            (design.counts(), training.weights.weights()),
            &|q| json!({ "value": value(q), "theory": theory(q) }),
        ),
        drawn: replayed.method.caption_of_groups(),
        rows: rows.collect(),
        solved: measured.map(|m| (m.iterations, m.residual, m.separable)),
    }
}
