"""One row's input as a record and back: how each form is written, pictured and checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from plumbline_trusted.door import Json, is_number
from plumbline_trusted.png_read import BadPng, read_png
from plumbline_trusted.png_write import grey_png
from plumbline_trusted.records import compact, inside, sha256
from plumbline_trusted.sampling import Row
from plumbline_trusted.table import Table

Bounds = dict[str, tuple[float, float, bool]]  # least, most, and whether a row may lack it


@dataclass(frozen=True)
class Form:
    """`fields` are the names of the input's fields; `fault` is '', 'input' or 'range'."""

    fields: tuple[str, ...]
    write: Callable[[Table, Row], Json]
    fault: Callable[[Path, Json, Table, Bounds], str]


def images(table: Table, row: Row) -> dict[str, bytes]:
    """The pictures of one row: path inside the folder -> bytes."""
    if not table.shape:
        return {}
    height, width = table.shape
    value = table.inputs[row.index]
    held = value if table.form == "pair" else [value]
    return {
        path: grey_png([int(v) for v in pixels], height, width, table.top)
        for path, pixels in zip(_paths(table, row), held, strict=True)
    }


def bounds_of(table: Table) -> Bounds:
    """The range of each feature that is a number in every row that has it."""
    found: Bounds = {}
    if table.form != "features":
        return found
    for place, name in enumerate(table.columns):
        held = [v for row in table.inputs if (v := row[place]) is not None]
        values = [v for v in held if not isinstance(v, str)]
        if values and len(values) == len(held):
            found[name] = (min(values), max(values), len(held) < len(table.inputs))
    return found


def label_fault(label: Any, table: Table, classes: set[str]) -> bool:
    """True for a label that the task does not know."""
    if table.target == "class":
        return not isinstance(label, str) or label not in classes
    if table.target == "number":
        return not is_number(label)
    if table.target == "text":
        return not isinstance(label, str) or not label
    horizon = table.windows[0].horizon
    return not isinstance(label, list) or len(label) != horizon or not all(map(is_number, label))


def _paths(table: Table, row: Row) -> list[str]:
    if table.form != "pair":
        return [f"images/{row.id}.png"]
    # a view that stands in several pairs is one file, named after its pixels alone
    return [f"images/{sha256(f'view:{compact(px)}')[:16]}.png" for px in table.inputs[row.index]]


def _picture(table: Table, row: Row) -> Json:
    return {"path": _paths(table, row)[0]}


def _pair(table: Table, row: Row) -> Json:
    one, two = _paths(table, row)
    return {"path_a": one, "path_b": two}


def _features(table: Table, row: Row) -> Json:
    return {"features": dict(zip(table.columns, table.inputs[row.index], strict=True))}


def _text(table: Table, row: Row) -> Json:
    return {"text": table.inputs[row.index]}


def _window(table: Table, row: Row) -> Json:
    return dict(table.inputs[row.index])


def _bad_picture(folder: Path, row: Json, table: Table, _: Bounds) -> str:
    return _bad_file(folder, row, "path", table)


def _bad_pair(folder: Path, row: Json, table: Table, _: Bounds) -> str:
    return _bad_file(folder, row, "path_a", table) or _bad_file(folder, row, "path_b", table)


def _bad_file(folder: Path, row: Json, field: str, table: Table) -> str:
    path = inside(folder, row.get(field), str(row.get("id")))
    if not path.is_file():
        return "input"
    try:
        picture = read_png(path.read_bytes())
    except BadPng:
        return "input"
    right = (picture.height, picture.width) == table.shape
    return "" if right and (picture.depth, picture.colour) == (8, 0) else "input"


def _bad_features(_: Path, row: Json, table: Table, bounds: Bounds) -> str:
    features = row.get("features")
    if not isinstance(features, dict) or list(features) != list(table.columns):
        return "input"
    for name, (low, high, gaps) in bounds.items():
        value = features[name]
        if value is None and gaps:
            continue
        if not is_number(value):
            return "input"
        if not low <= value <= high:
            return "range"
    return ""


def _bad_text(_: Path, row: Json, __: Table, ___: Bounds) -> str:
    words = row.get("text")
    return "" if isinstance(words, str) and words.strip() else "input"


def _bad_window(_: Path, row: Json, table: Table, __: Bounds) -> str:
    history, names = row.get("history"), table.calendar.points if table.calendar else {}
    if not isinstance(history, list) or len(history) != table.windows[0].length:
        return "input"
    if not all(map(is_number, history)) or row.get("series") not in names:
        return "input"
    try:
        datetime.fromisoformat(str(row.get("start")))
    except ValueError:
        return "input"
    return ""


FORMS: dict[str, Form] = {
    "picture": Form(("path",), _picture, _bad_picture),
    "features": Form(("features",), _features, _bad_features),
    "text": Form(("text",), _text, _bad_text),
    "window": Form(("history", "start", "series"), _window, _bad_window),
    "pair": Form(("path_a", "path_b"), _pair, _bad_pair),
}
