"""How the dates of a table of series are spaced, and which columns tell its series apart."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from plumbline_trusted.door import Json, Refusal
from plumbline_trusted.own.facts import Column
from plumbline_trusted.own.series_file import MOST_ROWS, moment, place_of, too_many
from plumbline_trusted.own.table_file import is_missing, records

DAY = 86_400
#: Seconds from one date to the next: the step that they are.
STEPS = (
    ("hour", 3600, 3600),
    ("day", DAY, DAY),
    ("week", 7 * DAY, 7 * DAY),
    ("month", 28 * DAY, 31 * DAY),
    ("quarter", 89 * DAY, 92 * DAY),
    ("year", 365 * DAY, 366 * DAY),
)
SATURDAY = 5
MOST_GAPS = 0.5


@dataclass
class Rows:
    """What is held of each row: its date as it is written, the values, what may name a series."""

    styles: tuple[str, ...]
    values: tuple[str, ...]
    able: tuple[str, ...]
    dates: list[str] = field(default_factory=list)
    cells: list[tuple[str, ...]] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)
    undated: int = 0

    @property
    def count(self) -> int:
        return len(self.dates)


@dataclass(frozen=True)
class Spaced:
    """The reading of the dates under which they are evenly spaced."""

    style: str
    step: str
    key: tuple[str, ...]
    values: tuple[str, ...]
    sizes: dict[str, int]
    gaps: int

    @property
    def share(self) -> float:
        return self.gaps / max(1, sum(self.sizes.values()))


def styles_of(column: Column) -> tuple[str, ...]:
    """The ways in which all dates of a column can be read."""
    if column.kind == "date":
        return tuple(name for name, count in column.dates.items() if count == column.present)
    if column.low >= 1000 and column.high < 3000:
        return ("year",)
    return ("compact",) if column.low >= 10_000_101 and column.high < 30_000_000 else ()


def read_rows(
    path: Path, form: Json, when: Column, values: Sequence[str], able: Sequence[str]
) -> Rows:
    """Every row that has a date; more than are held at once are refused."""
    held = Rows(styles_of(when), tuple(values), tuple(able))
    place = {name: at for at, name in enumerate(form["names"])}
    known: dict[str, str] = {}

    def one(cells: list[str], names: Iterable[str]) -> tuple[str, ...]:
        return tuple(known.setdefault(cells[place[name]], cells[place[name]]) for name in names)

    for count, cells in enumerate(records(path, form), start=1):
        if count > MOST_ROWS:
            raise too_many(path.name)
        if is_missing(cells[place[when.name]]):
            held.undated += 1
            continue
        held.dates.append(one(cells, [when.name])[0])
        held.cells.append(one(cells, held.values))
        held.names.append(one(cells, held.able))
    return held


def spaced(rows: Rows, file: str) -> Spaced:
    """The style, step and key that leave the fewest holes. A tie of two styles is refused."""
    found: list[Spaced] = []
    refused: list[Refusal] = []
    for style in rows.styles:
        try:
            found.append(_spaced(rows, style, file))
        except Refusal as error:
            refused.append(error)
    if not found:
        raise refused[0]
    found.sort(key=lambda one: one.share)
    if len(found) > 1 and found[0].share == found[1].share:
        raise Refusal(
            "E_DATES",
            f"日期可读作 {found[0].style} 也可读作 {found[1].style}，间隔同样规则，分不清日与月；"
            "请写成 2024-03-01 再运行",
            f"the dates can be read as {found[0].style} and as {found[1].style}, evenly spaced both"
            " times: write them as 2024-03-01 and run again",
            file,
        )
    return found[0]


def _spaced(rows: Rows, style: str, file: str) -> Spaced:
    read = {text: moment(text, style) for text in set(rows.dates)}
    times = [read[text] for text in rows.dates]
    if None in times:
        bad = rows.dates[times.index(None)]
        raise Refusal("E_DATES", f"不是日期：{bad}", f"not a date: {bad}", file)
    known = [at for at in times if at is not None]
    key = _key(rows, known, file)
    lines = _lines(rows, known, key)
    step = _step(lines.values(), file)
    places = {name: {place_of(at, step) for at in line} for name, line in lines.items()}
    distinct = sum(map(len, lines.values()))
    if distinct != sum(map(len, places.values())):
        raise _uneven(step, file)
    sizes = {name: max(held) - min(held) + 1 for name, held in places.items()}
    gaps = sum(sizes.values()) - distinct
    if gaps > MOST_GAPS * sum(sizes.values()):
        raise _uneven(step, file)
    return Spaced(style, step, key, rows.values, sizes, gaps)


def _key(rows: Rows, times: Sequence[datetime], file: str) -> tuple[str, ...]:
    """The fewest columns under which no date has two rows that differ."""
    choices: list[tuple[str, ...]] = [(), *((name,) for name in rows.able)]
    if len(rows.able) > 1:
        choices += [*itertools.combinations(rows.able, 2), rows.able]
    for choice in choices:
        if _tells_apart(rows, times, choice):
            return choice
    seen = Counter(rows.dates)
    twice = next(text for text, count in seen.items() if count > 1)
    raise Refusal(
        "E_TWICE",
        f"{twice} 有 {seen[twice]} 行，而没有一列能区分它们属于哪条序列；加上序列编号列，"
        "或先按日期汇总",
        f"{twice} has {seen[twice]} rows and no column tells which series they belong to: add a"
        " column that names the series, or sum up by date",
        f"{file}:{twice}",
    )


def _tells_apart(rows: Rows, times: Sequence[datetime], choice: tuple[str, ...]) -> bool:
    at = [rows.able.index(name) for name in choice]
    left = [place for place, name in enumerate(rows.values) if name not in choice]
    held: dict[tuple[datetime, tuple[str, ...]], tuple[str, ...]] = {}
    for when, names, cells in zip(times, rows.names, rows.cells, strict=True):
        key = (when, tuple(names[one] for one in at))
        values = tuple(cells[one] for one in left)
        if held.setdefault(key, values) != values:
            return False
    return True


def _lines(rows: Rows, times: Sequence[datetime], key: tuple[str, ...]) -> dict[str, set[datetime]]:
    """The dates of each series that have any value."""
    at = [rows.able.index(name) for name in key]
    held: dict[str, set[datetime]] = {}
    for when, names, cells in zip(times, rows.names, rows.cells, strict=True):
        if not all(is_missing(cell) for cell in cells):
            held.setdefault("/".join(names[one] for one in at), set()).add(when)
    return held


def _step(lines: Iterable[set[datetime]], file: str) -> str:
    apart: Counter[int] = Counter()
    weekend = False
    for line in lines:
        order = sorted(line)
        weekend = weekend or any(at.weekday() >= SATURDAY for at in order)
        apart.update(int((two - one).total_seconds()) for one, two in itertools.pairwise(order))
    for name, low, high in STEPS:
        count = sum(times for gap, times in apart.items() if low <= gap <= high)
        if 2 * count > apart.total():
            return "weekday" if name == "day" and not weekend else name
    usual = apart.most_common(1)[0][0] if apart else 0
    raise Refusal(
        "E_SPACING",
        f"日期的间隔不是每小时、每天、每工作日、每周、每月、每季或每年（最常见 {usual} 秒）；"
        "请先汇总到其中一种",
        "the dates are not spaced by hours, days, working days, weeks, months, quarters or years"
        f" (most often {usual} seconds): sum them up to one of these",
        file,
    )


def _uneven(step: str, file: str) -> Refusal:
    return Refusal(
        "E_SPACING",
        f"日期多半相隔一个 {step}，但一半以上的位置空缺，或同一个 {step} 有多行；请先汇总或补齐",
        f"the dates are mostly one {step} apart, but more than half of the places are empty, or one"
        f" {step} has several rows: sum them up or fill them in",
        file,
    )
