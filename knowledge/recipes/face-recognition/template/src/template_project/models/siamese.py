"""A verifier: one network embeds both pictures, and the cosine of the embeddings is compared with a
threshold that is learnt.

GroupNorm instead of BatchNorm: its output does not depend on the batch, so a pair gets the same
answer alone and in a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import nn
from torch.nn.functional import normalize

GROUPS = 8
LEAST_SPREAD = 0.02  # of pixels: an empty picture is not blown up into noise
Block = Callable[[int, int, int], nn.Sequential]


def conv_block(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    """3 x 3 convolution, normalisation, activation."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1),
        nn.GroupNorm(GROUPS, outputs),
        nn.SiLU(),
    )


def separable_block(inputs: int, outputs: int, stride: int) -> nn.Sequential:
    """Depthwise 3 x 3 and pointwise 1 x 1 convolution: about a ninth of the work of a full one."""
    return nn.Sequential(
        nn.Conv2d(inputs, inputs, 3, stride=stride, padding=1, groups=inputs, bias=False),
        nn.Conv2d(inputs, outputs, 1, bias=False),
        nn.GroupNorm(GROUPS, outputs),
        nn.SiLU(),
    )


class Embedder(nn.Module):
    """Convolutions of a stride each, then one linear layer over the whole map: where something is
    in a face matters."""

    def __init__(
        self,
        block: Block,
        in_channels: int,
        size: tuple[int, int],
        channels: Sequence[int],
        strides: Sequence[int],
        embedding: int,
        dropout: float,
    ) -> None:
        super().__init__()
        before = [in_channels, *channels[:-1]]
        blocks = [conv_block, *[block] * (len(channels) - 1)]
        sizes = zip(blocks, before, channels, strides, strict=True)
        self.features = nn.Sequential(*(made(*rest) for made, *rest in sizes))
        height, width = size
        for stride in strides:
            height, width = -(-height // stride), -(-width // stride)
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(channels[-1] * height * width, embedding)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return embeddings of shape (batch, embedding)."""
        found: torch.Tensor = self.linear(self.dropout(self.features(pictures).flatten(1)))
        return found


class Siamese(nn.Module):
    """Gives for each pair the cosine of both embeddings and how far it lies above the threshold."""

    def __init__(
        self, embedder: nn.Module, channels: int, decides: bool, side: int | None = None
    ) -> None:
        super().__init__()
        self.embedder, self.channels, self.side = embedder, channels, side
        self.decides = decides
        self.threshold = nn.Parameter(torch.tensor(0.5))
        self.sharpness = nn.Parameter(torch.tensor(2.3))  # its exponential scales the difference

    def forward(self, pairs: torch.Tensor) -> torch.Tensor:
        """Return (cosine, logit) of shape (batch, 2) for pairs of shape (batch, 2 c, h, w);
        the cosine alone where it does not decide."""
        one, two = self.embed(pairs[:, : self.channels]), self.embed(pairs[:, self.channels :])
        cosine = (one * two).sum(dim=1)
        if not self.decides:
            return cosine[:, None]
        return torch.stack([cosine, self.sharpness.exp() * (cosine - self.threshold)], dim=1)

    def embed(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return embeddings of length one; each picture's own light is taken away first."""
        pixels = pictures - pictures.mean(dim=(1, 2, 3), keepdim=True)
        spread = pixels.square().mean(dim=(1, 2, 3), keepdim=True).sqrt()
        pixels = pixels / spread.clamp_min(LEAST_SPREAD)
        if self.side is not None:
            size = (self.side, self.side)
            pixels = nn.functional.interpolate(pixels, size, mode="bilinear", align_corners=False)
        return normalize(self.embedder(pixels), dim=1)
