//! Who is told how far a sweep is.

/// Is told of every finished replicate.
pub trait Progress: Sync {
    /// Called before the first replicate with the total predicted cost; of a map with a
    /// simulation also before its first cell, with the number of cells.
    fn start(&self, total_cost: f64);
    /// Called after each replicate, or cell, with its predicted cost.
    fn advance(&self, cost: f64);
    /// Called when more turns out to be needed than was announced.
    fn grow(&self, more: f64) {
        let _ = more;
    }
}

/// Progress that nobody watches.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _total_cost: f64) {}
    fn advance(&self, _cost: f64) {}
}
