"""Cheap answers that a model must beat, by name: each is one function and one row of the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from plumbline_trusted.baselines_input import (
    feature_distance,
    kmeans,
    nearest_places,
    pair_cosines,
)
from plumbline_trusted.columns import AnyColumns, ClusterColumns, Columns, Floats, TextColumns
from plumbline_trusted.context import Context
from plumbline_trusted.door import Json, Refusal, listing, text
from plumbline_trusted.metrics import Kind


@dataclass(frozen=True)
class Baseline:
    """What kinds a baseline can answer for, and its answers on the rows of a model."""

    kinds: tuple[Kind, ...]
    answer: Callable[[Context, Any], AnyColumns]


def asked_baselines(request: Json, kind: Kind) -> list[str]:
    """The names in `baselines`, or the one in `baseline`, or the usual one of the kind."""
    one = text(request, "baseline", USUAL[kind])
    names = listing(request, "baselines", [one])
    if not names or len(set(map(str, names))) != len(names):
        raise Refusal(
            "E_REQUEST", "baselines 为空或重复", "baselines must be named once each", "baselines"
        )
    for name in names:
        if name not in BASELINES or kind not in BASELINES[name].kinds:
            raise Refusal(
                "E_BASELINE",
                f"此任务没有基线 {name}",
                f"no baseline {name} for this kind of task",
                "baseline",
            )
    return names


def _majority(given: Context, model: Columns | ClusterColumns) -> AnyColumns:
    """The commonest class of the training part, with its shares as scores; one single cluster."""
    if isinstance(model, ClusterColumns):
        return replace(model, guess=np.zeros_like(model.guess))
    counts = Counter(given.train_labels)
    if not counts:
        raise Refusal("E_LABELS", "没有训练标签", "no training labels", "train_labels")
    shares = np.array([counts[name] for name in model.classes], dtype=np.float64)
    n = len(model.truth)
    scores = np.tile(shares / shares.sum(), (n, 1))
    return replace(model, guess=np.full(n, float(np.argmax(shares))), scores=scores)


def _prior(given: Context, model: Columns) -> Columns:
    """The same score for every row, and the class that is not the positive one."""
    other = next((n for n in model.classes if n != given.positive), given.positive)
    n = len(model.truth)
    scores = np.full((n, len(model.classes)), 1 / len(model.classes))
    guess = np.full(n, float(model.classes.index(other)))
    return replace(model, guess=guess, scores=scores)


def _mean(given: Context, model: Columns) -> Columns:
    return _level(model, np.mean(_known(given), axis=None))


def _median(given: Context, model: Columns) -> Columns:
    return _level(model, np.median(_known(given), axis=None))


def _known(given: Context) -> Floats:
    return np.array(given.train_labels, dtype=np.float64)


def _level(model: Columns, level: Any) -> Columns:
    return replace(model, guess=np.full_like(model.truth, float(level)))


def _naive(given: Context, model: Columns) -> Columns:
    """The last known value, for the whole horizon."""
    last = [history[-1] for history in given.values("history", given.inputs)]
    return replace(model, guess=np.repeat(np.array(last)[:, None], model.truth.shape[1], axis=1))


def _seasonal_naive(given: Context, model: Columns) -> Columns:
    """The last known season, over and over."""
    season, horizon = given.season(), model.truth.shape[1]
    histories = given.values("history", given.inputs)
    if min(map(len, histories)) < season:
        raise Refusal(
            "E_BASELINE",
            f"历史短于一个季节（{season}）",
            f"a history is shorter than one season ({season})",
            "season",
        )
    last = np.array([history[-season:] for history in histories], dtype=np.float64)
    return replace(model, guess=last[:, np.arange(horizon) % season])


def _copy(given: Context, model: TextColumns) -> TextColumns:
    """The source itself."""
    return replace(model, guess=[str(words) for words in given.values("text", given.inputs)])


def _most_frequent(given: Context, model: TextColumns) -> TextColumns:
    """The commonest target of the training part, the first in order among equals."""
    counts = Counter(str(label) for label in given.train_labels)
    best = min(counts, key=lambda words: (-counts[words], words))
    return replace(model, guess=[best] * len(model.truth))


def _nearest(given: Context, model: Columns | TextColumns) -> AnyColumns:
    """The target of the training source that shares most three-character runs."""
    known = [str(words) for words in given.values("text", given.train_rows)]
    asked = [str(words) for words in given.values("text", given.inputs)]
    found = [given.train_labels[place] for place in nearest_places(known, asked)]
    if isinstance(model, TextColumns):
        return replace(model, guess=[str(label) for label in found])
    codes = np.array([model.classes.index(label) for label in found])
    scores = np.eye(len(model.classes))[codes]
    return replace(model, guess=codes.astype(np.float64), scores=scores)


def _mean_distance(given: Context, model: Columns) -> Columns:
    """Distance to the mean of the usual training rows, in standard units; an anomaly is further
    than 95 in 100 of them."""
    rows = [row for row in given.train_rows if row.get("label") != given.positive]
    known, asked = feature_distance(given.points(rows), given.points())
    return _ranked(given, model, asked, float(np.quantile(known, 0.95)))


def _pixel_cosine(given: Context, model: Columns) -> Columns:
    """Cosine of the two pictures' pixels, each less its mean; the threshold that is right most
    often on the training pairs."""
    known = pair_cosines(given.train_rows, given.folder("train"))
    asked = pair_cosines(given.inputs, given.folder("inputs"))
    truth = np.array([label == given.positive for label in given.train_labels])
    order = np.sort(known)
    right = [int(((known >= level) == truth).sum()) for level in order]
    return _ranked(given, model, asked, float(order[int(np.argmax(right))]))


def _ranked(given: Context, model: Columns, score: Floats, level: float) -> Columns:
    """Columns of a bare score: the positive class from `level` on."""
    if len(model.classes) != 2:
        raise Refusal("E_BASELINE", "需要恰好两类", "it needs exactly two classes", "baseline")
    place = model.classes.index(given.positive)
    scores = np.stack([-score, -score], axis=1)
    scores[:, place] = score
    guess = np.where(score >= level, place, 1 - place).astype(np.float64)
    return replace(model, guess=guess, scores=scores, bare=True)


def _kmeans_raw(given: Context, model: ClusterColumns) -> ClusterColumns:
    """As many clusters as the model found, on the features as they are."""
    count = len(np.unique(model.guess))
    found = kmeans(given.points(given.train_rows), given.points(), count)
    return replace(model, guess=found)


BASELINES: dict[str, Baseline] = {
    "majority": Baseline(("classes", "scores", "clusters"), _majority),
    "prior": Baseline(("classes", "scores"), _prior),
    "mean": Baseline(("numbers", "series"), _mean),
    "median": Baseline(("numbers", "series"), _median),
    "naive": Baseline(("series",), _naive),
    "seasonal_naive": Baseline(("series",), _seasonal_naive),
    "copy": Baseline(("text",), _copy),
    "most_frequent": Baseline(("text",), _most_frequent),
    "nearest": Baseline(("text", "classes"), _nearest),
    "mean_distance": Baseline(("scores", "classes"), _mean_distance),
    "pixel_cosine": Baseline(("scores", "classes"), _pixel_cosine),
    "kmeans_raw": Baseline(("clusters",), _kmeans_raw),
}
USUAL: dict[Kind, str] = {
    "classes": "majority",
    "scores": "prior",
    "numbers": "mean",
    "series": "seasonal_naive",
    "text": "copy",
    "clusters": "kmeans_raw",
}
