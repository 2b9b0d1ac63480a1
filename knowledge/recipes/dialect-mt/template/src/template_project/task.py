"""What the answers of this family mean: a standard text, made by editing the source.

The model gives a score to each known edit of each character. Both sides are in one script, so that
converting characters counts for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from omegaconf import DictConfig

from .datasets.edits import edited, edits_of
from .datasets.preprocess import Preprocess, one_spelling, text_of
from .datasets.records import Prediction, Record
from .utils import InputError
from .utils.metrics import METRICS
from .utils.scoring import Scorer, get_metric

if TYPE_CHECKING:
    import torch
    from matplotlib.figure import Figure

    from .datasets.loading import LabelledData
    from .utils.plots import Say

NOTHING = -100  # the target of padding: it does not count
GROUPS = ((0, 4), (4, 8), (8, 16), (16, 32), (32, 1 << 30))


class Task:
    """An edit for each character; edits that are not known are left out."""

    labels: tuple[str, ...] = ()  # an answer is a text, not one of a list
    metrics = tuple(METRICS)
    teacher_forcing = False  # true: while it learns, the model is called as model(inputs, targets)

    def __init__(self, config: DictConfig, preprocess: Preprocess) -> None:
        self.preprocess = preprocess
        self.number = {edit: place for place, edit in enumerate(preprocess.edits)}

    def output_shape(self) -> tuple[int, ...]:
        """Return the shape of the model's output for one input: a score of each edit."""
        return (self.preprocess.length, self.preprocess.tags)

    def synthetic_target(self, n: int) -> torch.Tensor:
        """Make up targets for a dry run: the edits in turn."""
        import torch

        places = torch.arange(n * self.preprocess.length)
        return places.reshape(n, -1) % self.preprocess.tags

    def encode(self, record: Record) -> NDArray[Any]:
        """Return the training target: the number of each character's edit; 0 where it is none that
        is known."""
        label = record.get("label")
        if not isinstance(label, str) or not (said := one_spelling(label)):
            raise InputError("expected a text", field="label")
        source = text_of(self.preprocess.read(record, Path()))
        edits = edits_of(source, said)[: self.preprocess.length]
        numbers = np.full(self.preprocess.length, NOTHING, dtype=np.int64)
        numbers[: len(edits)] = [self.number.get(edit, 0) for edit in edits]
        return numbers

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean loss over the characters of a batch."""
        from torch.nn.functional import cross_entropy

        return cross_entropy(outputs.flatten(0, 1), targets.flatten(), ignore_index=NOTHING)

    def answers(
        self, ids: Sequence[str], outputs: NDArray[Any], inputs: Sequence[NDArray[Any]]
    ) -> list[Prediction]:
        """Carry out the best known edit of each character."""
        known = self.preprocess.edits
        best = outputs[:, :, : len(known)].argmax(axis=2)
        found = []
        for row, name in enumerate(ids):
            source = text_of(inputs[row])
            edits = [known[number] for number in best[row][: len(source)]]
            found.append(Prediction(name, edited(source, edits)))
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
        """Say the source again: the strongest cheap answer between close varieties."""
        answers = [
            Prediction(record["id"], text_of(data.inputs[row]))
            for row, record in enumerate(data.records)
        ]
        return "copy", answers

    def draw(
        self, figure: Figure, records: Sequence[Record], answers: Sequence[Prediction], say: Say
    ) -> None:
        """Draw the score of short and long texts beside that of saying them again."""
        metric = METRICS["chrf"]
        sources = [text_of(self.preprocess.read(record, Path())) for record in records]
        said = [str(answer.prediction) for answer in answers]
        names, heights = [], []
        for low, high in GROUPS:
            rows = [row for row, source in enumerate(sources) if low <= len(source) < high]
            if not rows:
                continue
            names.append(f"{low}-{high - 1}" if high < 1 << 30 else f"{low}+")
            heights.append(
                [
                    metric(np.array([metric.count(t[row], records[row]["label"]) for row in rows]))
                    for t in (sources, said)
                ]
            )
        axes = figure.subplots()
        places = np.arange(len(names))
        for shift, part, name in (
            (-0.2, 0, say("copy", "原样复制")),
            (0.2, 1, say("model", "模型")),
        ):
            bars = axes.bar(places + shift, [pair[part] for pair in heights], 0.4, label=name)
            axes.bar_label(bars, fmt="%.0f", fontsize=8)
        axes.set_xticks(places, names)
        axes.set(
            title=say("chrF by length of the source", "按源文本长度的 chrF"),
            xlabel=say("characters", "字符数"),
            ylabel="chrF",
        )
        axes.legend()
