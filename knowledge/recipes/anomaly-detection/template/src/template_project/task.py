"""What the answers of this family mean: how unlike the usual rows a row is, and whether too much.

A model gives two numbers for each row: an error that grows with strangeness, and the level that
nearly all usual rows stay below. The score is their difference, so zero is the border.
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
from .utils.metrics import METRICS
from .utils.scoring import Scorer, get_metric

if TYPE_CHECKING:
    import torch
    from matplotlib.figure import Figure

    from .datasets.loading import LabelledData
    from .utils.plots import Say

SHARE = 0.95  # of the usual rows that the baseline calls normal


class Task:
    """Learn from usual rows alone; order all others by how far they are from them."""

    metrics = tuple(METRICS)
    teacher_forcing = False  # true: while it learns, the model is called as model(inputs, targets)

    def __init__(self, config: DictConfig, preprocess: Preprocess) -> None:
        self.positive = str(config.data.positive)
        self.labels = tuple(str(name) for name in config.data.classes)
        self.normal = next(name for name in self.labels if name != self.positive)

    def output_shape(self) -> tuple[int, ...]:
        """Return the shape of the model's output for one input: its error and the level."""
        return (2,)

    def synthetic_target(self, n: int) -> torch.Tensor:
        """Make up targets for a dry run: every row is usual."""
        import torch

        return torch.zeros(n)

    def encode(self, record: Record) -> NDArray[Any]:
        """Return 1 for a row that is labelled as an anomaly, 0 for a usual one."""
        label = record.get("label")
        if label not in self.labels:
            known = " or ".join(self.labels)
            raise InputError(f"expected {known}, got {label!r}", field="label")
        return np.array(label == self.positive, dtype=np.float32)

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean error of the usual rows: what is labelled an anomaly teaches nothing."""
        usual = 1 - targets
        return (outputs[:, 0] * usual).sum() / usual.sum().clamp(min=1)

    def answers(
        self, ids: Sequence[str], outputs: NDArray[Any], inputs: Sequence[NDArray[Any]]
    ) -> list[Prediction]:
        """Turn errors into answers: above the level a row is an anomaly."""
        scores = outputs[:, 0].astype(np.float64) - outputs[:, 1].astype(np.float64)
        return [self._answer(name, value) for name, value in zip(ids, scores, strict=True)]

    def scorer(self, name: str, records: Sequence[Record], answers: Sequence[Prediction]) -> Scorer:
        """Return a metric as a function of row numbers, so that a bootstrap reads answers once."""
        metric = get_metric(name)
        truth = np.array([record["label"] == self.positive for record in records])
        called = np.array([answer.prediction == self.positive for answer in answers])
        scores = np.array([answer.score for answer in answers], dtype=np.float64)
        return lambda rows: metric(truth[rows], called[rows], scores[rows])

    def baseline(self, train: LabelledData, data: LabelledData) -> tuple[str, list[Prediction]]:
        """Answer with the distance to the mean of the usual rows, in each column's own units."""
        usual = [record["label"] != self.positive for record in train.records]
        known = np.stack(list(train.inputs)).astype(np.float64)[usual]
        spread = known.std(axis=0)
        unit, centre = np.where(spread > 0, spread, 1), known.mean(axis=0)

        def far(rows: NDArray[Any]) -> NDArray[np.float64]:
            distance: NDArray[np.float64] = np.sqrt((((rows - centre) / unit) ** 2).mean(axis=1))
            return distance

        scores = far(np.stack(list(data.inputs))) - np.quantile(far(known), SHARE)
        pairs = zip(data.records, scores, strict=True)
        return "mean_distance", [self._answer(record["id"], value) for record, value in pairs]

    def draw(
        self,
        figure: Figure,
        records: Sequence[Record],
        answers: Sequence[Prediction],
        say: Say,
    ) -> None:
        """Draw the scores of usual rows and of anomalies, and precision over recall."""
        truth = np.array([record["label"] == self.positive for record in records])
        scores = np.array([answer.score for answer in answers], dtype=np.float64)
        above, below = figure.subplots(2)
        bins = np.histogram_bin_edges(scores, bins=30)
        for name, rows in (
            (say("usual", "正常"), ~truth),
            (say("anomaly", "异常"), truth),
        ):
            above.hist(scores[rows], bins=bins, alpha=0.6, label=name)
        above.axvline(0, color="grey", lw=1)
        above.set(
            title=say("Scores; right of the line is called an anomaly", "得分；线右侧判为异常"),
            xlabel=say("score", "得分"),
            ylabel=say("rows", "行数"),
        )
        above.legend()
        hits = np.cumsum(truth[np.argsort(-scores, kind="stable")])
        found = np.arange(1, len(hits) + 1)
        below.plot(hits / max(1, truth.sum()), hits / found, drawstyle="steps-post")
        below.axhline(truth.mean(), color="grey", lw=1, ls="--")
        below.set(
            xlim=(0, 1.02),
            ylim=(0, 1.02),
            xlabel=say("recall: share of the anomalies found", "召回率：找出的异常占比"),
            ylabel=say("precision", "精确率"),
        )

    def _answer(self, name: str, score: float) -> Prediction:
        called = self.positive if score > 0 else self.normal
        return Prediction(name, called, float(score))
