"""How kept rows become three parts: by stratum, by group, by time, or as windows of a series."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from plumbline_trusted.door import Refusal
from plumbline_trusted.records import compact, sha256
from plumbline_trusted.sampling import PARTS, Row, Sampling
from plumbline_trusted.table import Table, Window

Parts = dict[str, list[Row]]
QUANTILES = 5


def cut(table: Table, rows: list[Row], sampling: Sampling) -> tuple[Parts, dict[str, int]]:
    """The parts, and how many rows were dropped because they would lie in two of them."""
    if table.windows:
        return _windows(table, rows, sampling)
    if sampling.method == "group":
        return _groups(table, rows, sampling)
    if sampling.method == "time":
        return _time(table, rows, sampling), {}
    return _strata(table, rows, sampling), {}


def _strata(table: Table, rows: list[Row], sampling: Sampling) -> Parts:
    strata: dict[str, list[Row]] = {}
    names = _stratum_names(table, rows, sampling)
    for row, name in zip(rows, names, strict=True):
        strata.setdefault(name, []).append(row)
    parts: Parts = {part: [] for part in PARTS}
    for name in sorted(strata):
        order = sorted(strata[name], key=lambda row: sha256(f"{sampling.seed}:{row.key}"))
        for part, chosen in _by_share(order, sampling).items():
            parts[part].extend(chosen)
    return parts


def _stratum_names(table: Table, rows: list[Row], sampling: Sampling) -> list[str]:
    """The label; a number's fifth among all numbers; one stratum where labels are no strata."""
    if sampling.stratify != "label" or table.target in ("text", "series"):
        return [""] * len(rows)
    if table.target == "class":
        return [row.label for row in rows]
    ranked = sorted(range(len(rows)), key=lambda i: (rows[i].label, rows[i].key))
    place = {index: rank for rank, index in enumerate(ranked)}
    return [str(place[i] * QUANTILES // len(rows)) for i in range(len(rows))]


def _sizes(count: int, sampling: Sampling) -> tuple[int, int]:
    test = math.floor(count * sampling.fractions["test"] + 0.5)
    return test, math.floor(count * sampling.fractions["val"] + 0.5)


def _by_share(order: list[Row], sampling: Sampling) -> Parts:
    n_test, n_val = _sizes(len(order), sampling)
    return {
        "test": order[:n_test],
        "val": order[n_test : n_test + n_val],
        "train": order[n_test + n_val :],
    }


def _groups(table: Table, rows: list[Row], sampling: Sampling) -> tuple[Parts, dict[str, int]]:
    """Whole groups in the order of their hash, to test and then val until each is nearest to its
    share; a row whose groups fall in different parts is dropped."""
    held = _named(table.groups, sampling.group, "group")
    sizes = Counter(name for row in rows for name in held[row.index])
    order = sorted(sizes, key=lambda name: sha256(f"{sampling.seed}:group:{name}"))
    total = sum(sizes.values())
    part_of: dict[str, str] = {}
    filled = dict.fromkeys(PARTS, 0)
    for name in order:
        part = "train"
        for candidate in ("test", "val"):
            goal = total * sampling.fractions[candidate]
            if part == "train" and filled[candidate] + sizes[name] / 2 <= goal:
                part = candidate
        part_of[name] = part
        filled[part] += sizes[name]
    parts: Parts = {part: [] for part in PARTS}
    for row in rows:
        found = {part_of[name] for name in held[row.index]}
        if len(found) == 1:
            parts[found.pop()].append(row)
    return parts, {"straddling": len(rows) - sum(map(len, parts.values()))}


def _time(table: Table, rows: list[Row], sampling: Sampling) -> Parts:
    """The latest rows are test, those before them val; rows of one time stay together."""
    times = _named(table.times, sampling.time, "time")
    order = sorted(rows, key=lambda row: (times[row.index], row.key))
    n_test, n_val = _sizes(len(order), sampling)
    at = _start_of_tie(order, times, len(order) - n_test)
    before = _start_of_tie(order, times, max(0, at - n_val))
    return {"train": order[:before], "val": order[before:at], "test": order[at:]}


def _start_of_tie(order: list[Row], times: list[str], place: int) -> int:
    while 0 < place < len(order) and times[order[place - 1].index] == times[order[place].index]:
        place -= 1
    return place


def _windows(table: Table, rows: list[Row], sampling: Sampling) -> tuple[Parts, dict[str, int]]:
    """A window belongs to the latest part that one of its targets lies in. Val and test windows
    stand `eval_stride` apart (the horizon, so that no target counts twice), counted from the end;
    an earlier window that touches a target of a later part is dropped."""
    if table.calendar is None:
        raise Refusal("E_SOURCE", "没有时间轴", "the series have no calendar", "source")
    parts: Parts = {part: [] for part in PARTS}
    straddling = 0
    for name, size in sorted(table.calendar.points.items()):
        n_test, n_val = _sizes(size, sampling)
        starts = {"test": size - n_test, "val": size - n_test - n_val, "train": 0}
        own = [(table.windows[row.index], row) for row in rows]
        own = [(window, row) for window, row in own if window.series == name]
        later: set[int] = set()
        for part in ("test", "val", "train"):
            chosen, dropped = _part_windows(own, part, starts, later, sampling)
            parts[part] += [row for _, row in chosen]
            straddling += dropped
            later |= {t for window, _ in chosen for t in range(window.target, window.stop)}
    return parts, {"straddling": straddling}


def _part_windows(
    own: list[tuple[Window, Row]],
    part: str,
    starts: dict[str, int],
    later: set[int],
    sampling: Sampling,
) -> tuple[list[tuple[Window, Row]], int]:
    first = starts[part]
    stop = {"train": starts["val"], "val": starts["test"]}.get(part)
    inside = [
        pair for pair in own if pair[0].stop > first and (stop is None or pair[0].stop <= stop)
    ]
    clear = [pair for pair in inside if not later & set(range(pair[0].start, pair[0].stop))]
    if not inside:
        return [], 0
    horizon = inside[0][0].horizon
    stride = sampling.stride if part == "train" else sampling.eval_stride or horizon
    last = max((pair[0].stop for pair in clear), default=0)
    return [pair for pair in clear if (last - pair[0].stop) % stride == 0], len(inside) - len(clear)


def _named(known: dict[str, Any], name: str, what: str) -> Any:
    if name not in known:
        listed = ", ".join(known) or "none"
        raise Refusal(
            "E_REQUEST",
            f"按 {what} 划分需要字段 {what}；可用：{listed}",
            f"a split by {what} needs a field; there are: {listed}",
            f"sampling.{what}",
        )
    return known[name]


def balanced(parts: Parts) -> tuple[Parts, int]:
    """Each part with as many rows of each class as of its rarest, first in the order of keys."""
    kept: Parts = {}
    for part, rows in parts.items():
        counts = Counter(compact(row.label) for row in rows)
        least = min(counts.values(), default=0)
        seen: Counter[str] = Counter()
        kept[part] = []
        for row in sorted(rows, key=lambda row: row.key):
            label = compact(row.label)
            if seen[label] < least:
                seen[label] += 1
                kept[part].append(row)
    return kept, sum(map(len, parts.values())) - sum(map(len, kept.values()))
