//! Rules as lines across a figure, and what is said of those that cannot be seen.

use super::results::GroupResults;
use crate::figure::{Across, Colour, Dash, Mark, significant};
use crate::model::GroupRule;
use crate::scenario::GroupFigure;

const MARKED: Colour = (96, 96, 96);

/// Digits of a strength in a label.
const DIGITS: usize = 3;

impl GroupResults {
    /// Rules at their strengths; those whose weights are no power of the axis' at the error that
    /// they reach.
    pub(super) fn marked(&self) -> Vec<Mark> {
        let mut marks: Vec<Mark> = Vec::new();
        for row in &self.marks {
            let dash = Dash::ALL[1 + marks.len() % 3];
            let name = in_words(row.rule);
            let (across, at, label) = match (row.weight_strength, row.worst_group_error) {
                (Some(t), _) => (Across::X, t, at_strength(&name, t)),
                (None, Some(error)) => (Across::Y, error, name),
                (None, None) => continue,
            };
            let known = marks
                .iter()
                .any(|m| m.across == across && m.at == at && m.label == label);
            if !known {
                marks.push(Mark {
                    across,
                    at,
                    label,
                    colour: MARKED,
                    dash,
                });
            }
        }
        marks
    }

    /// Rules that were asked for and have no line, in sentences for the small print, each once.
    pub(super) fn unseen(&self, figure: &GroupFigure) -> String {
        let mut said: Vec<String> = Vec::new();
        for row in &self.marks {
            let name = in_words(row.rule);
            let beyond = |t: &f64| {
                figure
                    .x_range
                    .is_some_and(|(low, high)| *t < low || *t > high)
            };
            let sentence = match (row.weight_strength, row.worst_group_error) {
                (Some(t), _) if beyond(&t) => {
                    format!(" {} lies beyond the axis.", at_strength(&name, t))
                }
                (None, None) => format!(" No mark {name}: the rule has no weights there."),
                (Some(_), _) | (None, Some(_)) => continue,
            };
            if !said.contains(&sentence) {
                said.push(sentence);
            }
        }
        said.concat()
    }
}

fn in_words(rule: GroupRule) -> String {
    rule.name().replace('_', " ")
}

fn at_strength(name: &str, t: f64) -> String {
    format!("{name}: t = {}", significant(t, DIGITS))
}
