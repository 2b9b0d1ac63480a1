"""Gradient-boosted trees, grown by scikit-learn and kept as tensors: the same file, the same ONNX
export and the same service as a network, and no scikit-learn where the model answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ..utils import ConfigError

TABLES = {
    "column": torch.int64,
    "threshold": torch.float32,
    "left": torch.int64,
    "right": torch.int64,
    "value": torch.float32,
}
HELD_BACK = 0.2
LEAST_TO_CHOOSE = 100
FAR = 20.0
Numbers = NDArray[Any]


class BoostedTrees(nn.Module):
    """Sums of shallow trees, one for a number or two classes, else one a class. A leaf leads to
    itself, so every row takes the same steps; depth and number are chosen on held back rows."""

    def __init__(self, outputs: int, config: Any, classes: bool) -> None:
        super().__init__()
        self.classes = classes
        self.halved = classes and outputs == 2  # one sum tells both classes
        self.chains = 1 if self.halved else outputs
        self.trees, self.depths = int(config.trees), tuple(int(d) for d in config.depths)
        self.rate, self.leaf = float(config.rate), int(config.leaf)
        self.subsample = float(config.subsample)
        self.nodes = 2 ** (max(self.depths) + 1) - 1
        for name, kind in TABLES.items():
            held = torch.zeros(self.trees * self.chains, self.nodes, dtype=kind)
            self.register_buffer(name, held)
        self.register_buffer("start", torch.zeros(self.chains))

    def fit(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Choose depth and number of trees on held back rows, then grow them on all."""
        rows = inputs.cpu().numpy()
        labels = targets.reshape(len(rows), -1)[:, 0].cpu().numpy()
        if self.classes and len(set(labels)) < 2:
            self._only(int(labels[0]))
            return
        depth, count = self._chosen(rows, labels)
        grown = self._grower(depth, count, len(rows)).fit(rows, labels)
        present = [int(label) for label in getattr(grown, "classes_", range(self.chains))]
        for name in TABLES:
            self.get_buffer(name).zero_()
        self.get_buffer("start").copy_(torch.from_numpy(self._start(labels, present)))
        for step, stage in enumerate(grown.estimators_):
            for chain, estimator in enumerate(stage):
                place = chain if self.chains == 1 else present[chain]
                row = step * self.chains + place
                for name, numbers in tables(estimator.tree_, self.rate).items():
                    held = torch.from_numpy(numbers)
                    self.get_buffer(name)[row, : len(held)].copy_(held)

    def _only(self, label: int) -> None:
        """One class was seen: there is nothing to grow."""
        for name in TABLES:
            self.get_buffer(name).zero_()
        start = self.get_buffer("start").fill_(-FAR)
        if self.chains > 1 or label == 1:
            start[label if self.chains > 1 else 0] = FAR

    def _chosen(self, rows: Numbers, labels: Numbers) -> tuple[int, int]:
        if len(rows) < LEAST_TO_CHOOSE:
            return self.depths[0], max(1, self.trees // 4)
        order = np.random.default_rng(0).permutation(len(rows))
        out = order[: max(1, round(HELD_BACK * len(rows)))]
        rest = order[len(out) :]
        if self.classes and len(set(labels[rest])) < len(set(labels)):
            return self.depths[0], max(1, self.trees // 4)
        best = (float("inf"), self.depths[0], 1)
        for depth in self.depths:
            grown = self._grower(depth, self.trees, len(rest)).fit(rows[rest], labels[rest])
            staged = self._staged(grown, rows[out], labels[out])
            count = int(np.argmin(staged)) + 1
            best = min(best, (staged[count - 1], depth, count))
        return best[1], best[2]

    def _grower(self, depth: int, count: int, rows: int) -> Any:
        try:
            from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor
        except ImportError as error:
            raise ConfigError("boosted trees are grown by 'scikit-learn'") from error
        shared = {
            "init": "zero",
            "n_estimators": count,
            "max_depth": depth,
            "learning_rate": self.rate,
            "min_samples_leaf": min(self.leaf, max(1, rows // 8)),
            "subsample": self.subsample,
            "random_state": 0,
        }
        if not self.classes:
            return GradientBoostingRegressor(loss="huber", **shared)
        return GradientBoostingClassifier(**shared)

    def _staged(self, grown: Any, rows: Numbers, labels: Numbers) -> list[float]:
        """The loss on held back rows after each tree."""
        if not self.classes:
            return [float(np.abs(found - labels).mean()) for found in grown.staged_predict(rows)]
        place = np.searchsorted(grown.classes_, labels)
        at = np.arange(len(labels))
        return [
            float(-np.log(np.maximum(shares[at, place], 1e-12)).mean())
            for shares in grown.staged_predict_proba(rows)
        ]

    def _start(self, labels: Numbers, present: Sequence[int]) -> Numbers:
        """Trees start from zero; a class that training never saw starts far below."""
        start = np.zeros(self.chains, dtype=np.float32)
        if self.chains > 1:
            start[[place for place in range(self.chains) if place not in present]] = -FAR
        return start

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Walk every row down all trees at once; return values of shape (batch, outputs)."""
        column, threshold, left, right, value = (self.get_buffer(name).flatten() for name in TABLES)
        last = len(column) - 1
        start = torch.arange(self.trees * self.chains, device=rows.device) * self.nodes
        place = (rows[:, :1] * 0).long() + start
        for _ in range(max(self.depths)):
            seen = torch.gather(rows, 1, column[place].clamp(0, rows.shape[1] - 1))
            place = torch.where(seen <= threshold[place], left[place], right[place]) + start
            place = place.clamp(0, last)
        sums = value[place].reshape(-1, self.trees, self.chains).sum(dim=1)
        sums = sums + self.get_buffer("start")
        return torch.cat([-sums / 2, sums / 2], dim=1) if self.halved else sums


def tables(tree: Any, rate: float) -> dict[str, Any]:
    """Return one grown tree as columns of numbers, one entry a node."""
    own = np.arange(tree.node_count)
    leaf = tree.children_left < 0
    # scikit-learn compares with a double: the largest float that is not above it decides alike
    near = tree.threshold.astype(np.float32)
    lower = np.nextafter(near, np.float32(-np.inf))
    threshold = np.where(near.astype(np.float64) > tree.threshold, lower, near)
    return {
        "column": np.where(leaf, 0, tree.feature),
        "threshold": np.where(leaf, 0, threshold).astype(np.float32),
        "left": np.where(leaf, own, tree.children_left),
        "right": np.where(leaf, own, tree.children_right),
        "value": (rate * tree.value[:, 0, 0]).astype(np.float32),
    }
