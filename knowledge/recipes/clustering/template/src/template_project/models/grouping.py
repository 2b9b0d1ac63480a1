"""What several clusterings share: k-means, and how well rows fit the cluster they are in."""

from __future__ import annotations

import torch

STARTS, ROUNDS = 10, 50


def kmeans(
    points: torch.Tensor, count: int, generator: torch.Generator, starts: int = STARTS
) -> torch.Tensor:
    """Return the centres of the tightest of so many starts by k-means++."""
    best, least = points[:count], float("inf")
    for _ in range(starts):
        centres = _seeds(points, count, generator)
        for _ in range(ROUNDS):
            owner = torch.cdist(points, centres).argmin(dim=1)
            sums = torch.zeros_like(centres).index_add_(0, owner, points)
            sizes = torch.bincount(owner, minlength=count)[:, None]
            moved = torch.where(sizes > 0, sums / sizes.clamp(min=1), centres)
            if torch.allclose(moved, centres):
                break
            centres = moved
        spread = float(torch.cdist(points, centres).amin(dim=1).square().sum())
        if spread < least:
            best, least = centres, spread
    return best


def silhouette(apart: torch.Tensor, owner: torch.Tensor) -> float:
    """Return the mean of (b - a) / max(a, b) from all distances between rows.

    a is a row's mean distance to the others of its cluster, b to the nearest other cluster; a row
    alone in its cluster counts 0, and so does everything where there is one cluster only.
    """
    member = torch.nn.functional.one_hot(owner).to(apart)
    sizes = member.sum(dim=0)
    if int((sizes > 0).sum()) < 2:
        return 0.0
    far, own = apart @ member, member.bool()
    inner = (far / (sizes - 1).clamp(min=1))[own]
    outer = (far / sizes.clamp(min=1)).masked_fill(own | (sizes == 0), float("inf")).amin(dim=1)
    value = (outer - inner) / torch.maximum(outer, inner).clamp(min=1e-12)
    return float(torch.where(sizes[owner] > 1, value, torch.zeros_like(value)).mean())


def _seeds(points: torch.Tensor, count: int, generator: torch.Generator) -> torch.Tensor:
    first = int(torch.randint(len(points), (1,), generator=generator))
    chosen, gap = [first], (points - points[first]).square().sum(dim=1)
    while len(chosen) < count:
        drawn = gap if float(gap.sum()) > 0 else torch.ones_like(gap)
        chosen.append(int(torch.multinomial(drawn, 1, generator=generator)))
        gap = torch.minimum(gap, (points - points[chosen[-1]]).square().sum(dim=1))
    return points[chosen]
