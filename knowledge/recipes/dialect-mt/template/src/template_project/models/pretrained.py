"""Fine-tuning: a Chinese BERT of the optional package `transformers` as an edit tagger.

Such a network has a token for every character, so a table from code points to tokens stands in for
its tokenizer; it is kept with the weights.
"""

from __future__ import annotations

from typing import Any

import torch
from omegaconf import DictConfig, OmegaConf
from torch import nn

from ..utils import CommandError, ConfigError

PLANE = 0x10000  # code points that the table knows; rarer ones are unknown to the vocabulary


class EncoderTagger(nn.Module):
    """Puts the encoder's own marks around the text, and adds the head start of leaving alone."""

    def __init__(
        self, network: nn.Module, marks: tuple[int, int], table: torch.Tensor, keep: float
    ) -> None:
        super().__init__()
        self.network, self.keep = network, keep
        self.first, self.last = marks
        self.register_buffer("table", table)

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """Return scores of shape (batch, length, tags)."""
        length = (numbers > 0).sum(dim=1, keepdim=True)
        tokens = self.get_buffer("table")[numbers.clamp(max=PLANE - 1)]
        place = torch.arange(numbers.shape[1] + 1, device=numbers.device).unsqueeze(0)
        tokens = torch.where(place == length, self.last, nn.functional.pad(tokens, (0, 1)))
        tokens = nn.functional.pad(tokens, (1, 0), value=self.first)
        mask = (tokens > 0).long()
        found = self.network(input_ids=tokens, attention_mask=mask).logits[:, 1:-1]
        scores: torch.Tensor = torch.cat([found[:, :, :1] + self.keep, found[:, :, 1:]], dim=2)
        return scores


def build_pretrained(model: DictConfig) -> nn.Module:
    """Build the tagger; its weights are fetched from the hub unless `pretrained` is false."""
    try:
        import transformers
    except ImportError as error:
        raise ConfigError(
            f"model '{model.name}' needs the package 'transformers', which is not installed"
        ) from error
    try:
        network, vocabulary = _parts(transformers, model)
    except Exception as error:  # hubs and networks raise many classes
        raise CommandError(f"cannot build '{model.weights}': {error}") from error
    first, last = (int(mark) for mark in model.marks)
    return EncoderTagger(network, (first, last), table_of(vocabulary, model), float(model.keep))


def table_of(vocabulary: dict[str, int], model: DictConfig) -> torch.Tensor:
    """Return the token of every code point; padding has none."""
    table = torch.full((PLANE,), int(model.unknown))
    for token, number in vocabulary.items():
        if len(token) == 1 and ord(token) < PLANE:
            table[ord(token)] = number
    table[0] = 0
    return table


def _parts(transformers: Any, model: DictConfig) -> tuple[nn.Module, dict[str, int]]:
    maker = transformers.AutoModelForTokenClassification
    options = {"num_labels": int(model.tags), "hidden_dropout_prob": float(model.dropout)}
    network: nn.Module
    if model.pretrained:
        network = maker.from_pretrained(model.weights, **options)
        tokens = transformers.AutoTokenizer.from_pretrained(model.weights).get_vocab()
        return network, tokens
    shape: Any = OmegaConf.to_container(model.shape, resolve=True)
    settings = transformers.AutoConfig.for_model(model.architecture, **shape, **options)
    network = maker.from_config(settings)
    return network, {}  # random weights: the table comes with a checkpoint, or all is unknown
