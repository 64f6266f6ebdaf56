//! What the columns of the tables mean.

/// (column, meaning with unit or range) of `cells.csv`, in order.
pub(super) const CELLS: [(&str, &str); 28] = [
    ("cell", "name of the cell, made of its values"),
    ("method", "name of the [[method]]"),
    ("loss", "loss ℓ that training minimises"),
    ("solver", "algorithm of the simulation"),
    ("downsample", "whether majority samples were dropped first"),
    ("labels", "class counts fixed, or labels random"),
    ("n", "samples"),
    ("d", "dimensions, round(δn)"),
    (
        "n_minority",
        "minority samples, round(π₊n); the expected number for random labels",
    ),
    ("delta", "δ = d/n as realised"),
    ("minority_prior", "π₊ as realised"),
    (
        "signal",
        "s = ‖μ‖, in units of the noise's standard deviation",
    ),
    ("ridge", "r"),
    ("weight_rule", "how ρ was chosen; `fixed` for a number"),
    (
        "weight_ratio",
        "ρ = ω₊/ω₋; empty where the rule gives no finite weight",
    ),
    (
        "quantity",
        "what the following columns measure; errors are probabilities",
    ),
    (
        "status",
        "of the theory: converged, interpolation_threshold, not_converged, no_finite_weight",
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
        "agree: |z| ≤ 2; tolerated: within the scenario's [verify]; disagree: beyond",
    ),
    ("replicates", "replicates in the mean"),
    ("failures", "replicates that gave no classifier"),
    (
        "largest_residual",
        "largest relative residual a solver left",
    ),
];
