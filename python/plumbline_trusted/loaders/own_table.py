"""A person's own table: the file is read where it lies, as the project's choices say."""

from __future__ import annotations

from pathlib import Path

from plumbline_trusted.door import Json, Refusal, file, mapping, text
from plumbline_trusted.own.table_file import TableError, table
from plumbline_trusted.records import sha256_file
from plumbline_trusted.table import TASKS, Table


def own_table(source: Json) -> Table:
    path, own = own_path(source), mapping(source, "own")
    try:
        rows = table(path, own)
    except TableError as error:
        raise Refusal(error.code, error.zh, error.en, error.at) from error
    group, time = text(own, "group", ""), text(own, "time", "")
    single = [str(column["kind"]) for column in own["inputs"]] == ["text"]
    names = tuple(str(column["name"]) for column in own["inputs"])
    return Table(
        name=text(source, "package"),
        task=text(source, "task", "tabular-classification", among=tuple(TASKS)),
        source={
            "provider": "local",
            "package": text(source, "package"),
            "loader": "table",
            "sha256": text(source, "sha256"),
            "label": text(own, "label"),
        },
        licence="your own data",
        inputs=[row.values[0] if single else row.values for row in rows],
        labels=[row.label for row in rows],
        columns=("text",) if single else names,
        groups={group: [(row.group,) for row in rows]} if group else {},
        times={time: [row.time for row in rows]} if time else {},
    )


def own_path(source: Json) -> Path:
    """The person's file, with the bytes that the project was made of."""
    path = file(source, "path")
    if sha256_file(path) != text(source, "sha256"):
        raise Refusal(
            "E_CHANGED",
            f"{path.name} 与建立项目时的内容不同",
            f"{path.name} holds other bytes than when the project was made of it",
            path.name,
        )
    return path
