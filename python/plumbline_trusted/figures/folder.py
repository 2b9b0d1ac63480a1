"""A data folder as its pictures read it: the rows of each part, and a few of them as text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plumbline_trusted.dataset_files import FILES
from plumbline_trusted.door import Json, decode
from plumbline_trusted.figures.charts import spread
from plumbline_trusted.records import read_lines

SAMPLES = 6
LONGEST = 96


@dataclass(frozen=True)
class Folder:
    """The rows of each part as they lie there: test rows have no label."""

    path: Path
    parts: dict[str, list[Json]]
    described: Json

    @property
    def first(self) -> Json:
        return next((rows[0] for rows in self.parts.values() if rows), {})

    def labels(self, part: str) -> list[Any]:
        return [row["label"] for row in self.parts[part] if "label" in row]


def read_folder(path: Path) -> Folder:
    described = path / "dataset.json"
    value = decode(described.read_bytes(), described.name) if described.is_file() else {}
    parts = {part: read_lines(path / name) for part, name in FILES.items()}
    return Folder(path, parts, value if isinstance(value, dict) else {})


def samples(held: Folder) -> list[Json]:
    """A few training rows as text, cut where they are long; pictures and windows are drawn."""
    if not {"text", "features"} & set(held.first):
        return []
    train = held.parts["train"]
    return [_sample(train[i]) for i in spread(len(train), SAMPLES)]


def _sample(row: Json) -> Json:
    if "text" in row:
        shown = str(row["text"])
    else:
        shown = ", ".join(f"{name}={value}" for name, value in row["features"].items())
    label = row.get("label", "")
    return {"input": _cut(shown), "label": _cut(label if isinstance(label, str) else f"{label}")}


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"
