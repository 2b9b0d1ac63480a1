"""Fine-tuning: Chronos-Bolt of the optional package `chronos-forecasting`, behind the same forward
as the other forecasters."""

from __future__ import annotations

from typing import Any

import torch
from omegaconf import DictConfig
from torch import nn

from ..utils import CommandError, ConfigError


class ChronosBolt(nn.Module):
    """The median of the quantiles that a Chronos-Bolt network gives; longer horizons are rolled
    out, each block on top of those before it."""

    def __init__(self, network: nn.Module, horizon: int) -> None:
        super().__init__()
        self.network, self.horizon = network, horizon
        settings: Any = network.chronos_config
        self.middle = list(settings.quantiles).index(0.5)

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        """Return forecasts of shape (batch, horizon)."""
        history, known = windows.shape[1], windows
        while known.shape[1] < history + self.horizon:
            block = self.network(context=known).quantile_preds[:, self.middle]
            known = torch.cat([known, block], dim=1)
        return known[:, history : history + self.horizon]


def build_chronos(model: DictConfig) -> nn.Module:
    """Build the network; its weights are fetched from the hub unless `pretrained` is false."""
    try:
        import chronos
    except ImportError as error:
        raise ConfigError(
            f"model '{model.name}' needs the package 'chronos' (on PyPI: chronos-forecasting), "
            "which is not installed"
        ) from error
    try:
        if model.pretrained:
            network = chronos.ChronosBoltPipeline.from_pretrained(model.architecture).model
        else:
            network = _untrained(chronos, model)
    except Exception as error:  # hubs and networks raise many classes
        raise CommandError(f"cannot build '{model.architecture}': {error}") from error
    return ChronosBolt(network, model.horizon)


def _untrained(chronos: Any, model: DictConfig) -> nn.Module:
    """The same network with random weights, for a checkpoint's own or for a dry run."""
    config = chronos.chronos_bolt.T5Config(
        d_model=model.width,
        d_ff=model.mixing,
        d_kv=model.width // model.heads,
        num_heads=model.heads,
        num_layers=model.blocks,
        num_decoder_layers=model.blocks,
        dropout_rate=model.dropout,
        initializer_factor=0.05,
        pad_token_id=0,
        decoder_start_token_id=0,
        chronos_config={
            "context_length": 2048,
            "prediction_length": model.block,
            "input_patch_size": model.patch,
            "input_patch_stride": model.patch,
            "quantiles": [step / 10 for step in range(1, 10)],
            "use_reg_token": True,
        },
    )
    network: nn.Module = chronos.chronos_bolt.ChronosBoltModelForForecasting(config)
    return network
