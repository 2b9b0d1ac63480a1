"""Classification metrics in NumPy: each takes class indices and rows of class probabilities."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Labels = NDArray[np.int64]
Probabilities = NDArray[np.float64]
Metric = Callable[[Labels, Probabilities], float]


def accuracy(labels: Labels, probabilities: Probabilities) -> float:
    """Share of rows whose most probable class is the label."""
    return float(np.mean(probabilities.argmax(axis=1) == labels))


def macro_f1(labels: Labels, probabilities: Probabilities) -> float:
    """Mean over the classes of F1; a class that is neither present nor predicted is left out."""
    predicted = probabilities.argmax(axis=1)
    scores = []
    for index in range(probabilities.shape[1]):
        true_positive = np.sum((predicted == index) & (labels == index))
        total = np.sum(predicted == index) + np.sum(labels == index)
        if total:
            scores.append(2 * true_positive / total)
    return float(np.mean(scores))


def log_loss(labels: Labels, probabilities: Probabilities) -> float:
    """Mean negative log-likelihood of the labels."""
    chosen = probabilities[np.arange(len(labels)), labels]
    return float(-np.mean(np.log(np.clip(chosen, 1e-12, 1.0))))


def _area(positive: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """Area under the ROC curve by the rank formula; ties count half."""
    order = np.unique(scores, return_inverse=True)[1].ravel()
    counts = np.bincount(order)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[order]
    positives = int(np.sum(positive))
    negatives = len(positive) - positives
    if not positives or not negatives:
        return 0.5
    rank_sum = float(np.sum(ranks[positive]))
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def _average_precision(positive: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    """Area under the precision-recall curve, as the sum of precision times the step in recall."""
    total = int(np.sum(positive))
    if not total:
        return 0.0
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(positive[order])
    last = np.append(np.diff(scores[order]) != 0, True)
    precision = (hits / np.arange(1, len(hits) + 1))[last]
    recall = (hits / total)[last]
    return float(np.sum(precision * np.diff(recall, prepend=0.0)))


def _watched(probabilities: Probabilities) -> range:
    """Of two classes the last one is the positive class; of more, each in turn."""
    classes = probabilities.shape[1]
    return range(1, 2) if classes == 2 else range(classes)


def _by_scores(
    measure: Callable[[NDArray[np.bool_], NDArray[np.float64]], float],
) -> Metric:
    def metric(labels: Labels, probabilities: Probabilities) -> float:
        watched = _watched(probabilities)
        return float(np.mean([measure(labels == k, probabilities[:, k]) for k in watched]))

    return metric


def _by_counts(share: Callable[[float, float, float, float], float]) -> Metric:
    """Make a metric of true positives, predicted, actual and all rows; the mean over classes."""

    def metric(labels: Labels, probabilities: Probabilities) -> float:
        predicted = probabilities.argmax(axis=1)
        values = []
        for index in _watched(probabilities):
            hits = float(np.sum((predicted == index) & (labels == index)))
            said, held = float(np.sum(predicted == index)), float(np.sum(labels == index))
            values.append(share(hits, said, held, float(len(labels))))
        return float(np.mean(values))

    return metric


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


roc_auc = _by_scores(_area)
METRICS: dict[str, Metric] = {
    "accuracy": accuracy,
    "macro_f1": macro_f1,
    "f1": _by_counts(lambda hits, said, held, rows: _ratio(2 * hits, said + held)),
    "precision": _by_counts(lambda hits, said, held, rows: _ratio(hits, said)),
    "recall": _by_counts(lambda hits, said, held, rows: _ratio(hits, held)),
    "false_positive_rate": _by_counts(
        lambda hits, said, held, rows: _ratio(said - hits, rows - held)
    ),
    "log_loss": log_loss,
    "roc_auc": roc_auc,
    "pr_auc": _by_scores(_average_precision),
}
LOWER_IS_BETTER = frozenset({"log_loss", "false_positive_rate"})
