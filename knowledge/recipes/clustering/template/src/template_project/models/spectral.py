"""Spectral clustering over landmarks: a cluster is what hangs together, whatever its shape.

Rows are summed up by many small cells (landmarks); a graph joins near cells, and its slowest modes
tell which cells hang together. A row belongs to the cluster of the landmark that it is nearest to.
Where no number of clusters is asked for, the widest gap between the eigenvalues tells it.
"""

from __future__ import annotations

import torch
from torch import nn

from ..utils import ConfigError
from .grouping import kmeans

SEED = 0
AT_ONCE = 64  # rows whose distances to all landmarks are in memory together
FAR = 1e12  # squared distance to places that hold no landmark of a cluster


class SpectralClusters(nn.Module):
    """Landmarks and the cluster of each."""

    def __init__(
        self, columns: int, most: int, clusters: int | None, landmarks: int, nearest: int
    ) -> None:
        super().__init__()
        if not most <= landmarks or not 0 < nearest < landmarks:
            raise ConfigError("model.landmarks must reach model.most and exceed model.nearest")
        self.most, self.clusters, self.nearest = most, clusters, nearest
        self.register_buffer("landmarks", torch.zeros(landmarks, columns))
        self.register_buffer("owner", torch.zeros(landmarks, dtype=torch.int64))
        self.register_buffer("kept", torch.zeros(1, dtype=torch.int64))  # places that are taken

    def fit(self, inputs: torch.Tensor, targets: torch.Tensor) -> None:
        """Find landmarks, join them, and part the graph; the targets are not looked at."""
        held = self.get_buffer("landmarks")
        rows = inputs.cpu().double()
        count = min(len(held), len(rows))
        generator = torch.Generator().manual_seed(SEED)
        cells = kmeans(rows, count, generator, starts=1)
        found = self._parted(cells, generator)
        held.zero_()
        held[:count] = cells.to(held)
        self.get_buffer("owner").zero_()[:count] = found.to(held.device)
        self.get_buffer("kept").fill_(count)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Return (batch, 1 + most): the distance to the nearest landmark, then to the nearest
        landmark of each cluster; a negative number stands for a cluster that is not in use."""
        if len(rows) > AT_ONCE and not torch.onnx.is_in_onnx_export():
            starts = range(0, len(rows), AT_ONCE)
            return torch.cat([self.forward(rows[at : at + AT_ONCE]) for at in starts])
        apart = (rows[:, None, :] - self.get_buffer("landmarks")).square().sum(dim=2)
        place = torch.arange(apart.shape[1], device=rows.device)
        apart = apart.masked_fill(place >= self.get_buffer("kept").clamp(min=1), FAR)
        nearest = apart.amin(dim=1, keepdim=True).sqrt()
        cluster = torch.arange(self.most, device=rows.device)
        other = self.get_buffer("owner")[:, None] != cluster
        each = apart[:, :, None].masked_fill(other, FAR).amin(dim=1)
        return torch.cat([nearest, torch.where(each < FAR, each.sqrt(), -1 - nearest)], dim=1)

    def _parted(self, cells: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
        if len(cells) < 3:
            return torch.arange(len(cells))
        values, modes = slowest(cells, min(self.nearest, len(cells) - 1))
        count = min(self.clusters or widest_gap(values, self.most), len(cells))
        chosen = modes[:, :count]
        chosen = chosen / chosen.norm(dim=1, keepdim=True).clamp(min=1e-12)
        return torch.cdist(chosen, kmeans(chosen, count, generator)).argmin(dim=1)


def slowest(points: torch.Tensor, nearest: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return eigenvalues and modes, slowest first, of the graph that joins near points."""
    apart = torch.cdist(points, points).square().fill_diagonal_(float("inf"))
    near = apart.topk(nearest, dim=1, largest=False)
    scale = near.values[:, -1].sqrt().clamp(min=1e-9)  # each point's own: dense parts and thin ones
    alike = torch.exp(-near.values / (scale[:, None] * scale[near.indices]))
    weights = torch.zeros_like(apart).scatter_(1, near.indices, alike)
    weights = torch.maximum(weights, weights.T)
    degree = weights.sum(dim=1).clamp(min=1e-12).sqrt()
    values, vectors = torch.linalg.eigh(weights / (degree[:, None] * degree))
    return values.flip(0), vectors.flip(1)


def widest_gap(values: torch.Tensor, most: int) -> int:
    """Return the number of clusters, two at least, after which the eigenvalues fall furthest."""
    gaps = (values[:-1] - values[1:])[1:most]
    return int(gaps.argmax()) + 2 if len(gaps) else 2
