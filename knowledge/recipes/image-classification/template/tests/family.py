"""What the shared tests need to know about pictures: requests, and inputs that are wrong."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

MODELS = {"cnn-tiny": 23882, "cnn": 98250, "cnn-wide": 1150250}
OPTIONAL = {"resnet18": "timm", "convnextv2-atto": "timm"}


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
