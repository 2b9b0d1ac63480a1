"""Models by configuration: `model.kind` chooses the builder."""

from __future__ import annotations

from omegaconf import DictConfig
from torch import nn

from ..utils import ConfigError
from .tagger import GruTagger, WindowTagger


def build_model(model: DictConfig, data: DictConfig) -> nn.Module:
    """Build the edit tagger that a model configuration describes for the declared edits."""
    if model.kind == "transformers":
        from .pretrained import build_pretrained

        return build_pretrained(model)
    if model.kind not in ("window", "gru"):
        raise ConfigError(f"unknown model.kind '{model.kind}': expected window, gru, transformers")
    if model.buckets < 1024:
        raise ConfigError("model.buckets must be at least 1024")
    end = (model.tags, model.keep, model.dropout)
    if model.kind == "window":
        return WindowTagger(model.buckets, model.hidden, *end)
    return GruTagger(model.buckets, model.width, model.hidden, *end)
