"""The mini set: the breast cancer table that scikit-learn carries, drawn and written as files."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from ..utils import CommandError
from .records import to_lines
from .split import Drawn, Row, describe, draw

FILES = {"train": "train.jsonl", "val": "val.jsonl", "test": "test_inputs.jsonl"}


def read_source() -> tuple[list[Row], list[str]]:
    """Read every row of the package, in its order, and the names of the columns."""
    try:
        from sklearn.datasets import load_breast_cancer

        source = load_breast_cancer()
    except (ImportError, OSError) as error:
        raise CommandError(f"the table of scikit-learn cannot be read: {error}") from error
    columns = [str(name).replace(" ", "_") for name in source.feature_names]
    names = [str(name) for name in source.target_names]
    rows = [
        Row(tuple(float(value) for value in values), names[label])
        for values, label in zip(source.data.tolist(), source.target.tolist(), strict=True)
    ]
    return rows, columns


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the mini set by its name; test labels are not among them."""
    sampling = data["sampling"]
    fractions = sampling["fractions"]
    rows, columns = read_source()
    drawn = draw(rows, sampling["seed"], fractions["test"], fractions["val"])
    files = {
        name: to_lines(_record(item, columns, part != "test") for item in drawn[part]).encode()
        for part, name in FILES.items()
    }
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    described = {**describe(drawn, hashes, data), "columns": columns}
    text = json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    return {**files, "dataset.json": text.encode()}


def _record(item: Drawn, columns: list[str], labelled: bool) -> dict[str, Any]:
    features = dict(zip(columns, item.row.input, strict=True))
    record: dict[str, Any] = {"id": item.id, "features": features}
    return {**record, "label": item.row.label} if labelled else record
