"""How well clusters meet hidden classes, and how far apart they lie.

A resample holds rows twice; a row is never paired with its own copy, which would flatter.
"""

from __future__ import annotations

import numpy as np

from plumbline_trusted.columns import ClusterColumns, Floats


def contingency(columns: ClusterColumns, weights: Floats) -> Floats:
    """samples x class x cluster."""
    classes, clusters = int(columns.truth.max()) + 1, int(columns.guess.max()) + 1
    code = columns.truth * clusters + columns.guess
    order = np.argsort(code, kind="stable")
    cells, starts = np.unique(code[order], return_index=True)
    table = np.zeros((len(weights), classes * clusters))
    table[:, cells] = np.add.reduceat(weights[:, order], starts, axis=1)
    return table.reshape(-1, classes, clusters)


def nmi(columns: ClusterColumns, weights: Floats) -> Floats:
    """Mutual information over the mean of both entropies; two single groups agree fully."""
    table = contingency(columns, weights)
    total = table.sum(axis=(1, 2))
    share = table / total[:, None, None]
    rows, held = share.sum(axis=2), share.sum(axis=1)
    apart = rows[:, :, None] * held[:, None, :]
    ratio = np.divide(share, apart, out=np.ones_like(share), where=share > 0)
    shared = (share * np.log(ratio)).sum(axis=(1, 2))
    mean = (_entropy(rows) + _entropy(held)) / 2
    found: Floats = np.divide(shared, mean, out=np.ones_like(shared), where=mean > 0)
    return np.clip(found, 0.0, 1.0)


def ari(columns: ClusterColumns, weights: Floats) -> Floats:
    """Pairs that both put together, corrected for chance (Hubert and Arabie 1985)."""
    table, copies = contingency(columns, weights), contingency(columns, weights**2)
    both = _pairs(table, copies).sum(axis=(1, 2))
    rows = _pairs(table.sum(axis=2), copies.sum(axis=2)).sum(axis=1)
    held = _pairs(table.sum(axis=1), copies.sum(axis=1)).sum(axis=1)
    every = _pairs(table.sum(axis=(1, 2)), copies.sum(axis=(1, 2)))
    chance = rows * held / np.maximum(every, 1)
    room = (rows + held) / 2 - chance
    found: Floats = np.divide(both - chance, room, out=np.ones_like(room), where=room > 1e-12)
    return found


def silhouette(columns: ClusterColumns, weights: Floats) -> Floats:
    """Mean of (b - a) / max(a, b) over rows in standard units; a row alone counts 0. Not defined
    in a sample with fewer than two clusters."""
    clusters = np.unique(columns.guess)
    own = np.full(weights.shape, np.nan)
    other = np.full(weights.shape, np.inf)
    alone = np.zeros(weights.shape, dtype=bool)
    for cluster in clusters:
        inside = columns.guess == cluster
        held = weights[:, inside]
        size = held.sum(axis=1, keepdims=True)
        far = held @ columns.distances[inside]
        others = size - held
        alone[:, inside] = others <= 0
        own[:, inside] = far[:, inside] / np.maximum(others, 1)
        mean = np.where(size > 0, far / np.maximum(size, 1), np.inf)
        other[:, ~inside] = np.minimum(other, mean)[:, ~inside]
    there = np.isfinite(other)
    larger = np.maximum(own, np.where(there, other, 0))
    gap = np.where(there, other, 0) - own
    row = np.divide(gap, larger, out=np.zeros_like(gap), where=(larger > 0) & there & ~alone)
    mean = (row * weights).sum(axis=1) / weights.sum(axis=1)
    groups = np.stack([weights[:, columns.guess == c].sum(axis=1) > 0 for c in clusters])
    return np.where(groups.sum(axis=0) > 1, mean, np.nan)


def _pairs(counts: Floats, squares: Floats) -> Floats:
    """Pairs of different rows: with weights of ones, n (n - 1) / 2."""
    return (counts**2 - squares) / 2


def _entropy(shares: Floats) -> Floats:
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    entropy: Floats = -(shares * logs).sum(axis=1)
    return entropy
