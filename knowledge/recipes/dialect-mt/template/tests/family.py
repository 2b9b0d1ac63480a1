"""What the shared tests need to know about texts: models, answers, requests, wrong inputs."""

from __future__ import annotations

import json
import types
from pathlib import Path
from typing import Any

MODELS = {"window": 1671680, "tagger": 2288704}
OPTIONAL = {"macbert-base": "transformers"}  # model -> package it needs
SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample" / "sample.jsonl"
AT_ONCE: set[str] = set()  # models that are fitted at once, without epochs
OTHER_OUTPUT = "model.tags=7"  # an override that makes the output's shape wrong
WRONG_LABEL = ""
GAIN = 1.0  # chrF by which ten epochs on the sample beat the baseline, at the least


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


def is_answer(answer: dict[str, Any], config: Any) -> bool:
    """Tell whether a record of infer.py has the family's shape."""
    return bool(answer["prediction"]) and set(answer) == {"id", "prediction"}


def validation(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pairs that tests train on, under other ids: three dozen short texts hold too few edits of
    others, so what can be shown on the sample is that training learns them at all."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    first = next(place for place, line in enumerate(lines) if json.loads(line) == records[0])
    known = [json.loads(line) for line in lines[:first]]
    return [{**one, "id": f"again-{one['id']}"} for one in known]


def as_request(record: dict[str, Any], root: Path) -> dict[str, Any]:
    """The service's form of a record."""
    return {"id": record["id"], "text": record["text"]}


def broken_records() -> list[tuple[str, str]]:
    """Lines that infer.py refuses, each with the field it must name."""
    return [
        ("not json", "JSON"),
        ("[1]", "object"),
        ('{"text": "hello"}', "id"),
        ('{"id": "x"}', "text"),
        ('{"id": "x", "text": 5}', "text"),
        ('{"id": "x", "text": ""}', "text"),
        ('{"id": "x", "text": " \\u3000 "}', "text"),
    ]


def wrong_requests() -> list[str]:
    """Bodies that the service refuses with 422."""
    return [
        json.dumps({"inputs": [{"id": "x"}]}),
        json.dumps({"inputs": [{"id": "x", "text": ""}]}),
        json.dumps({"inputs": [{"id": "x", "text": "　"}]}),
        json.dumps({"inputs": [{"id": "x", "text": 5}]}),
        json.dumps({"inputs": [{"id": "x", "text": "你好", "extra": 1}]}),
    ]
