//! Work that cannot fail, in blocks on all threads, of which somebody is told.

use std::sync::Arc;

use rayon::prelude::*;

use super::progress::{Progress, Silent};
use super::threads::pool;

/// Threads that share work, and who is told how far it is.
pub struct Workers<'a> {
    /// `None`: the thread that asks works alone.
    pool: Option<Arc<rayon::ThreadPool>>,
    progress: &'a dyn Progress,
}

impl<'a> Workers<'a> {
    /// Items of each thread between two tellings.
    const ITEMS: usize = 32;

    /// So many threads, one a core if no number is given; none where the system starts none.
    pub fn new(threads: Option<usize>, progress: &'a dyn Progress) -> Self {
        Self {
            pool: pool(threads).ok(),
            progress,
        }
    }

    /// Who asks, and nobody is told.
    pub fn alone() -> Workers<'static> {
        Workers {
            pool: None,
            progress: &Silent,
        }
    }

    /// Says how many items there will be.
    pub fn start(&self, items: usize) {
        self.progress.start(items as f64);
    }

    /// What is made of each item, in their order.
    pub fn each<T: Sync, I>(&self, items: &[T], one: impl Fn(&T) -> I + Sync) -> Vec<I::Item>
    where
        I: IntoIterator + Send,
    {
        let threads = self.pool.as_ref().map_or(1, |p| p.current_num_threads());
        let mut all = Vec::new();
        for block in items.chunks(Self::ITEMS * threads) {
            let made: Vec<I> = match &self.pool {
                Some(pool) => pool.install(|| block.par_iter().map(&one).collect()),
                None => block.iter().map(&one).collect(),
            };
            all.extend(made.into_iter().flatten());
            self.progress.advance(block.len() as f64);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::progress::Heard;

    #[test]
    fn every_item_is_made_in_its_place_and_told_of_once() {
        let items: Vec<usize> = (0..1000).collect();
        let expected: Vec<usize> = items.iter().flat_map(|&i| vec![i; i % 3]).collect();
        let heard = Heard::default();
        for workers in [Workers::new(Some(3), &heard), Workers::alone()] {
            workers.start(items.len());
            assert_eq!(workers.each(&items, |&i| vec![i; i % 3]), expected);
        }
        assert_eq!(*heard.0.lock().unwrap(), (1000.0, 1000.0));
    }
}
