"""JSONL records, in and out: one JSON object a line, errors that name line and field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..utils import InputError

Record = dict[str, Any]
DIGITS = 6  # of a score that is written


@dataclass(frozen=True)
class Prediction:
    """The answer for one input.

    `score` says how sure the answer is, in the form the family declares; none where it has none.
    `confidence` is the probability of a label that was chosen; the service watches it.
    """

    id: str
    prediction: Any
    score: Any = None
    confidence: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the record that the output file and the service give."""
        answer = {"id": self.id, "prediction": self.prediction}
        return answer if self.score is None else {**answer, "score": _rounded(self.score)}


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


def _rounded(score: Any) -> Any:
    if isinstance(score, dict):
        return {label: round(value, DIGITS) for label, value in score.items()}
    return round(score, DIGITS)
