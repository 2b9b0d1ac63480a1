"""Fine-tuning: an encoder of the optional package `transformers` that reads single characters.

CANINE reads code points as they are. A Chinese BERT has a token for every character, so a table
from code points to tokens stands in for its tokenizer; it is kept with the weights.
"""

from __future__ import annotations

from typing import Any

import torch
from omegaconf import DictConfig, OmegaConf
from torch import nn

from ..utils import CommandError, ConfigError

PLANE = 0x10000  # code points that the table knows; rarer ones are unknown to these vocabularies


class CharacterEncoder(nn.Module):
    """Puts the encoder's own marks around the text and gives its logits."""

    def __init__(self, network: nn.Module, first: int, last: int, table: torch.Tensor) -> None:
        super().__init__()
        self.network, self.first, self.last = network, first, last
        self.register_buffer("table", table)

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """Return logits of shape (batch, classes)."""
        length = (numbers > 0).sum(dim=1, keepdim=True)
        table = self.get_buffer("table")
        tokens = table[numbers.clamp(max=PLANE - 1)] if len(table) else numbers
        place = torch.arange(numbers.shape[1] + 1, device=numbers.device).unsqueeze(0)
        tokens = torch.where(place == length, self.last, nn.functional.pad(tokens, (0, 1)))
        tokens = nn.functional.pad(tokens, (1, 0), value=self.first)
        mask = (tokens > 0).long()  # padding, and spaces where the vocabulary has none
        logits: torch.Tensor = self.network(input_ids=tokens, attention_mask=mask).logits
        return logits


def build_pretrained(model: DictConfig, data: DictConfig) -> nn.Module:
    """Build an encoder; its weights are fetched from the hub unless `pretrained` is false."""
    try:
        import transformers
    except ImportError as error:
        raise ConfigError(
            f"model '{model.name}' needs the package 'transformers', which is not installed"
        ) from error
    if data.text.unit != "char":
        raise ConfigError(f"model '{model.name}' reads characters: set data.text.unit=char")
    try:
        network = _network(transformers, model)
        vocabulary = _vocabulary(transformers, model)
    except Exception as error:  # hubs and networks raise many classes
        raise CommandError(f"cannot build '{model.weights}': {error}") from error
    first, last = (int(mark) for mark in model.marks)
    return CharacterEncoder(network, first, last, table_of(vocabulary, model))


def table_of(vocabulary: dict[str, int], model: DictConfig) -> torch.Tensor:
    """Return the token of every code point; empty where the network reads code points."""
    if not model.vocabulary:
        return torch.zeros(0, dtype=torch.long)
    table = torch.full((PLANE,), int(model.unknown))
    for token, number in vocabulary.items():
        if len(token) == 1 and ord(token) < PLANE:
            table[ord(token)] = number
    table[0] = table[ord(" ")] = 0
    return table


def _network(transformers: Any, model: DictConfig) -> nn.Module:
    maker = transformers.AutoModelForSequenceClassification
    options = {"num_labels": int(model.num_classes), "hidden_dropout_prob": float(model.dropout)}
    if model.pretrained:
        network: nn.Module = maker.from_pretrained(model.weights, **options)
        return network
    shape: Any = OmegaConf.to_container(model.shape, resolve=True)
    settings = transformers.AutoConfig.for_model(model.architecture, **shape, **options)
    built: nn.Module = maker.from_config(settings)
    return built


def _vocabulary(transformers: Any, model: DictConfig) -> dict[str, int]:
    if not (model.vocabulary and model.pretrained):
        return {}  # random weights: the table comes with a checkpoint, or all is unknown
    found: dict[str, int] = transformers.AutoTokenizer.from_pretrained(model.weights).get_vocab()
    return found
