"""k-means over standardised columns: as many round clusters as the silhouette is best with."""

from __future__ import annotations

import torch
from torch import nn

from .grouping import kmeans, silhouette

SEED = 0
LOOKED_AT = 2000  # rows that the silhouette is taken over


class CompactClusters(nn.Module):
    """Centres in standard units of the training part."""

    def __init__(self, columns: int, most: int, clusters: int | None) -> None:
        super().__init__()
        self.clusters = clusters
        self.register_buffer("scale", torch.ones(columns))
        self.register_buffer("centres", torch.zeros(most, columns))
        self.register_buffer("kept", torch.zeros(1, dtype=torch.int64))  # centres that are in use

    def fit(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Find the centres; the targets are not looked at."""
        held = self.get_buffer("centres")
        rows = inputs.cpu().double()
        scale = rows.std(dim=0, correction=0)
        scale = torch.where(scale > 1e-9, scale, torch.ones_like(scale))
        found = self._tightest(rows / scale, len(held))
        self.get_buffer("scale").copy_(scale)
        held.zero_()
        held[: len(found)] = found.to(held)
        self.get_buffer("kept").fill_(len(found))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return (batch, 1 + most): the distance to the nearest centre, then to each; a negative
        number stands for a cluster that is not in use."""
        scaled = (rows / self.get_buffer("scale"))[:, None, :]
        apart = (scaled - self.get_buffer("centres")).square().sum(dim=2).sqrt()
        used = self.get_buffer("kept").clamp(min=1)  # before the fit: the one at the origin
        spare = torch.arange(apart.shape[1], device=rows.device) >= used
        nearest = apart.masked_fill(spare, 1e6).amin(dim=1, keepdim=True)
        return torch.cat([nearest, torch.where(spare, -1 - apart, apart)], dim=1)

    def _tightest(self, rows: torch.Tensor, most: int) -> torch.Tensor:
        counts = [self.clusters] if self.clusters else range(2, most + 1)
        shown = rows[:: max(1, -(-len(rows) // LOOKED_AT))]
        apart = torch.cdist(shown, shown)
        best, highest = rows[:1], -float("inf")
        for count in counts:
            if count > len(rows):
                break
            centres = kmeans(rows, count, torch.Generator().manual_seed(SEED))
            value = silhouette(apart, torch.cdist(shown, centres).argmin(dim=1))
            if value > highest:
                best, highest = centres, value
        return best
