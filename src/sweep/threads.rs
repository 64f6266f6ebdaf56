//! Worker threads, as many as the system gives.

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::run::SweepError;

/// The threads asked for, one a core if no number is; fewer where the system does not start
/// so many, since no result depends on their number.
///
/// # Errors
/// [`SweepError::Threads`] if not even one can be started.
pub(super) fn pool(threads: Option<usize>) -> Result<ThreadPool, SweepError> {
    let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    fewer(threads.unwrap_or_else(cores).max(1), |count| {
        let pool = ThreadPoolBuilder::new().num_threads(count).build();
        pool.map_err(|e| e.to_string())
    })
}

/// Halves what is asked for until it is given: what the system has left then is for the few
/// other threads of a run.
fn fewer<T>(mut count: usize, start: impl Fn(usize) -> Result<T, String>) -> Result<T, SweepError> {
    loop {
        match start(count) {
            Ok(started) => return Ok(started),
            Err(_) if count > 1 => count /= 2,
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
        assert_eq!(pool(Some(3)).unwrap().current_num_threads(), 3);
    }
}
