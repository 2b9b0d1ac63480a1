"""Test rows that are nearly a row of training or validation, in every form of input."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from plumbline_trusted.door import Json, is_number
from plumbline_trusted.leaks.held import Held, Leak
from plumbline_trusted.leaks.near_rows import all_but_one, twins
from plumbline_trusted.leaks.vectors import Floats, alike, picture, table
from plumbline_trusted.near import near_duplicates
from plumbline_trusted.records import compact

SEQUENCE = 8
Twins = dict[int, int]


def near(held: Held) -> list[Leak]:
    """At most one leak: every test row with a twin in what the model may learn from."""
    known, asked = held.seen, held.rows("test")
    finders = {
        "features": _rows,
        "text": _texts,
        "picture": _pictures,
        "pair": _pictures,
        "window": _windows,
    }
    finder = finders.get(held.form)
    found = finder(held, known, asked) if finder and known and asked else {}
    if not found:
        return []
    ids = tuple(str(asked[place].get("id")) for place in sorted(found))
    first = min(found)
    example = f"{asked[first].get('id')} ~ {known[found[first]].get('id')}"
    return [Leak("near", held.form, ids, example=example)]


def _rows(_: Held, known: list[Json], asked: list[Json]) -> Twins:
    same = _equal(known, asked, "features")
    close = twins(table(known, known), table(known, asked))
    return {**close, **all_but_one(known, asked), **same}


def _equal(known: list[Json], asked: list[Json], field: str) -> Twins:
    first = {compact(row[field]): place for place, row in enumerate(known)}
    told = [compact(row[field]) for row in asked]
    return {place: first[value] for place, value in enumerate(told) if value in first}


def _texts(_: Held, known: list[Json], asked: list[Json]) -> Twins:
    # Which pairs are compared depends on the order: it is the one in which the parts were cut.
    texts = [str(row["text"]) for row in [*known, *asked]]
    leaders: dict[int, int] = {}
    found: Twins = {}
    for place, group in enumerate(near_duplicates(texts)):
        if place < len(known):
            leaders.setdefault(group, place)
        elif group in leaders:
            found[place - len(known)] = leaders[group]
    return {**found, **_equal(known, asked, "text")}


def _pictures(held: Held, known: list[Json], asked: list[Json]) -> Twins:
    """By the picture as it is and by its mirror image; sizes are compared each with its own."""
    here, there = _seen(held, known), _seen(held, asked)
    first: dict[bytes, int] = {}
    for place, one in here:
        first.setdefault(_bytes(one), place)
    found: Twins = {p: first[_bytes(one)] for p, one in there if _bytes(one) in first}
    for shape in {one.shape for _, one in there}:
        kept = [(row, one) for row, one in here if one.shape == shape]
        told = [(row, one) for row, one in there if one.shape == shape]
        train = alike([one for _, one in kept])
        for turned in (lambda one: one, np.fliplr):
            test = alike([turned(one) for _, one in told])
            for place, near_to in twins(train, test).items():
                found.setdefault(told[place][0], kept[near_to][0])
    return found


def _bytes(one: Floats) -> bytes:
    return repr(one.shape).encode() + one.tobytes()


def _seen(held: Held, rows: list[Json]) -> list[tuple[int, Floats]]:
    fields = ("path_a", "path_b") if held.form == "pair" else ("path",)
    seen: list[tuple[int, Floats]] = []
    for place, row in enumerate(rows):
        for field in fields:
            one = picture(held.folder, row[field], str(row.get("id")))
            if one is not None:
                seen.append((place, one))
    return seen


def _windows(held: Held, known: list[Json], asked: list[Json]) -> Twins:
    """A window whose answer stands, with what leads to it, in a window that was learnt from."""
    first: dict[tuple[float, ...], int] = {}
    for place, row in enumerate(known):
        for part in _runs([*_numbers(row["history"]), *_numbers(held.label(row))]):
            first.setdefault(part, place)
    found: Twins = {}
    for place, row in enumerate(asked):
        answer = _numbers(held.label(row))
        lead = _numbers(row["history"])[-max(1, SEQUENCE - len(answer)) :]
        last = tuple([*lead, *answer][-SEQUENCE:])
        if answer and len(set(last)) > 2 and last in first:
            found[place] = first[last]
    return found


def _runs(values: list[float]) -> Iterable[tuple[float, ...]]:
    return (tuple(values[at : at + SEQUENCE]) for at in range(len(values) - SEQUENCE + 1))


def _numbers(value: Any) -> list[float]:
    return [float(one) for one in value if is_number(one)] if isinstance(value, list) else []
