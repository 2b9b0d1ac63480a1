"""What the shared tests need to know about a person's own table: models, answers, wrong inputs."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import yaml
from own_models import AT_ONCE, OTHER_OUTPUT, WRONG_LABEL, parameters

ROOT = Path(__file__).resolve().parents[1]
DATA = yaml.safe_load((ROOT / "configs/data/mini.yaml").read_text(encoding="utf-8"))
TREES = yaml.safe_load((ROOT / "configs/model/trees.yaml").read_text(encoding="utf-8"))
MODELS = parameters(sum(DATA["widths"]), len(DATA.get("classes", [])) or 1, TREES)
OPTIONAL: dict[str, str] = {}  # model -> package it needs
GAIN = 0.0  # rows that were trained on must be answered better than by the baseline
__all__ = ["AT_ONCE", "GAIN", "MODELS", "OPTIONAL", "OTHER_OUTPUT", "WRONG_LABEL"]


def is_answer(answer: dict[str, Any], config: Any) -> bool:
    """Tell whether a record of infer.py has the family's shape."""
    value = answer["prediction"]
    if "classes" in DATA:
        return value in config.data.classes and set(answer) == {"id", "prediction", "score"}
    return isinstance(value, float) and math.isfinite(value) and set(answer) == {"id", "prediction"}


def validation(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that training has seen, under other ids: whether the pipeline can learn them says
    nothing of new rows, which the sealed test part alone tells."""
    lines = (ROOT / "data/sample/sample.jsonl").read_text(encoding="utf-8").splitlines()
    seen = [json.loads(line) for line in lines[: 2 * len(records)]]
    return [{**record, "id": f"again-{record['id']}"} for record in seen]


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
        ('{"id": "x", "features": {"no such column": 1}}', "features.no such column"),
    ]


def wrong_requests() -> list[str]:
    """Bodies that the service refuses with 422."""
    first = DATA["columns"][0]
    return [
        json.dumps({"inputs": [{"id": "x"}]}),
        json.dumps({"inputs": [{"id": "x", "features": {}}]}),
        json.dumps({"inputs": [{"id": "x", "features": {"没有这一列": 1.0}}]}),
        json.dumps({"inputs": [{"id": "x", "features": {first: [1]}}]}),
        json.dumps({"inputs": [{"id": "x", "features": {first: float("nan")}}]}),
    ]
