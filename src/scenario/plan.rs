//! What a scenario asks for, checked and expanded.

use super::figure_sheet::ColourName;
use super::kind::Kind;
use super::map::MapValue;
use super::treatment::Treatment;
use crate::loss::MarginLoss;
use crate::model::{
    Design, Quantity, SimulationMethod, Solver, TestConditions, Threshold, Tolerance, WeightRule,
};
pub use crate::model::{Parameter, Setting};
use crate::paper::{Scale, Sheet};
use crate::stats::{Schedule, Target};

/// A parameter that varies, with its values in file order.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Which.
    pub parameter: Parameter,
    /// Its nominal values.
    pub values: Vec<f64>,
    /// Its spacing.
    pub scale: Scale,
}

/// One way to train.
#[derive(Clone, Debug, PartialEq)]
pub struct Method {
    /// Unique; shown in legends.
    pub name: String,
    /// ℓ, with its adjustments.
    pub loss: MarginLoss,
    /// The algorithm in the simulation.
    pub solver: Solver,
    /// Whether samples are dropped to balance the classes.
    pub downsample: bool,
    /// Which scores are then taken for the minority.
    pub threshold: Threshold,
}

/// One point of the grid under one method.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Made of the parameter values and the method, never of a position.
    pub id: String,
    /// Index into [`Plan::methods`].
    pub method: usize,
    /// The problem, with δ and π₊ as the design realises them.
    pub setting: Setting,
    /// The training set; `None` in a scenario without simulation.
    pub design: Option<Design>,
    /// Times that it is simulated; 0 without simulation.
    pub replicates: usize,
    /// Nominal values of the axes, in the order of [`Plan::axes`].
    pub axis_values: Vec<f64>,
}

/// A theory curve along the figure's x axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Index into [`Plan::methods`].
    pub method: usize,
    /// The axes other than x, with the value that this curve has.
    pub series: Vec<(Parameter, f64)>,
    /// (x, problem).
    pub points: Vec<(f64, Setting)>,
}

named! {
    /// The kinds of figure.
    #[derive(Default)]
    pub enum FigureKind {
        /// Quantities along an axis.
        #[default]
        Lines = "lines",
        /// Mean less theory against 1/n, with the fitted lines.
        Trend = "trend",
        /// The distance from theory against n, both logarithmic.
        Distance = "distance",
    }
}

/// The figure that a scenario asks for: curves of quantities along one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct FigurePlan {
    /// The parameter along x.
    pub x: Parameter,
    /// The quantities along y.
    pub y: Vec<Quantity>,
    /// Replaces the parameter's own label.
    pub x_label: Option<String>,
    /// Replaces the quantities' own label.
    pub y_label: Option<String>,
    /// Spacing of x.
    pub x_scale: Scale,
    /// Spacing of y.
    pub y_scale: Scale,
    /// Visible part of x.
    pub x_range: Option<(f64, f64)>,
    /// Visible part of y.
    pub y_range: Option<(f64, f64)>,
    /// Rules marked by vertical lines at their weight (x is ρ).
    pub marks: Vec<WeightRule>,
    /// What it shows.
    pub kind: FigureKind,
    /// Whether each mark also has a horizontal line at its worst-class error.
    pub mark_worst_class_error: bool,
    /// What tells lines apart by their colour.
    pub coloured: ToldBy,
    /// What each of [`Plan::methods`] does about the imbalance.
    pub treatments: Vec<Option<Treatment>>,
    /// Colours of lines that values tell apart; `None`: a colour each, while they last.
    pub colour_map: Option<ColourName>,
}

/// What lines of one figure differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToldBy {
    /// The values of the axes that are not x.
    Values,
    /// The ways to train.
    Methods,
    /// The quantities along y.
    Quantities,
}

/// When fewer replicates than planned are enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision<Q = Quantity> {
    /// The quantities whose means must be known well enough, in every cell of a design.
    pub quantities: Vec<Q>,
    /// How well.
    pub target: Target,
    /// When that is asked; the cap is [`Plan::replicates`].
    pub schedule: Schedule,
}

/// A scenario, ready to run.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Names the output folder.
    pub name: String,
    /// One line.
    pub title: String,
    /// What is drawn above the figure; empty for nothing.
    pub figure_title: String,
    /// The figure's paper and letters.
    pub sheet: Sheet,
    /// What it shows.
    pub description: String,
    /// Seed of every random stream.
    pub seed: u64,
    /// Replicates a cell, or of its largest n in a finite-size study; the most of them where
    /// [`Plan::precision`] says when fewer are enough; 0 without simulation.
    pub replicates: usize,
    /// How replicates are simulated; `None`: for each design by the fastest method that has
    /// the law of all its trainings.
    pub method: Option<SimulationMethod>,
    /// When fewer replicates are enough; `None`: never.
    pub precision: Option<Precision>,
    /// What tables have of each cell: the usual quantities and those that are asked for.
    pub quantities: Vec<Quantity>,
    /// What quantities are judged by.
    pub conditions: TestConditions,
    /// What is asked for beside the cells.
    pub kinds: Vec<Kind>,
    /// Ways to train.
    pub methods: Vec<Method>,
    /// What varies.
    pub axes: Vec<Axis>,
    /// Every grid point under every method.
    pub cells: Vec<Cell>,
    /// Dense theory curves for the figure.
    pub curves: Vec<Curve>,
    /// The figure, if one is asked for.
    pub figure: Option<FigurePlan>,
    /// What `verify` demands.
    pub tolerance: Tolerance,
    /// Remarks on rounding and the like.
    pub notes: Vec<String>,
    /// The scenario with every default filled in, as TOML that parses to this plan.
    pub resolved: String,
}

impl Plan {
    /// Place of a cell's row of a quantity in a table with one for each of
    /// [`Plan::quantities`] of each cell.
    pub fn row_of(&self, cell: usize, quantity: Quantity) -> Option<usize> {
        let place = self.quantities.iter().position(|q| *q == quantity)?;
        Some(cell * self.quantities.len() + place)
    }

    /// Whether cells are held against each other, replicate by replicate.
    pub fn is_paired(&self) -> bool {
        let by_map = self
            .map()
            .is_some_and(|map| matches!(map.value, MapValue::Gain(_) | MapValue::Winner(_)));
        self.paired().is_some() || by_map
    }
}
