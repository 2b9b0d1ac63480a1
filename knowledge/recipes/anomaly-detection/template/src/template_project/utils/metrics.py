"""Metrics of anomalies in NumPy: each takes the truth, what was called, and the scores."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Scores = NDArray[np.float64]
Metric = Callable[[Flags, Flags, Scores], float]


def pr_auc(truth: Flags, called: Flags, scores: Scores) -> float:
    """Average precision: precision at each score times the step in recall; 0 without anomalies."""
    total = int(truth.sum())
    if not total:
        return 0.0
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    last = np.append(np.diff(scores[order]) != 0, True)  # equal scores are one step
    precision = (hits / np.arange(1, len(hits) + 1))[last]
    return float(np.sum(precision * np.diff(hits[last] / total, prepend=0.0)))


def roc_auc(truth: Flags, called: Flags, scores: Scores) -> float:
    """Share of pairs in which the anomaly scores higher; ties count half."""
    order = np.unique(scores, return_inverse=True)[1].ravel()
    counts = np.bincount(order)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[order]
    odd, usual = int(truth.sum()), int((~truth).sum())
    if not odd or not usual:
        return 0.5
    return (float(ranks[truth].sum()) - odd * (odd + 1) / 2) / (odd * usual)


def precision(truth: Flags, called: Flags, scores: Scores) -> float:
    """Share of the alarms that are anomalies; 0 without alarms."""
    return _ratio(int((truth & called).sum()), int(called.sum()))


def recall(truth: Flags, called: Flags, scores: Scores) -> float:
    """Share of the anomalies that were called; 0 where there are none."""
    return _ratio(int((truth & called).sum()), int(truth.sum()))


def f1(truth: Flags, called: Flags, scores: Scores) -> float:
    """Harmonic mean of precision and recall."""
    return _ratio(2 * int((truth & called).sum()), int(truth.sum()) + int(called.sum()))


def false_positive_rate(truth: Flags, called: Flags, scores: Scores) -> float:
    """Share of the usual rows that raise an alarm."""
    return _ratio(int((~truth & called).sum()), int((~truth).sum()))


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


METRICS: dict[str, Metric] = {
    "pr_auc": pr_auc,
    "roc_auc": roc_auc,
    "f1": f1,
    "precision": precision,
    "recall": recall,
    "false_positive_rate": false_positive_rate,
}
LOWER_IS_BETTER = frozenset({"false_positive_rate"})
