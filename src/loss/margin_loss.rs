//! A loss as a problem states it: its kind, its parameter, its adjustments.

use super::{Adjusted, Adjustment, Huber, Loss, LossError, LossKind};

/// What training minimises: a kind of loss, Huber's threshold where it has one, and
/// label-dependent [`Adjustment`]s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MarginLoss {
    kind: LossKind,
    threshold: f64,
    adjustment: Adjustment,
}

impl From<LossKind> for MarginLoss {
    fn from(kind: LossKind) -> Self {
        Self {
            kind,
            threshold: Huber::DEFAULT_THRESHOLD,
            adjustment: Adjustment::NONE,
        }
    }
}

impl Default for MarginLoss {
    fn default() -> Self {
        LossKind::default().into()
    }
}

impl MarginLoss {
    /// With Huber's threshold k.
    ///
    /// # Errors
    /// [`LossError`] unless the loss is Huber's and 0 < k < ∞.
    pub fn with_huber_threshold(self, threshold: f64) -> Result<Self, LossError> {
        if self.kind != LossKind::Huber {
            return Err(LossError::NotOfThisLoss {
                what: "huber_threshold",
                loss: self.kind.name(),
                allowed: "the loss huber",
            });
        }
        if Huber::new(threshold).is_none() {
            return Err(LossError::OutOfRange {
                name: "huber_threshold",
                value: threshold,
                allowed: "a positive number k",
            });
        }
        Ok(Self { threshold, ..self })
    }

    /// With label-dependent adjustments.
    ///
    /// # Errors
    /// [`LossError::NothingToTrain`] if a constant classifier reaches zero loss: the
    /// margins (1 − ι_y)/Δ_y at which the classes' losses vanish must have a positive sum.
    pub fn with_adjustment(self, adjustment: Adjustment) -> Result<Self, LossError> {
        let adjusted = Self { adjustment, ..self };
        match adjusted.targets() {
            Some([plus, minus]) if plus + minus <= 0.0 => {
                Err(LossError::NothingToTrain { plus, minus })
            }
            _ => Ok(adjusted),
        }
    }

    /// LDAM: class y is required a margin m_y, in place of 1 for hinge and squared hinge
    /// (ι_y = 1 − m_y) and of 0 for logistic and exponential loss (ι_y = −m_y), beside
    /// scales Δ_y.
    ///
    /// # Errors
    /// [`LossError`] for losses that require no margin (square, absolute, Huber) and as
    /// for [`Adjustment::new`] and [`MarginLoss::with_adjustment`].
    pub fn with_required_margins(
        self,
        scale: [f64; 2],
        margins: [f64; 2],
    ) -> Result<Self, LossError> {
        let own = self.kind.entry().requires;
        let own = own.ok_or_else(|| LossError::NotOfThisLoss {
            what: "required_margin",
            loss: self.kind.name(),
            allowed: "hinge, squared-hinge, logistic or exponential",
        })?;
        let shift = margins.map(|m| own - m);
        self.with_adjustment(Adjustment::new(scale, shift)?)
    }

    /// With what a user gave of scales, shifts and required margins.
    ///
    /// # Errors
    /// [`LossError::ShiftTwice`] for both shifts and margins; else as for
    /// [`MarginLoss::with_adjustment`] and [`MarginLoss::with_required_margins`].
    pub fn with_given(
        self,
        scale: Option<[f64; 2]>,
        shift: Option<[f64; 2]>,
        margins: Option<[f64; 2]>,
    ) -> Result<Self, LossError> {
        let scale = scale.unwrap_or([1.0; 2]);
        match (shift, margins) {
            (Some(_), Some(_)) => Err(LossError::ShiftTwice),
            (None, Some(margins)) => self.with_required_margins(scale, margins),
            (shift, None) => {
                self.with_adjustment(Adjustment::new(scale, shift.unwrap_or_default())?)
            }
        }
    }

    /// Which loss.
    pub fn kind(self) -> LossKind {
        self.kind
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.kind.name()
    }

    /// k, for Huber's loss.
    pub fn huber_threshold(self) -> Option<f64> {
        (self.kind == LossKind::Huber).then_some(self.threshold)
    }

    /// Every number that shapes it: Huber's threshold, 0 where there is none, Δ₊, Δ₋, ι₊, ι₋.
    pub fn numbers(self) -> [f64; 5] {
        let Self {
            kind,
            threshold,
            adjustment,
        } = self;
        // Of the other losses it is nobody's.
        let threshold = match kind == LossKind::Huber {
            true => threshold,
            false => 0.0,
        };
        let Adjustment { scale, shift } = adjustment;
        [threshold, scale[0], scale[1], shift[0], shift[1]]
    }

    /// Δ and ι.
    pub fn adjustment(self) -> Adjustment {
        self.adjustment
    }

    /// Whether the classes' losses are ℓ itself.
    pub fn is_plain(self) -> bool {
        self.adjustment == Adjustment::NONE
    }

    /// ℓ, without adjustments.
    pub fn base(self) -> Box<dyn Loss> {
        match Huber::new(self.threshold) {
            Some(huber) if self.kind == LossKind::Huber => Box::new(huber),
            _ => self.kind.build(),
        }
    }

    /// The losses of (y = +1, y = −1): z ↦ ℓ(Δ_y z + ι_y).
    pub fn of_classes(self) -> [Box<dyn Loss>; 2] {
        [0, 1].map(|class| -> Box<dyn Loss> {
            let (scale, shift) = (self.adjustment.scale[class], self.adjustment.shift[class]);
            if (scale, shift) == (1.0, 0.0) {
                self.base()
            } else {
                Box::new(Adjusted::new(self.base(), scale, shift))
            }
        })
    }

    /// (1 − ι_y)/Δ_y: the margins at which the losses of (y = +1, y = −1) reach zero;
    /// `None` for logistic and exponential loss, which never do.
    pub fn targets(self) -> Option<[f64; 2]> {
        let has_target = self.kind.entry().has_target;
        has_target.then(|| self.adjustment.targets())
    }

    /// Whether the loss falls all the way, rather than turn up past some margin: then it
    /// has no minimiser on separable data without ridge, or many.
    pub fn vanishes_at_infinity(self) -> bool {
        self.kind.is_decreasing()
    }

    /// The margins (m₊, m₋) of the hard-margin problem that training tends to on separable
    /// data: where the loss reaches zero, or 1/Δ_y for the exponential tails of logistic
    /// and exponential loss, to which shifts no longer matter at infinity (docs/theory.md, section 6).
    pub fn hard_margins(self) -> [f64; 2] {
        self.targets()
            .unwrap_or_else(|| self.adjustment.scale.map(|scale| 1.0 / scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hinge() -> MarginLoss {
        LossKind::Hinge.into()
    }

    /// LDAM's hinge is (m_y − z)₊.
    #[test]
    fn required_margins_move_the_hinge() {
        let ldam = hinge().with_required_margins([1.0; 2], [3.0, 0.5]).unwrap();
        let [plus, minus] = ldam.of_classes();
        for z in [-1.0f64, 0.2, 0.7, 2.0, 4.0] {
            assert_eq!(plus.value(z), (3.0 - z).max(0.0));
            assert!((minus.value(z) - (0.5 - z).max(0.0)).abs() < 1e-15);
        }
        assert_eq!(ldam.hard_margins(), [3.0, 0.5]);
    }

    /// Kini et al. 2021: log(1 + e^{−ι}·e^{−Δz}) in this sign of ι.
    #[test]
    fn vs_loss() {
        let adjustment = Adjustment::new([0.5, 2.0], [0.3, -1.0]).unwrap();
        let vs = MarginLoss::from(LossKind::Logistic)
            .with_adjustment(adjustment)
            .unwrap();
        let [plus, _] = vs.of_classes();
        let z = 0.8f64;
        assert!((plus.value(z) - ((-0.3f64).exp() * (-0.5 * z).exp()).ln_1p()).abs() < 1e-15);
        assert_eq!(vs.hard_margins(), [2.0, 0.5]);
        assert!(!vs.is_plain() && vs.targets().is_none());
    }

    #[test]
    fn what_vanishes_has_no_slope_at_infinity() {
        for kind in LossKind::ALL {
            let loss = MarginLoss::from(kind);
            let falls = loss.base().derivative(1e100) <= 0.0;
            assert_eq!(loss.vanishes_at_infinity(), falls, "{kind:?}");
        }
    }

    #[test]
    fn what_does_not_combine() {
        let square = MarginLoss::from(LossKind::Square);
        assert!(square.with_huber_threshold(1.0).is_err());
        assert!(square.with_required_margins([1.0; 2], [1.0, 2.0]).is_err());
        let huber = MarginLoss::from(LossKind::Huber);
        for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(huber.with_huber_threshold(bad).is_err());
        }
        assert_eq!(
            huber.with_huber_threshold(0.5).unwrap().huber_threshold(),
            Some(0.5)
        );
        for (scale, shift) in [
            ([0.0, 1.0], [0.0, 0.0]),
            ([1.0, -2.0], [0.0, 0.0]),
            ([1.0, f64::NAN], [0.0, 0.0]),
            ([1.0, 1.0], [f64::INFINITY, 0.0]),
        ] {
            assert!(Adjustment::new(scale, shift).is_err());
        }
        // z₊ ≥ 0 and z₋ ≥ 0 at b = 0, θ = 0.
        assert!(
            hinge()
                .with_required_margins([1.0; 2], [0.5, -0.5])
                .is_err()
        );
        assert_eq!(
            hinge().with_given(None, Some([0.1, 0.0]), Some([1.0, 1.0])),
            Err(LossError::ShiftTwice)
        );
    }
}
