"""What the shared tests need to know about texts: models, answers, requests, wrong inputs."""

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

MODELS = {"window": 1671680, "tagger": 2288704}
OPTIONAL = {"macbert-base": "transformers"}  # model -> package it needs
ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "sample" / "sample.jsonl"
DATA = yaml.safe_load((ROOT / "configs/data/mini.yaml").read_text(encoding="utf-8"))
OWN = DATA.get("source", {}).get("provider") == "local"  # a person's pairs: nothing is known
AT_ONCE: set[str] = set()  # models that are fitted at once, without epochs
OTHER_OUTPUT = "model.tags=7"  # an override that makes the output's shape wrong
WRONG_LABEL = ""
GAIN = 0.0 if OWN else 1.0  # chrF by which ten epochs on the sample beat the baseline, at the least


def stand_in(package: str, seen: dict[str, Any] | None = None) -> Any:
    """Stand in for the package `transformers`: a tiny network, and what it was asked for."""
    import torch

    asked = {} if seen is None else seen

    class Tiny(torch.nn.Module):
        def __init__(self, tags: int) -> None:
            super().__init__()
            self.embed = torch.nn.Embedding(97, 4)
            self.head = torch.nn.Linear(4, tags)

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            asked.update(tokens=input_ids, mask=attention_mask)
            shown = self.embed(input_ids % 97) * attention_mask.unsqueeze(-1)
            return types.SimpleNamespace(logits=self.head(shown))

    def from_pretrained(weights: str, **options: Any) -> Any:
        asked.update(options, weights=weights)
        return Tiny(options["num_labels"])

    def for_model(architecture: str, **options: Any) -> Any:
        asked.update(options, architecture=architecture)
        return options

    vocabulary = types.SimpleNamespace(get_vocab=lambda: {"[CLS]": 101, "好": 11, "唔": 12})
    return types.SimpleNamespace(
        AutoConfig=types.SimpleNamespace(for_model=for_model),
        AutoModelForTokenClassification=types.SimpleNamespace(
            from_pretrained=from_pretrained,
            from_config=lambda options: Tiny(options["num_labels"]),
        ),
        AutoTokenizer=types.SimpleNamespace(from_pretrained=lambda weights: vocabulary),
        __name__=package,
    )


def validation(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pairs that tests train on, under other ids: three dozen short texts hold too few edits of
    others, so what can be shown on the sample is that training learns them at all."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    first = next(place for place, line in enumerate(lines) if json.loads(line) == records[0])
    known = [json.loads(line) for line in lines[:first]]
    return [{**one, "id": f"again-{one['id']}"} for one in known]
