"""A transformer over columns that guesses hidden columns from the visible ones.

In usual rows columns explain each other; where they do not, the guess is wrong. Each column is
hidden once, a fixed group of columns at a time, so the same row always gets the same error.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from ..utils import ConfigError
from .level import Level


class MaskedColumns(nn.Module):
    """One token a column; attention mixes them."""

    def __init__(
        self,
        columns: int,
        width: int,
        heads: int,
        blocks: int,
        groups: int,
        shares: Sequence[float],
    ) -> None:
        super().__init__()
        if width % heads or not 1 < groups <= columns:
            raise ConfigError("model.width must be a multiple of heads, and 1 < groups <= columns")
        self.value = nn.Parameter(0.1 * torch.randn(columns, width))
        self.place = nn.Parameter(0.1 * torch.randn(columns, width))
        self.hidden = nn.Parameter(0.1 * torch.randn(width))
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(blocks))
        self.head = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 1))
        masks = torch.arange(columns) % groups == torch.arange(groups)[:, None]
        self.register_buffer("masks", masks.float())
        self.level = Level(shares)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return (batch, 1 + shares): the mean squared error of each row, and the levels."""
        seen = rows[:, :, None] * self.value + self.place
        unseen = self.hidden + self.place
        errors = torch.zeros_like(rows[:, 0])
        for mask in self.get_buffer("masks"):
            held = mask[None, :, None]
            tokens = seen * (1 - held) + unseen * held
            for block in self.blocks:
                tokens = block(tokens)
            missed = (self.head(tokens)[:, :, 0] - rows).square() * mask
            errors = errors + missed.sum(dim=1)
        result: torch.Tensor = self.level(errors / rows.shape[1])
        return result


class Block(nn.Module):
    """Normalise and attend, normalise and transform; each is added to what came in."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before, self.after = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mix, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.think = nn.Sequential(
            nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)
        )

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return tokens of the same shape."""
        n, length, width = tokens.shape
        parts = self.mix(self.before(tokens)).reshape(n, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        weights = torch.softmax(query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5, dim=-1)
        mixed = (weights @ value).transpose(1, 2).reshape(n, length, width)
        tokens = tokens + self.out(mixed)
        result: torch.Tensor = tokens + self.think(self.after(tokens))
        return result
