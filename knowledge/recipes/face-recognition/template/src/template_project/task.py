"""What the answers of this family mean: do two pictures show the same, and how similar are they.

On the mini set `same` means two views of one picture (instance verification). It becomes identity
verification with pairs of photographs whose people are labelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from omegaconf import DictConfig

from .datasets.preprocess import Preprocess
from .datasets.records import Prediction, Record
from .utils import ConfigError, InputError
from .utils.metrics import METRICS
from .utils.scoring import Scorer, get_metric

if TYPE_CHECKING:
    import torch
    from matplotlib.figure import Figure

    from .datasets.loading import LabelledData
    from .utils.plots import Say


class Task:
    """`different` or `same` for each pair; the model gives a cosine and a logit."""

    metrics = tuple(METRICS)
    teacher_forcing = False  # true: while it learns, the model is called as model(inputs, targets)

    def __init__(self, config: DictConfig, preprocess: Preprocess) -> None:
        self.labels = tuple(str(name) for name in config.data.classes)
        self.positive = str(config.data.positive)
        if len(self.labels) != 2 or self.positive not in self.labels:
            raise ConfigError("data.classes must be two, and data.positive one of them")
        self.other = next(name for name in self.labels if name != self.positive)
        self.far = float(config.data.far)
        self.protocol = str(config.data.protocol)

    def output_shape(self) -> tuple[int, ...]:
        """Return the shape of the model's output for one pair: cosine, logit."""
        return (2,)

    def synthetic_target(self, n: int) -> torch.Tensor:
        """Make up targets for a dry run: both answers in turn."""
        import torch

        return (torch.arange(n) % 2).float()

    def encode(self, record: Record) -> NDArray[Any]:
        """Return the training target of a labelled record: 1 for the same."""
        label = record.get("label")
        if label not in self.labels:
            raise InputError(f"{label!r} is neither {' nor '.join(self.labels)}", field="label")
        return np.array(label == self.positive, dtype=np.float32)

    def loss(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean loss of a batch: cross entropy of the logit."""
        from torch.nn.functional import binary_cross_entropy_with_logits

        return binary_cross_entropy_with_logits(outputs[:, 1], targets)

    def answers(
        self, ids: Sequence[str], outputs: NDArray[Any], inputs: Sequence[NDArray[Any]]
    ) -> list[Prediction]:
        """Turn model outputs into answers: the logit decides, the cosine is the similarity."""
        found = []
        for name, (cosine, logit) in zip(ids, outputs.astype(np.float64), strict=True):
            label = self.positive if logit >= 0 else self.other
            confidence = float(1 / (1 + np.exp(-abs(logit))))
            found.append(Prediction(name, label, float(cosine), confidence))
        return found

    def scorer(self, name: str, records: Sequence[Record], answers: Sequence[Prediction]) -> Scorer:
        """Return a metric as a function of row numbers, so that a bootstrap reads answers once."""
        metric = get_metric(name)
        truth = np.array([record["label"] == self.positive for record in records])
        said = np.array([answer.prediction == self.positive for answer in answers])
        scores = np.array([answer.score for answer in answers], dtype=np.float64)
        return lambda rows: metric(truth[rows], said[rows], scores[rows], self.far)

    def baseline(self, train: LabelledData, data: LabelledData) -> tuple[str, list[Prediction]]:
        """Compare the pixels alone; the threshold is right most often on the training pairs."""
        known, asked = _pixel_cosines(train.inputs), _pixel_cosines(data.inputs)
        truth = np.array([record["label"] == self.positive for record in train.records])
        levels = np.sort(known)
        right = [int(((known >= level) == truth).sum()) for level in levels]
        level = levels[int(np.argmax(right))]
        answers = []
        for record, similarity in zip(data.records, asked.tolist(), strict=True):
            label = self.positive if similarity >= level else self.other
            answers.append(Prediction(record["id"], label, similarity))
        return "pixel_cosine", answers

    def draw(
        self, figure: Figure, records: Sequence[Record], answers: Sequence[Prediction], say: Say
    ) -> None:
        """Draw how similar the pairs of each kind were found, and the ROC curve."""
        left, right = figure.subplots(2, 1)
        names = {self.positive: say("same", "相同"), self.other: say("different", "不同")}
        of: dict[str, list[float]] = {name: [] for name in names}
        for record, answer in zip(records, answers, strict=True):
            of[record["label"]].append(answer.score)
        for name, scores in of.items():
            left.hist(scores, bins=30, range=(-1, 1), alpha=0.6, label=names[name])
        left.set(
            title=say(f"Similarity ({self.protocol})", f"图片对的相似度（{self.protocol}）"),
            xlabel=say("cosine of the embeddings", "嵌入向量余弦"),
            ylabel=say("pairs", "对数"),
        )
        left.legend()
        levels = np.unique([answer.score for answer in answers])
        true, false = (np.array(of[name])[:, None] for name in (self.positive, self.other))
        accepted = [(part >= levels).mean(axis=0) for part in (false, true) if part.size]
        if len(accepted) == 2:
            right.plot(*accepted, color="tab:blue")
        right.axvline(self.far, color="grey", ls=":", label=f"FAR {self.far:g}")
        right.set(
            title=say("ROC curve", "ROC 曲线"),
            xlabel=say("false acceptance rate", "误识率 FAR"),
            ylabel=say("true acceptance rate", "通过率 TAR"),
        )
        right.legend()


def _pixel_cosines(pairs: Sequence[NDArray[Any]]) -> NDArray[np.float64]:
    """The cosine of both pictures' pixels, each less its mean."""
    found = []
    for pair in pairs:
        one, two = (part.reshape(-1).astype(np.float64) for part in np.split(pair, 2))
        one, two = one - one.mean(), two - two.mean()
        size = float(np.linalg.norm(one) * np.linalg.norm(two))
        found.append(float(one @ two) / size if size > 0 else 0.0)
    return np.array(found)
