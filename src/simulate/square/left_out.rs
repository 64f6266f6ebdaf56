//! Leave-one-out scores of the square loss, of samples that are drawn a second time rather than
//! kept.

use faer::Mat;
use rand::Rng;

use super::{Classes, dot, fixed_counts};
use crate::model::{ClassScores, Design};
use crate::simulate::erm::{Factor, TOGETHER};
use crate::simulate::score_tally::ScoreTally;
use crate::simulate::streams::{Purpose, Streams};
use crate::simulate::training_set::{counts, each_sample, kept_samples};

/// A leverage nearer to 1 is rounding.
const NEAREST: f64 = 1e-9;

/// What one more pass over the samples needs of a classifier.
///
/// With LLᵀ = ρW₊ + W₋ + n r I, V and q as in [`super`], t₊ = 1 − t, t₋ = −t, t = ρn₊/(ρn₊ + n₋), a
/// sample's deviation e from the mean of its class, u = L⁻¹e and v = Vᵀe it has the score and the
/// leverage
///
/// ```text
/// f = f̄_y + 2cv/(1 + q),     h = ω_y(1/(ρn₊ + n₋) + ‖u‖² + (2t_yv − cv² + t_y²q/c)/(1 + q))
/// ```
///
/// and without it the score would be (f − hy)/(1 − h), exactly.
pub(in crate::simulate) struct LeftOut {
    factor: Factor,
    v: Vec<f64>,
    /// c and 1 + q.
    coupling: f64,
    shrunk: f64,
    /// ρn₊ + n₋.
    total: f64,
    classes: [Side; 2],
}

/// A class's part of it.
#[derive(Clone, Debug)]
struct Side {
    /// ω_y.
    weight: f64,
    /// t_y.
    share: f64,
    /// f̄_y.
    score: f64,
    mean: Vec<f64>,
}

impl Classes {
    /// For one weight ratio and ridge; `None` where the equations are singular.
    pub(in crate::simulate) fn left_out(&self, ratio: f64, ridge: f64) -> Option<LeftOut> {
        let [up, down] = [ratio * self.counts[0], self.counts[1]];
        let (total, shift) = (up + down, (self.counts[0] + self.counts[1]) * ridge);
        let d = self.gap.len();
        let [plus, minus] = &self.scatters;
        let mut matrix = Mat::zeros(d, d);
        for j in 0..d {
            for i in j..d {
                matrix[(i, j)] = ratio * plus[(i, j)] + minus[(i, j)];
            }
            matrix[(j, j)] += shift;
        }
        let factor = Factor::of(matrix)?;
        let mut v = self.gap.clone();
        factor.solve(&mut v);
        let coupling = up * (down / total);
        let shrunk = 1.0 + coupling * dot(&self.gap, &v);
        let (level, half) = ((up - down) / total / shrunk, (shrunk - 1.0) / shrunk);
        let side = |sign: f64, weight: f64, others: f64| Side {
            weight,
            share: sign * others / total,
            score: level + sign * half,
            mean: (self.middle.iter().zip(&self.gap))
                .map(|(middle, gap)| middle + 0.5 * sign * gap)
                .collect(),
        };
        Some(LeftOut {
            factor,
            v,
            coupling,
            shrunk,
            total,
            classes: [side(1.0, ratio, down), side(-1.0, 1.0, up)],
        })
    }
}

impl LeftOut {
    /// α, to hold against that of a solution whose residual is known.
    pub(in crate::simulate) fn alpha(&self) -> f64 {
        2.0 * self.coupling / self.shrunk * dot(&self.v, &self.v).sqrt()
    }

    /// The scores of a replicate's samples, all or those that are kept, drawn as
    /// [`Classes::draw`] draws them; `None` where a sample all but decides its own score.
    pub(in crate::simulate) fn scores(
        &self,
        design: &Design,
        downsample: bool,
        streams: Streams,
    ) -> Option<ClassScores> {
        let population = design.two_class().population();
        let rng = &mut streams.rng(Purpose::Data);
        let sizes = counts(&population, &fixed_counts(design), design.labels(), rng);
        let kept =
            downsample.then(|| kept_samples(&sizes, &mut streams.rng(Purpose::Downsampling)));
        let mut tallies = [ScoreTally::default(); 2];
        let groups = population.groups().iter().enumerate();
        for ((g, group), tally) in groups.zip(&mut tallies) {
            let side = &self.classes[g];
            let known = |i: usize| group.mean.get(i).copied().unwrap_or(0.0);
            let mean = side.mean.iter().enumerate();
            let class = ClassPass {
                label: group.label.sign(),
                side,
                noise: group.noise_scale,
                offset: mean.map(|(i, mean)| known(i) - mean).collect(),
                count: sizes[g],
                kept: kept.as_ref().map(|kept| kept[g].as_slice()),
            };
            self.pass(&class, tally, rng)?;
        }
        ScoreTally::of_classes(tallies)
    }

    fn pass(
        &self,
        class: &ClassPass<'_>,
        tally: &mut ScoreTally,
        rng: &mut impl Rng,
    ) -> Option<()> {
        let mut block = Mat::zeros(self.v.len(), TOGETHER);
        let mut filled = 0;
        let mut found = Some(());
        let mut next = class.kept.map(|kept| kept.iter().peekable());
        each_sample(self.v.len(), class.noise, class.count, rng, |i, sample| {
            let wanted = (next.as_mut()).is_none_or(|next| next.next_if(|&&k| k == i).is_some());
            if !wanted || found.is_none() {
                return;
            }
            let column = block.col_mut(filled).iter_mut();
            for ((to, x), offset) in column.zip(sample).zip(&class.offset) {
                *to = x + offset;
            }
            filled += 1;
            if filled == TOGETHER {
                found = self.finish(class, &mut block, filled, tally);
                filled = 0;
            }
        });
        found?;
        self.finish(class, &mut block, filled, tally)
    }

    fn finish(
        &self,
        class: &ClassPass<'_>,
        block: &mut Mat<f64>,
        filled: usize,
        tally: &mut ScoreTally,
    ) -> Option<()> {
        let mut block = block.as_mut().subcols_mut(0, filled);
        let along: Vec<f64> = block
            .as_ref()
            .col_iter()
            .map(|e| e.iter().zip(&self.v).map(|(e, v)| e * v).sum())
            .collect();
        self.factor.whiten(block.as_mut());
        let Side {
            weight,
            share,
            score,
            mean: _,
        } = class.side;
        let (c, shrunk) = (self.coupling, self.shrunk);
        let between = share * share * ((shrunk - 1.0) / c);
        for (v, u) in along.into_iter().zip(block.as_ref().col_iter()) {
            let with_gap = (2.0 * share * v - c * v * v + between) / shrunk;
            let leverage = weight * (1.0 / self.total + u.squared_norm_l2() + with_gap);
            let score = score + 2.0 * c * v / shrunk;
            let left = 1.0 - leverage;
            // Not so when it is not a number.
            let apart = left > NEAREST;
            if !apart {
                return None;
            }
            tally.add((score - leverage * class.label) / left);
        }
        Some(())
    }
}

/// One class, as it is drawn again.
struct ClassPass<'a> {
    label: f64,
    side: &'a Side,
    noise: f64,
    /// μ_y − x̄_y.
    offset: Vec<f64>,
    count: usize,
    kept: Option<&'a [usize]>,
}
