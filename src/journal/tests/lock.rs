//! The lock within one process.

use super::*;

#[test]
fn only_one_holds_the_lock_and_the_other_is_told_who() {
    let (_folder, path) = place();
    let lock = Lock::acquire(&path).unwrap();
    assert!(lock.is_firm(), "temporary folders know locks");
    let error = Lock::acquire(&path).unwrap_err();
    let LockError::Held { by, .. } = &error else {
        panic!("{error}");
    };
    let pid = format!("process {} on ", std::process::id());
    assert!(by.starts_with(&pid) && by.contains(" since 2"), "{by}");
    assert!(error.to_string().contains(&pid));

    drop(lock);
    assert_eq!(std::fs::read(&path).unwrap(), b"", "nobody holds it");
    let again = Lock::acquire(&path).unwrap();
    assert!(again.is_firm());
}

#[test]
fn a_file_left_behind_is_locked_anew() {
    let (_folder, path) = place();
    let long = "process 1 on a host with a very long name ".repeat(9);
    std::fs::write(&path, &long).unwrap();
    let _lock = Lock::acquire(&path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 1);
    assert!(text.starts_with(&format!("process {} ", std::process::id())));
}

#[test]
fn what_the_file_says_is_shown_on_one_line() {
    let (_folder, path) = place();
    let _lock = Lock::acquire(&path).unwrap();
    for (text, shown) in [
        (&b"\x1b[2Jprocess 7\nmore"[..], "[2Jprocess 7"),
        (b"", "another process"),
        (b"\n\n", "another process"),
    ] {
        std::fs::write(&path, text).unwrap();
        match Lock::acquire(&path) {
            Err(LockError::Held { by, .. }) => assert_eq!(by, shown),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_lock_that_cannot_be_made_is_named() {
    let (folder, _) = place();
    let missing = folder.path().join("none").join("lock");
    let error = Lock::acquire(&missing).unwrap_err().to_string();
    assert!(
        error.contains("cannot lock") && error.contains("none"),
        "{error}"
    );
    let error = Lock::acquire(folder.path()).unwrap_err().to_string();
    assert!(
        error.contains("move away what is there") || cfg!(windows),
        "{error}"
    );
}
