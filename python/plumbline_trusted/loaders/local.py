"""Files of the user: CSV and JSON lines, in the form that their task asks for."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from plumbline_trusted.door import Json, Refusal, file, integer, is_number, text
from plumbline_trusted.loaders.series import STEPS, Points, windows
from plumbline_trusted.records import read_lines
from plumbline_trusted.table import TASKS, Table


def jsonl(source: Json) -> Table:
    return _rows(read_lines(file(source, "path")), source)


def delimited(source: Json) -> Table:
    with file(source, "path").open(encoding="utf-8-sig", newline="") as stream:
        rows = [dict(row) for row in csv.DictReader(stream)]
    read = _text_cell if _form(source) == "text" else _cell
    return _rows([{key: read(value) for key, value in row.items()} for row in rows], source)


def _form(source: Json) -> str:
    return TASKS.get(text(source, "task", "tabular-classification"), ("features", "class"))[0]


def _rows(rows: list[Json], source: Json) -> Table:
    if _form(source) == "window":
        return _series(rows, source)
    label, path = text(source, "label", "label"), Path(text(source, "path"))
    apart = [name for name in (text(source, "group", ""), text(source, "time", "")) if name]
    columns = tuple(n for n in (rows[0] if rows else {}) if n != label and n not in apart)
    _refuse_rows(rows, (*columns, *apart, label), path.name)
    table = Table(
        name=text(source, "name", path.stem),
        task=text(source, "task", "tabular-classification"),
        source=_told(source, path, label),
        licence=text(source, "licence", "unknown"),
        inputs=[[row[name] for name in columns] for row in rows],
        labels=[row[label] for row in rows],
        columns=columns,
        groups={n: [(str(row[n]),) for row in rows] for n in apart[:1] if "group" in source},
        times={n: [str(row[n]) for row in rows] for n in apart[-1:] if "time" in source},
    )
    return _shaped(table, source, path)


def _shaped(table: Table, source: Json, path: Path) -> Table:
    """Labels and inputs of the right kind for the task."""
    if table.target == "number":
        bad = [i for i, label in enumerate(table.labels, start=1) if not is_number(label)]
        if bad:
            raise Refusal(
                "E_ROW", "标签必须是数", "the label must be a number", f"{path.name}:{bad[0]}"
            )
        table.labels[:] = [float(label) for label in table.labels]
        return table
    table.labels[:] = [str(label) for label in table.labels]
    if table.form != "text":
        return table
    column = text(source, "text", "text", among=table.columns)
    place = table.columns.index(column)
    table.inputs[:] = [str(row[place]) for row in table.inputs]
    fields = {name: getattr(table, name) for name in table.__dataclass_fields__}
    return Table(**{**fields, "columns": ("text",)})


def _series(rows: list[Json], source: Json) -> Table:
    """`time` names the dates, `label` the values, `group` one series among several."""
    path, label = Path(text(source, "path")), text(source, "label", "value")
    when, group = text(source, "time", "date"), text(source, "group", "")
    step = text(source, "step", among=STEPS[1:])
    held: dict[str, Points] = {}
    for count, row in enumerate(rows, start=1):
        try:
            day = date.fromisoformat(str(row.get(when))[:10])
        except ValueError as error:
            raise Refusal(
                "E_ROW", "不是 ISO 日期", "not an ISO date", f"{path.name}:{count}"
            ) from error
        value = row.get(label)
        if value is not None and not is_number(value):
            raise Refusal("E_ROW", "不是数", "not a number", f"{path.name}:{count}")
        name = str(row.get(group)) if group else text(source, "name", path.stem)
        held.setdefault(name, []).append((day, None if value is None else float(value)))
    cut = (integer(source, "history", low=1), integer(source, "horizon", low=1))
    empty = Table(
        name=text(source, "name", path.stem),
        task="time-series-forecasting",
        source=_told(source, path, label),
        licence=text(source, "licence", "unknown"),
        inputs=[],
        labels=[],
    )
    ordered = {name: sorted(points, key=lambda point: point[0]) for name, points in held.items()}
    return windows(ordered, step, integer(source, "season", 1, low=1), cut, empty)


def _told(source: Json, path: Path, label: str) -> Json:
    return {"provider": source["provider"], "file": path.name, "label": label}


def _refuse_rows(rows: list[Json], columns: tuple[str, ...], name: str) -> None:
    for count, row in enumerate(rows, start=1):
        values = [row.get(column) for column in columns]
        right = all(isinstance(value, str) or is_number(value) for value in values)
        if len(row) != len(columns) or not right:
            raise Refusal(
                "E_ROW",
                f"第 {count} 行的列与首行不同，或含有空值、非有限数",
                f"row {count} has other columns than the first, or an empty or non-finite value",
                f"{name}:{count}",
            )


def _cell(value: Any) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        return value or None


def _text_cell(value: Any) -> Any:
    return value or None
