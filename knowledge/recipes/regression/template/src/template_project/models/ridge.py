"""Ridge regression: a linear layer that is solved, with the penalty that leave-one-out prefers."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn


class Ridge(nn.Module):
    """Least squares with a penalty on the weights, not on the bias."""

    def __init__(self, columns: int, outputs: int, penalties: Sequence[float]) -> None:
        super().__init__()
        self.penalties = tuple(float(value) for value in penalties)
        self.linear = nn.Linear(columns, outputs)
        self.register_buffer("penalty", torch.zeros(1))
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)

    def fit(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Solve for every penalty by one singular value decomposition, and keep the best."""
        centre, level = inputs.double().mean(dim=0), targets.double().mean(dim=0)
        rows, values = inputs.double() - centre, targets.double() - level
        u, s, vt = torch.linalg.svd(rows, full_matrices=False)
        best = min(self.penalties, key=lambda penalty: _left_out(u, s, values, penalty))
        weight = (vt.T * (s / (s**2 + best))) @ (u.T @ values)
        self.linear.weight.copy_(weight.T)
        self.linear.bias.copy_(level - centre @ weight)
        self.get_buffer("penalty").fill_(best)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return values of shape (batch, outputs)."""
        values: torch.Tensor = self.linear(rows)
        return values


def _left_out(u: torch.Tensor, s: torch.Tensor, values: torch.Tensor, penalty: float) -> float:
    """Mean absolute error when each row in turn is left out: residual / (1 - leverage)."""
    shrunk = u * (s**2 / (s**2 + penalty))
    leverage = (shrunk * u).sum(dim=1, keepdim=True) + 1 / len(values)
    return float(((values - shrunk @ (u.T @ values)) / (1 - leverage)).abs().mean())
