"""Thumbscale beside what a Python user would write, in one run on the same cores.

    pip install -r benches/python/requirements.txt
    python3 benches/side_by_side.py [--cpu 0] [--rounds 3] [--threads-default]

Both sides are pinned to one processor, BLAS to one thread; rounds alternate between the sides and
medians are compared, so that a machine whose speed drifts does not favour one of them. Sweeps of
the square loss include drawing the data on both sides; logistic fits on data do on neither.
`--threads-default` also times
Python with as many threads as it likes, on all processors.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PYTHON = ROOT / "benches" / "python"
ONE = {v: "1" for v in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--cpu", default="0", help="processor for both sides")
parser.add_argument("--rounds", type=int, default=3, help="alternations between the sides")
parser.add_argument("--threads-default", action="store_true", help="also Python's own threads")
given = parser.parse_args()


def built():
    """The bench's executable."""
    lines = subprocess.run(
        ["cargo", "bench", "--locked", "--bench", "side_by_side", "--no-run", "--message-format=json"],
        cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    ).stdout.splitlines()
    found = [json.loads(line) for line in lines if line.startswith("{")]
    return next(m["executable"] for m in found
                if m.get("executable") and m["target"]["name"] == "side_by_side")


def call(command, pinned=True):
    prefix = ["taskset", "-c", given.cpu] if pinned else []
    environment = {**os.environ, **(ONE if pinned else {})}
    out = subprocess.run(prefix + command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(out.stdout.strip().splitlines()[-1])


def ours(*words):
    return call([PROGRAM, *map(str, words)])


def python(script, *words, pinned=True):
    return call([sys.executable, str(PYTHON / script), *map(str, words)], pinned)


def seconds(value):
    for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-9:.3g} ns"


rows = []


def compare(what, theirs, mine, key="seconds"):
    """Alternates the two sides; one row of the table."""
    pairs = [(theirs(), mine()) for _ in range(given.rounds)]
    slow = statistics.median(t["seconds"] for t, _ in pairs)
    fast = statistics.median(m[key] for _, m in pairs)
    ratio = statistics.median(t["seconds"] / m[key] for t, m in pairs)
    rows.append((what, seconds(slow), seconds(fast), f"{ratio:,.3g}×" if ratio < 1000 else f"{ratio:,.0f}×"))
    print("| " + " | ".join(rows[-1]) + " |", flush=True)
    return pairs[-1]


def largest_difference(a, b):
    return max(abs(x - y) for p, q in zip(a, b) for x, y in zip(p, q))


PROGRAM = built()
print("| | Python | Thumbscale | ratio |\n|---|---|---|---|")
with tempfile.TemporaryDirectory() as folder:
    square, logistic, large = (pathlib.Path(folder) / name for name in ("square", "logistic", "large"))
    for name in (square, logistic, large):
        name.mkdir()
        ours("data", name.name, name)
    gaps = []
    for method, repeats in (("linear_regression", 1), ("ridge", 1), ("normal_equations", 1),
                            ("class_grams", 5), ("generalised_eigen", 5), ("lanczos", 5)):
        name = f"square loss, 50 weights on one data set, n = 2000, d = 400: {method.replace('_', ' ')}"
        theirs, mine = compare(name, lambda: python("square_sweep.py", square, method, repeats),
                               lambda: ours("square", "dense", 15))
        gaps.append(largest_difference(theirs["errors"], mine["errors"]))
    compare("the same in law (`jacobi`) against linear regression",
            lambda: python("square_sweep.py", square, "linear_regression", 1),
            lambda: ours("square", "jacobi", 500))
    for solver, repeats, gradient in (("lbfgs", 9, 1e-8), ("lbfgs", 9, 1e-12), ("newton-cg", 5, 1e-12),
                                      ("newton-cholesky", 3, 1e-12)):
        theirs, mine = compare(f"logistic loss, n = 4000, d = 400, to {gradient:.0e}: scikit-learn {solver}",
                               lambda: python("logistic_fit.py", logistic, solver, repeats),
                               lambda: ours("logistic", "dense", 15, gradient))
        print(f"<!-- relative gradients {theirs['relative_gradient']:.1e} and "
              f"{mine['relative_gradient']:.1e} -->")
    compare("logistic loss in law (`lazy`), n = 20,000, d = 4,000: scikit-learn lbfgs on data",
            lambda: python("logistic_fit.py", large, "lbfgs", 1),
            lambda: ours("logistic", "lazy", 5))
    theirs, mine = compare("logistic theory, one solution: scipy's hybr",
                           lambda: python("logistic_theory.py", 0.1, 0.2, 1, 4, 20),
                           lambda: ours("theory", 101), key="logistic")
    print(f"\nErrors on the same data differ by at most {max(gaps):.1e}; the scalar solutions by "
          f"{largest_difference([theirs['order']], [mine['order']]):.1e}. "
          f"One square-loss prediction: {seconds(mine['square'])}.")
    if given.threads_default:
        print("\nPython with its own choice of threads, all processors:")
        for script, words in (("square_sweep.py", (square, "lanczos", 5)),
                              ("square_sweep.py", (square, "class_grams", 5)),
                              ("logistic_fit.py", (logistic, "lbfgs", 5))):
            print(f"- {words[1]}: {seconds(python(script, *words, pinned=False)['seconds'])}")
