"""What the answers of this family mean: the next points of a series, in its own unit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from omegaconf import DictConfig

from .datasets.preprocess import Preprocess, own_units
from .datasets.records import Prediction, Record
from .utils import InputError
from .utils.metrics import METRICS
from .utils.scoring import Scorer, get_metric

if TYPE_CHECKING:
    import torch
    from matplotlib.figure import Figure

    from .datasets.loading import LabelledData
    from .utils.plots import Say

SHOWN = 4


class Task:
    """`horizon` numbers; the model gives them in units of each history's own deviation."""

    labels: tuple[str, ...] = ()  # an answer is a list of numbers, not one of a list
    metrics = tuple(METRICS)
    teacher_forcing = False  # true: while it learns, the model is called as model(inputs, targets)

    def __init__(self, config: DictConfig, preprocess: Preprocess) -> None:
        self.preprocess = preprocess

    def output_shape(self) -> tuple[int, ...]:
        """Return the shape of the model's output for one input."""
        return (self.preprocess.horizon,)

    def synthetic_target(self, n: int) -> torch.Tensor:
        """Make up targets for a dry run: a wave for each row."""
        import torch

        steps = torch.arange(self.preprocess.horizon, dtype=torch.float32)
        return torch.sin(steps[None] / 4 + torch.arange(n)[:, None])

    def encode(self, record: Record) -> NDArray[Any]:
        """Return the training target: the next points in units of the record's own history."""
        label = self.preprocess.numbers(record.get("label"), self.preprocess.horizon, "label")
        middle, spread = own_units(self.preprocess.read(record, Path()))
        return ((label - middle) / spread).astype(np.float32)

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean absolute error of a batch: what MASE is made of, before its scale."""
        from torch.nn.functional import l1_loss

        return l1_loss(outputs, targets)

    def answers(
        self, ids: Sequence[str], outputs: NDArray[Any], inputs: Sequence[NDArray[Any]]
    ) -> list[Prediction]:
        """Bring the model's outputs back into the unit of each history."""
        found = []
        for row, (name, output) in enumerate(zip(ids, outputs.astype(np.float64), strict=True)):
            middle, spread = own_units(inputs[row])
            found.append(Prediction(name, (output * spread + middle).tolist()))
        return found

    def scorer(self, name: str, records: Sequence[Record], answers: Sequence[Prediction]) -> Scorer:
        """Return a metric as a function of row numbers, so that a bootstrap reads answers once."""
        metric = get_metric(name)
        truth = np.array([record["label"] for record in records], dtype=np.float64)
        found = np.array([answer.prediction for answer in answers], dtype=np.float64)
        scale = np.array([self._scale(record) for record in records], dtype=np.float64)
        return lambda rows: metric(truth[rows], found[rows], scale[rows])

    def baseline(self, train: LabelledData, data: LabelledData) -> tuple[str, list[Prediction]]:
        """Repeat the last known season; where a history is shorter, the last known point."""
        season, horizon = self.preprocess.season, self.preprocess.horizon
        name = "seasonal_naive" if season <= self.preprocess.history else "naive"
        back = season if name == "seasonal_naive" else 1
        ahead = np.arange(horizon) % back
        answers = [
            Prediction(record["id"], data.inputs[row][-back:][ahead].tolist())
            for row, record in enumerate(data.records)
        ]
        return name, answers

    def draw(
        self, figure: Figure, records: Sequence[Record], answers: Sequence[Prediction], say: Say
    ) -> None:
        """Draw forecasts beside the truth, after the end of their histories."""
        order = sorted(range(len(records)), key=lambda row: str(records[row].get("start")))
        chosen = [order[place * len(order) // SHOWN] for place in range(min(SHOWN, len(order)))]
        horizon = self.preprocess.horizon
        ahead = np.arange(1, horizon + 1)
        for axes, row in zip(figure.subplots(2, 2).flat, chosen, strict=False):
            known = records[row]["history"][-2 * horizon :]
            axes.plot(np.arange(1 - len(known), 1), known, color="grey", lw=1)
            axes.plot(ahead, records[row]["label"], color="black", label=say("truth", "真值"))
            forecast = answers[row].prediction
            axes.plot(ahead, forecast, color="tab:orange", label=say("forecast", "预测"))
            axes.set_title(f"{records[row].get('series')} {records[row].get('start')}", fontsize=8)
            axes.legend(fontsize=7)
        figure.suptitle(say("Forecast against truth", "预测与真值"))
        figure.supxlabel(say("points ahead", "向前步数"))

    def _scale(self, record: Record) -> float:
        scale = self.preprocess.scales.get(str(record.get("series")), 0.0)
        if not scale:
            raise InputError("training has no two seasons of this series", field="series")
        return scale
