"""Scores of any family: looking metrics up, comparing values, a paired bootstrap interval."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from . import ConfigError
from .metrics import LOWER_IS_BETTER, METRICS, Metric

Scorer = Callable[[NDArray[np.int64]], float]


def get_metric(name: str) -> Metric:
    """Look a metric up by its name in the configuration."""
    if name not in METRICS:
        raise ConfigError(f"unknown metric '{name}': expected one of {', '.join(sorted(METRICS))}")
    return METRICS[name]


def is_better(name: str, value: float, best: float | None) -> bool:
    """Tell whether a value is strictly better than the best one so far."""
    if best is None:
        return True
    return value < best if name in LOWER_IS_BETTER else value > best


def score(scorer: Scorer, rows: int) -> float:
    """Return the score of all rows, each once."""
    return scorer(np.arange(rows))


def bootstrap_gain(
    model: Scorer, baseline: Scorer, rows: int, seed: int, draws: int = 1000
) -> tuple[float, float]:
    """Return the 95 % interval of model - baseline, rows drawn in pairs."""
    generator = np.random.default_rng(seed)
    gains = []
    for _ in range(draws):
        drawn = generator.integers(0, rows, rows)
        gains.append(model(drawn) - baseline(drawn))
    low, high = np.quantile(gains, [0.025, 0.975])
    return float(low), float(high)
