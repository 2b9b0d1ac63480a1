"""Models by configuration: `model.kind` chooses the builder."""

from __future__ import annotations

from omegaconf import DictConfig
from torch import nn

from ..datasets.preprocess import input_shape
from ..utils import ConfigError
from .mlp import Mlp, ResidualMlp
from .trees import BoostedTrees


def build_model(model: DictConfig, data: DictConfig) -> nn.Module:
    """Build the classifier that a model configuration describes for the declared columns."""
    (places,) = input_shape(data)
    if places == 0:
        raise ConfigError("data.columns must name at least one column")
    if model.kind == "linear":
        return nn.Linear(places, model.num_classes)
    if model.kind == "trees":
        return BoostedTrees(model.num_classes, model, classes=True)
    if model.kind == "mlp":
        return Mlp(places, model.num_classes, list(model.hidden), model.dropout)
    if model.kind == "resnet":
        return ResidualMlp(places, model.num_classes, model.width, model.blocks, model.dropout)
    raise ConfigError(f"unknown model.kind '{model.kind}': expected linear, trees, mlp or resnet")
