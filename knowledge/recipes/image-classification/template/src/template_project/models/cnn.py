"""Convolutional classifiers for small pictures of any size.

GroupNorm instead of BatchNorm: its output does not depend on the batch, so short runs with small
batches train well and a single picture gets the same answer as one in a batch.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn

GROUPS = 8


def conv_block(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    """3 x 3 convolution, normalisation, activation."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1),
        nn.GroupNorm(GROUPS, outputs),
        nn.SiLU(),
    )


def separable_block(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    """Depthwise 3 x 3 and pointwise 1 x 1 convolution: a ninth of the work of a full one."""
    return nn.Sequential(
        nn.Conv2d(inputs, inputs, 3, stride=stride, padding=1, groups=inputs, bias=False),
        nn.Conv2d(inputs, outputs, 1, bias=False),
        nn.GroupNorm(GROUPS, outputs),
        nn.SiLU(),
    )


class Head(nn.Module):
    """Mean over each quarter of the picture, dropout, one linear layer."""

    def __init__(self, channels: int, classes: int, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(4 * channels, classes)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Turn a feature map into logits; odd sizes share their middle row and column."""
        height, width = features.shape[2], features.shape[3]
        rows = (slice(0, (height + 1) // 2), slice(height // 2, height))
        columns = (slice(0, (width + 1) // 2), slice(width // 2, width))
        quarters = [features[:, :, row, col].mean(dim=(2, 3)) for row in rows for col in columns]
        logits: torch.Tensor = self.linear(self.dropout(torch.cat(quarters, dim=1)))
        return logits


class PlainCnn(nn.Module):
    """Full convolutions with a stride each."""

    def __init__(
        self,
        in_channels: int,
        classes: int,
        channels: Sequence[int],
        strides: Sequence[int],
        dropout: float,
    ) -> None:
        super().__init__()
        before = [in_channels, *channels[:-1]]
        self.features = nn.Sequential(
            *(conv_block(*sizes) for sizes in zip(before, channels, strides, strict=True))
        )
        self.head = Head(channels[-1], classes, dropout)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return logits of shape (batch, classes)."""
        logits: torch.Tensor = self.head(self.features(images))
        return logits


class TinyCnn(nn.Module):
    """A full convolution, then depthwise-separable blocks with skips where shapes allow."""

    def __init__(
        self,
        in_channels: int,
        classes: int,
        stem: int,
        blocks: Sequence[tuple[int, int]],
        dropout: float,
    ) -> None:
        super().__init__()
        self.stem = conv_block(in_channels, stem, 1)
        self.blocks = nn.ModuleList()
        inputs = stem
        for channels, stride in blocks:
            self.blocks.append(separable_block(inputs, channels, stride))
            inputs = channels
        self.head = Head(inputs, classes, dropout)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Return logits of shape (batch, classes)."""
        features = self.stem(images)
        for block in self.blocks:
            after = block(features)
            features = after + features if after.shape == features.shape else after
        logits: torch.Tensor = self.head(features)
        return logits
