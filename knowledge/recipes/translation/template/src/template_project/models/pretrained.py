"""Fine-tuning: a Marian translator of the optional package `transformers`, with its own pieces.

Its tokenizer is named by the model's configuration and used where texts are prepared; piece numbers
arrive moved up by one, for 0 is padding here.
"""

from __future__ import annotations

from typing import Any

import torch
from omegaconf import DictConfig, OmegaConf
from torch import nn

from ..utils import CommandError, ConfigError

NEVER = -1e4


class Translator(nn.Module):
    """Learns from the pieces so far; answers with the likeliest piece each time."""

    def __init__(self, network: nn.Module, said: int) -> None:
        super().__init__()
        self.network, self.said = network, said
        settings: Any = network.config
        self.pad, self.end = int(settings.pad_token_id), int(settings.eos_token_id)
        self.start = int(settings.decoder_start_token_id)

    def forward(self, inputs: torch.Tensor, targets: torch.Tensor | None = None) -> torch.Tensor:
        """Return the pieces of the answer, or the log-likelihoods of the wanted pieces."""
        given = {"input_ids": self._own(inputs), "attention_mask": (inputs > 0).long()}
        if targets is not None:
            wanted = self._own(targets)
            before = nn.functional.pad(wanted[:, :-1], (1, 0), value=self.start)
            scores = self.network(**given, decoder_input_ids=before).logits.log_softmax(dim=2)
            likelihood: torch.Tensor = scores.gather(2, wanted.unsqueeze(2)).squeeze(2)
            return likelihood
        said = inputs[:, :1] * 0 + self.start
        going, answer = inputs[:, :1] * 0 == 0, []
        for _ in range(self.said):
            scores = self.network(**given, decoder_input_ids=said).logits[:, -1]
            no_padding = torch.arange(scores.shape[1], device=scores.device) == self.pad
            piece = scores.masked_fill(no_padding, NEVER).argmax(dim=1, keepdim=True)
            answer.append(torch.where(going, piece + 1, 0))
            going = going & (piece != self.end)
            said = torch.cat([said, piece], dim=1)
        return torch.cat(answer, dim=1)

    def _own(self, numbers: torch.Tensor) -> torch.Tensor:
        return torch.where(numbers > 0, numbers - 1, self.pad)


def build_pretrained(model: DictConfig) -> nn.Module:
    """Build the translator; its weights are fetched from the hub unless `pretrained` is false."""
    try:
        import transformers
    except ImportError as error:
        raise ConfigError(
            f"model '{model.name}' needs the package 'transformers', which is not installed"
        ) from error
    try:
        return Translator(_network(transformers, model), int(model.said))
    except Exception as error:  # hubs and networks raise many classes
        raise CommandError(f"cannot build '{model.tokenizer}': {error}") from error


def _network(transformers: Any, model: DictConfig) -> nn.Module:
    maker = transformers.AutoModelForSeq2SeqLM
    options = {"dropout": float(model.dropout)}
    network: nn.Module
    if model.pretrained:
        network = maker.from_pretrained(model.weights, **options)
    else:
        shape: Any = OmegaConf.to_container(model.shape, resolve=True)
        settings = transformers.AutoConfig.for_model(model.architecture, **shape, **options)
        network = maker.from_config(settings)
    return network
