//! Label-dependent margin adjustments.

use super::LossError;

/// Class y trains with z ↦ ℓ(Δ_y z + ι_y) in place of ℓ(z): the VS-loss of Kini,
/// Paraskevas, Oymak & Thrampoulidis 2021 (arXiv:2103.01550, whose ι has the other sign).
///
/// Special cases are *logit adjustment* (Menon et al. 2021: Δ = 1, ι_y = τ log(π_y/π_{−y})),
/// *CDT* (Ye et al. 2020: ι = 0, Δ_y growing with the class's frequency) and *LDAM* (Cao et
/// al. 2019: a margin m_y required of class y, [`MarginLoss::with_required_margins`]).
/// Values are listed by label, (y = +1, y = −1).
///
/// [`MarginLoss::with_required_margins`]: super::MarginLoss::with_required_margins
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjustment {
    pub(super) scale: [f64; 2],
    pub(super) shift: [f64; 2],
}

/// Beyond this prox steps and margins leave the range in which the losses are tested.
const LARGEST: f64 = 1e4;

impl Adjustment {
    /// None: Δ = 1, ι = 0.
    pub const NONE: Adjustment = Adjustment {
        scale: [1.0; 2],
        shift: [0.0; 2],
    };

    /// Of scales Δ_y in [10⁻⁴, 10⁴] and shifts ι_y in ±10⁴.
    ///
    /// # Errors
    /// [`LossError::OutOfRange`] for others.
    pub fn new(scale: [f64; 2], shift: [f64; 2]) -> Result<Self, LossError> {
        for value in scale {
            if !(1.0 / LARGEST..=LARGEST).contains(&value) {
                return Err(LossError::OutOfRange {
                    name: "margin_scale",
                    value,
                    allowed: "positive numbers Δ₊, Δ₋ from 1e-4 to 1e4",
                });
            }
        }
        for value in shift {
            if !(-LARGEST..=LARGEST).contains(&value) {
                return Err(LossError::OutOfRange {
                    name: "margin_shift",
                    value,
                    allowed: "numbers ι₊, ι₋ from -1e4 to 1e4",
                });
            }
        }
        Ok(Self { scale, shift })
    }

    /// (Δ₊, Δ₋).
    pub fn scale(self) -> [f64; 2] {
        self.scale
    }

    /// (1 − ι_y)/Δ_y, where Δ_y z + ι_y = 1.
    pub fn targets(self) -> [f64; 2] {
        [0, 1].map(|class| (1.0 - self.shift[class]) / self.scale[class])
    }

    /// (ι₊, ι₋).
    pub fn shift(self) -> [f64; 2] {
        self.shift
    }
}

impl Default for Adjustment {
    fn default() -> Self {
        Self::NONE
    }
}
