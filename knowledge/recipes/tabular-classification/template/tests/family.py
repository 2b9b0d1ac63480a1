"""What the shared tests need to know about tables: requests, and inputs that are wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MODELS = {"linear": 62, "mlp": 6274, "resnet-mlp": 203010}
OPTIONAL: dict[str, str] = {}


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
        json.dumps({"inputs": [{"id": "x", "features": {"mean_radius": "1"}}]}),
        json.dumps({"inputs": [{"id": "x", "features": {"mean_radius": float("nan")}}]}),
    ]
