//! What can be wrong in a scenario about groups, and how it is told.

use super::{MAP, METHODS, NOISE, SPURIOUS, read};
use crate::scenario::slip_table::{Slip, all_are_told};

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

const IN_METHODS: &[Slip] = &[
    (
        "ridge = 0.1\n",
        "ridge = -0.1\n",
        9,
        "training.ridge",
        &["value -0.1"],
    ),
    (
        "ridge = 0\n",
        "ridge = -1\n",
        24,
        "method[1].ridge",
        &["value -1"],
    ),
    (
        "ridge = 0.1\n[simulation]\nn = 400\nreplicates = 20\n[vary]\n",
        "[simulation]\nn = 400\nreplicates = 20\n[vary]\nridge = [0, 1]\n",
        24,
        "method[1].ridge",
        &[
            "is set by this method and varied in [vary]",
            "remove one of the two, or ridge from [vary]",
        ],
    ),
    (
        "name = \"half\"",
        "name = \"square\"",
        26,
        "method[2].name",
        &["tells no method apart", "no other method has"],
    ),
    (
        "name = \"half\"",
        "name = \" \"",
        26,
        "method[2].name",
        &["tells no method apart"],
    ),
    (
        "name = \"half\"\n",
        "",
        25,
        "method[2]",
        &["missing", "name"],
    ),
    (
        "name = \"half\"",
        "name = \"ha\\u0007lf\"",
        26,
        "method[2].name",
        &["u{7}"],
    ),
    (
        "weights = \"generalised_thumb\"",
        "weights = \"thumb\"",
        23,
        "method[1].weights",
        &["thumb", "\"generalised_thumb\""],
    ),
    (
        "weights = \"generalised_thumb\"",
        "weights = \"downsampled\"",
        23,
        "method[1].weights",
        &["trains on other samples"],
    ),
    (
        "weights = \"generalised_thumb\"",
        "weights = [1, 2]",
        23,
        "method[1].weights",
        &["2 weights for 4"],
    ),
    (
        "weight_strength = 0.5",
        "weight_strength = 11",
        29,
        "method[2].weight_strength",
        &["value 11", "−10 to 10"],
    ),
    (
        "loss = \"huber\"\n",
        "",
        27,
        "method[2].huber_threshold",
        &["does not go with the loss `square`"],
    ),
    (
        "loss = \"huber\"",
        "loss = \"huber\"\nsolver = \"sgd\"",
        28,
        "method[2].solver",
        &["is an unknown key", "those of groups do not: remove it"],
    ),
    (
        "loss = \"huber\"",
        "loss = \"huber\"\nweight_strenght = 1",
        28,
        "method[2].weight_strenght",
        &["did you mean `weight_strength`?"],
    ),
    (
        "y = [\"worst_group_error\"]",
        "y = [\"worst_group_error\"]\nmark = [\"inverse_prior\"]",
        18,
        "figure.mark",
        &["x is none"],
    ),
    (
        "correlation = [0, 0.6]",
        "correlation = [0, 0.6]\ndelta = [0.1, 0.2]",
        7,
        "training.delta",
        &["is set here and varied"],
    ),
];

/// Good scenarios, each with its slips.
pub(super) const ALL: [(&str, &[Slip]); 4] = [
    (SPURIOUS, IN_SPURIOUS),
    (NOISE, IN_NOISE),
    (MAP, IN_MAP),
    (METHODS, IN_METHODS),
];

#[test]
fn every_fault_is_named_where_it_stands() {
    for (good, slips) in ALL {
        all_are_told(good, slips, |text| {
            let error = read(text).expect_err(text);
            assert!(error.allowed.is_some() || error.help.is_some(), "{error}");
            error
        });
    }
}

/// What is advised is accepted when it is done.
#[test]
fn an_axis_that_is_fixed_moves_to_where_it_varies() {
    let idle = SPURIOUS
        .replace("[vary]\nweight_strength = [0, 1, 1.5]\n", "")
        .replace("mark = [\"generalised_thumb\"]\n", "");
    for (parameter, line, table) in [
        ("delta", "delta = 0.2\n", "[training]"),
        ("correlation", "correlation = 0.6\n", "[model]"),
    ] {
        let text = idle.replace("\"weight_strength\"", &format!("\"{parameter}\""));
        let said = read(&text).unwrap_err().to_string();
        let advice = format!("nothing varies: move {parameter} from {table} to [vary]");
        assert!(said.contains(&advice), "{said}");
        let moved = text.replace(line, "").replace(
            "[figure]",
            &format!("[vary]\n{parameter} = [0.1, 0.3]\n[figure]"),
        );
        assert_eq!(read(&moved).unwrap().cells.len(), 2);
    }
    let noisy = NOISE
        .replace(
            "[vary]\nnoise_ratio = { from = 0.5, to = 2, points = 3, scale = \"log\" }\n",
            "",
        )
        .replace("weight_strength = [0, 1]\n", "")
        .replace("mean = [2.0]", "mean = [2.0]\nnoise = 1.3");
    let said = read(&noisy).unwrap_err().to_string();
    assert!(
        said.contains("take noise out of the group with label 1"),
        "{said}"
    );
    let moved = noisy
        .replace("noise = 1.3\n", "")
        .replace("[figure]", "[vary]\nnoise_ratio = [1, 2]\n[figure]");
    assert_eq!(read(&moved).unwrap().cells.len(), 2);
}

/// What a slip is told is of scenarios about groups, not of two classes.
#[test]
fn slips_are_told_in_the_words_of_groups() {
    for (from, to, said) in [
        ("n = 400", "n = \"400\"", "write 400"),
        (
            "correlation = 0.6",
            "corelation = 0.6",
            "did you mean `correlation`?",
        ),
        (
            "correlation = 0.6",
            "correlation = \"strong\"",
            "a number: in (−1, 1)",
        ),
        (
            "n = 400",
            "n = 400\nridge = 0.1",
            "`ridge` belongs in [training], or in [vary] to let it vary",
        ),
        (
            "n = 400",
            "n = 400\nmean = [1]",
            "`mean` belongs in a [[group]]",
        ),
        (
            "n = 400",
            "n = 400\nloss = \"hinge\"",
            "`loss` belongs in [training]",
        ),
        ("delta = 0.2", "delta = true", "a number"),
        ("[0, 1, 1.5]", "1.5", "a list"),
        ("y = [", "y = [1, ", "group_errors"),
    ] {
        assert!(SPURIOUS.contains(from), "{from}");
        let error = read(&SPURIOUS.replacen(from, to, 1))
            .unwrap_err()
            .to_string();
        assert!(error.contains(said), "{to}: {error}");
        for of_two_classes in ["i64", "minority", "vanishing", "weight_ratio", "[[method]]"] {
            assert!(!error.contains(of_two_classes), "{to}: {error}");
        }
    }
}

/// No complaint names a type of this program, or asks to write what is there.
#[test]
fn complaints_are_about_the_file() {
    for (from, to) in [
        ("label = 1\n", "label = 99999999999999999999\n"),
        ("label = 1\n", "label = \"one\"\n"),
        ("mean = [2.0]", "mean = [2.0, \"a\"]"),
        ("mean = [2.0]", "mean = 2"),
        ("theory_points = 5", "theory_points = \"a\""),
        ("[vary]", "[vary]\ncorrelation = [\"a\"]"),
        ("[figure]", "[figure]\nmark = \"all\""),
    ] {
        let text = NOISE.replacen(from, to, 1);
        let said = read(&text).unwrap_err().to_string();
        let last = said.lines().next().unwrap();
        for rust in [
            "i64",
            "i128",
            "u64",
            "usize",
            "f64",
            "struct",
            "Raw",
            "see below",
            "[\"a\"]",
        ] {
            let shown = said
                .lines()
                .filter(|line| !line.contains(to.lines().last().unwrap()));
            assert!(
                shown.clone().all(|line| !line.contains(rust)),
                "{rust} in {said}"
            );
        }
        assert!(
            !last.contains("integer `99999999999999999999` as"),
            "{said}"
        );
    }
}

/// Three hundred digits name no cell.
#[test]
fn cells_of_tiny_values_have_short_names() {
    let plan = read(&SPURIOUS.replace("[0, 1, 1.5]", "[1e-300, 1]")).unwrap();
    assert_eq!(plan.cells[0].id, "weight_strength=1e-300");
}
