"""JSONL records: one JSON object a line, errors that name line and field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..utils import InputError

Record = dict[str, Any]


def read_jsonl(path: Path) -> list[Record]:
    """Read every record of a file; ids must be present, texts and unique."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InputError(f"no such file: {path}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text: {error}") from error
    records: list[Record] = []
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        record = _parse(line, number)
        if record["id"] in seen:
            raise InputError(f"'{record['id']}' appears twice", number, "id")
        seen.add(record["id"])
        records.append(record)
    return records


def label_index(record: Mapping[str, Any], classes: list[str]) -> int:
    """Return the class index of a labelled record."""
    label = record.get("label")
    if label not in classes:
        raise InputError(f"{label!r} is not one of the {len(classes)} classes", field="label")
    return classes.index(str(label))


def to_lines(records: Iterable[Mapping[str, Any]]) -> str:
    """Write records as compact JSON lines."""
    return "".join(compact(record) + "\n" for record in records)


def compact(value: Any) -> str:
    """Write a value as JSON without spaces, keeping non-ASCII characters."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _parse(line: str, number: int) -> Record:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(f"not JSON: {error}", number) from error
    if not isinstance(record, dict):
        raise InputError("expected a JSON object", number)
    if not isinstance(record.get("id"), str) or not record["id"]:
        raise InputError("expected a non-empty text", number, "id")
    return record
