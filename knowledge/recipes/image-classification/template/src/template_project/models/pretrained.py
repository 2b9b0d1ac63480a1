"""Fine-tuning: an ImageNet network of the optional package `timm` with a new head."""

from __future__ import annotations

from omegaconf import DictConfig
from torch import nn

from ..utils import CommandError, ConfigError


def build_pretrained(model: DictConfig) -> nn.Module:
    """Build a timm network; its weights are fetched from the hub unless `pretrained` is false."""
    try:
        import timm
    except ImportError as error:
        raise ConfigError(
            f"model '{model.name}' needs the package 'timm', which is not installed"
        ) from error
    try:
        network: nn.Module = timm.create_model(
            model.architecture,
            pretrained=model.pretrained,
            num_classes=model.num_classes,
            in_chans=model.in_channels,
            drop_rate=model.dropout,
        )
    except Exception as error:  # hubs and networks raise many classes
        raise CommandError(f"cannot build '{model.architecture}': {error}") from error
    return network
