//! What can be wrong in a scenario about groups, and how it is told.

use super::slips::ALL;
use super::{NOISE, SPURIOUS, read};
use crate::scenario::slip_table::all_are_told;

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
