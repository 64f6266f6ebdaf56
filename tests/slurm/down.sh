#!/usr/bin/env bash
# Ends the cluster that up.sh started with the same STATE, and what runs on it.
#
#   tests/slurm/down.sh STATE
set -uo pipefail
state=${1:?usage: down.sh STATE}
export SLURM_CONF=$state/slurm.conf
[ -d "$state/run" ] || exit 0

# Jobs first: without its daemons nobody would end them.
if jobs=$(timeout 10 squeue --noheader --format=%A 2>/dev/null) && [ -n "$jobs" ]; then
    # shellcheck disable=SC2086
    timeout 10 scancel $jobs 2>/dev/null
    for _ in {1..40}; do
        [ -z "$(timeout 10 squeue --noheader 2>/dev/null)" ] && break
        sleep 0.25
    done
fi

# A pid from a file may by now be another's: the program's name must fit too.
end() {
    local name=$1 program=$2 pid
    pid=$(cat "$state/run/$name.pid" 2>/dev/null) || return 0
    is_ours() { [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "$program" ]; }
    is_ours || return 0
    kill "$pid" 2>/dev/null
    for _ in {1..40}; do
        is_ours || return 0
        sleep 0.25
    done
    kill -KILL "$pid" 2>/dev/null
}
end slurmd-east slurmd
end slurmd-west slurmd
end slurmctld slurmctld
end munged munged
