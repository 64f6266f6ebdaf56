//! Tables and figures of maps.

use std::sync::atomic::AtomicBool;

use super::*;
use crate::figure::Finding;
use crate::report::Results;
use crate::scenario::Overrides;
use crate::sweep::parse;
use crate::sweep::{Silent, Standing, run_study};

fn results(text: &str) -> Results {
    let text = format!("name = \"t\"\n{text}");
    let plan = parse(&text, "t.toml", Overrides::default()).unwrap_or_else(|e| panic!("{e}"));
    let study = run_study(&plan, Some(2), &Silent, &AtomicBool::new(false)).unwrap();
    Results::of(plan, &study)
}

fn golden_file(name: &str) -> serde_json::Value {
    let path = format!("{}/tests/golden/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn golden() -> Vec<serde_json::Value> {
    golden_file("weights").as_array().unwrap().clone()
}

/// Q(s²√(1 − δ)/√(s² + Δ)): no weight, the threshold moved, for δ < 1.
fn moved_error([delta, prior, s]: [f64; 3]) -> f64 {
    let noise = delta / (4.0 * prior * (1.0 - prior));
    let t = s * s * (1.0 - delta).sqrt() / (s * s + noise).sqrt();
    0.5 * libm::erfc(t / std::f64::consts::SQRT_2)
}

/// A map of four cells whose lower left one is the given problem.
fn corner(delta: f64, prior: f64, signal: f64, value: &str) -> MapRow {
    let text = format!(
        "[model]\nsignal = {signal}\n[map]\n\
         x = {{ parameter = \"delta\", from = {delta}, to = {}, points = 2 }}\n\
         y = {{ parameter = \"minority_prior\", from = {prior}, to = 0.5, points = 2 }}\n{value}\n",
        1.5 * delta
    );
    results(&text).map.unwrap().cells.swap_remove(0)
}

#[test]
fn values_are_the_golden_ones() {
    for point in golden() {
        let number = |key: &str| point[key].as_f64();
        let at = |value: &str| {
            let place = ["delta", "minority_prior", "signal"].map(|k| number(k).unwrap());
            corner(place[0], place[1], place[2], value)
        };
        let close = |found: Option<f64>, key: &str, accuracy: f64| match (found, number(key)) {
            (Some(found), Some(exact)) => {
                assert!(
                    (found / exact - 1.0).abs() < accuracy,
                    "{key} {found} {exact}"
                );
            }
            (None, None) => {}
            (found, exact) => panic!("{key}: {found:?} {exact:?}"),
        };
        let row = at("value = \"weight\"\nrule = \"equal_error\"");
        close(row.value, "rho_equal", 1e-10);
        let feasible = point["feasible"].as_bool().unwrap();
        assert_eq!(row.status == Standing::Converged, feasible, "{row:?}");
        for (rule, key) in [
            ("min_worst_class", "wce_min"),
            ("prior_ratio", "wce_prior"),
            ("unweighted", "wce_unweighted"),
            ("downsampled", "wce_downsampled"),
        ] {
            // Beyond δ = 2π₊, where what is left interpolates, there is no golden number.
            if number(key).is_none() {
                continue;
            }
            // The golden optimum is one of a coarse search.
            let accuracy = if rule == "min_worst_class" {
                1e-6
            } else {
                1e-9
            };
            let row = at(&format!("value = \"quantity\"\nrule = \"{rule}\""));
            close(row.value, key, accuracy);
        }
        let moved = at(
            "value = \"gain\"\nrule = \"unweighted\"\nover = \"min_worst_class\"\n\
             over_threshold = \"none\"\n[training]\nthreshold = \"equal_error\"",
        );
        if let (Some(gain), Some(best)) = (moved.value, number("wce_min")) {
            let exact = best
                - moved_error(["delta", "minority_prior", "signal"].map(|k| number(k).unwrap()));
            assert!((gain - exact).abs() < 1e-6 * best, "{gain} {exact}");
        }
        let gain = at("value = \"gain\"\nrule = \"unweighted\"\nover = \"prior_ratio\"");
        let exact = number("wce_prior").unwrap() - number("wce_unweighted").unwrap();
        assert!((gain.value.unwrap() - exact).abs() < 1e-10);
        let winner = at("value = \"winner\"\nrules = [\"unweighted\", \"prior_ratio\"]");
        let word = if exact < 0.0 {
            "prior_ratio"
        } else {
            "unweighted"
        };
        assert_eq!(winner.category.as_deref(), Some(word));
    }
}

/// Every loss, weight and ridge that has golden numbers, at the threshold of equal errors.
#[test]
fn moved_thresholds_are_the_golden_ones() {
    let metrics = golden_file("metrics");
    let points = metrics["points"].as_array().unwrap();
    assert!(points.len() > 3);
    for point in points {
        let number = |key: &str| point[key].as_f64().unwrap();
        let training = format!(
            "value = \"quantity\"\n[training]\nloss = {}\nweight_ratio = {}\nridge = {}\n\
             threshold = \"equal_error\"",
            point["loss"].to_string().replace('_', "-"),
            number("weight_ratio"),
            number("ridge")
        );
        let at = ["delta", "minority_prior", "signal"].map(number);
        let row = corner(at[0], at[1], at[2], &training);
        let (found, exact) = (row.value.unwrap(), number("equal_error"));
        assert!((found / exact - 1.0).abs() < 1e-8, "{found} {point}");
    }
}

const CONTEST: &str = "[model]\nsignal = 2\n[simulation]\nn = 200\nreplicates = 30\n[map]\n\
    x = { parameter = \"delta\", from = 0.05, to = 0.9, points = 9 }\n\
    y = { parameter = \"minority_prior\", from = 0.05, to = 0.45, points = 9 }\n\
    value = \"winner\"\nrules = [\"unweighted\", \"prior_ratio\", \"equal_error\", \"downsampled\"]\n\
    boundaries = [\"category\", \"feasibility\"]\n\
    overlay = { x = [0.1, 0.3, 0.7], y = [0.1, 0.3] }\n";

/// Stored rows give the same results, the same verdict and the same figure.
#[test]
fn a_map_is_redrawn_from_its_files() {
    let made = results(CONTEST);
    let folder = tempfile::tempdir().unwrap();
    let circumstances = crate::report::Circumstances {
        begun: std::time::SystemTime::UNIX_EPOCH,
        took: std::time::Duration::ZERO,
        threads: 1,
        reused: 0,
        sessions: Vec::new(),
    };
    let manifest = crate::report::Manifest::of(&made, &circumstances);
    let drawn = made.figures().unwrap();
    for (name, bytes) in made.tables(&manifest).into_iter().chain(drawn) {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let read = Results::read(folder.path()).unwrap();
    assert_eq!(read, made);
    for (name, bytes) in read.figures().unwrap() {
        assert!(
            bytes == std::fs::read(folder.path().join(name)).unwrap(),
            "{name}"
        );
    }
    let path = folder.path().join(MAP);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        text.starts_with("panel,delta,minority_prior,value,category,status,evaluated,reason\n")
    );
    for damage in [
        text.replacen("delta", "signal", 1),
        text.replacen("0.05", "0.06", 1),
        text.lines().take(80).collect::<Vec<_>>().join("\n"),
    ] {
        std::fs::write(&path, damage).unwrap();
        let complaint = Results::read(folder.path()).unwrap_err().to_string();
        assert!(complaint.contains("map.csv"), "{complaint}");
    }
}

/// Tables of before had no reasons; what is empty has one.
#[test]
fn a_blank_has_a_reason_and_a_table_without_reasons_is_read() {
    let made = results(
        "[model]\nminority_prior = 0.2\n[map]\nvalue = \"quantity\"\nrule = \"unweighted\"\n\
         x = { parameter = \"delta\", from = 0.5, to = 1, points = 2 }\n\
         y = { parameter = \"signal\", from = 1, to = 2, points = 2 }\n",
    );
    let map = made.plan.map().unwrap().clone();
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in made.map.clone().unwrap().files(&map) {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let read = || MapTables::read(folder.path(), &made.plan).unwrap().unwrap();
    let reason = |row: usize| read().cells[row].reason.clone();
    let diverges = Some("the error diverges (δ = 1)".to_owned());
    assert_eq!([reason(0), reason(1)], [None, diverges]);
    let path = folder.path().join(MAP);
    let text = std::fs::read_to_string(&path).unwrap();
    let before = text.lines().map(|line| line.rsplit_once(',').unwrap().0);
    let before: Vec<&str> = before.collect();
    std::fs::write(&path, before.join("\n")).unwrap();
    assert_eq!([reason(0), reason(1)], [None, None]);
    assert_eq!(
        map_chart(&made).unwrap().missing,
        "the error diverges (δ = 1)"
    );
}

/// Next to d = n there is no mean over training sets: figure and summary say so.
#[test]
fn a_blank_that_theory_solved_is_explained() {
    let made = results(
        "[model]\nminority_prior = 0.1\nsignal = 2\n\
         [training]\nthreshold = \"midpoint\"\nthreshold_from = \"leave_one_out\"\n[map]\n\
         x = { parameter = \"n\", from = 100, to = 1000, points = 2 }\n\
         y = { parameter = \"delta\", from = 0.2, to = 0.97, points = 2 }\n\
         value = \"gain\"\nrule = \"unweighted\"\nover = \"prior_ratio\"\nover_threshold = \"none\"\n",
    );
    let figure = map_chart(&made).unwrap();
    assert!(
        figure
            .note
            .contains("blank: there are too few samples for a mean"),
        "{}",
        figure.note
    );
    assert_eq!(
        figure.caption,
        "square loss, π₊ = 0.1, s = 2, r = 0, π₋/π₊ with τ = 0 less ρ = 1 with τ = b by leave-one-out scores"
    );
    let mut summary = String::new();
    map_summary(&mut summary, &made);
    assert!(
        summary.contains("- 1 of 4: there are too few samples for a mean"),
        "{summary}"
    );
}

/// A way that moves the threshold has a colour that none has whose threshold stays.
#[test]
fn moved_thresholds_have_colours_of_their_own() {
    let made = results(
        "[model]\nsignal = 2\n[map]\nvalue = \"winner\"\n\
         x = { parameter = \"delta\", from = 0.1, to = 0.5, points = 2 }\n\
         y = { parameter = \"minority_prior\", from = 0.1, to = 0.3, points = 2 }\n\
         rules = [\"unweighted\", \"unweighted\", \"prior_ratio\", \"prior_ratio\"]\n\
         thresholds = [\"none\", \"equal_error\", \"none\", \"min_average\"]\n",
    );
    let crate::figure::Shading::Categories(shown) = map_chart(&made).unwrap().shading else {
        panic!("a contest has categories");
    };
    for (i, one) in shown.iter().enumerate() {
        assert!(shown[..i].iter().all(|other| other.colour != one.colour));
    }
    assert_eq!(shown[1].colour, crate::figure::Hue::Sky.fill());
    assert_eq!(shown[1].name, "no weight, ρ = 1, threshold of equal errors");
    let row = &made.map.as_ref().unwrap().cells[0];
    assert_eq!(row.category.as_deref(), Some("unweighted@equal_error"));
}

/// What a line follows is known, or the table is damaged: no line is drawn as another.
#[test]
fn a_line_of_no_known_kind_is_named_with_its_place() {
    let made = results(CONTEST);
    let map = made.plan.map().unwrap().clone();
    let tables = made.map.clone().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in tables.files(&map) {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let read = || MapTables::read(folder.path(), &made.plan);
    assert!(read().is_ok());
    let path = folder.path().join(BOUNDARIES);
    let text = std::fs::read_to_string(&path).unwrap();
    let end = text.lines().nth(3).unwrap().to_owned();
    let with = |kind: &str| text.replacen(&end, &end.replace("category", kind), 1);
    for (kind, words) in [
        (
            "categori",
            ["line 4", "column kind", "`categori`", "feasibility"],
        ),
        // Known, but no line of this map.
        ("equal_error", ["scenario.toml"; 4]),
        ("separability", ["scenario.toml"; 4]),
    ] {
        std::fs::write(&path, with(kind)).unwrap();
        let complaint = read().unwrap_err().to_string();
        let said = words.iter().all(|word| complaint.contains(word));
        assert!(said && complaint.contains("boundaries.csv"), "{complaint}");
    }
    // More points than any line of this map can have are not held in memory.
    let many = format!("{end}\n").repeat(1 + most_line_points(&map));
    std::fs::write(&path, text + &many).unwrap();
    let complaint = read().unwrap_err().to_string();
    assert!(complaint.contains("scenario.toml"), "{complaint}");
}

/// A status that no theory has is no status.
#[test]
fn a_status_is_one_of_those_that_theory_gives() {
    let made = results(CONTEST);
    let map = made.plan.map().unwrap().clone();
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in made.map.clone().unwrap().files(&map) {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let path = folder.path().join(MAP);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen(",converged,", ",convergent,", 1)).unwrap();
    let complaint = MapTables::read(folder.path(), &made.plan).unwrap_err();
    let complaint = complaint.to_string();
    for word in [
        "map.csv",
        "line 2, column `status`",
        "convergent",
        "none of converged",
    ] {
        assert!(complaint.contains(word), "{complaint}");
    }
}

/// Far apart classes: both errors underflow, and their ratio is 0/0.
#[test]
fn a_ratio_that_is_no_number_is_a_failed_cell() {
    let made = results(
        "[model]\nminority_prior = 0.2\nsignal = 60.0\n[training]\nloss = \"square\"\n\
         delta = 0.2\nweight_ratio = 4\n[map]\nvalue = \"ratio\"\n\
         quantity = \"worst_class_error\"\nrule = \"prior_ratio\"\nover = \"unweighted\"\n\
         x = { parameter = \"delta\", from = 0.02, to = 0.5, points = 3 }\n\
         y = { parameter = \"minority_prior\", from = 0.1, to = 0.5, points = 3 }\n",
    );
    let tables = made.map.as_ref().unwrap();
    let empty = tables.cells.iter().filter(|c| c.value.is_none()).count();
    assert!(empty > 0);
    assert_eq!(tables.failed().count(), empty);
    assert_eq!(tables.reason(), "the value is not finite");
    let mut summary = String::new();
    map_summary(&mut summary, &made);
    assert!(
        summary.contains("Failed cells (the value is not finite):"),
        "{summary}"
    );
}

/// Theory's winner stands unless another rule is better by more than its error bar.
#[test]
fn a_beaten_winner_is_crossed_out() {
    let mut made = results(CONTEST);
    let map = made.plan.map().unwrap().clone();
    let tables = made.map.as_mut().unwrap();
    assert_eq!(tables.cells.len(), 81);
    assert!(!tables.pairs.is_empty() && tables.against(&map, &made.plan.tolerance).is_empty());
    let pair = &mut tables.pairs[0];
    pair.mean = Some(pair.known_shift - 5.0 * pair.se.unwrap() - 3.1 / 200.0);
    let against = tables.against(&map, &made.plan.tolerance);
    assert_eq!(against.len(), 1);
    assert!(!made.passed());
    let figure = map_chart(&made).unwrap();
    let spots = &figure.panels[0].spots;
    assert_eq!(
        (
            spots.len(),
            spots
                .iter()
                .filter(|s| s.finding == Finding::Disagrees)
                .count()
        ),
        (6, 1)
    );
}

/// A blank where a word was is said, not left to be found.
#[test]
fn characters_that_the_font_lacks_are_named() {
    let map = "[model]\nsignal = 2\n[training]\nweight_ratio = 2\n[map]\nvalue = \"quantity\"\n\
        x = { parameter = \"delta\", from = 0.1, to = 0.2, points = 2 }\n\
        y = { parameter = \"minority_prior\", from = 0.1, to = 0.2, points = 2 }\n";
    assert_eq!(results(map).blanks(), None);
    let named = results(&format!("title = \"Ошибка übel ≤ 率\"\n{map}"));
    assert_eq!(named.undrawable(), ['О', 'а', 'б', 'и', 'к', 'ш', '率']);
    assert!(named.blanks().unwrap().contains("О а б и к ш 率"));
}
