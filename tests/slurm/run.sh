#!/usr/bin/env bash
# The whole way through a real Slurm: submit, lose tasks and a node, submit what is missing,
# merge, and compare with a run that knew no cluster.
#
#   tests/slurm/run.sh BINARY [PROGRAM]
#
# BINARY is the thumbscale that submits; PROGRAM what the jobs run instead of it, if given.
# Exit code 77: there is no Slurm and it cannot be installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:?usage: run.sh BINARY [PROGRAM]}")
program=$(realpath "${2:-$binary}")
shards=8

state=$(mktemp -d)
work=$(mktemp -d)
finish() {
    local code=$?
    bash "$here/down.sh" "$state" || true
    if [ "$code" -ne 0 ] && [ "$code" -ne 77 ]; then
        echo "failed with exit code $code; logs of the jobs:" >&2
        tail -n 5 "$out"/slurm/*.log >&2 || true
    fi
    rm -rf "$state" "$work"
    exit "$code"
}
# A name that scripts which forget a quote, and Slurm's own patterns, would stumble over.
out="$work/it's a \$folder, 50% \"full\" #1"
trap finish EXIT
trap 'exit 130' INT TERM

step() { printf '%4d s  %s\n' "$SECONDS" "$*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }
submit() {
    "$binary" submit "$here/scenario.toml" --engine slurm --shards "$shards" --out "$out" \
        --executable "$program" --go --json
}
# `field KEY`: one entry of the JSON object on standard input; lists without spaces.
field() { sed -nE "s/.*\"$1\":(\"([^\"]*)\"|\[([^]]*)\]|null|([a-z0-9]+)).*/\2\3\4/p"; }
in_queue() { [ -n "$(squeue --noheader --jobs="$1" 2>/dev/null)" ]; }
running() { squeue --noheader --array --states=RUNNING --jobs="$1" --format=%K 2>/dev/null | sort -n; }
finished() { find "$out/shards" -name shard.json | wc -l; }
# Waits for a condition: `within SECONDS COMMAND…`.
within() {
    local until=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$until" ] || fail "waited too long for: $*"
        sleep 0.2
    done
}
gone() { ! in_queue "$1"; }
# Whether some replicates of a shard are stored: one that is killed earlier leaves nothing.
has_stored() {
    local done
    done=$("$binary" status "$out/shards/$1-of-$shards" --json 2>/dev/null | field replicates_done)
    [ "${done:-0}" -gt 0 ]
}
two_run() { [ "$(running "$1" | wc -l)" -ge 2 ]; }
# The process of one task, by the environment that Slurm gave it.
process_of() {
    local file pid
    for file in /proc/[0-9]*/environ; do
        if grep -qzx "SLURM_ARRAY_JOB_ID=$1" "$file" 2>/dev/null &&
            grep -qzx "SLURM_ARRAY_TASK_ID=$2" "$file" 2>/dev/null; then
            pid=${file#/proc/}
            pid=${pid%/environ}
            # The task's own process, not Slurm's step daemon above it or a child below.
            [ "$(ps -o comm= -p "$(ps -o ppid= -p "$pid" | tr -d ' ')")" = slurmstepd ] && echo "$pid"
        fi
    done
}

step "bring the cluster up"
# Containers differ in what daemons may do: a cluster that cannot be had is no fault of ours.
cluster=$(bash "$here/up.sh" "$state") || { echo "skipped: no cluster comes up here" >&2; exit 77; }
eval "$cluster"

step "the same scenario in one run, to compare with"
"$program" run "$here/scenario.toml" --out "$work/single" >/dev/null

step "submit $shards shards"
answer=$(submit)
array=$(field array_job <<<"$answer")
merge=$(field merge_job <<<"$answer")
[ "$(field missing_shards <<<"$answer")" = 1,2,3,4,5,6,7,8 ] || fail "not all shards are submitted: $answer"
within 30 two_run "$array"

step "a second submission is refused while the first is in the queue"
refusal=$(submit 2>&1) && fail "it was not: $refusal"
grep -q "still in the queue" <<<"$refusal" || fail "it was, but so: $refusal"

victim=$(running "$array" | head -n 1)
within 30 has_stored "$victim"
step "kill -9 the task of shard $victim"
# shellcheck disable=SC2046
kill -KILL $(process_of "$array" "$victim")
within 30 two_run "$array"

node=$(squeue --noheader --array --states=RUNNING --jobs="$array" --format=%N | sort | head -n 1)
step "set node $node down, and up again: its tasks are started again"
scontrol update nodename="$node" state=down reason=test
sleep 2
# It may have come back by itself, and then there is nothing to resume.
scontrol update nodename="$node" state=resume 2>/dev/null || true

within 300 gone "$array"
within 60 gone "$merge"
step "the array has ended: $(finished) of $shards shards are finished"
[ ! -e "$out/shards/$victim-of-$shards/shard.json" ] || fail "shard $victim was killed and is finished"
[ "$(finished)" -gt 0 ] || fail "no shard is finished"
[ ! -e "$out/cells.csv" ] || fail "merged although shard $victim is missing"

step "submit again"
answer=$(submit)
missing=$(field missing_shards <<<"$answer")
step "resubmitted shards: $missing"
[ "$(tr ',' '\n' <<<"$missing" | wc -l)" = $((shards - $(finished))) ] || fail "more than what is missing"
grep -qx "$victim" <(tr ',' '\n' <<<"$missing") || fail "shard $victim is not among them"
array=$(field array_job <<<"$answer")
merge=$(field merge_job <<<"$answer")
within 300 gone "$array"
within 120 gone "$merge"
[ "$(finished)" = "$shards" ] || fail "only $(finished) shards are finished"

step "compare with the single run"
cmp "$out/cells.csv" "$work/single/cells.csv"

step "nothing is missing: only the merge is submitted"
answer=$(submit)
[ "$(field missing_shards <<<"$answer")$(field array_job <<<"$answer")" = "" ] || fail "$answer"
within 120 gone "$(field merge_job <<<"$answer")"
cmp "$out/cells.csv" "$work/single/cells.csv"
step "passed"
