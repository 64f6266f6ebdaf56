//! Worker threads, as many as the system gives.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::run::SweepError;

/// Pools by the number of threads asked for. A command asks for one number, again and again: for
/// theory, a map, replicates; it has one pool.
static POOLS: Mutex<Vec<(usize, Arc<ThreadPool>)>> = Mutex::new(Vec::new());

/// The threads asked for, one a core if no number is; fewer where the system does not start
/// so many, since no result depends on their number. They wait for more until the process ends.
///
/// # Errors
/// [`SweepError::Threads`] if not even one can be started.
pub(super) fn pool(threads: Option<usize>) -> Result<Arc<ThreadPool>, SweepError> {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let asked = threads.unwrap_or_else(cores).max(1);
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, pool)) = pools.iter().find(|(count, _)| *count == asked) {
        return Ok(Arc::clone(pool));
    }
    let pool = fewer(asked, |count| {
        let pool = ThreadPoolBuilder::new().num_threads(count).build();
        pool.map(Arc::new).map_err(|e| e.to_string())
    })?;
    pools.push((asked, Arc::clone(&pool)));
    Ok(pool)
}

const MOMENT: std::time::Duration = std::time::Duration::from_millis(20);

/// Halves what is asked for until it is given: what the system has left then is for the few
/// other threads of a run.
fn fewer<T>(mut count: usize, start: impl Fn(usize) -> Result<T, String>) -> Result<T, SweepError> {
    loop {
        match start(count) {
            Ok(started) => return Ok(started),
            Err(_) if count > 1 => {
                count /= 2;
                // Those that were started before one was not take a moment to end.
                std::thread::sleep(MOMENT);
            }
            Err(reason) => return Err(SweepError::Threads(reason)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_there_are_and_none_is_an_error() {
        let limit = |most: usize| {
            fewer(100, |count| match count <= most {
                true => Ok(count),
                false => Err("no more".to_owned()),
            })
        };
        assert_eq!(limit(1000), Ok(100));
        assert_eq!(limit(30), Ok(25));
        assert_eq!(limit(1), Ok(1));
        let said = limit(0).unwrap_err().to_string();
        assert!(
            said.contains("no more") && said.contains("ulimit -u"),
            "{said}"
        );
        let three = pool(Some(3)).unwrap();
        assert_eq!(three.current_num_threads(), 3);
        assert!(Arc::ptr_eq(&three, &pool(Some(3)).unwrap()));
    }
}
