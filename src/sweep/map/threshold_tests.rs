//! Maps whose ways have thresholds, against the closed forms of docs/theory.md, section 12.

use super::*;
use crate::model::Undefined;
use crate::scenario::Overrides;
use crate::sweep::{Silent, Standing, parse};

fn cells(text: &str) -> (MapPlan, Vec<MapCell>) {
    let text = format!("name = \"t\"\n{text}");
    let plan = parse(&text, "t.toml", Overrides::default()).unwrap_or_else(|e| panic!("{e}"));
    let map = plan.map().unwrap().clone();
    let study = evaluate_map(&map, Some(2), &Silent, &AtomicBool::new(false)).unwrap();
    (map, study.cells)
}

/// δ, π₊, s and what is there.
fn places(map: &MapPlan, cells: &[MapCell]) -> Vec<([f64; 3], MapCell)> {
    let (columns, rows) = (map.x.values.len(), map.y.values.len());
    let place = |(i, cell): (usize, &MapCell)| {
        let (x, y) = (map.x.values[i % columns], map.y.values[i / columns % rows]);
        let setting = map.place(i / (columns * rows), x, y).unwrap().setting;
        let two = setting.population;
        (
            [setting.delta, two.minority_prior(), two.signal_strength()],
            *cell,
        )
    };
    cells.iter().enumerate().map(place).collect()
}

/// Both class errors of least squares without weights, the threshold moved to equalise them:
/// Q(s²√(1 − δ)/√(s² + Δ)), beyond δ = 1 with 1/δ.
fn moved([delta, prior, s]: [f64; 3]) -> f64 {
    let noise = delta / (4.0 * prior * (1.0 - prior));
    let left = 1.0 - delta.min(1.0 / delta);
    tail(s * s * left.sqrt() / (s * s + noise).sqrt())
}

/// The same with the weight ρ̃ and τ = 0: Q(s²√(1 − Δ)/√(s² + Δ)).
fn weighted([delta, prior, s]: [f64; 3]) -> f64 {
    let noise = delta / (4.0 * prior * (1.0 - prior));
    tail(s * s * (1.0 - noise).sqrt() / (s * s + noise).sqrt())
}

fn tail(t: f64) -> f64 {
    0.5 * libm::erfc(t / std::f64::consts::SQRT_2)
}

const AXES: &str = "x = { parameter = \"delta\", from = 0.02, to = 3.1, points = 18, scale = \"log\" }\n\
                    y = { parameter = \"minority_prior\", from = 0.02, to = 0.5, points = 9 }\n\
                    panels = { parameter = \"signal\", values = [1, 2, 3] }\n";
const EQUAL: &str = "[training]\nthreshold = \"equal_error\"\n";

#[test]
fn a_moved_threshold_reaches_the_closed_form() {
    for more in ["", "threshold_from = \"leave_one_out\"\n"] {
        let (map, cells) = cells(&format!(
            "{EQUAL}{more}[map]\n{AXES}value = \"quantity\"\nrule = \"unweighted\"\n"
        ));
        for (at, cell) in places(&map, &cells) {
            let (found, exact) = (cell.value.unwrap(), moved(at));
            assert!((found / exact - 1.0).abs() < 1e-9, "{at:?} {found} {exact}");
        }
    }
}

/// The theorem: no weight is better anywhere, and below δ = 1 all are worse unless the classes
/// balance.
#[test]
fn moving_the_threshold_is_never_worse_than_the_best_weight() {
    let gain = |over: &str| {
        cells(&format!(
            "{EQUAL}[map]\n{AXES}value = \"gain\"\nrule = \"unweighted\"\nover = \"{over}\"\n\
             over_threshold = \"none\"\n"
        ))
    };
    let (map, best) = gain("min_worst_class");
    assert!(best.iter().all(|cell| !cell.failed()));
    for (at, cell) in places(&map, &best) {
        let value = cell.value.unwrap();
        let least = match at[0] < 1.0 && at[1] < 0.5 {
            // At balance, and in underflow next to it, they are the same.
            true => 0.0,
            false => -1e-12,
        };
        assert!(value >= least, "{at:?} {value}");
    }
    // Against the weight that has a closed form as well.
    let (map, equal) = gain("equal_error");
    let feasible = |at: &[f64; 3]| at[0] < 1.98 * at[1];
    let there = places(&map, &equal);
    let there: Vec<_> = there.iter().filter(|(at, _)| feasible(at)).collect();
    assert!(there.len() > 100);
    for (at, cell) in there {
        let (found, exact) = (cell.value.unwrap(), weighted(*at) - moved(*at));
        assert!((found - exact).abs() < 1e-9, "{at:?} {found} {exact}");
    }
}

/// A rule may take part twice: with the threshold moved it wins wherever classes do not balance.
#[test]
fn a_rule_takes_part_with_and_without_a_threshold() {
    let (map, cells) = cells(&format!(
        "[map]\n{AXES}value = \"winner\"\n\
         rules = [\"unweighted\", \"unweighted\", \"min_worst_class\"]\n\
         thresholds = [\"none\", \"equal_error\", \"none\"]\ntolerance = 1e-9\n"
    ));
    let names: Vec<String> = map.value.categories().into_iter().map(|c| c.0).collect();
    assert_eq!(
        names,
        ["unweighted", "unweighted@equal_error", "min_worst_class"]
    );
    for (at, cell) in places(&map, &cells) {
        let expected = usize::from(at[1] < 0.5);
        assert_eq!(cell.category, Some(expected), "{at:?} {cell:?}");
    }
}

/// Scores of separable data have no length: what is estimated from them is not there.
#[test]
fn a_threshold_that_is_not_there_has_its_reason() {
    let (_, cells) = cells(
        "[model]\nminority_prior = 0.2\n\
         [training]\nloss = \"logistic\"\nthreshold = \"midpoint\"\nthreshold_from = \"leave_one_out\"\n\
         [map]\nx = { parameter = \"delta\", from = 0.05, to = 1.5, points = 2 }\n\
         y = { parameter = \"signal\", from = 0.5, to = 1, points = 2 }\n\
         value = \"gain\"\nrule = \"unweighted\"\nover = \"prior_ratio\"\nover_threshold = \"none\"\n",
    );
    for cell in [cells[0], cells[2]] {
        assert!(cell.value.is_some() && cell.undefined.is_none(), "{cell:?}");
    }
    for cell in [cells[1], cells[3]] {
        assert_eq!(cell.status, Standing::Separable);
        assert_eq!(
            (cell.value, cell.undefined),
            (None, Some(Undefined::NoLength))
        );
        assert!(!cell.failed());
    }
}

/// Over n, where either side has its mean over training sets: the estimated threshold with what estimating
/// costs, a weight with its own excess over the limit; and a blank with its reason where
/// nothing is known.
#[test]
fn either_side_is_trained_on_n_samples() {
    let text = |loss: &str, delta: [f64; 2], rule: &str| {
        let [least, most] = delta;
        format!(
            "[model]\nminority_prior = 0.1\nsignal = 2\n\
             [training]\nloss = \"{loss}\"\nthreshold = \"midpoint\"\n\
             threshold_from = \"leave_one_out\"\n\
             [map]\nx = {{ parameter = \"n\", from = 100, to = 1e9, points = 2 }}\n\
             y = {{ parameter = \"delta\", from = {least}, to = {most}, points = 2 }}\n\
             value = \"gain\"\nrule = \"{rule}\"\nover = \"prior_ratio\"\n\
             over_threshold = \"none\"\n"
        )
    };
    let (map, cells) = cells(&text("square", [0.2, 1.5], "unweighted"));
    let two = map.base.population;
    let asked = crate::theory::Problem::new(0.2, two).unwrap();
    let asked = asked.with_weight_ratio(9.0).unwrap();
    let limit = crate::theory::predict(&asked)
        .solution
        .unwrap()
        .errors
        .worst();
    // .0640(3) with the threshold and .0844(5) with the weight were simulated (5000 and 4000 replicates).
    let few = cells[0].value.unwrap();
    let over = few + 0.0640;
    assert!((over - 0.0844).abs() < 0.002, "{over} {few}");
    assert!(over > limit + 0.003, "{over} {limit}");
    // 10⁻⁵ is left at a billion.
    let many = cells[1].value.unwrap();
    assert!(
        (limit - many - moved([0.2, 0.1, 2.0])).abs() < 1e-5,
        "{many}"
    );
    // Interpolated data as well.
    assert!(cells[2..].iter().all(|c| c.value.is_some()));
    let dropped = self::cells(&text("square", [0.1, 0.12], "downsampled")).1;
    assert!(dropped.iter().all(|c| c.value.is_some()));
    let blank = self::cells(&text("square", [0.96, 0.97], "unweighted")).1[0];
    let why = Some(Undefined::TooFewSamples);
    assert_eq!((blank.value, blank.undefined), (None, why));
    assert_eq!((blank.status, blank.failed()), (Standing::Converged, false));
}

/// What a source costs beside another: training scores take away the share 1 − δ of the bias, so that
/// the errors are Q((m ± δb)/α); an estimate from n samples costs what it did in simulations.
#[test]
fn a_source_of_thresholds_against_another() {
    let of = |from: &str, axes: &str| {
        cells(&format!(
            "[model]\nminority_prior = 0.1\nsignal = 2\n\
             [training]\nthreshold = \"midpoint\"\nthreshold_from = \"{from}\"\n[map]\n{axes}\
             value = \"gain\"\nrule = \"unweighted\"\nover = \"unweighted\"\n\
             over_threshold_from = \"oracle\"\n"
        ))
    };
    let axes = AXES
        .replace("points = 18", "points = 5")
        .replace("3.1", "0.9");
    let (map, trained) = of("training_scores", &axes);
    for (at, cell) in places(&map, &trained) {
        let [delta, prior, signal] = at;
        let problem =
            crate::theory::Problem::new(delta, crate::model::TwoClass::new(prior, signal).unwrap());
        let solution = crate::theory::predict(&problem.unwrap()).solution.unwrap();
        let away = (signal * solution.gamma - (delta * solution.bias).abs()) / solution.alpha;
        let (found, exact) = (cell.value.unwrap(), moved(at) - tail(away));
        assert!((found - exact).abs() < 1e-9, "{at:?} {found} {exact}");
    }
    let over_n = "x = { parameter = \"n\", from = 100, to = 1e9, points = 2 }\n\
                  y = { parameter = \"delta\", from = 0.2, to = 0.3, points = 2 }\n";
    let (_, estimated) = of("leave_one_out", over_n);
    // As simulated, 5000 replicates.
    let cost = moved([0.2, 0.1, 2.0]) - 0.0640;
    assert!(
        (estimated[0].value.unwrap() - cost).abs() < 0.0011,
        "{estimated:?}"
    );
}
