"""Models by configuration: `model.kind` chooses the builder."""

from __future__ import annotations

from omegaconf import DictConfig
from torch import nn

from ..utils import ConfigError
from .compact import CompactClusters
from .deep import DeepClusters
from .spectral import SpectralClusters


def build_model(model: DictConfig, data: DictConfig) -> nn.Module:
    """Build the clustering that a model configuration describes for the declared columns."""
    columns, most, clusters = len(data.columns), int(model.most), model.clusters
    if columns == 0:
        raise ConfigError("data.columns must name at least one column")
    if most < 2 or (clusters is not None and not 2 <= clusters <= most):
        raise ConfigError(
            f"model.clusters must be null or from 2 to model.most ({most}), got {clusters}"
        )
    if model.kind == "spectral":
        return SpectralClusters(columns, most, clusters, model.landmarks, model.nearest)
    if model.kind == "compact":
        return CompactClusters(columns, most, clusters)
    if model.kind == "deep":
        return DeepClusters(columns, most, clusters, model.width, model.code, model.pull)
    raise ConfigError(f"unknown model.kind '{model.kind}': expected spectral, compact or deep")
