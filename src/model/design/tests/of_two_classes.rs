//! Designs of the paper's two classes.

use crate::model::{Design, Labels, ModelError, TwoClass};

fn design(prior: f64, delta: f64, n: usize) -> Result<Design, ModelError> {
    Design::new(TwoClass::new(prior, 1.0).unwrap(), delta, n, Labels::Fixed)
}

#[test]
fn rounds_to_whole_samples_and_says_what_it_realised() {
    let d = design(0.2004, 0.3333, 1000).unwrap();
    assert_eq!(
        (d.samples(), d.dimension(), d.minority_samples()),
        (1000, 333, 200)
    );
    assert_eq!((d.two_class().minority_prior(), d.delta()), (0.2, 0.333));
}

#[test]
fn refuses_empty_classes_and_dimensions() {
    assert!(design(0.01, 0.5, 40).is_err());
    assert!(design(0.5, 0.5, 1).is_err());
    assert!(design(0.2, 1e-4, 100).is_err());
    assert!(design(0.2, -1.0, 100).is_err());
    assert!(design(0.5, 0.5, 0).is_err());
}

#[test]
fn what_balancing_leaves() {
    let all = Design::new(TwoClass::new(0.2, 1.5).unwrap(), 0.3, 100, Labels::Random).unwrap();
    let left = all.balanced(17).unwrap();
    assert_eq!(
        (left.samples(), left.dimension(), left.minority_samples()),
        (34, 30, 17)
    );
    assert_eq!(left.two_class().signal_strength(), 1.5);
    assert!(all.balanced(0).is_err());
}

#[test]
fn an_odd_balanced_sample_is_allowed() {
    let d = design(0.5, 1.0, 11).unwrap();
    assert_eq!(d.two_class().minority_prior(), 0.5);
}
