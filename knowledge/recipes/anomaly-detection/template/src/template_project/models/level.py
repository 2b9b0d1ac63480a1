"""The border of the usual: the errors that given shares of the usual rows stay below."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

MEMORY = 0.95  # of the running statistics, a step


class Level(nn.Module):
    """Follows mean and spread of the logarithm of the errors while a model learns.

    Errors of usual rows are close to log-normal, so both give any quantile without keeping rows.
    """

    def __init__(self, shares: Sequence[float]) -> None:
        super().__init__()
        steps = torch.special.ndtri(torch.tensor([float(share) for share in shares]))
        self.register_buffer("steps", steps)
        self.register_buffer("centre", torch.zeros(1))
        self.register_buffer("spread", torch.zeros(1))
        self.register_buffer("seen", torch.zeros(1))

    def forward(self, errors: torch.Tensor) -> torch.Tensor:
        """Return (batch, 1 + shares): each error, and the levels."""
        if self.training:
            self._follow(errors.detach())
        levels = torch.exp(self._held("centre") + self._held("spread") * self._held("steps"))
        column = errors[:, None]
        return torch.cat([column, torch.zeros_like(column) + levels], dim=1)

    def _follow(self, errors: torch.Tensor) -> None:
        logs = torch.log(errors.float().clamp(min=1e-12))
        seen = self._held("seen")
        keep = torch.clamp(seen / (seen + 1), max=MEMORY)  # a plain mean over the first steps
        centre, spread = self._held("centre"), self._held("spread")
        apart = (logs - (centre * keep + logs.mean() * (1 - keep))).square().mean().sqrt()
        spread.mul_(keep).add_(apart * (1 - keep))
        centre.mul_(keep).add_(logs.mean() * (1 - keep))
        seen.add_(1)

    def _held(self, name: str) -> torch.Tensor:
        return self.get_buffer(name)
