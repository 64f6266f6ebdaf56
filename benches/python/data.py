"""Data that the Rust side wrote: the same numbers on both sides."""

import json
import pathlib
import statistics
import time

import numpy as np


def load(folder):
    """(X, y, meta): n x d float64, ordered by class, the minority (+1) first."""
    folder = pathlib.Path(folder)
    meta = json.loads((folder / "meta.json").read_text())
    X = np.fromfile(folder / "features.f64", dtype="<f8").reshape(meta["n"], meta["d"])
    y = np.where(np.arange(meta["n"]) < meta["minority"], 1.0, -1.0)
    return X, y, meta


def median_seconds(work, repeats):
    """Median wall-clock time of `work()`, after one call that is not counted, and its result."""
    result = work()
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times), result
