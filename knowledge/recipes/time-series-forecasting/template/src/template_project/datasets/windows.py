"""A series cut into windows of history and horizon, and the parts that they fall into by time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .split import Row

Points = Sequence[tuple[date, float | None]]


@dataclass(frozen=True)
class Window:
    """Where a row lies in the series: history is [start, target), targets are [target, stop)."""

    row: Row
    start: int
    target: int
    stop: int


def cut(points: Points, history: int, horizon: int, series: str) -> list[Window]:
    """Cut every window. A missing point takes the value before it, in histories alone: a window
    whose targets are not all known is left out."""
    filled: list[float] = []
    last = next(value for _, value in points if value is not None)
    for _, value in points:
        last = last if value is None else value
        filled.append(last)
    windows = []
    for start in range(len(points) - history - horizon + 1):
        target, stop = start + history, start + history + horizon
        if any(value is None for _, value in points[target:stop]):
            continue
        first = points[start][0].isoformat()
        known = {"history": filled[start:target], "start": first, "series": series}
        windows.append(Window(Row(known, filled[target:stop]), start, target, stop))
    return windows


def parts_by_time(
    windows: Sequence[Window], size: int, horizon: int, fractions: Mapping[str, float]
) -> dict[str, str]:
    """Name the part of each window that is kept: the latest part that one of its targets is in.

    Val and test windows stand one horizon apart, so that no point is forecast twice; an earlier
    window that touches a target of a later part is dropped.
    """
    n_test, n_val = (math.floor(size * fractions[part] + 0.5) for part in ("test", "val"))
    bounds = {
        "test": (size - n_test, size),
        "val": (size - n_test - n_val, size - n_test),
        "train": (0, size - n_test - n_val),
    }
    parts: dict[str, str] = {}
    later: set[int] = set()
    for part, (low, high) in bounds.items():
        inside = [window for window in windows if low < window.stop <= high]
        clear = [one for one in inside if later.isdisjoint(range(one.start, one.stop))]
        last = max((window.stop for window in clear), default=0)
        stride = 1 if part == "train" else horizon
        chosen = [window for window in clear if (last - window.stop) % stride == 0]
        parts.update({window.row.key: part for window in chosen})
        later |= {place for window in chosen for place in range(window.target, window.stop)}
    return parts
