"""The split, drawn from source, seed and fractions alone: the same rows fall alike anywhere."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

from plumbline_trusted.door import Json, Refusal, flag, integer, mapping, number, text
from plumbline_trusted.records import compact, sha256
from plumbline_trusted.sources import Table

PARTS = ("train", "val", "test")


@dataclass(frozen=True)
class Sampling:
    """How rows are drawn; `stratify` is `label`, or `none` for one stratum."""

    seed: int
    fractions: dict[str, float]
    stratify: str
    dedupe: bool
    sample_rows: int


@dataclass(frozen=True)
class Row:
    """One kept source row: its index in the source, the hash of its input, its public id."""

    index: int
    key: str
    id: str
    label: str


@dataclass(frozen=True)
class Split:
    """The three parts, each in the order of its ids, and what deduplication took away."""

    parts: dict[str, list[Row]]
    source_rows: int
    duplicates_removed: int
    label_conflicts: int


def read_sampling(request: Json) -> Sampling:
    given = mapping(request, "sampling", {})
    shares = mapping(given, "fractions", {"train": 0.7, "val": 0.1, "test": 0.2})
    fractions = {part: number(shares, part, None, 0, 1) for part in PARTS}
    if abs(sum(fractions.values()) - 1) > 1e-9 or set(shares) != set(PARTS):
        raise Refusal(
            "E_REQUEST",
            "fractions 必须恰为 train、val、test 且和为 1",
            "fractions must be exactly train, val and test and sum to 1",
            "sampling.fractions",
        )
    return Sampling(
        seed=integer(given, "seed", 42),
        fractions=fractions,
        stratify=text(given, "stratify", "label", among=("label", "none")),
        dedupe=flag(given, "dedupe", True),
        sample_rows=integer(given, "sample_rows", 64, low=1, high=64),
    )


def draw_split(table: Table, sampling: Sampling) -> Split:
    rows, conflicts = _kept(table, sampling)
    strata: dict[str, list[Row]] = {}
    for row in rows:
        strata.setdefault(row.label if sampling.stratify == "label" else "", []).append(row)
    parts: dict[str, list[Row]] = {part: [] for part in PARTS}
    for name in sorted(strata):
        for part, chosen in _cut(strata[name], sampling).items():
            parts[part].extend(chosen)
    ordered = {part: sorted(chosen, key=lambda row: row.id) for part, chosen in parts.items()}
    return Split(ordered, len(table.labels), len(table.labels) - len(rows), conflicts)


def index_sha256(rows: list[Row]) -> str:
    """The hash of a part's source indices, one a line in rising order."""
    return sha256("".join(f"{index}\n" for index in sorted(row.index for row in rows)))


def class_counts(rows: list[Row]) -> dict[str, int]:
    return dict(sorted(Counter(row.label for row in rows).items()))


def _kept(table: Table, sampling: Sampling) -> tuple[list[Row], int]:
    rows: list[Row] = []
    first: dict[str, str] = {}
    conflicts = 0
    for index, (value, label) in enumerate(zip(table.inputs, table.labels, strict=True)):
        key = sha256(compact(value))
        if sampling.dedupe and key in first:
            conflicts += first[key] != label
            continue
        first[key] = label
        rows.append(Row(index, key, sha256(f"{sampling.seed}:id:{key}")[:16], label))
    if len({row.id for row in rows}) != len(rows):
        raise Refusal(
            "E_SOURCE",
            "两行得到同一个 id；请开启 dedupe 或更换种子",
            "two rows get the same id; turn dedupe on or take another seed",
            "sampling",
        )
    return rows, conflicts


def _cut(rows: list[Row], sampling: Sampling) -> dict[str, list[Row]]:
    order = sorted(rows, key=lambda row: sha256(f"{sampling.seed}:{row.key}"))
    n_test = math.floor(len(order) * sampling.fractions["test"] + 0.5)
    n_val = math.floor(len(order) * sampling.fractions["val"] + 0.5)
    return {
        "test": order[:n_test],
        "val": order[n_test : n_test + n_val],
        "train": order[n_test + n_val :],
    }
