//! The real binary with an eye on the clock and on memory.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;

/// How a process ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Its exit code; none if a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
    /// Most memory that was seen, in KiB; 0 where the system does not tell.
    pub(crate) peak: u64,
    /// Whether it was asked to end, because the time was over.
    pub(crate) interrupted: bool,
}

/// It has this long to end once it is asked to.
const SOON: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(4);

/// Runs it in a folder without any other program in reach; `folder` gets what it prints.
pub(crate) fn watched(arguments: &[String], folder: &Path, limit: Duration) -> Ended {
    let [stdout, stderr] = ["stdout", "stderr"].map(|name| folder.join(name));
    let began = Instant::now();
    let mut child = Command::new(cargo_bin("thumbscale"))
        .args(arguments)
        .current_dir(folder)
        .env("PATH", "")
        .stdin(Stdio::null())
        .stdout(File::create(&stdout).unwrap())
        .stderr(File::create(&stderr).unwrap())
        .spawn()
        .unwrap();
    let (mut peak, mut asked) = (0, None::<Instant>);
    let status = loop {
        peak = peak.max(peak_of(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        match asked {
            None if began.elapsed() > limit => {
                interrupt(&child);
                asked = Some(Instant::now());
            }
            Some(since) if since.elapsed() > SOON => child.kill().unwrap(),
            _ => std::thread::sleep(GLANCE),
        }
    };
    let read = |path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    Ended {
        code: status.code(),
        took: began.elapsed(),
        stdout: read(&stdout),
        stderr: read(&stderr),
        peak,
        interrupted: asked.is_some(),
    }
}

fn interrupt(child: &Child) {
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &pid]).status();
    assert!(sent.is_ok(), "`kill` is needed");
}

/// The high-water mark of resident memory.
fn peak_of(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let mark = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = mark.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kib.unwrap_or(0)
}
