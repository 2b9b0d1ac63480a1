"""Models by configuration: `model.kind` chooses the builder."""

from __future__ import annotations

from omegaconf import DictConfig
from torch import nn

from ..utils import ConfigError
from .cnn import PlainCnn, TinyCnn


def build_model(model: DictConfig, data: DictConfig) -> nn.Module:
    """Build the classifier that a model configuration describes for the declared images."""
    if data.image.height < 4 or data.image.width < 4:
        raise ConfigError("data.image must be at least 4 x 4 pixels")
    if model.kind == "tiny":
        blocks = [(channels, stride) for channels, stride in model.blocks]
        return TinyCnn(model.in_channels, model.num_classes, model.stem, blocks, model.dropout)
    if model.kind == "plain":
        if len(model.channels) != len(model.strides):
            raise ConfigError("model.channels and model.strides must have the same length")
        sizes = (list(model.channels), list(model.strides))
        return PlainCnn(model.in_channels, model.num_classes, *sizes, model.dropout)
    if model.kind == "timm":
        from .pretrained import Enlarged, build_pretrained

        size = (max(model.side, data.image.height), max(model.side, data.image.width))
        return Enlarged(build_pretrained(model), size)
    raise ConfigError(f"unknown model.kind '{model.kind}': expected tiny, plain or timm")
