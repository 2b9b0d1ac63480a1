"""What the answers of this family mean: a text in the other language, said word by word.

A model answers with numbers of words; the loss reads the log-likelihood of each wanted one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from omegaconf import DictConfig

from .datasets.nearest import nearest_places
from .datasets.preprocess import Preprocess, one_spelling, text_of
from .datasets.records import Prediction, Record
from .datasets.words import END, FIRST, PAD, english
from .utils import InputError
from .utils.metrics import METRICS
from .utils.scoring import Scorer, get_metric

if TYPE_CHECKING:
    import torch
    from matplotlib.figure import Figure

    from .datasets.loading import LabelledData
    from .utils.plots import Say

GROUPS = ((1, 2), (2, 3), (3, 5), (5, 8), (8, 1 << 30))


class Task:
    """Words of the target language; a number above all of them copies a word of the source."""

    labels: tuple[str, ...] = ()  # an answer is a text, not one of a list
    metrics = tuple(METRICS)
    teacher_forcing = True  # while it learns, the model is called as model(inputs, targets)

    def __init__(self, config: DictConfig, preprocess: Preprocess) -> None:
        self.preprocess, self.metric = preprocess, str(config.metric)

    def output_shape(self) -> tuple[int, ...]:
        """Return the shape of the model's output for one input: so many words at most."""
        return (self.preprocess.said,)

    def synthetic_target(self, n: int) -> torch.Tensor:
        """Make up targets for a dry run: all words in turn, and the end."""
        import torch

        said = self.preprocess.said
        numbers = FIRST + torch.arange(n * said) % (self.preprocess.target_words - FIRST)
        numbers = numbers.reshape(n, said)
        numbers[:, -1] = END
        return numbers

    def encode(self, record: Record) -> NDArray[Any]:
        """Return the training target: the numbers of the translation's words."""
        label = record.get("label")
        if not isinstance(label, str) or not (said := one_spelling(label)):
            raise InputError("expected a text", field="label")
        source = text_of(self.preprocess.read(record, Path()))
        return self.preprocess.wanted(source, said)

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean negative log-likelihood of a wanted word."""
        there = (targets != PAD).float()
        return -(outputs * there).sum() / there.sum()

    def answers(
        self, ids: Sequence[str], outputs: NDArray[Any], inputs: Sequence[NDArray[Any]]
    ) -> list[Prediction]:
        """Put the words together; where there is none, the source is said again."""
        found = []
        for row, name in enumerate(ids):
            source = text_of(inputs[row])
            numbers = outputs[row].astype(np.int64).tolist()
            found.append(Prediction(name, self.preprocess.answer(source, numbers) or source))
        return found

    def scorer(self, name: str, records: Sequence[Record], answers: Sequence[Prediction]) -> Scorer:
        """Return a metric as a function of row numbers, so that a bootstrap reads answers once."""
        metric = get_metric(name)
        counts = np.array(
            [
                metric.count(str(answer.prediction), str(record["label"]))
                for record, answer in zip(records, answers, strict=True)
            ],
            dtype=np.float64,
        )
        return lambda rows: metric(counts[rows])

    def baseline(self, train: LabelledData, data: LabelledData) -> tuple[str, list[Prediction]]:
        """Say what the most similar training text was translated as: the strongest cheap answer."""
        known, asked = ([text_of(raw) for raw in part.inputs] for part in (train, data))
        answers = [
            Prediction(record["id"], train.records[place]["label"])
            for record, place in zip(data.records, nearest_places(known, asked), strict=True)
        ]
        return "nearest", answers

    def draw(
        self, figure: Figure, records: Sequence[Record], answers: Sequence[Prediction], say: Say
    ) -> None:
        """Draw the score of short and long texts, and how many texts each is of."""
        metric = METRICS[self.metric]
        sizes = [len(english(str(record["text"]))) for record in records]
        names, heights = [], []
        for low, high in GROUPS:
            rows = [row for row, size in enumerate(sizes) if low <= size < high]
            if not rows:
                continue
            span = f"{low}" if high == low + 1 else f"{low}-{high - 1}"
            names.append(f"{span if high < 1 << 30 else f'{low}+'}\n({len(rows)})")
            pairs = [(str(answers[row].prediction), str(records[row]["label"])) for row in rows]
            heights.append(metric(np.array([metric.count(*pair) for pair in pairs])))
        axes = figure.subplots()
        axes.bar_label(axes.bar(names, heights), fmt="%.0f", fontsize=8)
        axes.set(
            title=say("Score by length of the source", "按源文本长度的得分"),
            xlabel=say("words (texts)", "词数（文本数）"),
            ylabel=self.metric,
        )
