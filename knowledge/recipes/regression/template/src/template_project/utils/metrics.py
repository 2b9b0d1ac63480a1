"""Metrics of numbers in NumPy: each takes the true and the found values of the same rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Metric = Callable[[Numbers, Numbers], float]


def mae(truth: Numbers, found: Numbers) -> float:
    """Mean absolute error, in the unit of the labels."""
    return float(np.mean(np.abs(truth - found)))


def rmse(truth: Numbers, found: Numbers) -> float:
    """Root of the mean squared error; large errors weigh more than in MAE."""
    return float(np.sqrt(np.mean((truth - found) ** 2)))


def r2(truth: Numbers, found: Numbers) -> float:
    """Share of the variance that is explained; 0 where the truth does not vary."""
    spread = float(np.mean((truth - truth.mean()) ** 2))
    return 1 - float(np.mean((truth - found) ** 2)) / spread if spread else 0.0


METRICS: dict[str, Metric] = {"mae": mae, "rmse": rmse, "r2": r2}
LOWER_IS_BETTER = frozenset({"mae", "rmse"})
