"""A bag of embedded n-grams: order is kept within an n-gram alone, as in fastText."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from .ngrams import ngrams

FAR = -1e4  # of a padded place before the softmax


class NgramBag(nn.Module):
    """Embeds every n-gram of the text and weighs them; the text is their weighted mean."""

    def __init__(
        self, buckets: int, width: int, orders: Sequence[int], classes: int, dropout: float
    ) -> None:
        super().__init__()
        self.buckets, self.orders = buckets, tuple(sorted(set(orders)))
        self.embed = nn.Embedding(buckets, width, padding_idx=0)
        nn.init.normal_(self.embed.weight, std=0.1)
        with torch.no_grad():
            self.embed.weight[0] = 0
        self.weigh = nn.Linear(width, 1, bias=False)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(width, classes)

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """Return logits of shape (batch, classes)."""
        grams = ngrams(numbers, self.orders, self.buckets)
        values = self.embed(grams)
        weights = self.weigh(values).squeeze(-1).masked_fill(grams == 0, FAR).softmax(dim=1)
        text = (values * weights.unsqueeze(-1)).sum(dim=1)
        logits: torch.Tensor = self.head(self.dropout(text))
        return logits
