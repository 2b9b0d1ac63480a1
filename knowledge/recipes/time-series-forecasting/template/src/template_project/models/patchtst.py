"""A transformer over patches of the history (after PatchTST, Nie et al. 2023), with LayerNorm."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.functional import scaled_dot_product_attention


class Block(nn.Module):
    """Self-attention, then a feed-forward part; each is normalised before and added after."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.before_attention, self.before_mixing = nn.LayerNorm(width), nn.LayerNorm(width)
        self.gather, self.join = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mixing = nn.Sequential(
            nn.Linear(width, 2 * width),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(2 * width, width),
            nn.Dropout(dropout),
        )

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """Return tokens of the same shape: (batch, patches, width)."""
        tokens = tokens + self.attend(self.before_attention(tokens))
        mixed: torch.Tensor = tokens + self.mixing(self.before_mixing(tokens))
        return mixed

    def attend(self, tokens: torch.Tensor) -> torch.Tensor:
        """Let every patch look at all others."""
        patches, width = tokens.shape[1:]
        parts = self.gather(tokens).reshape(-1, patches, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        dropped = self.dropout if self.training else 0.0
        seen = scaled_dot_product_attention(query, key, value, dropout_p=dropped)
        joined: torch.Tensor = self.join(seen.transpose(1, 2).reshape(-1, patches, width))
        return joined


class PatchTst(nn.Module):
    """Cuts a history into overlapping patches, relates them, and maps all of them to the horizon.

    The last value is repeated for one stride, as in the paper, so that no point is left out.
    """

    def __init__(
        self,
        history: int,
        horizon: int,
        patch: int,
        stride: int,
        width: int,
        heads: int,
        blocks: int,
        dropout: float,
    ) -> None:
        super().__init__()
        starts = torch.arange(0, history + stride - patch + 1, stride)
        places = starts[:, None] + torch.arange(patch)
        self.register_buffer("places", places.clamp(max=history - 1), persistent=False)
        self.embed = nn.Linear(patch, width)
        self.position = nn.Parameter(torch.randn(len(starts), width) * 0.02)
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.Sequential(*(Block(width, heads, dropout) for _ in range(blocks)))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(len(starts) * width, horizon)

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        """Return forecasts of shape (batch, horizon)."""
        last = windows[:, -1:]
        patches = (windows - last)[:, self.get_buffer("places")]
        tokens = self.dropout(self.embed(patches) + self.position)
        tokens = self.norm(self.blocks(tokens))
        forecast: torch.Tensor = self.head(self.dropout(tokens.flatten(1))) + last
        return forecast
