//! A scenario's text while its errors are taken out of it one by one.

use std::collections::HashSet;
use std::ops::Range;

use toml::de::DeTable;

use super::line_kinds::{is_heading, key_of, name_of, without_places};
use crate::scenario::diagnostic::ScenarioError;
use crate::scenario::statement::{Statement, statement_at};

/// What has been done to a line; each step is taken once, so that mending ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Untouched,
    /// What was probably meant is there.
    Rewritten,
    /// Some value that is allowed is there.
    StandIn,
    /// The statement is gone.
    Blank,
    /// The section is gone.
    Dropped,
}

#[derive(Clone, Copy, Debug)]
struct Line {
    /// In the file, from 1; none for a line that was put in.
    number: Option<usize>,
    step: Step,
}

/// A value that a key may have, by its path, what is given there, the text, and a number that is
/// another for every place; `None` of keys that a scenario can do without.
pub(in crate::scenario) type StandIn = fn(&str, &str, &str, usize) -> Option<String>;

/// The text, and what has become of each line of it.
pub(super) struct Draft {
    text: String,
    lines: Vec<Line>,
    stand_in: StandIn,
    /// Keys and sections that were taken out: whoever misses them misses what was wrong.
    gone: HashSet<String>,
    /// Tables that have lost a key, and keys whose values were replaced, wherever they stand.
    changed: HashSet<String>,
    /// Tables and keys that were put in.
    supplied: HashSet<(String, String)>,
    /// Whether so much is gone that nothing can be said any more.
    over: bool,
}

/// Sections that the others do without.
const DISPENSABLE: [&str; 6] = [
    "figure",
    "metrics",
    "precision",
    "paired",
    "verify",
    "method",
];

impl Draft {
    pub(super) fn new(text: &str, stand_in: StandIn) -> Self {
        let line = |number| Line {
            number: Some(number),
            step: Step::Untouched,
        };
        Self {
            text: text.to_owned(),
            lines: (1..=text.matches('\n').count() + 1).map(line).collect(),
            stand_in,
            gone: HashSet::new(),
            changed: HashSet::new(),
            supplied: HashSet::new(),
            over: false,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether a complaint is of what was changed here, or of what is no longer there.
    pub(super) fn follows(&self, error: &ScenarioError) -> bool {
        let lacks = error.mending.lacks.as_ref();
        let touched = error.line.checked_sub(1).and_then(|i| self.lines.get(i));
        let mentions = |name: &String| {
            let marked = [format!("`{name}`"), format!("[{name}]")];
            marked.iter().any(|mark| error.message.contains(mark))
        };
        self.over
            // Nothing is left that could be wrong by itself.
            || self.text.trim().is_empty()
            || lacks
                .is_some_and(|(table, key)| self.gone.contains(key) || self.gone.contains(table))
            || touched.is_some_and(|line| line.step > Step::Untouched)
            || self.gone.iter().any(mentions)
            || (error.mending.rests_on).is_some_and(|path| self.changed.contains(path))
    }

    /// The complaint with its place in the file.
    pub(super) fn placed(&self, error: &ScenarioError) -> ScenarioError {
        let mut placed = error.clone();
        if let Some(place) = error.line.checked_sub(1) {
            placed.line = self.number_near(place).unwrap_or(0);
        }
        // Two complaints are the same if they say the same, wherever the draft has them.
        placed.mending = Default::default();
        placed
    }

    /// The line of the file that stands at a place of the draft, or the nearest to one that was
    /// put in.
    fn number_near(&self, place: usize) -> Option<usize> {
        let (before, after) = self.lines.split_at_checked(place)?;
        let mut nearest = after.iter().chain(before.iter().rev());
        nearest.find_map(|line| line.number)
    }

    /// Takes the next step about what is complained of; `false` if there is none.
    pub(super) fn mend(&mut self, error: &ScenarioError) -> bool {
        if self.over {
            return false;
        }
        if let Some((table, key)) = &error.mending.lacks {
            let dropped = self.gone.contains(key) && is_dispensable(table);
            if !dropped && self.supply(table, key) {
                return true;
            }
            if dropped {
                let heading = self.heading(table);
                return heading.is_some_and(|line| self.drop_section(line));
            }
        }
        if self.rewrite_together(&error.mending.together) {
            return true;
        }
        let Some(span) = error.mending.span.clone() else {
            return false;
        };
        match self.statement(span.start) {
            Some(statement) => self.mend_statement(&statement, error),
            None if error.mending.is_one_too_many => self.drop_spare(self.line_at(span.start)),
            None => self.rewrite(error) || self.drop_section(self.line_at(span.start)),
        }
    }

    /// Puts values in place of all that are wrong together, once.
    fn rewrite_together(&mut self, values: &[(Range<usize>, String)]) -> bool {
        let untouched =
            |(span, _): &(Range<usize>, String)| self.step(&self.lines_of(span)) < Step::StandIn;
        if !values.iter().any(untouched) {
            return false;
        }
        // From the last on, so that the places of those before stay.
        let mut values: Vec<_> = values.iter().collect();
        values.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
        for (span, text) in values {
            self.put(span.clone(), text, Step::StandIn);
        }
        true
    }

    fn mend_statement(&mut self, statement: &Statement, error: &ScenarioError) -> bool {
        let lines = self.lines_of(&statement.range);
        let step = self.step(&lines);
        if step < Step::Rewritten && self.rewrite(error) {
            return true;
        }
        let given = self.text[statement.value.clone()].to_owned();
        let unique = statement.range.start;
        let value = (self.stand_in)(&statement.path, &given, &self.text, unique);
        if let Some(value) = value.filter(|_| step < Step::StandIn)
            && self.replace(&statement.value, &value, Step::StandIn)
        {
            self.changed.insert(without_places(&statement.path));
            return true;
        }
        if step < Step::Blank {
            let key = statement.path.rsplit('.').next().unwrap_or("");
            self.gone.insert(key.to_owned());
            let path = without_places(&statement.path);
            let table = path.rsplit_once('.').map_or("", |(table, _)| table);
            self.changed.insert(table.to_owned());
            let start = self.text[..statement.range.start]
                .rfind('\n')
                .map_or(0, |i| i + 1);
            self.put(start..statement.range.end, "", Step::Blank);
            return true;
        }
        let all: Vec<&str> = self.text.split('\n').collect();
        let heading = (0..=lines.start).rev().find(|&i| is_heading(all[i]));
        heading.is_some_and(|line| self.drop_section(line))
    }

    /// Writes what was probably meant.
    fn rewrite(&mut self, error: &ScenarioError) -> bool {
        let Some((span, text)) = error.mending.instead.clone() else {
            return false;
        };
        let untouched = self.step(&self.lines_of(&span)) < Step::Rewritten;
        untouched && self.replace(&span, &text, Step::Rewritten)
    }

    /// Puts a line with a missing key under its heading, or at the end under a new one.
    fn supply(&mut self, table: &str, key: &str) -> bool {
        let path = match table {
            "" => key.to_owned(),
            _ => format!("{table}.{key}"),
        };
        let Some(value) = (self.stand_in)(&path, "", &self.text, self.text.len()) else {
            return false;
        };
        if !self.supplied.insert((table.to_owned(), key.to_owned())) {
            return false;
        }
        let statement = format!("{key} = {value}");
        let (place, lines) = match (table, self.heading(table)) {
            ("", _) => (0, vec![statement]),
            (_, Some(line)) => (line + 1, vec![statement]),
            (_, None) => (self.lines.len(), vec![format!("[{table}]"), statement]),
        };
        let before = self.text.clone();
        let errors = self.syntax_errors();
        let mut all: Vec<&str> = before.split('\n').collect();
        all.splice(place..place, lines.iter().map(String::as_str));
        self.text = all.join("\n");
        if self.syntax_errors() > errors {
            self.text = before;
            return false;
        }
        let count = lines.join("\n").matches('\n').count() + 1;
        self.insert_lines(place, count, Step::StandIn);
        true
    }

    /// Takes out one of two tables that cannot both be there: what is left is a scenario, but for
    /// what the other alone has named.
    fn drop_spare(&mut self, heading: usize) -> bool {
        let all: Vec<&str> = self.text.split('\n').skip(heading + 1).collect();
        let own = all.iter().take_while(|line| !is_heading(line));
        let named = own.filter_map(|line| line.split_once("parameter")?.1.split('"').nth(1));
        let named: Vec<String> = named.map(str::to_owned).collect();
        let table = name_of(self.text.split('\n').nth(heading).unwrap_or("")).to_owned();
        let dropped = self.drop_section(heading);
        self.changed.insert(table);
        self.gone.extend(named);
        self.over = false;
        dropped
    }

    /// Takes out a heading and all that stands under it.
    fn drop_section(&mut self, heading: usize) -> bool {
        if self.lines[heading].step == Step::Dropped {
            return false;
        }
        let all: Vec<&str> = self.text.split('\n').collect();
        let name = name_of(all[heading]);
        let end = (heading + 1..all.len()).find(|&i| is_heading(all[i]));
        let end = end.unwrap_or(all.len());
        let keys = all[heading..end].iter().filter_map(|line| key_of(line));
        let keys: Vec<String> = keys.map(str::to_owned).collect();
        let known = [
            "model",
            "training",
            "simulation",
            "finite_size",
            "vary",
            "map",
            "group",
        ];
        self.over =
            known.contains(&name.split('.').next().unwrap_or("")) || !is_heading(all[heading]);
        self.gone.extend(keys);
        self.gone.insert(name.to_owned());
        let start = self.start(heading);
        let stop = if end < all.len() {
            self.start(end) - 1
        } else {
            self.text.len()
        };
        self.put(start..stop, "", Step::Dropped);
        true
    }

    /// The statement at a place. In a text that cannot be read it is what begins like one and
    /// cannot be read on its own, there or the last before.
    fn statement(&self, place: usize) -> Option<Statement> {
        if self.syntax_errors() == 0 {
            return statement_at(&self.text, place);
        }
        let at = self.line_at(place);
        let all: Vec<&str> = self.text.split('\n').collect();
        let starts: Vec<usize> = (0..all.len())
            .filter(|&i| key_of(all[i]).is_some() || is_heading(all[i]))
            .collect();
        let end = |start: usize| *starts.iter().find(|&&s| s > start).unwrap_or(&all.len());
        let is_bad = |&start: &usize| {
            let alone = all[start..end(start)].join("\n");
            !DeTable::parse_recoverable(&alone).1.is_empty()
        };
        let mut above = starts.iter().copied().filter(|&start| start <= at).rev();
        let start = above.clone().find(is_bad).or(above.next())?;
        let key = key_of(all[start])?;
        let heading = (0..start).rev().find(|&i| is_heading(all[i]));
        let section = heading.map_or("", |i| name_of(all[i]));
        let path = match section {
            "" => key.to_owned(),
            section => format!("{section}.{key}"),
        };
        let range = self.start(start)
            ..self.start(start) + all[start..end(start)].join("\n").trim_end().len();
        let value = range.start + self.text[range.clone()].find('=')? + 1;
        Some(Statement {
            path,
            value: value..range.end.max(value),
            range,
        })
    }

    /// Replaces a value if the text can be read at least as well with another.
    fn replace(&mut self, span: &Range<usize>, text: &str, step: Step) -> bool {
        let errors = self.syntax_errors();
        let before = self.text.clone();
        let lines = self.lines.clone();
        self.put(span.clone(), &format!(" {text}"), step);
        let better = self.syntax_errors() < errors.max(1);
        if !better {
            (self.text, self.lines) = (before, lines);
        }
        better
    }

    /// Replaces bytes and keeps the number of lines, or adds to it what the text brings more.
    fn put(&mut self, span: Range<usize>, text: &str, step: Step) {
        let lines = self.lines_of(&span);
        let (gone, brought) = (lines.len() - 1, text.matches('\n').count());
        let ends = "\n".repeat(gone.saturating_sub(brought));
        self.text.replace_range(span, &format!("{text}{ends}"));
        for line in &mut self.lines[lines.clone()] {
            line.step = line.step.max(step);
        }
        self.insert_lines(lines.end, brought.saturating_sub(gone), step);
    }

    /// Accounts for lines that the text has more: it has one entry for each, always.
    fn insert_lines(&mut self, place: usize, count: usize, step: Step) {
        let new = Line { number: None, step };
        self.lines
            .splice(place..place, std::iter::repeat_n(new, count));
        debug_assert_eq!(self.lines.len(), self.text.matches('\n').count() + 1);
    }

    fn syntax_errors(&self) -> usize {
        DeTable::parse_recoverable(&self.text).1.len()
    }

    fn step(&self, lines: &Range<usize>) -> Step {
        let steps = self.lines[lines.clone()].iter().map(|line| line.step);
        steps.max().unwrap_or(Step::Untouched)
    }

    fn line_at(&self, place: usize) -> usize {
        self.text[..place].matches('\n').count()
    }

    fn lines_of(&self, span: &Range<usize>) -> Range<usize> {
        self.line_at(span.start)..self.line_at(span.end) + 1
    }

    /// The first byte of a line.
    fn start(&self, line: usize) -> usize {
        let lines = self.text.split('\n').take(line);
        lines.map(|text| text.len() + 1).sum()
    }

    /// The line of a table's heading; `method[1]` has the second of its name.
    fn heading(&self, table: &str) -> Option<usize> {
        let (name, place) = match table.split_once('[') {
            Some((name, place)) => (name, place.trim_end_matches(']').parse().ok()?),
            None => (table, 0),
        };
        let lines = self.text.split('\n').enumerate();
        let mut own = lines.filter(|(_, line)| is_heading(line) && name_of(line) == name);
        own.nth(place).map(|(line, _)| line)
    }
}

fn is_dispensable(table: &str) -> bool {
    let name = table.split(['[', '.']).next().unwrap_or("");
    DISPENSABLE.contains(&name)
}
