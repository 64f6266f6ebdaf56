"""The scalar system of weighted logistic regression, solved by scipy.optimize.root.

    python logistic_theory.py DELTA MINORITY_PRIOR SIGNAL WEIGHT_RATIO REPEATS

prints {"seconds": ..., "order": [alpha, gamma, bias]}. Vectorised prox by Newton's method with
bisection, 100 Gauss-Hermite nodes, MINPACK's hybrid method, from the square loss's order of size.
"""

import json
import sys

import numpy as np
from scipy.optimize import root
from scipy.special import expit

from data import median_seconds

delta, prior, signal, rho = map(float, sys.argv[1:5])
nodes, masses = np.polynomial.hermite_e.hermegauss(100)
masses = masses / masses.sum()
labels = np.array([[1.0], [-1.0]])
priors = np.array([[prior], [1 - prior]])
weights = np.array([[rho], [1.0]])


def prox(x, step):
    """The root p in [x, x + step] of p - step / (1 + exp(p)) = x."""
    low, high = x, x + step
    p = x + step * expit(-x) / (1 + 0.25 * step)
    for _ in range(60):
        f = expit(-p)
        excess = p - step * f - x
        low, high = np.where(excess < 0, p, low), np.where(excess > 0, p, high)
        new = p - excess / (1 + step * f * (1 - f))
        new = np.where((new < low) | (new > high), 0.5 * (low + high), new)
        done = np.max(np.abs(new - p) / (1 + np.abs(p))) < 1e-13
        p = new
        if done:
            break
    return p


def equations(v):
    eta, gamma, bias, kappa = np.exp(v[0]), v[1], v[2], np.exp(v[3])
    alpha = np.hypot(eta, gamma)
    x = alpha * nodes + signal * gamma + labels * bias
    step = kappa * weights
    p = prox(x, step)
    u, f = x - p, expit(-p)
    bend = step * f * (1 - f)
    mean = lambda values: (values * masses).sum(1, keepdims=True)
    return np.array(
        [
            (priors * mean(u * u)).sum() - delta * eta**2,
            (priors * mean(bend / (1 + bend))).sum() - delta,
            delta * gamma + signal * (priors * mean(u)).sum(),
            (labels * priors * mean(u)).sum(),
        ]
    )


def solve():
    found = root(equations, np.array([0.0, 1.0, 0.0, 0.0]), method="hybr", options={"xtol": 1e-12})
    eta, gamma, bias = np.exp(found.x[0]), found.x[1], found.x[2]
    if not found.success and np.abs(found.fun).max() > 1e-9:
        raise SystemExit(f"no solution: {found.message}")
    return [float(np.hypot(eta, gamma)), float(gamma), float(bias)]


seconds, order = median_seconds(solve, int(sys.argv[5]))
print(json.dumps({"seconds": seconds, "order": order}))
