"""What the shared tests need to know of texts: answers, requests, wrong inputs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def is_answer(answer: dict[str, Any], config: Any) -> bool:
    """Tell whether a record of infer.py has the family's shape."""
    return bool(answer["prediction"]) and set(answer) == {"id", "prediction"}


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
