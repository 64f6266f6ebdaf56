//! What colour, dash, width and marker of a figure's lines stand for.

use super::rule_look::{free, look_of, neutral_look};
use super::symbols::values_label;
use crate::figure::{Colour, ColourMap, Dash, Hue, Key, Marker, Series, Style, colour};
use crate::model::WeightRule;
use crate::scenario::{ColourName, Curve, FigurePlan, Parameter, Plan, ToldBy, Treatment};

pub(super) const NEUTRAL: Colour = (64, 64, 64);
const GREY: Colour = (135, 135, 135);
/// Colours that stay apart; numbers have a ramp beyond them.
const MOST_COLOURS: usize = 7;

/// What a line is of: its place among the values, methods and quantities.
pub(super) type At = [usize; 3];

/// One of values, methods and quantities is shown by colour, the rest by dash and marker:
/// by width and marker where colour and dash are a rule's.
pub(super) struct Looks {
    /// Names of the axis values, the methods, the quantities.
    names: [Vec<String>; 3],
    told: ToldBy,
    /// Of what is coloured, one each.
    inks: Vec<(Colour, Dash)>,
    /// Whether dashes belong to rules.
    dashed: bool,
    /// Whether the colours of rules are left to them.
    own_marks: bool,
    markers: &'static [Marker],
}

impl ToldBy {
    fn place(self) -> usize {
        match self {
            ToldBy::Values => 0,
            ToldBy::Methods => 1,
            ToldBy::Quantities => 2,
        }
    }
}

/// The different values of the axes that are not x, in order.
pub(super) fn series_of<'a, P: Copy + PartialEq + 'a>(
    all: impl Iterator<Item = &'a [(P, f64)]>,
) -> Vec<Vec<(P, f64)>> {
    let mut series: Vec<Vec<(P, f64)>> = Vec::new();
    for one in all {
        if !series.iter().any(|known| known[..] == *one) {
            series.push(one.to_vec());
        }
    }
    series
}

impl Looks {
    pub(super) fn of(
        plan: &Plan,
        figure: &FigurePlan,
        series: &[Vec<(Parameter, f64)>],
        markers: &'static [Marker],
    ) -> Self {
        let names = [
            series.iter().map(|s| values_label(s)).collect(),
            plan.methods.iter().map(|m| m.name.clone()).collect(),
            figure.y.iter().map(|q| q.label().to_owned()).collect(),
        ];
        let counts = names.each_ref().map(Vec::len);
        let marked = figure.marks.iter();
        let marked: Vec<Treatment> = marked.filter_map(|r| Treatment::of_rule(*r)).collect();
        let alone = counts.iter().all(|n| *n <= 1);
        // A single line has the look of its method, if that is a rule.
        let told = if alone {
            ToldBy::Methods
        } else {
            figure.coloured
        };
        let treated = told == ToldBy::Methods
            && (alone || figure.treatments.windows(2).any(|pair| pair[0] != pair[1]));
        let inks_without = |taken: &[Colour]| match told {
            ToldBy::Methods if treated => treated_inks(&figure.treatments, taken),
            ToldBy::Methods => solid(&series_colours(taken), counts[1]),
            ToldBy::Values => solid(&value_colours(figure, series, taken), counts[0]),
            ToldBy::Quantities => solid(&quantity_colours(taken), counts[2]),
        };
        let taken: Vec<Colour> = marked.iter().map(|t| look_of(*t).colour()).collect();
        let inks = inks_without(&taken);
        let methods = |i: usize| figure.treatments.get(i).copied().flatten();
        let is_rule = |i: usize, rule: Treatment| treated && methods(i) == Some(rule);
        let clashes = |(i, ink): (usize, &(Colour, Dash))| {
            let same = |rule: &&Treatment| look_of(**rule).colour() == ink.0;
            let mut same = marked.iter().filter(same);
            same.any(|rule| !is_rule(i, *rule))
        };
        let own_marks = !inks.iter().enumerate().any(clashes);
        Self {
            names,
            told,
            // Colours that the marks cannot have for themselves are not kept for them.
            inks: if own_marks { inks } else { inks_without(&[]) },
            dashed: told == ToldBy::Methods && treated,
            own_marks,
            markers,
        }
    }

    /// Of lines of groups, whose rules have marks in greys. What alone tells lines apart has dashes
    /// beside its colours: errors may coincide.
    pub(super) fn of_groups(
        names: [Vec<String>; 3],
        told: ToldBy,
        treatments: &[Option<Treatment>],
    ) -> Self {
        let differ = treatments.windows(2).any(|pair| pair[0] != pair[1]);
        let dashed = told == ToldBy::Methods && differ;
        let mut looks = Self {
            names,
            told,
            inks: Vec::new(),
            dashed,
            own_marks: false,
            markers: &Marker::ALL,
        };
        let alone = looks.patterns() == 1;
        let dash = |place: usize| match alone {
            true => Dash::ALL[place % Dash::ALL.len()],
            false => Dash::Solid,
        };
        let count = looks.names[told.place()].len().max(1);
        looks.inks = match dashed {
            true => treated_inks(treatments, &[]),
            false => (0..count).map(|i| (colour(i), dash(i))).collect(),
        };
        looks
    }

    /// Colour and dash of a rule's mark: its own, unless a line has its colour that is not the
    /// rule's.
    pub(super) fn mark(&self, rule: WeightRule) -> (Colour, Dash) {
        let treatment = Treatment::of_rule(rule);
        let own = treatment.map(look_of).filter(|_| self.own_marks);
        own.map_or_else(
            || neutral_look(treatment),
            |look| (look.colour(), look.dash),
        )
    }

    fn others(&self) -> impl Iterator<Item = (usize, &Vec<String>)> {
        let coloured = self.told.place();
        self.names
            .iter()
            .enumerate()
            .filter(move |(i, _)| *i != coloured)
    }

    fn patterns(&self) -> usize {
        self.others().map(|(_, names)| names.len().max(1)).product()
    }

    pub(super) fn style(&self, at: At) -> Style {
        self.look(at[self.told.place()], self.pattern(at))
    }

    /// The place among all combinations of what is not coloured, whose dimensions count up
    /// together.
    fn pattern(&self, at: At) -> usize {
        let others = self.others();
        others.fold(0, |pattern, (i, names)| pattern * names.len() + at[i])
    }

    /// A single varying dimension has both a colour and a marker of its own.
    fn look(&self, hue: usize, pattern: usize) -> Style {
        let patterns = self.patterns();
        let marker = if patterns == 1 { hue } else { pattern };
        let (colour, own) = self.inks[hue % self.inks.len()];
        let several = patterns > 1;
        Style {
            colour,
            dash: match several && !self.dashed {
                true => Dash::ALL[pattern % Dash::ALL.len()],
                false => own,
            },
            width: match several && self.dashed {
                true => width(pattern, patterns),
                false => Style::WIDTH,
            },
            marker: self.markers[marker % self.markers.len()],
        }
    }

    /// The legend of what is drawn; `single` is the label of a single line.
    pub(super) fn legend(&self, single: &str, drawn: &[(At, &Series)]) -> Vec<Key> {
        let key = |label: &str, style: Style, of: &dyn Fn(At) -> bool| {
            let own = || {
                drawn
                    .iter()
                    .filter(|(at, _)| of(*at))
                    .map(|(_, series)| series)
            };
            let key = Key {
                label: label.to_owned(),
                style,
                line: own().any(|series| series.has_line()),
                marker: own().any(|series| !series.points.is_empty()),
            };
            (key.line || key.marker).then_some(key)
        };
        let told = self.told.place();
        let colours = self.names[told].iter().enumerate();
        if self.patterns() == 1 {
            let alone = self.names[told].len() == 1;
            let label = |name| if alone { single } else { name };
            return colours
                .filter_map(|(i, name)| key(label(name), self.look(i, 0), &|at| at[told] == i))
                .collect();
        }
        let coloured = |(i, name): (usize, &String)| {
            let style = Style {
                dash: self.inks[i % self.inks.len()].1,
                width: Style::WIDTH,
                ..self.look(i, 0)
            };
            let found = key(name, style, &|at| at[told] == i)?;
            Some(Key {
                line: true,
                marker: false,
                ..found
            })
        };
        let mut keys: Vec<Key> = match self.names[told].len() {
            1 => Vec::new(),
            _ => colours.filter_map(coloured).collect(),
        };
        keys.extend(self.combined().iter().enumerate().filter_map(|(i, label)| {
            let dash = match self.dashed {
                true => Dash::Solid,
                false => self.look(0, i).dash,
            };
            // A single colour is that of every line.
            let colour = match self.names[told].len() {
                1 => self.inks[0].0,
                _ => NEUTRAL,
            };
            let style = Style {
                colour,
                dash,
                ..self.look(0, i)
            };
            key(label, style, &|at| self.pattern(at) == i)
        }));
        keys
    }

    /// Names of all combinations of what is not coloured.
    fn combined(&self) -> Vec<String> {
        let mut labels = vec![String::new()];
        for (_, names) in self.others().filter(|(_, n)| n.len() > 1) {
            labels = labels
                .iter()
                .flat_map(|head| {
                    names.iter().map(move |name| match head.is_empty() {
                        true => name.clone(),
                        false => format!("{head}, {name}"),
                    })
                })
                .collect();
        }
        labels
    }
}

/// The place of a curve.
pub(super) fn place(curve: &Curve, series: &[Vec<(Parameter, f64)>], quantity: usize) -> At {
    let number = series.iter().position(|s| *s == curve.series);
    [number.unwrap_or(0), curve.method, quantity]
}

/// Thicker from value to value.
fn width(pattern: usize, patterns: usize) -> f64 {
    let share = pattern as f64 / (patterns.saturating_sub(1)).max(1) as f64;
    0.7 + 1.4 * share
}

fn solid(colours: &[Colour], count: usize) -> Vec<(Colour, Dash)> {
    let inks = (0..count.max(1)).map(|i| (colours[i % colours.len()], Dash::Solid));
    inks.collect()
}

fn series_colours(taken: &[Colour]) -> Vec<Colour> {
    let order: Vec<Colour> = Hue::ALL[..MOST_COLOURS].iter().map(|h| h.line()).collect();
    free(&order, taken)
}

/// Neutral where they can be, so that the rules' colours stand out.
fn quantity_colours(taken: &[Colour]) -> Vec<Colour> {
    let neutral = [Hue::Black.line(), GREY];
    let rest = [
        Hue::Sky,
        Hue::Orange,
        Hue::Purple,
        Hue::Green,
        Hue::Vermilion,
    ];
    let order: Vec<Colour> = neutral.into_iter().chain(rest.map(Hue::line)).collect();
    free(&order, taken)
}

/// A colour each while they last, then a ramp in the order of the numbers.
fn value_colours(
    figure: &FigurePlan,
    series: &[Vec<(Parameter, f64)>],
    taken: &[Colour],
) -> Vec<Colour> {
    if series.len() <= MOST_COLOURS && figure.colour_map.is_none() {
        return series_colours(taken);
    }
    let map = figure.colour_map.unwrap_or(ColourName::Viridis);
    let map = gradient(map, 0.0);
    let mut order: Vec<usize> = (0..series.len()).collect();
    order.sort_by(|a, b| {
        let numbers = |i: &usize| series[*i].iter().map(|(_, v)| *v);
        let pairs = numbers(a).zip(numbers(b));
        pairs.fold(std::cmp::Ordering::Equal, |so_far, (x, y)| {
            so_far.then(x.total_cmp(&y))
        })
    });
    let mut colours = vec![NEUTRAL; series.len()];
    for (rank, &i) in order.iter().enumerate() {
        colours[i] = map.of_line(rank, series.len());
    }
    colours
}

/// The colours that a name stands for.
pub(super) fn gradient(name: ColourName, centre: f64) -> ColourMap {
    match name {
        ColourName::Cividis => ColourMap::Cividis,
        ColourName::Viridis => ColourMap::Viridis,
        ColourName::Magma => ColourMap::Magma,
        ColourName::Greys => ColourMap::Greys,
        ColourName::Diverging => ColourMap::Diverging { centre },
    }
}

/// A rule has its own colour and dash, a second method of the same rule another dash; what is
/// no rule has a colour that no rule here has.
fn treated_inks(treatments: &[Option<Treatment>], marks: &[Colour]) -> Vec<(Colour, Dash)> {
    let looks: Vec<_> = treatments.iter().map(|t| t.map(look_of)).collect();
    let mut taken: Vec<Colour> = looks.iter().flatten().map(|l| l.colour()).collect();
    taken.extend(marks);
    let mut others = series_colours(&taken).into_iter().cycle();
    let mut inks: Vec<(Colour, Dash)> = Vec::with_capacity(looks.len());
    for look in &looks {
        let Some(look) = look else {
            inks.extend(others.next().map(|c| (c, Dash::Solid)));
            continue;
        };
        let own = Dash::ALL.iter().position(|d| *d == look.dash).unwrap_or(0);
        let turned = (0..Dash::ALL.len()).map(|i| Dash::ALL[(own + i) % Dash::ALL.len()]);
        let mut choices = turned.map(|dash| (look.colour(), dash));
        let free = choices.find(|ink| !inks.contains(ink));
        inks.push(free.unwrap_or((look.colour(), look.dash)));
    }
    inks
}
