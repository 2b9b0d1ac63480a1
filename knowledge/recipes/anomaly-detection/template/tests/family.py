"""What the shared tests need to know about anomalies in tables: models, answers, wrong inputs."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

MODELS = {"neighbours": 65538, "autoencoder": 39500, "masked": 75393}
OPTIONAL: dict[str, str] = {}  # model -> package it needs
AT_ONCE = {"neighbours"}  # models that are fitted at once, without epochs
OTHER_OUTPUT = "model.shares=[0.9,0.99]"  # an override that makes the output's shape wrong
WRONG_LABEL = "odd"
TRAIN_LABELS = {"normal"}  # labels that stand in the sample: nothing odd is in training
SIDE = 8  # pixels of a picture's row
GAIN = 0.2  # by which ten epochs on the sample beat the baseline, at the least


def is_answer(answer: dict[str, Any], config: Any) -> bool:
    """Tell whether a record of infer.py has the family's shape."""
    score = answer["score"]
    whole = isinstance(score, float) and math.isfinite(score)
    called = answer["prediction"] == (config.data.positive if score > 0 else "normal")
    return whole and called and set(answer) == {"id", "prediction", "score"}


def validation(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Training rows are all usual: every second one is turned upside down and so is odd."""
    made = []
    for place, record in enumerate(records):
        values = list(record["features"].values())
        lines = [values[start : start + SIDE] for start in range(0, len(values), SIDE)]
        turned = [value for line in reversed(lines) for value in line]
        odd = {
            "features": dict(zip(record["features"], turned, strict=True)),
            "label": "anomaly",
        }
        made.append({**record, **odd} if place % 2 else record)
    return made


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
        json.dumps({"inputs": [{"id": "x", "features": {"pixel_0_0": "1"}}]}),
        json.dumps({"inputs": [{"id": "x", "features": {"pixel_0_0": float("nan")}}]}),
    ]
