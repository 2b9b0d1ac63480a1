"""Metrics of verification in NumPy: what is the same, what was said to be, how similar both are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Scores = NDArray[np.float64]
Metric = Callable[[Flags, Flags, Scores, float], float]  # truth, answer, similarity, allowed FAR


def roc_auc(truth: Flags, _answer: Flags, scores: Scores, _far: float) -> float:
    """Area under the ROC curve by the rank formula; ties count half."""
    order = np.unique(scores, return_inverse=True)[1].ravel()
    counts = np.bincount(order)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[order]
    same = int(truth.sum())
    different = len(truth) - same
    if not same or not different:
        return 0.5
    return (float(ranks[truth].sum()) - same * (same + 1) / 2) / (same * different)


def tar_at_far(truth: Flags, _answer: Flags, scores: Scores, far: float) -> float:
    """The most true pairs accepted at a threshold that accepts at most `far` of the others."""
    accepted, wrong = _curve(truth, scores)
    return float(accepted[wrong <= far].max(initial=0.0))


def pr_auc(truth: Flags, _answer: Flags, scores: Scores, _far: float) -> float:
    """Average precision: the sum of precision times the step in recall."""
    total = int(truth.sum())
    if not total:
        return 0.0
    hits, said, last = _cumulated(truth, scores)
    precision, recall = (hits / said)[last], (hits / total)[last]
    return float(np.sum(precision * np.diff(recall, prepend=0.0)))


def accuracy(truth: Flags, answer: Flags, _scores: Scores, _far: float) -> float:
    """Share of pairs that were judged rightly at the learnt threshold."""
    return float(np.mean(truth == answer))


def precision(truth: Flags, answer: Flags, _scores: Scores, _far: float) -> float:
    """Share of `same` answers that are right."""
    return float(np.sum(truth & answer) / max(1, answer.sum()))


def recall(truth: Flags, answer: Flags, _scores: Scores, _far: float) -> float:
    """Share of same pairs that were found."""
    return float(np.sum(truth & answer) / max(1, truth.sum()))


def _curve(truth: Flags, scores: Scores) -> tuple[Scores, Scores]:
    """Shares of true and of other pairs accepted at each distinct similarity, highest first."""
    hits, said, last = _cumulated(truth, scores)
    wrong = said - hits
    same = int(truth.sum())
    return (hits / max(1, same))[last], (wrong / max(1, len(truth) - same))[last]


def _cumulated(truth: Flags, scores: Scores) -> tuple[Scores, Scores, Flags]:
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order]).astype(np.float64)
    said = np.arange(1, len(truth) + 1, dtype=np.float64)
    return hits, said, np.append(np.diff(scores[order]) != 0, True)


METRICS: dict[str, Metric] = {
    "roc_auc": roc_auc,
    "tar_at_far": tar_at_far,
    "pr_auc": pr_auc,
    "accuracy": accuracy,
    "precision": precision,
    "recall": recall,
}
LOWER_IS_BETTER: frozenset[str] = frozenset()
