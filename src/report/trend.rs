//! `trend.csv`: every family of cells that differ in n only, followed to n = ∞.

use serde::{Deserialize, Serialize};

use super::cell_row::CellRow;
use super::results::Results;
use crate::compare::{Followed, TrendOverview, TrendVerdict};
use crate::loss::LossKind;
use crate::model::{Parameter, Quantity, columns_of_parameters};
use crate::scenario::Plan;
use crate::stats::{Trend, TrendPoint, fit_trend};

/// Chance with which an interval that is only shown misses.
pub(super) const SHOWN: f64 = 0.05;

/// A row of `trend.csv`, with a column for each parameter that a setting has.
macro_rules! trend_row {
    ($($name:ident: $parameter:ident),*) => {
        /// One family and quantity of `trend.csv`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct TrendRow {
            /// Name of the method.
            pub method: String,
            /// Values of the other axes that tell this family from others.
            pub series: String,
            /// Loss ℓ that training minimises.
            pub loss: LossKind,
            $(
                #[doc = concat!("[`Parameter::", stringify!($parameter), "`], as realised at the largest n.")]
                pub $name: f64,
            )*
            /// ρ = ω₊/ω₋ there.
            pub weight_ratio: Option<f64>,
            /// What the following columns measure.
            pub quantity: Quantity,
            /// Sizes that have both a mean and a prediction.
            pub sizes: usize,
            /// Smallest of them.
            pub n_least: Option<usize>,
            /// Largest of them.
            pub n_most: Option<usize>,
            /// Predicted limit, at the values realised at the largest n.
            pub theory: Option<f64>,
            /// Theory + offset, where mean − theory = offset + c/n.
            pub limit: Option<f64>,
            /// Its standard error.
            pub se: Option<f64>,
            /// Degrees of freedom of that.
            pub degrees: Option<f64>,
            /// Lower end of the limit's 95 % interval.
            pub lo: Option<f64>,
            /// Upper end.
            pub hi: Option<f64>,
            /// Lower end of the interval that decides: 99.5 % for all rows of the table together.
            pub simultaneous_lo: Option<f64>,
            /// Upper end.
            pub simultaneous_hi: Option<f64>,
            /// The coefficient of 1/n.
            pub c: Option<f64>,
            /// Lower end of its 95 % interval.
            pub c_lo: Option<f64>,
            /// Upper end.
            pub c_hi: Option<f64>,
            /// Covariance of limit and c.
            pub covariance: Option<f64>,
            /// Σ (residual/se)² of the fit.
            pub chi2: Option<f64>,
            /// P(a larger chi2 by chance) if c/n describes the means.
            pub p: Option<f64>,
            /// Agree: the simultaneous interval contains theory; disagree; not_linear; untested.
            pub verdict: TrendVerdict,
            /// Replicates that gave no classifier, over all sizes.
            pub failures: usize,
        }

        impl Results {
            fn trend_row(
                &self,
                family: &Family,
                quantity: Quantity,
                fit: Option<Trend>,
                verdict: TrendVerdict,
                row_level: f64,
            ) -> Option<TrendRow> {
                let sizes = self.sizes(family, quantity);
                let last = *sizes.last()?;
                let n: Vec<usize> = sizes
                    .iter()
                    .filter_map(|r| Some(point(r)?.samples))
                    .collect();
                // Intervals of the limit are those of the offset, moved.
                let limit = last.theory.zip(fit);
                let interval = |miss: f64| {
                    limit.map(|(theory, fit)| {
                        let (low, high) = fit.offset.interval(miss);
                        (theory + low, theory + high)
                    })
                };
                let (own, simultaneous) = (interval(SHOWN), interval(row_level));
                let slope = fit.map(|f| f.slope.interval(SHOWN));
                Some(TrendRow {
                    method: last.method.clone(),
                    series: super::rows::series_name(&family.series),
                    loss: last.loss,
                    $($name: last.$name,)*
                    weight_ratio: last.weight_ratio,
                    quantity,
                    sizes: n.len(),
                    n_least: n.first().copied(),
                    n_most: n.last().copied(),
                    theory: last.theory,
                    limit: limit.map(|(theory, fit)| theory + fit.offset.value),
                    se: fit.map(|f| f.offset.standard_error),
                    degrees: fit.map(|f| f.offset.degrees),
                    lo: own.map(|i| i.0),
                    hi: own.map(|i| i.1),
                    simultaneous_lo: simultaneous.map(|i| i.0),
                    simultaneous_hi: simultaneous.map(|i| i.1),
                    c: fit.map(|f| f.slope.value),
                    c_lo: slope.map(|i| i.0),
                    c_hi: slope.map(|i| i.1),
                    covariance: fit.map(|f| f.covariance),
                    chi2: fit.map(|f| f.chi2),
                    p: fit.map(|f| f.p_value),
                    verdict,
                    failures: sizes.iter().map(|r| r.failures).sum(),
                })
            }
        }
    };
}
columns_of_parameters!(trend_row);

/// Cells that differ in n only, with their fits.
pub(super) struct Family {
    /// Index into [`Plan::methods`].
    pub(super) method: usize,
    /// The axes other than n, with the value that this family has.
    pub(super) series: Vec<(Parameter, f64)>,
    /// Indices into [`Plan::cells`], n increasing.
    pub(super) cells: Vec<usize>,
}

/// The families of a finite-size study, in the order of the plan.
pub(super) fn families(plan: &Plan) -> Vec<Family> {
    let mut families: Vec<Family> = Vec::new();
    for (index, cell) in plan.cells.iter().enumerate() {
        let series: Vec<(Parameter, f64)> = plan
            .axes
            .iter()
            .zip(&cell.axis_values)
            .filter(|(axis, _)| axis.parameter != Parameter::N)
            .map(|(axis, v)| (axis.parameter, *v))
            .collect();
        let known = families
            .iter_mut()
            .find(|f| f.method == cell.method && f.series == series);
        match known {
            Some(family) => family.cells.push(index),
            None => families.push(Family {
                method: cell.method,
                series,
                cells: vec![index],
            }),
        }
    }
    families
}

impl Results {
    /// The rows of one quantity at every size of a family.
    pub(super) fn sizes(&self, family: &Family, quantity: Quantity) -> Vec<&CellRow> {
        let row = |cell: &usize| self.row(*cell, quantity);
        family.cells.iter().filter_map(row).collect()
    }

    /// The fit of mean − theory to offset + c/n: theory is asked at the δ and π₊ that each
    /// n realises, so that rounding does not pass for a trend.
    pub(super) fn trend(&self, family: &Family, quantity: Quantity) -> Option<Trend> {
        let sizes = self.sizes(family, quantity);
        fit_trend(&sizes.into_iter().filter_map(point).collect::<Vec<_>>())
    }

    /// Every trend of a finite-size study and what they say together; `None` in any other
    /// scenario.
    pub fn trends(&self) -> Option<(TrendOverview, Vec<TrendRow>)> {
        let study = self.plan.finite_size()?;
        let families = families(&self.plan);
        let followed: Vec<(&Family, Quantity)> = families
            .iter()
            .flat_map(|f| study.quantities.iter().map(move |q| (f, *q)))
            .collect();
        let fits: Vec<Followed> = followed
            .iter()
            .map(|(family, quantity)| Followed {
                quantity: *quantity,
                theory: self.sizes(family, *quantity).last().and_then(|r| r.theory),
                trend: self.trend(family, *quantity),
            })
            .collect();
        let (overview, verdicts) = TrendOverview::of(&fits);
        let rows = followed
            .into_iter()
            .zip(fits)
            .zip(verdicts)
            .filter_map(|(((family, quantity), fit), verdict)| {
                self.trend_row(family, quantity, fit.trend, verdict, overview.row_level())
            })
            .collect();
        Some((overview, rows))
    }
}

fn point(row: &CellRow) -> Option<TrendPoint> {
    let estimate = row.estimate().filter(|_| row.on_one_scale())?;
    Some(TrendPoint {
        samples: row.n?,
        value: estimate.mean - row.theory?,
        standard_error: estimate.standard_error,
        replicates: estimate.replicates,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::columns;
    use crate::scenario::Overrides;
    use crate::sweep::parse;
    use crate::sweep::{Silent, run_study};

    const SMALL: &str = "name = \"t\"\n[model]\nminority_prior = 0.2\nsignal = 2.0\n\
        [training]\ndelta = 0.2\n[simulation]\nreplicates = 3\n\
        [finite_size]\nsamples = [20, 40, 80]\nquantities = [\"alpha\", \"bias\"]\n\
        [vary]\nweight_ratio = [2.0, 4.0]\n\
        [figure]\nkind = \"trend\"\nx = \"n\"\ny = [\"bias\"]\n";

    fn results() -> Results {
        let plan = parse(SMALL, "t.toml", Overrides::default()).unwrap();
        let flag = std::sync::atomic::AtomicBool::new(false);
        let study = run_study(&plan, Some(1), &Silent, &flag).unwrap();
        Results::of(plan, &study)
    }

    #[test]
    fn every_column_is_explained() {
        let (_, rows) = results().trends().unwrap();
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in rows {
            writer.serialize(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let explained: Vec<&str> = columns::trend().iter().map(|c| c.0).collect();
        assert_eq!(text.lines().next().unwrap(), explained.join(","));
        assert_eq!(text.lines().count(), 5);
    }

    /// A cell without a mean costs its size, not the study.
    #[test]
    fn a_size_without_result_is_left_out() {
        let mut results = results();
        let first = &mut results.cells[Quantity::Alpha as usize];
        assert_eq!((first.n, first.weight_ratio), (Some(20), Some(2.0)));
        first.mean = None;
        let (overview, rows) = results.trends().unwrap();
        assert_eq!((overview.tested, overview.untested), (3, 1));
        assert_eq!(
            (rows[0].verdict, rows[0].sizes),
            (TrendVerdict::Untested, 2)
        );
        assert_eq!(rows[0].series, "weight_ratio=2");
        assert!(results.figure().unwrap().is_some());
    }
}
