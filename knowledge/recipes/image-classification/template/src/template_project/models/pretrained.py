"""Fine-tuning: an ImageNet network of the optional package `timm` with a new head."""

from __future__ import annotations

import torch
from omegaconf import DictConfig
from torch import nn

from ..utils import CommandError, ConfigError


class Enlarged(nn.Module):
    """Small pictures are enlarged to the side that such networks can halve five times."""

    def __init__(self, network: nn.Module, size: tuple[int, int]) -> None:
        super().__init__()
        self.network, self.size = network, size

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return what the network says of the enlarged pictures."""
        larger = nn.functional.interpolate(
            pictures, self.size, mode="bilinear", align_corners=False
        )
        outputs: torch.Tensor = self.network(larger)
        return outputs


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
