//! What comparisons have to know of a quantity, of two classes or of groups.

use crate::model::{GroupQuantity, Quantity};

/// A quantity that theory predicts and simulation measures.
pub trait Measured: Copy {
    /// Whether it grows with (θ, b) and not with the classifier: α, projections, b.
    fn is_of_length(self) -> bool;
    /// Whether it is the error of one class or group, and not made of others.
    fn is_one_error(self) -> bool;
}

impl Measured for Quantity {
    fn is_of_length(self) -> bool {
        self.scales()
    }

    fn is_one_error(self) -> bool {
        self.is_class_error()
    }
}

impl Measured for GroupQuantity {
    fn is_of_length(self) -> bool {
        match self {
            GroupQuantity::Alpha | GroupQuantity::Projection(_) | GroupQuantity::Bias => true,
            GroupQuantity::Error(_)
            | GroupQuantity::WorstGroupError
            | GroupQuantity::BalancedError
            | GroupQuantity::AverageError => false,
        }
    }

    fn is_one_error(self) -> bool {
        match self {
            GroupQuantity::Error(_) => true,
            GroupQuantity::Alpha
            | GroupQuantity::Projection(_)
            | GroupQuantity::Bias
            | GroupQuantity::WorstGroupError
            | GroupQuantity::BalancedError
            | GroupQuantity::AverageError => false,
        }
    }
}
