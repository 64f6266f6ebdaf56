//! Drawing a training set.

use faer::Mat;
use rand::RngExt;
use rand::seq::index;
use rand_distr::{Distribution, StandardNormal};

use crate::model::{Labels, Population};

/// The samples of one group: one column a sample, d rows.
#[derive(Clone, Debug)]
pub struct GroupSample {
    /// y = ±1.
    pub label: f64,
    /// d × n_g.
    pub features: Mat<f64>,
}

/// A training set, ordered by group.
#[derive(Clone, Debug)]
pub struct TrainingSet {
    /// One entry a group of the population, in its order; may be empty of samples.
    pub groups: Vec<GroupSample>,
}

impl TrainingSet {
    /// Draws n samples in d dimensions from a population.
    ///
    /// With [`Labels::Fixed`] the group sizes are `fixed_counts`; with
    /// [`Labels::Random`] each sample's group is drawn first, all of them before
    /// any feature. Samples are x = μ_g + σ_g Z; since the law of Z is rotation
    /// invariant the means may sit in the first coordinates.
    ///
    /// # Panics
    /// If the means need more than d coordinates.
    pub fn draw(
        population: &Population,
        fixed_counts: &[usize],
        dimension: usize,
        labels: Labels,
        rng: &mut impl rand::Rng,
    ) -> Self {
        assert!(population.mean_dimension() <= dimension);
        let counts = counts(population, fixed_counts, labels, rng);
        let groups = population
            .groups()
            .iter()
            .zip(counts)
            .map(|(group, count)| {
                let mut features = Mat::zeros(dimension, count);
                each_sample(dimension, group.noise_scale, count, rng, |i, sample| {
                    let column = features.col_mut(i).try_as_col_major_mut();
                    let column = column.expect("columns are contiguous").as_slice_mut();
                    column.copy_from_slice(sample);
                    for (x, m) in column.iter_mut().zip(&group.mean) {
                        *x += m;
                    }
                });
                GroupSample {
                    label: group.label.sign(),
                    features,
                }
            })
            .collect();
        Self { groups }
    }

    /// n.
    pub fn samples(&self) -> usize {
        self.groups.iter().map(|g| g.features.ncols()).sum()
    }

    /// d.
    pub fn dimension(&self) -> usize {
        self.groups.first().map_or(0, |g| g.features.nrows())
    }

    /// Drops samples at random until every group has as many as the rarest.
    pub fn downsample(&self, rng: &mut impl rand::Rng) -> Self {
        let sizes: Vec<usize> = self.groups.iter().map(|g| g.features.ncols()).collect();
        let groups = self
            .groups
            .iter()
            .zip(kept_samples(&sizes, rng))
            .map(|(g, kept)| GroupSample {
                label: g.label,
                features: Mat::from_fn(g.features.nrows(), kept.len(), |i, j| {
                    g.features[(i, kept[j])]
                }),
            })
            .collect();
        Self { groups }
    }
}

/// Group sizes: those given, or drawn for as many samples in all.
pub(super) fn counts(
    population: &Population,
    fixed: &[usize],
    labels: Labels,
    rng: &mut impl rand::Rng,
) -> Vec<usize> {
    match labels {
        Labels::Fixed => fixed.to_vec(),
        Labels::Random => random_counts(population, fixed.iter().sum(), rng),
    }
}

/// Draws a group's samples less their mean, σZ, and shows each with its number.
pub(super) fn each_sample(
    dimension: usize,
    noise_scale: f64,
    count: usize,
    rng: &mut impl rand::Rng,
    mut show: impl FnMut(usize, &[f64]),
) {
    let mut sample = vec![0.0; dimension];
    for i in 0..count {
        for x in &mut sample {
            let z: f64 = StandardNormal.sample(rng);
            *x = noise_scale * z;
        }
        show(i, &sample);
    }
}

/// As many samples of each group as the smallest has, at random, in ascending order.
pub(super) fn kept_samples(sizes: &[usize], rng: &mut impl rand::Rng) -> Vec<Vec<usize>> {
    let keep = sizes.iter().copied().min().unwrap_or(0);
    let kept = sizes.iter().map(|&size| {
        let mut kept = index::sample(rng, size, keep).into_vec();
        kept.sort_unstable();
        kept
    });
    kept.collect()
}

/// Multinomial group sizes, one uniform draw a sample.
fn random_counts(population: &Population, samples: usize, rng: &mut impl rand::Rng) -> Vec<usize> {
    let groups = population.groups();
    let mut counts = vec![0; groups.len()];
    for _ in 0..samples {
        let mut left: f64 = rng.random();
        let drawn = groups.iter().position(|g| {
            left -= g.prior;
            left < 0.0
        });
        counts[drawn.unwrap_or(groups.len() - 1)] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TwoClass;
    use crate::simulate::{Purpose, Streams};

    fn draw(labels: Labels, replicate: u32) -> TrainingSet {
        let population = TwoClass::new(0.25, 3.0).unwrap().population();
        let mut rng = Streams::new([7; 32], replicate).rng(Purpose::Data);
        TrainingSet::draw(&population, &[100, 300], 20, labels, &mut rng)
    }

    /// First two moments of every coordinate, against their standard errors.
    #[test]
    fn moments_are_those_of_the_model() {
        let set = draw(Labels::Fixed, 0);
        for group in &set.groups {
            let n = group.features.ncols() as f64;
            for i in 0..20 {
                let expected = if i == 0 { 3.0 * group.label } else { 0.0 };
                let row = group.features.row(i);
                let mean = row.iter().sum::<f64>() / n;
                let variance = row.iter().map(|x| (x - expected).powi(2)).sum::<f64>() / n;
                assert!((mean - expected).abs() < 4.0 / n.sqrt());
                assert!((variance - 1.0).abs() < 4.0 * (2.0 / n).sqrt());
            }
        }
    }

    #[test]
    fn counts_are_fixed_or_vary_as_asked() {
        let sizes = |labels, r| {
            draw(labels, r)
                .groups
                .iter()
                .map(|g| g.features.ncols())
                .collect::<Vec<_>>()
        };
        assert_eq!(sizes(Labels::Fixed, 3), [100, 300]);
        let random: Vec<usize> = (0..200).map(|r| sizes(Labels::Random, r)[0]).collect();
        let mean = random.iter().sum::<usize>() as f64 / 200.0;
        // Binomial(400, ¼): standard deviation √75, of the mean √(75/200).
        assert!((mean - 100.0).abs() < 4.0 * (75.0f64 / 200.0).sqrt());
        assert!(random.iter().any(|&c| c != 100));
        assert!((0..20).all(|r| sizes(Labels::Random, r).iter().sum::<usize>() == 400));
    }

    #[test]
    fn downsampling_keeps_distinct_original_samples_and_all_of_the_minority() {
        let set = draw(Labels::Fixed, 1);
        let mut rng = Streams::new([7; 32], 1).rng(Purpose::Downsampling);
        let down = set.downsample(&mut rng);
        assert_eq!(down.samples(), 200);
        assert_eq!(down.groups[0].features, set.groups[0].features);
        let positions: Vec<usize> = (0..100)
            .map(|j| {
                let column = down.groups[1].features.col(j);
                (0..300)
                    .find(|&k| set.groups[1].features.col(k) == column)
                    .unwrap()
            })
            .collect();
        assert!(positions.windows(2).all(|w| w[0] < w[1]));
        assert_ne!(positions, (0..100).collect::<Vec<_>>());
    }
}
