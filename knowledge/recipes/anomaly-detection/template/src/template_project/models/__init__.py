"""Models by configuration: `model.kind` chooses the builder."""

from __future__ import annotations

from omegaconf import DictConfig
from torch import nn

from ..utils import ConfigError
from .autoencoder import Autoencoder
from .masked import MaskedColumns
from .neighbours import Neighbours


def build_model(model: DictConfig, data: DictConfig) -> nn.Module:
    """Build the detector that a model configuration describes for the declared columns."""
    columns = len(data.columns)
    if columns == 0:
        raise ConfigError("data.columns must name at least one column")
    shares = [float(share) for share in model.shares]
    if not shares or not all(0 < share < 1 for share in shares):
        raise ConfigError("model.shares must be numbers between 0 and 1")
    if model.kind == "neighbours":
        return Neighbours(columns, model.bank, model.nearest, shares)
    if model.kind == "autoencoder":
        return Autoencoder(columns, model.width, model.code, shares)
    if model.kind == "masked":
        return MaskedColumns(columns, model.width, model.heads, model.blocks, model.groups, shares)
    raise ConfigError(
        f"unknown model.kind '{model.kind}': expected neighbours, autoencoder or masked"
    )
