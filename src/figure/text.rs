//! Letters: sizes, how they are held, how wide they are.

use std::sync::OnceLock;

use plotters::prelude::{FontStyle, IntoFont};
use plotters::style::register_font;

use super::canvas::FINE;
use super::palette::Colour;

/// A subset of DejaVu Sans: Latin, Greek, scripts and operators (see `font/`).
pub(super) const FONT: &[u8] = include_bytes!("font/DejaVuSans-subset.ttf");

/// plotters writes a font size as em = size/1.24 and measures it as the height from
/// ascender to descender, 1.16 em here: text is written at its true size, and
/// measured a little large.
pub(super) const EM: f64 = 1.24;

/// Where text is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    Left,
    Centre,
    Right,
}

/// How text is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Script {
    pub(super) size: f64,
    pub(super) colour: Colour,
    pub(super) hold: Hold,
    /// Upwards along the left edge.
    pub(super) upward: bool,
}

impl Script {
    pub(super) fn new(size: f64, colour: Colour, hold: Hold) -> Self {
        Self {
            size,
            colour,
            hold,
            upward: false,
        }
    }
}

/// Width of a text in points.
pub(super) fn width(text: &str, size: f64) -> f64 {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    if !*REGISTERED.get_or_init(|| register_font("sans-serif", FontStyle::Normal, FONT).is_ok()) {
        return 0.6 * size * text.chars().count() as f64;
    }
    let marks = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let bare: String = text.chars().filter(|c| !marks(c)).collect();
    ("sans-serif", size * FINE * 1.2)
        .into_font()
        .box_size(&bare)
        .map_or(0.6 * size * bare.chars().count() as f64, |(w, _)| {
            f64::from(w) / FINE
        })
}

/// The widest of some texts in points.
pub(super) fn widest<'a>(texts: impl Iterator<Item = &'a str>, size: f64) -> f64 {
    texts.map(|t| width(t, size)).fold(0.0, f64::max)
}

/// Breaks a text into lines, the last of them no shorter than a quarter of the room where
/// somewhat shorter ones before it allow that.
pub(super) fn wrap(text: &str, size: f64, room: f64) -> Vec<String> {
    let widest = broken(text, size, room);
    let fits = |lines: &Vec<String>| {
        let last = lines.last().map_or(0.0, |line| width(line, size));
        lines.len() == widest.len() && last >= room / 4.0
    };
    let shares = (0..=30).map(|percent| 1.0 - 0.01 * f64::from(percent));
    let lines = shares.map(|share| broken(text, size, share * room));
    lines.into_iter().find(fits).unwrap_or(widest)
}

/// The same in so many lines at most; what is left over is said to be.
pub(super) fn wrap_within(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines = wrap(text, size, room);
    if lines.len() > most {
        // Without the shortening that evens out the last line.
        lines = broken(text, size, room - width("…", size));
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines
}

/// Fills line after line.
fn broken(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words(text) {
        let word = word.as_str();
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.extend(pieces(word, size, room)),
        }
    }
    lines
}

/// What no line ends within: words, what stands around an equals sign, and percents.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(last) if ["=", "%"].contains(&word) || last.ends_with(" =") || last == "=" => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    words
}

/// A word that is wider than the room, in pieces that are not.
fn pieces(word: &str, size: f64, room: f64) -> Vec<String> {
    if width(word, size) <= room {
        return vec![word.to_owned()];
    }
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let last = pieces.len() - 1;
        let combines = width(&c.to_string(), size) == 0.0;
        let longer = format!("{}{c}", pieces[last]);
        if pieces[last].is_empty() || combines || width(&longer, size) <= room {
            pieces[last] = longer;
        } else {
            pieces.push(c.to_string());
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_a_width_and_a_combining_mark_none() {
        let rho = width("ρ", 10.0);
        assert!((4.0..9.0).contains(&rho), "{rho}");
        assert_eq!(width("ρ̃", 10.0), rho);
        assert!(width("minority prior π₊", 10.0) > 8.0 * rho);
    }

    #[test]
    fn no_word_is_left_alone_on_the_last_line() {
        let text = "one two three four five six seven eight nine ten eleven twelve";
        let room = width(text, 7.5) - 1.0;
        let lines = wrap(text, 7.5, room);
        assert_eq!(lines.len(), 2);
        assert!(width(&lines[1], 7.5) >= room / 4.0, "{lines:?}");
        assert_eq!(lines.join(" "), text);
        assert_eq!(wrap("one", 7.5, 0.1), ["o", "n", "e"]);
        assert_eq!(wrap("", 7.5, 9.0), [""; 0]);
        let parts = wrap("s = 1.5, r = 0, n = 20", 7.5, width("s = 1.5, r = 0", 7.5));
        assert!(
            parts
                .iter()
                .all(|l| !l.starts_with('=') && !l.ends_with('='))
        );
        let long = "ρ̃".repeat(400);
        let lines = wrap(&long, 7.5, 100.0);
        assert!(
            lines
                .iter()
                .all(|l| width(l, 7.5) <= 100.0 && l.starts_with('ρ'))
        );
        assert_eq!(lines.concat(), long);
    }
}
