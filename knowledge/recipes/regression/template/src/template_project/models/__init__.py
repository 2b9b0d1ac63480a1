"""Models by configuration: `model.kind` chooses the builder."""

from __future__ import annotations

from omegaconf import DictConfig
from torch import nn

from ..utils import ConfigError
from .mlp import Mlp, ResidualMlp
from .ridge import Ridge
from .trees import BoostedTrees


def build_model(model: DictConfig, data: DictConfig) -> nn.Module:
    """Build the regressor that a model configuration describes for the declared columns."""
    columns = len(data.columns)
    if columns == 0:
        raise ConfigError("data.columns must name at least one column")
    if model.kind == "ridge":
        return Ridge(columns, model.outputs, list(model.penalties))
    if model.kind == "trees":
        return BoostedTrees(model.trees, model.depth, model.rate, model.leaf, model.subsample)
    if model.kind == "mlp":
        return Mlp(columns, model.outputs, list(model.hidden), model.dropout)
    if model.kind == "resnet":
        return ResidualMlp(columns, model.outputs, model.width, model.blocks, model.dropout)
    raise ConfigError(f"unknown model.kind '{model.kind}': expected ridge, trees, mlp or resnet")
