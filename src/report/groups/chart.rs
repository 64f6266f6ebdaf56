//! From stored rows to the figure of a study about groups.

use super::caption::{DIGITS, caption};
use super::population_note::population_note;
use super::results::GroupResults;
use super::rows::{named, shown};
use crate::figure::{AxisSpec, LineFigure, Point, Series, significant};
use crate::model::{GroupParameter, GroupQuantity, Labels, SimulationMethod};
use crate::report::line_looks::{Looks, series_of};
use crate::report::simulation_caption::{least_to_most, simulation};
use crate::scenario::{GroupCurve, GroupFigure, GroupPlan};

impl GroupResults {
    /// Curves of theory and points of simulation; `None` of a scenario without `[figure]`.
    pub fn chart(&self) -> Option<LineFigure> {
        let plan = &self.plan;
        let figure = plan.figure.as_ref()?;
        let quantities = shown(plan);
        let values = series_of(plan.curves.iter().map(|curve| &curve.series[..]));
        let looks = looks(plan, figure, &quantities, &values);
        let (mut series, mut places) = (Vec::new(), Vec::new());
        for (number, curve) in plan.curves.iter().enumerate() {
            let value = values.iter().position(|values| *values == curve.series);
            for (place, &quantity) in quantities.iter().enumerate() {
                let at = [value.unwrap_or(0), curve.method, place];
                places.push(at);
                series.push(Series {
                    style: looks.style(at),
                    line: self.line(number, place, quantities.len()),
                    points: self.points(figure, curve, quantity),
                });
            }
        }
        let simulated = series.iter().any(|s| !s.points.is_empty());
        let drawn: Vec<_> = places.into_iter().zip(&series).collect();
        let legend = looks.legend(&single_label(plan, &quantities), &drawn);
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
            legend,
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
                if cell.method != curve.method {
                    return None;
                }
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

/// What tells the lines apart.
fn looks(
    plan: &GroupPlan,
    figure: &GroupFigure,
    quantities: &[GroupQuantity],
    values: &[Vec<(GroupParameter, f64)>],
) -> Looks {
    let names = [
        values.iter().map(|values| in_words(values)).collect(),
        plan.methods
            .iter()
            .map(|method| method.name.clone().unwrap_or_default())
            .collect(),
        quantities.iter().map(|q| quantity_name(plan, *q)).collect(),
    ];
    Looks::of_groups(names, figure.coloured, &plan.treatments())
}

/// The group of an error, or what else is measured.
fn quantity_name(plan: &GroupPlan, quantity: GroupQuantity) -> String {
    let population = plan.base.population.population();
    let (_, group) = named(quantity, &population);
    match group.is_empty() {
        true => quantity.label(&population),
        false => group,
    }
}

/// "c = 0.5, r = 0.1".
fn in_words(values: &[(GroupParameter, f64)]) -> String {
    let said = values
        .iter()
        .map(|(p, v)| format!("{} = {}", p.entry().symbol, significant(*v, DIGITS)));
    said.collect::<Vec<_>>().join(", ")
}

/// The label of a line that is alone.
fn single_label(plan: &GroupPlan, quantities: &[GroupQuantity]) -> String {
    let quantity = quantities.first().map(|q| quantity_name(plan, *q));
    let method = plan.name_of_method(0).map(str::to_owned);
    let words: Vec<String> = quantity.into_iter().chain(method).collect();
    words.join(", ")
}

fn y_label(figure: &GroupFigure) -> String {
    let labels: Vec<&str> = figure.y.iter().map(|shown| shown.label()).collect();
    labels.join(", ")
}
