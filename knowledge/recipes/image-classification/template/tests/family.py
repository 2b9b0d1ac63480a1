"""What the shared tests need to know about pictures: models, answers, requests, wrong inputs."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

MODELS = {"cnn-tiny": 23882, "cnn": 98250, "cnn-wide": 1150250}
OPTIONAL = {"resnet18": "timm", "convnextv2-atto": "timm"}  # model -> package it needs
AT_ONCE: set[str] = set()  # models that are fitted at once, without epochs
OTHER_OUTPUT = "model.num_classes=7"  # an override that makes the output's shape wrong
WRONG_LABEL = "no such class"
GAIN = 0.2  # by which ten epochs on the sample beat the baseline, at the least


def is_answer(answer: dict[str, Any], config: Any) -> bool:
    """Tell whether a record of infer.py has the family's shape."""
    known = answer["prediction"] in config.data.classes
    return known and set(answer) == {"id", "prediction", "score"}


def validation(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sample's rows as a validation part; some families must make up what training lacks."""
    return records


def as_request(record: dict[str, Any], root: Path) -> dict[str, Any]:
    """The service's form of a record."""
    content = (root / record["path"]).read_bytes()
    return {"id": record["id"], "image": base64.b64encode(content).decode()}


def broken_records() -> list[tuple[str, str]]:
    """Lines that infer.py refuses, each with the field it must name."""
    return [
        ("not json", "JSON"),
        ("[1]", "object"),
        ('{"path": "images/x.png"}', "id"),
        ('{"id": "x"}', "path"),
        ('{"id": "x", "path": "images/absent.png"}', "path"),
        ('{"id": "x", "path": "../outside.png"}', "path"),
        ('{"id": "x", "path": "train.jsonl"}', "path"),
    ]


def wrong_requests() -> list[str]:
    """Bodies that the service refuses with 422."""
    no_picture = base64.b64encode("你好".encode()).decode()
    return [
        json.dumps({"inputs": [{"id": "x"}]}),
        json.dumps({"inputs": [{"id": "x", "image": "%%%"}]}),
        json.dumps({"inputs": [{"id": "x", "image": no_picture}]}),
        json.dumps({"inputs": [{"id": "", "image": no_picture}]}),
        json.dumps({"inputs": [{"id": "x", "image": no_picture, "extra": 1}]}),
    ]
