//! From stored rows to the figure of a study about groups.

use super::population_note::population_note;
use super::results::GroupResults;
use super::rows::{named, shown};
use crate::figure::{
    AxisSpec, Colour, Dash, Key, LineFigure, Marker, Point, Series, Style, colour, significant,
};
use crate::model::{GroupParameter, GroupQuantity, GroupWeights, Labels, SimulationMethod};
use crate::report::simulation_caption::{least_to_most, simulation};
use crate::scenario::{GroupCurve, GroupFigure, GroupPlan};

/// Digits of a parameter in captions and legends.
const DIGITS: usize = 4;
const INK: Colour = (38, 38, 38);

impl GroupResults {
    /// Curves of theory and points of simulation; `None` of a scenario without `[figure]`.
    pub fn chart(&self) -> Option<LineFigure> {
        let plan = &self.plan;
        let figure = plan.figure.as_ref()?;
        let quantities = shown(plan);
        let mut series = Vec::new();
        for (number, curve) in plan.curves.iter().enumerate() {
            for (place, &quantity) in quantities.iter().enumerate() {
                series.push(Series {
                    style: style(plan, place, number),
                    line: self.line(number, place, quantities.len()),
                    points: self.points(figure, curve, quantity),
                });
            }
        }
        let simulated = series.iter().any(|s| !s.points.is_empty());
        Some(LineFigure {
            title: plan.figure_title.clone(),
            caption: caption(plan),
            x: AxisSpec {
                label: figure
                    .x_label
                    .clone()
                    .unwrap_or_else(|| figure.x.entry().label.to_owned()),
                scale: figure.x_scale,
                range: figure.x_range,
            },
            x_ticks: Vec::new(),
            y: AxisSpec {
                label: figure.y_label.clone().unwrap_or_else(|| y_label(figure)),
                scale: figure.y_scale,
                range: figure.y_range,
            },
            legend: legend(plan, &quantities, &series),
            marks: self.marked(),
            series,
            note: self.note(figure, &quantities, simulated),
            sheet: plan.sheet,
        })
    }

    /// A quantity along a curve, of which every point has so many rows.
    fn line(&self, curve: usize, place: usize, quantities: usize) -> Vec<(f64, Option<f64>)> {
        let own = self.curves.iter().filter(|row| row.curve == curve);
        let own = own.skip(place).step_by(quantities);
        own.map(|row| (row.x, row.theory)).collect()
    }

    fn points(
        &self,
        figure: &GroupFigure,
        curve: &GroupCurve,
        quantity: GroupQuantity,
    ) -> Vec<Point> {
        let own = self
            .rows()
            .filter(|(_, q, row)| *q == quantity && row.on_one_scale(quantity));
        let mut points: Vec<Point> = own
            .filter_map(|(cell, _, row)| {
                let cell = &self.plan.cells[cell];
                let axes = self.plan.axes.iter().zip(&cell.axis_values);
                let mut others = axes.clone().filter(|(axis, _)| axis.parameter != figure.x);
                if !others.all(|(axis, v)| curve.series.contains(&(axis.parameter, *v))) {
                    return None;
                }
                let mut along = axes.filter(|(axis, _)| axis.parameter == figure.x);
                let x = match figure.x {
                    GroupParameter::Delta => row.delta,
                    GroupParameter::Correlation
                    | GroupParameter::NoiseRatio
                    | GroupParameter::Ridge
                    | GroupParameter::WeightStrength => *along.next()?.1,
                };
                // The mean of a maximum exceeds the maximum of the means, which theory predicts.
                let excess = row.known_shift.unwrap_or(0.0);
                let (y, low, high) = (row.mean? - excess, row.lo? - excess, row.hi? - excess);
                Some(Point { x, y, low, high })
            })
            .collect();
        points.sort_by(|a, b| a.x.total_cmp(&b.x));
        points
    }

    fn note(&self, figure: &GroupFigure, quantities: &[GroupQuantity], simulated: bool) -> String {
        let mut note = "Lines: theory, n, d → ∞.".to_owned();
        if simulated {
            let drawn = self.cells.iter().filter(|row| row.mean.is_some());
            note += &format!(
                " Points: {}, mean of {} replicates with 95 % interval.",
                self.how_simulated(),
                least_to_most(drawn.map(|row| row.replicates))
            );
            if quantities.contains(&GroupQuantity::WorstGroupError) {
                note += " Worst-group points: the mean of the largest error, less its excess over \
                         the largest mean (known_shift in cells.csv).";
            }
        }
        let levels = self.marks.iter().any(|m| m.weight_strength.is_none());
        if !figure.marks.is_empty() && levels {
            note +=
                " Horizontal: the worst-group error of a rule whose weights are not on the axis.";
        }
        note += &self.unseen(figure);
        note.push(' ');
        note += &population_note(&self.plan);
        note
    }
}

impl GroupResults {
    /// "Simulation …", with what it was trained on or drawn from.
    pub(super) fn how_simulated(&self) -> String {
        let used = |method: &SimulationMethod| {
            let name = Some(method.name());
            let mut rows = self.cells.iter();
            rows.any(|row| row.simulation_method.as_deref() == name)
        };
        let methods = SimulationMethod::ALL.into_iter().filter(used);
        let captions: Vec<&str> = methods.map(SimulationMethod::caption_of_groups).collect();
        simulation(&captions, self.labels())
    }

    /// How the labels of every design arise.
    fn labels(&self) -> impl Iterator<Item = Labels> {
        let designs = self
            .plan
            .cells
            .iter()
            .filter_map(|cell| cell.design.as_ref());
        designs.map(|design| design.labels())
    }
}

/// Colours tell quantities apart, dashes curves; where there is one curve they tell quantities
/// apart too, since errors of groups may coincide.
fn style(plan: &GroupPlan, quantity: usize, curve: usize) -> Style {
    let place = if plan.curves.len() > 1 {
        curve
    } else {
        quantity
    };
    Style {
        colour: colour(quantity),
        dash: Dash::ALL[place % Dash::ALL.len()],
        width: Style::WIDTH,
        marker: Marker::ALL[place % Marker::ALL.len()],
    }
}

/// Keys of what is drawn; of each curve there is a series for each quantity.
fn legend(plan: &GroupPlan, quantities: &[GroupQuantity], series: &[Series]) -> Vec<Key> {
    let population = plan.base.population.population();
    let several = plan.curves.len() > 1;
    let key = |label: String, style: Style, own: Vec<&Series>| {
        let key = Key {
            label,
            style,
            line: own.iter().any(|series| series.has_line()),
            marker: own.iter().any(|series| !series.points.is_empty()),
        };
        (key.line || key.marker).then_some(key)
    };
    let quantity = |(place, quantity): (usize, &GroupQuantity)| {
        let (_, group) = named(*quantity, &population);
        let label = match group.is_empty() {
            true => quantity.label(&population),
            false => group,
        };
        let own = series.iter().skip(place).step_by(quantities.len());
        let found = key(label, style(plan, place, 0), own.collect())?;
        Some(Key {
            line: found.line || several,
            marker: found.marker && !several,
            ..found
        })
    };
    let curve = |(number, curve): (usize, &GroupCurve)| {
        let said = |(p, v): &(GroupParameter, f64)| {
            format!("{} = {}", p.entry().symbol, significant(*v, DIGITS))
        };
        let said: Vec<String> = curve.series.iter().map(said).collect();
        let style = Style {
            colour: INK,
            ..style(plan, 0, number)
        };
        let own = series.iter().skip(number * quantities.len());
        key(said.join(", "), style, own.take(quantities.len()).collect())
    };
    let mut keys: Vec<Key> = quantities.iter().enumerate().filter_map(quantity).collect();
    if several {
        keys.extend(plan.curves.iter().enumerate().filter_map(curve));
    }
    keys
}

fn y_label(figure: &GroupFigure) -> String {
    let labels: Vec<&str> = figure.y.iter().map(|shown| shown.label()).collect();
    labels.join(", ")
}

/// What is the same for all that is shown.
pub(super) fn caption(plan: &GroupPlan) -> String {
    let setting = &plan.base;
    let mut parts = vec![format!("{} loss", setting.training.loss.name())];
    let fixed = GroupParameter::ALL.into_iter().filter(|p| !plan.varies(*p));
    let numbers = fixed.filter(|p| *p != GroupParameter::WeightStrength);
    let numbers = numbers.filter_map(|p| {
        let value = significant(setting.number(p)?, DIGITS);
        Some(format!("{} = {value}", p.entry().symbol))
    });
    parts.extend(numbers);
    let given = match &setting.training.weights.at_one {
        GroupWeights::Rule(rule) => format!("weights of {}", rule.in_words()),
        GroupWeights::Given(weighting) => {
            let each = weighting.weights().iter().map(|w| significant(*w, DIGITS));
            format!("weights ({})", each.collect::<Vec<_>>().join(", "))
        }
    };
    parts.push(match plan.varies(GroupParameter::WeightStrength) {
        true => format!("{given} to the power t"),
        false => given,
    });
    let design = plan.cells.iter().find_map(|cell| cell.design.as_ref());
    parts.extend(design.map(|design| format!("n = {}", design.samples())));
    parts.join(", ")
}
