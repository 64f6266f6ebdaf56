//! From stored rows to the map of a study about groups.

use super::caption::caption;
use super::population_note::population_note;
use super::results::GroupResults;
use crate::figure::{
    AxisSpec, Cells, ColourMap, ColourScale, Contours, Grid, MapFigure, Panel, Shading, Spacing,
    Span,
};
use crate::model::GroupThreshold;
use crate::scenario::{GroupAxis, GroupMap, GroupMapValue};
use crate::sweep::Standing;

impl GroupResults {
    /// The map; `None` of a scenario without one.
    pub fn map_chart(&self) -> Option<MapFigure> {
        let map = self.plan.map.as_ref()?;
        let panel = Panel {
            title: String::new(),
            grid: Grid {
                x: Span::of(&map.x.values, map.x.scale),
                y: Span::of(&map.y.values, map.y.scale),
                cells: Cells::Values(self.map.iter().map(|row| row.value).collect()),
            },
            contours: Contours::at(&map.contours, |v| format!("{v}").replace('-', "−")),
            curves: Vec::new(),
            spots: Vec::new(),
        };
        Some(MapFigure {
            title: self.plan.figure_title.clone(),
            caption: caption(&self.plan),
            x: axis(&map.x),
            y: axis(&map.y),
            panels: vec![panel],
            shading: Shading::Values(ColourScale {
                label: label(map, self),
                map: match map.value {
                    GroupMapValue::Quantity => ColourMap::Cividis,
                    GroupMapValue::Gain { .. } => ColourMap::Diverging { centre: 0.0 },
                },
                spacing: Spacing::Linear,
                range: None,
            }),
            missing: self.missing(),
            spots: String::new(),
            undecided: String::new(),
            disagreeing: String::new(),
            note: format!("Theory, n, d → ∞. {}", population_note(&self.plan)),
            sheet: self.plan.sheet,
        })
    }

    /// Why cells are blank: each reason once.
    fn missing(&self) -> String {
        let mut reasons: Vec<Standing> = Vec::new();
        for row in self.map.iter().filter(|row| row.value.is_none()) {
            if !reasons.contains(&row.status) {
                reasons.push(row.status);
            }
        }
        let said = reasons.into_iter().map(|reason| match reason {
            Standing::NoFiniteWeight => "the rule has no weights".to_owned(),
            Standing::Converged | Standing::Separable => "no threshold is best".to_owned(),
            Standing::InterpolationThreshold
            | Standing::NotConverged
            | Standing::NoEffect
            | Standing::BeyondCap
            | Standing::Jump
            | Standing::NotFinite => reason.name().replace('_', " "),
        });
        said.collect::<Vec<_>>().join(", ")
    }
}

fn label(map: &GroupMap, results: &GroupResults) -> String {
    let quantity = map.quantity.label();
    let own = map.value_label.clone();
    own.unwrap_or_else(|| match map.value {
        GroupMapValue::Quantity => format!("{quantity}{}", moved(map.threshold)),
        GroupMapValue::Gain { over, threshold } => {
            let own = match &results.plan.base.training.weights.at_one {
                crate::model::GroupWeights::Rule(rule) => rule.name(),
                crate::model::GroupWeights::Given(_) => "the weights given",
            };
            let (own, over) = (own.replace('_', " "), over.in_words());
            let (own_moved, moved) = (moved(map.threshold), moved(threshold));
            format!("{quantity}: {over}{moved} less {own}{own_moved}")
        }
    })
}

fn moved(threshold: GroupThreshold) -> &'static str {
    match threshold == GroupThreshold::NONE {
        true => "",
        false => " with τ moved",
    }
}

/// The axis ends at the centres of the outer cells.
fn axis(axis: &GroupAxis) -> AxisSpec {
    AxisSpec {
        label: axis.parameter.entry().label.to_owned(),
        scale: axis.scale,
        range: Some((axis.values[0], axis.values[axis.values.len() - 1])),
    }
}
