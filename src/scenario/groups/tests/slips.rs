//! Slips in good scenarios about groups, and what is said of each.

use super::method_slips::IN_METHODS;
use super::{MAP, METHODS, NOISE, SPURIOUS};
use crate::scenario::slip_table::Slip;

/// Good scenarios, each with its slips.
pub(super) const ALL: [(&str, &[Slip]); 4] = [
    (SPURIOUS, IN_SPURIOUS),
    (NOISE, IN_NOISE),
    (MAP, IN_MAP),
    (METHODS, IN_METHODS),
];

const IN_SPURIOUS: &[Slip] = &[
    ("= 0.6", "= 1.0", 6, "model.correlation", &["1"]),
    ("correlation = 0.6\n", "", 2, "model", &["correlation"]),
    (
        "\"inverse_prior\"",
        "[1, 2]",
        9,
        "training.weights",
        &["2 weights for 4"],
    ),
    (
        "\"inverse_prior\"",
        "[1, 2, -3, 1]",
        9,
        "training.weights",
        &["-3"],
    ),
    (
        "\"inverse_prior\"",
        "\"inverse\"",
        9,
        "training.weights",
        &["inverse"],
    ),
    (
        "\"inverse_prior\"",
        "\"downsampled\"",
        9,
        "training.weights",
        &["samples"],
    ),
    (
        "[0, 1, 1.5]",
        "[0, 11]",
        14,
        "vary.weight_strength",
        &["11"],
    ),
    (
        "[0, 1, 1.5]",
        "[0, 1]\ndelta = [0.2]",
        8,
        "training.delta",
        &["varied"],
    ),
    (
        "weight_strength = [0",
        "noise_ratio = [1",
        14,
        "vary.noise_ratio",
        &["noise"],
    ),
    ("n = 400", "n = 4", 11, "simulation.n", &["2 coordinates"]),
    (
        "n = 400",
        "n = 400\nmethod = \"jacobi\"",
        12,
        "simulation.method",
        &["process"],
    ),
    (
        "x = \"weight",
        "x = \"delta\" #",
        16,
        "figure.x",
        &["delta"],
    ),
    ("y = [", "y = [\"alpha\", ", 17, "figure.y", &["alpha"]),
    (
        "\"inverse_prior\"",
        "\"invers_prior\"",
        9,
        "training.weights",
        &["did you mean `inverse_prior`?", "\"generalised_thumb\""],
    ),
    (
        "\"inverse_prior\"",
        "[1, 1e-50, -1e-300, 1]",
        9,
        "training.weights",
        &["the weight -1e-300\n"],
    ),
    (
        "[figure]\n",
        "[figure]\nx_range = [5, 6]\n",
        16,
        "figure.x_range",
        &["[5, 6] shows nothing", "from 0 to 1.5"],
    ),
    (
        "[vary]\nweight_strength = [0, 1, 1.5]\n",
        "",
        14,
        "figure.x",
        &["nothing varies: add [vary] with weight_strength"],
    ),
    (
        "weight_strength = [0, 1, 1.5]",
        "n = [100, 200]",
        14,
        "vary.n",
        &[
            "`n` does not vary in scenarios about groups",
            "in [simulation]",
        ],
    ),
    (
        "n = 400",
        "n = 400\nmethod = \"lzy\"",
        12,
        "simulation.method",
        &[
            "\"auto\", \"dense\", \"sufficient\", \"lazy\"\n",
            "did you mean `lazy`?",
        ],
    ),
    (
        "[training]",
        "[[training]]",
        7,
        "training[0]",
        &["is a list, where a table"],
    ),
    ("delta = 0.2", "", 7, "training.delta", &["no value"]),
    (
        "[figure]",
        "[map]\nx = { parameter = \"delta\", from = 0.1, to = 1, points = 3 }\ny = { parameter = \"ridge\", from = 0, to = 1, points = 3 }\n[figure]",
        15,
        "map",
        &["[vary]"],
    ),
    (
        "y = [\"group_errors\"",
        "y = [\"group_errors\", \"group_errors\"",
        17,
        "figure.y",
        &["twice"],
    ),
    (
        "[vary]",
        "[precision]\nfirst = 20\n[vary]",
        13,
        "precision",
        &["how precise", "standard_error"],
    ),
];

const WITHOUT_SIMULATION: Slip = (
    "[vary]",
    "[precision]\nstandard_error = 0.01\n[vary]",
    5,
    "precision",
    &["no [simulation]"],
);

const IN_NOISE: &[Slip] = &[
    WITHOUT_SIMULATION,
    (
        "[training]",
        "[model]\nsignal = 1.0\nminority_prior = 0.2\n[training]",
        2,
        "model",
        &["stands beside [[group]]", "remove [model]"],
    ),
    (
        "[training]",
        "[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.0\n[training]",
        2,
        "model",
        &["stands beside [[group]]"],
    ),
    (
        "x = \"noise_ratio\"",
        "x = \"correlation\"",
        9,
        "figure.x",
        &["which this population has not"],
    ),
    (
        "weights = { rare = 4, common = 1 }\n[vary]\nnoise_ratio = { from = 0.5, to = 2, points = 3, scale = \"log\" }\nweight_strength = [0, 1]",
        "weights = { rare = 1e60, common = 1 }\n[vary]\nnoise_ratio = [0.5, 1, 2]\nweight_strength = [0, 6]",
        7,
        "vary.weight_strength",
        &["value 6", "weights to that power"],
    ),
    (
        "label = 1\n",
        "label = 99999999999999999999\n",
        14,
        "group[0].label",
        &["1 or −1"],
    ),
    (
        "mean = [2.0]",
        "mean = [\"two\"]",
        16,
        "group[0].mean",
        &["1 to 64 numbers"],
    ),
    (
        "prior = 0.2",
        "prior = -1e-300",
        15,
        "group[0].prior",
        &["= -1e-300 is out"],
    ),
    (
        "prior = 0.2",
        "prior = 1e-30",
        20,
        "group[1].prior",
        &["have 1e-30, 0.8"],
    ),
    (
        "[[group]]\nname = \"common\"\nlabel = -1\nprior = 0.8\nmean = [-2.0]\n",
        "",
        12,
        "group[0]",
        &["is the only group", "2 to 64"],
    ),
    (
        "common = 1",
        "commn = 1",
        4,
        "training.weights",
        &["\"commn\", which names no", "did you mean \"common\"?"],
    ),
    (", common = 1", "", 4, "training.weights", &["common"]),
    (
        "prior = 0.8",
        "prior = 0.7",
        20,
        "group[1].prior",
        &["0.899"],
    ),
    ("label = -1", "label = 1", 19, "group[1].label", &["1"]),
    (
        "[-2.0]",
        "[-2.0, 1.0]",
        21,
        "group[1].mean",
        &["2 coordinates"],
    ),
    ("from = 0.5", "from = 0.0", 6, "vary.noise_ratio", &["0"]),
    (
        "noise_ratio = {",
        "correlation = {",
        6,
        "vary.correlation",
        &["correlation"],
    ),
    (
        "mean = [2.0]",
        "mean = [2.0]\nnoise = 1.3",
        17,
        "group[0].noise",
        &["noise_ratio varies it"],
    ),
    (
        "name = \"rare\"",
        "name = \"ra\\u0007re\"",
        13,
        "group[0].name",
        &["u{7}"],
    ),
];

const IN_MAP: &[Slip] = &[
    (
        "[map]",
        "[precision]\nstandard_error = 0.01\n[map]",
        8,
        "precision",
        &["[map]", "theory alone"],
    ),
    ("to = 0.9", "to = 1.0", 10, "map.x", &["1"]),
    ("\"correlation\"", "\"ridge\"", 2, "model", &["correlation"]),
    (
        "[map]",
        "[[method]]\nname = \"a\"\n[map]",
        10,
        "map",
        &["stands beside [[method]]", "as [training] says"],
    ),
];
