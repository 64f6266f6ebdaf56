//! Opening a file for writing that nobody else can mean.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// Opens an ordinary file with no other name for reading and writing; `create` makes it if
/// it is missing. Nothing in it is changed.
///
/// A folder that was copied from elsewhere can hold a link in the place of one of our files:
/// what is written there would land in whatever the link means.
///
/// # Errors
/// Those of the system; [`io::ErrorKind::InvalidInput`] for links and for what is no file.
pub(crate) fn open_owned(path: &Path, create: bool) -> io::Result<File> {
    let missing = |e: &io::Error| create && e.kind() == io::ErrorKind::NotFound;
    require_owned(path).or_else(|e| if missing(&e) { Ok(()) } else { Err(e) })?;
    let mut options = OpenOptions::new();
    options
        .read(true)
        .write(true)
        .create(create)
        .truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // Whoever puts a link or a pipe there after the look above gains nothing.
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(path)?;
    owned(&file.metadata()?)?;
    Ok(file)
}

/// Refuses what [`open_owned`] would refuse.
///
/// # Errors
/// As there; [`io::ErrorKind::NotFound`] if there is nothing.
pub(crate) fn require_owned(path: &Path) -> io::Result<()> {
    owned(&std::fs::symlink_metadata(path)?)
}

fn owned(metadata: &Metadata) -> io::Result<()> {
    let refused = |what: &str| Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    let kind = metadata.file_type();
    if kind.is_dir() {
        return Err(io::Error::new(
            io::ErrorKind::IsADirectory,
            "it is a folder, not a file",
        ));
    }
    if kind.is_symlink() {
        return refused("it is a symbolic link, and what it leads to is not ours to write");
    }
    if !kind.is_file() {
        return refused("it is not an ordinary file");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        // None while it is being deleted.
        if metadata.nlink() > 1 {
            return refused(
                "it is a hard link: the same file has another name, and is not ours to write",
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_file_is_opened_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        assert_eq!(
            open_owned(&path, false).unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
        open_owned(&path, true).unwrap();
        std::fs::write(&path, "kept").unwrap();
        open_owned(&path, true).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "kept");
        let said = open_owned(folder.path(), false).unwrap_err().to_string();
        assert!(said.contains("a folder"), "{said}");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_pipes_are_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("thesis"), "words").unwrap();
        std::os::unix::fs::symlink(path("thesis"), path("link")).unwrap();
        std::os::unix::fs::symlink(path("gone"), path("dangling")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", path("device")).unwrap();
        for name in ["link", "dangling", "device"] {
            let said = open_owned(&path(name), true).unwrap_err().to_string();
            assert!(said.contains("a symbolic link"), "{name}: {said}");
        }
        std::fs::hard_link(path("thesis"), path("twin")).unwrap();
        let said = open_owned(&path("twin"), true).unwrap_err().to_string();
        assert!(said.contains("a hard link"), "{said}");
        assert!(!path("gone").exists());
        assert_eq!(std::fs::read_to_string(path("thesis")).unwrap(), "words");
        let said = open_owned(Path::new("/dev/null"), true).unwrap_err();
        assert!(said.to_string().contains("not an ordinary file"), "{said}");
    }
}
