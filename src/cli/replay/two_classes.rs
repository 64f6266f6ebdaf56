//! What `replay` says of two classes.

use serde_json::{Map, json};
use thumbscale::model::Quantity;
use thumbscale::sweep::Replayed;

use super::Told;
use crate::cli::console::number;
use crate::cli::loss_flags::loss_entries;

pub(super) fn told(replayed: &Replayed) -> Told {
    let (design, training) = (&replayed.design, &replayed.training);
    let mut facts = loss_entries(training.loss);
    for (name, value) in [
        ("n", json!(design.samples())),
        ("d", json!(design.dimension())),
        ("minority_samples", json!(design.minority_samples())),
        ("labels", json!(design.labels())),
        ("signal", json!(design.two_class().signal_strength())),
        ("weight_ratio", json!(training.weights)),
        ("ridge", json!(training.ridge)),
        ("downsample", json!(training.downsample)),
        ("solver", json!(training.solver)),
    ] {
        facts.insert(name.into(), value);
    }
    let theory = |q: Quantity| replayed.theory.value(q);
    let measured = replayed.outcome.as_ref().ok();
    let seen = measured.map(|m| {
        m.classifier(design.two_class())
            .of_loss(training.loss.kind())
            .tested(replayed.theory.conditions)
            .thresholded(training.threshold, m.scores.as_ref())
    });
    let value = |q: Quantity| q.of(seen.as_ref()?).ok();
    let shown = |q: &Quantity| Quantity::USUAL.contains(q) || theory(*q).or(value(*q)).is_some();
    let all: Vec<Quantity> = Quantity::ALL.into_iter().filter(shown).collect();
    let quantities: Map<_, _> = all
        .iter()
        .map(|&q| {
            let entry = json!({ "value": value(q), "theory": theory(q) });
            (q.name().to_owned(), entry)
        })
        .collect();
    let rows = all.into_iter();
    let rows = rows.filter_map(|q| Some((q.label().to_owned(), value(q)?, theory(q))));
    Told {
        facts,
        drawn: replayed.method.caption(),
        sentence: format!(
            "n = {}, d = {}, n₊ = {}, s = {}; {} loss, ρ = {}, r = {}{}",
            design.samples(),
            design.dimension(),
            design.minority_samples(),
            design.two_class().signal_strength(),
            training.loss.name(),
            number(Some(training.weights)),
            number(Some(training.ridge)),
            match training.downsample {
                true => ", majority samples dropped",
                false => "",
            },
        ),
        quantities: quantities.into(),
        rows: rows.collect(),
        solved: measured.map(|m| (m.iterations, m.residual, m.separable)),
    }
}
