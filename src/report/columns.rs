//! What the columns of the tables mean.

use std::fmt::Write;

use crate::model::{Parameter, columns_of_parameters};

/// (column, meaning with unit or range).
pub(super) type Explained = (&'static str, &'static str);

/// A row of a table in a document for each, where a `|` would end the cell.
pub(super) fn rows(out: &mut String, all: &[Explained]) {
    for (name, meaning) in all {
        let _ = writeln!(out, "| `{name}` | {} |", meaning.replace('|', "\\|"));
    }
}

/// Of `cells.csv`, before those of the parameters.
const BEFORE: [Explained; 9] = [
    ("cell", "name of the cell, made of its values"),
    ("method", "name of the [[method]]"),
    ("loss", "loss ℓ that training minimises"),
    ("solver", "algorithm of the simulation"),
    (
        "simulation_method",
        "dense: trained on drawn data; sufficient, jacobi: drawn in law without data; mirrored: the same in pairs; lazy: trained in law on lazily drawn data",
    ),
    ("downsample", "whether majority samples were dropped first"),
    ("labels", "class counts fixed, or labels random"),
    ("d", "dimensions, round(δn)"),
    (
        "n_minority",
        "minority samples, round(π₊n); the expected number for random labels",
    ),
];

/// Behind them and the weight.
const AFTER: [Explained; 16] = [
    (
        "quantity",
        "what the following columns measure; errors are probabilities",
    ),
    (
        "status",
        "of the theory: converged, separable, interpolation_threshold, not_converged, no_finite_weight, no_effect, beyond_cap, jump",
    ),
    ("theory", "predicted limit n, d → ∞"),
    ("mean", "average over replicates"),
    ("se", "Monte-Carlo standard error of the mean"),
    ("lo", "lower end of the 95 % interval (Student's t)"),
    ("hi", "upper end"),
    (
        "known_shift",
        "by how much the mean of the larger class error exceeds the larger mean at this n",
    ),
    ("z", "(mean − theory − known_shift)/se"),
    (
        "verdict",
        "agree: |z| ≤ 2; tolerated: within the scenario's [verify]; disagree: beyond; empty where \
         α, γ or b of directions (separable) and of minimisers would be compared",
    ),
    (
        "replicates",
        "replicates in the mean; where they mirror each other, pairs",
    ),
    ("failures", "replicates that gave no classifier"),
    (
        "separable",
        "replicates whose data were separable: no minimiser; they count with the maximum-margin \
         direction, scaled to α = 1",
    ),
    (
        "separable_lo",
        "lower end of the 95 % interval (Wilson's) of the probability that data are separable",
    ),
    ("separable_hi", "upper end"),
    (
        "largest_residual",
        "largest relative residual a solver left",
    ),
];

/// How ρ came about, before ρ itself.
const WEIGHT_RULE: Explained = ("weight_rule", "how ρ was chosen; `fixed` for a number");

macro_rules! parameters_of_settings {
    ($($name:ident: $parameter:ident),*) => {
        const OF_SETTINGS: &[Parameter] = &[$(Parameter::$parameter),*];
    };
}
columns_of_parameters!(parameters_of_settings);

fn of(parameter: Parameter) -> Explained {
    (parameter.name(), parameter.entry().column)
}

/// Of `cells.csv`, in order.
pub(super) fn cells() -> Vec<Explained> {
    let mut all = BEFORE.to_vec();
    // Samples come before dimensions.
    all.insert(7, of(Parameter::N));
    all.extend(OF_SETTINGS.iter().map(|p| of(*p)));
    all.extend([WEIGHT_RULE, of(Parameter::WeightRatio)]);
    all.extend(AFTER);
    all
}

/// Of `differences.csv`, in order.
pub(super) const DIFFERENCES: [Explained; 13] = [
    (
        "reference",
        "name of the cell that the other is held against",
    ),
    (
        "cell",
        "name of the other, at the same values of all other axes",
    ),
    (
        "quantity",
        "what is subtracted: its value in `cell` less that in `reference`",
    ),
    ("n", "samples, the same ones for both"),
    ("theory", "predicted difference in the limit n, d → ∞"),
    ("mean", "average difference over replicates"),
    ("se", "Monte-Carlo standard error of the mean"),
    ("lo", "lower end of the 95 % interval (Student's t)"),
    ("hi", "upper end"),
    (
        "known_shift",
        "that of `cell` less that of `reference`, as in cells.csv",
    ),
    ("z", "(mean − theory − known_shift)/se"),
    (
        "verdict",
        "as in cells.csv; empty where either cell is not compared there",
    ),
    (
        "replicates",
        "replicates that gave both; where they mirror each other, pairs",
    ),
];

/// Of `trend.csv`, before those of the parameters.
const TREND_BEFORE: [Explained; 3] = [
    ("method", "name of the [[method]]"),
    (
        "series",
        "values of the axes other than n; parameters in columns of their own are those of the largest n",
    ),
    ("loss", "loss ℓ that training minimises"),
];

/// Behind the parameters, which are those of the largest n.
const TREND_AFTER: [Explained; 20] = [
    ("quantity", "what the following columns measure"),
    ("sizes", "values of n with both a mean and a prediction"),
    ("n_least", "smallest of them"),
    ("n_most", "largest of them"),
    (
        "theory",
        "predicted limit, at the δ and π₊ of the largest n",
    ),
    (
        "limit",
        "theory + offset, from the fit mean − theory = offset + c/n with theory at the δ and π₊ of each n",
    ),
    ("se", "standard error of the limit"),
    ("degrees", "degrees of freedom of se"),
    ("lo", "lower end of the limit's 95 % interval (Student's t)"),
    ("hi", "upper end"),
    (
        "simultaneous_lo",
        "lower end of the interval that decides: 99.5 % for all rows together (Bonferroni)",
    ),
    ("simultaneous_hi", "upper end"),
    ("c", "coefficient of 1/n"),
    ("c_lo", "lower end of its 95 % interval"),
    ("c_hi", "upper end"),
    ("covariance", "of limit and c"),
    ("chi2", "Σ (residual/se)² of the fit"),
    ("p", "P(a larger chi2 by chance) if c/n describes the means"),
    (
        "verdict",
        "agree: the simultaneous interval contains theory; disagree: it does not; not_linear: p is \
         too small for c/n; untested: no fit",
    ),
    ("failures", "replicates that gave no classifier, over all n"),
];

/// Of `trend.csv`, in order.
pub(super) fn trend() -> Vec<Explained> {
    let mut all = TREND_BEFORE.to_vec();
    all.extend(OF_SETTINGS.iter().map(|p| of(*p)));
    all.push(of(Parameter::WeightRatio));
    all.extend(TREND_AFTER);
    all
}
