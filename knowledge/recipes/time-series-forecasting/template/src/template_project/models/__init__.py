"""Models by configuration: `model.kind` chooses the builder."""

from __future__ import annotations

from omegaconf import DictConfig
from torch import nn

from ..utils import ConfigError
from .linear import DLinear, NLinear
from .patchtst import PatchTst


def build_model(model: DictConfig, data: DictConfig) -> nn.Module:
    """Build the forecaster that a model configuration describes for the declared windows."""
    if model.kind == "nlinear":
        return NLinear(model.history, model.horizon)
    if model.kind == "dlinear":
        if model.kernel % 2 == 0:
            raise ConfigError(f"model.kernel must be odd, got {model.kernel}")
        return DLinear(model.history, model.horizon, model.kernel)
    if model.kind == "patchtst":
        return _patchtst(model)
    if model.kind == "chronos":
        from .pretrained import build_chronos

        return build_chronos(model)
    known = "dlinear, nlinear, patchtst or chronos"
    raise ConfigError(f"unknown model.kind '{model.kind}': expected {known}")


def _patchtst(model: DictConfig) -> nn.Module:
    if not model.stride <= model.patch <= model.history:
        raise ConfigError("model.patch must be at least model.stride and at most model.history")
    if model.width % model.heads:
        raise ConfigError("model.width must be a multiple of model.heads")
    return PatchTst(
        model.history,
        model.horizon,
        model.patch,
        model.stride,
        model.width,
        model.heads,
        model.blocks,
        model.dropout,
    )
