"""The series that statsmodels carries, cut into windows of history and horizon."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from plumbline_trusted.archives import open_archive
from plumbline_trusted.door import Json, Refusal, integer, text
from plumbline_trusted.loaders.common import (
    Licence,
    archive_source,
    needed,
    options_of,
    stated_version,
)
from plumbline_trusted.table import Calendar, Table, Window

Points = list[tuple[date, float | None]]
STEPS = ("hour", "day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Series:
    """One series of the package: its file, how a row is read, and its usual cut into windows."""

    read: Callable[[list[Json]], Points]
    step: str
    season: int
    history: int
    horizon: int
    licence: Licence


def _weekly(rows: list[Json]) -> Points:
    def day(digits: str) -> date:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))

    return [(day(row["date"]), _value(row["co2"])) for row in rows]


def _monthly(rows: list[Json]) -> Points:
    return [
        (date(int(row["YEAR"]), month, 1), _value(cell))
        for row in rows
        for month, cell in enumerate(list(row.values())[1:13], start=1)
    ]


def _yearly(rows: list[Json]) -> Points:
    return [(date(int(float(row["YEAR"])), 1, 1), _value(row["SUNACTIVITY"])) for row in rows]


def _public(name: str) -> Licence:
    return Licence("public domain", f"datasets/{name}/data\\.py$", "public domain")


SERIES = {
    "co2": Series(_weekly, "week", 52, 104, 26, _public("co2")),
    "elnino": Series(_monthly, "month", 12, 36, 12, _public("elnino")),
    "sunspots": Series(_yearly, "year", 11, 33, 11, _public("sunspots")),
}


def statsmodels_series(source: Json, name: str) -> Table:
    known = SERIES[name]
    here = f"statsmodels/datasets/{name}/"
    members = open_archive(source).members(
        lambda path: path.startswith(here) or path.endswith(".dist-info/METADATA")
    )
    data = needed(members, f"{name}/{name}\\.csv$")
    rows = list(csv.DictReader(io.StringIO(next(iter(data.values())).decode("utf-8"))))
    version = stated_version(members, "METADATA$", r"^Version: (\S+)")
    told = archive_source(source, version, data, known.licence.stated_in(members))
    options = options_of(
        source, {"history": known.history, "horizon": known.horizon, "season": known.season}
    )
    points = known.read(rows)
    _refuse_gaps(points, known.step, name)
    return windows(
        {name: points},
        known.step,
        integer(options, "season", low=1, high=10_000),
        (integer(options, "history", low=1), integer(options, "horizon", low=1)),
        Table(
            name=text(source, "name", name),
            task="time-series-forecasting",
            source=told,
            licence=text(source, "licence", known.licence.name),
            inputs=[],
            labels=[],
        ),
    )


def windows(
    held: dict[str, Points], step: str, season: int, cut: tuple[int, int], empty: Table
) -> Table:
    """Every window of every series. A missing point takes the last value before it, in histories
    alone: no window has a target that was filled in."""
    length, horizon = cut
    inputs: list[Json] = []
    labels: list[list[float]] = []
    where: list[Window] = []
    missing = 0
    for name, points in held.items():
        values, known = _filled(points)
        missing += known.count(False)
        for start in range(len(points) - length - horizon + 1):
            window = Window(name, start, length, horizon)
            if not all(known[window.target : window.stop]):
                continue
            history = values[start : window.target]
            first = points[start][0].isoformat()
            inputs.append({"history": history, "start": first, "series": name})
            labels.append(values[window.target : window.stop])
            where.append(window)
    sizes = {name: len(points) for name, points in held.items()}
    return Table(
        name=empty.name,
        task=empty.task,
        source=empty.source,
        licence=empty.licence,
        inputs=inputs,
        labels=labels,
        windows=where,
        calendar=Calendar(step, season, sizes, missing),
    )


def _filled(points: Points) -> tuple[list[float], list[bool]]:
    known = [value is not None for _, value in points]
    values: list[float] = []
    last = next((value for _, value in points if value is not None), 0.0)
    for _, value in points:
        last = last if value is None else value
        values.append(last)
    return values, known


def _value(cell: str) -> float | None:
    return float(cell) if cell.strip() else None


def _refuse_gaps(points: Points, step: str, name: str) -> None:
    if step != "week":
        return
    week = timedelta(days=7)
    for (one, _), (two, _) in pairwise(points):
        if two - one != week:
            raise Refusal("E_SOURCE", "时间序列有断点", "the series has a gap", f"{name}: {two}")
