//! Opening a file for reading without waiting for anybody.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a file, a folder, a device or a pipe. To open a pipe would else wait until somebody
/// opens its other end. Read it after [`begin`], which tells whether there is one.
///
/// # Errors
/// Those of the system.
pub(crate) fn open_without_waiting(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    options.open(path)
}

/// Opens an ordinary file; what is none is not waited for.
///
/// # Errors
/// Those of the system; [`io::ErrorKind::IsADirectory`] and [`io::ErrorKind::InvalidInput`]
/// for what is no file.
pub(crate) fn open_file(path: &Path) -> io::Result<File> {
    // A device can do something when it is opened: this looks before, and again after.
    require_file(&std::fs::metadata(path)?)?;
    let file = open_without_waiting(path)?;
    require_file(&file.metadata()?)?;
    Ok(file)
}

fn require_file(metadata: &std::fs::Metadata) -> io::Result<()> {
    let kind = metadata.file_type();
    let (kind, what) = match (kind.is_dir(), kind.is_file()) {
        (true, _) => (io::ErrorKind::IsADirectory, "it is a folder, not a file"),
        (false, false) => (
            io::ErrorKind::InvalidInput,
            "it is not an ordinary file, but a pipe or a device",
        ),
        (false, true) => return Ok(()),
    };
    Err(io::Error::new(kind, what))
}

/// What a pipe gives first, once somebody writes into it; of what is no pipe nothing is read.
/// From then on reading waits for what is to come.
///
/// # Errors
/// Those of the system; [`io::ErrorKind::TimedOut`] if nobody writes into it for two seconds.
#[cfg(unix)]
pub(crate) fn begin(file: &File) -> io::Result<Vec<u8>> {
    use std::os::unix::fs::FileTypeExt;

    let begin = match file.metadata()?.file_type().is_fifo() {
        true => first_of_pipe(file)?,
        false => Vec::new(),
    };
    let flags = rustix::fs::fcntl_getfl(file)?;
    rustix::fs::fcntl_setfl(file, flags - rustix::fs::OFlags::NONBLOCK)?;
    Ok(begin)
}

#[cfg(unix)]
fn first_of_pipe(mut file: &File) -> io::Result<Vec<u8>> {
    use std::io::Read;
    use std::time::{Duration, Instant};

    /// A writer that was started together with this program has come by then.
    const PATIENCE: Duration = Duration::from_secs(2);
    const GLANCE: Duration = Duration::from_millis(10);

    let mut piece = vec![0; 1 << 16];
    let begun = Instant::now();
    let count = loop {
        match file.read(&mut piece) {
            // Nobody has the other end open: not yet, or not any more.
            Ok(0) if begun.elapsed() < PATIENCE => std::thread::sleep(GLANCE),
            Ok(0) => {
                return Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    "it is a pipe, and nobody writes into it",
                ));
            }
            Ok(count) => break count,
            // Somebody has, and writes later.
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => break 0,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    };
    piece.truncate(count);
    Ok(piece)
}

/// There are no such pipes among the files.
#[cfg(not(unix))]
pub(crate) fn begin(_: &File) -> io::Result<Vec<u8>> {
    Ok(Vec::new())
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    fn pipe(folder: &Path) -> std::path::PathBuf {
        let path = folder.join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        path
    }

    #[test]
    fn nobody_is_waited_for_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let path = pipe(folder.path());
        let refused = open_file(&path).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::InvalidInput);
        let file = open_without_waiting(&path).unwrap();
        assert_eq!(begin(&file).unwrap_err().kind(), io::ErrorKind::TimedOut);
        let folder = open_file(folder.path()).unwrap_err();
        assert_eq!(folder.kind(), io::ErrorKind::IsADirectory);
    }

    /// Who begins late, and goes on later still, is read to the end.
    #[test]
    fn a_slow_writer_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = pipe(folder.path());
        let place = path.clone();
        let writer = std::thread::spawn(move || {
            let pause = || std::thread::sleep(std::time::Duration::from_millis(60));
            pause();
            let mut file = OpenOptions::new().write(true).open(place).unwrap();
            pause();
            for part in [&b"one "[..], b"two"] {
                file.write_all(part).unwrap();
                pause();
            }
        });
        let mut file = open_without_waiting(&path).unwrap();
        let mut all = begin(&file).unwrap();
        file.read_to_end(&mut all).unwrap();
        assert_eq!(all, b"one two");
        writer.join().unwrap();
    }
}
