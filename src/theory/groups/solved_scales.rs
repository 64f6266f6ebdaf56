//! The scales of a problem up to which the equations of every loss were found to be solved.
//!
//! Measured on two to four groups, all losses, with and without ridge, each scale by itself: within
//! these bounds every prediction converged. Beyond them many still do, and are then as good as any
//! others: the residual tells. Where one does not, this says what is far out.

use crate::model::{Label, Population, Weighting};

/// The farthest two means, in deviations of the least noise: all of 2·10³ were solved, and at 4·10³
/// losses other than the square fail. There errors are below 10⁻³⁰⁰ unless other groups make them.
const APART: f64 = 2e3;
/// The largest over the smallest noise.
const NOISES: f64 = 1e5;
/// The largest over the smallest weight.
const WEIGHTS: f64 = 1e8;
/// δ.
const DELTA: [f64; 2] = [1e-6, 1e15];
/// r over the largest ω_g σ_g².
const RIDGE: [f64; 2] = [1e-100, 1e12];
/// The smallest share of a label.
const SHARE: f64 = 1e-6;

/// What of a problem lies beyond the scales at which all losses are solved, in words; `None` if
/// nothing does. One ω_g a group.
pub fn beyond_solved_scales(
    population: &Population,
    weighting: &Weighting,
    delta: f64,
    ridge: f64,
) -> Option<String> {
    let groups = population.groups();
    let noises = groups.iter().map(|g| g.noise_scale);
    let (least, most) = ends(noises);
    let (lightest, heaviest) = ends(weighting.weights().iter().copied());
    let pulls = groups.iter().zip(weighting.weights());
    let (_, pull) = ends(pulls.map(|(g, w)| w * g.noise_scale * g.noise_scale));
    let ridge = ridge / pull;
    let share = |label: Label| {
        let own = groups.iter().filter(|g| g.label == label);
        own.map(|g| g.prior).sum::<f64>()
    };
    let rarest = share(Label::Positive).min(share(Label::Negative));
    let apart = farthest(population) / least;
    let found = [
        (apart > APART).then(|| {
            format!(
                "means lie {apart:.1e} deviations of the noise apart, and {APART:e} is the most"
            )
        }),
        (most / least > NOISES).then(|| {
            format!(
                "noise differs {:.1e} times, and {NOISES:e} is the most",
                most / least
            )
        }),
        (heaviest / lightest > WEIGHTS).then(|| {
            format!(
                "weights go from {lightest:.1e} to {heaviest:.1e}, and a factor of {WEIGHTS:e} is \
                     the most"
            )
        }),
        outside(delta, DELTA).then(|| format!("delta is {delta:.1e}, {}", between(DELTA))),
        (ridge > 0.0 && outside(ridge, RIDGE)).then(|| {
            format!(
                "the ridge is {ridge:.1e} of weight times squared noise, {}",
                between(RIDGE)
            )
        }),
        (rarest < SHARE).then(|| {
            format!("a label has the share {rarest:.1e} of the data, and {SHARE:e} is the least")
        }),
    ];
    let found: Vec<String> = found.into_iter().flatten().collect();
    (!found.is_empty()).then(|| {
        format!(
            "beyond the scales at which all losses are solved: {}",
            found.join("; ")
        )
    })
}

fn ends(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, 0.0), |(least, most), value| {
        (least.min(value), most.max(value))
    })
}

fn outside(value: f64, [low, high]: [f64; 2]) -> bool {
    !(low..=high).contains(&value)
}

fn between([low, high]: [f64; 2]) -> String {
    format!("and {low:e} to {high:e} is the range")
}

/// The largest distance between two means.
fn farthest(population: &Population) -> f64 {
    let groups = population.groups();
    let distance = |a: &[f64], b: &[f64]| {
        let apart = a.iter().zip(b).map(|(a, b)| a - b);
        // No square overflows.
        apart.fold(0.0, f64::hypot)
    };
    let pairs = groups
        .iter()
        .flat_map(|a| groups.iter().map(move |b| distance(&a.mean, &b.mean)));
    pairs.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::LossKind;
    use crate::model::{Group, Problem};
    use crate::theory::{Status, predict};

    fn two(signal: f64, noise: f64, prior: f64) -> Population {
        let group = |name: &str, label, prior, mean, noise_scale| Group {
            name: name.to_owned(),
            label,
            prior,
            mean: vec![mean],
            noise_scale,
        };
        Population::new(vec![
            group("a", Label::Positive, prior, signal, noise),
            group("b", Label::Negative, 1.0 - prior, -signal, 1.0),
        ])
        .unwrap()
    }

    fn weights(of: [f64; 2]) -> Weighting {
        Weighting::new(of.to_vec()).unwrap()
    }

    /// Each scale by itself is named with its value and its bound, and nothing else is.
    #[test]
    fn what_is_far_out_is_named() {
        let usual = (two(2.0, 1.0, 0.2), weights([4.0, 1.0]));
        let said = |population: &Population, weighting: &Weighting, delta, ridge| {
            beyond_solved_scales(population, weighting, delta, ridge)
        };
        assert_eq!(said(&usual.0, &usual.1, 0.2, 0.1), None);
        assert_eq!(said(&usual.0, &usual.1, 0.2, 0.0), None);
        let far = said(&two(1e4, 1.0, 0.2), &usual.1, 0.2, 0.1).unwrap();
        assert!(
            far.contains("2.0e4 deviations") && far.contains("2e3 is the most"),
            "{far}"
        );
        assert!(!far.contains(';'), "{far}");
        let farther = said(&two(1e200, 1.0, 0.2), &usual.1, 0.2, 0.1).unwrap();
        assert!(farther.contains("2.0e200 deviations"), "{farther}");
        for (found, word) in [
            (
                said(&two(2.0, 1e7, 0.2), &usual.1, 0.2, 0.1),
                "noise differs",
            ),
            (
                said(&usual.0, &weights([1e50, 1e-50]), 0.2, 0.1),
                "weights go",
            ),
            (said(&usual.0, &usual.1, 1e-7, 0.1), "delta is"),
            (said(&usual.0, &usual.1, 0.2, 1e308), "the ridge is"),
            (
                said(&two(2.0, 1.0, 1e-7), &usual.1, 0.2, 0.1),
                "a label has the share",
            ),
        ] {
            let found = found.unwrap();
            assert!(found.contains(word) && !found.contains(';'), "{found}");
        }
    }

    /// At the bounds every loss is solved.
    #[test]
    fn within_the_bounds_all_losses_are_solved() {
        let even = weights([1.0, 1.0]);
        for (population, weighting, delta, ridge) in [
            (two(APART / 2.0, 1.0, 0.2), &even, 0.4, 0.1),
            (two(APART / 2.0, 1.0, 0.2), &even, 0.05, 0.0),
            (two(2.0, 1e4, 0.2), &even, 0.2, 0.1),
            (two(2.0, 1.0, 0.2), &weights([1e4, 1e-4]), 0.2, 0.0),
            (two(2.0, 2.0, 0.2), &even, DELTA[0], 0.1),
            (two(2.0, 2.0, 0.2), &even, 0.2, RIDGE[1]),
            (two(2.0, 2.0, SHARE), &even, 0.2, 0.1),
        ] {
            assert_eq!(
                beyond_solved_scales(&population, weighting, delta, ridge),
                None
            );
            for loss in LossKind::ALL {
                let problem = Problem::new(delta, population.clone())
                    .and_then(|p| p.with_loss(loss).with_ridge(ridge))
                    .and_then(|p| p.with_weights(weighting.clone()))
                    .unwrap();
                let found = predict(&problem);
                assert_ne!(
                    found.status,
                    Status::NotConverged,
                    "{loss:?} {delta} {ridge}"
                );
            }
        }
    }
}
