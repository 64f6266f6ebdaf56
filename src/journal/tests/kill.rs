//! Processes killed while they hold the lock and write.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::*;

const PLACE: &str = "THUMBSCALE_TEST_JOURNAL";

/// Kills its process when a test fails, too.
struct Victim(Child);

impl Drop for Victim {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn numbered(i: u32) -> Vec<u8> {
    format!("{i} ").repeat(1 + i as usize % 50).into_bytes()
}

/// Not a test: what the process to be killed runs.
#[test]
#[ignore = "runs for ever; started by the test below"]
fn victim() {
    let Some(path) = std::env::var_os(PLACE).map(PathBuf::from) else {
        return;
    };
    let _lock = Lock::acquire(&path.with_extension("lock")).unwrap();
    let (mut journal, contents) = Journal::open(&path).unwrap();
    // The pipe is its leash: full, it blocks; closed since the parent is gone, it panics.
    for i in contents.records.len() as u32.. {
        journal.append(&numbered(i)).unwrap();
        if i % 3 == 0 {
            journal.sync().unwrap();
            println!("synced {i}");
        }
    }
}

#[test]
fn a_killed_process_leaves_its_lock_and_all_it_synced() {
    let (_folder, path) = place();
    let mut kept = 0;
    for _ in 0..3 {
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "journal::tests::kill::victim"])
            .args(["--ignored", "--nocapture", "--test-threads=1"])
            .env(PLACE, &path)
            .stdout(Stdio::piped())
            .spawn()
            .map(Victim)
            .unwrap();
        let mut acknowledged = BufReader::new(victim.0.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok)
            .filter_map(|line| line.strip_prefix("synced ")?.parse::<u32>().ok());
        let synced = acknowledged.nth(20).expect("it writes until it is killed");
        let pid = victim.0.id();
        match Lock::acquire(&path.with_extension("lock")) {
            Err(LockError::Held { by, .. }) => {
                assert!(by.starts_with(&format!("process {pid} ")), "{by}");
            }
            other => panic!("{other:?}"),
        }
        drop(victim);

        let _lock = Lock::acquire(&path.with_extension("lock")).unwrap();
        let (_, contents) = Journal::open(&path).unwrap();
        assert_eq!(contents.damage.damaged_spans, 0);
        assert!(contents.records.len() > synced as usize);
        assert!(contents.records.len() > kept);
        kept = contents.records.len();
        assert!((0..).zip(&contents.records).all(|(i, r)| *r == numbered(i)));
    }
}
