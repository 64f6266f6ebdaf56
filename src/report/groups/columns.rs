//! What the columns of `cells.csv` of a run about groups mean.

/// Every column, in order.
#[rustfmt::skip]
pub(super) const CELL_COLUMNS: [(&str, &str); 29] = [
    ("cell", "name of the cell, made of its values"),
    ("method", "name of the method; no column where the scenario names none"),
    ("loss", "loss ℓ that training minimises; the same"),
    ("n", "samples of a training set; empty without simulation"),
    ("d", "dimensions, round(δn); empty without simulation"),
    ("delta", "aspect ratio δ = d/n, as realised"),
    ("ridge", "ridge strength r"),
    ("correlation", "c of a label with a spurious attribute; empty of other populations"),
    ("noise_ratio", "σ₊/σ₋ of two groups; empty of other populations"),
    ("weight_rule", "the rule of the weights, or given"),
    ("weight_strength", "t: groups count ω_g^t"),
    ("weights", "ω_g^t of every group, in the population's order; empty where the rule has none"),
    ("quantity", "what the following columns measure; errors are probabilities"),
    ("group", "the group of an error, or the coordinate of a projection, from 1 on"),
    ("prior", "π_g of that group, as realised"),
    ("status", "how theory came to its value, or why there is none"),
    ("theory", "predicted limit n, d → ∞"),
    ("mean", "average over replicates"),
    ("se", "Monte-Carlo standard error of the mean"),
    ("lo", "lower end of the 95 % interval (Student's t)"),
    ("hi", "upper end"),
    ("known_shift", "by how much the mean of the largest error exceeds the largest mean error at this n"),
    ("z", "(mean − theory − known_shift)/se"),
    ("verdict", "agree: |z| ≤ 2; tolerated: within the scenario's [verify]; disagree: beyond"),
    ("length", "√(α² + b²) of theory: what shifts of α, projections and b are counted in"),
    ("replicates", "replicates in the mean"),
    ("failures", "replicates that gave no classifier"),
    ("separable", "replicates whose data were separable: they count with the maximum-margin direction, scaled to α = 1"),
    ("simulation_method", "dense: trained on drawn data; sufficient: drawn in law without data; lazy: trained in law on lazily drawn data"),
];

#[cfg(test)]
mod tests {
    use super::CELL_COLUMNS;
    use crate::report::groups::GroupCellRow;
    use crate::report::schema::columns;

    /// None is forgotten, and none is told that is not there.
    #[test]
    fn every_column_is_explained() {
        let columns = columns::<GroupCellRow>().unwrap();
        let names = columns.iter().map(|column| column.name);
        let explained = CELL_COLUMNS.iter().map(|(name, _)| *name);
        assert!(names.eq(explained));
    }
}
