//! Who is told how far a sweep is.

/// Is told of every finished replicate.
pub trait Progress: Sync {
    /// Called before the first replicate with the total predicted cost; of theory before the first
    /// prediction, with their number, and of a map before its first cell.
    fn start(&self, total_cost: f64);
    /// Called after each replicate, prediction or cell, with its predicted cost.
    fn advance(&self, cost: f64);
    /// Called when it becomes known what of the announced work is left, which a map that is
    /// refined learns on its way.
    fn left(&self, cost: f64) {
        let _ = cost;
    }
    /// Called with the cells of a map that were evaluated, and all that it has.
    fn cells(&self, evaluated: usize, all: usize) {
        let _ = (evaluated, all);
    }
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

/// For tests: how much was announced, and how much of it was told of.
#[cfg(test)]
#[derive(Default)]
pub(crate) struct Heard(pub(crate) std::sync::Mutex<(f64, f64)>);

#[cfg(test)]
impl Progress for Heard {
    fn start(&self, total_cost: f64) {
        self.0.lock().unwrap().0 += total_cost;
    }
    fn advance(&self, cost: f64) {
        self.0.lock().unwrap().1 += cost;
    }
}
