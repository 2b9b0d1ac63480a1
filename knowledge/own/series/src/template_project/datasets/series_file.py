"""Points of a person's own series, read as a stream: the same file and the same choices give the
same points on every machine. A project carries the same bytes; only table_file.py is imported."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from .table_file import DATES, TableError, day, is_missing, number, records

CLOCK = re.compile(r"[T ](\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?\s*([AaPp][Mm])?")
YEAR = re.compile(r"(\d{4})(?:\.0+)?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
STYLES = (*DATES, "year", "compact")
MOST_ROWS = 1_000_000
WEEK = 7
WORKING = 5
Line = list[tuple[date, float | None]]


def moment(text: str, style: str) -> datetime | None:
    """Read a date and the time of day that follows it; a year or a month stands for its start."""
    if style in ("year", "compact"):
        found = (YEAR if style == "year" else COMPACT).fullmatch(text)
        numbers = [int(part) for part in found.groups()] if found else []
        try:
            return datetime(*[*numbers, 1, 1][:3]) if found else None  # type: ignore[arg-type]
        except ValueError:
            return None
    at = day(text, style)
    if at is None:
        return None
    clock = CLOCK.search(text)
    hour = int(clock.group(1)) if clock else 0
    half = (clock.group(3) or "").casefold() if clock else ""
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    minute = int(clock.group(2)) if clock else 0
    known = datetime.fromisoformat(at)
    return known.replace(hour=hour, minute=minute) if hour < 24 and minute < 60 else None


def place_of(at: datetime, step: str) -> int:
    """The running number of a moment; neighbours differ by one."""
    days = at.toordinal()
    return {
        "hour": days * 24 + at.hour,
        "day": days,
        "weekday": (days - 1) // WEEK * WORKING + min((days - 1) % WEEK, WORKING - 1),
        "week": days // WEEK,
        "month": at.year * 12 + at.month,
        "quarter": at.year * 4 + (at.month - 1) // 3,
        "year": at.year,
    }[step]


def later(first: datetime, step: str, steps: int) -> date:
    """The moment that lies so many steps after the first; months and longer begin with a day 1."""
    place = place_of(first, step) + steps
    if step == "hour":
        return first.replace(minute=0) + timedelta(hours=steps)
    if step in ("day", "week"):
        return first.date() + timedelta(days=steps * (WEEK if step == "week" else 1))
    if step == "weekday":
        return date.fromordinal(place // WORKING * WEEK + place % WORKING + 1)
    if step == "month":
        return date((place - 1) // 12, (place - 1) % 12 + 1, 1)
    return date(place // 4, place % 4 * 3 + 1, 1) if step == "quarter" else date(place, 1, 1)


def lines(path: Path, own: Mapping[str, Any]) -> dict[str, Line]:
    """The points of each series in the order of time, one a step; a gap is a point without value.

    `own`: the form of the file, "time", "style", "inputs": [{"name"}] = columns of values, "cap" =
    points at most, "series": {"key": columns that name a series, "step", "season", "least": points
    that a series must have}; one that stands still in its first half is passed over. Of too many
    points the latest stay; of too many series, those whose names have the lowest hash.
    """
    told = own["series"]
    held = _read(path, own)
    long = {name: line for name, points in held.items() if (line := _line(points, told["step"]))}
    long = {name: line for name, line in long.items() if _usable(line, told)}
    order = sorted(long, key=lambda name: hashlib.sha256(f"cap:{name}".encode()).hexdigest())
    kept = sorted(order[: max(1, int(own["cap"]) // int(told["least"]))])
    most = max(int(told["least"]), int(own["cap"]) // max(1, len(kept)))
    return {name: _begun(long[name][-most:]) for name in kept}


def name_of(key: str, column: str, several: bool) -> str:
    """What a series is called: by its id, by its column, or by both."""
    return column if not key else f"{key}/{column}" if several else key


def _read(path: Path, own: Mapping[str, Any]) -> dict[str, dict[datetime, float | None]]:
    place = {name: at for at, name in enumerate(own["names"])}
    columns = [str(column["name"]) for column in own["inputs"]]
    keys = [place[name] for name in own["series"]["key"]]
    held: dict[str, dict[datetime, float | None]] = {}
    for count, cells in enumerate(records(path, own), start=1):
        if count > MOST_ROWS:
            raise too_many(path.name)
        at = moment(cells[place[own["time"]]], own["style"])
        if at is None:
            continue
        key = "/".join(cells[one] for one in keys)
        for column in columns:
            cell = cells[place[column]]
            value = None if is_missing(cell) else number(cell)
            held.setdefault(name_of(key, column, len(columns) > 1), {})[at] = value
    return held


def _line(points: Mapping[datetime, float | None], step: str) -> Line:
    """From the first known value to the last one, without holes."""
    known = sorted(at for at, value in points.items() if value is not None)
    if not known:
        return []
    first, last = known[0], known[-1]
    values = {place_of(at, step): points[at] for at in known}
    start = place_of(first, step)
    count = place_of(last, step) - start + 1
    return [(later(first, step, at), values.get(start + at)) for at in range(count)]


def _usable(line: Line, told: Mapping[str, Any]) -> bool:
    """Long enough, and from season to season it changes: what its error is measured by."""
    half = [value for _, value in line[: len(line) // 2]]
    pairs = zip(half[int(told["season"]) :], half, strict=False)
    return len(line) >= told["least"] and any(
        None not in pair and pair[0] != pair[1] for pair in pairs
    )


def _begun(line: Line) -> Line:
    return line[next(at for at, (_, value) in enumerate(line) if value is not None) :]


def too_many(name: str) -> TableError:
    """More rows than are held in memory at once."""
    return TableError(
        "E_SIZE",
        f"{name} 超过 {MOST_ROWS:,} 行；请先汇总到更粗的间隔，或只留最近的部分",
        f"{name} has more than {MOST_ROWS:,} rows: sum them up to a coarser step, or keep the"
        " latest part",
        name,
    )
