"""Models by configuration: `model.kind` chooses the builder."""

from __future__ import annotations

from omegaconf import DictConfig
from torch import nn

from ..utils import ConfigError
from .bag import NgramBag
from .cnn import TextCnn
from .linear import NgramLogistic


def build_model(model: DictConfig, data: DictConfig) -> nn.Module:
    """Build the classifier that a model configuration describes for the declared texts."""
    if model.kind == "linear":
        spans = _spans(model, "orders", data)
        return NgramLogistic(model.buckets, spans, model.num_classes, model.strength, model.rounds)
    if model.kind == "bag":
        spans = _spans(model, "orders", data)
        return NgramBag(model.buckets, model.width, spans, model.num_classes, model.dropout)
    if model.kind == "cnn":
        sizes = (model.buckets, model.width, _spans(model, "kernels", data), model.channels)
        return TextCnn(*sizes, model.num_classes, model.dropout)
    if model.kind == "transformers":
        from .pretrained import build_pretrained

        return build_pretrained(model, data)
    raise ConfigError(
        f"unknown model.kind '{model.kind}': expected linear, bag, cnn or transformers"
    )


def _spans(model: DictConfig, key: str, data: DictConfig) -> list[int]:
    """Return how many units an n-gram or a filter takes; none may be longer than a text."""
    if model.buckets < 2:
        raise ConfigError(f"model.buckets must be at least 2, got {model.buckets}")
    spans = [int(span) for span in model[key]]
    if not spans or not 1 <= min(spans) <= max(spans) <= data.text.length:
        raise ConfigError(f"model.{key} must lie between 1 and data.text.length")
    return spans
