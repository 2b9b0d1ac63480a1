"""What the shared tests need to know about pairs: models, answers, requests, wrong inputs."""

from __future__ import annotations

import base64
import json
import types
from pathlib import Path
from typing import Any

MODELS = {"siamese-cnn": 494594, "siamese-tiny": 310882}
OPTIONAL = {"dinov2-small": "timm", "face-vit-tiny": "timm"}  # model -> package it needs
SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample" / "sample.jsonl"
AT_ONCE: set[str] = set()  # models that are fitted at once, without epochs
OTHER_OUTPUT = "model.decides=false"  # an override that makes the model's shape wrong
WRONG_LABEL = "no such class"
GAIN = 0.05  # by which ten epochs on the sample beat the baseline, at the least


def stand_in(package: str, seen: dict[str, Any] | None = None) -> Any:
    """Stand in for the package `timm`: a tiny network, and what it was asked for."""
    import torch

    asked = {} if seen is None else seen

    def create_model(architecture: str, **options: Any) -> Any:
        asked.update(options, architecture=architecture)
        pool = torch.nn.AdaptiveAvgPool2d(4)
        inputs = 16 * int(options["in_chans"])
        head = torch.nn.Linear(inputs, int(options["num_classes"]))
        return torch.nn.Sequential(pool, torch.nn.Flatten(), head)

    return types.SimpleNamespace(create_model=create_model, __name__=package)


def is_answer(answer: dict[str, Any], config: Any) -> bool:
    """Tell whether a record of infer.py has the family's shape."""
    known = answer["prediction"] in config.data.classes and -1.000001 <= answer["score"] <= 1.000001
    return known and set(answer) == {"id", "prediction", "score"}


def validation(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The pairs that tests train on, turned round: three dozen pairs teach nothing about other
    faces, so what can be shown on the sample is that training learns them at all."""
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    first = next(place for place, line in enumerate(lines) if json.loads(line) == records[0])
    known = [json.loads(line) for line in lines[:first]]
    turned = [{**one, "path_a": one["path_b"], "path_b": one["path_a"]} for one in known]
    return [{**one, "id": f"turned-{one['id']}"} for one in turned]


def as_request(record: dict[str, Any], root: Path) -> dict[str, Any]:
    """The service's form of a record."""
    pictures = {
        f"image_{side}": base64.b64encode((root / record[f"path_{side}"]).read_bytes()).decode()
        for side in "ab"
    }
    return {"id": record["id"], **pictures}


def broken_records() -> list[tuple[str, str]]:
    """Lines that infer.py refuses, each with the field it must name."""
    return [
        ("not json", "JSON"),
        ("[1]", "object"),
        ('{"path_a": "images/x.png", "path_b": "images/x.png"}', "id"),
        ('{"id": "x"}', "path_a"),
        ('{"id": "x", "path_a": "images/absent.png", "path_b": "images/absent.png"}', "path_a"),
        ('{"id": "x", "path_a": "../outside.png", "path_b": "images/x.png"}', "path_a"),
        ('{"id": "x", "path_a": "train.jsonl", "path_b": "images/x.png"}', "path_a"),
    ]


def wrong_requests() -> list[str]:
    """Bodies that the service refuses with 422."""
    no_picture = base64.b64encode("你好".encode()).decode()
    pair = {"image_a": no_picture, "image_b": no_picture}
    return [
        json.dumps({"inputs": [{"id": "x"}]}),
        json.dumps({"inputs": [{"id": "x", "image_a": no_picture}]}),
        json.dumps({"inputs": [{"id": "x", **pair, "image_b": "%%%"}]}),
        json.dumps({"inputs": [{"id": "x", **pair}]}),
        json.dumps({"inputs": [{"id": "", **pair}]}),
        json.dumps({"inputs": [{"id": "x", **pair, "extra": 1}]}),
    ]
