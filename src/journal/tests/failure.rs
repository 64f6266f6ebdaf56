//! What the system refuses.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::*;
use crate::journal::writer::{JournalStorage, LARGEST_BUFFER, Writer};

/// A file on a disk with `room` bytes left, or that cannot sync.
struct SmallDisk {
    file: File,
    room: usize,
    syncs: bool,
}

impl JournalStorage for SmallDisk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let fitting = bytes.len().min(self.room);
        self.room -= fitting;
        self.file.write(&bytes[..fitting])?;
        if fitting < bytes.len() {
            return Err(ErrorKind::StorageFull.into());
        }
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        if self.syncs {
            self.file.sync()
        } else {
            Err(io::Error::other("the disk is gone"))
        }
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.cut(length)
    }
}

fn small_disk(path: &Path, room: usize) -> Writer<SmallDisk> {
    drop(Journal::create(path).unwrap());
    let file = OpenOptions::new().append(true).open(path).unwrap();
    let disk = SmallDisk {
        file,
        room,
        syncs: true,
    };
    Writer::new(path, disk, MAGIC.len() as u64)
}

fn reason(error: &JournalError) -> ErrorKind {
    let JournalError::Io { reason, .. } = error else {
        panic!("{error}");
    };
    reason.kind()
}

#[test]
fn a_full_disk_ends_the_journal_at_its_last_sync() {
    let (_folder, path) = place();
    for big in [100, 2 * LARGEST_BUFFER] {
        let mut writer = small_disk(&path, 300);
        writer.append(b"safe").unwrap();
        writer.sync().unwrap();
        let safe = std::fs::read(&path).unwrap();
        writer.append(b"given up with what follows").unwrap();
        let error = (0..9)
            .find_map(|_| {
                let tried = writer.append(&vec![1; big]).and_then(|()| writer.sync());
                tried.err()
            })
            .unwrap();
        assert_eq!(reason(&error), ErrorKind::StorageFull);
        assert!(error.to_string().contains("free some space"), "{error}");
        assert_eq!(writer.len_bytes(), read(&path).unwrap().records_length());
        let message = error.to_string();
        assert_eq!(writer.append(b"x").unwrap_err().to_string(), message);
        assert_eq!(writer.sync().unwrap_err().to_string(), message);
        assert!(std::fs::read(&path).unwrap().starts_with(&safe));
        assert!(read(&path).unwrap().damage.is_none());
    }
}

impl Contents {
    fn records_length(&self) -> u64 {
        encoded(&self.records).len() as u64
    }
}

#[test]
fn a_failed_sync_takes_back_what_was_written() {
    let (_folder, path) = place();
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .unwrap();
    let disk = SmallDisk {
        file,
        room: usize::MAX,
        syncs: false,
    };
    let mut writer = Writer::new(&path, disk, 0);
    writer.sync().expect("nothing to sync");
    writer.append(b"lost").unwrap();
    let error = writer.sync().unwrap_err().to_string();
    assert!(error.contains("cannot sync the journal"), "{error}");
    assert!(error.contains("the disk is gone"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), b"");
    assert_eq!(writer.len_bytes(), 0);
}

#[test]
#[cfg(target_os = "linux")]
fn the_systems_own_full_disk_is_an_error() {
    let full = Path::new("/dev/full");
    let Ok(file) = OpenOptions::new().write(true).open(full) else {
        return;
    };
    let mut writer = Writer::new(full, file, 0);
    writer.append(b"record").unwrap();
    let error = writer.sync().unwrap_err();
    assert_eq!(reason(&error), ErrorKind::StorageFull);
    let error = Journal::open(full).unwrap_err().to_string();
    assert!(error.contains("not an ordinary file"), "{error}");
}

#[test]
fn too_long_a_record_is_refused_and_the_journal_goes_on() {
    let (_folder, path) = place();
    let mut journal = Journal::create(&path).unwrap();
    let error = journal.append(&vec![0; MAX_RECORD + 1]).unwrap_err();
    assert!(matches!(error, JournalError::TooLong { length, .. } if length == MAX_RECORD + 1));
    journal.append(b"short").unwrap();
    journal.sync().unwrap();
    assert_eq!(read(&path).unwrap().records, [b"short"]);
}

#[test]
fn something_else_is_refused_and_left_untouched() {
    let (folder, path) = place();
    for other in [
        &b"{\"scenario\": 1}"[..],
        &[0; 100],
        b"thumbscale journal 2\n",
    ] {
        std::fs::write(&path, other).unwrap();
        for error in [read(&path).unwrap_err(), Journal::open(&path).unwrap_err()] {
            assert!(matches!(error, JournalError::NotAJournal { .. }));
            assert!(
                error
                    .to_string()
                    .contains("results.journal is not a journal")
            );
        }
        assert_eq!(std::fs::read(&path).unwrap(), other);
    }
    for tried in [
        read(folder.path()).map(drop),
        Journal::open(folder.path()).map(drop),
        Journal::create(folder.path()).map(drop),
    ] {
        let error = tried.unwrap_err().to_string();
        assert!(error.contains("it is a folder"), "{error}");
    }
}

#[test]
fn a_folder_that_is_missing_or_closed_is_named() {
    let (folder, path) = place();
    let missing = folder.path().join("none").join("a.journal");
    let error = Journal::open(&missing).unwrap_err().to_string();
    assert!(
        error.contains("a.journal") && error.contains("make its folder"),
        "{error}"
    );

    let mut permissions = std::fs::metadata(folder.path()).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(folder.path(), permissions).unwrap();
    // The superuser may write all the same.
    if File::create(folder.path().join("probe")).is_err() {
        let error = Journal::open(&path).unwrap_err();
        assert_eq!(reason(&error), ErrorKind::PermissionDenied);
        assert!(error.to_string().contains("allow writing"), "{error}");
        assert!(
            Lock::acquire(&path)
                .unwrap_err()
                .to_string()
                .contains("allow writing")
        );
    }
}
