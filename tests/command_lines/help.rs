//! Commands and flags as the program's own help lists them: new ones are typed without being
//! named here.

use std::path::Path;

use crate::binary::with_arguments;

/// A subcommand.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) flags: Vec<Flag>,
}

/// A flag with two dashes.
#[derive(Debug)]
pub(crate) struct Flag {
    pub(crate) name: String,
    /// Whether a value follows.
    pub(crate) takes: bool,
    /// The words that it may be, where they are listed.
    pub(crate) words: Vec<String>,
}

/// Whether a line asks for help or the version, which are no JSON.
pub(crate) fn is_asked(line: &[String]) -> bool {
    let short = |word: &String| {
        let cluster = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
        cluster.is_some_and(|letters| letters.contains(['h', 'V']))
    };
    let long = ["help", "--help", "--version"];
    line.iter()
        .any(|word| long.contains(&word.as_str()) || short(word))
}

fn help(arguments: &[&str]) -> String {
    let output = with_arguments(arguments, Path::new("."));
    String::from_utf8(output.stdout).unwrap()
}

/// Every subcommand with its flags.
pub(crate) fn commands() -> Vec<Command> {
    let all = help(&["-h"]);
    let listed = all.split("Commands:\n").nth(1).unwrap();
    let names = listed.lines().take_while(|line| !line.is_empty());
    let names = names.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names
        .map(|name| Command {
            name: name.to_owned(),
            flags: flags(&help(&[name, "-h"])),
        })
        .collect()
}

fn flags(text: &str) -> Vec<Flag> {
    let mut found: Vec<(Flag, String)> = Vec::new();
    for line in text.lines() {
        let start = line.trim_start();
        match start.split_once("--") {
            Some((short, rest)) if start.starts_with('-') && short.len() <= 4 => {
                let word = rest.split_whitespace().next().unwrap_or("");
                let flag = Flag {
                    name: word.trim_end_matches(',').to_owned(),
                    takes: rest[word.len()..].trim_start().starts_with('<'),
                    words: Vec::new(),
                };
                found.push((flag, rest.to_owned()));
            }
            _ => {
                if let Some((_, text)) = found.last_mut() {
                    text.push(' ');
                    text.push_str(start);
                }
            }
        }
    }
    let with_words = |(mut flag, text): (Flag, String)| {
        let listed = text.split_once("[possible values: ").map(|(_, rest)| rest);
        let listed = listed.and_then(|rest| rest.split(']').next());
        let words = listed.into_iter().flat_map(|words| words.split(','));
        flag.words = words.map(|word| word.trim().to_owned()).collect();
        flag
    };
    found.into_iter().map(with_words).collect()
}
