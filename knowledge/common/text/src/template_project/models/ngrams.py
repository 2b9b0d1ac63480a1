"""Hashed n-grams: neighbouring characters or words as bucket numbers, computed inside the model."""

from __future__ import annotations

from collections.abc import Sequence

import torch

PRIME = 2**31 - 1
FACTOR = 1_000_003


def bucket(numbers: torch.Tensor, salt: int, buckets: int) -> torch.Tensor:
    """Spread numbers over the buckets from 1 on; bucket 0 is for padding."""
    return 1 + (numbers * FACTOR + salt) % PRIME % (buckets - 1)


def ngrams(numbers: torch.Tensor, orders: Sequence[int], buckets: int) -> torch.Tensor:
    """Return the bucket of every n-gram; those that reach into the padding get bucket 0."""
    found = []
    rolled, inside = numbers, numbers > 0
    for order in range(1, max(orders) + 1):
        if order > 1:
            rolled = (rolled[:, :-1] * FACTOR + numbers[:, order - 1 :]) % PRIME
            inside = inside[:, :-1] & (numbers[:, order - 1 :] > 0)
        if order in orders:
            found.append(bucket(rolled, order, buckets) * inside)
    return torch.cat(found, dim=1)
