//! The deepest valley of an error along the weight.

use super::error_curve::{Branch, ErrorCurve, Sample};
use crate::numerics::{Minimum, bracketed_root_to, brent};
use crate::theory::intercept::can_jump;

/// How many samples are taken where they have slopes: a valley between two of them shows in
/// these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Density {
    /// Five a decade.
    Close,
    /// Two a decade: far from the ratio of priors all is wide.
    Wide,
}

impl Density {
    fn points_a_decade(self) -> f64 {
        match self {
            Density::Close => 5.0,
            Density::Wide => 2.0,
        }
    }
}

/// Of log ρ, where a slope vanishes.
const TOLERANCE: f64 = 1e-10;
/// Of log ρ, where b vanishes.
const KINK: f64 = 1e-12;
/// Of log ρ, beside a jump of b: beyond how closely it is known.
const BESIDE: f64 = 4.0 * KINK;
/// A root of b that misses the error where b vanishes by more than this share is a jump.
const JUMP: f64 = 0.1;
/// Relative, where only values are known: below √ε a smooth minimum is flat to rounding.
const BY_VALUES: f64 = 1e-9;
/// As many as are followed to their floor.
const VALLEYS: usize = 3;

/// The lowest place over a range of log ρ: samples find the valleys, and the three whose
/// samples are lowest are followed to their floors. `None` if no sample has a value.
///
/// Several valleys occur at large signal, none narrower than a tenth of a decade. Samples
/// are that close where slopes are unknown, or contradict a curve that bends little.
pub(super) fn lowest(
    curve: &mut ErrorCurve<'_>,
    (low, high): (f64, f64),
    density: Density,
) -> Option<Minimum> {
    let samples = sampled(curve, (low, high), density);
    let mut valleys = valleys(&samples, curve.has_kink());
    valleys.sort_by(|a, b| a.rim.total_cmp(&b.rim));
    valleys.truncate(VALLEYS);
    let floors: Vec<Sample> = valleys
        .iter()
        .flat_map(|valley| floors(curve, valley))
        .collect();
    // Of equal heights, as on a plateau, the one nearest to the ratio of priors.
    let ratio = curve.prior_ratio().ln();
    let away = |sample: &Sample| (sample.at - ratio).abs();
    let best = floors
        .into_iter()
        .chain(samples)
        .filter(|sample| sample.value.is_finite())
        .min_by(|a, b| {
            let higher = a.value.total_cmp(&b.value);
            higher.then_with(|| away(a).total_cmp(&away(b)))
        })?;
    Some(Minimum {
        at: best.at,
        value: best.value,
        at_boundary: (best.at - low).min(high - best.at) <= 1e-6 * (high - low),
    })
}

/// Samples from low to high.
fn sampled(curve: &mut ErrorCurve<'_>, (low, high): (f64, f64), density: Density) -> Vec<Sample> {
    // Where slopes are unknown only closeness helps.
    let density = if curve.has_slopes() {
        density
    } else {
        Density::Close
    };
    let decades = (high - low) / std::f64::consts::LN_10;
    let cells = (decades * density.points_a_decade()).ceil().max(1.0) as usize;
    let node = |i: usize| low + (high - low) * (i as f64 / cells as f64);
    // From the largest weight down: a small one can give the minority up, and close to
    // that only a solution nearby leads to the next quickly.
    let mut samples = vec![curve.sample(high)];
    for i in (0..cells).rev() {
        let above = samples[samples.len() - 1];
        if !curve.has_slopes() {
            samples.push(curve.sample(0.5 * (node(i) + above.at)));
        }
        let below = curve.sample(node(i));
        if curve.has_slopes() && doubtful(&below, &above) {
            samples.push(curve.sample(0.5 * (below.at + above.at)));
        }
        samples.push(below);
    }
    samples.reverse();
    samples
}

/// Whether a cubic with these values and slopes bends more than once: it is surely
/// monotone where both slopes are at most three times the chord's (Fritsch & Carlson 1980).
fn doubtful(from: &Sample, to: &Sample) -> bool {
    let Some((a, b)) = from.slope().zip(to.slope()) else {
        return true;
    };
    // Where only one vanishes a plateau begins in between.
    if a * b <= 0.0 {
        return (a == 0.0) != (b == 0.0);
    }
    let chord = (to.value - from.value) / (to.at - from.at);
    !((0.0..=3.0).contains(&(a / chord)) && (0.0..=3.0).contains(&(b / chord)))
}

/// Where a floor lies between two samples.
struct Valley {
    from: Sample,
    to: Sample,
    /// The lower of the samples around.
    rim: f64,
    /// Whether slopes are known at both ends, and a kink lies between or they lead down at the
    /// first and up at the second.
    by_slopes: bool,
}

fn valleys(samples: &[Sample], kinked: bool) -> Vec<Valley> {
    let mut found = Vec::new();
    let known = |pair: &[Sample]| pair[0].slope().zip(pair[1].slope());
    for pair in samples.windows(2) {
        let kinked = kinked && pair[0].bias * pair[1].bias < 0.0;
        let down = known(pair).filter(|(a, b)| a <= &0.0 && b >= &0.0 && a < b);
        if down.is_some() || kinked {
            let lower = pair[0].value.min(pair[1].value);
            found.push(Valley {
                from: pair[0],
                to: pair[1],
                // There is one kink, which no rim tells of.
                rim: if kinked { f64::NEG_INFINITY } else { lower },
                by_slopes: known(pair).is_some_and(|(a, b)| kinked || a < 0.0 && b > 0.0),
            });
        }
    }
    let last = samples.len() - 1;
    // From the largest weight: at equal height the rim of a plateau, where a class is given
    // up, is more promising than what lies on it.
    for (i, sample) in samples.iter().enumerate().rev() {
        let around = &samples[i.saturating_sub(1)..=(i + 1).min(last)];
        let lowest = around.iter().all(|other| sample.value <= other.value);
        let unknown = around.windows(2).any(|pair| known(pair).is_none());
        let inside = around.iter().all(Sample::gives_up);
        if sample.value.is_finite() && lowest && unknown && !inside {
            found.push(Valley {
                from: around[0],
                to: around[around.len() - 1],
                rim: sample.value,
                by_slopes: false,
            });
        }
    }
    found
}

/// The floor of a valley; with the kink, if it has one.
fn floors(curve: &mut ErrorCurve<'_>, valley: &Valley) -> Vec<Sample> {
    let (from, to) = (&valley.from, &valley.to);
    let kink = kink(curve, from, to);
    if !valley.by_slopes {
        let at = kink.into_iter().flat_map(|kink| kink.samples());
        return at.chain([by_values(curve, from, to)]).collect();
    }
    let Some(kink) = kink else {
        let branch = to.branch();
        return vec![level(curve, from, to, branch)];
    };
    // The kink is the floor, or a floor lies on the side where the way still leads down.
    let mut found: Vec<Sample> = kink.samples().collect();
    let (before, after) = (from.branch(), to.branch());
    let rises = |sample: &Sample, branch| sample.along(branch).map(|slope| slope > 0.0);
    if rises(&kink.below, before) == Some(true) && rises(from, before) == Some(false) {
        found.push(level(curve, from, &kink.below, before));
    }
    if rises(&kink.above, after) == Some(false) && rises(to, after) == Some(true) {
        found.push(level(curve, &kink.above, to, after));
    }
    found
}

/// Where b vanishes, and beside it on either side: the same but for losses whose b can jump.
pub(super) struct Kink {
    pub(super) at: Sample,
    below: Sample,
    above: Sample,
}

impl Kink {
    fn samples(&self) -> impl Iterator<Item = Sample> + use<> {
        [self.at, self.below, self.above].into_iter()
    }
}

/// Where b vanishes between two samples. Where it jumps over zero, which it does to rounding
/// only, the place of the jump with what it reaches in the limit.
pub(super) fn kink(curve: &mut ErrorCurve<'_>, from: &Sample, to: &Sample) -> Option<Kink> {
    if !curve.has_kink() || from.bias * to.bias > 0.0 {
        return None;
    }
    let known = |u: f64| [from, to].into_iter().find(|s| s.at == u).copied();
    let bias = |u: f64| known(u).unwrap_or_else(|| curve.sample(u)).bias;
    let root = bracketed_root_to(bias, (from.at, to.at), KINK).ok()?;
    let found = curve.sample(root.at);
    let mut beside = |by: f64| match can_jump(curve.problem()) {
        true => curve.sample((root.at + by).clamp(from.at, to.at)),
        false => found,
    };
    let (below, above) = (beside(-BESIDE), beside(BESIDE));
    let balanced = curve.balanced(root.at).filter(|balanced| {
        let [between, beside] = [balanced, &found].map(|s| curve.error_of(s.value));
        beside > between * (1.0 + JUMP)
    });
    Some(Kink {
        at: balanced.unwrap_or(found),
        below,
        above,
    })
}

/// Where the slope along a branch vanishes between two samples.
fn level(curve: &mut ErrorCurve<'_>, from: &Sample, to: &Sample, branch: Branch) -> Sample {
    let known = |u: f64| [from, to].into_iter().find(|s| s.at == u).copied();
    let slope = |u: f64| {
        let sample = known(u).unwrap_or_else(|| curve.sample(u));
        sample.along(branch).unwrap_or(f64::NAN)
    };
    let found = bracketed_root_to(slope, (from.at, to.at), TOLERANCE);
    match found {
        Ok(root) => curve.sample(root.at),
        Err(_) => by_values(curve, from, to),
    }
}

fn by_values(curve: &mut ErrorCurve<'_>, from: &Sample, to: &Sample) -> Sample {
    let (at, _) = brent(|u| curve.value(u), from.at, to.at, BY_VALUES);
    curve.sample(at)
}
