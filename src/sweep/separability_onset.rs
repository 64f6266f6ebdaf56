//! Where training data separate, and a method that needs a minimiser has nothing to find.

use super::unit::training;
use crate::model::{Design, SimulationMethod, Training};
use crate::scenario::Plan;
use crate::theory::separability_threshold;

/// A training set's δ beside the threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Onset {
    /// d/n of what is trained on, after downsampling.
    pub delta: f64,
    /// δ*(π₊, s): above it training sets are separable more often than not.
    pub threshold: f64,
}

impl Onset {
    /// δ/δ*.
    pub fn share(self) -> f64 {
        self.delta / self.threshold
    }

    /// Whether most training sets separate.
    pub fn is_past(self) -> bool {
        self.delta >= self.threshold
    }
}

/// Where a design stands, for losses that have no minimiser on separable data without ridge;
/// `None` for others, and where theory does not find the threshold.
pub fn onset(design: &Design, training: &Training) -> Option<Onset> {
    if training.ridge > 0.0 || !training.loss.vanishes_at_infinity() {
        return None;
    }
    let kept = design.counts().iter().copied().min()?;
    let seen = match training.downsample {
        true => design.balanced(kept).ok()?,
        false => *design,
    };
    Some(Onset {
        delta: seen.delta(),
        threshold: separability_threshold(seen.two_class())?,
    })
}

/// Cells of a plan that the method it names will mostly fail at.
#[derive(Clone, Debug, PartialEq)]
pub struct Separable {
    /// How many.
    pub cells: usize,
    /// The first: its name, and where it stands.
    pub first: (String, Onset),
}

/// Cells that `method = "lazy"` is to draw although most of their training sets separate;
/// `None` if there are none, or another method is named.
pub fn lazily_separable(plan: &Plan) -> Option<Separable> {
    if plan.method != Some(SimulationMethod::Lazy) {
        return None;
    }
    let mut past = plan.cells.iter().filter_map(|cell| {
        let onset = onset(&cell.design?, &training(cell, 1.0))?;
        onset.is_past().then(|| (cell.id.clone(), onset))
    });
    let first = past.next()?;
    Some(Separable {
        cells: 1 + past.count(),
        first,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Overrides;
    use crate::sweep::parse;

    fn separable(more: &str) -> Option<Separable> {
        let text = format!(
            "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 1\n[training]\n\
             loss = \"logistic\"\nweight_ratio = 2\n[simulation]\nn = 1000\n\
             replicates = 3\n{more}"
        );
        lazily_separable(&parse(&text, "t.toml", Overrides::default()).unwrap())
    }

    /// δ* = .206 with these classes.
    #[test]
    fn cells_beyond_the_threshold_are_found() {
        let lazy = "method = \"lazy\"\n[vary]\ndelta = [0.1, 0.2, 0.21, 0.3]\n";
        let found = separable(lazy).unwrap();
        assert_eq!((found.cells, found.first.1.delta), (2, 0.21));
        assert!((found.first.1.threshold - 0.206_226).abs() < 1e-6);
        assert_eq!(separable(&lazy.replace("lazy", "dense")), None);
        assert_eq!(separable(&format!("{lazy}ridge = [0.1]\n")), None);
        assert_eq!(separable(&lazy.replace(", 0.21, 0.3", "")), None);
    }

    /// Of 1000 samples 400 are kept: d/n is two and a half times as large.
    #[test]
    fn what_is_downsampled_counts_what_is_kept() {
        let dropped = "method = \"lazy\"\n[vary]\ndelta = [0.15, 0.2]\n[[method]]\n\
                       name = \"dropped\"\ndownsample = true\n";
        let found = separable(dropped).unwrap();
        assert_eq!(found.first.1.delta, 150.0 / 400.0);
    }
}
