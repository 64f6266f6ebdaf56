//! A population of groups from a file: `[[group]]` one by one, or `[model]` by its kind.

mod one_by_one;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::de::DeTable;

use super::diagnostic::{ScenarioError, ScenarioText};
use super::table_shape::misshapen;
use crate::model::{GroupParameter, Population, PopulationForm, Range, SpuriousCorrelation};
use crate::written::brief;
use one_by_one::one_by_one;

type Result<T> = std::result::Result<T, ScenarioError>;
/// Where something stands in the text.
type Place = std::ops::Range<usize>;

/// A problem of more groups is no question of groups any more.
pub(super) const MOST_GROUPS: usize = 64;
/// Coordinates of the means.
pub(super) const MOST_COORDINATES: usize = 64;

/// A file of its own, or a scenario about groups, whose other keys are known and not looked at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what is not looked at")]
struct RawFile {
    model: Option<Spanned<RawPopulationModel>>,
    #[serde(default)]
    group: Vec<Spanned<RawGroup>>,
    name: Option<IgnoredAny>,
    title: Option<IgnoredAny>,
    description: Option<IgnoredAny>,
    seed: Option<IgnoredAny>,
    training: Option<IgnoredAny>,
    simulation: Option<IgnoredAny>,
    precision: Option<IgnoredAny>,
    vary: Option<IgnoredAny>,
    figure: Option<IgnoredAny>,
    map: Option<IgnoredAny>,
    verify: Option<IgnoredAny>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPopulationModel {
    kind: Spanned<String>,
    core_signal: Spanned<f64>,
    spurious_signal: Spanned<f64>,
    /// May be left to what varies it.
    pub(super) correlation: Option<Spanned<f64>>,
    positive_prior: Option<Spanned<f64>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroup {
    name: Spanned<String>,
    label: Spanned<i64>,
    prior: Spanned<f64>,
    mean: Spanned<Vec<f64>>,
    noise: Option<Spanned<f64>>,
}

impl RawGroup {
    /// Where the noise of a group with label 1 is written, if it is: what a noise ratio varies.
    pub(super) fn positive_noise(&self) -> Option<Place> {
        let positive = *self.label.get_ref() == 1;
        self.noise.as_ref().filter(|_| positive).map(Spanned::span)
    }
}

/// The population that a text describes.
pub(super) fn population(source: &ScenarioText<'_>) -> Result<Population> {
    if let Some(error) = source.excessive() {
        return Err(error);
    }
    if let Some(error) = misshapen(source).or_else(|| described_twice(source)) {
        return Err(error);
    }
    if let Some(error) = varied(source) {
        return Err(error);
    }
    let raw: RawFile = toml::from_str(source.text).map_err(|e| source.refused_by_toml(&e))?;
    form(source, raw.model.as_ref(), &raw.group, false).map(|form| form.population())
}

/// What a population is described by. `varied` says that `[vary]` or a map gives the correlation:
/// it is then 0 until it does.
pub(super) fn form(
    source: &ScenarioText<'_>,
    model: Option<&Spanned<RawPopulationModel>>,
    groups: &[Spanned<RawGroup>],
    varied: bool,
) -> Result<PopulationForm> {
    match (model, groups) {
        (Some(model), []) => by_kind(source, model, varied).map(PopulationForm::Spurious),
        (Some(model), _) => Err(beside_groups(source, model.span())),
        (None, groups) => one_by_one(source, groups).map(PopulationForm::Groups),
    }
}

/// `[model]` beside `[[group]]`, of whichever kind of scenario its keys are.
pub(super) fn described_twice(source: &ScenarioText<'_>) -> Option<ScenarioError> {
    let both = [source.value_in("", "model"), source.value_in("", "group")];
    match both.iter().any(Place::is_empty) {
        true => None,
        false => Some(beside_groups(source, both[0].clone())),
    }
}

fn beside_groups(source: &ScenarioText<'_>, model: Place) -> ScenarioError {
    let mut error = source
        .at(model, "stands beside [[group]]")
        .help("remove [model]: what is under [[group]] describes the groups one by one");
    error.mending.is_one_too_many = true;
    error
}

/// A file whose axes give the population what it lacks: it describes many.
fn varied(source: &ScenarioText<'_>) -> Option<ScenarioError> {
    let shaping = GroupParameter::ALL.into_iter();
    let mut shaping = shaping.filter(|parameter| parameter.shapes_population());
    let (parameter, span) = shaping.find_map(|parameter| {
        let own = source.value_in("vary", parameter.name());
        let own = Some(own).filter(|span| !span.is_empty());
        Some((parameter, own.or_else(|| axis_of_map(source, parameter))?))
    })?;
    let fixed = match parameter {
        GroupParameter::NoiseRatio => "noise = … of the group with label 1",
        GroupParameter::Correlation
        | GroupParameter::Delta
        | GroupParameter::Ridge
        | GroupParameter::WeightStrength => "correlation = … in [model]",
    };
    let message = format!("varies {}: these are many populations", parameter.name());
    Some(source.at(span, message).help(format!(
        "write one of them into a file of its own: what describes the groups, with {fixed}"
    )))
}

/// Where a map names a parameter.
fn axis_of_map(source: &ScenarioText<'_>, parameter: GroupParameter) -> Option<Place> {
    let (file, _) = DeTable::parse_recoverable(source.text);
    let map = file.get_ref().get("map")?.get_ref().as_table()?;
    let axes = ["x", "y"].into_iter().filter_map(|axis| map.get(axis));
    let mut named = axes.filter_map(|axis| axis.get_ref().as_table()?.get("parameter"));
    let found = named.find(|name| name.get_ref().as_str() == Some(parameter.name()));
    found.map(Spanned::span)
}

/// The one kind of population that has parameters of its own.
const KIND: &str = "spurious_correlation";

fn by_kind(
    source: &ScenarioText<'_>,
    model: &Spanned<RawPopulationModel>,
    varied: bool,
) -> Result<SpuriousCorrelation> {
    let heading = model.span();
    let model = model.get_ref();
    if model.kind.get_ref() != KIND {
        return Err(source
            .at(
                model.kind.span(),
                format!("= {:?} is no kind of population", model.kind.get_ref()),
            )
            .allowed(format!("\"{KIND}\""))
            .help("groups of another kind are described one by one, each under [[group]]"));
    }
    for (at, signal) in [(&model.core_signal, "s_c"), (&model.spurious_signal, "s_a")] {
        let allowed = format!("{signal} = 0, or from 1e-30 to 1e30");
        number(source, at, is_a_signal, &allowed)?;
    }
    let within = |c: f64| c > -1.0 && c < 1.0;
    let why = "a number in (-1, 1): at the ends two of the four groups are empty";
    let correlation = match (&model.correlation, varied) {
        (Some(given), false) => number(source, given, within, why)?,
        (Some(given), true) => {
            return Err(source
                .at(given.span(), "is set here and varied elsewhere")
                .help("remove this line, or the axis \"correlation\""));
        }
        (None, true) => 0.0,
        (None, false) => {
            return Err(source
                .at(heading, "has no `correlation`")
                .allowed(why)
                .lacking("model", "correlation")
                .help("add correlation = …, or let it vary"));
        }
    };
    if let Some(prior) = &model.positive_prior {
        number(source, prior, is_a_prior, "P(y = +1) from 1e-30 to below 1")?;
    }
    SpuriousCorrelation::new(
        model.positive_prior.as_ref().map_or(0.5, |p| *p.get_ref()),
        *model.core_signal.get_ref(),
        *model.spurious_signal.get_ref(),
        correlation,
    )
    .map_err(|e| source.overall(e.to_string()))
}

fn is_a_prior(p: f64) -> bool {
    Range::OF_DATA.contains(p) && p < 1.0
}

/// Of means and signals, which may be 0 and, of means, negative.
fn is_a_signal(s: f64) -> bool {
    let or_zero = true;
    Range {
        or_zero,
        ..Range::OF_DATA
    }
    .contains(s)
}

/// A finite number within its range.
fn number(
    source: &ScenarioText<'_>,
    at: &Spanned<f64>,
    within: impl Fn(f64) -> bool,
    allowed: &str,
) -> Result<f64> {
    let value = *at.get_ref();
    match value.is_finite() && within(value) {
        true => Ok(value),
        false => Err(source
            .at(at.span(), format!("= {} is out of its range", brief(value)))
            .allowed(allowed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Label;

    fn read(text: &str) -> Result<Population> {
        population(&ScenarioText {
            origin: "groups.toml",
            text,
        })
    }

    const TWO: &str = r#"[[group]]
name = "rare"
label = 1
prior = 0.2
mean = [2.0, 0.0]
noise = 2.0

[[group]]
name = "common"
label = -1
prior = 0.8
mean = [-2.0, 1.0]
"#;

    #[test]
    fn groups_one_by_one() {
        let found = read(TWO).unwrap();
        let groups = found.groups();
        assert_eq!(groups[0].noise_scale, 2.0);
        assert_eq!((groups[1].noise_scale, groups[1].mean[1]), (1.0, 1.0));
        assert_eq!(groups[1].label, Label::Negative);
    }

    /// Of a scenario about groups the population is taken; a slip is a slip all the same.
    #[test]
    fn a_scenario_about_groups_describes_a_population() {
        let scenario = format!(
            "name = \"t\"\nseed = 3\n[training]\ndelta = 0.2\n[vary]\nridge = [0, 1]\n{TWO}"
        );
        assert_eq!(read(&scenario).unwrap(), read(TWO).unwrap());
        let error = read(&format!("nam = \"t\"\n{TWO}")).unwrap_err();
        assert!(
            error.to_string().contains("did you mean `name`?"),
            "{error}"
        );
    }

    #[test]
    fn a_spurious_correlation_by_its_parameters() {
        let text = "[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
                    spurious_signal = 1.0\ncorrelation = 0.6\n";
        let expected = SpuriousCorrelation::new(0.5, 1.5, 1.0, 0.6).unwrap();
        assert_eq!(read(text).unwrap(), expected.population());
        let (line, key) = complaint(&text.replace("= 0.6", "= 1.0"));
        assert_eq!((line, key.as_str()), (5, "model.correlation"));
    }

    fn complaint(text: &str) -> (usize, String) {
        let error = read(text).unwrap_err();
        assert!(error.allowed.is_some() || error.help.is_some(), "{error}");
        (error.line, error.key.clone())
    }

    /// What can be wrong, with the line and the key that are named.
    #[test]
    fn every_fault_is_named_where_it_stands() {
        for (from, to, line, key) in [
            ("prior = 0.8", "prior = 0.7", 11, "group[1].prior"),
            ("prior = 0.8", "prior = 1.8", 11, "group[1].prior"),
            ("label = -1", "label = 1", 10, "group[1].label"),
            ("label = -1", "label = 0", 10, "group[1].label"),
            ("[-2.0, 1.0]", "[-2.0]", 12, "group[1].mean"),
            ("[-2.0, 1.0]", "[-2.0, nan]", 12, "group[1].mean"),
            ("[-2.0, 1.0]", "[]", 12, "group[1].mean"),
            ("\"common\"", "\"rare\"", 9, "group[1].name"),
            // Such names cannot be told from numbers and other names in --weights.
            ("\"common\"", "\"a,b\"", 9, "group[1].name"),
            ("\"common\"", "\"a=2\"", 9, "group[1].name"),
            ("\"common\"", "\" a\"", 9, "group[1].name"),
            ("noise = 2.0", "noise = 0.0", 6, "group[0].noise"),
        ] {
            let found = complaint(&TWO.replace(from, to));
            assert_eq!((found.0, found.1.as_str()), (line, key), "{to}");
        }
        assert!(read("").is_err() && read("[model]\nkind = 1\n").is_err());
        let both = format!(
            "[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.0\nspurious_signal = 1.0\ncorrelation = 0.5\n{TWO}"
        );
        assert!(read(&both).unwrap_err().message.contains("beside"));
        let of_classes = format!("[model]\nminority_prior = 0.2\nsignal = 1.0\n{TWO}");
        let error = read(&of_classes).unwrap_err();
        assert_eq!((error.line, error.key.as_str()), (1, "model"));
        assert!(error.message.contains("beside"), "{error}");
    }

    /// What is advised is accepted when it is done.
    #[test]
    fn many_populations_are_none() {
        let spurious = "[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
                        spurious_signal = 1.0\n";
        let axis =
            |name: &str| format!("{{ parameter = \"{name}\", from = 0.1, to = 0.5, points = 4 }}");
        let map = format!(
            "[map]\nx = {}\ny = {}\n",
            axis("delta"),
            axis("correlation")
        );
        let mut plain = TWO.replace("noise = 2.0\n", "");
        for (text, line, key) in [
            (
                format!("{spurious}[vary]\ncorrelation = [0, 0.5]\n"),
                6,
                "vary.correlation",
            ),
            (format!("{spurious}{map}"), 7, "map.y.parameter"),
            (
                format!("[vary]\nnoise_ratio = [1, 2]\n{plain}"),
                2,
                "vary.noise_ratio",
            ),
        ] {
            let error = read(&text).unwrap_err();
            assert_eq!((error.line, error.key.as_str()), (line, key), "{error}");
            assert!(error.to_string().contains("a file of its own"), "{error}");
        }
        assert!(read(&format!("{spurious}correlation = 0.5\n")).is_ok());
        plain.push_str("noise = 1.5\n");
        assert!(read(&plain).is_ok());
    }
}
