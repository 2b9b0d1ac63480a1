"""Metrics of forecasts in NumPy: each takes truth and forecast (rows x horizon) and each row's
scale, the error of a seasonal naive forecast over the training part."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]
Scales = NDArray[np.float64]
Metric = Callable[[Series, Series, Scales], float]


def mase(truth: Series, found: Series, scale: Scales) -> float:
    """Mean absolute scaled error (Hyndman and Koehler 2006); below 1 beats the naive one there."""
    return float(np.mean(np.abs(truth - found).mean(axis=1) / scale))


def smape(truth: Series, found: Series, scale: Scales) -> float:
    """Symmetric percentage error as a share, 0 to 2 (M4 prints per cent); 0 where both are 0."""
    below = np.abs(truth) + np.abs(found)
    above = 2 * np.abs(truth - found)
    return float(np.mean(np.divide(above, below, out=np.zeros_like(above), where=below > 0)))


def mae(truth: Series, found: Series, scale: Scales) -> float:
    """Mean absolute error, in the unit of the series."""
    return float(np.mean(np.abs(truth - found)))


def rmse(truth: Series, found: Series, scale: Scales) -> float:
    """Root of the mean squared error; large errors weigh more than in MAE."""
    return float(np.sqrt(np.mean((truth - found) ** 2)))


METRICS: dict[str, Metric] = {"mase": mase, "smape": smape, "mae": mae, "rmse": rmse}
LOWER_IS_BETTER = frozenset(METRICS)
