"""Sweeps of a few seconds with one worker thread and with two.

    cargo build --release
    python3 benches/two_threads.py [--rounds 5]

Many processors run faster while only one of their cores is busy, and cores share the way to memory:
then two threads cannot be twice as fast as one, whatever the program does. So each sweep is timed in
three ways in turn: with one thread alone, with two threads, and as two processes at once with one
thread each. The first column of ratios is what a user sees; the second, against the mean of the two
processes, is what the program itself costs, its clock and its way to memory being shared alike. Ratios
are medians over the rounds, not ratios of the medians.
"""

import argparse
import pathlib
import statistics
import subprocess
import tempfile
import time

PROGRAM = pathlib.Path(__file__).resolve().parent.parent / "target" / "release" / "thumbscale"

SCENARIO = """
name = "{name}"
seed = 1
[model]
minority_prior = {prior}
signal = {signal}
[training]
loss = "{loss}"
delta = {delta}
[simulation]
n = {n}
replicates = {replicates}
method = "{method}"
[vary]
weight_ratio = {weights}
"""

FIFTY = '{ from = 1.0, to = 20.0, points = 50, scale = "log" }'
SWEEPS = [
    dict(name="square in law (jacobi)", prior=0.2, signal=2.0, loss="square", delta=0.2, n=2000,
         replicates=60_000, method="jacobi", weights=FIFTY),
    dict(name="square on data", prior=0.2, signal=2.0, loss="square", delta=0.2, n=2000,
         replicates=300, method="dense", weights=FIFTY),
    dict(name="logistic in law (lazy)", prior=0.3, signal=1.0, loss="logistic", delta=0.2, n=20_000,
         replicates=40, method="lazy", weights="[2.0]"),
    dict(name="logistic on data", prior=0.2, signal=1.0, loss="logistic", delta=0.1, n=4000,
         replicates=120, method="dense", weights="[4.0]"),
]


def started(scenario, folder, threads):
    return subprocess.Popen([PROGRAM, "run", scenario, "--out", folder, "--force", "--quiet",
                             "--threads", str(threads)], stdout=subprocess.DEVNULL)


def timed(scenario, folder, threads, copies=1):
    """Mean seconds of so many runs at once."""
    begun = time.monotonic()
    runs = [started(scenario, folder / str(k), threads) for k in range(copies)]
    ended = {}
    while len(ended) < copies:
        for k, run in enumerate(runs):
            if k not in ended and run.poll() is not None:
                ended[k] = time.monotonic() - begun
                if run.returncode != 0:
                    raise SystemExit("a run failed")
        time.sleep(0.002)
    return statistics.mean(ended.values())


parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--rounds", type=int, default=5)
rounds = parser.parse_args().rounds

print("| sweep | one thread | two threads | ratio | against two processes |\n|---|---|---|---|---|")
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    for number, sweep in enumerate(SWEEPS):
        out = folder / str(number)
        out.mkdir()
        scenario = folder / f"{number}.toml"
        scenario.write_text(SCENARIO.format(**{**sweep, "name": f"sweep{number}"}))
        alone, two, company = [], [], []
        for _ in range(rounds):
            alone.append(timed(scenario, out, 1))
            two.append(timed(scenario, out, 2))
            company.append(timed(scenario, out, 1, copies=2))
        ratio = statistics.median(a / b for a, b in zip(alone, two))
        same = statistics.median(a / b for a, b in zip(company, two))
        print(f"| {sweep['name']} | {statistics.median(alone):.2f} s | {statistics.median(two):.2f} s "
              f"| {ratio:.2f} ({min(a / b for a, b in zip(alone, two)):.2f} to "
              f"{max(a / b for a, b in zip(alone, two)):.2f}) | {same:.2f} |", flush=True)
