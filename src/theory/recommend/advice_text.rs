//! What an advice says, in parts: as one paragraph, and as a line for each.

/// How a part goes on from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
    /// After a full stop.
    Sentence,
    /// After a semicolon.
    Clause,
    /// With a comma and an "and".
    And,
    /// After a full stop; ends with what is to be typed.
    Typed,
}

/// First what to use, then why, what it costs and what to mind, each without its stop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdviceText(Vec<(Joint, String)>);

impl AdviceText {
    /// A text that begins so.
    pub fn of(first: impl Into<String>) -> Self {
        Self::default().sentence(first)
    }

    /// Goes on after a full stop.
    #[must_use]
    pub fn sentence(self, text: impl Into<String>) -> Self {
        self.part(Joint::Sentence, text)
    }

    /// Goes on after a semicolon.
    #[must_use]
    pub fn clause(self, text: impl Into<String>) -> Self {
        self.part(Joint::Clause, text)
    }

    /// The same of several.
    #[must_use]
    pub fn clauses(self, texts: impl IntoIterator<Item = String>) -> Self {
        texts.into_iter().fold(self, Self::clause)
    }

    /// Goes on with "and".
    #[must_use]
    pub fn and(self, text: impl Into<String>) -> Self {
        self.part(Joint::And, text)
    }

    /// Goes on after a full stop and ends with what is to be typed.
    #[must_use]
    pub fn typed(self, text: impl Into<String>) -> Self {
        self.part(Joint::Typed, text)
    }

    fn part(mut self, joint: Joint, text: impl Into<String>) -> Self {
        self.0.push((joint, text.into()));
        self
    }

    /// All of it in a row, without the last full stop.
    pub fn paragraph(&self) -> String {
        let mut text = String::new();
        for (joint, part) in &self.0 {
            if !text.is_empty() {
                text.push_str(match joint {
                    Joint::Sentence | Joint::Typed => ". ",
                    Joint::Clause => "; ",
                    Joint::And => ", and ",
                });
            }
            text.push_str(part);
        }
        text
    }

    /// A line for each part. The first goes on from "Use …:", the others are sentences; nothing
    /// stands behind what is to be typed.
    pub fn lines(&self) -> Vec<String> {
        let line = |(i, (joint, part)): (usize, &(Joint, String))| {
            let stop = match joint {
                Joint::Typed => "",
                Joint::Sentence | Joint::Clause | Joint::And => ".",
            };
            match i {
                0 => format!("{part}{stop}"),
                _ => format!("{}{stop}", capitalised(part)),
            }
        };
        self.0.iter().enumerate().map(line).collect()
    }
}

/// A Greek letter stands for a number and stays as it is: its capital would be another.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + letters.as_str(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_and_its_lines_say_the_same() {
        let text = AdviceText::of("a weight of 7")
            .clause("it equalises the errors")
            .clauses(["ρ = 9 does as well".to_owned()])
            .sentence("This takes n for large")
            .and("the threshold is estimated")
            .typed("Type: --ridge 0");
        assert_eq!(
            text.paragraph(),
            "a weight of 7; it equalises the errors; ρ = 9 does as well. This takes n for large, \
             and the threshold is estimated. Type: --ridge 0"
        );
        assert_eq!(
            text.lines(),
            [
                "a weight of 7.",
                "It equalises the errors.",
                "ρ = 9 does as well.",
                "This takes n for large.",
                "The threshold is estimated.",
                "Type: --ridge 0",
            ]
        );
    }
}
