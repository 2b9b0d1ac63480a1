"""What the answers of this family mean: the cluster that a row falls into, and how clearly.

Nothing is learnt from labels. A model gives an error and the distance to each cluster, a negative
number where a cluster is not in use. Hidden classes, where there are any, only judge the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from omegaconf import DictConfig

from .datasets.preprocess import Preprocess
from .datasets.records import Prediction, Record
from .utils import InputError
from .utils.metrics import METRICS, distances
from .utils.scoring import Scorer, get_metric

if TYPE_CHECKING:
    import torch
    from matplotlib.figure import Figure

    from .datasets.loading import LabelledData
    from .utils.plots import Say

Floats = NDArray[np.float64]
STARTS, ROUNDS, SEED = 10, 50, 0


class Task:
    """Put rows that are alike together; clusters are numbered from 0."""

    metrics = tuple(METRICS)
    teacher_forcing = False  # true: while it learns, the model is called as model(inputs, targets)

    def __init__(self, config: DictConfig, preprocess: Preprocess) -> None:
        self.labels = tuple(str(number) for number in range(config.data.clusters))
        self.preprocess = preprocess

    def output_shape(self) -> tuple[int, ...]:
        """Return the shape of the model's output for one input: its error, then the distances."""
        return (1 + len(self.labels),)

    def synthetic_target(self, n: int) -> torch.Tensor:
        """Make up targets for a dry run: there is nothing to meet."""
        import torch

        return torch.zeros(n)

    def encode(self, record: Record) -> NDArray[Any]:
        """Return a target that says nothing; a hidden class may stand there, and must be a text."""
        if "label" in record and not (isinstance(record["label"], str) and record["label"]):
            raise InputError(f"expected a text or no label, got {record['label']!r}", field="label")
        return np.array(0, dtype=np.float32)

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean error; the targets are not looked at."""
        return outputs[:, 0].mean()

    def answers(
        self, ids: Sequence[str], outputs: NDArray[Any], inputs: Sequence[NDArray[Any]]
    ) -> list[Prediction]:
        """Turn distances into answers: the nearest cluster, and the share of each that is in use.

        Shares fall with the square of the distance, as the memberships of fuzzy c-means do.
        """
        apart = outputs[:, 1:].astype(np.float64)
        return [self._answer(name, row) for name, row in zip(ids, apart, strict=True)]

    def scorer(self, name: str, records: Sequence[Record], answers: Sequence[Prediction]) -> Scorer:
        """Return a metric as a function of row numbers, so that a bootstrap reads answers once."""
        metric, rows = get_metric(name), len(records)
        found = _numbered([str(answer.prediction) for answer in answers])
        without = name == "silhouette"
        truth = np.zeros_like(found) if without else _numbered(_classes(records))
        apart = distances(self._points(records) if without else np.zeros((1, 1)))
        return lambda drawn: metric(
            truth, found, apart, np.bincount(drawn, minlength=rows).astype(np.float64)
        )

    def baseline(self, train: LabelledData, data: LabelledData) -> tuple[str, list[Prediction]]:
        """Answer with k-means over the columns as they are, with as many clusters as there may be.

        The evaluator gives its own k-means as many clusters as the model found.
        """
        known, asked = (np.stack(list(part.inputs)).astype(np.float64) for part in (train, data))
        centres = _kmeans(known, min(len(self.labels), len(known)))
        apart = np.sqrt(_squares(asked, centres))
        pairs = zip(data.records, apart, strict=True)
        return "kmeans_raw", [self._answer(record["id"], row) for record, row in pairs]

    def draw(
        self, figure: Figure, records: Sequence[Record], answers: Sequence[Prediction], say: Say
    ) -> None:
        """Draw how many rows each cluster holds and, where it is known, of which class they are."""
        names = sorted({str(answer.prediction) for answer in answers}, key=self.labels.index)
        classes = sorted({str(record.get("label", "")) for record in records})
        table = np.zeros((len(classes), len(names)), dtype=int)
        for record, answer in zip(records, answers, strict=True):
            row = classes.index(str(record.get("label", "")))
            table[row, names.index(str(answer.prediction))] += 1
        above, below = figure.subplots(2)
        bars = above.bar(range(len(names)), table.sum(axis=0), color="tab:blue")
        above.bar_label(bars)
        above.set_xticks(range(len(names)), names)
        above.margins(y=0.15)
        above.set(
            title=say("Rows in each cluster", "各簇的行数"),
            xlabel=say("cluster", "簇"),
            ylabel=say("rows", "行数"),
        )
        below.imshow(table, cmap="Blues", aspect="auto")
        for (row, column), count in np.ndenumerate(table):
            dark = count > table.max() / 2
            if count:
                below.text(column, row, count, ha="center", va="center", color="wk"[not dark])
        below.set_xticks(range(len(names)), names)
        below.set_yticks(range(len(classes)), classes)
        below.set(
            title=say("Clusters and hidden classes", "簇与隐藏类别"),
            xlabel=say("cluster", "簇"),
            ylabel=say("hidden class", "隐藏类别"),
        )

    def _answer(self, name: str, apart: Floats) -> Prediction:
        used = np.flatnonzero(apart >= 0)
        weights = 1 / np.maximum(apart[used] ** 2, 1e-12)
        shares = weights / max(weights.sum(), 1e-12)
        score = {self.labels[at]: float(share) for at, share in zip(used, shares, strict=True)}
        best = self.labels[used[shares.argmax()]] if len(used) else self.labels[0]
        return Prediction(name, best, score, score.get(best))

    def _points(self, records: Sequence[Record]) -> Floats:
        rows = [self.preprocess.vector(record["features"]) for record in records]
        return np.stack(rows).astype(np.float64)


def _classes(records: Sequence[Record]) -> list[str]:
    """Return the hidden classes; without them nothing but the silhouette can be told."""
    for record in records:
        if "label" not in record:
            raise InputError(
                f"'{record['id']}' has no hidden class to judge by: take metric=silhouette",
                field="label",
            )
    return [str(record["label"]) for record in records]


def _numbered(names: Sequence[str]) -> NDArray[np.int64]:
    codes: NDArray[np.int64] = np.unique(names, return_inverse=True)[1].astype(np.int64)
    return codes


def _kmeans(known: Floats, count: int) -> Floats:
    """Return the centres of the tightest of ten starts by k-means++."""
    generator = np.random.default_rng(SEED)
    best, least = known[:count], np.inf
    for _ in range(STARTS):
        centres = known[[generator.integers(len(known))]]
        while len(centres) < count:
            gap = _squares(known, centres).min(axis=1)
            share = gap / gap.sum() if gap.sum() > 0 else np.full(len(known), 1 / len(known))
            centres = np.vstack([centres, known[generator.choice(len(known), p=share)]])
        for _ in range(ROUNDS):
            owner = _squares(known, centres).argmin(axis=1)
            held = [known[owner == place] for place in range(count)]
            moved = [
                rows.mean(axis=0) if len(rows) else old
                for rows, old in zip(held, centres, strict=True)
            ]
            centres = np.stack(moved)
        spread = float(_squares(known, centres).min(axis=1).sum())
        if spread < least:
            best, least = centres, spread
    return best


def _squares(rows: Floats, centres: Floats) -> Floats:
    apart = (rows**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * rows @ centres.T
    squares: Floats = np.maximum(apart, 0)
    return squares
