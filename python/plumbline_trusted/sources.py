"""Where rows come from: one entry per provider, so that a new kind of source is one function."""

from __future__ import annotations

import csv
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plumbline_trusted.door import Json, Refusal, file, is_number, text
from plumbline_trusted.records import read_lines

Value = int | float | str


@dataclass(frozen=True)
class Table:
    """Labelled rows in source order, with all that dataset.json says about where they come from.

    `shape` is (height, width) of pictures whose values are 0..top; `columns` names table features.
    """

    name: str
    task: str
    source: Json
    licence: str
    inputs: list[list[Value]]
    labels: list[str]
    columns: tuple[str, ...] = ()
    shape: tuple[int, int] | None = None
    top: int = 0


def load(source: Json) -> Table:
    """Reads the source that a request names; unknown or absent sources are refused by name."""
    provider = text(source, "provider", among=tuple(PROVIDERS))
    table = PROVIDERS[provider](source)
    if not table.labels:
        raise Refusal("E_SOURCE", "数据源没有任何行", "the source has no rows", "source")
    return table


def _package(source: Json) -> Table:
    loader = text(source, "loader", among=tuple(LOADERS))
    module, _, name = loader.rpartition(".")
    try:
        load_rows = getattr(importlib.import_module(module), name)
    except ImportError as error:
        raise Refusal(
            "E_SOURCE_GONE",
            f"软件包不可用：{module}",
            f"the package is not installed: {module}",
            "source.loader",
        ) from error
    return LOADERS[loader](load_rows(), source)


def _digits(bunch: Any, source: Json) -> Table:
    return Table(
        name=text(source, "name", "digits"),
        task=text(source, "task", "image-classification"),
        source=_package_source(source),
        licence=text(source, "licence", "CC-BY-4.0"),
        inputs=[[int(value) for value in row] for row in bunch.data.tolist()],
        labels=[str(label) for label in bunch.target.tolist()],
        shape=(8, 8),
        top=16,
    )


def _breast_cancer(bunch: Any, source: Json) -> Table:
    names = [str(name) for name in bunch.target_names]
    return Table(
        name=text(source, "name", "breast_cancer"),
        task=text(source, "task", "tabular-classification"),
        source=_package_source(source),
        licence=text(source, "licence", "CC-BY-4.0"),
        inputs=[[float(value) for value in row] for row in bunch.data.tolist()],
        labels=[names[int(label)] for label in bunch.target.tolist()],
        columns=tuple(str(name).replace(" ", "_") for name in bunch.feature_names),
    )


def _package_source(source: Json) -> Json:
    return {
        "provider": "package",
        "package": text(source, "package", "scikit-learn"),
        "loader": text(source, "loader"),
        "version_range": text(source, "version_range", ">=1.5,<2"),
    }


def _jsonl(source: Json) -> Table:
    return _rows(read_lines(file(source, "path")), source)


def _csv(source: Json) -> Table:
    with file(source, "path").open(encoding="utf-8-sig", newline="") as stream:
        rows = [dict(row) for row in csv.DictReader(stream)]
    return _rows([{key: _cell(value) for key, value in row.items()} for row in rows], source)


def _rows(rows: list[Json], source: Json) -> Table:
    label, path = text(source, "label", "label"), Path(text(source, "path"))
    columns = tuple(name for name in (rows[0] if rows else {}) if name != label)
    for count, row in enumerate(rows, start=1):
        values = [row.get(name) for name in (*columns, label)]
        right = all(isinstance(value, str) or is_number(value) for value in values)
        if len(row) != len(columns) + 1 or not right:
            raise Refusal(
                "E_ROW",
                f"第 {count} 行的列与首行不同，或含有空值、非有限数",
                f"row {count} has other columns than the first, or an empty or non-finite value",
                f"{path.name}:{count}",
            )
    return Table(
        name=text(source, "name", path.stem),
        task=text(source, "task", "tabular-classification"),
        source={"provider": source["provider"], "file": path.name, "label": label},
        licence=text(source, "licence", "unknown"),
        inputs=[[row[name] for name in columns] for row in rows],
        labels=[str(row[label]) for row in rows],
        columns=columns,
    )


def _cell(value: Any) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        return value or None


PROVIDERS: dict[str, Callable[[Json], Table]] = {"package": _package, "jsonl": _jsonl, "csv": _csv}
LOADERS: dict[str, Callable[[Any, Json], Table]] = {
    "sklearn.datasets.load_digits": _digits,
    "sklearn.datasets.load_breast_cancer": _breast_cancer,
}
