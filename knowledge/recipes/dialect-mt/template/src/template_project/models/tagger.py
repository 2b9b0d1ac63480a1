"""Edit taggers: a score of each edit for each character, with a head start for leaving it alone.

Before training the answer is the source itself, the strongest cheap answer between two varieties of
one language; what is learnt are the departures from it (as LaserTagger does, Malmi et al. 2019).
"""

from __future__ import annotations

import torch
from torch import nn

from .ngrams import Around, bucket


class Head(nn.Module):
    """Scores of the edits; at the start they differ in nothing but the head start of the first."""

    def __init__(self, inputs: int, tags: int, keep: float, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(inputs, tags)
        nn.init.normal_(self.linear.weight, std=0.02)
        nn.init.zeros_(self.linear.bias)
        with torch.no_grad():
            self.linear.bias[0] = keep

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Return scores of shape (batch, length, tags)."""
        scores: torch.Tensor = self.linear(self.dropout(features))
        return scores


class WindowTagger(nn.Module):
    """Sees a character and its two neighbours, no more."""

    def __init__(self, buckets: int, hidden: int, tags: int, keep: float, dropout: float) -> None:
        super().__init__()
        self.around = Around(buckets, hidden)
        self.head = Head(hidden, tags, keep, dropout)

    def forward(self, characters: torch.Tensor) -> torch.Tensor:
        """Return scores of shape (batch, length, tags)."""
        scores: torch.Tensor = self.head(torch.tanh(self.around(characters)))
        return scores


class GruTagger(nn.Module):
    """Reads the whole text in both directions, beside each character's own window.

    The direction that reads backwards starts in the padding: without a bias its state stays zero
    there, so that a text gets the same answer whatever length it is padded to.
    """

    def __init__(
        self, buckets: int, width: int, hidden: int, tags: int, keep: float, dropout: float
    ) -> None:
        super().__init__()
        self.buckets = buckets
        self.around = Around(buckets, 2 * hidden)
        self.table = nn.Embedding(buckets, width)
        self.forth = nn.GRU(width, hidden, batch_first=True)
        self.back = nn.GRU(width, hidden, bias=False, batch_first=True)
        self.head = Head(2 * hidden, tags, keep, dropout)
        nn.init.normal_(self.table.weight, std=0.3)

    def forward(self, characters: torch.Tensor) -> torch.Tensor:
        """Return scores of shape (batch, length, tags)."""
        shown = (characters > 0).unsqueeze(2)
        read = self.table(bucket(characters, 9, self.buckets)) * shown
        states = [self.forth(read)[0], self.back(read.flip(1))[0].flip(1)]
        features = self.around(characters) + torch.cat(states, dim=2)
        scores: torch.Tensor = self.head(torch.tanh(features))
        return scores
