"""An autoencoder: it learns to pass usual rows through a narrow code; others come out wrong."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from .level import Level


class Autoencoder(nn.Module):
    """Two linear layers down to the code and two up again."""

    def __init__(self, columns: int, width: int, code: int, shares: Sequence[float]) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(columns, width),
            nn.SiLU(),
            nn.Linear(width, code),
            nn.SiLU(),
            nn.Linear(code, width),
            nn.SiLU(),
            nn.Linear(width, columns),
        )
        self.level = Level(shares)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return (batch, 1 + shares): the mean squared error of each row, and the levels."""
        errors = (self.layers(rows) - rows).square().mean(dim=1)
        result: torch.Tensor = self.level(errors)
        return result
