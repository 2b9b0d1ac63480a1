"""Gradient-boosted trees, grown by scikit-learn and kept as tensors: the same file, the same ONNX
export and the same service as a network, and no scikit-learn where the model answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from ..utils import ConfigError

TABLES = {
    "column": torch.int64,
    "threshold": torch.float32,
    "left": torch.int64,
    "right": torch.int64,
    "value": torch.float32,
}


class BoostedTrees(nn.Module):
    """The sum of many shallow trees. A leaf leads to itself, so every row takes `depth` steps."""

    def __init__(self, trees: int, depth: int, rate: float, leaf: int, subsample: float) -> None:
        super().__init__()
        self.trees, self.depth, self.nodes = trees, depth, 2 ** (depth + 1) - 1
        self.rate, self.leaf, self.subsample = rate, leaf, subsample
        for name, kind in TABLES.items():
            self.register_buffer(name, torch.zeros(trees, self.nodes, dtype=kind))

    def fit(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Grow the trees on standardised targets: they start from zero, the mean."""
        try:
            from sklearn.ensemble import GradientBoostingRegressor
        except ImportError as error:
            raise ConfigError("boosted trees are grown by 'scikit-learn'") from error
        grown = GradientBoostingRegressor(
            loss="huber",
            init="zero",
            n_estimators=self.trees,
            max_depth=self.depth,
            learning_rate=self.rate,
            min_samples_leaf=self.leaf,
            subsample=self.subsample,
            random_state=0,
        ).fit(inputs.cpu().numpy(), targets[:, 0].cpu().numpy())
        for row, estimator in enumerate(grown.estimators_[:, 0]):
            for name, numbers in tables(estimator.tree_, self.rate).items():
                held = torch.from_numpy(numbers)
                self.get_buffer(name)[row, : len(held)].copy_(held)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Walk every row down all trees at once; return values of shape (batch, 1)."""
        column, threshold, left, right, value = (self.get_buffer(name).flatten() for name in TABLES)
        start = torch.arange(self.trees, device=rows.device) * self.nodes
        place = (rows[:, :1] * 0).long() + start
        for _ in range(self.depth):
            seen = torch.gather(rows, 1, column[place])
            place = torch.where(seen <= threshold[place], left[place], right[place]) + start
        return value[place].sum(dim=1, keepdim=True)


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
