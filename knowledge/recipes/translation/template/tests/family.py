"""What the shared tests need to know about translators: models, answers, requests, wrong inputs."""

from __future__ import annotations

import json
import types
from pathlib import Path
from typing import Any

import yaml
from texts import as_request as as_request
from texts import broken_records as broken_records
from texts import is_answer as is_answer
from texts import wrong_requests as wrong_requests

MODELS = {"phrases": 1114112, "seq2seq": 1807744}
OPTIONAL = {"opus-mt-en-zh": "transformers"}  # model -> package it needs
ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample" / "sample.jsonl"
DATA = yaml.safe_load((ROOT / "configs/data/mini.yaml").read_text(encoding="utf-8"))
OWN = DATA.get("source", {}).get("provider") == "local"  # a person's pairs: nothing is known
AT_ONCE = {"phrases"}  # models that are fitted at once, without epochs
OTHER_OUTPUT = "model.said=7"  # an override that makes the output's shape wrong
WRONG_LABEL = ""
GAIN = 0.0 if OWN else 5.0  # BLEU by which a fit to the sample beats the baseline, at the least


def stand_in(package: str, seen: dict[str, Any] | None = None) -> Any:
    """Stand in for the package `transformers`: a tiny network, and what it was asked for."""
    import torch

    asked = {} if seen is None else seen
    marks = types.SimpleNamespace(pad_token_id=96, eos_token_id=0, decoder_start_token_id=96)

    class Tiny(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.config = marks
            self.embed = torch.nn.Embedding(97, 4)
            self.head = torch.nn.Linear(4, 97)

        def forward(self, input_ids: Any, attention_mask: Any, decoder_input_ids: Any) -> Any:
            asked.update(tokens=input_ids, mask=attention_mask, before=decoder_input_ids)
            read = (self.embed(input_ids % 97) * attention_mask.unsqueeze(2)).mean(dim=1)
            said = self.embed(decoder_input_ids % 97)
            return types.SimpleNamespace(logits=self.head(said + read.unsqueeze(1)))

    class Tokenizer:
        """A piece is a character."""

        def __call__(self, text: str = "", text_target: str = "") -> Any:
            pieces = [1 + ord(character) % 90 for character in text or text_target]
            return types.SimpleNamespace(input_ids=[*pieces, 0])

        def decode(self, pieces: Any, skip_special_tokens: bool) -> str:
            asked.update(decoded=list(pieces))
            return " ".join(str(piece) for piece in pieces if piece or not skip_special_tokens)

    def from_pretrained(weights: str, **options: Any) -> Any:
        asked.update(options, weights=weights)
        return Tiny()

    def for_model(architecture: str, **options: Any) -> Any:
        asked.update(options, architecture=architecture)
        return options

    return types.SimpleNamespace(
        AutoConfig=types.SimpleNamespace(for_model=for_model),
        AutoModelForSeq2SeqLM=types.SimpleNamespace(
            from_pretrained=from_pretrained, from_config=lambda options: Tiny()
        ),
        AutoTokenizer=types.SimpleNamespace(from_pretrained=lambda name: Tokenizer()),
        __name__=package,
    )


def validation(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two texts that tests train on, one behind the other: three dozen short texts hold too few
    words of others, so what can be shown on the sample is that known parts are put together."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    first = next(place for place, line in enumerate(lines) if json.loads(line) == records[0])
    known = [json.loads(line) for line in lines[:first]]
    return [
        {
            "id": f"both-{one['id']}",
            "text": f"{one['text']} {two['text']}",
            "label": one["label"] + two["label"],
        }
        for one, two in zip(known[::2], known[1::2], strict=True)
    ]
