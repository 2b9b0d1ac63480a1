"""What the shared tests need to know about tables: models, answers, requests, wrong inputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MODELS = {"linear": 42, "mlp": 5251, "resnet-mlp": 200963}
OPTIONAL: dict[str, str] = {}  # model -> package it needs
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
    return {"id": record["id"], "features": record["features"]}


def broken_records() -> list[tuple[str, str]]:
    """Lines that infer.py refuses, each with the field it must name."""
    return [
        ("not json", "JSON"),
        ("[1]", "object"),
        ('{"features": {}}', "id"),
        ('{"id": "x"}', "features"),
        ('{"id": "x", "features": {}}', "features."),
        ('{"id": "x", "features": {"no_such_column": 1}}', "features.no_such_column"),
    ]


def wrong_requests() -> list[str]:
    """Bodies that the service refuses with 422."""
    return [
        json.dumps({"inputs": [{"id": "x"}]}),
        json.dumps({"inputs": [{"id": "x", "features": {}}]}),
        json.dumps({"inputs": [{"id": "x", "features": {"列": 1.0}}]}),
        json.dumps({"inputs": [{"id": "x", "features": {"alcohol": "1"}}]}),
        json.dumps({"inputs": [{"id": "x", "features": {"alcohol": float("nan")}}]}),
    ]
