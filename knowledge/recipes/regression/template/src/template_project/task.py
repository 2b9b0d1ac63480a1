"""What the answers of this family mean: one number for each input, in the unit of its labels."""

from __future__ import annotations

import math
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


class Task:
    """One number; the model gives it in standard units of the training part."""

    labels: tuple[str, ...] = ()  # an answer is a number, not one of a list
    metrics = tuple(METRICS)
    teacher_forcing = False  # true: while it learns, the model is called as model(inputs, targets)

    def __init__(self, config: DictConfig, preprocess: Preprocess) -> None:
        self.mean, self.std = preprocess.target

    def output_shape(self) -> tuple[int, ...]:
        """Return the shape of the model's output for one input."""
        return (1,)

    def synthetic_target(self, n: int) -> torch.Tensor:
        """Make up targets for a dry run: standard units from low to high."""
        import torch

        return torch.linspace(-1.5, 1.5, n)[:, None]

    def encode(self, record: Record) -> NDArray[Any]:
        """Return the training target of a labelled record: its number in standard units."""
        label = record.get("label")
        if isinstance(label, bool) or not isinstance(label, (int, float)):
            raise InputError(f"expected a number, got {label!r}", field="label")
        if not math.isfinite(label):
            raise InputError("expected a finite number", field="label")
        return np.array([(label - self.mean) / self.std], dtype=np.float32)

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean Huber loss of a batch: squared near the truth, absolute far from it."""
        from torch.nn.functional import smooth_l1_loss

        return smooth_l1_loss(outputs, targets)

    def answers(
        self, ids: Sequence[str], outputs: NDArray[Any], inputs: Sequence[NDArray[Any]]
    ) -> list[Prediction]:
        """Turn model outputs into numbers in the unit of the labels."""
        values = outputs[:, 0].astype(np.float64) * self.std + self.mean
        return [Prediction(name, float(value)) for name, value in zip(ids, values, strict=True)]

    def scorer(self, name: str, records: Sequence[Record], answers: Sequence[Prediction]) -> Scorer:
        """Return a metric as a function of row numbers, so that a bootstrap reads answers once."""
        metric = get_metric(name)
        truth = np.array([record["label"] for record in records], dtype=np.float64)
        found = np.array([answer.prediction for answer in answers], dtype=np.float64)
        return lambda rows: metric(truth[rows], found[rows])

    def baseline(self, train: LabelledData, data: LabelledData) -> tuple[str, list[Prediction]]:
        """Answer every row with the median of the training part: the best constant for MAE."""
        middle = float(np.median([record["label"] for record in train.records]))
        return "median", [Prediction(record["id"], middle) for record in data.records]

    def draw(
        self, figure: Figure, records: Sequence[Record], answers: Sequence[Prediction], say: Say
    ) -> None:
        """Draw the answers over the truth, and what is left over as a histogram."""
        truth = np.array([record["label"] for record in records], dtype=np.float64)
        found = np.array([answer.prediction for answer in answers], dtype=np.float64)
        above, below = figure.subplots(2, height_ratios=(3, 1))
        ends = [min(truth.min(), found.min()), max(truth.max(), found.max())]
        above.plot(ends, ends, color="grey", lw=1)
        above.scatter(truth, found, s=14, alpha=0.7)
        above.set(
            title=say("Answers over truth", "预测与真值"),
            xlabel=say("truth", "真值"),
            ylabel=say("answer", "预测"),
        )
        below.hist(found - truth, bins=20)
        below.axvline(0, color="grey", lw=1)
        below.set(xlabel=say("answer - truth", "预测 - 真值"), ylabel=say("rows", "行数"))
