//! All errors of a file about groups: each is named, once, and nothing that only follows from another.

use proptest::prelude::*;

use super::slips::ALL;
use super::{MAP, METHODS, NOISE, SPURIOUS, every, read};
use crate::scenario::ScenarioError;

/// What a complaint says but for its place, which moves with the lines above.
fn said(error: &ScenarioError) -> (String, String) {
    (error.key.clone(), error.message.clone())
}

#[test]
fn one_slip_is_one_complaint() {
    let mut wrong = Vec::new();
    for (good, slips) in ALL {
        for (from, to, ..) in slips {
            let text = good.replacen(from, to, 1);
            let found = every(&text).named;
            let mut first = read(&text).unwrap_err();
            first.mending = Default::default();
            if found != [first] {
                let all: Vec<String> = found.iter().map(ToString::to_string).collect();
                wrong.push(format!("{to}:\n{}", all.join("\n")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Of two slips on different lines most are both seen, and nothing else is.
#[test]
fn two_slips_are_no_more_than_two_complaints() {
    let (mut pairs, mut both, mut wrong) = (0, 0, Vec::new());
    for (good, slips) in ALL {
        for (i, &(from, to, line, ..)) in slips.iter().enumerate() {
            for &(other_from, other_to, other_line, ..) in &slips[i + 1..] {
                let one = good.replacen(from, to, 1);
                if line.abs_diff(other_line) < 2 || !one.contains(other_from) {
                    continue;
                }
                let known = [one.clone(), good.replacen(other_from, other_to, 1)];
                let known = known.map(|text| said(&read(&text).unwrap_err()));
                let found = every(&one.replacen(other_from, other_to, 1)).named;
                pairs += 1;
                let seen = |(key, _): &(String, String)| found.iter().any(|e| e.key == *key);
                both += usize::from(known.iter().all(seen));
                // Numbers of cells may be others where an axis is another.
                let of_known = |e: &ScenarioError| known.iter().any(|(key, _)| *key == e.key);
                let strange = found.iter().find(|e| !of_known(e));
                wrong.extend(strange.map(|error| format!("{to} and {other_to}:\n{error}")));
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

/// Values of many lines in the place of each that there is: whatever is done about them, lines
/// below keep their numbers.
#[test]
fn values_of_many_lines_move_no_line() {
    let slip = "\"unweightd\"";
    let scenario = include_str!("../../../../scenarios/groups/spurious_correlation.toml")
        .replace("\"unweighted\"", slip);
    let keys: Vec<&str> = scenario.lines().filter(|l| l.contains(" = ")).collect();
    let (mut tried, mut seen) = (0, 0);
    for statement in &keys[..keys.len() - 1] {
        let key = statement.split(" = ").next().unwrap();
        for value in [
            "\"\"\"\nmany\nlines\"\"\"",
            "'''[figure]\nx = 1\n[[group]]\n\n'''",
            "[\n1,\n\n\"two\",\n]",
            "{ a = \"\"\"\n\n\"\"\" }",
        ] {
            let text = scenario.replacen(statement, &format!("{key} = {value}"), 1);
            let place = text.lines().position(|line| line.contains(slip)).unwrap() + 1;
            let found = every(&text).named;
            let of_slip = found.iter().filter(|e| e.message.contains("unweightd"));
            for error in of_slip {
                assert_eq!(error.line, place, "{text}\n{error}");
                seen += 1;
            }
            tried += 1;
        }
    }
    assert!(seen * 10 > tried * 9, "{seen} of {tried}");
}

proptest! {
    #![proptest_config(crate::fixed_seed::cases(300))]

    /// It always ends, has the error of the reader, goes down the lines and says nothing twice.
    #[test]
    fn any_text_ends_in_some_complaints(
        which in 0_usize..4,
        changes in prop::collection::vec((0_usize..2000, 0_usize..12, "[a-z0-9=\\[\\]{}\"'.,\n\r#ρ“ -]{0,6}"), 1..6)
    ) {
        let mut text: Vec<char> = [SPURIOUS, NOISE, MAP, METHODS][which].chars().collect();
        for (place, length, new) in changes {
            let place = place % text.len();
            let end = (place + length).min(text.len());
            text.splice(place..end, new.chars());
            text.push('\n');
        }
        let text: String = text.into_iter().collect();
        prop_assume!(super::describes_groups(&text));
        let Err(first) = read(&text) else { return Ok(()) };
        let found = every(&text).named;
        prop_assert!(found.len() == 20 || found.iter().any(|error| said(error) == said(&first)));
        let place = |e: &ScenarioError| (e.line, e.column);
        prop_assert!(found.windows(2).all(|pair| place(&pair[0]) <= place(&pair[1])));
        for (i, error) in found.iter().enumerate() {
            prop_assert!(!found[..i].contains(error));
        }
    }
}
