"""Hashed n-grams around each character: no vocabulary, so that no text is unknown."""

from __future__ import annotations

import torch
from torch import nn

PRIME = 2**31 - 1
FACTOR, STEP = 1_000_003, 15_485_863


def bucket(numbers: torch.Tensor, salt: int, buckets: int) -> torch.Tensor:
    """Spread numbers over the buckets from 1 on; 0 is left for nothing."""
    return 1 + (numbers * FACTOR + salt * STEP) % PRIME % (buckets - 1)


class Around(nn.Module):
    """The sum of learnt vectors of a character, of it with each neighbour, and of all three."""

    def __init__(self, buckets: int, width: int) -> None:
        super().__init__()
        self.buckets = buckets
        self.table = nn.Embedding(buckets, width)
        nn.init.normal_(self.table.weight, std=0.1)

    def forward(self, characters: torch.Tensor) -> torch.Tensor:
        """Return vectors of shape (batch, length, width)."""
        padded = nn.functional.pad(characters, (1, 1))
        left, here, right = padded[:, :-2], padded[:, 1:-1], padded[:, 2:]
        before, after = (left * FACTOR + here) % PRIME, (here * FACTOR + right) % PRIME
        grams = (here, before, after, (before * FACTOR + right) % PRIME)
        found = [self.table(bucket(gram, salt, self.buckets)) for salt, gram in enumerate(grams)]
        total: torch.Tensor = found[0] + found[1] + found[2] + found[3]
        return total
