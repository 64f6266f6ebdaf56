"""One replicate of the Figure-2 sweep as a Python user would write it: all weights on one data set.

    python square_sweep.py FOLDER METHOD REPEATS

prints {"seconds": ..., "errors": [[minority, majority], ...]}; seconds include drawing a data set of
this shape with numpy's generator. Methods, from what everybody writes
first to what takes an afternoon: linear_regression, ridge, normal_equations, class_grams,
generalised_eigen, lanczos.
"""

import json
import sys

import numpy as np
import scipy.linalg as sl
from scipy.stats import norm

from data import load, median_seconds

X, y, meta = load(sys.argv[1])
method, repeats = sys.argv[2], int(sys.argv[3])
weights = np.array(meta["weights"])
n, d = X.shape
positive = meta["minority"]
signal = meta["signal"]


def errors(theta, b):
    """Exact class errors: the means are +-signal along the first coordinate."""
    scale = np.linalg.norm(theta, axis=0)
    return norm.sf((signal * theta[0] + b) / scale), norm.sf((signal * theta[0] - b) / scale)


def by_sklearn(make):
    out = []
    for rho in weights:
        model = make().fit(X, y, sample_weight=np.where(y > 0, rho, 1.0))
        out.append(errors(model.coef_, model.intercept_))
    return out


def linear_regression():
    from sklearn.linear_model import LinearRegression

    return by_sklearn(LinearRegression)


def ridge():
    from sklearn.linear_model import Ridge

    return by_sklearn(lambda: Ridge(alpha=1e-12, solver="cholesky"))


def normal_equations():
    A = np.hstack([X, np.ones((n, 1))])
    out = []
    for rho in weights:
        w = np.where(y > 0, rho, 1.0)
        solved = np.linalg.solve(A.T @ (w[:, None] * A), A.T @ (w * y))
        out.append(errors(solved[:-1], solved[-1]))
    return out


def reduce():
    """Class sizes, means and scatters; `A.T @ A` is BLAS's dsyrk."""
    plus, minus = X[:positive], X[positive:]
    m_plus, m_minus = plus.mean(0), minus.mean(0)
    S_plus = plus.T @ plus - positive * np.outer(m_plus, m_plus)
    S_minus = minus.T @ minus - (n - positive) * np.outer(m_minus, m_minus)
    return S_plus, S_minus, m_plus, m_minus


def finish(V, m_plus, m_minus):
    """From V = (rho S+ + S-)^-1 (m+ - m-), one column a weight, to class errors."""
    gap, minus = m_plus - m_minus, n - positive
    c = weights * positive * minus / (weights * positive + minus)
    theta = V * (2 * c / (1 + c * (gap @ V)))
    total = weights * positive + minus
    pulls = weights * positive * (m_plus @ theta) + minus * (m_minus @ theta)
    return np.transpose(errors(theta, (weights * positive - minus - pulls) / total))


def class_grams():
    S_plus, S_minus, m_plus, m_minus = reduce()
    V = np.empty((d, len(weights)))
    for i, rho in enumerate(weights):
        factor = sl.cho_factor(rho * S_plus + S_minus, overwrite_a=True, check_finite=False)
        V[:, i] = sl.cho_solve(factor, m_plus - m_minus, check_finite=False)
    return finish(V, m_plus, m_minus)


def generalised_eigen():
    S_plus, S_minus, m_plus, m_minus = reduce()
    values, U = sl.eigh(S_plus, S_minus, overwrite_a=True, overwrite_b=True, check_finite=False)
    z = U.T @ (m_plus - m_minus)
    return finish(U @ (z[:, None] / (1 + np.outer(values, weights))), m_plus, m_minus)


def lanczos(most=80):
    S_plus, S_minus, m_plus, m_minus = reduce()
    L = sl.cholesky(S_plus + S_minus, lower=True, check_finite=False)
    z = sl.solve_triangular(L, m_plus - m_minus, lower=True, check_finite=False)
    Q = np.zeros((d, most), order="F")
    diagonal, below = np.zeros(most), np.zeros(most)
    q, steps = z / np.linalg.norm(z), most
    for j in range(most):
        Q[:, j] = q
        u = S_plus @ sl.blas.dtrsv(L, q, lower=1, trans=1)
        u = sl.blas.dtrsv(L, u, lower=1)
        diagonal[j] = q @ u
        known = Q[:, : j + 1]
        u -= known @ (known.T @ u)
        u -= known @ (known.T @ u)
        below[j] = np.linalg.norm(u)
        if below[j] < 1e-14:
            steps = j + 1
            break
        q = u / below[j]
    first = np.zeros(steps)
    first[0] = np.linalg.norm(z)
    Y = np.empty((steps, len(weights)))
    for i, rho in enumerate(weights):
        main, side = 1 + (rho - 1) * diagonal[:steps], (rho - 1) * below[: steps - 1]
        Y[:, i] = sl.lapack.dptsv(main, side, first)[2].ravel()
    V = sl.solve_triangular(L, Q[:, :steps] @ Y, lower=True, trans=1, check_finite=False)
    return finish(V, m_plus, m_minus)


def draw():
    drawn = generator.standard_normal((n, d))
    drawn[:, 0] += signal * y
    return drawn


generator = np.random.default_rng(1)
drawing, _ = median_seconds(draw, 5)
seconds, found = median_seconds(globals()[method], repeats)
print(json.dumps({"seconds": drawing + seconds, "errors": np.asarray(found, dtype=float).reshape(-1, 2).tolist()}))
