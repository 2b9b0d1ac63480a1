"""Models by configuration: `model.kind` chooses the builder."""

from __future__ import annotations

from omegaconf import DictConfig
from torch import nn

from ..datasets.preprocess import input_shape
from ..utils import ConfigError
from .mlp import Mlp, ResidualMlp
from .ridge import Ridge
from .trees import BoostedTrees


def build_model(model: DictConfig, data: DictConfig) -> nn.Module:
    """Build the regressor that a model configuration describes for the declared columns."""
    (places,) = input_shape(data)
    if places == 0:
        raise ConfigError("data.columns must name at least one column")
    if model.kind == "ridge":
        return Ridge(places, model.outputs, list(model.penalties))
    if model.kind == "trees":
        return BoostedTrees(model.outputs, model, classes=False)
    if model.kind == "mlp":
        return Mlp(places, model.outputs, list(model.hidden), model.dropout)
    if model.kind == "resnet":
        return ResidualMlp(places, model.outputs, model.width, model.blocks, model.dropout)
    raise ConfigError(f"unknown model.kind '{model.kind}': expected ridge, trees, mlp or resnet")
