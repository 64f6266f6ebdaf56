"""One weighted logistic regression without penalty, to a relative gradient of 1e-8.

    python logistic_fit.py FOLDER SOLVER REPEATS

prints {"seconds": ..., "relative_gradient": ..., "theta": [norm, first], "bias": ...}. SOLVER is one
of scikit-learn's: lbfgs, newton-cg, newton-cholesky. The loosest tolerance that reaches the
gradient is found first and is not timed.
"""

import json
import sys
import warnings

import numpy as np
from sklearn.linear_model import LogisticRegression

from data import load, median_seconds

warnings.filterwarnings("ignore")
X, y, meta = load(sys.argv[1])
solver, repeats = sys.argv[2], int(sys.argv[3])
w = np.where(y > 0, meta["weights"][0], 1.0)


def gradient(theta, b):
    pull = w * y / (1 + np.exp(y * (X @ theta + b)))
    return np.linalg.norm(np.r_[X.T @ pull, pull.sum()])


def fit(tolerance):
    model = LogisticRegression(C=np.inf, solver=solver, tol=tolerance, max_iter=10000)
    model.fit(X, y, sample_weight=w)
    return model.coef_[0], model.intercept_[0]


scale = gradient(np.zeros(X.shape[1]), 0.0)
for exponent in range(4, 14):
    tolerance = 10.0**-exponent
    reached = gradient(*fit(tolerance)) / scale
    if reached <= 1e-8:
        break
seconds, (theta, b) = median_seconds(lambda: fit(tolerance), repeats)
order = [float(np.linalg.norm(theta)), float(theta[0]), float(b)]
print(json.dumps({"seconds": seconds, "relative_gradient": reached, "order": order}))
