"""Deep clustering: an autoencoder whose codes are drawn to the nearest of a few centres (DCN)."""

from __future__ import annotations

import torch
from torch import nn


class DeepClusters(nn.Module):
    """The error is what the decoder misses plus `pull` times the way to the nearest centre."""

    def __init__(
        self, columns: int, most: int, clusters: int | None, width: int, code: int, pull: float
    ) -> None:
        super().__init__()
        self.most, self.pull = most, pull
        self.encoder = nn.Sequential(
            nn.Linear(columns, width), nn.SiLU(), nn.Linear(width, code), nn.LayerNorm(code)
        )
        self.decoder = nn.Sequential(nn.Linear(code, width), nn.SiLU(), nn.Linear(width, columns))
        self.centres = nn.Parameter(torch.randn(clusters or most, code))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return (batch, 1 + most): the error, then the distance to each centre; a negative
        number stands for a cluster that is not in use."""
        codes = self.encoder(rows)
        missed = (self.decoder(codes) - rows).square().mean(dim=1, keepdim=True)
        apart = (codes[:, None, :] - self.centres).square().mean(dim=2)
        error = missed + self.pull * apart.amin(dim=1, keepdim=True)
        spare = -1 - error.detach().expand(-1, self.most - len(self.centres))
        return torch.cat([error, apart.detach().sqrt(), spare], dim=1)
