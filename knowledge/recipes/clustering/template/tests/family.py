"""What the shared tests need to know about clusters of rows: models, answers, wrong inputs."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

MODELS = {"spectral": 45501, "compact": 1345, "deep": 19494}
OPTIONAL: dict[str, str] = {}  # model -> package it needs
AT_ONCE = {"spectral", "compact"}  # models that are fitted at once, without epochs
OTHER_OUTPUT = "model.most=21"  # an override that makes the output's shape wrong
WRONG_LABEL = 7  # a hidden class is a text
LABELS_OPTIONAL = True  # what is learnt from may stand without a label
TRAIN_LABELS = {None}  # labels that stand in the sample
GAIN = 0.05  # by which the fit to the sample beats the baseline, at the least
LUMPS = 10


def is_answer(answer: dict[str, Any], config: Any) -> bool:
    """Tell whether a record of infer.py has the family's shape."""
    shares = answer["score"]
    known = set(shares) <= {str(number) for number in range(config.data.clusters)}
    whole = math.isclose(sum(shares.values()), 1, abs_tol=1e-4)
    best = shares[answer["prediction"]] == max(shares.values())
    return known and whole and best and set(answer) == {"id", "prediction", "score"}


def training(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in ten lumps, one after the other: the sample has too few for clusters of its own."""
    return [_in_a_lump(record, place) for place, record in enumerate(records)]


def validation(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Other rows of the ten lumps, with the lump as their hidden class."""
    made = [_in_a_lump(record, place + 3) for place, record in enumerate(records)]
    return [{**record, "label": str((place + 3) % LUMPS)} for place, record in enumerate(made)]


def _in_a_lump(record: dict[str, Any], place: int) -> dict[str, Any]:
    features = {name: value / 20 for name, value in record["features"].items()}
    return {**record, "features": {**features, list(features)[place % LUMPS]: 16}}


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
