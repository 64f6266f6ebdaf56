//! What a scenario about groups asks for, checked and expanded.

use crate::model::{
    GroupDesign, GroupParameter, GroupQuantity, GroupRule, GroupSetting, GroupThreshold,
    Population, PoweredWeights, SimulationMethod, Tolerance, Training,
};
use crate::paper::{Scale, Sheet};
use crate::scenario::plan::{Precision, ToldBy};
use crate::scenario::treatment::Treatment;

/// A parameter that varies, with its values in file order.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupAxis {
    /// Which.
    pub parameter: GroupParameter,
    /// Its values.
    pub values: Vec<f64>,
    /// Its spacing.
    pub scale: Scale,
}

/// One way to train.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupMethod {
    /// Unique; `None` of the only one, in a scenario that names none.
    pub name: Option<String>,
    /// How is trained, axes at their first value.
    pub training: Training<PoweredWeights>,
}

/// One point of the grid under one method.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupCell {
    /// Made of the values of the axes, and of the method's name if it has one.
    pub id: String,
    /// Index into [`GroupPlan::methods`].
    pub method: usize,
    /// The problem as it is asked for.
    pub setting: GroupSetting,
    /// The training set; `None` in a scenario without simulation.
    pub design: Option<GroupDesign>,
    /// Values of the axes, in the order of [`GroupPlan::axes`].
    pub axis_values: Vec<f64>,
}

impl GroupCell {
    /// The population, with the priors that the training set realises if there is one.
    pub fn population(&self) -> Population {
        match &self.design {
            Some(design) => design.population().clone(),
            None => self.setting.population.population(),
        }
    }

    /// δ = d/n, as the training set realises it if there is one.
    pub fn delta(&self) -> f64 {
        let design = self.design.as_ref();
        design.map_or(self.setting.delta, GroupDesign::delta)
    }
}

/// A theory curve along the figure's x axis.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupCurve {
    /// Index into [`GroupPlan::methods`].
    pub method: usize,
    /// The axes other than x, with the value that this curve has.
    pub series: Vec<(GroupParameter, f64)>,
    /// (x, problem).
    pub points: Vec<(f64, GroupSetting)>,
}

named! {
    /// What a figure of groups can show.
    pub enum GroupShown {
        /// The error of every group.
        GroupErrors = "group_errors",
        /// The largest of them.
        WorstGroupError = "worst_group_error",
        /// Their mean.
        BalancedError = "balanced_error",
        /// Their mean, weighted by priors.
        AverageError = "average_error",
    }
}

impl GroupShown {
    /// The quantities that it stands for, of so many groups.
    pub fn quantities(self, groups: usize) -> Vec<GroupQuantity> {
        match self {
            GroupShown::GroupErrors => (0..groups).map(GroupQuantity::Error).collect(),
            GroupShown::WorstGroupError => vec![GroupQuantity::WorstGroupError],
            GroupShown::BalancedError => vec![GroupQuantity::BalancedError],
            GroupShown::AverageError => vec![GroupQuantity::AverageError],
        }
    }

    /// Along an axis.
    pub fn label(self) -> &'static str {
        match self {
            GroupShown::GroupErrors => "error of each group",
            GroupShown::WorstGroupError => "worst-group error",
            GroupShown::BalancedError => "balanced error",
            GroupShown::AverageError => "average error",
        }
    }
}

/// Curves of quantities along one axis.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupFigure {
    /// Along x.
    pub x: GroupParameter,
    /// Along y.
    pub y: Vec<GroupShown>,
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
    /// Rules marked at the strength that gives their weights (x is the strength).
    pub marks: Vec<GroupRule>,
    /// What colours stand for: methods, where one quantity of several of them is drawn, and else
    /// quantities.
    pub coloured: ToldBy,
}

/// What the cells of a map hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GroupMapValue {
    /// The quantity.
    Quantity,
    /// The quantity under another rule's weights less the quantity: above 0 the weights of
    /// `[training]` are better.
    Gain {
        /// The other rule.
        over: GroupRule,
        /// And its threshold.
        threshold: GroupThreshold,
    },
}

/// One value over two parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupMap {
    /// Along the bottom.
    pub x: GroupAxis,
    /// Along the left.
    pub y: GroupAxis,
    /// What cells hold.
    pub value: GroupMapValue,
    /// At which threshold, under the weights of `[training]`.
    pub threshold: GroupThreshold,
    /// Of which quantity; never [`GroupShown::GroupErrors`].
    pub quantity: GroupShown,
    /// What is the same in every cell.
    pub base: GroupSetting,
    /// Values with lines of their own.
    pub contours: Vec<f64>,
    /// Replaces the label of the colours.
    pub value_label: Option<String>,
}

impl GroupMap {
    /// How many cells it has.
    pub fn cells(&self) -> usize {
        self.x.values.len() * self.y.values.len()
    }

    /// The problem of a cell: row by row from the first y, in a row from the first x. It is made when asked
    /// for, since each of many cells can have a population of its own.
    pub fn setting(&self, place: usize) -> GroupSetting {
        let columns = self.x.values.len().max(1);
        let at = |axis: &GroupAxis, k: usize| axis.values.get(k).map(|v| (axis.parameter, *v));
        let varied = [at(&self.y, place / columns), at(&self.x, place % columns)];
        // Reading has seen that each can be had.
        let with = |setting: GroupSetting, (parameter, value)| {
            setting.with(parameter, value).unwrap_or(setting)
        };
        varied.into_iter().flatten().fold(self.base.clone(), with)
    }
}

/// A scenario about groups, ready to run.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupPlan {
    /// Names the output folder.
    pub name: String,
    /// One line.
    pub title: String,
    /// What is drawn above the figure.
    pub figure_title: String,
    /// What the study asks.
    pub description: String,
    /// Of every random number.
    pub seed: u64,
    /// Training sets of each cell, the most of them where [`GroupPlan::precision`] says when fewer are
    /// enough; 0 without simulation.
    pub replicates: usize,
    /// When fewer replicates are enough; `None`: never.
    pub precision: Option<Precision<GroupQuantity>>,
    /// How they are drawn; `None`: the fastest that can.
    pub method: Option<SimulationMethod>,
    /// What is the same in every cell, axes at their first value; trained as the first method does.
    pub base: GroupSetting,
    /// Ways to train; never empty.
    pub methods: Vec<GroupMethod>,
    /// What varies.
    pub axes: Vec<GroupAxis>,
    /// The grid; empty in a map.
    pub cells: Vec<GroupCell>,
    /// Curves to draw.
    pub curves: Vec<GroupCurve>,
    /// How they are drawn.
    pub figure: Option<GroupFigure>,
    /// A map in their place.
    pub map: Option<GroupMap>,
    /// What `verify` grants.
    pub tolerance: Tolerance,
    /// Paper and letters.
    pub sheet: Sheet,
    /// The scenario with every default filled in.
    pub resolved: String,
}

impl GroupPlan {
    /// Names of the groups, in the population's order.
    pub fn group_names(&self) -> Vec<String> {
        let population = self.base.population.population();
        let groups = population.groups().iter();
        groups.map(|group| group.name.clone()).collect()
    }

    /// The names of its methods; empty where it names none.
    pub fn method_names(&self) -> Vec<&str> {
        let names = self.methods.iter().filter_map(|m| m.name.as_deref());
        names.collect()
    }

    /// The name of a method, if it has one.
    pub fn name_of_method(&self, method: usize) -> Option<&str> {
        self.methods.get(method)?.name.as_deref()
    }

    /// What each method stands for, if that is a rule: its colour in every figure.
    pub fn treatments(&self) -> Vec<Option<Treatment>> {
        let varied = self.varies(GroupParameter::WeightStrength);
        let methods = self.methods.iter();
        methods
            .map(|method| Treatment::of_groups(&method.training, varied))
            .collect()
    }

    /// Whether a parameter is that of an axis, of cells or of the map.
    pub fn varies(&self, parameter: GroupParameter) -> bool {
        let mut of_cells = self.axes.iter();
        let mut of_map = self.map.iter().flat_map(|map| [&map.x, &map.y]);
        of_cells.any(|axis| axis.parameter == parameter)
            || of_map.any(|axis| axis.parameter == parameter)
    }
}
