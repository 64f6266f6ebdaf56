//! What `replay` says of groups.

use serde_json::{Value, json};
use thumbscale::model::GroupQuantity;
use thumbscale::sweep::{GroupResolved, Groups, Replayed};

use crate::cli::console::number;
use crate::cli::loss_flags::loss_entries;
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
        quantities: quantities(
            replayed,
            &|q| json!({ "value": value(q), "theory": theory(q) }),
        ),
        rows: rows.collect(),
        solved: measured.map(|m| (m.iterations, m.residual, m.separable)),
    }
}

/// By the names that `simulate --population` has.
fn quantities(
    replayed: &Replayed<Groups, GroupResolved>,
    entry: &dyn Fn(GroupQuantity) -> Value,
) -> Value {
    let (design, population) = (&replayed.design, replayed.design.population());
    let groups = population.groups().iter().zip(design.counts());
    let groups = groups.zip(replayed.training.weights.weights()).enumerate();
    let groups = groups.map(|(i, ((group, samples), weight))| {
        json!({
            "name": group.name,
            "label": i8::from(group.label),
            "prior": group.prior,
            "samples": samples,
            "weight": weight,
            "error": entry(GroupQuantity::Error(i)),
        })
    });
    let coordinates = 0..population.mean_dimension();
    let projection = coordinates.map(|j| entry(GroupQuantity::Projection(j)));
    json!({
        "alpha": entry(GroupQuantity::Alpha),
        "bias": entry(GroupQuantity::Bias),
        "projection": projection.collect::<Vec<_>>(),
        "groups": groups.collect::<Vec<_>>(),
        "worst_group_error": entry(GroupQuantity::WorstGroupError),
        "balanced_error": entry(GroupQuantity::BalancedError),
        "average_error": entry(GroupQuantity::AverageError),
    })
}
