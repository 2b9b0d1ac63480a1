"""Tables: does one single feature already tell the label, be it a class or a number."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from plumbline_trusted.columns import Columns, Floats
from plumbline_trusted.door import Json, Refusal, file, is_number, number
from plumbline_trusted.metrics import METRICS, Options
from plumbline_trusted.records import compact, read_lines

NEXT = 5


def giveaway(request: Json) -> Json:
    """{"rows": FILE.jsonl, "threshold"?: 0.995} -> the area under ROC of each feature alone.

    `exact` means that each value of a feature goes with one label and that values repeat. Where the
    label is a number, the area is that of its rank correlation: (1 + |rho|) / 2. With more than two
    classes it is the share of right guesses by the rows next in value, averaged over the classes:
    a feature that sets one class apart does not tell the others.
    """
    path, limit = file(request, "rows"), number(request, "threshold", 0.995, 0.5, 1)
    rows = read_lines(path)
    if not rows or "features" not in rows[0] or "label" not in rows[0]:
        return {
            "applies": False,
            "rows": len(rows),
            "features": [],
            "over": [],
            "exact": [],
            "best": {"name": "", "auc": 0.0},
        }
    columns = _columns(rows, path.name)
    numbers = all(is_number(row.get("label")) for row in rows)
    labels = [str(row.get("label")) for row in rows]
    features: list[Json] = [
        {
            "name": name,
            "auc": _ranks_alike(values, rows) if numbers else _area(values, labels),
            "exact": _exact(values, labels),
        }
        for name, values in columns.items()
    ]
    features.sort(key=lambda feature: (-feature["auc"], feature["name"]))
    return {
        "applies": True,
        "rows": len(rows),
        "features": features,
        "over": [feature["name"] for feature in features if feature["auc"] >= limit],
        "exact": [feature["name"] for feature in features if feature["exact"]],
        "best": {"name": features[0]["name"], "auc": features[0]["auc"]},
    }


def giveaway_of(values: list[Any], labels: list[Any], limit: float = 0.995) -> bool:
    """Whether one column alone tells the label, judged as `giveaway` judges each feature."""
    if all(is_number(label) for label in labels):
        area = _ranks_alike(values, [{"label": label} for label in labels])
    else:
        area = _area(values, [str(label) for label in labels])
    return area >= limit or _exact(values, [str(label) for label in labels])


def _columns(rows: list[Json], name: str) -> dict[str, list[Any]]:
    names = list(rows[0]["features"])
    for count, row in enumerate(rows, start=1):
        features = row.get("features")
        if not isinstance(features, dict) or list(features) != names or not names:
            at = f"{name}:{count}"
            raise Refusal("E_ROW", "各行的特征不同", "the rows have different features", at)
    return {feature: [row["features"][feature] for row in rows] for feature in names}


def _area(values: list[Any], labels: list[str]) -> float:
    """The area in the better direction; 0.5 where values have no order."""
    classes = sorted(set(labels))
    if len(classes) < 2 or not all(is_number(value) for value in values):
        return 0.5
    if len(classes) > 2:
        return _by_neighbours(values, labels)
    truth = np.array([classes.index(label) for label in labels], dtype=np.float64)
    ranks = np.unique(np.array(values, dtype=np.float64), return_inverse=True)[1].astype(np.float64)
    scores = np.stack([-ranks, ranks], axis=1)
    columns = Columns(truth, truth, ("no", "yes"), scores)
    ones = np.ones((1, len(labels)))
    area = float(METRICS["roc_auc"].compute(columns, ones, Options("binary", 1))[0])
    return max(area, 1 - area)


def _by_neighbours(values: list[Any], labels: list[str]) -> float:
    """Each row's class guessed by the rows before and after it in value, equal values mixed."""
    classes, codes = np.unique(labels, return_inverse=True)
    mixed = np.random.default_rng(0).permutation(len(values))
    order = mixed[np.argsort(np.array(values, dtype=np.float64)[mixed], kind="stable")]
    truth = np.eye(len(classes))[codes[order]]
    reach = max(1, min(NEXT, int(truth.sum(axis=0).min()) // 2))
    sums = np.cumsum(np.vstack([np.zeros((1, len(classes))), truth]), axis=0)
    place = np.arange(len(order))
    low, high = np.maximum(place - reach, 0), np.minimum(place + reach + 1, len(order))
    votes = sums[high] - sums[low] - truth
    right = votes[place, codes[order]] >= votes.max(axis=1)
    shares = [float(right[codes[order] == code].mean()) for code in range(len(classes))]
    return max(0.5, sum(shares) / len(shares))


def _ranks_alike(values: list[Any], rows: list[Json]) -> float:
    """Spearman's rank correlation with a numeric label, put between 0.5 and 1."""
    if not all(is_number(value) for value in values):
        return 0.5
    one, two = _ranks(values), _ranks([row["label"] for row in rows])
    spread = float(one.std() * two.std())
    share = float(((one - one.mean()) * (two - two.mean())).mean()) / spread if spread else 0.0
    return (1 + abs(share)) / 2


def _ranks(values: list[Any]) -> Floats:
    """Mean ranks, so that equal values stand alike."""
    _, place, count = np.unique(
        np.array(values, dtype=np.float64), return_inverse=True, return_counts=True
    )
    ranks: Floats = (np.cumsum(count) - (count - 1) / 2)[place]
    return ranks


def _exact(values: list[Any], labels: list[str]) -> bool:
    meets: dict[str, set[str]] = defaultdict(set)
    for value, label in zip(values, labels, strict=True):
        meets[compact(value)].add(label)
    repeats = len(meets) <= len(values) / 2
    return repeats and len(set(labels)) > 1 and all(len(found) == 1 for found in meets.values())
