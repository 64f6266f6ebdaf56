//! One `check` tells all that is wrong, whatever table it stands in.

use thumbscale::scenario::{Overrides, ScenarioErrors};
use thumbscale::sweep::examine;

/// A key, a value that it may have, and one that it may not.
type Key = (&'static str, &'static str, &'static str);

struct Table {
    /// What else the scenario has.
    before: &'static str,
    heading: &'static str,
    keys: &'static [Key],
    after: &'static str,
}

const MODEL: &str = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2\n";
const SIMULATED: &str = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2\n[training]\n\
                         delta = 0.2\n[vary]\nweight_ratio = [1, 4]\n[simulation]\nn = 100\n\
                         replicates = 30\n";
const OF_A_MAP: &str = "name = \"t\"\n[model]\nsignal = 1\n[simulation]\nn = 100\nreplicates = 4\n";

const TABLES: &[Table] = &[
    Table {
        before: "",
        heading: "",
        keys: &[
            ("name", "\"t\"", "\"../t\""),
            ("title", "\"T\"", "\"a\\u0007\""),
            ("seed", "1", "-1"),
        ],
        after: "[model]\nminority_prior = 0.2\nsignal = 2\n[training]\ndelta = 0.2\n\
                weight_ratio = 4\n",
    },
    Table {
        before: "name = \"t\"\n[training]\ndelta = 0.2\nweight_ratio = 4\n",
        heading: "[model]",
        keys: &[
            ("minority_prior", "0.2", "0.7"),
            ("signal", "2", "-2"),
            ("labels", "\"random\"", "\"rndom\""),
        ],
        after: "",
    },
    Table {
        before: MODEL,
        heading: "[training]",
        keys: &[
            ("loss", "\"huber\"", "\"hubr\""),
            ("huber_threshold", "1", "-1"),
            ("margin_scale", "[1, 2]", "[0, 1]"),
            ("margin_shift", "[0.1, 0.2]", "[1, 2, 3]"),
            ("delta", "0.2", "0"),
            ("weight_ratio", "4", "-4"),
            ("ridge", "0.1", "-0.1"),
        ],
        after: "",
    },
    Table {
        before: "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2\n[training]\ndelta = 0.2\n\
                 weight_ratio = 4\n",
        heading: "[simulation]",
        keys: &[
            ("n", "100", "1"),
            ("replicates", "30", "1"),
            ("method", "\"dense\"", "\"dens\""),
        ],
        after: "",
    },
    Table {
        before: SIMULATED,
        heading: "[precision]",
        keys: &[
            ("quantities", "[\"alpha\"]", "[]"),
            ("standard_error", "0.001", "0"),
            ("relative_standard_error", "0.01", "-0.01"),
            ("first", "20", "5"),
            ("batch", "5", "0"),
        ],
        after: "",
    },
    Table {
        before: "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2\n[training]\ndelta = 0.2\n\
                 weight_ratio = 4\n[simulation]\nreplicates = 30\n",
        heading: "[finite_size]",
        keys: &[
            (
                "samples",
                "{ from = 100, doublings = 3 }",
                "{ from = 1, doublings = 3 }",
            ),
            ("quantities", "[\"alpha\"]", "[\"worst_class_error\"]"),
        ],
        after: "",
    },
    Table {
        before: SIMULATED,
        heading: "[paired]",
        keys: &[
            ("reference", "{ weight_ratio = 1 }", "{ weight_ratio = 99 }"),
            ("quantities", "[\"alpha\"]", "[\"alpha\", \"alpha\"]"),
        ],
        after: "",
    },
    Table {
        before: "name = \"t\"\n[simulation]\nreplicates = 4\n",
        heading: "[vary]",
        keys: &[
            ("n", "[100, 200]", "[1, 200]"),
            ("minority_prior", "[0.1, 0.2]", "[0.1, 0.7]"),
            ("signal", "[1, 2]", "[1, -2]"),
            ("ridge", "[0, 0.1]", "[-0.1]"),
            ("delta", "[0.1, 0.2]", "[0, 0.2]"),
            ("weight_ratio", "[1, 4]", "[1, 1]"),
        ],
        after: "",
    },
    Table {
        before: "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2\n[training]\ndelta = 0.2\n",
        heading: "[[method]]",
        keys: &[
            ("name", "\"a\"", "\"\""),
            ("loss", "\"logistic\"", "\"logistc\""),
            ("margin_scale", "[1, 2]", "[1, 0]"),
            ("margin_shift", "[0.1, 0.2]", "[nan, 1]"),
            ("weight_ratio", "4", "\"pior_ratio\""),
            ("ridge", "0.1", "-1"),
            ("solver", "\"direct\"", "\"adam\""),
        ],
        after: "",
    },
    Table {
        before: "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2\n[vary]\ndelta = [0.1, 0.2]\n\
                 weight_ratio = [1, 4]\n",
        heading: "[figure]",
        keys: &[
            ("kind", "\"lines\"", "\"lnes\""),
            ("x", "\"weight_ratio\"", "\"signal\""),
            ("y", "[\"error_minority\"]", "[]"),
            ("x_label", "\"x\"", "\"x\\u0007\""),
            ("y_label", "\"y\"", "\"y\\u0007\""),
            ("x_scale", "\"log\"", "\"lg\""),
            ("y_scale", "\"log\"", "\"lg\""),
            ("x_range", "[1, 2]", "[2, 1]"),
            ("y_range", "[0.1, 0.2]", "[0.2, 0.1]"),
            ("theory_points", "10", "1"),
            ("theory_range", "[1, 4]", "[4, 1]"),
            ("mark", "[\"prior_ratio\"]", "[\"pior_ratio\"]"),
            ("mark_worst_class_error", "true", "3"),
            ("width", "120", "10"),
            ("font_size", "8", "100"),
            ("colour_map", "\"cividis\"", "\"cividi\""),
            ("title", "\"T\"", "\"\\u0007\""),
            ("svg_text", "\"text\"", "\"txt\""),
        ],
        after: "",
    },
    Table {
        before: OF_A_MAP,
        heading: "[map]",
        keys: &[
            ("value", "\"gain\"", "\"gian\""),
            ("quantity", "\"error_minority\"", "\"alpha\""),
            ("rule", "\"equal_error\"", "-1"),
            ("over", "\"prior_ratio\"", "\"pior_ratio\""),
            ("boundaries", "[\"separability\"]", "[\"separablity\"]"),
            ("contours", "[0.1]", "[nan]"),
            ("x_label", "\"x\"", "\"x\\u0007\""),
            ("y_label", "\"y\"", "\"y\\u0007\""),
            ("value_label", "\"v\"", "\"v\\u0007\""),
            ("colour_range", "[-1, 1]", "[1, -1]"),
            ("colour_scale", "\"linear\"", "\"linar\""),
            (
                "x",
                "{ parameter = \"delta\", from = 0.1, to = 1, points = 3 }",
                "{ parameter = \"delta\", from = 0.1, to = 1, points = 1 }",
            ),
            (
                "y",
                "{ parameter = \"minority_prior\", from = 0.1, to = 0.5, points = 3 }",
                "{ parameter = \"minority_prior\", from = 0.5, to = 0.1, points = 3 }",
            ),
            (
                "panels",
                "{ parameter = \"ridge\", values = [0, 0.1] }",
                "{ parameter = \"ridge\", values = [0.1, 0.1] }",
            ),
            (
                "overlay",
                "{ x = [0.25, 0.5], y = [0.25, 0.5] }",
                "{ x = [7], y = [0.25, 0.5] }",
            ),
        ],
        after: "",
    },
    Table {
        before: "name = \"t\"\n[model]\nsignal = 1\n",
        heading: "[map]",
        keys: &[
            ("value", "\"winner\"", "\"winer\""),
            ("quantity", "\"error_minority\"", "\"alpha\""),
            ("rules", "[\"prior_ratio\", 3]", "[3, 3]"),
            ("tolerance", "0.01", "1"),
            ("boundaries", "[\"category\"]", "[\"categry\"]"),
            ("refine", "8", "3"),
            (
                "x",
                "{ parameter = \"delta\", from = 0.1, to = 1, points = 3 }",
                "{ parameter = \"n\", from = 0.1, to = 1, points = 3 }",
            ),
            (
                "y",
                "{ parameter = \"minority_prior\", from = 0.1, to = 0.5, points = 3 }",
                "{ parameter = \"minority_prior\", from = 0.1, to = 0.6, points = 3 }",
            ),
        ],
        after: "",
    },
    Table {
        before: SIMULATED,
        heading: "[verify]",
        keys: &[
            ("finite_size", "2", "-1"),
            ("max_z", "3", "nan"),
            ("min_share", "0.5", "1.5"),
        ],
        after: "",
    },
];

const SPURIOUS: &str = "name = \"t\"\n[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
                        spurious_signal = 1.0\n";
const TWO_GROUPS: &str = "[[group]]\nname = \"rare\"\nlabel = 1\nprior = 0.2\nmean = [2.0, 0.0]\n\
                          [[group]]\nname = \"common\"\nlabel = -1\nprior = 0.8\nmean = [-2.0, 1.0]\n";

/// Those of scenarios about groups.
const TABLES_OF_GROUPS: &[Table] = &[
    Table {
        before: "",
        heading: "",
        keys: &[
            ("name", "\"t\"", "\"../t\""),
            ("title", "\"T\"", "\"a\\u0007\""),
            ("seed", "1", "-1"),
        ],
        after: "[model]\nkind = \"spurious_correlation\"\ncore_signal = 1\nspurious_signal = 1\n\
                correlation = 0.5\n[training]\ndelta = 0.2\n",
    },
    Table {
        before: "name = \"t\"\n[training]\ndelta = 0.2\n",
        heading: "[model]",
        keys: &[
            ("kind", "\"spurious_correlation\"", "\"spurious\""),
            ("core_signal", "1.5", "-1.5"),
            ("spurious_signal", "1", "nan"),
            ("correlation", "0.6", "1"),
            ("positive_prior", "0.4", "0"),
        ],
        after: "",
    },
    Table {
        before: "name = \"t\"\n[training]\ndelta = 0.2\nweights = { rare = 4, common = 1 }\n\
                 [[group]]\nname = \"common\"\nlabel = -1\nprior = 0.8\nmean = [-2.0, 1.0]\n",
        heading: "[[group]]",
        keys: &[
            ("name", "\"rare\"", "\"common\""),
            ("label", "1", "0"),
            ("prior", "0.2", "1.2"),
            ("mean", "[1, 2]", "[1, 2, 3]"),
            ("noise", "2", "0"),
        ],
        after: "",
    },
    Table {
        before: "name = \"t\"\n[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
                 spurious_signal = 1.0\ncorrelation = 0.6\n",
        heading: "[training]",
        keys: &[
            ("loss", "\"huber\"", "\"hubr\""),
            ("huber_threshold", "1", "-1"),
            ("margin_scale", "[1, 2]", "[0, 1]"),
            ("margin_shift", "[0.1, 0.2]", "[1, 2, 3]"),
            ("weights", "[1, 7, 7, 1]", "[1, 7]"),
            ("delta", "0.2", "0"),
            ("ridge", "0.1", "-0.1"),
            ("weight_strength", "0.5", "11"),
        ],
        after: "",
    },
    Table {
        before: "name = \"t\"\n[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
                 spurious_signal = 1.0\ncorrelation = 0.6\n[training]\ndelta = 0.2\n\
                 [[method]]\nname = \"plain\"\n",
        heading: "[[method]]",
        keys: &[
            ("name", "\"other\"", "\"plain\""),
            ("loss", "\"huber\"", "\"hubr\""),
            ("huber_threshold", "1", "-1"),
            ("margin_scale", "[1, 2]", "[0, 1]"),
            ("margin_shift", "[0.1, 0.2]", "[1, 2, 3]"),
            ("weights", "[1, 7, 7, 1]", "[1, 7]"),
            ("ridge", "0.1", "-0.1"),
            ("weight_strength", "0.5", "11"),
        ],
        after: "",
    },
    Table {
        before: "name = \"t\"\n[training]\ndelta = 0.2\n",
        heading: "[simulation]",
        keys: &[
            ("n", "100", "1"),
            ("replicates", "30", "1"),
            ("method", "\"dense\"", "\"jacobi\""),
            ("labels", "\"random\"", "\"rndom\""),
        ],
        after: TWO_GROUPS,
    },
    Table {
        before: "name = \"t\"\n[training]\ndelta = 0.2\n[simulation]\nn = 100\nreplicates = 30\n",
        heading: "[precision]",
        keys: &[
            ("quantities", "[\"group_errors\"]", "[]"),
            ("standard_error", "0.001", "0"),
            ("relative_standard_error", "0.01", "-0.01"),
            ("first", "20", "5"),
            ("batch", "5", "0"),
        ],
        after: TWO_GROUPS,
    },
    Table {
        before: SPURIOUS,
        heading: "[vary]",
        keys: &[
            ("correlation", "[0, 0.5]", "[0.5, 1]"),
            ("delta", "[0.1, 0.2]", "[0, 0.2]"),
            ("ridge", "[0, 0.1]", "[-0.1]"),
            ("weight_strength", "[0, 1]", "[1, 1]"),
        ],
        after: "",
    },
    Table {
        before: "name = \"t\"\n[training]\ndelta = 0.2\n",
        heading: "[vary]",
        keys: &[
            ("noise_ratio", "[1, 2]", "[0, 1]"),
            (
                "weight_strength",
                "{ from = 0, to = 1, points = 5 }",
                "{ from = 1, to = 0, points = 5 }",
            ),
        ],
        after: TWO_GROUPS,
    },
    Table {
        before: "name = \"t\"\n[training]\ndelta = 0.2\n[vary]\nweight_strength = [0, 1]\n",
        heading: "[figure]",
        keys: &[
            ("x", "\"weight_strength\"", "\"delta\""),
            ("y", "[\"group_errors\"]", "[]"),
            ("x_label", "\"x\"", "\"x\\u0007\""),
            ("y_label", "\"y\"", "\"y\\u0007\""),
            ("x_scale", "\"linear\"", "\"lg\""),
            ("y_scale", "\"log\"", "\"lg\""),
            ("x_range", "[0, 1]", "[2, 1]"),
            ("y_range", "[0.1, 0.2]", "[0.2, 0.1]"),
            ("theory_points", "10", "1"),
            ("mark", "[\"inverse_prior\"]", "[\"downsampled\"]"),
            ("width", "120", "10"),
            ("font_size", "8", "100"),
            ("title", "\"T\"", "\"\\u0007\""),
            ("svg_text", "\"text\"", "\"txt\""),
        ],
        after: TWO_GROUPS,
    },
    Table {
        before: SPURIOUS,
        heading: "[map]",
        keys: &[
            ("quantity", "\"balanced_error\"", "\"group_errors\""),
            ("gain_over", "\"inverse_prior\"", "\"downsampled\""),
            ("threshold", "\"min_average\"", "\"equal_error\""),
            ("gain_over_threshold", "\"none\"", "\"cost\""),
            ("contours", "[0.1]", "[nan]"),
            ("value_label", "\"v\"", "\"v\\u0007\""),
            (
                "x",
                "{ parameter = \"delta\", from = 0.1, to = 1, points = 3 }",
                "{ parameter = \"delta\", from = 0.1, to = 1, points = 1 }",
            ),
            (
                "y",
                "{ parameter = \"correlation\", from = 0, to = 0.5, points = 3 }",
                "{ parameter = \"correlation\", from = 0, to = 1, points = 3 }",
            ),
        ],
        after: "",
    },
    Table {
        before: "name = \"t\"\n[training]\ndelta = 0.2\n[simulation]\nn = 100\nreplicates = 30\n",
        heading: "[verify]",
        keys: &[
            ("finite_size", "2", "-1"),
            ("max_z", "3", "nan"),
            ("min_share", "0.5", "1.5"),
        ],
        after: TWO_GROUPS,
    },
];

fn text(table: &Table, value: &dyn Fn(&Key) -> String) -> String {
    let lines: Vec<String> = table
        .keys
        .iter()
        .map(|key| format!("{} = {}\n", key.0, value(key)))
        .collect();
    format!(
        "{}{}\n{}{}",
        table.before,
        table.heading,
        lines.concat(),
        table.after
    )
}

fn every(text: &str) -> ScenarioErrors {
    examine(text, "t.toml", Overrides::default()).expect_err(text)
}

/// Each key of a table is wrong at once; as many errors are told, in the order of their lines.
fn all_are_told(value: &dyn Fn(&Key) -> String, how: &str) {
    let mut wrong = Vec::new();
    for table in TABLES.iter().chain(TABLES_OF_GROUPS) {
        let good = text(table, &|key| key.1.to_owned());
        if let Err(error) = examine(&good, "t.toml", Overrides::default()) {
            panic!("{good}\n{:?}", error.named);
        }
        let bad = text(table, value);
        let found = every(&bad);
        let depth = usize::from(!table.heading.is_empty());
        let told: Vec<&str> = found
            .named
            .iter()
            .map(|error| error.key.split('.').nth(depth).unwrap_or_default())
            .collect();
        let expected: Vec<&str> = table.keys.iter().map(|key| key.0).collect();
        if told != expected || found.more > 0 {
            let said: Vec<String> = found.named.iter().map(ToString::to_string).collect();
            let heading = table.heading;
            wrong.push(format!("{heading} {how}: {told:?}\n{}", said.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn each_key_of_each_table_out_of_range_is_told() {
    all_are_told(&|key| key.2.to_owned(), "out of range");
}

#[test]
fn each_key_of_each_table_of_the_wrong_type_is_told() {
    let other = |key: &Key| match key.1 {
        "true" | "false" => "3".to_owned(),
        _ => "true".to_owned(),
    };
    all_are_told(&other, "of another type");
}

/// One error in every table that a scenario without a map can have.
#[test]
fn one_error_in_every_table_is_told() {
    let bad = "name = \"t\"\nseed = -1\n[model]\nminority_prior = 0.7\nsignal = 2\n[training]\n\
               delta = 0.2\nridge = -1\n[simulation]\nn = 1000\nreplicates = 1\n[precision]\n\
               standard_error = 0\n[paired]\nreference = { weight_ratio = 99 }\n[vary]\n\
               weight_ratio = [1, 4, 4]\n[[method]]\nname = \"a\"\nsolver = \"adam\"\n[figure]\n\
               x = \"delta\"\ny = [\"error_minority\"]\n[verify]\nmax_z = -1\n";
    let found = every(bad);
    let keys: Vec<&str> = found.named.iter().map(|error| error.key.as_str()).collect();
    let expected = [
        "seed",
        "model.minority_prior",
        "training.ridge",
        "simulation.replicates",
        "precision.standard_error",
        "paired.reference",
        "vary.weight_ratio",
        "method[0].solver",
        "figure.x",
        "verify.max_z",
    ];
    assert_eq!(keys.len(), expected.len(), "{keys:?}");
    for (key, expected) in keys.iter().zip(expected) {
        assert!(key.starts_with(expected), "{keys:?}");
    }
}

/// The same about groups, where one error is of all groups together.
#[test]
fn one_error_in_every_table_of_a_scenario_about_groups_is_told() {
    let bad = "name = \"t\"\nseed = -1\n[training]\ndelta = 0.2\nweights = { rare = 4, comon = 1 }\n\
               [simulation]\nn = 1000\nreplicates = 1\n[vary]\nnoise_ratio = [1, 1]\n[figure]\n\
               x = \"delta\"\ny = [\"error_minority\"]\n[verify]\nmax_z = -1\n[[group]]\n\
               name = \"rare\"\nlabel = 1\nprior = 0.9\nmean = [2.0]\n[[group]]\nname = \"common\"\n\
               label = 1\nprior = 0.8\nmean = [-2.0]\n";
    let found = every(bad);
    let keys: Vec<&str> = found.named.iter().map(|error| error.key.as_str()).collect();
    let expected = [
        "seed",
        "training.weights",
        "simulation.replicates",
        "vary.noise_ratio",
        "figure.x",
        "figure.y",
        "verify.max_z",
        "group[1].label",
        "group[1].prior",
    ];
    assert_eq!(keys, expected);
    assert!(found.all);
}

/// What stands where a table is needed, and the other way round.
#[test]
fn tables_of_groups_that_are_none_are_told() {
    let found = every(&format!(
        "name = \"t\"\nsimulation = 3\n[[training]]\ndelta = 0.2\n[verify]\nmax_z = -1\n{TWO_GROUPS}"
    ));
    let keys: Vec<&str> = found.named.iter().map(|error| error.key.as_str()).collect();
    assert_eq!(keys, ["simulation", "training[0]", "verify.max_z"]);
    let one = TWO_GROUPS.replacen("[[group]]", "[group]", 1);
    let one = one.split("[[group]]").next().unwrap();
    let found = every(&format!("name = \"t\"\n[training]\ndelta = 0.2\n{one}"));
    assert!(found.named[0].to_string().contains("write [[group]]"));
}

/// A map and a grid of cells in one file, each with an error of its own.
#[test]
fn beside_a_table_too_many_the_others_are_looked_at() {
    let found = every(
        "name = \"t\"\n[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
         spurious_signal = 1.0\n[map]\nx = { parameter = \"delta\", from = 0.1, to = 1, points = 3 }\n\
         y = { parameter = \"correlation\", from = 0, to = 0.5, points = 3 }\n[vary]\nridge = [0, -1]\n\
         [verify]\nmax_z = -1\n",
    );
    let keys: Vec<&str> = found.named.iter().map(|error| error.key.as_str()).collect();
    assert_eq!(keys, ["map", "vary.ridge", "verify.max_z"]);
}

/// Of more than 20 the first by line are named, and the others counted.
#[test]
fn what_is_beyond_the_cap_is_counted() {
    let methods: String = (0..33)
        .map(|i| format!("[[method]]\nname = \"m{i}\"\nsolver = \"adam\"\n"))
        .collect();
    let found = every(&format!(
        "{MODEL}[training]\ndelta = 0.2\nweight_ratio = 4\n{methods}"
    ));
    assert_eq!((found.named.len(), found.more, found.all), (20, 13, true));
    let lines: Vec<usize> = found.named.iter().map(|error| error.line).collect();
    assert_eq!(lines, (0..20).map(|i| 10 + 3 * i).collect::<Vec<_>>());
}

/// n on an axis where no threshold is estimated is one error: what stands in for it is no second one.
#[test]
fn n_as_an_axis_is_one_error() {
    let text = |value: &str, more: &str| {
        format!(
            "name = \"t\"\n[model]\nminority_prior = 0.1\nsignal = 2\n[map]\nvalue = \"{value}\"\n{more}\
             x = {{ parameter = \"n\", from = 30, to = 1000, points = 4 }}\n\
             y = {{ parameter = \"delta\", from = 0.1, to = 0.9, points = 4 }}\n"
        )
    };
    for (value, more) in [
        (
            "gain",
            "rule = \"unweighted\"\nover = \"min_worst_class\"\n",
        ),
        ("weight", "rule = \"equal_error\"\n"),
        ("winner", "rules = [\"unweighted\", \"prior_ratio\"]\n"),
        ("separability", ""),
        ("feasibility", ""),
        ("monotonicity", ""),
    ] {
        let found = examine(&text(value, more), "t.toml", Overrides::default()).unwrap_err();
        let keys: Vec<&str> = found.named.iter().map(|error| &*error.key).collect();
        assert_eq!(keys, ["map.x"], "{value}: {found:?}");
        assert!(found.all, "{value}");
    }
}

/// Too few samples for δ are one error: what stands in for n is not told as if it had been typed.
#[test]
fn samples_that_stand_in_are_not_told() {
    let groups = "name = \"t\"\n[model]\nkind = \"spurious_correlation\"\ncore_signal = 1.5\n\
                  spurious_signal = 1.0\ncorrelation = 0.5\n";
    for (model, weights) in [(MODEL, "weight_ratio = 4\n"), (groups, "")] {
        for delta in ["1e-9", "1e-300"] {
            let found = every(&format!(
                "{model}[training]\ndelta = {delta}\n{weights}[simulation]\nn = 10\nreplicates = 4\n"
            ));
            let told = format!("{found:?}");
            assert!(!told.contains("1000000"), "{told}");
            assert_eq!(found.named.len(), 1, "{told}");
        }
    }
}
