"""Classification metrics in NumPy, the majority baseline and a paired bootstrap interval."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from . import ConfigError

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


def roc_auc(labels: Labels, probabilities: Probabilities) -> float:
    """Area under the ROC curve of the last class (rank formula, ties count half)."""
    if probabilities.shape[1] != 2:
        raise ConfigError("roc_auc needs exactly two classes")
    scores = probabilities[:, 1]
    order = np.unique(scores, return_inverse=True)[1].ravel()
    counts = np.bincount(order)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[order]
    positives = int(np.sum(labels == 1))
    negatives = len(labels) - positives
    if not positives or not negatives:
        return 0.5
    rank_sum = float(np.sum(ranks[labels == 1]))
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


METRICS: dict[str, Metric] = {
    "accuracy": accuracy,
    "macro_f1": macro_f1,
    "log_loss": log_loss,
    "roc_auc": roc_auc,
}
LOWER_IS_BETTER = frozenset({"log_loss"})


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


def score_all(labels: Labels, probabilities: Probabilities) -> dict[str, float]:
    """Compute every metric that applies to this number of classes."""
    binary = probabilities.shape[1] == 2
    names = [name for name in METRICS if name != "roc_auc" or binary]
    return {name: METRICS[name](labels, probabilities) for name in names}


def majority_probabilities(train_labels: Labels, classes: int, rows: int) -> Probabilities:
    """Predict the class shares of the training part for every row: the majority baseline."""
    counts = np.bincount(train_labels, minlength=classes).astype(np.float64)
    return np.tile(counts / counts.sum(), (rows, 1))


def bootstrap_gain(
    metric: Metric,
    labels: Labels,
    model: Probabilities,
    baseline: Probabilities,
    seed: int,
    draws: int = 1000,
) -> tuple[float, float]:
    """Return the 95 % interval of metric(model) - metric(baseline), rows drawn in pairs."""
    generator = np.random.default_rng(seed)
    gains = []
    for _ in range(draws):
        rows = generator.integers(0, len(labels), len(labels))
        gains.append(metric(labels[rows], model[rows]) - metric(labels[rows], baseline[rows]))
    low, high = np.quantile(gains, [0.025, 0.975])
    return float(low), float(high)
