"""A data folder as the leak gate sees it: rows by part, what form they have, every label."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from plumbline_trusted.dataset_files import FILES
from plumbline_trusted.door import Json, decode, is_number
from plumbline_trusted.records import read_lines

Form = Literal["features", "text", "picture", "pair", "window", "other"]
FIELDS: dict[str, Form] = {
    "features": "features",
    "text": "text",
    "path": "picture",
    "path_a": "pair",
    "history": "window",
}
SEALED = "test_labels.jsonl"


@dataclass(frozen=True)
class Held:
    """`labels` holds those of the test part too, where the sealed folder was named."""

    folder: Path
    form: Form
    parts: dict[str, list[Json]]
    labels: dict[str, Any]
    described: Json

    def rows(self, part: str) -> list[Json]:
        return self.parts.get(part, [])

    @property
    def seen(self) -> list[Json]:
        """What a model may learn from or be chosen by."""
        return [*self.rows("train"), *self.rows("val")]

    def label(self, row: Json) -> Any:
        return self.labels.get(str(row.get("id")))

    @property
    def target(self) -> Literal["class", "number", "text", "series", "none"]:
        values = [value for row in self.seen if (value := self.label(row)) is not None]
        if not values:
            return "none"
        if all(is_number(value) for value in values):
            return "number"
        if all(isinstance(value, list) for value in values):
            return "series"
        few = len({str(value) for value in values}) <= max(50, len(values) // 20)
        return "class" if few else "text"


def read_held(folder: Path, sealed: Path | None = None) -> Held:
    parts = {
        part: read_lines(folder / name) if (folder / name).is_file() else []
        for part, name in FILES.items()
    }
    every = [row for rows in parts.values() for row in rows]
    form: Form = "other"
    for field, known in FIELDS.items():
        if every and all(field in row for row in every):
            form = known
            break
    labels = {str(row.get("id")): row["label"] for row in every if "label" in row}
    path = sealed / SEALED if sealed is not None else None
    if path is not None and path.is_file():
        labels |= {str(row.get("id")): row.get("label") for row in read_lines(path)}
    told = folder / "dataset.json"
    described = decode(told.read_bytes(), told.name) if told.is_file() else {}
    return Held(folder, form, parts, labels, described if isinstance(described, dict) else {})


@dataclass(frozen=True)
class Leak:
    """One way the answer leaks: `ids` are the test rows it flatters, `columns` what carries it."""

    kind: Literal["near", "group", "time", "giveaway", "scaled"]
    at: str
    ids: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    example: str = ""
