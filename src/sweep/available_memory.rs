//! How much memory may still be taken.

use std::path::{Path, PathBuf};

/// Bytes that can be had without swapping, where the system tells: the least of what the
/// machine has free, what control groups leave (containers, cluster jobs), what Slurm granted
/// and what the process itself is limited to.
pub(super) fn available_memory() -> Option<f64> {
    let machine = Machine {
        // Files of the kernel: their sizes are its own.
        file: &|path| std::fs::read_to_string(path).ok(),
        variable: &|name| std::env::var(name).ok(),
    };
    machine.available()
}

/// The limit of `ulimit -v`, as the kernel names it.
const SPACE: &str = "Max address space";
/// Addresses that the GNU allocator reserves for a thread's first allocation, aligned to as many; where
/// there are no two of these it does without, and shares what other threads have.
const ARENA: f64 = 67_108_864.0;
/// Threads that have some of their own, at the least: two that work, one that waits for them, one that
/// listens for signals. Runs that were let in without these ended in the allocator.
const THREADS: f64 = 4.0;

/// What there is to ask.
struct Machine<'a> {
    file: &'a dyn Fn(&Path) -> Option<String>,
    variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Machine<'_> {
    fn available(&self) -> Option<f64> {
        let free = self.field("/proc/meminfo".as_ref(), "MemAvailable:");
        let free = free.map(|kilobytes| 1024.0 * kilobytes);
        let ways = [free, self.groups(), self.slurm(), self.limits()];
        ways.into_iter().flatten().min_by(f64::total_cmp)
    }

    /// What `ulimit -v` and `ulimit -d` leave. They count what is reserved, not what is used:
    /// stacks of threads, and what the allocator has got back and keeps. Studies ended well
    /// from twice their forecast on.
    fn limits(&self) -> Option<f64> {
        let text = (self.file)("/proc/self/limits".as_ref())?;
        let left = |(name, used): (&str, &str)| {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            let limit: f64 = line.split_whitespace().next()?.parse().ok()?;
            let used = self.field("/proc/self/status".as_ref(), used)?;
            let left = (limit - 1024.0 * used).max(0.0);
            let reserved = match name == SPACE && left >= 2.0 * ARENA {
                true => THREADS * ARENA,
                false => 0.0,
            };
            Some((left - reserved).max(0.0) / 2.0)
        };
        let both = [(SPACE, "VmSize:"), ("Max data size", "VmData:")];
        both.into_iter().filter_map(left).min_by(f64::total_cmp)
    }

    /// The number behind a word at the beginning of a line.
    fn field(&self, path: &Path, name: &str) -> Option<f64> {
        let text = (self.file)(path)?;
        let line = text
            .lines()
            .find(|l| l.split_whitespace().next() == Some(name))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    fn number(&self, path: &Path) -> Option<f64> {
        // A group without a limit says `max`.
        (self.file)(path)?.trim().parse().ok()
    }

    /// What the process's control groups leave: of each hierarchy the tightest group from its
    /// own to the root.
    fn groups(&self) -> Option<f64> {
        let text = (self.file)("/proc/self/cgroup".as_ref())?;
        let hierarchies = text.lines().filter_map(Hierarchy::of_line);
        let tightest = |hierarchy: Hierarchy| {
            let own = hierarchy.group.clone();
            let levels = own.ancestors().map(|group| self.left(&hierarchy, group));
            levels.flatten().min_by(f64::total_cmp)
        };
        hierarchies.filter_map(tightest).min_by(f64::total_cmp)
    }

    /// What a group's limit leaves beside what its processes hold. Files that were read and
    /// may be dropped count among that, and are given back.
    fn left(&self, hierarchy: &Hierarchy, group: &Path) -> Option<f64> {
        let names = hierarchy.names;
        // Within a container the group's path may be of the host: its root is then the group.
        let relative = group.strip_prefix("/").unwrap_or(group);
        let folder = Path::new(names.root).join(relative);
        let limit = self.number(&folder.join(names.limit))?;
        let used = self.number(&folder.join(names.used))?;
        let dropped = self.field(&folder.join("memory.stat"), names.dropped);
        Some((limit - used + dropped.unwrap_or(0.0)).max(0.0))
    }

    /// What Slurm granted the job on this node, less what this process holds.
    fn slurm(&self) -> Option<f64> {
        let megabytes = |name: &str| (self.variable)(name)?.trim().parse::<f64>().ok();
        let of_cpus = || {
            let cpus = megabytes("SLURM_CPUS_ON_NODE").unwrap_or(1.0);
            Some(megabytes("SLURM_MEM_PER_CPU")? * cpus)
        };
        // 0 stands for all of the node.
        let granted = megabytes("SLURM_MEM_PER_NODE").or_else(of_cpus)?;
        let held = self.field("/proc/self/status".as_ref(), "VmRSS:");
        let left = granted * 1024.0 * 1024.0 - 1024.0 * held.unwrap_or(0.0);
        (granted > 0.0).then_some(left.max(0.0))
    }
}

/// A tree of control groups that accounts for memory.
struct Hierarchy {
    group: PathBuf,
    names: &'static Names,
}

struct Names {
    root: &'static str,
    limit: &'static str,
    used: &'static str,
    dropped: &'static str,
}

/// cgroups(7), version 2.
const UNIFIED: Names = Names {
    root: "/sys/fs/cgroup",
    limit: "memory.max",
    used: "memory.current",
    dropped: "inactive_file",
};
/// Version 1.
const MEMORY: Names = Names {
    root: "/sys/fs/cgroup/memory",
    limit: "memory.limit_in_bytes",
    used: "memory.usage_in_bytes",
    dropped: "total_inactive_file",
};

impl Hierarchy {
    /// Of a line `number:controllers:group`.
    fn of_line(line: &str) -> Option<Self> {
        let mut parts = line.splitn(3, ':');
        let (_, controllers, group) = (parts.next()?, parts.next()?, parts.next()?);
        let names = match controllers {
            "" => &UNIFIED,
            list if list.split(',').any(|c| c == "memory") => &MEMORY,
            _ => return None,
        };
        let group = group.into();
        Some(Self { group, names })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMINFO: (&str, &str) = (
        "/proc/meminfo",
        "MemTotal: 16000000 kB\nMemAvailable: 8000000 kB\n",
    );

    fn available(files: &[(&str, &str)], variables: &[(&str, &str)]) -> Option<f64> {
        let find = |list: &[(&str, &str)], name: &str| {
            let found = list.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let machine = Machine {
            file: &|path| find(files, path.to_str()?),
            variable: &|name| find(variables, name),
        };
        machine.available()
    }

    #[test]
    fn the_tightest_limit_counts() {
        assert_eq!(available(&[], &[]), None);
        assert_eq!(available(&[MEMINFO], &[]), Some(8.192e9));
        let unified = [
            MEMINFO,
            ("/proc/self/cgroup", "0::/system.slice/job\n"),
            ("/sys/fs/cgroup/system.slice/job/memory.max", "max\n"),
            ("/sys/fs/cgroup/system.slice/job/memory.current", "5000\n"),
            ("/sys/fs/cgroup/system.slice/memory.max", "1000000\n"),
            ("/sys/fs/cgroup/system.slice/memory.current", "600000\n"),
            (
                "/sys/fs/cgroup/system.slice/memory.stat",
                "anon 4\ninactive_file 100000\n",
            ),
        ];
        assert_eq!(available(&unified, &[]), Some(500_000.0));
        let divided = [
            MEMINFO,
            (
                "/proc/self/cgroup",
                "12:cpu,cpuacct:/a\n4:memory:/slurm/job_7\n",
            ),
            // In a container the host's path does not exist, its root does.
            ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "2000000\n"),
            ("/sys/fs/cgroup/memory/memory.usage_in_bytes", "500000\n"),
        ];
        assert_eq!(available(&divided, &[]), Some(1_500_000.0));
        let full = [
            ("/proc/self/cgroup", "0::/\n"),
            ("/sys/fs/cgroup/memory.max", "100\n"),
            ("/sys/fs/cgroup/memory.current", "120\n"),
        ];
        assert_eq!(available(&full, &[]), Some(0.0));
    }

    #[test]
    fn what_the_process_is_limited_to_counts() {
        let held = ("/proc/self/status", "VmSize: 1000 kB\nVmData: 10 kB\n");
        let of = |data: &str, space: &str| {
            let limits = format!(
                "Limit Soft Limit Hard Limit Units\n\
                 Max data size             {data}  unlimited  bytes\n\
                 Max address space         {space}  unlimited  bytes\n"
            );
            available(&[MEMINFO, held, ("/proc/self/limits", &limits)], &[])
        };
        assert_eq!(of("unlimited", "unlimited"), Some(8.192e9));
        assert_eq!(of("unlimited", "2048000"), Some(512_000.0));
        assert_eq!(of("110240", "2048000"), Some(50_000.0));
        assert_eq!(of("unlimited", "10"), Some(0.0));
        // What threads reserve is not had any more.
        assert_eq!(of("unlimited", "200000000"), Some(0.0));
        let rest = (1_000_000_000.0 - 1_024_000.0 - 4.0 * 67_108_864.0) / 2.0;
        assert_eq!(of("unlimited", "1000000000"), Some(rest));
    }

    #[test]
    fn what_slurm_granted_counts() {
        let held = ("/proc/self/status", "Name: t\nVmRSS: 1024 kB\n");
        let megabyte = 1024.0 * 1024.0;
        let of = |variables: &[(&str, &str)]| available(&[MEMINFO, held], variables);
        assert_eq!(of(&[("SLURM_MEM_PER_NODE", "11")]), Some(10.0 * megabyte));
        let by_cpus = [("SLURM_MEM_PER_CPU", "5"), ("SLURM_CPUS_ON_NODE", "3")];
        assert_eq!(of(&by_cpus), Some(14.0 * megabyte));
        assert_eq!(of(&[("SLURM_MEM_PER_NODE", "0")]), Some(8.192e9));
        assert_eq!(of(&[("SLURM_MEM_PER_NODE", "words")]), Some(8.192e9));
    }
}
