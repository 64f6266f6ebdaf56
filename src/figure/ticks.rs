//! Where an axis has ticks and what they say.

use super::frame::{DECADES, Ruler, bounded};
use crate::paper::Scale;

/// Ticks of one axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ticks {
    /// (value, label).
    pub(super) major: Vec<(f64, String)>,
    /// Unlabelled.
    pub(super) minor: Vec<f64>,
}

impl Ticks {
    pub(super) fn labels(&self) -> impl Iterator<Item = &str> {
        self.major.iter().map(|t| t.1.as_str())
    }

    /// One label does not say how wide an axis is.
    pub(super) fn says_two(&self) -> bool {
        self.labels().filter(|label| !label.is_empty()).count() > 1
    }
}

/// Labelled ticks at most (about one for each centimetre).
const MOST: usize = 8;

pub(super) fn ticks(low: f64, high: f64, scale: Scale) -> Ticks {
    let (low, high) = bounded(low, high, scale);
    match scale {
        Scale::Linear => linear(low, high, MOST),
        Scale::Log => Some(logarithmic(low, high))
            .filter(Ticks::says_two)
            .unwrap_or_else(|| linear(low, high, MOST)),
    }
}

/// Ticks as given; a label that would touch an earlier one is left out.
pub(super) fn given_ticks(
    given: &[(f64, String)],
    ruler: &Ruler,
    width: impl Fn(&str) -> f64,
) -> Ticks {
    const APART: f64 = 6.0;
    let mut taken: Vec<(f64, f64)> = Vec::new();
    let (mut major, mut minor) = (Vec::new(), Vec::new());
    for (value, label) in given {
        let Some(at) = ruler.place(*value).filter(|_| ruler.shows(*value)) else {
            continue;
        };
        let half = (width(label) + APART) / 2.0;
        let free = taken
            .iter()
            .all(|(a, b)| at + half <= *a || at - half >= *b);
        if free {
            taken.push((at - half, at + half));
            major.push((*value, label.clone()));
        } else {
            minor.push(*value);
        }
    }
    Ticks { major, minor }
}

/// As many labelled ticks as fit, but every decade has at least a tick.
pub(super) fn fitting(
    low: f64,
    high: f64,
    scale: Scale,
    fits: impl Fn(&[(f64, String)]) -> bool,
) -> Ticks {
    let (low, high) = bounded(low, high, scale);
    let mut all: Vec<Ticks> = match scale {
        Scale::Linear => linears(low, high).collect(),
        Scale::Log => [digits(span(low, high)), &[1, 3], &[1]]
            .into_iter()
            .map(|digits| decades(low, high, digits, 1))
            .filter(Ticks::says_two)
            .collect(),
    };
    // Within a decade there may be no such digits at all.
    if scale == Scale::Log && span(low, high) < 1.0 {
        all.extend(linears(low, high));
    }
    if let Some(found) = all.iter().position(|t| fits(&t.major)) {
        return all.swap_remove(found);
    }
    let mut fewest = all.pop().unwrap_or_else(|| linear(low, high, MOST));
    sparsely(&mut fewest.major, fits);
    fewest
}

/// Linear ticks, from many to few.
fn linears(low: f64, high: f64) -> impl Iterator<Item = Ticks> {
    (2..=MOST)
        .rev()
        .map(move |most| linear(low, high, most))
        .filter(Ticks::says_two)
}

/// Decades between two ends, whose ratio may be none.
fn span(low: f64, high: f64) -> f64 {
    high.log10() - low.log10()
}

/// Takes away labels, and leaves every second, third …
fn sparsely(ticks: &mut [(f64, String)], fits: impl Fn(&[(f64, String)]) -> bool) {
    let every =
        |stride: usize| -> Vec<(f64, String)> { ticks.iter().step_by(stride).cloned().collect() };
    let stride = (1..ticks.len())
        .find(|&stride| fits(&every(stride)))
        .unwrap_or(ticks.len().max(2) - 1);
    for (i, tick) in ticks.iter_mut().enumerate() {
        if i % stride != 0 {
            tick.1.clear();
        }
    }
}

/// Multiples of 1, 2 or 5 times a power of ten.
fn linear(low: f64, high: f64, most: usize) -> Ticks {
    let rough = (high - low) / most as f64;
    let power = 10f64.powf(rough.log10().floor());
    let (step, pieces) = [(1.0, 5), (2.0, 4), (5.0, 5), (10.0, 5)]
        .into_iter()
        .map(|(m, p)| (m * power, p))
        .find(|(s, _)| *s >= rough * (1.0 - 1e-9))
        .unwrap_or((10.0 * power, 5));
    let decimals = (-(step.log10() + 1e-9).floor()).max(0.0) as usize;
    let largest = low.abs().max(high.abs());
    // Zeros before the first digit count against plain writing, digits do not.
    let plain = (decimals <= 5 || largest >= 0.01) && decimals <= 12 && largest < 1e6;
    // As many as tell one tick from the next.
    let digits = (largest.log10().floor() - (step.log10() + 1e-9).floor()).clamp(0.0, 15.0);
    let label = |v: f64| {
        if plain {
            format!("{v:.decimals$}").replace('-', "−")
        } else {
            scientific(v, digits as usize)
        }
    };
    // A share of the step, and the rounding of the ends.
    let slack = 1e-9 * step + 4.0 * f64::EPSILON * largest;
    let within = |v: &f64| *v >= low - slack && *v <= high + slack;
    let fine = step / f64::from(pieces);
    // Both ends are at most 10¹² spans from zero: numbers of steps are exact, and few.
    let span = |s: f64| (low / s).floor() as i64..=(high / s).ceil() as i64;
    // `+ 0.0` turns −0 into 0.
    let places = span(step).map(|k| k as f64 * step + 0.0).filter(within);
    let mut major: Vec<(f64, String)> = places.map(|v| (v, label(v))).collect();
    if digits >= LONG {
        differences(&mut major, step);
    }
    Ticks {
        major,
        minor: span(fine)
            .filter(|k| k % i64::from(pieces) != 0)
            .map(|k| k as f64 * fine)
            .filter(within)
            .collect(),
    }
}

/// So many digits in every label would only hide where they differ.
const LONG: f64 = 7.0;

/// The first label as it is, the others by how much they are above it.
fn differences(ticks: &mut [(f64, String)], step: f64) {
    let Some((first, others)) = ticks.split_first_mut() else {
        return;
    };
    if !first.1.contains('·') && first.1.contains('.') {
        let whole = first.1.trim_end_matches('0').trim_end_matches('.').len();
        first.1.truncate(whole);
    }
    for (i, tick) in others.iter_mut().enumerate() {
        let above = (i + 1) as f64 * step;
        tick.1 = match (1e-2..1e5).contains(&above) {
            true => format!("+{}", significant(above, 3)),
            false => format!("+{}", scientific(above, 2)),
        };
    }
}

/// Every decade (every second, third … if there are many), and 2 and 5 where there
/// are few.
fn logarithmic(low: f64, high: f64) -> Ticks {
    let count = span(low, high);
    let stride = (count / MOST as f64).ceil().max(1.0) as i32;
    decades(low, high, digits(count), stride)
}

/// What is labelled within a decade.
fn digits(decades: f64) -> &'static [u32] {
    match decades {
        c if c <= 1.0 => &[1, 2, 3, 5, 7],
        c if c <= 2.5 => &[1, 2, 5],
        _ => &[1],
    }
}

fn decades(low: f64, high: f64, digits: &[u32], stride: i32) -> Ticks {
    let slack = 1e-9;
    let within = |v: &f64| *v >= low * (1.0 - slack) && *v <= high * (1.0 + slack);
    let wide = span(low, high) > 2.0 * DECADES;
    let decades = low.log10().floor() as i32..=high.log10().ceil() as i32;
    let value = |decade: i32, digit: u32| f64::from(digit) * 10f64.powi(decade);
    let major = decades
        .clone()
        .filter(|d| d % stride == 0)
        .flat_map(|decade| digits.iter().map(move |&g| (decade, g)))
        .map(|(decade, g)| (value(decade, g), decade_label(decade, g)))
        .filter(|(v, _)| within(v))
        .collect();
    let minor = decades
        .flat_map(|decade| {
            let fine: &[u32] = match stride {
                // Of hundreds of decades the strokes would run together.
                _ if wide => &[],
                1 => &[2, 3, 4, 5, 6, 7, 8, 9],
                _ => &[1],
            };
            fine.iter().map(move |&g| (decade, g))
        })
        .filter(|(decade, g)| !(digits.contains(g) && decade % stride == 0))
        .map(|(decade, g)| value(decade, g))
        .filter(within)
        .collect();
    Ticks { major, minor }
}

/// What a power of ten is called.
pub(super) fn power_label(decade: i32) -> String {
    decade_label(decade, 1)
}

fn decade_label(decade: i32, digit: u32) -> String {
    match decade {
        -3..=-1 => format!(
            "{:.*}",
            (-decade) as usize,
            f64::from(digit) * 10f64.powi(decade)
        ),
        0..=4 => format!("{}", u64::from(digit) * 10u64.pow(decade as u32)),
        _ if digit == 1 => format!("10{}", superscript(decade)),
        _ => format!("{digit}·10{}", superscript(decade)),
    }
}

/// With at most so many digits after the first.
pub(super) fn scientific(v: f64, digits: usize) -> String {
    if v == 0.0 {
        return "0".to_owned();
    }
    let text = format!("{v:.digits$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa = match mantissa.contains('.') {
        true => mantissa.trim_end_matches('0').trim_end_matches('.'),
        false => mantissa,
    };
    let exponent = superscript(exponent.parse().unwrap_or(0));
    format!("{}·10{exponent}", mantissa.replace('-', "−"))
}

/// A number in a caption, with at most so many digits, and as a power of ten where it would
/// be longer than that is worth.
pub fn significant(v: f64, digits: usize) -> String {
    if v.is_nan() {
        return "not a number".to_owned();
    }
    if v.is_infinite() {
        return if v > 0.0 { "∞" } else { "−∞" }.to_owned();
    }
    let digits = digits.clamp(1, 15);
    if v != 0.0 && !(1e-4..1e7).contains(&v.abs()) {
        return scientific(v, digits - 1);
    }
    // Rounded, and back: the shortest that reads the same.
    let rounded: f64 = format!("{v:.*e}", digits - 1).parse().unwrap_or(v);
    format!("{rounded}").replace('-', "−")
}

fn superscript(number: i32) -> String {
    number
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '0' | '4'..='9' => char::from_u32(0x2070 + c as u32 - '0' as u32).unwrap_or(c),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(low: f64, high: f64, scale: Scale) -> Vec<String> {
        ticks(low, high, scale)
            .major
            .into_iter()
            .map(|t| t.1)
            .collect()
    }

    #[test]
    fn linear_labels() {
        assert_eq!(
            labels(0.0, 0.5, Scale::Linear),
            ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5"]
        );
        assert_eq!(
            labels(-1.0, 1.0, Scale::Linear),
            ["−1.0", "−0.5", "0.0", "0.5", "1.0"]
        );
        assert_eq!(labels(0.0, 3e7, Scale::Linear)[1], "5·10⁶");
        let t = ticks(0.0, 0.5, Scale::Linear);
        assert_eq!(t.minor.len(), 20);
    }

    #[test]
    fn given_labels_that_touch_give_way() {
        let ruler = Ruler {
            low: 0.0,
            high: 1.0,
            scale: Scale::Linear,
            from: 0.0,
            to: 100.0,
        };
        let given = [0.0, 1.0, 0.5, 0.05, 2.0].map(|v| (v, format!("{v}")));
        let t = given_ticks(&given, &ruler, |_| 20.0);
        let labelled: Vec<f64> = t.major.iter().map(|m| m.0).collect();
        assert_eq!((labelled, t.minor), (vec![0.0, 1.0, 0.5], vec![0.05]));
    }

    #[test]
    fn no_decade_is_dropped() {
        assert_eq!(
            labels(0.1, 1000.0, Scale::Log),
            ["0.1", "1", "10", "100", "1000"]
        );
        assert_eq!(labels(1.0, 32.0, Scale::Log), ["1", "2", "5", "10", "20"]);
        assert_eq!(labels(2.0, 8.0, Scale::Log), ["2", "3", "5", "7"]);
        assert_eq!(labels(1e-12, 1e-5, Scale::Log)[0], "10⁻¹²");
        assert_eq!(labels(1e-4, 1e8, Scale::Log).len(), 7);
        let t = ticks(0.1, 1000.0, Scale::Log);
        assert_eq!(t.minor.len(), 32);
    }

    /// Far from zero the first label is the number, the others say how far above it they are.
    #[test]
    fn short_ranges_are_told_by_differences() {
        for scale in [Scale::Linear, Scale::Log] {
            let all = labels(1.0, 1.000_000_1, scale);
            assert_eq!(all[..2], ["1", "+2·10⁻⁸"], "{scale:?}");
            assert_eq!(all.len(), 6, "{scale:?} {all:?}");
            let all = labels(1000.0, 1000.0 + 1e-7, scale);
            assert_eq!(all[..2], ["1000", "+2·10⁻⁸"], "{scale:?}");
        }
        let all = labels(0.270_191_513, 0.270_191_521, Scale::Linear);
        assert_eq!(all[..2], ["0.270191513", "+1·10⁻⁹"]);
        assert_eq!(labels(-2e9, -2e9 + 10.0, Scale::Linear)[1], "+2");
        assert_eq!(labels(1.0, 1.0001, Scale::Linear)[1], "1.00002");
    }

    #[test]
    fn every_tick_lies_inside() {
        for (low, high) in [(0.013, 0.47), (-3.3, 7.1), (1e-9, 2e-9), (5.0, 5e5)] {
            for scale in [Scale::Linear, Scale::Log] {
                if scale == Scale::Log && low <= 0.0 {
                    continue;
                }
                let t = ticks(low, high, scale);
                assert!((2..=12).contains(&t.major.len()), "{low} {high} {t:?}");
                let slack = 1e-8 * (high - low);
                let inside = |v: f64| v >= low - slack && v <= high + slack;
                assert!(t.major.iter().all(|(v, _)| inside(*v)));
                assert!(t.minor.iter().all(|v| inside(*v)));
            }
        }
    }
}
