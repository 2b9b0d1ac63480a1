"""Fine-tuning: a network of the optional package `timm` embeds the pictures."""

from __future__ import annotations

from typing import Any

import torch
from omegaconf import DictConfig, OmegaConf
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
    except RuntimeError as error:  # a torchvision that was built for another torch
        raise CommandError(
            f"timm cannot be loaded: {error}; install the torchvision built for torch "
            f"{torch.__version__}, for a CPU from PyTorch's own index"
        ) from error
    name, options = _asked(model)
    try:
        network: nn.Module = timm.create_model(
            name,
            pretrained=model.pretrained,
            num_classes=model.embedding,
            in_chans=model.in_channels,
            drop_rate=model.dropout,
            **options,
        )
    except Exception as error:  # hubs and networks raise many classes
        raise CommandError(f"cannot build '{model.architecture}': {error}") from error
    return network


def _asked(model: DictConfig) -> tuple[str, dict[str, Any]]:
    """A network that the hub describes is named otherwise where the hub is not asked."""
    untrained = model.get("untrained")
    asked = model if model.pretrained or untrained is None else untrained
    options: Any = OmegaConf.to_container(asked.options)
    return asked.architecture, options
