"""What the answers of this family mean: targets, loss, answers, scores, baseline. Here: classes.

Whatever differs by the kind of output is here; trainer, predictor, scripts and service ask this
class alone. Only `loss` and `synthetic_target` may import torch: a CPU image has none.
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
from .utils.metrics import METRICS, Probabilities
from .utils.scoring import Scorer, get_metric

if TYPE_CHECKING:
    import torch
    from matplotlib.figure import Figure

    from .datasets.loading import LabelledData
    from .utils.plots import Say


class Task:
    """One of the declared classes for each input; the model gives logits."""

    metrics = tuple(METRICS)
    teacher_forcing = False  # true: while it learns, the model is called as model(inputs, targets)

    def __init__(self, config: DictConfig, preprocess: Preprocess) -> None:
        self.labels = tuple(str(name) for name in config.data.classes)
        self.positive: str | None = config.data.get("positive")
        self.smoothing = float(config.trainer.label_smoothing)

    def output_shape(self) -> tuple[int, ...]:
        """Return the shape of the model's output for one input."""
        return (len(self.labels),)

    def synthetic_target(self, n: int) -> torch.Tensor:
        """Make up targets for a dry run: the classes in turn."""
        import torch

        return torch.arange(n) % len(self.labels)

    def encode(self, record: Record) -> NDArray[Any]:
        """Return the training target of a labelled record: the index of its class."""
        label = record.get("label")
        if label not in self.labels:
            known = len(self.labels)
            raise InputError(f"{label!r} is not one of the {known} classes", field="label")
        return np.array(self.labels.index(label))

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean loss of a batch."""
        from torch.nn.functional import cross_entropy

        return cross_entropy(outputs, targets, label_smoothing=self.smoothing)

    def answers(
        self, ids: Sequence[str], outputs: NDArray[Any], inputs: Sequence[NDArray[Any]]
    ) -> list[Prediction]:
        """Turn model outputs into answers; `inputs` are raw, for answers that need them."""
        logits = outputs.astype(np.float64)
        exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares = exponents / exponents.sum(axis=1, keepdims=True)
        return [self._answer(name, row) for name, row in zip(ids, shares, strict=True)]

    def scorer(self, name: str, records: Sequence[Record], answers: Sequence[Prediction]) -> Scorer:
        """Return a metric as a function of row numbers, so that a bootstrap reads answers once."""
        metric = get_metric(name)
        labels = np.array([self.labels.index(record["label"]) for record in records])
        shares = self._probabilities(answers)
        return lambda rows: metric(labels[rows], shares[rows])

    def baseline(self, train: LabelledData, data: LabelledData) -> tuple[str, list[Prediction]]:
        """Answer every row with the class shares of the training part."""
        counts = np.bincount(
            [self.labels.index(record["label"]) for record in train.records],
            minlength=len(self.labels),
        )
        shares = counts / counts.sum()
        return "majority", [self._answer(record["id"], shares) for record in data.records]

    def draw(
        self, figure: Figure, records: Sequence[Record], answers: Sequence[Prediction], say: Say
    ) -> None:
        """Draw the answers beside the truth: how often each class was taken for each other."""
        table = np.zeros((len(self.labels), len(self.labels)), dtype=int)
        for record, answer in zip(records, answers, strict=True):
            table[self.labels.index(record["label"]), self.labels.index(answer.prediction)] += 1
        axes = figure.subplots()
        axes.imshow(table, cmap="Blues")
        for (row, column), count in np.ndenumerate(table):
            dark = count > table.max() / 2
            axes.text(column, row, count, ha="center", va="center", color="w" if dark else "k")
        axes.set_xticks(range(len(self.labels)), self.labels)
        axes.set_yticks(range(len(self.labels)), self.labels)
        axes.set(
            title=say("Confusion matrix", "混淆矩阵"),
            xlabel=say("answer", "预测"),
            ylabel=say("truth", "真值"),
        )

    def _answer(self, name: str, row: NDArray[np.float64]) -> Prediction:
        shares = {label: float(value) for label, value in zip(self.labels, row, strict=True)}
        best = self.labels[int(row.argmax())]
        score = shares if self.positive is None else shares[self.positive]
        return Prediction(name, best, score, shares[best])

    def _probabilities(self, answers: Sequence[Prediction]) -> Probabilities:
        if self.positive is None:
            return np.array([list(answer.score.values()) for answer in answers])
        scores = np.array([answer.score for answer in answers])
        columns = (scores if label == self.positive else 1 - scores for label in self.labels)
        return np.stack(list(columns), axis=1)
