"""Metrics of clusters in NumPy: how they meet hidden classes, and how far apart they lie.

Each takes the class and the cluster of every row as codes, the distances between all rows (read by
the silhouette alone), and how often each row counts: a resample draws some rows twice.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]
Metric = Callable[[Codes, Codes, Floats, Floats], float]


def nmi(truth: Codes, found: Codes, apart: Floats, counts: Floats) -> float:
    """Mutual information over the mean of both entropies; two single groups agree fully."""
    share = _table(truth, found, counts) / counts.sum()
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    chance = np.outer(rows, columns)
    there = share > 0
    shared = float((share[there] * np.log(share[there] / chance[there])).sum())
    mean = (_entropy(rows) + _entropy(columns)) / 2
    return min(1.0, max(0.0, shared / mean)) if mean > 0 else 1.0


def ari(truth: Codes, found: Codes, apart: Floats, counts: Floats) -> float:
    """Pairs of rows that both put together, corrected for chance (Hubert and Arabie 1985).

    A row that is drawn twice is no pair with its own copy.
    """
    table, copies = _table(truth, found, counts), _table(truth, found, counts**2)
    both = _pairs(table, copies)
    rows = _pairs(table.sum(axis=1), copies.sum(axis=1))
    columns = _pairs(table.sum(axis=0), copies.sum(axis=0))
    chance = rows * columns / max(1.0, _pairs(table.sum(), copies.sum()))
    room = (rows + columns) / 2 - chance
    return (both - chance) / room if room > 1e-12 else 1.0


def silhouette(truth: Codes, found: Codes, apart: Floats, counts: Floats) -> float:
    """Mean of (b - a) / max(a, b): a to the rows of its own cluster, b to the nearest other one.

    A row alone in its cluster counts 0, and so does everything in one single cluster.
    """
    member = (found[:, None] == np.unique(found)) * counts[:, None]
    sizes = member.sum(axis=0)
    if (sizes > 0).sum() < 2:
        return 0.0
    own = found[:, None] == np.unique(found)
    far, others = apart @ member, (sizes - counts[:, None])[own]
    inner = far[own] / np.maximum(others, 1)
    shown = ~own & (sizes > 0)
    outer = np.where(shown, far / np.maximum(sizes, 1), np.inf).min(axis=1)
    value = (outer - inner) / np.maximum(np.maximum(outer, inner), 1e-12)
    return float((np.where(others > 0, value, 0) * counts).sum() / counts.sum())


def distances(points: Floats) -> Floats:
    """Return the distances between all rows, each column in its own standard units."""
    spread = points.std(axis=0)
    scaled = (points - points.mean(axis=0)) / np.where(spread > 0, spread, 1)
    squares = (scaled**2).sum(axis=1)
    apart: Floats = np.sqrt(
        np.maximum(squares[:, None] + squares[None, :] - 2 * scaled @ scaled.T, 0)
    )
    np.fill_diagonal(apart, 0)
    return apart


def _table(truth: Codes, found: Codes, counts: Floats) -> Floats:
    table = np.zeros((int(truth.max()) + 1, int(found.max()) + 1))
    np.add.at(table, (truth, found), counts)
    return table


def _pairs(counts: Floats, squares: Floats) -> float:
    return float((counts**2 - squares).sum()) / 2


def _entropy(shares: Floats) -> float:
    shares = shares[shares > 0]
    return float(-(shares * np.log(shares)).sum())


METRICS: dict[str, Metric] = {"nmi": nmi, "ari": ari, "silhouette": silhouette}
LOWER_IS_BETTER: frozenset[str] = frozenset()
