"""Fully connected regressors for standardised columns."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn


class Mlp(nn.Module):
    """Linear layers with SiLU and dropout between them."""

    def __init__(self, columns: int, outputs: int, hidden: Sequence[int], dropout: float) -> None:
        super().__init__()
        sizes = [columns, *hidden]
        layers: list[nn.Module] = []
        for before, after in zip(sizes, hidden, strict=False):
            layers += [nn.Linear(before, after), nn.SiLU(), nn.Dropout(dropout)]
        self.layers = nn.Sequential(*layers, nn.Linear(sizes[-1], outputs))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return values of shape (batch, outputs)."""
        values: torch.Tensor = self.layers(rows)
        return values


class ResidualBlock(nn.Module):
    """Normalise, widen, activate, narrow, add."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.LayerNorm(width),
            nn.Linear(width, 2 * width),
            nn.SiLU(),
            nn.Dropout(dropout),
            nn.Linear(2 * width, width),
        )

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return rows of the same width."""
        result: torch.Tensor = rows + self.layers(rows)
        return result


class ResidualMlp(nn.Module):
    """A residual network over columns: deeper than an MLP without losing the gradient."""

    def __init__(self, columns: int, outputs: int, width: int, blocks: int, dropout: float) -> None:
        super().__init__()
        self.stem = nn.Linear(columns, width)
        self.blocks = nn.Sequential(*(ResidualBlock(width, dropout) for _ in range(blocks)))
        self.head = nn.Sequential(nn.LayerNorm(width), nn.SiLU(), nn.Linear(width, outputs))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return values of shape (batch, outputs)."""
        values: torch.Tensor = self.head(self.blocks(self.stem(rows)))
        return values
