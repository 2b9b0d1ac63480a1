"""Models by configuration: `model.kind` chooses the builder."""

from __future__ import annotations

from omegaconf import DictConfig
from torch import nn

from ..utils import ConfigError
from .mlp import Mlp, ResidualMlp


def build_model(model: DictConfig, data: DictConfig) -> nn.Module:
    """Build the classifier that a model configuration describes for the declared columns."""
    columns = len(data.columns)
    if columns == 0:
        raise ConfigError("data.columns must name at least one column")
    if model.kind == "linear":
        return nn.Linear(columns, model.num_classes)
    if model.kind == "mlp":
        return Mlp(columns, model.num_classes, list(model.hidden), model.dropout)
    if model.kind == "resnet":
        return ResidualMlp(columns, model.num_classes, model.width, model.blocks, model.dropout)
    raise ConfigError(f"unknown model.kind '{model.kind}': expected linear, mlp or resnet")
