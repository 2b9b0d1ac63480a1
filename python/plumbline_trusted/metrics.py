"""Every metric as a weighted statistic: weights (samples x rows) in, one value per sample out.

Weights of ones give the metric itself; bootstrap counts give its resamples, with the same code.
A sample in which the metric is not defined gives NaN, which the caller leaves out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from plumbline_trusted import metrics_clusters, metrics_text
from plumbline_trusted.columns import AnyColumns, Columns, Floats

Kind = Literal["classes", "scores", "numbers", "series", "text", "clusters"]
Average = Literal["binary", "macro", "micro", "weighted"]
LOG_FLOOR = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Options:
    """`positive` is a class code; it counts for `binary` and for areas. `far` is the share of
    false acceptances that `tar_at_far` allows."""

    average: Average
    positive: int
    far: float = 0.01


@dataclass(frozen=True)
class Metric:
    """How a metric is computed, which way is better, and what it needs."""

    compute: Callable[[Any, Floats, Options], Floats]
    better: Literal["max", "min"]
    kinds: tuple[Kind, ...] = ("classes", "scores")
    scores: bool = False
    points: bool = False


def confusion(columns: Columns, weights: Floats) -> Floats:
    """samples x true class x predicted class."""
    size = len(columns.classes)
    truth, guess = columns.codes()
    code = truth * size + guess
    order = np.argsort(code, kind="stable")
    cells, starts = np.unique(code[order], return_index=True)
    table = np.zeros((weights.shape[0], size * size))
    table[:, cells] = np.add.reduceat(weights[:, order], starts, axis=1)
    return table.reshape(-1, size, size)


def _accuracy(columns: Columns, weights: Floats, _: Options) -> Floats:
    return _mean((columns.truth == columns.guess).astype(np.float64), weights)


def _macro_f1(columns: Columns, weights: Floats, options: Options) -> Floats:
    return _f1(columns, weights, Options("macro", options.positive))


def _precision(columns: Columns, weights: Floats, options: Options) -> Floats:
    hit, miss, alarm, _ = _counts(columns, weights, options)
    return _averaged(_ratio(hit, hit + alarm), hit, miss, alarm, options)


def _recall(columns: Columns, weights: Floats, options: Options) -> Floats:
    hit, miss, alarm, _ = _counts(columns, weights, options)
    return _averaged(_ratio(hit, hit + miss), hit, miss, alarm, options)


def _f1(columns: Columns, weights: Floats, options: Options) -> Floats:
    hit, miss, alarm, _ = _counts(columns, weights, options)
    return _averaged(_ratio(2 * hit, 2 * hit + miss + alarm), hit, miss, alarm, options)


def _false_positive_rate(columns: Columns, weights: Floats, options: Options) -> Floats:
    hit, miss, alarm, rest = _counts(columns, weights, options)
    return _averaged(_ratio(alarm, alarm + rest), hit, miss, alarm, options)


def _roc_auc(columns: Columns, weights: Floats, options: Options) -> Floats:
    return _per_class(columns, weights, options, _area_roc)


def _pr_auc(columns: Columns, weights: Floats, options: Options) -> Floats:
    return _per_class(columns, weights, options, _average_precision)


def _log_loss(columns: Columns, weights: Floats, _: Options) -> Floats:
    assert columns.scores is not None  # noqa: S101 - the caller asks `Metric.scores` first
    truth, _guess = columns.codes()
    share = columns.scores / columns.scores.sum(axis=1, keepdims=True)
    chosen = np.clip(share[np.arange(len(truth)), truth], LOG_FLOOR, 1 - LOG_FLOOR)
    return _mean(-np.log(chosen), weights)


def _mae(columns: Columns, weights: Floats, _: Options) -> Floats:
    return _mean(_row_means(np.abs(columns.truth - columns.guess)), weights)


def _rmse(columns: Columns, weights: Floats, _: Options) -> Floats:
    return np.sqrt(_mean(_row_means((columns.truth - columns.guess) ** 2), weights))


def _mase(columns: Columns, weights: Floats, _: Options) -> Floats:
    """Mean absolute error over the mean absolute seasonal difference of the training part."""
    assert columns.scale is not None  # noqa: S101 - every reader of series sets it
    return _mean(_row_means(np.abs(columns.truth - columns.guess)) / columns.scale, weights)


def _smape(columns: Columns, weights: Floats, _: Options) -> Floats:
    """A share from 0 to 2 (M4 prints it in per cent); 0 where both are 0."""
    below = np.abs(columns.truth) + np.abs(columns.guess)
    return _mean(_row_means(2 * _ratio(np.abs(columns.truth - columns.guess), below)), weights)


def _mape(columns: Columns, weights: Floats, _: Options) -> Floats:
    """Share of the true value; not defined where one is 0."""
    if (columns.truth == 0).any():
        return np.full(len(weights), np.nan)
    return _mean(_row_means(np.abs((columns.truth - columns.guess) / columns.truth)), weights)


def _row_means(values: Floats) -> Floats:
    """One value a row: series have one for each step of the horizon."""
    return values if values.ndim == 1 else values.mean(axis=1)


def _r2(columns: Columns, weights: Floats, _: Options) -> Floats:
    centred = columns.truth - columns.truth.mean()
    spread = _mean(centred**2, weights) - _mean(centred, weights) ** 2
    left = _mean((columns.truth - columns.guess) ** 2, weights)
    floor = 1e-12 * max(1.0, float((centred**2).mean()))
    return np.where(spread > floor, 1 - left / np.maximum(spread, floor), np.nan)


def _counts(
    columns: Columns, weights: Floats, options: Options
) -> tuple[Floats, Floats, Floats, Floats]:
    """Per class: hits, misses, false alarms, the rest; summed over classes for `micro`."""
    table = confusion(columns, weights)
    hit = np.diagonal(table, axis1=1, axis2=2)
    miss, alarm = table.sum(axis=2) - hit, table.sum(axis=1) - hit
    rest = table.sum(axis=(1, 2))[:, None] - hit - miss - alarm
    if options.average == "micro":
        return tuple(part.sum(axis=1, keepdims=True) for part in (hit, miss, alarm, rest))
    return hit, miss, alarm, rest


def _averaged(values: Floats, hit: Floats, miss: Floats, alarm: Floats, options: Options) -> Floats:
    """A class that a sample neither holds nor predicts does not count in the macro mean."""
    if options.average == "micro":
        return values[:, 0]
    if options.average == "binary":
        return values[:, options.positive]
    share = (hit + miss + alarm > 0).astype(np.float64)
    if options.average == "weighted":
        share = hit + miss
    return _ratio((values * share).sum(axis=1), share.sum(axis=1))


def _per_class(
    columns: Columns,
    weights: Floats,
    options: Options,
    area: Callable[[NDArray[np.bool_], Floats, Floats], Floats],
) -> Floats:
    """One class against the rest: the positive one of two, else the mean over those present."""
    assert columns.scores is not None  # noqa: S101 - the caller asks `Metric.scores` first
    truth, _ = columns.codes()
    chosen = [options.positive] if len(columns.classes) == 2 else sorted(set(truth.tolist()))
    areas = np.stack([area(truth == c, columns.scores[:, c], weights) for c in chosen])
    there = ~np.isnan(areas)
    total = np.where(there, areas, 0).sum(axis=0)
    return np.where(there.any(axis=0), total / np.maximum(there.sum(axis=0), 1), np.nan)


def _steps(
    truth: NDArray[np.bool_], score: Floats, weights: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Positives and negatives at each distinct score, highest first, and their totals."""
    order = np.argsort(-score, kind="stable")
    _, starts = np.unique(-score[order], return_index=True)
    up = np.add.reduceat((weights * truth)[:, order], starts, axis=1)
    down = np.add.reduceat((weights * ~truth)[:, order], starts, axis=1)
    return up, down, up.sum(axis=1), down.sum(axis=1)


def _area_roc(truth: NDArray[np.bool_], score: Floats, weights: Floats) -> Floats:
    up, down, ups, downs = _steps(truth, score, weights)
    beaten = np.cumsum(up, axis=1) - up / 2
    pairs = ups * downs
    return np.where(pairs > 0, (beaten * down).sum(axis=1) / np.maximum(pairs, 1), np.nan)


def _average_precision(truth: NDArray[np.bool_], score: Floats, weights: Floats) -> Floats:
    up, down, ups, _ = _steps(truth, score, weights)
    reached = np.cumsum(up, axis=1)
    precision = _ratio(reached, reached + np.cumsum(down, axis=1))
    return np.where(ups > 0, (precision * up).sum(axis=1) / np.maximum(ups, 1), np.nan)


def _tar_at_far(columns: Columns, weights: Floats, options: Options) -> Floats:
    """The most positives accepted at a threshold that accepts at most `far` of the negatives."""
    assert columns.scores is not None  # noqa: S101 - the caller asks `Metric.scores` first
    truth, _guess = columns.codes()
    score = columns.scores[:, options.positive]
    up, down, ups, downs = _steps(truth == options.positive, score, weights)
    accepted = np.cumsum(up, axis=1) / np.maximum(ups, 1)[:, None]
    wrong = np.cumsum(down, axis=1) / np.maximum(downs, 1)[:, None]
    best = np.where(wrong <= options.far, accepted, 0).max(axis=1)
    return np.where((ups > 0) & (downs > 0), best, np.nan)


def _mean(values: Floats, weights: Floats) -> Floats:
    mean: Floats = (weights @ values) / weights.sum(axis=1)
    return mean


def _ratio(above: Floats, below: Floats) -> Floats:
    """Nothing of nothing is 0, as scikit-learn has it with zero_division=0."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def _plain(
    compute: Callable[[Any, Floats], Floats],
) -> Callable[[AnyColumns, Floats, Options], Floats]:
    """A metric without options."""
    return lambda columns, weights, _: compute(columns, weights)


NUMBERS: tuple[Kind, ...] = ("numbers", "series")
SERIES: tuple[Kind, ...] = ("series",)
TEXT: tuple[Kind, ...] = ("text",)
CLUSTERS: tuple[Kind, ...] = ("clusters",)
METRICS: dict[str, Metric] = {
    "accuracy": Metric(_accuracy, "max"),
    "macro_f1": Metric(_macro_f1, "max"),
    "f1": Metric(_f1, "max"),
    "precision": Metric(_precision, "max"),
    "recall": Metric(_recall, "max"),
    "false_positive_rate": Metric(_false_positive_rate, "min"),
    "roc_auc": Metric(_roc_auc, "max", scores=True),
    "pr_auc": Metric(_pr_auc, "max", scores=True),
    "log_loss": Metric(_log_loss, "min", scores=True),
    "tar_at_far": Metric(_tar_at_far, "max", scores=True),
    "mae": Metric(_mae, "min", NUMBERS),
    "rmse": Metric(_rmse, "min", NUMBERS),
    "r2": Metric(_r2, "max", ("numbers",)),
    "mase": Metric(_mase, "min", SERIES),
    "smape": Metric(_smape, "min", SERIES),
    "mape": Metric(_mape, "min", NUMBERS),
    "bleu": Metric(_plain(metrics_text.bleu), "max", TEXT),
    "chrf": Metric(_plain(metrics_text.chrf), "max", TEXT),
    "exact_match": Metric(_plain(metrics_text.exact_match), "max", TEXT),
    "nmi": Metric(_plain(metrics_clusters.nmi), "max", CLUSTERS),
    "ari": Metric(_plain(metrics_clusters.ari), "max", CLUSTERS),
    "silhouette": Metric(_plain(metrics_clusters.silhouette), "max", CLUSTERS, points=True),
}
