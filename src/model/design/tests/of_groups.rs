//! Designs of any groups.

use crate::model::{
    Design, Group, GroupDesign, Label, Labels, ModelError, Population, SpuriousCorrelation,
    TwoClass,
};

fn groups(priors: &[f64]) -> Population {
    let group = |(i, &prior): (usize, &f64)| Group {
        name: format!("group {i}"),
        label: [Label::Positive, Label::Negative][i % 2],
        prior,
        mean: vec![i as f64, 1.0],
        noise_scale: 1.0 + i as f64,
    };
    Population::new(priors.iter().enumerate().map(group).collect()).unwrap()
}

fn design(priors: &[f64], n: usize) -> Result<GroupDesign, ModelError> {
    GroupDesign::new(groups(priors), 0.3, n, Labels::Fixed)
}

#[test]
fn the_largest_remainders_get_what_is_left() {
    for (priors, n, counts) in [
        (&[0.4, 0.1, 0.1, 0.4][..], 1000, &[400, 100, 100, 400][..]),
        (&[0.29, 0.31, 0.4], 10, &[3, 3, 4]),
        (&[0.345, 0.333, 0.322], 10, &[4, 3, 3]),
        // Of equal remainders the first, as two classes round a half to the minority.
        (&[0.25, 0.75], 10, &[3, 7]),
        (&[0.07, 0.93], 100, &[7, 93]),
    ] {
        let design = design(priors, n).unwrap();
        assert_eq!(design.counts(), counts, "{priors:?}");
        assert_eq!(design.samples(), n);
        for (group, &count) in design.population().groups().iter().zip(counts) {
            assert_eq!(group.prior, count as f64 / n as f64);
        }
    }
    assert_eq!(design(&[0.5, 0.5], 1000).unwrap().delta(), 0.3);
    // 2⁵³: a share has no fractions, and its product with n is rounded.
    let many = groups(&[0.4, 0.1, 0.1, 0.4]);
    let n = 1 << 53;
    let design = GroupDesign::new(many, 1e-14, n, Labels::Fixed).unwrap();
    assert_eq!(design.samples(), n);
}

#[test]
fn two_classes_are_rounded_as_two_classes() {
    for (prior, n) in [(0.2004, 1000), (0.15, 90), (0.3333, 77), (0.0151, 100)] {
        let two = TwoClass::new(prior, 1.0).unwrap();
        let theirs = Design::new(two, 0.2, n, Labels::Fixed).unwrap();
        let ours = GroupDesign::new(two.population(), 0.2, n, Labels::Fixed).unwrap();
        assert_eq!(ours.counts()[0], theirs.minority_samples(), "{prior} {n}");
        assert_eq!(ours.dimension(), theirs.dimension());
    }
}

#[test]
fn what_balancing_leaves() {
    let all = design(&[0.2, 0.3, 0.5], 100).unwrap();
    let left = all.balanced().unwrap();
    assert_eq!(left.counts(), [20; 3]);
    assert_eq!((left.dimension(), left.samples()), (30, 60));
    assert_eq!(left.delta(), 0.5);
    let means = |design: &GroupDesign| design.population().mean(2);
    assert_eq!(means(&left), means(&all));
    let random = GroupDesign::new(groups(&[0.4, 0.6]), 0.3, 100, Labels::Random).unwrap();
    assert_eq!(random.balanced(), Err(ModelError::RandomCounts));
}

#[test]
fn what_cannot_be_realised_is_said_with_numbers() {
    let said = design(&[0.001, 0.999], 100).unwrap_err().to_string();
    assert!(
        said.contains("\"group 0\"") && said.contains("0.001") && said.contains("1000"),
        "{said}"
    );
    let few = GroupDesign::new(groups(&[0.5, 0.5]), 0.01, 100, Labels::Fixed);
    let said = few.unwrap_err().to_string();
    assert!(
        said.contains("d = round(δn) = 1 at n = 100") && said.contains("2 coordinates"),
        "{said}"
    );
    assert!(GroupDesign::new(groups(&[0.5, 0.5]), -0.1, 100, Labels::Fixed).is_err());
    assert!(design(&[0.5, 0.5], 0).is_err());
}

/// Whatever shapes the data changes the bytes, and a name does not.
#[test]
fn what_the_identity_stands_for() {
    let spurious = |correlation| {
        let model = SpuriousCorrelation::new(0.5, 1.5, 1.0, correlation);
        model.unwrap().population()
    };
    let of = |population: &Population, delta, n, labels| {
        let design = GroupDesign::new(population.clone(), delta, n, labels);
        design.unwrap().bytes()
    };
    let changed = |change: fn(&mut Group)| {
        let mut groups = spurious(0.6).groups().to_vec();
        change(&mut groups[1]);
        let population = Population::new(groups).unwrap();
        of(&population, 0.2, 100, Labels::Fixed)
    };
    let base = of(&spurious(0.6), 0.2, 100, Labels::Fixed);
    assert_eq!(of(&spurious(0.601), 0.2001, 100, Labels::Fixed), base);
    assert_eq!(changed(|g| g.name.push('!')), base);
    let all = [
        base.clone(),
        of(&spurious(0.4), 0.2, 100, Labels::Fixed),
        of(&spurious(0.6), 0.3, 100, Labels::Fixed),
        of(&spurious(0.6), 0.2, 200, Labels::Fixed),
        of(&spurious(0.6), 0.2, 100, Labels::Random),
        of(&spurious(0.601), 0.2, 100, Labels::Random),
        changed(|g| g.label = Label::Negative),
        changed(|g| g.noise_scale = 1.1),
        changed(|g| g.mean[1] = -1.1),
    ];
    let different: std::collections::HashSet<_> = all.iter().collect();
    assert_eq!(different.len(), all.len());
}
