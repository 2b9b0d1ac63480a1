"""Windows of a person's own series, cut by time and written as files; the file stays."""

from __future__ import annotations

from typing import Any

from ..utils import CommandError
from .own_rows import own_file
from .series_file import Line, lines
from .split import assign, render_description, render_parts
from .table_file import TableError
from .windows import Window, cut, parts_by_time


def render(data: dict[str, Any]) -> dict[str, bytes]:
    """Return every file of the set by its name; test labels are not among them."""
    held = read_lines(data["source"])
    history, horizon = data["history"], data["horizon"]
    windows: list[Window] = []
    parts: dict[str, str] = {}
    for name, points in held.items():
        found = cut(points, history, horizon, name)
        shares = data["sampling"]["fractions"]
        parts.update(parts_by_time(found, len(points), horizon, shares))
        windows += found
    drawn = assign((window.row for window in windows), data["sampling"]["seed"], parts)
    files = render_parts(drawn, lambda item: dict(item.row.input))
    described = render_description(
        drawn,
        files,
        data,
        columns=[],
        target="series",
        sampling={"method": "time"},
        series={
            "step": data["step"],
            "season": data["season"],
            "history": history,
            "horizon": horizon,
            "points": {name: len(points) for name, points in held.items()},
            "missing": sum(value is None for line in held.values() for _, value in line),
        },
    )
    return {**files, "dataset.json": described}


def read_lines(source: dict[str, Any]) -> dict[str, Line]:
    """The points of each series of the person's file."""
    path = own_file(source)
    try:
        return lines(path, source["own"])
    except TableError as error:
        raise CommandError(f"{path}: {error}") from error
