//! All errors of a file: each is named, once, and nothing that only follows from another.

use proptest::prelude::*;

use super::slips::bad;
use super::*;
use crate::printable::one_line;

fn every(text: &str) -> Vec<ScenarioError> {
    let errors = parse_all(text, "demo.toml", Overrides::default()).expect_err(text);
    errors.named
}

/// What a complaint says but for its place, which moves with the lines above.
fn said(error: &ScenarioError) -> (String, String) {
    (error.key.clone(), error.message.clone())
}

#[test]
fn six_errors_are_six_complaints_in_their_places() {
    let text = GOOD
        .replace("minority_prior = 0.2", "minority_prior = 0.7")
        .replace("delta = 0.2", "delta = .2\nlos = \"square\"")
        .replace("replicates = 30", "replicates = 1")
        .replace(
            "name = \"weighting\"",
            "name = \"weighting\"\nsolver = \"adam\"",
        )
        .replace("mark = [", "y_range = [1.0, 0.0]\nmark = [");
    let found = every(&text);
    let places: Vec<(usize, &str)> = found.iter().map(|e| (e.line, e.key.as_str())).collect();
    let first = parsed(&text).unwrap_err().to_string();
    assert!(found.iter().any(|e| e.to_string() == first), "{first}");
    assert_eq!(
        places,
        [
            (5, "model.minority_prior"),
            (9, "training.delta"),
            (10, "training.los"),
            (15, "simulation.replicates"),
            (22, "method[0].solver"),
            (27, "figure.y_range"),
        ]
    );
    let values: Vec<&str> = found.iter().filter_map(|e| e.value.as_deref()).collect();
    for value in [".2", "0.7", "1", "\"adam\"", "[1.0, 0.0]"] {
        assert!(values.contains(&value), "{values:?}");
    }
}

#[test]
fn one_slip_is_one_complaint() {
    let mut wrong = Vec::new();
    for (from, to, ..) in bad() {
        let text = with(from, to);
        let found = every(&text);
        let mut first = parsed(&text).unwrap_err();
        first.mending = Default::default();
        if found != [first] {
            let all: Vec<String> = found.iter().map(ToString::to_string).collect();
            wrong.push(format!("{to}:\n{}", all.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Of two slips on different lines most are both seen, and nothing else is.
#[test]
fn two_slips_are_no_more_than_two_complaints() {
    let (mut pairs, mut both, mut wrong) = (0, 0, Vec::new());
    let bad = bad();
    for (i, &(from, to, line, ..)) in bad.iter().enumerate() {
        for &(other_from, other_to, other_line, ..) in &bad[i + 1..] {
            let one = with(from, to);
            let apart = line.abs_diff(other_line) > 2 && line > 0 && other_line > 0;
            if !apart || !one.contains(other_from) {
                continue;
            }
            let known = [
                said(&parsed(&one).unwrap_err()),
                said(&parsed(&with(other_from, other_to)).unwrap_err()),
            ];
            let text = one.replacen(other_from, other_to, 1);
            let found = every(&text);
            pairs += 1;
            both += usize::from(known.iter().all(|k| found.iter().any(|e| said(e) == *k)));
            let strange = found.iter().find(|e| !known.contains(&said(e)));
            if let Some(strange) = strange {
                wrong.push(format!("{to} and {other_to}:\n{strange}"));
            }
        }
    }
    println!(
        "{pairs} pairs, both seen in {both}, {} strange",
        wrong.len()
    );
    assert!(wrong.len() * 50 < pairs, "{}", wrong.join("\n\n"));
    assert!(both * 10 > pairs * 9, "{both} of {pairs}");
}

#[test]
fn what_is_missing_is_named_beside_what_is_wrong() {
    let text = GOOD
        .replace("signal = 2.0\n", "")
        .replace("n = 1000", "n = 0")
        .replace("replicates = 30\n", "");
    let found = every(&text);
    let all: Vec<String> = found.iter().map(|e| e.message.clone()).collect();
    assert_eq!(
        all,
        [
            "has no value",
            "`replicates` is missing",
            "= 0 is not allowed"
        ],
    );
}

/// A text of a scenario with some of its bytes replaced, put in or taken out.
fn damaged(changes: &[(usize, usize, String)]) -> String {
    let mut text: Vec<char> = GOOD.chars().collect();
    for (place, length, new) in changes {
        let place = place % text.len();
        let end = (place + length).min(text.len());
        text.splice(place..end, new.chars());
        text.push('\n');
    }
    text.into_iter().collect()
}

proptest! {
    #![proptest_config(crate::fixed_seed::cases(400))]

    /// It always ends, has the error of [`parse`], goes down the lines and says nothing twice.
    #[test]
    fn any_text_ends_in_some_complaints(
        changes in prop::collection::vec((0_usize..2000, 0_usize..12, "[a-z0-9=\\[\\]{}\"'.,\n\r#ρ“ -]{0,6}"), 1..8)
    ) {
        let text = damaged(&changes);
        match parse_all(&text, "demo.toml", Overrides::default()) {
            Ok(plan) => prop_assert_eq!(plan, parsed(&text).unwrap()),
            Err(found) => {
                let mut first = parsed(&text).unwrap_err();
                first.mending = Default::default();
                let found = found.named;
                prop_assert!(found.contains(&first) || found.len() == 20);
                prop_assert!(found.len() <= 20);
                let place = |e: &ScenarioError| (e.line, e.column);
                prop_assert!(found.windows(2).all(|pair| place(&pair[0]) <= place(&pair[1])));
                for (i, error) in found.iter().enumerate() {
                    prop_assert!(!found[..i].contains(error));
                    let line = text.split('\n').nth(error.line.saturating_sub(1)).unwrap();
                    let shown = error.to_string();
                    let line = one_line(line.trim_end_matches('\r'));
                    prop_assert!(error.line == 0 || shown.contains(&line), "{}", shown);
                }
            }
        }
    }
}
