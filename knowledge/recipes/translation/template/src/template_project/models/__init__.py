"""Models by configuration: `model.kind` chooses the builder."""

from __future__ import annotations

from omegaconf import DictConfig
from torch import nn

from ..utils import ConfigError
from .alignment import Rounds
from .phrasal import PhraseTable, Sizes, Weights
from .seq2seq import Seq2Seq


def build_model(model: DictConfig, data: DictConfig) -> nn.Module:
    """Build the translator that a model configuration describes for the declared sizes."""
    if model.kind == "transformers":
        from .pretrained import build_pretrained

        return build_pretrained(model)
    if model.kind == "gru":
        words = (int(data.source_words), int(data.target_words))
        return Seq2Seq(words, model.said, model.width, model.hidden, model.dropout)
    if model.kind != "phrases":
        raise ConfigError(f"unknown model.kind '{model.kind}': expected phrases, gru, transformers")
    if min(model.widest, model.longest) < 1 or model.slots < 1024:
        raise ConfigError("model.widest, model.longest, model.slots must be at least 1, 1, 1024")
    sizes = Sizes(
        length=data.length,
        said=model.said,
        source_words=data.source_words,
        target_words=data.target_words,
        widest=model.widest,
        longest=model.longest,
        slots=model.slots,
    )
    weights = Weights(back=model.back, words=model.words, price=model.price)
    return PhraseTable(sizes, weights, Rounds(bags=model.bags, chains=model.chains))
