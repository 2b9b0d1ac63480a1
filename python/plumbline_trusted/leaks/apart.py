"""Groups and times that a split tore apart: declared ones, and columns that speak of one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Any

import numpy as np

from plumbline_trusted.door import is_number
from plumbline_trusted.leaks.held import Held, Leak
from plumbline_trusted.leaks.vectors import columns_of
from plumbline_trusted.own.roles import hints
from plumbline_trusted.records import compact

DATE = re.compile(r"\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2})?")
LEAST_GROUPS = 8
ALIKE = 0.8


def groups(held: Held) -> list[Leak]:
    """Test rows whose group also stands in training or validation."""
    every = [*held.seen, *held.rows("test")]
    found: list[Leak] = []
    if every and all("group" in row for row in every):
        found += _shared(held, "group", [compact(row["group"]) for row in every])
    for name in columns_of(every) if held.form == "features" else []:
        values = [row["features"][name] for row in every]
        if _names_one(held, name, values):
            found += _shared(held, name, [compact(value) for value in values])
    return found


def times(held: Held) -> list[Leak]:
    """Test rows that are older than a row the model learns from."""
    if held.form == "window":
        return _windows(held)
    found: list[Leak] = []
    for name in columns_of([*held.seen, *held.rows("test")]) if held.form == "features" else []:
        known = [row["features"][name] for row in held.rows("train")]
        asked = [(row, row["features"][name]) for row in held.rows("test")]
        if not _is_time(name, [*known, *(value for _, value in asked)]):
            continue
        latest = max(map(_when, known))
        ids = tuple(str(row.get("id")) for row, value in asked if _when(value) < latest)
        if len(ids) * 20 > len(asked):
            found.append(Leak("time", name, ids, (name,), f"{name} < {latest}"))
    return found


def _windows(held: Held) -> list[Leak]:
    latest: dict[str, str] = {}
    for row in held.rows("train"):
        name = str(row.get("series"))
        latest[name] = max(latest.get(name, ""), str(row.get("start", "")))
    older = [
        str(row.get("id"))
        for row in held.rows("test")
        if "start" in row and str(row["start"]) < latest.get(str(row.get("series")), "")
    ]
    return [Leak("time", "start", tuple(older))] if older else []


def _shared(held: Held, name: str, values: list[str]) -> list[Leak]:
    known = set(values[: len(held.seen)])
    asked = zip(held.rows("test"), values[len(held.seen) :], strict=True)
    hit = [(str(row.get("id")), value) for row, value in asked if value in known]
    if len(hit) * 20 <= len(held.rows("test")):
        return []
    return [Leak("group", name, tuple(one for one, _ in hit), (name,), f"{name} = {hit[0][1]}")]


def _names_one(held: Held, name: str, values: list[Any]) -> bool:
    """A column that says whom or what a row is about: by its name, or because the rows of one value
    have one label although there are many values."""
    present = [value for value in values if value is not None]
    distinct = len({compact(value) for value in present})
    whole = all(isinstance(value, str) or float(value).is_integer() for value in present)
    if not whole or distinct < LEAST_GROUPS or len(present) < 2 * distinct:
        return False
    if hints(name, "group") or hints(name, "id"):
        return True
    return distinct * 20 >= len(present) and _agreement(held, values) >= ALIKE


def _agreement(held: Held, values: list[Any]) -> float:
    """How far rows of one value share their label, between chance (0) and always (1)."""
    if held.target != "class":
        return 0.0
    every = [*held.seen, *held.rows("test")]
    met: dict[str, Counter[str]] = defaultdict(Counter)
    for row, value in zip(every, values, strict=True):
        if held.label(row) is not None:
            met[compact(value)][str(held.label(row))] += 1
    counts: Counter[str] = Counter()
    for held_by in met.values():
        counts.update(held_by)
    total = sum(counts.values())
    pairs = sum(sum(one.values()) * (sum(one.values()) - 1) for one in met.values())
    if not pairs or total < 2:
        return 0.0
    same = sum(count * (count - 1) for one in met.values() for count in one.values()) / pairs
    chance = sum(count * (count - 1) for count in counts.values()) / (total * (total - 1))
    return (same - chance) / (1 - chance) if chance < 1 else 0.0


def _is_time(name: str, values: list[Any]) -> bool:
    if not values or any(value is None for value in values):
        return False
    if all(isinstance(value, str) for value in values):
        return all(DATE.match(value) for value in values)
    if not all(is_number(value) for value in values) or not hints(name, "time"):
        return False
    held = np.array(values, dtype=np.float64)
    years = bool((held >= 1900).all() and (held <= 2100).all() and len(np.unique(held)) > 1)
    return years or bool((held > 1e8).all() and len(np.unique(held)) * 2 > len(held))


def _when(value: Any) -> Any:
    if not isinstance(value, str):
        return float(value)
    return tuple(int(part) for part in re.findall(r"\d+", value))
