#!/usr/bin/env bash
# Brings up a Slurm of two nodes on this one machine, for tests, and prints the line
# `export SLURM_CONF=…` that makes Slurm's commands talk to it.
#
#   tests/slurm/up.sh STATE
#
# STATE is a folder for its configuration, key, logs and pid files; everything that runs is
# named there, and down.sh ends just that. A cluster that is already up is left as it is.
# Exit code 77: Slurm is not installed and cannot be (no root, no apt-get, no network).
set -euo pipefail
state=${1:?usage: up.sh STATE}
cpus=${CPUS_PER_NODE:-2}
nodes=(east west)

skip() { echo "skipped: $*" >&2; exit 77; }
runs() { [ -s "$state/run/$1.pid" ] && kill -0 "$(cat "$state/run/$1.pid")" 2>/dev/null; }

install_slurm() {
    local missing=() package
    for package in munge slurmctld slurmd slurm-client; do
        dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null |
            grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    export DEBIAN_FRONTEND=noninteractive
    # Lists of packages are often absent in containers: fetch them if the first try fails.
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$state/log/apt" 2>&1 && return
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
        >"$state/log/apt" 2>&1 || skip "apt-get cannot install ${missing[*]}: $(tail -n 1 "$state/log/apt")"
}

# A port P such that nobody listens on P, P + 1 and P + 2.
free_ports() {
    local port offset
    for _ in {1..100}; do
        port=$((20000 + RANDOM % 10000))
        for offset in 0 1 2; do
            # Connecting succeeds where somebody listens.
            (: <"/dev/tcp/127.0.0.1/$((port + offset))") 2>/dev/null && continue 2
        done
        echo "$port"
        return
    done
    echo "no free ports between 20000 and 30000" >&2
    return 1
}

configure() {
    local host port index
    host=$(hostname -s)
    port=$(free_ports)
    cat >"$SLURM_CONF" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
# A task that is requeued waits until its old credentials have expired: 2 minutes unless said.
AuthInfo=socket=$state/run/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$state/controller
SlurmdSpoolDir=$state/spool-%n
SlurmctldPidFile=$state/run/slurmctld.pid
SlurmdPidFile=$state/run/slurmd-%n.pid
SlurmctldLogFile=$state/log/slurmctld
SlurmdLogFile=$state/log/slurmd-%n
# No cgroups, no accounting, no MPI: none of it is there in a container.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
# Quick decisions, so that tests do not wait.
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_min_interval=10000,bf_interval=1
KillWait=2
JobRequeue=1
# A node that was set down can come back; its processors are as many as we say.
ReturnToService=2
SlurmdParameters=config_overrides
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
    for index in 0 1; do
        echo "NodeName=${nodes[index]} NodeHostname=$host NodeAddr=127.0.0.1" \
            "Port=$((port + 1 + index)) CPUs=$cpus State=UNKNOWN" >>"$SLURM_CONF"
    done
    # Newer versions look for cgroups unless told not to; older ones do not know the word.
    if [ "$(slurmd -V | grep -oE '[0-9]+' | head -n 1)" -ge 23 ]; then
        echo "CgroupPlugin=disabled" >"$state/cgroup.conf"
    fi
    (umask 077 && head -c 256 /dev/urandom >"$state/munge.key")
}

start() {
    runs munged || munged --force --key-file="$state/munge.key" \
        --socket="$state/run/munge.socket" --pid-file="$state/run/munged.pid" \
        --log-file="$state/log/munged" --seed-file="$state/munge.seed" >"$state/log/munged.start" 2>&1
    runs slurmctld || slurmctld -f "$SLURM_CONF"
    for node in "${nodes[@]}"; do
        runs "slurmd-$node" || slurmd -N "$node" -f "$SLURM_CONF"
    done
}

wait_for_nodes() {
    for _ in {1..150}; do
        [ "$(sinfo --noheader --Node --format=%T 2>/dev/null | grep -cE '^(idle|mixed|allocated)$')" = 2 ] &&
            return
        sleep 0.2
    done
    echo "the nodes did not come up within 30 s" >&2
    sinfo --Node --long >&2 || true
    tail -n 20 "$state"/log/* >&2
    return 1
}

mkdir -p "$state"/{run,log,controller}
state=$(cd "$state" && pwd)
chmod 755 "$state"    # munge trusts no folder that others may write to, nor one it cannot enter
export SLURM_CONF=$state/slurm.conf
[ "$(id -u)" = 0 ] || skip "a Slurm of our own needs root"
command -v dpkg-query apt-get >/dev/null || skip "this is no Debian or Ubuntu: Slurm is not installed here"
install_slurm
[ -s "$SLURM_CONF" ] || configure
start
wait_for_nodes
echo "export SLURM_CONF=$SLURM_CONF"
