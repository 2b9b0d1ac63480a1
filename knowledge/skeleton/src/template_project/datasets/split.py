"""Drawing the split: dedupe by content, then order each class by a keyed hash.

The same rows and the same seed give the same files, byte for byte, on every machine.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .records import compact


@dataclass(frozen=True)
class Row:
    """One source row: the numbers of its input and its label."""

    input: tuple[float, ...]
    label: str

    @property
    def key(self) -> str:
        """The hash of the input; equal inputs have equal keys."""
        return sha256(compact(list(self.input)))


@dataclass(frozen=True)
class Drawn:
    """A row that was drawn into a split, under its opaque id."""

    id: str
    row: Row


def sha256(text: str) -> str:
    """Return the SHA-256 of a text as lower-case hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def draw(
    rows: Iterable[Row], seed: int, test_fraction: float, val_fraction: float
) -> dict[str, list[Drawn]]:
    """Split the rows into train, val and test, stratified by label, each sorted by id."""
    groups: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    seen: set[str] = set()
    for row in rows:
        key = row.key
        if key not in seen:
            seen.add(key)
            groups[row.label][key] = row
    parts: dict[str, list[Drawn]] = {"train": [], "val": [], "test": []}
    for label in sorted(groups):
        group = groups[label]
        keys = sorted(group, key=lambda key: sha256(f"{seed}:{key}"))
        n_test = _rounded(len(keys), test_fraction)
        n_val = _rounded(len(keys), val_fraction)
        for place, key in enumerate(keys):
            part = "test" if place < n_test else "val" if place < n_test + n_val else "train"
            parts[part].append(Drawn(sha256(f"{seed}:id:{key}")[:16], group[key]))
    return {part: sorted(drawn, key=lambda item: item.id) for part, drawn in parts.items()}


def count_labels(drawn: Iterable[Drawn]) -> dict[str, int]:
    """Count the rows of each label."""
    return dict(sorted(Counter(item.row.label for item in drawn).items()))


def describe(
    drawn: dict[str, list[Drawn]], files: dict[str, str], data: dict[str, Any]
) -> dict[str, Any]:
    """Describe a drawn set as dataset.json does."""
    splits: dict[str, Any] = {
        part: {
            "rows": len(drawn[part]),
            "classes": count_labels(drawn[part]),
            "sha256": files[f"{part}.jsonl"],
        }
        for part in ("train", "val")
    }
    splits["test"] = {"rows": len(drawn["test"]), "sha256": files["test_inputs.jsonl"]}
    return {
        "name": data["title"],
        "task": data["task"],
        "source": data["source"],
        "licence": data["licence"],
        "seed": data["sampling"]["seed"],
        "fractions": data["sampling"]["fractions"],
        "classes": data["classes"],
        "splits": splits,
        "files": files,
    }


def _rounded(count: int, fraction: float) -> int:
    return math.floor(count * fraction + 0.5)
