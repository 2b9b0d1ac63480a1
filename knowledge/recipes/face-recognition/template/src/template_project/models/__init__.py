"""Models by configuration: `model.kind` chooses what embeds a picture."""

from __future__ import annotations

from omegaconf import DictConfig
from torch import nn

from ..utils import ConfigError
from .siamese import Embedder, Siamese, conv_block, separable_block

BLOCKS = {"plain": conv_block, "separable": separable_block}


def build_model(model: DictConfig, data: DictConfig) -> nn.Module:
    """Build the verifier that a model configuration describes for pairs of the declared images."""
    if min(model.height, model.width) < 8:
        raise ConfigError("data.image must be at least 8 x 8 pixels")
    if model.kind == "timm":
        from .pretrained import build_pretrained

        return Siamese(build_pretrained(model), model.in_channels, model.decides, model.side)
    if model.kind not in BLOCKS:
        known = ", ".join([*BLOCKS, "timm"])
        raise ConfigError(f"unknown model.kind '{model.kind}': expected one of {known}")
    if len(model.channels) != len(model.strides):
        raise ConfigError("model.channels and model.strides must have the same length")
    embedder = Embedder(
        BLOCKS[model.kind],
        model.in_channels,
        (model.height, model.width),
        list(model.channels),
        list(model.strides),
        model.embedding,
        model.dropout,
    )
    return Siamese(embedder, model.in_channels, model.decides)
