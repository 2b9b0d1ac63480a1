"""Percentile intervals from one set of resamples, shared by the model and its baseline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from plumbline_trusted.columns import Floats, Ints
from plumbline_trusted.door import Refusal

CELLS = 4_000_000


@dataclass(frozen=True)
class Interval:
    """`used` counts the resamples in which the statistic was defined."""

    low: float
    high: float
    used: int


def resample(
    statistics: list[Callable[[Floats], Floats]],
    n: int,
    samples: int,
    seed: int,
    units: Ints | None = None,
) -> Floats:
    """samples x statistics; memory stays bounded because weights are drawn in blocks.

    `units` gives for each row the number of the unit that is drawn with all its rows.
    """
    count = n if units is None else int(units.max()) + 1
    blocks = [
        np.stack(
            [
                statistic(weights if units is None else weights[:, units])
                for statistic in statistics
            ],
            axis=1,
        )
        for weights in _weights(count, samples, seed, max(n, count))
    ]
    return np.concatenate(blocks)


def interval(values: Floats, level: float) -> Interval:
    there = values[~np.isnan(values)]
    if len(there) * 2 < len(values) or not len(there):
        raise Refusal(
            "E_TOO_FEW",
            "样本太少：多数重抽样中指标没有定义",
            "too few rows: the metric is not defined in most resamples",
            "bootstrap",
        )
    low, high = np.quantile(there, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(low), float(high), len(there))


def _weights(n: int, samples: int, seed: int, width: int) -> Iterator[Floats]:
    """How often each row was drawn, a block of resamples at a time."""
    draw = np.random.default_rng(seed)
    step = max(1, CELLS // width)
    for start in range(0, samples, step):
        size = min(step, samples - start)
        picked = draw.integers(0, n, size=(size, n)) + np.arange(size)[:, None] * n
        counts = np.bincount(picked.reshape(-1), minlength=size * n)
        yield counts.reshape(size, n).astype(np.float64)
