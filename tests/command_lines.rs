//! Command lines typed at random: whatever is typed, the program ends with one of its exit
//! codes, says why, and steers no terminal.
//!
//! THUMBSCALE_LINES says how many are typed, THUMBSCALE_SIZES how many whose numbers have any size that
//! is allowed, THUMBSCALE_FIRST which is the first:
//! THUMBSCALE_LINES=100000 cargo test --release --locked --test command_lines -- --nocapture
//! A line is a function of its number alone.
#![cfg(unix)]

mod binary;

mod command_lines {
    pub(crate) mod folder;
    pub(crate) mod help;
    pub(crate) mod sized;
    pub(crate) mod typed;
}

use std::path::Path;
use std::time::Duration;

use binary::watched::{Ended, watched};
use command_lines::{folder, help, sized, typed};
use thumbscale::printable::is_printable;

/// A line that takes longer is asked to end; whoever may take as long as the work that was
/// asked for ends then, and whoever may not is told as slow.
const LONGEST: Duration = Duration::from_secs(5);
/// These do what is asked for, however much that is.
const AT_WORK: [&str; 5] = ["run", "simulate", "plan", "replay", "merge"];

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

fn works(line: &[String]) -> bool {
    let mut words = line.iter().filter(|word| !word.starts_with('-'));
    words
        .next()
        .is_some_and(|word| AT_WORK.contains(&word.as_str()))
}

/// What is wrong with the end of a line.
fn wrong(line: &[String], ended: &Ended) -> Option<String> {
    let (out, said) = (ended.stdout.as_str(), ended.stderr.as_str());
    if said.contains("panicked") {
        return Some(format!("panicked: {said}"));
    }
    // Who does not wait for signals is ended by one, and told as slow; who does ends after the
    // replicates under way, which may be long: a second signal ends it.
    let waits = said.contains("interrupted: ending after the replicates under way");
    let by_signal = ended.interrupted && ended.code.is_none() && (waits || !works(line));
    if !by_signal && !matches!(ended.code, Some(0..=3 | 130)) {
        return Some(format!("ends with {:?}: {said}", ended.code));
    }
    if !by_signal && ended.code != Some(0) && said.trim().is_empty() {
        return Some(format!("says nothing of exit code {:?}", ended.code));
    }
    // Completions and manual pages are for programs that read tabs.
    let scripts = ["completions", "man"]
        .iter()
        .any(|name| line.iter().any(|w| w == name));
    let coloured = line.iter().any(|word| word.contains("always"));
    let shown = |text: &str| {
        let text = match coloured {
            true => text.replace("\x1b[1;31m", "").replace("\x1b[0m", ""),
            false => text.to_owned(),
        };
        text.split('\n').all(is_printable)
    };
    if !shown(said) || !(scripts || shown(out)) {
        return Some(format!("steers the terminal: {out:?} {said:?}"));
    }
    // Behind -- it is the name of a file.
    let mut options = line.iter().take_while(|word| *word != "--");
    let json = options.any(|word| word == "--json") && !help::is_asked(line);
    let is_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
    if json && !out.lines().all(is_json) {
        return Some(format!("--json gives {out}"));
    }
    None
}

/// As it can be typed again in a shell.
fn shown(line: &[String]) -> String {
    let words: Vec<String> = line.iter().map(|word| format!("{word:?}")).collect();
    words.join(" ")
}

#[test]
fn whatever_is_typed_ends_well() {
    let (first, count) = (
        number("THUMBSCALE_FIRST", 0),
        number("THUMBSCALE_LINES", 300),
    );
    let commands = help::commands();
    assert!(commands.len() >= 15, "{commands:?}");
    let template = folder::template();
    let (mut bad, mut slow, mut at_work) = (Vec::new(), Vec::new(), 0);
    let mut codes = std::collections::BTreeMap::new();
    for number in first..first + count {
        let line = typed::line(&commands, number);
        let place = folder::copy(template.path());
        let ended = watched(&line, place.path(), LONGEST);
        *codes.entry(ended.code).or_insert(0) += 1;
        if let Some(what) = wrong(&line, &ended) {
            println!("{number}: {}\n  {what}", shown(&line));
            bad.push(format!("{number}: {}\n  {what}", shown(&line)));
        }
        let works = works(&line);
        at_work += usize::from(ended.interrupted && works);
        if ended.interrupted && !works {
            println!("slow: {}", shown(&line));
            slow.push((ended.took, shown(&line)));
        }
        only_where_it_may(place.path());
    }
    println!(
        "{count} lines from {first}, exit codes {codes:?}; {at_work} asked for more work than \
         {LONGEST:?}; {} slow, {} wrong",
        slow.len(),
        bad.len()
    );
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

/// Any numbers that are allowed have an answer or a reason, and none is NaN or without end.
#[test]
fn every_allowed_size_has_an_answer() {
    let (first, count) = (
        number("THUMBSCALE_FIRST", 0),
        number("THUMBSCALE_SIZES", 100),
    );
    let mut bad = Vec::new();
    for number in first..first + count {
        let line = sized::line(number);
        let place = tempfile::tempdir().unwrap();
        let ended = watched(&line, place.path(), LONGEST);
        let said = [&ended.stdout, &ended.stderr].map(|text| text.to_lowercase());
        let mut words = said
            .iter()
            .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let no_number = words.find(|word| ["nan", "inf", "infinity"].contains(word));
        let what = wrong(&line, &ended).or(no_number.map(|word| format!("says {word}: {said:?}")));
        if let Some(what) = what {
            println!("{number}: {}\n  {what}", line.join(" "));
            bad.push(format!("{number}: {}\n  {what}", line.join(" ")));
        }
        if ended.took > LONGEST {
            println!("slow: {:.1?}: {}", ended.took, line.join(" "));
        }
    }
    println!("{count} lines from {first}, {} wrong", bad.len());
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

/// What stands beside the folders that commands may write to is as it was.
fn only_where_it_may(place: &Path) {
    let kept = std::fs::read_to_string(place.join("thesis.tex")).unwrap();
    assert_eq!(kept, folder::THESIS);
}
