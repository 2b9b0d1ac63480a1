"""Drawing the split: dedupe by content, then order each stratum by a keyed hash.

The same rows and the same seed give the same files, byte for byte, on every machine. Inputs and
labels may be of any JSON type.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .records import compact, to_lines

FILES = {"train": "train.jsonl", "val": "val.jsonl", "test": "test_inputs.jsonl"}
QUANTILES = 5


@dataclass(frozen=True)
class Row:
    """One source row: its input and its label."""

    input: Any
    label: Any

    @property
    def key(self) -> str:
        """The hash of the input; equal inputs have equal keys."""
        return sha256(compact(self.input))


@dataclass(frozen=True)
class Drawn:
    """A row that was drawn into a split, under its opaque id."""

    id: str
    row: Row


def sha256(text: str) -> str:
    """Return the SHA-256 of a text as lower-case hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def draw(
    rows: Iterable[Row],
    seed: int,
    test_fraction: float,
    val_fraction: float,
    stratify: str = "label",
) -> dict[str, list[Drawn]]:
    """Split the rows into train, val and test, stratified by `label` or by `none`."""
    kept = unique(rows)
    strata: defaultdict[str, list[str]] = defaultdict(list)
    for row, name in zip(kept, stratum_names(kept, stratify), strict=True):
        strata[name].append(row.key)
    parts: dict[str, str] = {}
    for name in sorted(strata):
        keys = sorted(strata[name], key=lambda key: sha256(f"{seed}:{key}"))
        n_test = _rounded(len(keys), test_fraction)
        n_val = _rounded(len(keys), val_fraction)
        for place, key in enumerate(keys):
            parts[key] = "test" if place < n_test else "val" if place < n_test + n_val else "train"
    return assign(kept, seed, parts)


def assign(rows: Iterable[Row], seed: int, parts: Mapping[str, str]) -> dict[str, list[Drawn]]:
    """Put each row into the part that `parts` names for its key; the rest is dropped.

    A split by group or by time names the parts itself. Each part is sorted by id.
    """
    drawn: dict[str, list[Drawn]] = {part: [] for part in FILES}
    for row in unique(rows):
        if row.key in parts:
            drawn[parts[row.key]].append(Drawn(sha256(f"{seed}:id:{row.key}")[:16], row))
    return {part: sorted(items, key=lambda item: item.id) for part, items in drawn.items()}


def unique(rows: Iterable[Row]) -> list[Row]:
    """Keep the first of the rows with equal inputs."""
    kept: dict[str, Row] = {}
    for row in rows:
        kept.setdefault(row.key, row)
    return list(kept.values())


def stratum_names(rows: Sequence[Row], stratify: str) -> list[str]:
    """Name each row's stratum: its class, or the fifth of all numbers that its number is in."""
    if stratify != "label" or not rows:
        return [""] * len(rows)
    if all(isinstance(row.label, str) for row in rows):
        return [row.label for row in rows]
    ranked = sorted(range(len(rows)), key=lambda index: (rows[index].label, rows[index].key))
    place = {index: rank for rank, index in enumerate(ranked)}
    return [str(place[index] * QUANTILES // len(rows)) for index in range(len(rows))]


def label_facts(drawn: Sequence[Drawn], classes: bool) -> dict[str, Any]:
    """Tell the rows of each class; of numbers their range and mean; of other labels nothing."""
    labels = [item.row.label for item in drawn]
    if classes:
        return {"classes": dict(sorted(Counter(labels).items()))}
    if not labels or not all(isinstance(label, (int, float)) for label in labels):
        return {"classes": {}}
    told = {"low": min(labels), "high": max(labels), "mean": sum(labels) / len(labels)}
    return {"classes": {}, "target": told}


def render_parts(
    drawn: Mapping[str, list[Drawn]],
    fields: Callable[[Drawn], dict[str, Any]],
    unlabelled: Collection[str] = ("test",),
) -> dict[str, bytes]:
    """Write each part as JSON lines of id, the input's fields and the label where it is shown."""

    def record(item: Drawn, labelled: bool) -> dict[str, Any]:
        told = {"id": item.id, **fields(item)}
        return {**told, "label": item.row.label} if labelled else told

    return {
        name: to_lines(record(item, part not in unlabelled) for item in drawn[part]).encode()
        for part, name in FILES.items()
    }


def render_description(
    drawn: Mapping[str, list[Drawn]],
    files: Mapping[str, bytes],
    data: Mapping[str, Any],
    unlabelled: Collection[str] = ("test",),
    **more: Any,
) -> bytes:
    """Describe a drawn set as dataset.json does, with what is told of the labels that are shown."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    splits: dict[str, dict[str, Any]] = {}
    for part, name in FILES.items():
        splits[part] = {"rows": len(drawn[part]), "sha256": hashes[name]}
        if part not in unlabelled:
            splits[part].update(label_facts(drawn[part], "classes" in data))
    described = {
        "name": data["title"],
        "task": data["task"],
        "source": data["source"],
        "licence": data["licence"],
        "seed": data["sampling"]["seed"],
        "fractions": data["sampling"]["fractions"],
        "splits": splits,
        "files": hashes,
        "classes": data.get("classes", []),
        **more,
    }
    text = json.dumps(described, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    return text.encode()


def _rounded(count: int, fraction: float) -> int:
    return math.floor(count * fraction + 0.5)
