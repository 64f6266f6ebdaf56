//! Rules as lines across a figure, and what is said of those that cannot be seen.

use super::results::GroupResults;
use crate::figure::{Across, Colour, Dash, Mark, significant};
use crate::model::GroupRule;
use crate::scenario::GroupFigure;

const DARK: Colour = (96, 96, 96);
const LIGHT: Colour = (150, 150, 150);

/// A rule looks the same in every figure.
fn look(rule: GroupRule) -> (Colour, Dash) {
    match rule {
        GroupRule::Unweighted => (LIGHT, Dash::Solid),
        GroupRule::InversePrior => (DARK, Dash::Dashed),
        GroupRule::GeneralisedThumb => (DARK, Dash::DashDot),
        GroupRule::MinWorstGroup => (DARK, Dash::Dotted),
        GroupRule::MinBalanced => (LIGHT, Dash::Dashed),
        GroupRule::Downsampled => (LIGHT, Dash::Dotted),
    }
}

/// Digits of a strength in a label.
const DIGITS: usize = 3;

impl GroupResults {
    /// Rules at their strengths; those whose weights are no power of the axis' at the error that
    /// they reach. Where a rule has several lines each says which curves it is of.
    pub(super) fn marked(&self) -> Vec<Mark> {
        let mut places: Vec<(GroupRule, Across, f64, Vec<usize>)> = Vec::new();
        for row in &self.marks {
            let (across, at) = match (row.weight_strength, row.worst_group_error) {
                (Some(t), _) => (Across::X, t),
                (None, Some(error)) => (Across::Y, error),
                (None, None) => continue,
            };
            let same = |(rule, known, place, _): &&mut (GroupRule, Across, f64, Vec<usize>)| {
                (*rule, *known, *place) == (row.rule, across, at)
            };
            match places.iter_mut().find(same) {
                Some((.., curves)) => curves.push(row.curve),
                None => places.push((row.rule, across, at, vec![row.curve])),
            }
        }
        let lines_of = |rule| places.iter().filter(|(other, ..)| *other == rule).count();
        let mark = |(rule, across, at, curves): &(GroupRule, Across, f64, Vec<usize>)| {
            let name = match across {
                Across::X => at_strength(&rule.in_words(), *at),
                Across::Y => rule.in_words(),
            };
            let of = match lines_of(*rule) {
                1 => String::new(),
                _ => self.curves_in_words(curves),
            };
            let (colour, dash) = look(*rule);
            Mark {
                across: *across,
                at: *at,
                label: name + &of,
                colour,
                dash,
            }
        };
        places.iter().map(mark).collect()
    }

    /// ", logistic, r = 0.1" for the curves of a line.
    fn curves_in_words(&self, curves: &[usize]) -> String {
        let of = |&curve: &usize| {
            let curve = self.plan.curves.get(curve);
            let method = curve.and_then(|curve| self.plan.name_of_method(curve.method));
            let values = curve.into_iter().flat_map(|curve| &curve.series);
            let values = values.map(|(p, value)| {
                format!("{} = {}", p.entry().symbol, significant(*value, DIGITS))
            });
            let words: Vec<String> = method
                .map(str::to_owned)
                .into_iter()
                .chain(values)
                .collect();
            words.join(", ")
        };
        let all: Vec<String> = curves.iter().map(of).collect();
        format!(", {}", all.join("; "))
    }

    /// Rules that were asked for and have no line, in sentences for the small print, each once.
    pub(super) fn unseen(&self, figure: &GroupFigure) -> String {
        let mut said: Vec<String> = Vec::new();
        for row in &self.marks {
            let name = row.rule.in_words();
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

fn at_strength(name: &str, t: f64) -> String {
    format!("{name}: t = {}", significant(t, DIGITS))
}
