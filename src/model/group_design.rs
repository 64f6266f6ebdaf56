//! The finite training set of a population: how many samples of each group, in how many
//! dimensions.

use super::design::Labels;
use super::error::{ModelError, check_delta, require};
use super::population::{Group, Population};

/// n samples of K groups in d dimensions.
///
/// With [`Labels::Fixed`] the groups have whole numbers of samples, so that the priors to ask the
/// theory for are the realised n_g/n: they are those of [`GroupDesign::population`]. In the same
/// way δ is the realised d/n.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupDesign {
    population: Population,
    counts: Vec<usize>,
    dimension: usize,
    labels: Labels,
}

impl GroupDesign {
    /// Rounds to what n samples can realise: d = round(δn), and n_g = π_g n with what rounding
    /// down leaves given to the largest remainders, the first of equal ones first. With random
    /// labels that is what to expect; every sample's group is then drawn by the priors given.
    ///
    /// # Errors
    /// [`ModelError::EmptyGroup`] if a group is left without a sample,
    /// [`ModelError::FewDimensions`] if the means have more coordinates than there are dimensions,
    /// [`ModelError::OutOfRange`] if δ is not positive or there is no dimension.
    pub fn new(
        population: &Population,
        delta: f64,
        samples: usize,
        labels: Labels,
    ) -> Result<Self, ModelError> {
        let dimension = (check_delta(delta)? * samples as f64).round();
        require(
            "n",
            samples as f64,
            (1.0..1e9).contains(&dimension),
            "d = round(delta n) must be at least 1 (and below a billion)",
        )?;
        let (dimension, coordinates) = (dimension as usize, population.mean_dimension());
        if dimension < coordinates {
            return Err(ModelError::FewDimensions {
                dimension,
                coordinates,
            });
        }
        let counts = whole(population, samples);
        if let Some(empty) = counts.iter().position(|&count| count == 0) {
            let Group { name, prior, .. } = &population.groups()[empty];
            return Err(ModelError::EmptyGroup {
                name: name.clone(),
                prior: *prior,
                samples,
                enough: (1.0 / prior).ceil(),
            });
        }
        let population = match labels {
            Labels::Fixed => realised(population, &counts)?,
            Labels::Random => population.clone(),
        };
        Ok(Self {
            population,
            counts,
            dimension,
            labels,
        })
    }

    /// What is left when every group keeps as many of its samples as the smallest has: fixed
    /// counts, in as many dimensions. Which are kept does not matter in law.
    ///
    /// # Errors
    /// [`ModelError::RandomCounts`] for random labels, where as many as that is another number in
    /// every replicate.
    pub fn balanced(&self) -> Result<Self, ModelError> {
        if self.labels == Labels::Random {
            return Err(ModelError::RandomCounts);
        }
        let kept = self.counts.iter().copied().min().unwrap_or(0);
        let counts = vec![kept; self.counts.len()];
        Ok(Self {
            population: realised(&self.population, &counts)?,
            counts,
            ..self.clone()
        })
    }

    /// The model, with the priors that this design realises.
    pub fn population(&self) -> &Population {
        &self.population
    }

    /// n_g, or its expectation rounded when the labels are random.
    pub fn counts(&self) -> &[usize] {
        &self.counts
    }

    /// n.
    pub fn samples(&self) -> usize {
        self.counts.iter().sum()
    }

    /// d.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// How labels arise.
    pub fn labels(&self) -> Labels {
        self.labels
    }

    /// δ = d/n as realised.
    pub fn delta(&self) -> f64 {
        self.dimension as f64 / self.samples() as f64
    }

    /// Bytes that stand for everything that shapes the data, and for nothing else: designs with
    /// the same bytes have the same samples, whatever their groups are called.
    pub fn identity(&self) -> Vec<u8> {
        let Self {
            population,
            counts,
            dimension,
            labels,
        } = self;
        let mut bytes = (*dimension as u64).to_le_bytes().to_vec();
        match labels {
            // Priors that round to the same counts are the same data.
            Labels::Fixed => {
                bytes.push(0);
                bytes.extend(counts.iter().flat_map(|&n| (n as u64).to_le_bytes()));
            }
            Labels::Random => {
                bytes.push(1);
                bytes.extend((counts.iter().sum::<usize>() as u64).to_le_bytes());
                let priors = population.groups().iter().map(|g| g.prior.to_bits());
                bytes.extend(priors.flat_map(u64::to_le_bytes));
            }
        }
        bytes.extend(population.law_within_groups());
        bytes
    }
}

/// A product this little below a whole number is that number.
const ROUNDING: f64 = 1e-9;

/// π_g n in whole numbers.
fn whole(population: &Population, samples: usize) -> Vec<usize> {
    let groups = population.groups();
    let shares: Vec<f64> = groups.iter().map(|g| g.prior * samples as f64).collect();
    let below = |share: f64| (share + ROUNDING).floor();
    let mut counts: Vec<usize> = shares.iter().map(|&share| below(share) as usize).collect();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    let remainder = |g: usize| shares[g] - below(shares[g]);
    order.sort_by(|&g, &h| remainder(h).total_cmp(&remainder(g)));
    // Priors sum to 1 but for rounding, so that fewer are left than there are groups; of so many
    // that a double has no fractions there may be a few too many.
    let total: usize = counts.iter().sum();
    let (left, over) = (samples.saturating_sub(total), total.saturating_sub(samples));
    for &g in order.iter().take(left) {
        counts[g] += 1;
    }
    for &g in order.iter().rev().take(over) {
        counts[g] = counts[g].saturating_sub(1);
    }
    counts
}

fn realised(population: &Population, counts: &[usize]) -> Result<Population, ModelError> {
    let n = counts.iter().sum::<usize>() as f64;
    let groups = population.groups().iter().zip(counts);
    let realised = groups.map(|(group, &count)| Group {
        prior: count as f64 / n,
        ..group.clone()
    });
    Population::new(realised.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Label, SpuriousCorrelation, TwoClass};

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
        GroupDesign::new(&groups(priors), 0.3, n, Labels::Fixed)
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
        let design = GroupDesign::new(&many, 1e-14, n, Labels::Fixed).unwrap();
        assert_eq!(design.samples(), n);
    }

    #[test]
    fn two_classes_are_rounded_as_two_classes() {
        for (prior, n) in [(0.2004, 1000), (0.15, 90), (0.3333, 77), (0.0151, 100)] {
            let two = TwoClass::new(prior, 1.0).unwrap();
            let theirs = crate::model::Design::new(two, 0.2, n, Labels::Fixed).unwrap();
            let ours = GroupDesign::new(&two.population(), 0.2, n, Labels::Fixed).unwrap();
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
        let random = GroupDesign::new(&groups(&[0.4, 0.6]), 0.3, 100, Labels::Random).unwrap();
        assert_eq!(random.balanced(), Err(ModelError::RandomCounts));
    }

    #[test]
    fn what_cannot_be_realised_is_said_with_numbers() {
        let said = design(&[0.001, 0.999], 100).unwrap_err().to_string();
        assert!(
            said.contains("\"group 0\"") && said.contains("0.001") && said.contains("1000"),
            "{said}"
        );
        let few = GroupDesign::new(&groups(&[0.5, 0.5]), 0.01, 100, Labels::Fixed);
        let said = few.unwrap_err().to_string();
        assert!(
            said.contains("1 dimension") && said.contains("2 coordinates"),
            "{said}"
        );
        assert!(GroupDesign::new(&groups(&[0.5, 0.5]), -0.1, 100, Labels::Fixed).is_err());
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
            let design = GroupDesign::new(population, delta, n, labels);
            design.unwrap().identity()
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
}
