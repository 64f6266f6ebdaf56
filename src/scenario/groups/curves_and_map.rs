//! What is drawn: curves along an axis, or a map.

use super::distinguishable_curves::Counts;
use super::expand::{at, product};
use super::map_thresholds::thresholds;
use super::methods::OwnMethod;
use super::plan::{GroupAxis, GroupCurve, GroupFigure, GroupMap, GroupMapValue, GroupShown};
use super::raw::{RawGroupMap, RawStudy};
use super::size_limits::fits;
use super::values::{AxisTable, Written, axis, strange};
use super::weights::rules;
use crate::model::{GroupParameter, GroupSetting, GroupThreshold};
use crate::paper::{Scale, Sheet};
use crate::scenario::allowed_values::{MOST_CURVE_POINTS, MOST_THEORY_POINTS};
use crate::scenario::axis::spaced;
use crate::scenario::diagnostic::{ScenarioError, ScenarioText};
use crate::scenario::figure_sheet::sheet_of;
use crate::scenario::idle_axis::idle_axis;
use crate::scenario::value_ranges;
use crate::scenario::word_values::W;

type Result<T> = std::result::Result<T, ScenarioError>;

/// Points of a theory curve, unless the file says otherwise. Half of those of two classes: a point
/// solves k + 3 equations, or searches for K weights.
const THEORY_POINTS: usize = 100;
/// Cells along an axis of a map.
pub(in crate::scenario) const MOST_ALONG: usize = 512;

/// A map stands alone: what it shows needs no grid of cells, none is simulated, and one way to train
/// gives it its values.
pub(super) fn refuse_both(source: &ScenarioText<'_>, raw: &RawStudy) -> Result<()> {
    let Some(map) = &raw.map else {
        return Ok(());
    };
    let varies = GroupParameter::ALL
        .into_iter()
        .any(|p| raw.vary.axis(p).is_some());
    let other = match (varies, &raw.simulation, &raw.method[..]) {
        (true, _, _) => "[vary]",
        (false, Some(_), _) => "[simulation]",
        (false, None, [_, ..]) => "[[method]]",
        (false, None, []) => return Ok(()),
    };
    let mut error = source
        .at(map.span(), format!("stands beside {other}"))
        .allowed(
            "a map of groups is theory alone, over the two parameters of its axes, trained as \
             [training] says",
        )
        .help("write two scenarios, one with [map] and one without");
    error.mending.is_one_too_many = true;
    Err(error)
}

/// Checks the paper and the letters.
pub(super) fn sheet(source: &ScenarioText<'_>, raw: &RawStudy) -> Result<Sheet> {
    match &raw.figure {
        Some(f) => sheet_of(source, (&f.width, &f.font_size), f.svg_text.0),
        None => Ok(Sheet::default()),
    }
}

/// The figure; beside a map its table says only how that is printed.
pub(super) fn figure(
    source: &ScenarioText<'_>,
    raw: &RawStudy,
    methods: &[OwnMethod],
    axes: &[GroupAxis],
) -> Result<Option<GroupFigure>> {
    let base = &methods[0].base;
    let Some(figure) = raw.figure.as_ref().filter(|_| raw.map.is_none()) else {
        return Ok(None);
    };
    let (Some(x), Some(y)) = (&figure.x, &figure.y) else {
        let key = if figure.x.is_none() { "x" } else { "y" };
        return Err(source.absent("figure", key));
    };
    let parameter = x.get_ref().0;
    let Some(along) = axes.iter().find(|axis| axis.parameter == parameter) else {
        return Err(idle(source, raw, (base, axes), x).resting_on("vary"));
    };
    if y.get_ref().is_empty() {
        return Err(source
            .at(y.span(), "is an empty list")
            .allowed("at least one quantity"));
    }
    each_once(source, y.span(), y.get_ref().iter().map(|one| one.0.name()))?;
    let groups = base.population.population().groups().len();
    let shown = y.get_ref().iter();
    let shown = shown.map(|shown| shown.0.quantities(groups).len());
    let others = axes.iter().filter(|axis| axis.parameter != parameter);
    let values = others.map(|axis| axis.values.len());
    let counts = Counts {
        quantities: shown.sum(),
        methods: methods.len(),
        values: values.fold(1, usize::saturating_mul),
    };
    counts.can_be_told_apart(source, raw, y.span())?;
    let marks = match &figure.mark {
        Some(marks) if parameter != GroupParameter::WeightStrength => {
            return Err(source
                .at(marks.span(), "marks weights, and x is none")
                .allowed("mark beside x = \"weight_strength\"")
                .resting_on("figure.x"));
        }
        Some(marks) => {
            each_once(
                source,
                marks.span(),
                marks.get_ref().iter().map(|one| one.0.name()),
            )?;
            let rules_only = marks.get_ref().iter().all(|rule| rule.0.has_weights());
            if !rules_only {
                return Err(source
                    .at(marks.span(), "names a rule without weights")
                    .allowed(rules()));
            }
            marks.get_ref().iter().map(|rule| rule.0).collect()
        }
        None => Vec::new(),
    };
    let x_scale = figure.x_scale.map_or(along.scale, |scale| scale.0);
    Ok(Some(GroupFigure {
        x: parameter,
        y: y.get_ref().iter().map(|shown| shown.0).collect(),
        x_label: figure.x_label.clone(),
        y_label: figure.y_label.clone(),
        x_range: value_ranges::visible(source, &figure.x_range, x_scale, &along.values)?,
        y_range: value_ranges::interval(source, &figure.y_range, figure.y_scale.0 == Scale::Log)?,
        x_scale,
        y_scale: figure.y_scale.0,
        marks,
        coloured: counts.coloured(),
    }))
}

/// What does not vary is no axis of a figure.
fn idle(
    source: &ScenarioText<'_>,
    raw: &RawStudy,
    (base, axes): (&GroupSetting, &[GroupAxis]),
    x: &toml::Spanned<W<GroupParameter>>,
) -> ScenarioError {
    let parameter = x.get_ref().0;
    if base.number(parameter).is_none() {
        return strange(source, x.span(), parameter);
    }
    let varied: Vec<&str> = axes.iter().map(|a| a.parameter.name()).collect();
    let error = idle_axis(source, x.span(), parameter.name(), &varied);
    let mut groups = raw.group.iter();
    let noise = groups.find_map(|group| group.get_ref().positive_noise());
    match (parameter, noise, varied.is_empty()) {
        (GroupParameter::NoiseRatio, Some(_), true) => error.help(
            "nothing varies: take noise out of the group with label 1, and add [vary] with \
             noise_ratio = { from = …, to = …, points = … }, which is that noise over the other's",
        ),
        (_, _, _) => error,
    }
}

fn each_once(
    source: &ScenarioText<'_>,
    span: std::ops::Range<usize>,
    names: impl Iterator<Item = &'static str>,
) -> Result<()> {
    let mut seen = std::collections::HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(source
                .at(span, format!("names \"{name}\" twice"))
                .allowed("each once"));
        }
    }
    Ok(())
}

/// A curve for each method and each combination of the values of the other axes.
pub(super) fn curves(
    source: &ScenarioText<'_>,
    raw: &RawStudy,
    figure: &GroupFigure,
    methods: &[OwnMethod],
    axes: &[GroupAxis],
) -> Result<Vec<GroupCurve>> {
    let given = raw.figure.as_ref().and_then(|f| f.theory_points.as_ref());
    let points = given.map_or(THEORY_POINTS, |points| *points.get_ref());
    let span = given.map_or(0..0, |points| points.span());
    let (along, others): (Vec<_>, Vec<_>) = axes
        .iter()
        .cloned()
        .partition(|axis| axis.parameter == figure.x);
    let lines = others
        .iter()
        .map(|a| a.values.len())
        .fold(methods.len(), usize::saturating_mul);
    let most = (MOST_CURVE_POINTS / lines.max(1)).min(MOST_THEORY_POINTS);
    if !(2..=most).contains(&points) {
        return Err(source
            .at(
                span,
                format!("= {points} for each of {lines} curves is not allowed"),
            )
            .allowed(format!("a whole number from 2 to {most}")));
    }
    if axes.iter().any(changes_groups) {
        let base = &methods[0].base;
        fits(source, "figure", base, points.saturating_mul(lines))?;
    }
    let values = along.iter().flat_map(|axis| &axis.values).copied();
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(f64::NEG_INFINITY, f64::max);
    let scale = if low > 0.0 {
        figure.x_scale
    } else {
        Scale::Linear
    };
    let grid = spaced(low, high, points, scale);
    let curve = |method: usize, base: &GroupSetting, values: Vec<f64>| {
        let own = at(base, &others, &values);
        let point = |&x: &f64| Some((x, own.as_ref()?.with(figure.x, x)?));
        let parameters = others.iter().map(|axis| axis.parameter);
        GroupCurve {
            method,
            series: parameters.zip(values).collect(),
            points: grid.iter().filter_map(point).collect(),
        }
    };
    let of_method = |(method, own): (usize, &OwnMethod)| {
        let base = own.base.clone();
        let combinations = product(&others).into_iter();
        combinations.map(move |values| curve(method, &base, values))
    };
    Ok(methods.iter().enumerate().flat_map(of_method).collect())
}

/// The map, cell by cell.
pub(super) fn map(
    source: &ScenarioText<'_>,
    raw: &RawStudy,
    base: &GroupSetting,
) -> Result<Option<GroupMap>> {
    let Some(given) = &raw.map else {
        return Ok(None);
    };
    let map = given.get_ref();
    if map.x.get_ref().parameter == map.y.get_ref().parameter {
        return Err(source
            .at(map.y.span(), "varies what x varies")
            .allowed("another parameter"));
    }
    let (x, y) = (along(source, base, &map.x)?, along(source, base, &map.y)?);
    let both = [y.clone(), x.clone()];
    let each = both[0].values.iter();
    let mut each = each.flat_map(|&y| both[1].values.iter().map(move |&x| [y, x]));
    if let Some([y, x]) = each.find(|values| at(base, &both, values).is_none()) {
        let [of_y, of_x] = both.each_ref().map(|axis| axis.parameter.name());
        return Err(source.in_table(
            "map",
            format!("asks for a cell that is not allowed: {of_x} = {x}, {of_y} = {y}"),
        ));
    }
    let [threshold, other] = thresholds(source, map)?;
    Ok(Some(GroupMap {
        threshold,
        base: base.clone(),
        quantity: quantity(source, map)?,
        value: value(source, map, other)?,
        contours: contours(source, map)?,
        value_label: map.value_label.clone(),
        x,
        y,
    }))
}

/// Values that cells can have.
fn contours(source: &ScenarioText<'_>, map: &RawGroupMap) -> Result<Vec<f64>> {
    let Some(given) = &map.contours else {
        return Ok(Vec::new());
    };
    match given.get_ref().iter().find(|value| !value.is_finite()) {
        Some(bad) => Err(source
            .at(given.span(), format!("has the value {bad}"))
            .allowed("finite numbers")),
        None => Ok(given.get_ref().clone()),
    }
}

/// Whether each of its values is a list of groups of its own; all others share one.
fn changes_groups(axis: &GroupAxis) -> bool {
    axis.parameter == GroupParameter::NoiseRatio
}

fn along(
    source: &ScenarioText<'_>,
    base: &GroupSetting,
    given: &toml::Spanned<super::raw::RawMapAxis>,
) -> Result<GroupAxis> {
    let points = given.get_ref().points;
    if points > MOST_ALONG {
        return Err(source
            .at(given.span(), format!("has points = {points}"))
            .allowed(format!("points = a whole number from 2 to {MOST_ALONG}")));
    }
    let written = Written {
        parameter: given.get_ref().parameter.0,
        spec: given.get_ref().spec(),
        span: given.span(),
        table: AxisTable::Map,
    };
    axis(source, base, &written)
}

fn quantity(source: &ScenarioText<'_>, map: &RawGroupMap) -> Result<GroupShown> {
    match &map.quantity {
        Some(given) if given.get_ref().0 == GroupShown::GroupErrors => Err(source
            .at(given.span(), "= \"group_errors\" is several numbers")
            .allowed("\"worst_group_error\", \"balanced_error\" or \"average_error\"")),
        Some(given) => Ok(given.get_ref().0),
        None => Ok(GroupShown::WorstGroupError),
    }
}

fn value(
    source: &ScenarioText<'_>,
    map: &RawGroupMap,
    threshold: GroupThreshold,
) -> Result<GroupMapValue> {
    match &map.gain_over {
        None => Ok(GroupMapValue::Quantity),
        Some(over) if over.get_ref().0.has_weights() => Ok(GroupMapValue::Gain {
            over: over.get_ref().0,
            threshold,
        }),
        Some(over) => Err(source
            .at(over.span(), "names a rule without weights")
            .allowed(rules())),
    }
}
