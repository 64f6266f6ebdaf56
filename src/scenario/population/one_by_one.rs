//! Groups described one by one, each under `[[group]]`.

use toml::Spanned;

use super::{
    MOST_COORDINATES, MOST_GROUPS, Place, RawGroup, Result, is_a_prior, is_a_signal, number,
};
use crate::model::{Group, Label, Population, Range};
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::value_ranges;
use crate::written::brief;

/// Priors may miss 1 by this, which is rounding of what people write.
const PRIORS_SUM_TO: f64 = 1e-9;

pub(super) fn one_by_one(
    source: &ScenarioText<'_>,
    groups: &[Spanned<RawGroup>],
) -> Result<Population> {
    if !(2..=MOST_GROUPS).contains(&groups.len()) {
        return Err(wrong_number(source, groups));
    }
    let mut checked: Vec<Group> = Vec::with_capacity(groups.len());
    for raw in groups.iter().map(Spanned::get_ref) {
        checked.push(group(source, raw, &checked)?);
    }
    sum_to_one(source, groups)?;
    both_labels(source, groups)?;
    Population::new(checked).map_err(|e| source.overall(e.to_string()))
}

/// Too few or too many groups, told where the last of them begins.
fn wrong_number(source: &ScenarioText<'_>, groups: &[Spanned<RawGroup>]) -> ScenarioError {
    let message = match groups.len() {
        0 => "describes no group".to_owned(),
        1 => "is the only group".to_owned(),
        count => format!("is the last of {count} groups"),
    };
    let error = match groups.last() {
        Some(last) => source.at(last.span(), message),
        // A kind of model, which brings its groups, may have been there.
        None => (source.at(source.value_in("", "group"), message)).lacking("model", "kind"),
    };
    error
        .allowed(format!("2 to {MOST_GROUPS} groups, each under [[group]]"))
        .help("a group has name, label (1 or -1), prior, mean and, unless it is 1, noise")
}

/// A group; those before it share neither its name nor another length of mean.
fn group(source: &ScenarioText<'_>, raw: &RawGroup, before: &[Group]) -> Result<Group> {
    let name = raw.name.get_ref();
    value_ranges::name_in_tables(source, &raw.name)?;
    if name.trim().is_empty() || before.iter().any(|g| g.name == *name) {
        return Err(source
            .at(raw.name.span(), format!("= {name:?} tells no group apart"))
            .allowed("a name that no other group has"));
    }
    if name.trim() != name || name.contains([',', '=']) {
        return Err(source
            .at(
                raw.name.span(),
                format!("= {name:?} cannot be named with its weight"),
            )
            .allowed("a name without commas, = and blanks around it, as in --weights NAME=2"));
    }
    value_ranges::all_drawable(source, [(raw.name.span(), name)])?;
    let label = i8::try_from(*raw.label.get_ref()).ok();
    let label = label.and_then(|label| Label::try_from(label).ok());
    let Some(label) = label else {
        return Err(source
            .at(
                raw.label.span(),
                format!("= {} is no label", raw.label.get_ref()),
            )
            .allowed("1 or -1"));
    };
    number(
        source,
        &raw.prior,
        is_a_prior,
        "a prior from 1e-30 to below 1",
    )?;
    let noise = match &raw.noise {
        Some(noise) => {
            let allowed = "a noise scale σ from 1e-30 to 1e30";
            number(source, noise, |s| Range::OF_DATA.contains(s), allowed)?
        }
        None => 1.0,
    };
    mean(source, &raw.mean, before.first())?;
    Ok(Group {
        name: name.clone(),
        label,
        prior: *raw.prior.get_ref(),
        mean: raw.mean.get_ref().clone(),
        noise_scale: noise,
    })
}

fn mean(source: &ScenarioText<'_>, raw: &Spanned<Vec<f64>>, first: Option<&Group>) -> Result<()> {
    let length = raw.get_ref().len();
    if !(1..=MOST_COORDINATES).contains(&length) {
        return Err(source
            .at(raw.span(), format!("has {length} coordinates"))
            .allowed(format!("1 to {MOST_COORDINATES} numbers")));
    }
    if let Some(first) = first.filter(|first| first.mean.len() != length) {
        return Err(source
            .at(
                raw.span(),
                format!(
                    "has {length} coordinates, and that of \"{}\" has {}",
                    first.name,
                    first.mean.len()
                ),
            )
            .allowed("as many for every group: the means live in one space")
            .help("write 0 where a mean has no part in a direction"));
    }
    match raw.get_ref().iter().find(|m| !is_a_signal(m.abs())) {
        Some(m) => Err(source
            .at(raw.span(), format!("has the coordinate {m}"))
            .allowed("numbers that are 0, or from 1e-30 to 1e30 in size")),
        None => Ok(()),
    }
}

fn sum_to_one(source: &ScenarioText<'_>, groups: &[Spanned<RawGroup>]) -> Result<()> {
    let priors: Vec<f64> = groups
        .iter()
        .map(|g| *g.get_ref().prior.get_ref())
        .collect();
    let sum: f64 = priors.iter().sum();
    let last = last_of(groups, |g| g.prior.span());
    if (sum - 1.0).abs() <= PRIORS_SUM_TO {
        return Ok(());
    }
    let all: Vec<String> = priors.iter().map(|prior| brief(*prior)).collect();
    let mut error = source
        .at(
            last,
            format!("makes the priors sum to {}, not to 1", brief(sum)),
        )
        .allowed("priors of all groups that sum to 1")
        .help(format!("the groups have {}", all.join(", ")))
        .resting_on("group.prior");
    let equal = format!("{:?}", 1.0 / groups.len() as f64);
    let spans = groups.iter().map(|g| g.get_ref().prior.span());
    error.mending.together = spans.map(|span| (span, equal.clone())).collect();
    Err(error)
}

fn both_labels(source: &ScenarioText<'_>, groups: &[Spanned<RawGroup>]) -> Result<()> {
    let labels = || groups.iter().map(|g| *g.get_ref().label.get_ref());
    let Some(first) = labels().next() else {
        return Ok(());
    };
    if !labels().all(|label| label == first) {
        return Ok(());
    }
    let last = last_of(groups, |g| g.label.span());
    let mut error = source
        .at(
            last.clone(),
            format!("= {first} is the label of every group"),
        )
        .allowed("at least one group with label 1 and one with -1");
    error.mending.instead = Some((last, format!("{}", -first)));
    Err(error)
}

fn last_of(groups: &[Spanned<RawGroup>], of: impl Fn(&RawGroup) -> Place) -> Place {
    groups.last().map_or(0..0, |g| of(g.get_ref()))
}
