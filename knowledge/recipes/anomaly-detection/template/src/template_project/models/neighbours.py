"""Nearest neighbours: usual rows are kept, and a row is as strange as it is far from them."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from ..utils import ConfigError

AT_ONCE = 64  # rows whose distances to the whole bank are in memory together
FAR = 1e6  # squared distance to places of the bank that hold no row


class Neighbours(nn.Module):
    """Mean distance to the nearest rows of a bank that covers the training part (a core set)."""

    def __init__(self, columns: int, bank: int, nearest: int, shares: Sequence[float]) -> None:
        super().__init__()
        if not 0 < nearest < bank:
            raise ConfigError(f"model.nearest must lie between 1 and model.bank - 1 ({bank - 1})")
        self.nearest, self.shares = nearest, tuple(shares)
        self.register_buffer("rows", torch.zeros(bank, columns))
        self.register_buffer("kept", torch.zeros(1, dtype=torch.int64))  # rows that the bank holds
        self.register_buffer("levels", torch.zeros(len(self.shares)))

    def fit(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Keep usual rows, each as far from those kept before as can be; set the levels."""
        usual = inputs[targets == 0]
        if not len(usual):
            raise ConfigError("there is no usual row to learn from")
        bank = self.get_buffer("rows")
        while len(usual) <= self.nearest:  # a smoke run: rows stand in for more of their kind
            usual = torch.cat([usual, usual])
        kept = usual[spread_out(usual, len(bank))]
        bank.zero_()
        bank[: len(kept)] = kept
        self.get_buffer("kept").fill_(len(kept))
        # a row of the bank is its own nearest one: leave that one out, as for a new row
        errors = self._distance(usual, self.nearest + 1)
        at = torch.tensor(self.shares, dtype=errors.dtype, device=errors.device)
        self.get_buffer("levels").copy_(torch.quantile(errors, at))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return (batch, 1 + shares): each row's mean distance to its neighbours, the levels."""
        errors = self._distance(rows, self.nearest)[:, None]
        levels = torch.zeros_like(errors) + self.get_buffer("levels")
        return torch.cat([errors, levels], dim=1)

    def _distance(self, rows: torch.Tensor, count: int) -> torch.Tensor:
        """Mean distance to the `nearest` last of so many closest rows of the bank."""
        if len(rows) > AT_ONCE and not torch.onnx.is_in_onnx_export():
            starts = range(0, len(rows), AT_ONCE)
            return torch.cat([self._distance(rows[at : at + AT_ONCE], count) for at in starts])
        apart = (rows[:, None, :] - self.get_buffer("rows")).square().sum(dim=2)
        place = torch.arange(apart.shape[1], device=rows.device)
        apart = apart.masked_fill(place >= self.get_buffer("kept"), FAR)
        near = torch.topk(apart, count, dim=1, largest=False).values
        return near[:, count - self.nearest :].sqrt().mean(dim=1)


def spread_out(rows: torch.Tensor, count: int) -> list[int]:
    """Choose so many rows that every other one is near a chosen one: the furthest, in turn."""
    if len(rows) <= count:
        return list(range(len(rows)))
    chosen = [int((rows - rows.mean(dim=0)).square().sum(dim=1).argmin())]
    gap = (rows - rows[chosen[0]]).square().sum(dim=1)
    while len(chosen) < count:
        chosen.append(int(gap.argmax()))
        gap = torch.minimum(gap, (rows - rows[chosen[-1]]).square().sum(dim=1))
    return chosen
