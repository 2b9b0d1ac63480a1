"""A person's own series: the file is read where it lies, cut into windows as the choices say."""

from __future__ import annotations

from plumbline_trusted.door import Json, Refusal, integer, mapping, text
from plumbline_trusted.loaders.own_table import own_path
from plumbline_trusted.loaders.series import windows
from plumbline_trusted.own.series_file import lines
from plumbline_trusted.own.table_file import TableError
from plumbline_trusted.table import Table


def own_series(source: Json) -> Table:
    path, own = own_path(source), mapping(source, "own")
    told = mapping(own, "series")
    try:
        held = lines(path, own)
    except TableError as error:
        raise Refusal(error.code, error.zh, error.en, error.at) from error
    return windows(
        held,
        text(told, "step"),
        integer(told, "season", low=1),
        (integer(told, "history", low=1), integer(told, "horizon", low=1)),
        Table(
            name=text(source, "package"),
            task=text(source, "task"),
            source={
                "provider": "local",
                "package": text(source, "package"),
                "loader": "series",
                "sha256": text(source, "sha256"),
            },
            licence="your own data",
            inputs=[],
            labels=[],
        ),
    )
