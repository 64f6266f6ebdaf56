//! A mean followed to infinite size: the line offset + c/n through measured points.

use statrs::distribution::{ChiSquared, ContinuousCDF, FisherSnedecor, StudentsT};

use super::chance::{AS_NORMAL, normal_reach};

/// A mean at one size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrendPoint {
    /// n.
    pub samples: usize,
    /// The mean, or its distance from a prediction.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// R: the standard error is known with R − 1 degrees of freedom.
    pub replicates: usize,
}

/// A fitted number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficient {
    /// Its estimate.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Degrees of freedom of the standard error.
    pub degrees: f64,
}

impl Coefficient {
    /// The interval that misses the truth with probability `miss` (Student's t).
    pub fn interval(&self, miss: f64) -> (f64, f64) {
        if self.degrees > AS_NORMAL as f64 {
            let reach = normal_reach(miss) * self.standard_error;
            return (self.value - reach, self.value + reach);
        }
        // Degrees are positive and finite wherever a fit exists.
        let reach = StudentsT::new(0.0, 1.0, self.degrees)
            .map_or(f64::INFINITY, |t| t.inverse_cdf(1.0 - miss / 2.0));
        let reach = reach * self.standard_error;
        (self.value - reach, self.value + reach)
    }
}

/// The line value(n) = offset + c/n.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// The value at n = ∞.
    pub offset: Coefficient,
    /// c.
    pub slope: Coefficient,
    /// Covariance of offset and c.
    pub covariance: f64,
    /// Σ (residual/standard error)².
    pub chi2: f64,
    /// P(a larger one by chance), if the line is right.
    pub p_value: f64,
}

/// Weighted least squares of value on 1/n with weights 1/se², for at least three
/// sizes; `None` for fewer or for standard errors that are zero or not finite.
///
/// The standard errors, and with them the weights, are themselves estimates; everything
/// here is right to first order in 1/R. With leverages hᵢ, each coefficient is a sum
/// Σ kᵢvᵢ whose variance is Σ Vᵢ,
///
/// Vᵢ = kᵢ²seᵢ²(1 + 4(1 − hᵢ)/(Rᵢ − 1))
///
/// (Kenward & Roger 1997, *Small sample inference for fixed effects*, for variances of
/// their own at every size; Meier 1953 for a weighted mean) with (Σ Vᵢ)²/Σ Vᵢ²/(Rᵢ − 1)
/// degrees of freedom (Satterthwaite 1946). The residual sum of squares is compared not
/// with χ² but with c·F(r, f) (Johansen 1980, *The Welch–James approximation to the
/// distribution of the residual sum of squares in a weighted linear regression*): with r
/// points more than coefficients and A = Σ (1 − hᵢ)²/(Rᵢ − 1),
///
/// c = r + 2A − 6A/(r + 2),     f = r(r + 2)/(3A)
pub fn fit_trend(points: &[TrendPoint]) -> Option<Trend> {
    let line = Line::through(points)?;
    let chi2 = line
        .terms
        .iter()
        .map(|t| t.weight * (t.y - line.at(t.x)).powi(2))
        .sum();
    let offset = |t: &Term| 1.0 / line.weight - line.middle * (t.x - line.middle) / line.spread;
    let slope = |t: &Term| (t.x - line.middle) / line.spread;
    Some(Trend {
        offset: line.coefficient(line.at(0.0), offset),
        slope: line.coefficient(line.slope, slope),
        covariance: line
            .terms
            .iter()
            .map(|t| line.variance(t) * offset(t) * slope(t))
            .sum(),
        chi2,
        p_value: line.chance_of(chi2)?,
    })
}

struct Term {
    x: f64,
    y: f64,
    weight: f64,
    degrees: f64,
}

struct Line {
    terms: Vec<Term>,
    /// Σ w.
    weight: f64,
    /// Σ wx/Σ w, and the same of y.
    middle: f64,
    height: f64,
    /// Σ w(x − middle)².
    spread: f64,
    slope: f64,
}

impl Line {
    fn through(points: &[TrendPoint]) -> Option<Self> {
        let usable = |p: &TrendPoint| {
            p.standard_error > 0.0 && p.value.is_finite() && p.samples > 0 && p.replicates > 1
        };
        if points.len() < 3 || !points.iter().all(usable) {
            return None;
        }
        let terms: Vec<Term> = points
            .iter()
            .map(|p| Term {
                x: 1.0 / p.samples as f64,
                y: p.value,
                weight: p.standard_error.powi(-2),
                degrees: (p.replicates - 1) as f64,
            })
            .collect();
        let sum = |f: &dyn Fn(&Term) -> f64| terms.iter().map(f).sum::<f64>();
        let weight = sum(&|t| t.weight);
        let middle = sum(&|t| t.weight * t.x) / weight;
        let height = sum(&|t| t.weight * t.y) / weight;
        // Sums about the middle: without cancellation.
        let spread = sum(&|t| t.weight * (t.x - middle).powi(2));
        let slope = sum(&|t| t.weight * (t.x - middle) * (t.y - height)) / spread;
        slope.is_finite().then_some(Self {
            terms,
            weight,
            middle,
            height,
            spread,
            slope,
        })
    }

    fn at(&self, x: f64) -> f64 {
        self.height + self.slope * (x - self.middle)
    }

    /// By how much the line at a point follows its value.
    fn leverage(&self, t: &Term) -> f64 {
        t.weight * (1.0 / self.weight + (t.x - self.middle).powi(2) / self.spread)
    }

    /// Variance of wᵢvᵢ, with what not knowing the weights adds.
    fn variance(&self, t: &Term) -> f64 {
        t.weight * (1.0 + 4.0 * (1.0 - self.leverage(t)) / t.degrees)
    }

    /// A coefficient Σ kᵢvᵢ, from its kᵢ/wᵢ.
    fn coefficient(&self, value: f64, factor: impl Fn(&Term) -> f64) -> Coefficient {
        let (mut variance, mut doubt) = (0.0, 0.0);
        for t in &self.terms {
            let part = factor(t).powi(2) * self.variance(t);
            variance += part;
            doubt += part * part / t.degrees;
        }
        Coefficient {
            value,
            standard_error: variance.sqrt(),
            degrees: variance * variance / doubt,
        }
    }

    /// P(residual sum of squares > chi2).
    fn chance_of(&self, chi2: f64) -> Option<f64> {
        if !chi2.is_finite() {
            return (!chi2.is_nan()).then_some(0.0);
        }
        let r = (self.terms.len() - 2) as f64;
        let doubt: f64 = self
            .terms
            .iter()
            .map(|t| (1.0 - self.leverage(t)).powi(2) / t.degrees)
            .sum();
        let f = r * (r + 2.0) / (3.0 * doubt);
        if f > EXACT {
            return ChiSquared::new(r).ok().map(|law| law.sf(chi2));
        }
        let scale = r + 2.0 * doubt - 6.0 * doubt / (r + 2.0);
        FisherSnedecor::new(r, f)
            .ok()
            .map(|law| law.sf(chi2 / scale))
    }
}

/// Degrees of freedom beyond which F differs from χ² by less than anyone can see.
const EXACT: f64 = 1e7;

#[cfg(test)]
mod tests;
