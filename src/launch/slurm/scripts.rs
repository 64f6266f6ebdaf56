//! The text of the three scripts.

use super::slurm_quoting::{directive, given};
use super::{ARRAY, JOBS, MERGE, SCENARIO, SUBMIT, SlurmError, Submission, option, path, ranges};
use crate::launch::quote;

impl Submission<'_> {
    /// One task a missing shard.
    pub(super) fn array(&self) -> Result<String, SlurmError> {
        let limit = self.resources.max_parallel;
        let limit = limit.map_or(String::new(), |k| format!("%{k}"));
        let mut script = String::from("#!/usr/bin/env bash\n");
        script += &self.directives(self.name, "%x-%a.log")?;
        script += &directive("--requeue");
        // `B:`: to the process that bash becomes below. Without it only steps get the signal.
        script += &directive("--signal=B:TERM@60");
        // Slurm takes no quotes here.
        script += &format!("#SBATCH --array={}{limit}\n", ranges(self.missing));
        let (executable, out) = (path(self.executable)?, path(self.out)?);
        let scenario = self.folder.join(SCENARIO);
        script += &format!(
            "set -euo pipefail
# Task i runs shard i of {shards}. The number of shards stands here, because a task cannot ask
# for it: SLURM_ARRAY_TASK_COUNT is 1 when one missing shard is submitted again. Run again, a
# shard goes on where it stopped. `exec`, so that the program itself gets SIGTERM: a minute
# before the time limit, when the job is cancelled or when its node is wanted.
exec {executable} run {scenario} \\
    --out {out} \\
    --shard \"$SLURM_ARRAY_TASK_ID/{shards}\" --threads \"${{SLURM_CPUS_PER_TASK:-1}}\"
",
            shards = self.shards,
            executable = quote(executable),
            scenario = quote(path(&scenario)?),
            out = quote(out),
        );
        Ok(script)
    }

    /// All shards into the results.
    pub(super) fn merge(&self) -> Result<String, SlurmError> {
        let mut script = String::from("#!/usr/bin/env bash\n");
        let name = format!("{}-merge", self.name);
        script += &self.directives(&name, "%x.log")?;
        script += &directive("--requeue");
        let (executable, out) = (quote(path(self.executable)?), quote(path(self.out)?));
        script += &format!(
            "set -euo pipefail
# Fails, with a list, if a shard is missing.
exec {executable} merge {out} --out {out}
"
        );
        Ok(script)
    }

    /// Submits both; says and keeps their ids.
    pub(super) fn submit(&self) -> Result<String, SlurmError> {
        let (shards, missing) = (self.shards, self.missing.len());
        let nothing = self.missing.is_empty();
        let what = match nothing {
            true => format!(
                "# Submits the merge of {}: all {shards} shards are there.",
                self.name
            ),
            false => format!(
                "# Submits {missing} of the {shards} shards of {}, and the merge for when they have all\n\
                 # succeeded.",
                self.name
            ),
        };
        let folder = quote(path(self.folder)?);
        // A merge that waits for failed shards never starts, and Slurm takes it away: only
        // a new merge must wait for it.
        let earlier = if nothing { "array|merge" } else { "array" };
        let submission = match nothing {
            true => format!(
                "merge=$(sbatch --parsable \"$folder/{MERGE}\")
printf 'merge %s\\n' \"${{merge%%;*}}\" >\"$folder/{JOBS}\"
"
            ),
            false => format!(
                "array=$(sbatch --parsable \"$folder/{ARRAY}\")
array=${{array%%;*}}    # some clusters answer ID;CLUSTER
printf 'array %s\\n' \"$array\" >\"$folder/{JOBS}\"
# Where a shard fails, the merge is taken out of the queue instead of waiting for ever.
merge=$(sbatch --parsable --dependency=afterok:\"$array\" --kill-on-invalid-dep=yes \"$folder/{MERGE}\") || {{
    echo \"array job $array was submitted, but not the merge: once the array has ended, submit again\" >&2
    exit 1
}}
printf 'merge %s\\n' \"${{merge%%;*}}\" >>\"$folder/{JOBS}\"
"
            ),
        };
        Ok(format!(
            "#!/usr/bin/env bash
{what}
# Written by `thumbscale submit`. After a failure run that again: it sees which shards are missing.
set -euo pipefail
folder={folder}

command -v sbatch >/dev/null || {{
    printf 'there is no sbatch here: run  bash %q  where Slurm is, such as on a login node\\n' \"$folder/{SUBMIT}\" >&2
    exit 1
}}
# Two jobs at one shard would be in each other's way.
if [ -s \"$folder/{JOBS}\" ]; then
    earlier=$(awk '$1 ~ /^({earlier})$/ {{ print $2 }}' \"$folder/{JOBS}\" | paste -sd, -)
    if [ -n \"$earlier\" ] && [ -n \"$(squeue --noheader --jobs=\"$earlier\" 2>/dev/null || true)\" ]; then
        echo \"job $earlier is still in the queue: wait until it has ended, or stop it by  scancel $earlier\" >&2
        exit 1
    fi
fi
{submission}cat \"$folder/{JOBS}\"
"
        ))
    }

    /// What both jobs ask for. The user's options come first: of two that contradict each
    /// other `sbatch` takes the last.
    fn directives(&self, name: &str, log: &str) -> Result<String, SlurmError> {
        let wanted = self.resources;
        let mut lines = String::new();
        for extra in &wanted.options {
            lines += &option(extra)?;
        }
        lines += &directive(&format!("--job-name={name}"));
        lines += &given("partition", "partition", wanted.partition.as_ref())?;
        lines += &given("account", "account", wanted.account.as_ref())?;
        lines += &given("time", "time", wanted.time.as_ref())?;
        lines += &given("mem", "mem", wanted.memory.as_ref())?;
        lines += &directive(&format!("--cpus-per-task={}", wanted.cpus.max(1)));
        let folder = path(self.folder)?.replace('%', "%%");
        lines += &directive(&format!("--output={folder}/{log}"));
        // What a first attempt said is kept when a second one follows.
        lines += &directive("--open-mode=append");
        Ok(lines)
    }
}
