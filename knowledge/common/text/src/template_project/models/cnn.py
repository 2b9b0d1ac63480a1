"""A convolutional network over characters or words (Kim 2014) without normalisation."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

from .ngrams import bucket

FAR = -1e4  # where a filter would start in the padding


class TextCnn(nn.Module):
    """Filters of several widths; each tells by its strongest answer whether its pattern occurs."""

    def __init__(
        self,
        buckets: int,
        width: int,
        kernels: Sequence[int],
        channels: int,
        classes: int,
        dropout: float,
    ) -> None:
        super().__init__()
        self.buckets = buckets
        self.embed = nn.Embedding(buckets, width, padding_idx=0)
        self.filters = nn.ModuleList(nn.Conv1d(width, channels, size) for size in kernels)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(channels * len(kernels), classes)

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """Return logits of shape (batch, classes)."""
        known = numbers > 0
        values = self.embed(bucket(numbers, 0, self.buckets) * known).transpose(1, 2)
        strongest = []
        for convolve in self.filters:
            answers = torch.relu(convolve(values))
            starts = known[:, : answers.shape[2]].unsqueeze(1)  # a filter starts at a real unit
            strongest.append(answers.masked_fill(~starts, FAR).amax(dim=2))
        logits: torch.Tensor = self.head(self.dropout(torch.cat(strongest, dim=1)))
        return logits
