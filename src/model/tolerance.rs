//! What counts as agreement.

use serde::{Deserialize, Serialize};

/// How far theory and simulation may lie apart.
///
/// At any fixed n enough replicates disprove the theory, whose error is O(1/n)
/// (docs/theory.md, section 11). So a shift of `finite_size`/n, on the quantity's own
/// [`scale`](crate::compare::scale), is
/// granted before the Monte-Carlo error is asked to explain the rest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tolerance {
    /// c in the shift c/n granted to every quantity on its scale.
    pub finite_size: f64,
    /// Standard errors granted on top of the shift, if they were known exactly: of few
    /// replicates as many more as Student's t has to go for the same chance.
    pub max_z: f64,
    /// Share of designs that must agree at level 5 %, unless chance explains why they do not.
    pub min_share: f64,
}
