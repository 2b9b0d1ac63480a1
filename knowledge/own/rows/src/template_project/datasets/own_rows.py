"""Rows of a person's own file, and how they become parts; the file stays where it lies."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..utils import CommandError, ConfigError, sha256_file
from . import split
from .split import Drawn, Row, draw
from .table_file import Kept, TableError, table


def own_file(source: Mapping[str, Any]) -> Path:
    """The file that OWN_DATA, or `source.path`, names, with the bytes that were declared."""
    named = os.environ.get("OWN_DATA") or source.get("path")
    if not named:
        raise CommandError(
            f"{source['package']} stays with its owner: set OWN_DATA to the path of the file"
        )
    path = Path(named)
    if not path.is_file():
        raise CommandError(f"OWN_DATA names no file that can be read: {path}")
    if sha256_file(path) != source["sha256"]:
        raise ConfigError(f"{path} holds other bytes than {source['package']} did")
    return path


def read_source(source: Mapping[str, Any]) -> list[Kept]:
    """Read the rows of the person's file."""
    path = own_file(source)
    try:
        return table(path, source["own"])
    except TableError as error:
        raise CommandError(f"{path}: {error}") from error


def parted(
    kept: Sequence[Kept], sampling: Mapping[str, Any], *, single: bool = False
) -> dict[str, list[Drawn]]:
    """Draw the parts as the sampling says: by class, by group, or by time.

    `single`: a row's input is its one value, not a list of them.
    """
    rows = [Row(one.values[0] if single else one.values, one.label) for one in kept]
    seed, shares = sampling["seed"], sampling["fractions"]
    if sampling["method"] == "stratified":
        return draw(rows, seed, shares["test"], shares["val"], sampling.get("stratify", "label"))
    first: dict[str, Kept] = {}
    for row, one in zip(rows, kept, strict=True):
        first.setdefault(row.key, one)
    by = by_group if sampling["method"] == "group" else by_time
    return split.assign(rows, seed, by(first, seed, shares))


def by_group(rows: Mapping[str, Kept], seed: int, shares: Mapping[str, float]) -> dict[str, str]:
    """Whole groups in the order of their hash, to test and then val until each has its share."""
    sizes = Counter(one.group for one in rows.values())
    total = sum(sizes.values())
    filled = dict.fromkeys(split.FILES, 0)
    part_of: dict[str, str] = {}
    for name in sorted(sizes, key=lambda name: split.sha256(f"{seed}:group:{name}")):
        part = "train"
        for candidate in ("test", "val"):
            goal = total * shares[candidate]
            if part == "train" and filled[candidate] + sizes[name] / 2 <= goal:
                part = candidate
        part_of[name] = part
        filled[part] += sizes[name]
    return {key: part_of[one.group] for key, one in rows.items()}


def by_time(rows: Mapping[str, Kept], seed: int, shares: Mapping[str, float]) -> dict[str, str]:
    """The latest rows are test, those before them val; rows of one time stay together."""
    order = sorted(rows, key=lambda key: (rows[key].time, key))
    tests, vals = (int(len(order) * shares[part] + 0.5) for part in ("test", "val"))
    start = _start_of_tie(order, rows, len(order) - tests)
    before = _start_of_tie(order, rows, max(0, start - vals))
    return {
        key: "train" if at < before else "val" if at < start else "test"
        for at, key in enumerate(order)
    }


def _start_of_tie(order: Sequence[str], rows: Mapping[str, Kept], place: int) -> int:
    while 0 < place < len(order) and rows[order[place - 1]].time == rows[order[place]].time:
        place -= 1
    return place


def group_names(rows: Mapping[str, Kept], seed: int, method: str) -> dict[str, str]:
    """For each key the opaque name of its group; nothing where no split goes by groups."""
    if method != "group":
        return {}
    return {key: split.sha256(f"{seed}:group:{one.group}")[:12] for key, one in rows.items()}
