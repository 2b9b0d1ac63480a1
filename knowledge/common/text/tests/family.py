"""What the shared tests need to know about texts: models, answers, requests, wrong inputs."""

from __future__ import annotations

import json
import types
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
DATA = yaml.safe_load((ROOT / "configs/data/mini.yaml").read_text(encoding="utf-8"))
OWN = (
    DATA.get("source", {}).get("provider") == "local"
)  # a person's own texts, of which nothing is known
CLASSES = DATA["num_classes"]
MODELS = {
    "linear": 131072 * (CLASSES + 1) + CLASSES,
    "bag": 1048592 + 17 * CLASSES,
    "cnn": 1085632 + 193 * CLASSES,
}
CONFIGS = ROOT / "configs" / "model"
OPTIONAL = {  # model -> package it needs
    path.stem: "transformers"
    for path in sorted(CONFIGS.glob("*.yaml"))
    if "kind: transformers" in path.read_text(encoding="utf-8")
}
AT_ONCE = {"linear"}  # models that are fitted at once, without epochs
OTHER_OUTPUT = "model.num_classes=7"  # an override that makes the output's shape wrong
WRONG_LABEL = "no such class"
GAIN = 0.0 if OWN else 0.05  # by which ten epochs on the sample beat the baseline, at the least


def stand_in(package: str, seen: dict[str, Any] | None = None) -> Any:
    """Stand in for the package `transformers`: a tiny network, and what it was asked for."""
    import torch

    asked = {} if seen is None else seen

    class Tiny(torch.nn.Module):
        def __init__(self, classes: int) -> None:
            super().__init__()
            self.embed = torch.nn.Embedding(97, 4)
            self.head = torch.nn.Linear(4, classes)

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            asked.update(tokens=input_ids, mask=attention_mask)
            shown = self.embed(input_ids % 97) * attention_mask.unsqueeze(-1)
            return types.SimpleNamespace(logits=self.head(shown.mean(dim=1)))

    def from_pretrained(weights: str, **options: Any) -> Any:
        asked.update(options, weights=weights)
        return Tiny(options["num_labels"])

    def for_model(architecture: str, **options: Any) -> Any:
        asked.update(options, architecture=architecture)
        return options

    vocabulary = types.SimpleNamespace(get_vocab=lambda: {"[CLS]": 101, "好": 11, "差": 12})
    return types.SimpleNamespace(
        AutoConfig=types.SimpleNamespace(for_model=for_model),
        AutoModelForSequenceClassification=types.SimpleNamespace(
            from_pretrained=from_pretrained,
            from_config=lambda options: Tiny(options["num_labels"]),
        ),
        AutoTokenizer=types.SimpleNamespace(from_pretrained=lambda weights: vocabulary),
    )


def is_answer(answer: dict[str, Any], config: Any) -> bool:
    """Tell whether a record of infer.py has the family's shape."""
    known = answer["prediction"] in config.data.classes
    return known and set(answer) == {"id", "prediction", "score"}


def validation(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sample's rows as a validation part; of a person's own texts those that training saw,
    under other ids: whether they can be told apart at all, the sealed test part alone says."""
    if not OWN:
        return records
    lines = (ROOT / "data/sample/sample.jsonl").read_text(encoding="utf-8").splitlines()
    seen = [json.loads(line) for line in lines[: 2 * len(records)]]
    return [{**record, "id": f"again-{record['id']}"} for record in seen]


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
        json.dumps({"inputs": [{"id": "x", "text": "hello", "extra": 1}]}),
    ]
